"""Stories of power and of the boxes' own memory: UPS, restarts and their reasons, logs, the daily renewal."""

from __future__ import annotations

from tests.sites.catalogue_line import CAUSE, PLANES
from tests.sites.power_boxes import fed, log, power_fails, runs_on, ups
from tests.sites.story import (
    ALL,
    INSUFFICIENT,
    NO_FAULT,
    Expected,
    named,
    nobody,
    open_between,
    story,
)
from tests.sites.world import DAY, World

D2 = "scenarios D2"
A4 = "scenarios A4"
MEMORY = "architecture 3 point 1: the boxes' memory of the last day"


def _restarts(world: World, count: int = 3) -> list[float]:
    """Let the modem restart by itself some times; return the instants."""
    t, found = 500.0 + world.chance.randrange(100), []
    for _ in range(count):
        found.append(t + world.chance.random())
        world.boot("modem", found[-1], world.chance.randrange(80, 140))
        t += world.chance.randrange(700, 900)
    world.minutes = int(t // 60) + 2
    return found


# -- the UPS


@story(seeds=4)
def ups_overload_takes_router_and_modem(world: World) -> Expected:
    """The server was added: the UPS says overload and drops its output; its input stayed clean."""
    at = 700.0 + world.chance.randrange(200)
    power_fails(world, at, world.chance.randrange(2, 5), "router", "modem")
    ups(world, overloaded=[(at - 200, at + 300)])
    return named("power", "mains.ups", why=D2, standing=("established",))


@story(seeds=3)
def ups_drops_its_load_while_a_printer_on_the_wall_runs_on(world: World) -> Expected:
    at = 700.0 + world.chance.randrange(200)
    power_fails(world, at, world.chance.randrange(2, 5), "router", "modem")
    fed(world, "router", by_ups=True)
    ups(world, battery_bad=True, counts=False)
    runs_on(world, "printer")
    return named("power", "mains.ups", why=D2, standing=("established",))


@story(seeds=3)
def ups_overloaded_but_what_is_not_on_it_restarts_too(world: World) -> Expected:
    """Twin: building electrics; a box on another socket went down with the others."""
    at = 700.0 + world.chance.randrange(200)
    power_fails(world, at, world.chance.randrange(2, 5), "router", "modem")
    ups(world, overloaded=[(at - 200, at + 300)], cuts=[(at, at + 3)])
    fed(world, "printer", by_ups=False)
    world.say("printer", at + 240, "DeviceState", uptime_s=236, mains_powered=True)
    return named("power", "mains.outage", why=D2 + " T: other circuits drop too")


@story(seeds=4)
def building_power_cut_seen_by_the_ups(world: World) -> Expected:
    """The router hangs on the UPS and runs on; the modem does not, and starts anew when the power is back."""
    at = 700.0 + world.chance.randrange(200)
    off_s = world.chance.randrange(1, 40)
    fed(world, "router", by_ups=True)
    power_fails(world, at, off_s, "modem")
    ups(world, cuts=[(at, at + off_s)])
    log(world, "ups", world.end - 30, [(at, "power_lost"), (at + off_s, "power_back")])
    return named("power", "mains.outage", why="f2: UPS input bads at the same minute; table of planes: mains.*")


@story(seeds=3)
def a_dip_that_only_the_counter_of_the_ups_shows(world: World) -> Expected:
    """Shorter than the time between two looks: no look sees the battery at work, the counter grew."""
    at = 700.0 + world.chance.randrange(200)
    fed(world, "router", by_ups=True)
    power_fails(world, at, 1, "modem")
    ups(world, cuts=[(at, at + 0.5)])
    return named("power", "mains.outage", why="measurement: line_bads counts what looks miss")


@story(seeds=4)
def only_the_modem_restarts_and_the_ups_saw_nothing(world: World) -> Expected:
    """The router hangs on the UPS, so its running on is no alibi of the mains: the UPS's own word is."""
    boots = _restarts(world)
    fed(world, "router", by_ups=True)
    ups(world, counts=bool(world.chance.randrange(2)))
    log(world, "ups", world.end - 5, [])
    assert boots
    return named("equipment", "modem.reboots", why=D2 + " T: only the modem's own box", standing=("established",))


@story(seeds=3)
def the_ups_chirps_and_only_the_modem_restarts_though_the_router_is_on_it_too(world: World) -> Expected:
    _restarts(world)
    fed(world, "router", by_ups=True)
    ups(world, battery_bad=True)
    return named("equipment", "modem.reboots", why=D2 + " T: what hangs on the UPS ran on")


@story(seeds=3)
def the_ups_is_overloaded_and_only_the_modem_restarts(world: World) -> Expected:
    """Whether anything else hangs on the UPS is not known: it may be the UPS."""
    boots = _restarts(world)
    ups(world, overloaded=[(boots[0] - 300, world.end)])
    return nobody(why=D2 + ": the UPS is not shown quiet")


@story(seeds=2)
def a_chirping_ups_without_any_restart(world: World) -> Expected:
    ups(world, battery_bad=bool(world.chance.randrange(2)), overloaded=[(300, 900)])
    return Expected((NO_FAULT,), (None,), (None,), never=ALL, outages=(), incidents=(0, 0), why=D2)


@story(seeds=3)
def a_person_switches_the_strip_after_the_line_died(world: World) -> Expected:
    """Both boxes restart together, the UPS counted a dip in the same quarter of an hour; the line had died before."""
    at = 700.0 + world.chance.randrange(200)
    delay = world.chance.randrange(45, 150)
    world.drop_line(at, delay + 200)
    world.boot("modem", at + delay, 100, outage=False)
    world.boot("router", at + delay + world.chance.randrange(3, 20), 50, outage=False)
    ups(world, cuts=[(at + delay + 30, at + delay + 31)])
    return nobody("line", why=CAUSE)


# -- why the modem restarts


@story(seeds=4)
def a_watchdog_in_the_log_of_the_modem(world: World) -> Expected:
    """The modem tells no uptime; its log names its watchdog, some seconds after each restart."""
    world.box_uptime_known = False
    boots = _restarts(world)
    lines = [(t + world.chance.randrange(5, 60), "watchdog") for t in boots]
    log(world, "modem", world.end - 20, [*lines, *((t + 70, "boot") for t in boots)])
    return named("equipment", "modem.reboots", why="f2: box log shows watchdog: modem ++")


@story(seeds=3)
def firmware_pushed_by_the_provider(world: World) -> Expected:
    boots = _restarts(world, 2)
    lines = [(t - world.chance.randrange(5, 60), "firmware") for t in boots]
    log(world, "modem", world.end - 20, lines)
    return nobody(why="an ordered restart is not the box's own failing")


@story(seeds=3)
def a_restart_ordered_each_time(world: World) -> Expected:
    boots = _restarts(world, 3)
    log(world, "modem", world.end - 20, [(t - world.chance.randrange(3, 30), "reboot_asked") for t in boots])
    return nobody(why="an ordered restart is not the box's own failing")


@story(seeds=4)
def a_restart_at_the_same_hour_on_four_days(world: World) -> Expected:
    """A timer at the socket: the log of three nights and what is seen in the fourth."""
    at = 900.0 + world.chance.randrange(200)
    world.boot("modem", at, 110)
    nights = [at - k * DAY + world.chance.uniform(-240, 240) for k in (1, 2, 3)]
    world.age["modem"] = nights[0]
    world.showtime = nights[0] + 100
    log(world, "modem", world.end - 20, [(t + 40, "boot") for t in (*nights, at)], back=-5 * DAY)
    return nobody(why="same clock time ± 15 min on at least three days: a machine or a habit")


@story(seeds=6)
def a_person_power_cycles_each_time_and_only_the_log_tells(world: World) -> Expected:
    """Scenario F-c through a log: the modem tells no uptime, its log each loss and each start."""
    world.box_uptime_known = False
    lines: list[tuple[float, str]] = []
    t = 500.0
    for _ in range(3):
        delay = world.chance.randrange(10, 110) + world.chance.random()
        world.drop_line(t, delay + 20)
        world.boot("modem", t + delay, world.chance.randrange(80, 120), outage=False)
        lines += [(t, "sync_lost"), (t + delay + world.chance.randrange(5, 60), "boot")]
        t += world.chance.randrange(800, 1000)
    world.minutes = int(t // 60) + 2
    log(world, "modem", world.end - 20, lines)
    return nobody("line", why="scenarios B1 F-c; " + CAUSE)


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
    boots = _restarts(world)
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
