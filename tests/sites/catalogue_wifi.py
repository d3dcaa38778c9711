"""Scenario C1: Wi-Fi against cable in alternation, a bad patch cable, the twins of both, and our own change."""

from __future__ import annotations

from tests.sites.story import ALL, FAULT, INSUFFICIENT, SURE, Expected, clean, leaning, named, story
from tests.sites.world import World

C1 = "scenarios C1: wired fine, Wi-Fi poor: LA ++"
RADIO = {"interface": "wlan0", "link": "wifi", "signal_dbm": -79.0}


def _turns(world: World, *radio: tuple[int, int], minutes: int, bad: float = 0.07) -> None:
    """Measure by cable, except in some minutes by a radio that loses."""
    world.minutes = minutes
    for first, last in radio:
        world.links.append((first * 60.0, last * 60.0, RADIO))
        world.lossy.append((first * 60.0, last * 60.0, "lan", bad))


@story(seeds=2)
def c1_wifi_and_cable_in_alternation(world: World) -> Expected:
    _turns(world, (0, 20), (40, 60), minutes=80)
    return named("premises", "lan.wifi", standing=("established",), why=C1)


@story()
def c1_wifi_once_and_then_the_cable(world: World) -> Expected:
    _turns(world, (0, 25), minutes=50)
    return named("premises", "lan.wifi", "lan.loss", standing=("indicated",), why=C1 + "; one change may be the hour")


@story()
def c1_twin_the_cable_loses_as_well(world: World) -> Expected:
    """The switch behind both loses: changing to the cable changes nothing."""
    _turns(world, (0, 20), (40, 60), minutes=80, bad=0.0)
    world.lossy.append((0, 10**6, "lan", 0.07))
    return named("premises", "lan.loss", why="not the radio: the cable loses too")


@story(seeds=2)
def c1_twin_by_cable_slow_at_idle_too(world: World) -> Expected:
    """T: with cable and Wi-Fi alike the loss begins beyond the provider's first hop."""
    _turns(world, (0, 20), (40, 60), minutes=80, bad=0.0)
    world.lossy += [(600, 1500, "core", 0.12), (2800, 3900, "core", 0.12)]
    return Expected(
        (FAULT, INSUFFICIENT), ("provider", None), ("core.loss", None), keeps=frozenset({"provider"}),
        never=ALL - {"provider"}, why="scenarios C1 T: wired also slow at idle with good sync",
    )  # fmt: skip


def _port(world: World, *, errors_per_min: int, **more: object) -> None:
    """Let the computer's own port count, minute by minute."""
    for minute in range(-1, world.minutes + 1):
        told = {"rx_errors": 5 + max(0, minute) * errors_per_min, "tx_errors": 0, "carrier_changes": 2}
        told |= {"full_duplex": True, "speed_mbps": 1000, "collisions": 0, **more}
        world.links.append((minute * 60.0, minute * 60.0 + 60, told))


@story(seeds=2)
def c1_bad_patch_cable(world: World) -> Expected:
    world.minutes = 40
    world.lossy.append((600, 1500, "lan", 0.08))
    _port(world, errors_per_min=30)
    return named("premises", "lan.cable", standing=SURE, why="speed and duplex, error growth: the computer's port")


@story()
def c1_twin_the_switch_loses_and_the_port_counts_nothing(world: World) -> Expected:
    world.minutes = 40
    world.lossy.append((600, 1500, "lan", 0.08))
    _port(world, errors_per_min=0)
    return leaning("premises", "lan.loss", standing=SURE, alone=True, why="its own cable is cleared by its counters")


@story()
def c1_trap_errors_counted_while_the_line_loses(world: World) -> Expected:
    """The port counts errors all day; the loss of this complaint begins beyond the provider's first hop."""
    world.minutes = 60
    world.lossy += [(600, 1500, "core", 0.12), (2400, 3300, "core", 0.12)]
    _port(world, errors_per_min=30)
    return Expected(
        (FAULT, INSUFFICIENT), ("provider", None), ("core.loss", None), keeps=frozenset({"provider"}),
        never=ALL - {"provider"}, why="the router did well through the same cable",
    )  # fmt: skip


@story(seeds=2)
def c1_our_own_change_of_the_router_just_before(world: World) -> Expected:
    """The consultant sets the router; the session goes with it and does not come back."""
    at = 900.0 + world.chance.randrange(300)
    world.say("operator", at - 20, "Step", did="set the user name", changed="router: user name", who="Ada")
    world.break_(at, 1200, "access")
    world.session_down.append((at, at + 1200))
    return Expected(
        (FAULT, INSUFFICIENT), (None, "premises"), ("router.config",), keeps=frozenset({"premises"}),
        never=ALL - {"premises"}, why="scenarios C1: «we did it»; nobody else is accused on the day of our own change",
    )  # fmt: skip


def _by_turns(world: World, *, radio: float, cable: float, turn_s: int = 60) -> None:
    """Measure through cable and radio by turns within one run, as `check --alternate` does."""
    world.minutes, world.event_sets = 14, False
    for k in range(int(world.end) // turn_s):
        start, card = k * turn_s, {"interface": "eth0", "link": "wired"} if k % 2 == 0 else RADIO
        world.links.append((start, start + turn_s, card))
        world.lossy.append((start, start + turn_s, "lan", radio if k % 2 else cable))
        for at in (start + 0.1, start + turn_s - 0.1):
            known = {"carrier": True, "gateway": world.address["router"], "gateway_neighbour": "answers"}
            world.say("host", at, "LinkState", **{**known, **card})


@story(seeds=3)
def c1_wifi_and_cable_by_turns_within_one_run(world: World) -> Expected:
    _by_turns(world, radio=0.15, cable=0.0)
    return named("premises", "lan.wifi", standing=("established",), why=C1 + "; by turns, so not the hour")


@story(seeds=2)
def c1_twin_by_turns_and_the_cable_loses_as_well(world: World) -> Expected:
    _by_turns(world, radio=0.15, cable=0.15)
    return named("premises", "lan.loss", why="not the radio: the cable loses too")


@story(seeds=2)
def c1_twin_by_turns_and_the_loss_lies_beyond_the_first_hop(world: World) -> Expected:
    _by_turns(world, radio=0.0, cable=0.0)
    world.lossy.append((0, 10**6, "core", 0.15))
    return Expected(
        (FAULT, INSUFFICIENT), ("provider", None), ("core.loss", None), keeps=frozenset({"provider"}),
        never=ALL - {"provider"}, why="scenarios C1 T: wired also slow at idle with good sync",
    )  # fmt: skip


@story(seeds=2)
def c1_twin_by_turns_and_nothing_is_lost(world: World) -> Expected:
    _by_turns(world, radio=0.0, cable=0.0)
    return clean("nothing was lost either way")


def _changed(world: World, ago_s: float) -> Expected:
    """Change a setting of the router so long before (or, below zero, after) the session ends at the provider's."""
    at = 900.0 + world.chance.randrange(300)
    world.say("operator", at - ago_s, "Step", did="set the user name", changed="router: user name", who="Ada")
    world.break_(at, 1200, "access")
    world.session_down.append((at, at + 1200))
    return Expected(
        (FAULT, INSUFFICIENT), (None, "provider"), keeps=frozenset({"provider"}), never=ALL - {"provider"},
        why="scenarios C1, twins: a change long before the onset, or because of it, did not cause it",
    )  # fmt: skip


@story(seeds=2)
def c1_twin_our_own_change_of_the_router_long_before(world: World) -> Expected:
    return _changed(world, 2 * 3600.0)


@story(seeds=2)
def c1_twin_our_own_change_of_the_router_because_it_was_down(world: World) -> Expected:
    return _changed(world, -200.0)


@story(seeds=3)
def c1_trap_by_turns_and_the_provider_s_box_is_not_heard_by_radio_at_all(world: World) -> Expected:
    """Joined, and dead: each turn by radio is an outage, each by cable is sound. The box answers, by the cable."""
    world.owners = {"modem": "isp", "router": "isp"}
    _by_turns(world, radio=1.0, cable=0.0)
    return Expected(
        (FAULT, INSUFFICIENT), (None, "premises"), never=ALL - {"premises"},
        why="scenarios C1: wired fine, Wi-Fi poor; nobody else on the way failed",
    )  # fmt: skip


@story(seeds=2)
def c1_trap_by_turns_and_the_radio_drops_out_now_and_then(world: World) -> Expected:
    """Half of each turn by radio is dead."""
    world.owners = {"modem": "isp", "router": "isp"}
    _by_turns(world, radio=0.0, cable=0.0)
    for k in range(1, 13, 2):
        world.lossy.append((k * 60 + 10.0, k * 60 + 35.0 + world.chance.randrange(10), "lan", 1.0))
    return Expected(
        (FAULT, INSUFFICIENT), (None, "premises"), never=ALL - {"premises"},
        why="scenarios C1: wired fine, Wi-Fi poor; nobody else on the way failed",
    )  # fmt: skip
