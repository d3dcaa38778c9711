"""Stories of power: the UPS, the mains, and why a modem restarts."""

from __future__ import annotations

from tests.sites.catalogue_line import CAUSE
from tests.sites.power_boxes import fed, log, power_fails, runs_on, ups
from tests.sites.story import (
    ALL,
    NO_FAULT,
    Expected,
    named,
    nobody,
    story,
)
from tests.sites.world import DAY, World

D2 = "scenarios D2"


def restarts(world: World, count: int = 3) -> list[float]:
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
    boots = restarts(world)
    fed(world, "router", by_ups=True)
    ups(world, counts=bool(world.chance.randrange(2)))
    log(world, "ups", world.end - 5, [])
    assert boots
    return named("equipment", "modem.reboots", why=D2 + " T: only the modem's own box", standing=("established",))


@story(seeds=3)
def the_ups_chirps_and_only_the_modem_restarts_though_the_router_is_on_it_too(world: World) -> Expected:
    restarts(world)
    fed(world, "router", by_ups=True)
    ups(world, battery_bad=True)
    return named("equipment", "modem.reboots", why=D2 + " T: what hangs on the UPS ran on")


@story(seeds=3)
def the_ups_is_overloaded_and_only_the_modemrestarts(world: World) -> Expected:
    """Whether anything else hangs on the UPS is not known: it may be the UPS."""
    boots = restarts(world)
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
    boots = restarts(world)
    lines = [(t + world.chance.randrange(5, 60), "watchdog") for t in boots]
    log(world, "modem", world.end - 20, [*lines, *((t + 70, "boot") for t in boots)])
    return named("equipment", "modem.reboots", why="f2: box log shows watchdog: modem ++")


@story(seeds=3)
def firmware_pushed_by_the_provider(world: World) -> Expected:
    boots = restarts(world, 2)
    lines = [(t - world.chance.randrange(5, 60), "firmware") for t in boots]
    log(world, "modem", world.end - 20, lines)
    return nobody(why="an ordered restart is not the box's own failing")


@story(seeds=3)
def a_restart_ordered_each_time(world: World) -> Expected:
    boots = restarts(world, 3)
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
