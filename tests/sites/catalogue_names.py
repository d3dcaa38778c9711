"""Stories of names: the office's own server, a hand on the way that answers for all, answers made up."""

from __future__ import annotations

from tests.sites.story import ALL, FAULT, INSUFFICIENT, Expected, clean, named, open_between, story, unsettled
from tests.sites.world import World

D1 = "scenarios D1: the new server does not forward; twin: the provider's resolver fails for all"
SPANS = ((600, 1100), (1500, 2000))


def _office_server(world: World, *, fails: tuple[tuple[float, float], ...] = SPANS) -> None:
    """Let the office's own server be asked each 30 s; it answers from memory, and fails onward in these spans."""
    for k in range(world.minutes * 2):
        t = k * 30 + 9.0
        down = any(start <= t < end for start, end in fails)
        for question in ("cached", "random"):
            world.say(
                "resolver_office", t, "DnsLookup", plane="path", resolver=OFFICE_SERVER, role="office",
                question=question, name=f"x{world.chance.randrange(10**8)}.example.org",
                outcome="servfail" if down else "noerror" if question == "cached" else "nxdomain",
                answers=int(question == "cached" and not down), tries=2 if down else 1, duration_us=4000,
            )  # fmt: skip


def _hand(world: World, distance: int) -> None:
    for k in range(world.minutes // 5):
        world.say(
            "names", 20 + 300 * k, "DnsInterception", plane="path", asked="192.0.2.53", tries=1, answered=True,
            distance=distance,
        )  # fmt: skip


@story(seeds=2)
def the_office_s_new_server_does_not_forward(world: World) -> Expected:
    _office_server(world)
    return named("premises", "lan.names", why=D1, standing=("indicated",))


@story()
def the_office_s_server_fails_because_the_provider_s_does(world: World) -> Expected:
    """The twin: the provider's resolver fails for all, asked directly too."""
    _office_server(world)
    world.broken += [(start, end, "resolver") for start, end in SPANS]
    return named("provider", "names.resolver", why=D1)


@story()
def the_office_s_server_answers_and_only_it_is_asked(world: World) -> Expected:
    world.roles = ()
    _office_server(world)
    return Expected((FAULT, INSUFFICIENT), (None,), keeps=frozenset({"premises", "provider"}), never=ALL, why=D1)


@story()
def names_are_answered_on_the_way_and_nothing_fails(world: World) -> Expected:
    _hand(world, 2)
    return clean("an interception is a remark, not a fault")


@story()
def names_fail_while_somebody_answers_for_all(world: World) -> Expected:
    """The twin of the provider's resolver dead: it was not the provider's resolver that was asked."""
    world.broken += [(start, end, "resolver") for start, end in SPANS]
    _hand(world, 1)
    return open_between("provider premises", fault=(None,), why="measurement: path check for interception")


@story()
def nobody_answers_where_nobody_lives_and_the_resolver_is_dead(world: World) -> Expected:
    world.broken += [(start, end, "resolver") for start, end in SPANS]
    for k in range(8):
        world.say("names", 20 + 300 * k, "DnsInterception", plane="path", asked="192.0.2.53", tries=2, answered=False)
    return named("provider", "names.resolver", why="scenarios X3")


@story()
def names_that_do_not_exist_get_an_address(world: World) -> Expected:
    for k in range(20):
        world.say(
            "resolver", 25 + 60 * k, "DnsLookup", plane="path", resolver=world.address["resolver"], role="isp",
            question="random", name=f"y{k}.example.org", outcome="noerror", answers=1, duration_us=9000,
        )  # fmt: skip
    return clean("rewriting is a remark, not a fault")


@story()
def a_shared_address_outside_is_no_fault(world: World) -> Expected:
    world.say("router", 30, "WanSession", status="up", uptime_s=500000, external_address="100.80.3.4")
    return clean("scenarios D3: a provider's translation is a limit to what is served from here, no failure")


Y2 = "scenarios Y2: complaint «slow», cause found is DNS"


@story(seeds=2)
def y2_the_provider_s_name_server_answers_late(world: World) -> Expected:
    """The router's proxy waits for it; a public one gives the same names at once."""
    world.complaint = {"complaint": "slow"}
    world.late_names += [(start, end, "isp", 900_000) for start, end in SPANS]
    return named("provider", "names.resolver", why=Y2, standing=("indicated",))


@story()
def y2_every_name_server_answers_late(world: World) -> Expected:
    """The twin: no server is told from another, and nothing else failed."""
    world.complaint = {"complaint": "slow"}
    world.late_names += [(start, end, role, 900_000) for start, end in SPANS for role in ("isp", "public")]
    return unsettled(Y2 + "; twin: all alike, so it is no server's own")


@story()
def y2_only_the_router_s_name_service_is_late(world: World) -> Expected:
    world.complaint = {"complaint": "slow"}
    world.late_names += [(start, end, "router", 900_000) for start, end in SPANS]
    return named("premises", "router.dns_proxy", why=Y2 + "; twin: the provider's own answers at once")


def _checks(world: World, role: str, *, breaks: bool) -> None:
    """Let a resolver be asked for the pair of signatures each five minutes."""
    subject = {"isp": "resolver"}.get(role, f"resolver_{role}")
    for k in range(world.minutes // 5):
        outcome = {"signed_outcome": "servfail", "signed_unchecked": "noerror"} if breaks else {
            "signed_outcome": "noerror", "broken_outcome": "servfail", "broken_unchecked": "noerror"
        }  # fmt: skip
        world.say(
            subject, 40 + 300 * k, "DnssecPair", plane="path", resolver=f"192.0.2.{len(role)}", role=role,
            signed="iana.org", broken="dnssec-failed.org", **outcome,
        )  # fmt: skip


@story()
def the_provider_s_name_server_breaks_sound_names_by_checking_them(world: World) -> Expected:
    world.broken += [(start, end, "resolver") for start, end in SPANS]
    _checks(world, "isp", breaks=True)
    _checks(world, "public", breaks=False)
    return named("provider", "names.resolver", why="issue 7.7: DNSSEC good/bogus pair")


@story()
def every_name_server_breaks_the_same_signed_name(world: World) -> Expected:
    """The twin: then the name itself is signed wrongly, and nothing else failed."""
    _checks(world, "isp", breaks=True)
    _checks(world, "public", breaks=True)
    return clean("issue 7.7: a name that is broken for all is nobody's here")


def _clocks(world: World, off_s: float, *, server_s: float = 0.0) -> None:
    """Let this computer's clock be compared with two time servers and with the office's own server."""
    compared = (("198.51.100.123", "sntp", off_s), ("203.0.113.123", "sntp", off_s + 0.2),
                (OFFICE_SERVER, "device", off_s - server_s))  # fmt: skip
    for at in (30.0, world.end - 60):
        for server, source, offset_s in compared:
            world.say("host", at, "ClockOffset", plane="host", source=source, server=server, offset_s=offset_s,
                      bound_s=0.5)  # fmt: skip


OFFICE_SERVER = "192.168.7.10"
TROUBLE = 3 * 60.0


def _other_server(world: World, *times: float) -> None:
    """Let the router and the new server hand out addresses, each its own gateway and name server."""
    router = world.address["router"]
    offers = [
        {"server": each, "mac": f"02:00:00:00:00:0{k}", "gateways": [each], "resolvers": [each]}
        for k, each in enumerate((router, OFFICE_SERVER), 1)
    ]
    for at in times:
        world.say("host", at, "DhcpOffers", plane="path", interface="eth0", listened_s=6.0, offers=offers)


def _two_holders(world: World, *times: float) -> None:
    for at in times:
        world.say(
            "host", at, "AddressCheck", plane="path", interface="eth0", wired=True, own_address=world.address["host"],
            own_claimed_by=["02:00:00:00:00:09"], gateway=world.address["router"],
            gateway_macs=["02:00:00:00:00:01"],
        )  # fmt: skip


def _installed(world: World) -> None:
    """An IT vendor brings a server: a month of mail, calendar and files that misbehave."""
    world.owners = {"modem": "isp", "router": "client", "lan": "Acme IT"}
    world.complaint = {"complaint": "service"}
    world.say("operator", 200.0, "Step", plane="operator", did="new server installed", who="Acme IT",
              changed="address and name service switched on, on the new server")  # fmt: skip


@story(seeds=2)
def d1_the_new_server_does_everything_wrong(world: World) -> Expected:
    """Second address server, a name service that does not forward, an address twice, a clock hours off."""
    _installed(world)
    _office_server(world)
    _other_server(world, 300.0, *(each for start, end in SPANS for each in (start - 30, start + 200, end + 20)))
    _two_holders(world, 250.0, 1300.0)
    _clocks(world, 0.0, server_s=-7200.0)
    return named("premises", "lan.rogue_dhcp", "lan.names", why=D1 + "; ISP cleared", standing=("indicated",))


@story()
def d1_the_new_server_s_name_service_and_clock_alone(world: World) -> Expected:
    _installed(world)
    _office_server(world)
    _checks(world, "office", breaks=True)
    _checks(world, "isp", breaks=False)
    _clocks(world, 0.0, server_s=-7200.0)
    return named("premises", "lan.names", why=D1, standing=("indicated",))


@story(seeds=2)
def d1_the_same_complaints_while_the_provider_s_resolver_fails_for_all(world: World) -> Expected:
    """The twin: one address server, one holder of each address, right clocks; names fail through every server."""
    _installed(world)
    _office_server(world)
    _clocks(world, 0.0)
    world.broken += [(start, end, "resolver") for start, end in SPANS]
    return named("provider", "names.resolver", why=D1)


@story()
def d1_the_clock_alone_is_wrong(world: World) -> Expected:
    """Logins and mail fail by it; no packet does, so nobody is named."""
    _installed(world)
    _clocks(world, 5400.0)
    return unsettled(D1 + "; a wrong clock is told over the window and names nobody")


@story()
def d1_an_address_twice_and_the_rest_is_sound(world: World) -> Expected:
    """The twin of the whole: the office's server answers, clocks are right; packets are lost, an address is torn."""
    _installed(world)
    _office_server(world, fails=())
    _clocks(world, 0.0)
    start, lasts = 900.0, TROUBLE
    world.break_(start, lasts, "lan")
    _two_holders(world, start - 200, start + 60, start + lasts + 100)
    return named("premises", "lan.duplicate_ip", "lan.unreachable", why=D1)
