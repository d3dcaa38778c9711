"""Stories of addresses: a second server that hands them out, and two devices that hold one; each with its twins."""

from __future__ import annotations

from tests.sites.story import ALL, FAULT, INSUFFICIENT, Expected, clean, named, nobody, story
from tests.sites.world import World

WHY = "scenarios D1; table: two DHCP servers, ARP conflict: LA ++, NP and LN --"
BOX, OTHER = "02:00:00:00:00:01", "02:00:00:00:00:09"


def _second(world: World) -> str:
    return world.address["router"].rpartition(".")[0] + ".9"


def _offers(world: World, *times: float, agree: bool = False) -> None:
    """Let the router and a second server offer addresses at these instants."""
    router, second = world.address["router"], _second(world)
    other = router if agree else second
    offers = [
        {"server": router, "mac": BOX, "gateways": [router], "resolvers": [router]},
        {"server": second, "mac": OTHER, "gateways": [other], "resolvers": [other]},
    ]
    for at in times:
        world.say("host", at, "DhcpOffers", plane="path", interface="eth0", listened_s=6.0, offers=offers)


def _holders(world: World, at: float, *macs: str) -> None:
    address = {"own_address": world.address["host"], "gateway": world.address["router"], "gateway_macs": list(macs)}
    world.say("host", at, "AddressCheck", plane="path", interface="eth0", wired=True, **address)


def _astray(world: World) -> tuple[float, float]:
    """Let the computer's lease move to the second server's gateway, which leads nowhere."""
    at, lasts = 900.0 + world.chance.randrange(300), float(world.chance.randrange(200, 500))
    world.break_(at, lasts, "forwarding")
    world.links.append((at - 3, at + lasts, {"gateway": _second(world)}))
    _offers(world, at - 250, at + 50)
    return at, lasts


@story(seeds=2)
def second_address_server_leads_the_computer_astray(world: World) -> Expected:
    _astray(world)
    return named("premises", "lan.rogue_dhcp", why=WHY)


@story()
def second_address_server_and_a_router_of_the_provider(world: World) -> Expected:
    """The provider's box looks as if it did not forward; the second server stands beside it."""
    world.owners = {"modem": "isp", "router": "isp"}
    _astray(world)
    return Expected(
        (FAULT, INSUFFICIENT), (None, "premises"), keeps=frozenset({"premises"}), never=ALL - {"premises"}, why=WHY
    )


@story(seeds=2)
def second_address_server_while_the_line_drops(world: World) -> Expected:
    """It is there all day and leads this computer nowhere: the line's fault stays the line's."""
    at = 900.0 + world.chance.randrange(300)
    world.drop_line(at, 180.0)
    _offers(world, *(60.0 + 300.0 * k for k in range(7)))
    return Expected(
        (FAULT, INSUFFICIENT), (None,), keeps=frozenset({"line"}), never=ALL, why="table: restarts inside, SES before"
    )


@story()
def second_address_server_while_nothing_fails(world: World) -> Expected:
    _offers(world, 60.0, 360.0, 660.0)
    return clean("nothing failed: a second server is told over the window and names nobody")


@story()
def second_address_server_that_agrees_while_the_router_hangs(world: World) -> Expected:
    world.owners = {"modem": "isp", "router": "isp"}
    at, lasts = 800.0, 300.0
    world.break_(at, lasts, "router")
    world.links.append((at, at + lasts, {"gateway_neighbour": "answers"}))
    _offers(world, at - 100, at + 100, at + 400, agree=True)
    return named("equipment", "router.hangs", why="table: gateway dead, modem in sync; redundant servers are no fault")


def _office_names(world: World, start: float, end: float, *, fail: bool) -> None:
    """Let the new server's name service be asked each half minute; it does not forward between two instants."""
    for k in range(world.minutes * 2):
        at = 30.0 * k + 17
        bad = fail and start <= at < end
        outcome = {"outcome": "servfail"} if bad else {"outcome": "noerror", "answers": 1, "duration_us": 4000}
        server = {"resolver": _second(world), "role": "office", "question": "cached", "name": "example.com"}
        world.say("resolver_office", at, "DnsLookup", plane="path", **server, **outcome)


@story(seeds=2)
def new_server_hands_out_a_name_service_that_does_not_forward(world: World) -> Expected:
    world.roles = ("isp", "public")
    start = 900.0
    _office_names(world, start, start + 600, fail=True)
    _offers(world, start - 100, start + 200, start + 500, start + 800)
    return named("premises", "lan.rogue_dhcp", why="scenarios D1: ISP cleared")


@story()
def the_provider_s_names_fail_beside_a_second_address_server(world: World) -> Expected:
    """Twin of D1: the provider's resolver fails for everybody; the second server is there and not asked."""
    world.break_(900.0, 600.0, "resolver", outage=False)
    world.roles = ("isp", "public")
    _office_names(world, 0, 0, fail=False)
    _offers(world, 800.0, 1100.0, 1400.0, 1700.0)
    return named("provider", "names.resolver", why="scenarios D1, twin: ISP resolver fails for all hosts")


def _torn(world: World, *macs: str) -> None:
    world.owners = {"modem": "isp", "router": "isp"}
    at, lasts = 700.0 + world.chance.randrange(300), float(world.chance.randrange(100, 300))
    world.break_(at, lasts, "router")
    world.links.append((at, at + lasts, {"gateway_neighbour": "answers"}))
    _holders(world, at - 120, BOX)
    _holders(world, at + lasts / 2, *macs)


@story(seeds=2)
def somebody_else_holds_the_gateway_s_address(world: World) -> Expected:
    """What answers ARP is not the router: the provider's box must not be named for being silent."""
    _torn(world, BOX, OTHER)
    return nobody("premises", why=WHY)


@story()
def one_holder_of_the_gateway_s_address_that_hangs(world: World) -> Expected:
    _torn(world, BOX)
    return named("equipment", "router.hangs", why="table: gateway dead, modem in sync")


@story()
def two_routers_share_an_address_on_purpose_and_hang(world: World) -> Expected:
    """VRRP: not a dispute."""
    _torn(world, "00:00:5e:00:01:07", BOX)
    return named("equipment", "router.hangs", why="RFC 9568: a virtual router's address is shared")


@story()
def an_address_is_disputed_while_the_line_drops(world: World) -> Expected:
    at = 900.0
    world.drop_line(at, 180.0)
    for seconds in (at - 60, at + 60, at + 240):
        _holders(world, seconds, BOX, OTHER)
    return Expected(
        (FAULT, INSUFFICIENT), (None,), keeps=frozenset({"line"}), never=ALL, why="table: no sync, SES before"
    )
