"""Stories of the office network itself: storms of broadcasts, half duplex, another box in the gateway's place, silence.

Each with its twins: the same loss without a storm, a busy network without loss, a storm while the line drops.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.sites.catalogue_addresses import BOX, OTHER
from tests.sites.story import ALL, FAULT, INSUFFICIENT, Expected, clean, leaning, named, nobody, story
from tests.sites.world import World

WHY = "issue 7 point 3; table: loss at the gateway: LA ++, NP and LN --"
STORM, BUSY = 2400.0, 60.0


def _heard(world: World, per_s: float, *times: float) -> None:
    """Let the raw worker count packets to everybody at these instants."""
    for at in times:
        world.say(
            "host", at, "AddressCheck", plane="path", interface="eth0", wired=True, own_address=world.address["host"],
            gateway=world.address["router"], gateway_macs=[BOX], probes=3, listened_s=3.1, broadcasts_per_s=per_s,
            loudest=OTHER,
        )  # fmt: skip


def _counted(world: World, per_s: Callable[[float], float]) -> None:
    """Let the computer's own counters grow at this rate, second by second."""
    total = 100_000.0
    for second in range(-60, int(world.end) + 120):
        total += per_s(float(second))
        told = {"ip_broadcasts": int(total * 0.8), "ip_multicasts": int(total * 0.2)}
        world.links.append((float(second), second + 1.0, told))


def _during(start: float, end: float, much: float) -> Callable[[float], float]:
    return lambda t: much if start <= t < end else 5.0


@story(seeds=2)
def storm_of_broadcasts_loses_packets_before_the_router(world: World) -> Expected:
    world.owners = {"modem": "isp", "router": "isp"}
    world.lossy.append((600, 1500, "lan", 0.2))
    _heard(world, STORM, 660.0, 960.0, 1260.0)
    _heard(world, 8.0, 60.0, 1860.0)
    return named("premises", "lan.storm", why=WHY)


@story(seeds=2)
def storm_that_only_the_computers_own_counters_see(world: World) -> Expected:
    """Nobody has the right to raw packets: the kernel's own counters are enough."""
    world.lossy.append((600, 1500, "lan", 0.2))
    _counted(world, _during(595, 1505, STORM))
    return named("premises", "lan.storm", why=WHY)


@story(seeds=2)
def storm_that_takes_the_router_down(world: World) -> Expected:
    """The router answers ARP and nothing else; it is the provider's, and drowns in the office's loop."""
    world.owners = {"modem": "isp", "router": "isp"}
    at, lasts = 900.0, 400.0
    world.break_(at, lasts, "router")
    world.links.append((at, at + lasts, {"gateway_neighbour": "answers"}))
    _heard(world, STORM, at + 60, at + 300)
    return nobody("premises", why=WHY + "; the provider's box must not be named for drowning")


@story()
def loss_before_the_router_in_a_busy_office_without_a_storm(world: World) -> Expected:
    """Twin: the same loss; sixty broadcasts a second are a large office's usual."""
    world.lossy.append((600, 1500, "lan", 0.2))
    _heard(world, BUSY, 660.0, 960.0, 1260.0)
    return leaning("premises", "lan.loss", standing=("established", "indicated"), alone=True, why=WHY)


@story()
def storm_after_the_loss_and_not_in_it(world: World) -> Expected:
    world.lossy.append((600, 1500, "lan", 0.2))
    _heard(world, BUSY, 660.0, 960.0, 1260.0)
    _heard(world, STORM, 2100.0)
    return leaning("premises", "lan.loss", standing=("established", "indicated"), alone=True, why=WHY)


@story()
def storm_while_nothing_fails(world: World) -> Expected:
    _heard(world, STORM, 300.0, 600.0)
    _counted(world, _during(280, 700, STORM))
    return clean("nothing failed: a storm is told over the window and names nobody")


@story(seeds=2)
def storm_while_the_line_drops(world: World) -> Expected:
    """The router answers all the while: whatever calls in the office, the line is out of sync."""
    at = 900.0 + world.chance.randrange(300)
    world.drop_line(at, 180.0)
    _heard(world, STORM, at - 60, at + 60, at + 240)
    return Expected(
        (FAULT, INSUFFICIENT), (None,), keeps=frozenset({"line"}), never=ALL, why="table: restarts inside, SES before"
    )


@story(seeds=2)
def storm_while_the_providers_core_loses(world: World) -> Expected:
    world.minutes = 60
    world.lossy += [(600, 1500, "core", 0.12), (2400, 3300, "core", 0.12)]
    _heard(world, STORM, *(60.0 + 300.0 * k for k in range(12)))
    return Expected(
        (FAULT, INSUFFICIENT), ("provider", None), ("core.loss", None), keeps=frozenset({"provider"}),
        never=ALL - {"provider"}, why="the router did well through the same network",
    )  # fmt: skip


def _half(world: World, **more: int) -> None:
    """Let the computer's port run at half duplex and count these, minute by minute."""
    for minute in range(-1, world.minutes + 1):
        told = {each: 7 + max(0, minute) * per_minute for each, per_minute in more.items()}
        same = {"speed_mbps": 100, "carrier_changes": 2, "rx_errors": 3, "tx_errors": 0}
        world.links.append((minute * 60.0, minute * 60.0 + 60, {"full_duplex": False, **same, **told}))


@story(seeds=2)
def the_switch_is_set_to_full_duplex_and_the_computer_falls_to_half(world: World) -> Expected:
    world.lossy.append((600, 1500, "lan", 0.08))
    _half(world, collisions=200, late_collisions=40)
    return named("premises", "lan.cable", why="IEEE 802.3: late collisions at the half-duplex end of a mismatch")


@story()
def half_duplex_on_both_ends_without_a_collision(world: World) -> Expected:
    """Twin: an old hub; the loss is in the switch behind it."""
    world.lossy.append((600, 1500, "lan", 0.08))
    _half(world, collisions=0, late_collisions=0)
    return leaning(
        "premises", "lan.loss", standing=("established", "indicated"), alone=True, why="no collision counted"
    )


def _in_turn(world: World, start: float, end: float, every: float) -> None:
    """Let the computer's own table hold one box, then the other, for the gateway."""
    for k in range(int((end - start) // every)):
        mac = ("3c:a6:2f:xx:xx:01", "02:00:00:xx:xx:09")[k % 2]
        world.links.append((start + k * every, start + (k + 1) * every, {"gateway_mac": mac}))


@story(seeds=2)
def two_boxes_take_each_others_place_as_the_gateway(world: World) -> Expected:
    """No right to raw packets: the table alone tells it; the provider's router must not be named for being silent."""
    world.owners = {"modem": "isp", "router": "isp"}
    at, lasts = 900.0, 400.0
    world.break_(at, lasts, "router")
    world.links.append((at, at + lasts, {"gateway_neighbour": "answers"}))
    _in_turn(world, at - 60, at + lasts + 60, 60.0)
    return nobody("premises", why="table: ARP conflict, gateway MAC changed: LA ++")


@story()
def the_router_was_replaced_and_the_new_one_hangs_later(world: World) -> Expected:
    """Twin: one change, twenty minutes before."""
    world.owners = {"modem": "isp", "router": "isp"}
    world.links += [
        (0.0, 600.0, {"gateway_mac": "3c:a6:2f:xx:xx:01"}),
        (600.0, 9e9, {"gateway_mac": "04:92:26:xx:xx:09"}),
    ]
    at, lasts = 1500.0, 300.0
    world.break_(at, lasts, "router")
    world.links.append((at, at + lasts, {"gateway_neighbour": "answers"}))
    return named("equipment", "router.hangs", why="table: gateway dead, modem in sync")


@story()
def silent_gateway_that_forwards(world: World) -> Expected:
    """It answers neither pings nor address probes, all day long, and everything passes."""
    world.deaf.add("router")
    for at in (60.0, 360.0, 900.0):
        world.say(
            "host", at, "AddressCheck", plane="path", interface="eth0", wired=True, own_address=world.address["host"],
            gateway=world.address["router"], probes=3, listened_s=3.1, broadcasts_per_s=4.0,
        )  # fmt: skip
    return clean("issue 7 point 3: a silent gateway that still forwards blames nobody")


@story(seeds=2)
def silent_gateway_that_forwards_while_the_line_drops(world: World) -> Expected:
    """Twin: its silence neither hides the line's fault nor bears it."""
    world.deaf.add("router")
    world.drop_line(900.0, 180.0)
    return Expected(
        (FAULT, INSUFFICIENT), (None,), keeps=frozenset({"line"}), never=ALL, why="table: restarts inside, SES before"
    )


@story()
def two_routers_announce_ipv6_and_nothing_fails(world: World) -> Expected:
    one = {"interface": "eth0", "address": "fe80::1", "mac": "3c:a6:2f:xx:xx:01", "maker": "AVM", "announced": True}
    two = {"interface": "eth0", "address": "fe80::9", "mac": "02:00:00:xx:xx:09", "announced": True}
    for at in (60.0, 360.0):
        world.say(
            "host", at, "Ipv6Routers", plane="host", routers=[one, two],
            networks=["2001:db8:1::/64", "2001:db8:2::/64"], held_twice=["2001:db8:1::50"],
        )  # fmt: skip
    return clean("a second router for IPv6 is told and names nobody")
