"""Stories of the line, the wiring, the modem and the power."""

from __future__ import annotations

from tests.sites.story import ALL, FAULT, INSUFFICIENT, Expected, nobody, open_between, story, unsettled
from tests.sites.world import World

PLANES = "architecture 3, table of planes: loop.*"
CAUSE = "architecture 3 point 5; table row 'box boot instant AFTER onset: 0 everywhere'"


def drops(world: World, count: int, *, noise: bool = True, first: float = 420) -> list[float]:
    """Lose the line `count` times, far enough apart to be separate incidents; return the onsets."""
    starts, t = [], first + world.chance.randrange(60)
    for _ in range(count):
        world.drop_line(t, world.chance.randrange(45, 110), noise=noise)
        starts.append(t)
        t += world.chance.randrange(520, 640)
    world.minutes = max(world.minutes, int(t // 60) + 2)
    return starts


@story(seeds=3)
def showtime_lost_amid_errors(world: World) -> Expected:
    drops(world, world.chance.randrange(1, 4))
    return open_between("line premises equipment", fault=("loop.noise",), why=PLANES, outages=tuple(world.outages))


@story()
def showtime_lost_box_uptime_unknown(world: World) -> Expected:
    world.box_uptime_known = False
    drops(world, 2)
    return open_between("line premises equipment", "line premises equipment power", why=PLANES)


@story(seeds=2)
def showtime_lost_without_errors(world: World) -> Expected:
    """Somebody pulled the plug: the line restarts, the box stays up, no errors before."""
    drops(world, 2, noise=False)
    return nobody("premises", "line", "equipment", why=PLANES)


@story()
def no_sync_box_up_long(world: World) -> Expected:
    world.complaint = {"complaint": "dead"}
    world.minutes = 12
    world.break_(-4000, 10**6, "line", outage=False)
    world.line_down.append((-4000, 10**6))
    world.session_down.append((-3990, 10**6))
    return open_between("line premises equipment", fault=("loop.no_signal",), why=PLANES, incidents=(1, 1))


@story(seeds=2)
def no_sync_but_box_just_booted(world: World) -> Expected:
    """A box takes minutes to train; one that started a moment ago proves nothing about the line."""
    world.complaint = {"complaint": "dead"}
    world.minutes = 2
    world.event_sets = False
    at = -world.chance.randrange(1, 8)
    world.boots["modem"] = [at]
    world.break_(-600, 10**6, "line", outage=False)
    world.line_down.append((-600, 10**6))
    return nobody("line", "equipment", why=CAUSE)


@story(seeds=2)
def first_visit_with_bins_only(world: World) -> Expected:
    """Nothing wrong now; the modem's own day tells of two restarts of the line while the box stayed up."""
    world.minutes = 3
    world.complaint = {"complaint": "drops", "per_day": 3}
    _bins(world, {20: (70, 1), 61: (140, 2)})
    world.showtime = -(96 - 61) * 900 + 500.0
    return nobody("line", "premises", "equipment", why="architecture 3 point 1; issue 2 point 6")


@story()
def first_visit_with_bins_and_no_complaint(world: World) -> Expected:
    world.minutes = 3
    _bins(world, {30: (90, 1), 70: (50, 1)})
    world.showtime = -(96 - 70) * 900 + 300.0
    return nobody("line", "premises", "equipment", why="architecture 3 point 1")


@story()
def first_visit_clean_bins_complaintdrops(world: World) -> Expected:
    world.minutes = 2
    world.complaint = {"complaint": "drops", "per_day": 3}
    _bins(world, {})
    return unsettled("scenarios Y1: never no_fault")


@story(seeds=2)
def first_visit_box_restarted_today(world: World) -> Expected:
    """Bins with unavailable seconds, and a box that started inside that bin: who started it is unknown."""
    world.minutes = 3
    world.complaint = {"complaint": "drops"}
    _bins(world, {50: (95, 1)}, extent=46)
    booted = -(96 - 50) * 900 + 200.0
    world.boots["modem"] = [booted]
    world.showtime = booted + 80
    return nobody(why=CAUSE)


@story()
def first_visit_showtime_shorter_than_uptime(world: World) -> Expected:
    world.minutes = 2
    world.complaint = {"complaint": "drops"}
    world.showtime = -3 * 3600.0
    return Expected((INSUFFICIENT, FAULT), (None,), never=ALL, why="architecture 3 point 7")


def _bins(world: World, bad: dict[int, tuple[int, int]], extent: int = 96) -> None:
    bins = []
    for k in range(96 - extent, 96):
        uas, inits = bad.get(k, (0, 0))
        each = {
            "start": world.iso((k - 96) * 900.0),
            "duration_s": 900,
            "crc_down": 4 + 900 * bool(uas),
            "es_down": 1,
            "ses_down": 12 * bool(uas),
            "uas_down": uas,
            "inits": inits,
        }
        bins.append(each)
    world.say("modem", 40, "DslHistory", bin_s=900, bins=bins)


@story(seeds=12)
def person_power_cycles_after_the_line_died(world: World) -> Expected:
    """The person acts 10 s to 4 min after the onset; nobody writes it down."""
    world.minutes, world.lookups = 22, False
    at = 500.0 + world.chance.randrange(200) + world.chance.random()
    delay = world.chance.choice([10, 11, 13, 16, 22, 35, 60, 100, 170, 240]) + world.chance.random()
    world.drop_line(at, delay + 30)
    world.boot("modem", at + delay, world.chance.randrange(80, 150), outage=False)
    world.outages = [(at, world.line_down[-1][1])]
    return nobody("line", "premises", "equipment", why=CAUSE)


@story(seeds=4)
def person_power_cycles_each_time(world: World) -> Expected:
    """Scenario F-c: after each drop; must not flip to the modem."""
    for at in drops(world, 3):
        delay = world.chance.randrange(10, 60) + world.chance.random()
        world.line_down[:] = [(a, max(b, at + delay) if a == at else b) for a, b in world.line_down]
        world.broken.append((at, at + delay, "line"))
        world.boot("modem", at + delay, world.chance.randrange(80, 120), outage=False)
    return nobody("line", "premises", "equipment", why="scenarios B1 F-c; " + CAUSE)


@story(seeds=4)
def person_power_cycles_seen_by_anchors_only(world: World) -> Expected:
    """As before with a coarser ladder: no hop of a second's period beyond the router, no event sets."""
    world.rungs = ("router", "anchor_1", "anchor_2", "anchor_3")
    world.event_sets = False
    at = 700.0 + world.chance.randrange(200)
    delay = world.chance.randrange(10, 40) + world.chance.random()
    world.drop_line(at, delay + 40)
    world.boot("modem", at + delay, world.chance.randrange(90, 150), outage=False)
    return nobody("line", "equipment", why=CAUSE)


@story(seeds=2)
def person_power_cycle_recorded_as_a_step(world: World) -> Expected:
    at = 700.0 + world.chance.randrange(200)
    delay = world.chance.randrange(20, 120)
    world.drop_line(at, delay + 40)
    world.say("operator", at + delay, "Step", did="switched the modem off and on", power_cycled="modem", who="Ada")
    world.boot("modem", at + delay + 3, 100, outage=False)
    return nobody("line", "premises", why=CAUSE)


@story(seeds=3)
def a_person_restarts_a_healthy_modem(world: World) -> Expected:
    """The restart is the cause, and it is written down: «we did it», not the equipment."""
    for at in (600.0, 1300.0, 2000.0):
        world.say(
            "operator", at - world.chance.randrange(1, 15), "Step", did="restarted the modem", power_cycled="modem"
        )
        world.boot("modem", at, 90)
    return Expected(
        (FAULT, INSUFFICIENT, "no_fault"),
        (None, "premises"),
        never=ALL - {"premises"},
        why="scenarios C1: own change just before onset is reported as such; Step.power_cycled",
    )


@story(seeds=3)
def line_dies_while_the_laptop_sleeps(world: World) -> Expected:
    """The onset lies in a gap; a person restarted the modem in the gap; still no sync on waking."""
    world.minutes = 150
    world.asleep.append((20 * 60, 130 * 60, bool(world.chance.randrange(2))))
    at = 3000.0
    world.drop_line(at, 10**6)
    world.boot("modem", 130 * 60 - world.chance.randrange(400, 1500), 60, outage=False)
    return nobody("line", "premises", "equipment", why="a gap is never an incident; onset unknown, so " + CAUSE)


@story(seeds=3)
def record_begins_inside_the_outage(world: World) -> Expected:
    """First visit to a dead office: the modem was restarted minutes ago by whoever called."""
    world.minutes = 8
    world.complaint = {"complaint": "dead"}
    world.boots["modem"] = [-float(world.chance.randrange(240, 1200))]
    world.break_(-7000, 10**6, "line", outage=False)
    world.line_down.append((-7000, 10**6))
    world.session_down.append((-7000, 10**6))
    return nobody("line", "premises", "equipment", why=CAUSE)


@story(seeds=2)
def drop_recovers_then_person_restarts_within_the_same_incident(world: World) -> Expected:
    at = 700.0
    world.drop_line(at, 30)
    world.boot("modem", at + world.chance.randrange(60, 200), 90, outage=False)
    return nobody("line", why="flaps within 5 min are one incident; " + CAUSE)


@story(seeds=2)
def session_ends_with_the_line(world: World) -> Expected:
    drops(world, 2)
    return open_between("line premises equipment", why="the session went down after the line: a consequence")


@story()
def modem_unreachable_during_the_outage(world: World) -> Expected:
    """Asked and silent (Missed); it never comes back while the record runs."""
    at = 800.0
    world.break_(at, 10**6, "modem", outage=False)
    world.session_down.append((at, 10**6))
    return nobody("equipment", "premises", why="issue 3 point 4: modem unreachable: remaining, not a name")


@story()
def modem_unreadable_path_only(world: World) -> Expected:
    world.devices, world.rungs = (), ("router", "first_hop", "anchor_1", "anchor_2", "anchor_3")
    world.minutes, world.lookups = 25, False
    world.break_(400 + world.chance.randrange(300), world.chance.randrange(60, 400), "line")
    return open_between(
        "equipment line provider premises",
        "equipment line provider premises power",
        why="scenarios: path data ALONE cannot separate; issue 3 point 4",
        fault=(None,),
        outages=tuple(world.outages),
    )
