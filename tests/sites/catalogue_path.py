"""Stories of the provider's network, its name servers, destinations, and of links that are merely full or deaf."""

from __future__ import annotations

from tests.sites.story import (
    ALL,
    FAULT,
    INSUFFICIENT,
    NO_FAULT,
    OPEN,
    Expected,
    clean,
    named,
    nobody,
    open_between,
    story,
    unsettled,
)
from tests.sites.world import World

ACCESS = "table of planes: access.*: all behind one modem is indicated, remaining {provider, equipment}"
LONG = {"rungs": ("router", "modem", "first_hop", "resolver", "anchor_1", "anchor_2", "anchor_3", "service")}


def _full_ladder(world: World) -> None:
    world.rungs = LONG["rungs"]


@story(seeds=2)
def healthy(world: World) -> Expected:
    _full_ladder(world)
    world.minutes = 50
    return clean("nothing is wrong")


@story(slow=True)
def healthy_day(world: World) -> Expected:
    world.minutes = 24 * 60
    world.complaint = None
    return clean("nothing is wrong for a day")


@story()
def clean_minute_complaint_dead(world: World) -> Expected:
    world.minutes, world.complaint = 1, {"complaint": "dead"}
    return unsettled("scenarios Y3")


@story()
def clean_minute_complaint_drops(world: World) -> Expected:
    world.minutes, world.complaint = 1, {"complaint": "drops", "per_day": 3}
    return unsettled("scenarios Y1")


@story()
def clean_minute_complaint_slow(world: World) -> Expected:
    world.minutes, world.complaint = 1, {"complaint": "slow"}
    return unsettled("architecture 3 point 7")


@story()
def clean_minute_complaint_service(world: World) -> Expected:
    world.minutes, world.complaint = 1, {"complaint": "service"}
    return unsettled("architecture 3 point 7")


@story(seeds=2)
def session_down_in_sync(world: World) -> Expected:
    _session(world)
    return open_between("provider equipment", fault=("access.session_down",), why=ACCESS, outages=tuple(world.outages))


def _session(world: World) -> None:
    at, lasts = 600.0 + world.chance.randrange(300), world.chance.randrange(200, 900)
    world.session_down.append((at, at + lasts))
    world.break_(at, lasts, "access")


@story()
def session_down_never_seen_up(world: World) -> Expected:
    """No earlier session on record: the router's own settings are as likely (twin T2)."""
    world.minutes, world.complaint = 10, {"complaint": "dead"}
    world.session_down.append((-(10**6), 10**6))
    world.break_(-(10**6), 2 * 10**6, "access", outage=False)
    return open_between("provider equipment premises", "provider equipment", why=ACCESS + "; scenarios A1 T2")


@story()
def session_down_router_is_the_provider_s(world: World) -> Expected:
    world.owners = {"modem": "isp", "router": "isp"}
    _session(world)
    return open_between("provider equipment", why=ACCESS)


@story()
def session_down_modem_is_the_client_s(world: World) -> Expected:
    world.owners = {"modem": "client", "router": "client"}
    _session(world)
    return open_between("provider premises", why=ACCESS + "; the modem is the client's")


@story()
def first_hop_dead_session_still_up(world: World) -> Expected:
    world.break_(700, 600, "access")
    return Expected(
        (FAULT, INSUFFICIENT),
        (None,),
        None,
        OPEN,
        keeps=frozenset({"provider"}),
        never=ALL,
        why="in sync clears the line; the modem may still pass nothing",
    )


@story(seeds=2)
def core_dead_first_hop_answers(world: World) -> Expected:
    _full_ladder(world)
    world.break_(700, 300, "core")
    world.break_(1500, 300, "core")
    return named(
        "provider",
        "core.unreachable",
        "core.loss",
        why="first hop answers, nothing beyond it does",
        outages=tuple(world.outages),
    )


@story(seeds=2)
def core_dead_and_a_person_restarts_the_modem(world: World) -> Expected:
    """The provider's core is dead; ten seconds later somebody restarts the modem."""
    world.break_(700, 500, "core")
    world.boot("modem", 710 + world.chance.randrange(60), 90, outage=False)
    return Expected(
        (FAULT, INSUFFICIENT),
        (None, "provider"),
        never=ALL - {"provider"},
        keeps=frozenset({"provider"}),
        why="boot after onset: consequence",
    )


def _dns(world: World, *segments: str, spans: tuple[tuple[float, float], ...] = ((600, 1100), (1500, 2000))) -> None:
    _full_ladder(world)
    for start, end in spans:
        for segment in segments:
            world.broken.append((start, end, segment))


@story(seeds=2)
def provider_s_resolver_dead(world: World) -> Expected:
    _dns(world, "resolver")
    return named("provider", "names.resolver", why="scenarios X3")


@story()
def provider_s_resolver_dead_but_still_pinged(world: World) -> Expected:
    world.rungs = ("router", "modem", "first_hop", "anchor_1", "anchor_2", "anchor_3")
    _dns(world, "resolver")
    world.rungs = ("router", "modem", "first_hop", "anchor_1", "anchor_2", "anchor_3")
    return named("provider", "names.resolver", why="scenarios X3")


@story()
def router_s_proxy_dead(world: World) -> Expected:
    _dns(world, "proxy")
    return named(
        "premises", "router.dns_proxy", why="the provider's resolver answers the same laptop; router is client's"
    )


@story()
def only_the_router_s_proxy_is_asked(world: World) -> Expected:
    """Through the proxy only: the proxy or the resolver behind it."""
    world.roles = ("router", "public")
    world.broken += [(600, 1100, "proxy"), (1500, 2000, "proxy")]
    return Expected(
        (FAULT, INSUFFICIENT),
        (None,),
        keeps=frozenset({"premises", "provider"}),
        never=ALL,
        why="the proxy's words do not separate it from the resolver behind it",
    )


@story()
def all_name_servers_fail(world: World) -> Expected:
    """Port 53 is dead everywhere while addresses work: the router's filter or the provider's."""
    world.broken += [(a, b, s) for a, b in ((600, 1100), (1500, 2000)) for s in ("proxy", "resolver", "public")]
    return Expected(
        (FAULT, INSUFFICIENT),
        (None,),
        keeps=frozenset({"premises", "provider"}),
        never=ALL,
        why="table: «only the ISP resolver fails» is not what was seen",
    )


@story()
def one_anchor_dead(world: World) -> Expected:
    world.broken.append((600, 1800, "anchor_2"))
    return Expected(
        (FAULT,),
        ("far_end",),
        ("beyond.target",),
        ("indicated",),
        never=ALL - {"far_end"},
        why="scenarios X10; beyond.* needs second_path for established",
    )


@story()
def service_down(world: World) -> Expected:
    _full_ladder(world)
    world.complaint = {"complaint": "service"}
    world.broken.append((600, 1800, "service"))
    return Expected(
        (FAULT,),
        ("far_end",),
        ("service.down", "beyond.target"),
        ("indicated",),
        never=ALL - {"far_end"},
        why="one destination fails while others answer",
    )


@story()
def ping_deaf_router(world: World) -> Expected:
    world.deaf.add("router")
    return clean("architecture 3 point 2: ping-deaf gateways are normal")


@story()
def ping_deaf_first_hop_and_modem(world: World) -> Expected:
    world.deaf |= {"first_hop", "modem"}
    return clean("measurement: a hop that never answers is no evidence at all")


@story(seeds=2)
def ping_deaf_router_and_the_line_drops(world: World) -> Expected:
    world.deaf.add("router")
    world.drop_line(900, 80)
    world.drop_line(1600, 80)
    return open_between("line premises equipment", fault=("loop.noise",), why="architecture 3 point 2")


@story(seeds=2)
def ping_deaf_router_path_only_outage(world: World) -> Expected:
    """Router deaf, ARP answers, no box readable: nothing answers during the outage."""
    world.deaf.add("router")
    world.devices, world.rungs = (), ("router", "first_hop", "anchor_1", "anchor_2", "anchor_3")
    world.break_(900, 200, "line")
    return nobody(
        "line", "equipment", "provider", "premises", why="a deaf gateway did not fail; path alone cannot separate"
    )


@story()
def icmp_filtered_but_names_answer(world: World) -> Expected:
    world.deaf |= set(world.rungs)
    return Expected(
        (NO_FAULT, INSUFFICIENT), (None,), never=ALL, incidents=(0, 0), why="lookups prove the path to work"
    )


@story()
def rate_limited_hop(world: World) -> Expected:
    world.lossy.append((0, 10**6, "first_hop", 0.6))
    for k in range(8):
        hops = [
            {"ttl": n, "address": f"203.0.113.{n}", "sent": 20, "answered": 20 if n != 2 else 8} for n in (1, 2, 3, 4)
        ]
        world.say(
            "anchor_1",
            100 + 300 * k,
            "PathTrace",
            target=world.address["anchor_1"],
            rung="anchor_1",
            hops=hops,
            reached=True,
            end_sent=100,
            end_answered=100,
        )
    return clean("scenarios X2")
