"""Stories of a service behind a balancer, and of the twins that show the same and have another culprit (E1)."""

from __future__ import annotations

from collections.abc import Mapping

from netdoc.model.codec import to_plain
from tests.sites.story import ALL, FAULT, INSUFFICIENT, NO_FAULT, Expected, named, story, unsettled
from tests.sites.world import World
from tests.stories.attempts import FAR, a_run, an_arm, every, mixed

AT_S, ATTEMPTS = 900.0, 1000
CLEAN = "o" * ATTEMPTS
SCENARIO = "scenarios E1"
NOT_THE_FAR_END = frozenset({"far_end"})
LONG = ("router", "modem", "first_hop", "resolver", "anchor_1", "anchor_2", "anchor_3")


def _asked(world: World, run: object, at: float = AT_S) -> None:
    world.rungs = LONG
    world.complaint = {"complaint": "service"}
    plain = to_plain(run)
    world.say("service_shop", at, "ConnectRun", plane="path", **plain)


def _four(**others: object) -> Mapping[str, object]:
    return {f"web-{number}": CLEAN for number in range(1, 5)} | {
        name.replace("_", "-"): each for name, each in others.items()
    }


def _balancer(standing: str, why: str = SCENARIO) -> Expected:
    return named("far_end", "service.balancer", standing=(standing,), why=why, incidents=(1, 1))


@story(seeds=3)
def balancer_drops_thirty_of_a_hundred(world: World) -> Expected:
    _asked(world, a_run(mixed(world.chance, ATTEMPTS, 0.3, "r"), _four()))
    return _balancer("established")


@story()
def balancer_keeps_a_stale_member(world: World) -> Expected:
    _asked(world, a_run(every(ATTEMPTS, 4), _four()))
    return _balancer("established")


@story(seeds=2)
def balancer_drops_syns(world: World) -> Expected:
    _asked(world, a_run(mixed(world.chance, ATTEMPTS, 0.3, "s"), _four()))
    return _balancer("established", "measurement: SYN loss is not failure")


@story()
def balancer_drops_syns_and_the_servers_stand_elsewhere(world: World) -> Expected:
    """Silence at one address, and no server beside it: the way there is not excluded."""
    elsewhere = {f"web-{number}": an_arm(CLEAN, f"web-{number}", f"{FAR}{number}") for number in range(1, 5)}
    _asked(world, a_run(mixed(world.chance, ATTEMPTS, 0.3, "s"), elsewhere))
    return _balancer("indicated", "architecture: the same path")


@story()
def balancer_and_no_server_may_be_asked(world: World) -> Expected:
    _asked(world, a_run(mixed(world.chance, ATTEMPTS, 0.3, "e")))
    return _balancer("indicated", "scenarios E1: indicated at most")


@story()
def balancer_and_one_server_is_closed_to_us(world: World) -> Expected:
    closed = an_arm("ttttt", "web-4", "192.0.2.24", given_up=True)
    _asked(world, a_run(mixed(world.chance, ATTEMPTS, 0.3, "e"), _four(web_4=closed)))
    return _balancer("indicated", "architecture: every reachable backend")


@story()
def server_dead_and_still_in_rotation(world: World) -> Expected:
    """Twin T1: one server refuses, and one in four fails."""
    dead = an_arm("r" * ATTEMPTS, "web-4", "192.0.2.24", host="Host B")
    _asked(world, a_run(every(ATTEMPTS, 4), _four(web_4=dead)))
    return named("far_end", "service.backend", standing=("indicated",), why="scenarios E1 T1", incidents=(1, 1))


@story()
def server_slow_but_up(world: World) -> Expected:
    """Twin: one server takes seconds and answers; nothing fails."""
    slow = an_arm(CLEAN, "web-4", "192.0.2.24")
    _asked(world, a_run(CLEAN, _four(web_4=slow)))
    return Expected((NO_FAULT, INSUFFICIENT), (None,), never=ALL, incidents=(0, 0), why="slow is not failed")


@story(seeds=3)
def service_probed_over_a_lossy_office(world: World) -> Expected:
    """Twin: the office's own uplink loses packets during the attempts; all arms lose alike."""
    world.minutes = 60
    world.lossy.append((0, 10**6, "lan", 0.06))
    arms = {f"web-{number}": mixed(world.chance, ATTEMPTS, 0.06, "s") for number in range(1, 5)}
    _asked(world, a_run(mixed(world.chance, ATTEMPTS, 0.06, "s"), arms))
    return Expected(
        (FAULT, INSUFFICIENT), ("premises", None), ("lan.loss", None), never=ALL - {"premises"}, why="own uplink"
    )


@story(seeds=2)
def service_probed_over_a_lossy_office_without_servers(world: World) -> Expected:
    """Twin: the same, and no server could be asked: the anchors of the same seconds tell."""
    world.minutes = 60
    world.lossy.append((0, 10**6, "lan", 0.06))
    _asked(world, a_run(mixed(world.chance, ATTEMPTS, 0.06, "s")))
    return Expected(
        (FAULT, INSUFFICIENT), ("premises", None), ("lan.loss", None), never=ALL - {"premises"}, why="own uplink"
    )


@story()
def service_fails_through_the_office_s_own_proxy(world: World) -> Expected:
    """Twin: programs fail, the attempts that go straight do not: nothing is laid to the far end."""
    _asked(world, a_run(CLEAN, _four(), proxy="192.0.2.99:3128"))
    return Expected((NO_FAULT, INSUFFICIENT), (None,), never=ALL, incidents=(0, 0), why="client's own proxy")


@story()
def service_that_limits_the_rate(world: World) -> Expected:
    """Twin: clean at first, then a steady share: our own attempts may be what is limited."""
    _asked(world, a_run("o" * 80 + mixed(world.chance, ATTEMPTS - 80, 0.3, "t"), _four()))
    return Expected((FAULT, INSUFFICIENT), (None,), never=ALL, why="measurement: or the firewall becomes the fault")


@story()
def service_seen_from_a_sticky_source(world: World) -> Expected:
    """Twin: this source meets one member only: the pool is not cleared, and nobody is accused."""
    _asked(world, a_run(an_arm(CLEAN, members=("aa",)), _four()))
    return unsettled("measurement: source stickiness hides 1/m")


@story()
def service_mended_by_a_restart(world: World) -> Expected:
    """Before and after: the first run stays what it was."""
    _asked(world, a_run(mixed(world.chance, ATTEMPTS, 0.3, "r"), _four()))
    _asked(world, a_run(CLEAN, _four()), AT_S + 600)
    return _balancer("established")
