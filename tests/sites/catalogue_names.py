"""Stories of names: the office's own server, a hand on the way that answers for all, answers made up."""

from __future__ import annotations

from tests.sites.story import ALL, FAULT, INSUFFICIENT, Expected, clean, named, open_between, story
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
                "resolver_office", t, "DnsLookup", plane="path", resolver="192.168.7.10", role="office",
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
