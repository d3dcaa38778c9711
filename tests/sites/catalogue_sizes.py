"""Stories of large packets: small ones pass everywhere, full-size ones end somewhere, or only seem to."""

from __future__ import annotations

from typing import Any

from tests.sites.story import ALL, FAULT, INSUFFICIENT, Expected, clean, named, open_between, story
from tests.sites.world import World

WHY = "scenarios D3: MTU black hole, by cause: router MSS (customer), ISP filter, far end"
SERVICES = ("service", "anchor_1")


def _sites(world: World) -> None:
    world.rungs = ("router", "modem", "first_hop", "resolver", "anchor_1", "anchor_2", "anchor_3", "service")


def _look(world: World, t: float, subject: str, *, passes: bool, small: bool = True, segment: int = 1460) -> None:
    tries: dict[str, Any] = {"full_tried": 1, "full_passed": 1}
    if not passes:
        arm = {"small_passed": 2} if small else {"small_passed": 1, "small_stalled": 1}
        tries = {"full_tried": 2, "full_stalled": 2, "small_tried": 2, **arm}
    target = f"{world.address[subject]}:443"
    world.say(subject, t, "LargePackets", plane="path", target=target, direction="in", segment_octets=segment, **tries)


def _sweep(world: World, t: float, full: str, *, passed: int | None = 1400, **told: Any) -> None:
    """Say how many of three full-size packets each distance answered, as digits; small ones are answered all."""
    addresses = [world.address["router"], world.address["first_hop"], "203.0.113.251", "203.0.113.252"]
    hops = [
        {
            "ttl": ttl,
            "address": address,
            "small_sent": 3,
            "small_answered": 3,
            "full_sent": 3,
            "full_answered": int(answered),
        }
        for ttl, (address, answered) in enumerate(zip(addresses, full, strict=False), 1)
    ]
    told = told | ({} if passed is None else {"largest_passed": passed})
    fact = {"target": world.address["anchor_1"], "full_octets": 1500, "hops": hops, **told}
    world.say("anchor_1", t, "SizeSweep", plane="path", **fact)


def _black_hole(
    world: World, full: str, *, subjects: tuple[str, ...] = SERVICES, segment: int = 1460, **told: Any
) -> None:
    _sites(world)
    t = 400.0 + world.chance.randrange(200)
    for number, subject in enumerate(subjects):
        _look(world, t + number, subject, passes=False, segment=segment)
    _sweep(world, t + 5, full, **told)


@story()
def large_packets_pass(world: World) -> Expected:
    _sites(world)
    for k in range(4):
        _look(world, 100 + 300 * k, "service", passes=True)
    return clean("full-size packets come through")


@story(seeds=2)
def the_provider_swallows_large_packets(world: World) -> Expected:
    _black_hole(world, "3300")
    return named("provider", "core.mtu", why=WHY, standing=("indicated",))


@story()
def large_packets_end_behind_the_office_s_router(world: World) -> Expected:
    """The twin: nothing answers a full-size packet behind the router; the router's own port or the provider's."""
    _black_hole(world, "3000")
    return open_between("premises provider", fault=(None,), why=WHY)


@story()
def the_router_knows_the_size_and_lets_more_be_agreed(world: World) -> Expected:
    _black_hole(world, "3000", told_octets=1492, told_by=world.address["router"])
    return open_between("premises provider", fault=("router.mtu",), why=WHY + "; a filter beyond it looks alike")


@story()
def the_router_holds_connections_to_the_size(world: World) -> Expected:
    """The twin: what was agreed fits the router's word, so its setting is not what stalls them."""
    _black_hole(world, "3000", segment=1452, told_octets=1492, told_by=world.address["router"])
    return open_between("premises provider", fault=(None,), why=WHY)


@story()
def one_service_alone_swallows_large_packets(world: World) -> Expected:
    """Another service takes full-size packets in the same seconds: the way carries them."""
    _sites(world)
    _look(world, 500, "service", passes=False)
    _look(world, 501, "anchor_1", passes=True)
    _sweep(world, 505, "3300")
    return Expected((FAULT, INSUFFICIENT, "no_fault"), (None, "far_end"), never=ALL - {"far_end"}, why=WHY)


@story()
def the_only_service_asked_stalls_and_large_packets_reach_the_anchor(world: World) -> Expected:
    """Full-size packets cross the provider's network to an anchor: neither router nor provider is named."""
    _black_hole(world, "3333", subjects=("service",), passed=1500)
    return Expected((FAULT, INSUFFICIENT), (None, "far_end"), never=ALL - {"far_end"}, why=WHY)


@story()
def a_lossy_way_is_no_black_hole(world: World) -> Expected:
    """Small greetings stall as well: loss, not size."""
    _sites(world)
    _look(world, 500, "service", passes=False, small=False)
    _sweep(world, 505, "3300")
    return clean("the two arms differ in nothing but the size, and both stall")


@story()
def hops_that_answer_no_large_packet_while_services_take_them(world: World) -> Expected:
    _sites(world)
    _look(world, 500, "service", passes=True)
    _sweep(world, 505, "3300")
    return clean("measurement: control planes limit; only what the end shares counts")


@story()
def a_second_hop_of_the_office_s_own_is_not_the_provider_s(world: World) -> Expected:
    """Double NAT, the first hop not known: the boundary is asked, not guessed (X12)."""
    _black_hole(world, "3300")
    world.rungs = tuple(each for each in world.rungs if each != "first_hop")
    return open_between("premises provider", fault=(None,), why="scenarios X12")
