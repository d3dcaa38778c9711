"""Stories of what the boxes remember, of session and port by the router's log, and of a «dead line» that is none."""

from __future__ import annotations

from tests.sites.catalogue_line import CAUSE, PLANES
from tests.sites.catalogue_power import restarts
from tests.sites.power_boxes import log
from tests.sites.story import ALL, INSUFFICIENT, Expected, named, nobody, open_between, story
from tests.sites.world import DAY, World

A4 = "scenarios A4"
MEMORY = "architecture 3 point 1: the boxes' memory of the last day"


# -- the first visit: what the boxes remember


def _lost_three_times(world: World) -> list[tuple[float, float]]:
    found, t = [], -world.chance.randrange(20, 23) * 3600.0
    for _ in range(3):
        found.append((t, t + world.chance.randrange(60, 150)))
        t += world.chance.randrange(4, 7) * 3600.0
    return found


@story(seeds=4)
def first_visit_with_a_saved_log_only(world: World) -> Expected:
    world.minutes, world.devices = 3, ("router",)
    world.complaint = {"complaint": "drops", "per_day": 3}
    lost = _lost_three_times(world)
    lines = [(t, event) for a, b in lost for t, event in ((a, "sync_lost"), (b, "sync_up"))]
    log(world, "modem", 60.0, [(-3 * DAY, "sync_lost"), (-3 * DAY + 90, "sync_up"), *lines], back=-4 * DAY)
    return nobody("line", "premises", "equipment", why=MEMORY, outages=tuple(lost))


@story(seeds=2)
def first_visit_with_a_log_whose_clock_nobody_compared(world: World) -> Expected:
    world.minutes, world.devices = 3, ("router",)
    world.complaint = {"complaint": "drops", "per_day": 3}
    lines = [(t, event) for a, b in _lost_three_times(world) for t, event in ((a, "sync_lost"), (b, "sync_up"))]
    log(world, "modem", 60.0, lines, dated=False)
    return Expected((INSUFFICIENT,), (None,), (None,), never=ALL, incidents=(0, 0), why="its lines date nothing")


@story(seeds=3)
def first_visit_with_log_bins_and_uptimes(world: World) -> Expected:
    """Three tellings of the same three losses: each is told once, dated by the best."""
    world.minutes = 3
    world.complaint = {"complaint": "drops", "per_day": 3}
    lost = _lost_three_times(world)
    lines = [(t, event) for a, b in lost for t, event in ((a, "sync_lost"), (b, "sync_up"))]
    log(world, "modem", 60.0, lines)
    world.showtime = lost[-1][1]
    bins = []
    for k in range(96):
        start = (k - 96) * 900.0
        uas = sum(max(0.0, min(b, start + 900) - max(a, start)) for a, b in lost)
        bins.append({"start": world.iso(start), "duration_s": 900, "uas_down": int(uas), "es_down": 1})
    world.say("modem", 40, "DslHistory", bin_s=900, bins=bins)
    return nobody("line", "premises", "equipment", why=MEMORY, outages=tuple(lost))


@story(seeds=3)
def first_visit_with_day_bins_only(world: World) -> Expected:
    """Yesterday's bin tells how often and how long, not when: one incident with the bounds of a day."""
    world.minutes = 3
    world.complaint = {"complaint": "drops", "per_day": 3}
    since = -world.chance.randrange(1, 20) * 3600.0
    bins = [
        {"start": world.iso(since - DAY), "duration_s": DAY, "uas_down": world.chance.randrange(120, 900), "inits": 4},
        {"start": world.iso(since), "duration_s": int(40 - since), "uas_down": 0, "inits": 0},
    ]
    world.say("modem", 40, "DslHistory", bin_s=DAY, bins=bins)
    # the last of the four trainings: longer ago than a first visit takes the line's own clock for a witness
    world.showtime = world.chance.uniform(since - DAY + 600, -DAY - 60)
    world.session_down.append((world.showtime - 90, world.showtime + 5))
    return nobody("line", "premises", "equipment", why=MEMORY, incidents=(1, 1))


@story(seeds=3)
def dead_line_whose_log_tells_since_when(world: World) -> Expected:
    """Somebody restarted the modem an hour ago; its log tells that the line had been lost before that."""
    world.complaint, world.minutes = {"complaint": "dead"}, 8
    lost = -world.chance.randrange(4, 9) * 3600.0
    world.boots["modem"] = [-float(world.chance.randrange(1800, 3600))]
    world.break_(lost, 10**6, "line", outage=False)
    world.line_down.append((lost, 10**6))
    world.session_down.append((lost, 10**6))
    log(world, "modem", 100.0, [(lost, "sync_lost"), (world.boots["modem"][0] + 50, "boot")])
    return nobody("line", "premises", "equipment", why=CAUSE, outages=((lost, world.end),))


@story(seeds=3)
def first_visit_with_a_log_of_watchdogs(world: World) -> Expected:
    """The modem tells no uptime; its log names its watchdog three times, and the router has been running for days."""
    world.minutes, world.box_uptime_known = 3, False
    world.complaint = {"complaint": "drops", "per_day": 3}
    hung = [a for a, _ in _lost_three_times(world)]
    world.showtime = hung[-1] + 100
    log(world, "modem", 60.0, [line for t in hung for line in ((t, "watchdog"), (t + 100, "sync_up"))])
    return named("equipment", "modem.reboots", why="f2: box log shows watchdog: modem ++")


@story(seeds=3)
def first_visit_with_a_log_of_losses_and_restarts(world: World) -> Expected:
    """Scenario F-c from the log alone: each loss of the line, and the restart by a person after it."""
    world.minutes, world.box_uptime_known = 3, False
    world.complaint = {"complaint": "drops", "per_day": 3}
    lines: list[tuple[float, str]] = []
    for a, b in _lost_three_times(world):
        lines += [(a, "sync_lost"), (a + world.chance.randrange(8, 50), "boot"), (b + 90, "sync_up")]
        world.showtime = b + 90
    log(world, "modem", 60.0, lines)
    return nobody("line", "premises", "equipment", why="scenarios B1 F-c; " + CAUSE)


@story(seeds=3)
def first_visit_after_two_boxes_restarted_together(world: World) -> Expected:
    """By their uptimes alone a power cut and a person with the power strip look the same."""
    world.minutes, world.complaint = 3, {"complaint": "drops", "per_day": 3}
    at = -world.chance.randrange(2, 20) * 3600.0
    world.boots = {"modem": [at], "router": [at + world.chance.randrange(2, 60)]}
    world.showtime = at + 100
    world.session_down.append((at, at + 130))
    return nobody("line", "equipment", why=CAUSE)


# -- the session and the port, by the router's log


@story(seeds=4)
def ethernet_between_router_and_modem_slips_in_the_routers_log(world: World) -> Expected:
    world.rungs = ("router", "first_hop", "anchor_1", "anchor_2", "anchor_3")
    world.devices = ("router",)
    lines: list[tuple[float, str]] = []
    for at in (600.0 + world.chance.randrange(100), 1500.0 + world.chance.randrange(100)):
        length = world.chance.randrange(20, 90)
        world.break_(at, length, "plug")
        lines += [(at, "port_down"), (at + length - 6, "port_up"), (at + length, "session_up")]
    log(world, "router", world.end - 20, lines)
    return open_between(
        "premises equipment", "premises equipment power", why=PLANES, fault=("router_modem_cable.down",)
    )


@story(seeds=3)
def the_modem_restarts_and_takes_the_routers_port_along(world: World) -> Expected:
    boots = restarts(world)
    lines = [(t + off, event) for t in boots for off, event in ((0.5, "port_down"), (30.0, "port_up"))]
    log(world, "router", world.end - 20, lines)
    return named("equipment", "modem.reboots", why="joint reading: the modem's restart takes its port along")


@story(seeds=4)
def the_session_is_renewed_each_day(world: World) -> Expected:
    """Forced by the provider after 24 h: some seconds without a session, the line in sync throughout."""
    at = 900.0 + world.chance.randrange(300)
    length = world.chance.randrange(8, 40)
    world.break_(at, length, "access")
    world.session_down += [(at - DAY - 30, at - DAY + world.chance.randrange(-200, 200)), (at, at + length - 1)]
    return nobody(why="daily renewal: nobody's fault", fault=(None,))


@story(seeds=3)
def the_session_falls_now_and_then(world: World) -> Expected:
    """Twin: no day between two falls; the provider stays in question."""
    for at in (600.0, 1500.0):
        world.break_(at + world.chance.randrange(100), 60, "access")
        begun, ended, _ = world.broken[-1]
        world.session_down.append((begun + 2, ended - 1))
    return nobody("provider", why="architecture 3, table of planes: access.*", fault=("access.session_down",))


# -- A4: «DSL dead», and it is not


@story(seeds=3)
def loose_cable_pushed_home(world: World) -> Expected:
    """The computer has a link, the router is silent to pings and address resolution; a plug was pushed home."""
    world.complaint = {"complaint": "dead"}
    at = 600.0 + world.chance.randrange(200)
    length = 300 + world.chance.randrange(400)
    world.break_(at, length, "lan")
    world.say("operator", at + length - world.chance.randrange(5, 60), "Step", did="pushed the plug at the switch home")
    return named("premises", "lan.unreachable", "router.hangs", why=A4)


@story(seeds=3)
def hung_router_reset_by_a_person(world: World) -> Expected:
    """Dead to everything, the line in sync all the while; it works again once somebody restarts it."""
    world.complaint = {"complaint": "dead"}
    at = 600.0 + world.chance.randrange(200)
    wait = 200 + world.chance.randrange(300)
    world.break_(at, wait + 2, "router", outage=False)
    world.boot("router", at + wait, 70, outage=False)
    world.outages.append((at, at + wait + 70))
    world.say("operator", at + wait - 5, "Step", did="switched the router off and on", power_cycled="router")
    return named("premises", "router.hangs", why=A4)


@story(seeds=2)
def dead_line_though_the_router_was_reset_first(world: World) -> Expected:
    """Twin: carrier up, gateway fine, sync lost; resetting the router changed nothing."""
    world.complaint = {"complaint": "dead"}
    at = 600.0
    world.drop_line(at, 1200)
    world.say("operator", at + 300, "Step", did="switched the router off and on", power_cycled="router")
    world.boot("router", at + 302, 60, outage=False)
    return nobody("line", "premises", "equipment", why=A4 + " T")
