"""Stories of the computer that measures, the office network and the router; and of days with two faults."""

from __future__ import annotations

from tests.sites.story import (
    ALL,
    FAULT,
    INSUFFICIENT,
    NO_FAULT,
    Expected,
    clean,
    named,
    nobody,
    open_between,
    story,
)
from tests.sites.world import World

LAN = "scenarios A4; table: gateway dead or carrier flaps: LA ++"
DEAD = {"carrier": False, "address": None, "gateway": None, "gateway_neighbour": "not_asked"}


@story(seeds=2)
def cable_out(world: World) -> Expected:
    at = 600 + world.chance.randrange(300)
    world.links.append((at, at + 500, DEAD))
    world.break_(at, 500, "host")
    return named("premises", "host.link", "lan.unreachable", why=LAN, outages=tuple(world.outages))


@story()
def router_hung_arp_answers(world: World) -> Expected:
    _router_gone(world, "answers")
    return named("premises", "router.hangs", why=LAN)


@story()
def router_hung_arp_silent(world: World) -> Expected:
    _router_gone(world, "silent")
    return named("premises", "router.hangs", "lan.unreachable", why=LAN)


@story()
def provider_s_router_hung_arp_answers(world: World) -> Expected:
    world.owners = {"modem": "isp", "router": "isp"}
    _router_gone(world, "answers")
    return named("equipment", "router.hangs", why=LAN + "; the router is the provider's")


@story()
def provider_s_router_gone_arp_silent(world: World) -> Expected:
    """Nothing answers on the office network: its cabling or the provider's box."""
    world.owners = {"modem": "isp", "router": "isp"}
    _router_gone(world, "silent")
    return nobody("premises", "equipment", why="architecture 3 point 4: naming is accusing")


@story()
def router_of_unknown_owner_hung(world: World) -> Expected:
    world.owners = {"modem": "isp"}
    _router_gone(world, "answers")
    return open_between("equipment premises", why="architecture 2: owner unknown")


def _router_gone(world: World, neighbour: str) -> None:
    at, lasts = 600 + world.chance.randrange(300), world.chance.randrange(120, 500)
    world.break_(at, lasts, "router")
    world.links.append((at, at + lasts, {"gateway_neighbour": neighbour}))


@story()
def router_forwards_nothing(world: World) -> Expected:
    """The router answers and says its session is up, the modem is in sync; nothing passes, the modem's page neither."""
    world.break_(700, 500, "forwarding")
    return Expected(
        (FAULT, INSUFFICIENT),
        (None, "premises"),
        keeps=frozenset({"premises"}),
        never=ALL - {"premises"},
        why="router rows of the table",
    )


@story()
def no_address(world: World) -> Expected:
    world.links.append((500, 1500, {"address": None, "gateway": None, "gateway_neighbour": "not_asked"}))
    world.break_(500, 1000, "host")
    return named("premises", "host.no_address", why="own link, own router")


@story()
def vpn_carries_everything(world: World) -> Expected:
    """All beyond the router is probed through a VPN whose far end fails."""
    world.links.append((0, 10**6, {"vpn": "wg0", "default_via_vpn": True}))
    world.break_(700, 400, "core")
    return Expected((INSUFFICIENT, FAULT), (None,), never=ALL, why="scenarios X9: refuse")


@story(seeds=2)
def laptop_suspended(world: World) -> Expected:
    world.minutes = 4 * 60
    begin = 60 * world.chance.randrange(20, 60)
    world.asleep.append((begin, begin + 60 * world.chance.randrange(120, 170), True))
    return clean("scenarios X1: gap, not outage")


@story()
def laptop_killed_and_no_gap_recorded(world: World) -> Expected:
    world.minutes = 3 * 60
    world.asleep.append((1800, 9000, False))
    return clean("architecture 3 point 1: a monitoring gap is never an incident")


@story()
def short_gap_inside_an_outage(world: World) -> Expected:
    """The laptop slept for five minutes in the middle of a long path-only outage."""
    world.devices, world.rungs = (), ("router", "first_hop", "anchor_1", "anchor_2", "anchor_3")
    world.asleep.append((1200, 1500, True))
    world.break_(900, 900, "line")
    return nobody("line", "equipment", "provider", "premises", why="path alone cannot separate")


@story(seeds=2)
def stalls_through_the_outage(world: World) -> Expected:
    """A third of the outage's samples were never sent: insufficient, whoever looks guilty."""
    world.break_(800, 300, "core")
    world.stalled.append((780, 1120, 0.4))
    return Expected(
        (INSUFFICIENT,), (None,), None, ("insufficient",), never=ALL, why="architecture 3 point 4: > 20 % void"
    )


@story()
def laptop_stalls_and_loses_nothing(world: World) -> Expected:
    world.stalled.append((600, 900, 0.9))
    return clean("facts: -2 is void, blames nobody")


@story(seeds=2)
def two_faults_by_two_parties(world: World) -> Expected:
    """Two minutes of restarts by the modem; forty minutes of a dead core. The minutes decide; both stand."""
    world.minutes = 180
    for at in (900.0, 2000.0, 3100.0):
        world.boot("modem", at, 80)
    world.break_(5000, 1200, "core")
    world.break_(7400, 1200, "core")
    return Expected(
        (FAULT,),
        ("provider",),
        ("core.unreachable",),
        never=ALL - {"provider", "equipment"},
        why="architecture 3 point 6",
        outages=tuple(world.outages),
    )


@story()
def a_lan_fault_and_a_line_fault(world: World) -> Expected:
    world.minutes = 90
    world.links.append((900, 2700, DEAD))
    world.break_(900, 1800, "host")
    world.drop_line(4000, 60)
    return Expected(
        (FAULT,),
        ("premises",),
        ("host.link", "lan.unreachable"),
        never=ALL - {"premises"},
        why="architecture 3 point 6",
    )


@story()
def facts_dated_long_before(world: World) -> Expected:
    """A reading of the modem three months before: out of sync then. Today is healthy."""
    world.say("modem", -90 * 86400, "DslLine", sync=False, status="Idle")
    world.say("modem", -90 * 86400, "DeviceState", uptime_s=30)
    return Expected((NO_FAULT, INSUFFICIENT), (None,), never=ALL, incidents=(0, 2), why="one reading proves nothing")


@story(slow=True)
def a_bad_day(world: World) -> Expected:
    """Twelve hours: six drops of the line, each followed by a restart; a dead resolver at noon."""
    world.minutes = 12 * 60
    world.rungs = ("router", "first_hop", "anchor_1", "anchor_2", "anchor_3")
    for k in range(6):
        at = 2000.0 + 7000 * k + world.chance.randrange(2000)
        delay = world.chance.randrange(15, 200)
        world.drop_line(at, delay + 20)
        world.boot("modem", at + delay, 90, outage=False)
    world.broken.append((21000, 21300, "resolver"))
    return Expected(
        (FAULT, INSUFFICIENT), (None, "provider"), None, None, None, never=ALL - {"provider"}, why="F-c, X3"
    )
