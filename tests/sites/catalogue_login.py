"""Stories of rejected logins: after the cut-over of A1 and on a day like any other, each with what flips it."""

from __future__ import annotations

from tests.sites.catalogue_a1 import A1, _cut_over, _laptop, _log
from tests.sites.story import ALL, FAULT, INSUFFICIENT, Expected, named, nobody, open_between, story
from tests.sites.world import World

ROW = "table: PADO and auth reject, credentials unchanged since it worked: NP ++, EQ --, LN --, LA -"
LAPTOP = "scenarios A1: auth reject from router AND from a laptop at the modem, old credentials unchanged"
NOBODY_ELSE = ALL - {"provider"}
TAKES_MS = {"offered_ms": 12, "session_ms": 31, "link_ms": 120}


def _login(world: World, at: float, **fact: object) -> None:
    """Let this computer try its login at the modem; rejected with the contract's tag, unless told otherwise."""
    told: dict[str, object] = {
        "interface": "eth0", "stage": "link", "why": "the login was rejected", "vlan": 7, "own_tag": True,
        "mac": "02:00:00:00:00:07", "concentrator": "BRAS-1", "method": "PAP", "rejected": True, "login": "a1b2c3d4",
        "text": "authentication failed", "ended": True, **TAKES_MS, **fact,
    }  # fmt: skip
    known = {key: each for key, each in told.items() if each is not None}
    world.say("host", at, "PppoeSession", plane="path", **known)


def _accepted(world: World, at: float, **fact: object) -> None:
    _login(
        world, at, **{"stage": "address", "why": None, "rejected": False, "address": "100.64.9.9", "text": None, **fact}
    )


def _rejected_all_day(world: World) -> float:
    """Let the session end and the router's login be rejected from then on, in the same product. Return when."""
    world.minutes = 70
    at = 1200.0 + world.chance.randrange(300)
    world.break_(at, world.end - at, "access")
    world.session_down.append((at, 10**6))
    _log(world, at + 900, "auth_rejected", "PPP: authentication failed")
    return at


@story(seeds=2)
def the_router_s_login_is_rejected_from_one_minute_to_the_next(world: World) -> Expected:
    _rejected_all_day(world)
    return named("provider", "access.auth_reject", why=ROW)


@story(seeds=2)
def the_router_s_login_is_rejected_after_we_changed_it(world: World) -> Expected:
    """Twin: the consultant typed the login anew a quarter of an hour before."""
    at = _rejected_all_day(world)
    world.say("operator", at - 20, "Step", did="typed the password anew", changed="router: login", who="Ada")
    return Expected(
        (FAULT, INSUFFICIENT), (None, "premises"), ("router.config",), keeps=frozenset({"premises"}),
        never=ALL - {"premises"}, why="scenarios C1: our own change just before",
    )  # fmt: skip


@story()
def the_router_s_login_is_rejected_while_the_provider_holds_its_session(world: World) -> Expected:
    """Twin: the router was restarted by hand; three minutes later it is in."""
    world.minutes = 40
    at = 900.0
    world.boot("router", at, 60)
    world.break_(at + 60, 180, "access", outage=False)
    world.session_down.append((at, at + 240))
    world.outages[:] = [(at - 1, at + 240)]
    world.say("operator", at - 5, "Step", did="restarted the router", power_cycled="router", who="Ada")
    lines = [{"at": world.iso(at + each), "event": "auth_rejected", "text": "already logged in"} for each in (70, 130)]
    world.say("router", at + 300, "DeviceLog", lines=lines, clock_offset_s=0.4, clock_bound_s=1.0)
    return Expected(
        (FAULT, INSUFFICIENT, "no_fault"), (None, "premises"), never=NOBODY_ELSE - {"premises"} | {"provider"},
        why="a session that is still held is nobody's rejected account",
    )  # fmt: skip


@story(seeds=2)
def a1_the_login_is_rejected_to_router_and_laptop_with_the_right_tag(world: World) -> Expected:
    at = _cut_over(world)
    _log(world, at + 900, "auth_rejected", "PPP: authentication failed")
    _laptop(world, at + 1000, "fails")
    _login(world, at + 1100)
    return named("provider", "access.auth_reject", why=LAPTOP)


@story(seeds=2)
def a1_the_login_is_rejected_to_router_and_laptop_and_nobody_knows_the_tag(world: World) -> Expected:
    at = _cut_over(world)
    _log(world, at + 900, "auth_rejected", "PPP: authentication failed")
    _laptop(world, at + 1000, "fails")
    _login(world, at + 1100, own_tag=None, vlan=None)
    return open_between("provider equipment", fault=("access.auth_reject",), why=A1 + "; without the right tag")


@story(seeds=2)
def a1_the_login_is_rejected_on_another_tag_only(world: World) -> Expected:
    """Twin: on the contract's tag nobody answers; who rejects may be another service."""
    at = _cut_over(world)
    _log(world, at + 900, "auth_rejected", "PPP: authentication failed")
    _login(world, at + 1100, own_tag=False, vlan=835)
    return nobody("provider", "equipment", why=A1 + "; rejected on a tag that is not the contract's")


@story(seeds=2)
def a1_the_login_that_is_rejected_was_never_seen_to_work(world: World) -> Expected:
    """T4: a new client without a baseline; the login may be a wrong one."""
    at = _cut_over(world)
    world.begin = 60.0 * (at // 60 + 15)
    world.outages = []
    _login(world, world.begin + 700)
    return nobody("provider", "premises", why="scenarios A1 T4: honestly left open")


@story(seeds=2)
def a1_the_login_that_is_rejected_was_accepted_at_the_baseline(world: World) -> Expected:
    """The router tells nothing of itself; this computer's login worked at the baseline, with the same name."""
    world.devices = ("modem",)
    at = _cut_over(world)
    _accepted(world, 300.0)
    _login(world, at + 1100, written_at=world.iso(-86400))
    return named("provider", "access.auth_reject", why=LAPTOP)


@story(seeds=2)
def a1_the_password_of_the_rejected_login_may_be_another_than_at_the_baseline(world: World) -> Expected:
    """Twin: somebody wrote to the file of passwords since."""
    world.devices = ("modem",)
    at = _cut_over(world)
    _accepted(world, 300.0)
    _login(world, at + 1100, written_at=world.iso(at + 800))
    return nobody("provider", "premises", why="observation table: credentials unchanged since it worked")


@story()
def a1_another_login_is_rejected_than_the_one_of_the_baseline(world: World) -> Expected:
    """Twin: another user name, of which nobody knows that it ever worked."""
    world.devices = ("modem",)
    at = _cut_over(world)
    _accepted(world, 300.0, login="00000000")
    _login(world, at + 1100)
    return nobody("provider", why="a login that never worked may be a wrong one")


@story(seeds=2)
def a1_t2_the_login_of_this_computer_works_at_the_modem(world: World) -> Expected:
    at = _cut_over(world)
    _log(world, at + 900, "auth_rejected", "PPP: authentication failed")
    _accepted(world, at + 1100)
    world.say(
        "operator", at + 1300, "Step", did="router back at the modem", action="laptop-at-modem", at_modem=False,
        who="Ada",
    )  # fmt: skip
    return named("premises", "router.config", why="scenarios A1 T2: login works from the laptop, not from the router")


@story()
def the_login_at_the_modem_is_rejected_while_the_router_s_session_may_stand(world: World) -> Expected:
    """The laptop took the router's place a minute ago: the provider may hold the router's session still."""
    world.minutes = 40
    at = 1200.0
    world.break_(at, world.end - at, "access")
    world.session_down.append((at, 10**6))
    _accepted(world, 300.0)
    _login(world, at + 90, text="user is already logged in")
    return nobody("provider", why="one session of this account at a time", fault=(None, "access.session_down"))
