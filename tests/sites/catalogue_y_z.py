"""Y: the complaint against the moment. Z: testimony entered by hand: lamps, values by phone, vendors' statements."""

from __future__ import annotations

from tests.sites.acts import HOUR, as_found, days, drops_in, hang, power_cycled_drop, rearrange, statement
from tests.sites.levels import levelled
from tests.sites.memories import tell_log
from tests.sites.story import (
    ALL,
    FAULT,
    INSUFFICIENT,
    NO_FAULT,
    OPEN,
    Expected,
    clean,
    leaning,
    named,
    nobody,
    open_between,
    unsettled,
)
from tests.sites.world import World

Y1 = "scenarios Y1: never no_fault; the modem's own 24 h first, then «N hours needed»"
Z = "scenarios Z; architecture 3: lamps and values by phone are the operator's plane"
THREE = ("line", "premises", "equipment")


def _minute(world: World, complaint: str, **more: object) -> None:
    world.minutes, world.lookups = 240, False
    world.sparse = True
    world.complaint = {"complaint": complaint, **more}


@levelled(
    readable=unsettled(Y1),
    bins=unsettled(Y1),
    pages=unsettled(Y1),
    lamps=unsettled(Y1),
    nothing=unsettled(Y1),
)
def y1_drops_three_times_a_day_and_all_is_clean(world: World) -> None:
    """Four hours watched, and nothing: three a day are not refuted by that."""
    _minute(world, "drops", per_day=3)


@levelled(
    readable=Expected((NO_FAULT,), (None,), never=ALL, why="architecture 3 point 7: time enough was watched"),
    nothing=Expected((NO_FAULT,), (None,), never=ALL, why="architecture 3 point 7: time enough was watched"),
)
def y1_drops_three_times_a_day_and_two_days_are_clean(world: World) -> None:
    days(world, 48)
    world.complaint = {"complaint": "drops", "per_day": 3}


@levelled(
    bins=nobody(*THREE, why=Y1 + "; the bins tell of three drops"),
)
def y1_clean_visit_and_three_drops_in_the_bins(world: World) -> None:
    days(world, 26)
    world.complaint = {"complaint": "drops", "per_day": 3}
    drops_in(world, 4 * HOUR, 25 * HOUR, 3)


@levelled(
    readable=named("provider", "names.resolver", why="scenarios Y2: complaint «slow», cause found is DNS"),
    pages=leaning("provider", "names.resolver", why="scenarios Y2"),
    nothing=leaning("provider", "names.resolver", why="scenarios Y2"),
)
def y2_slow_and_it_is_the_name_server(world: World) -> None:
    world.minutes = 60
    world.complaint = {"complaint": "slow"}
    for start, seconds in ((900.0, 500.0), (2300.0, 600.0)):
        world.broken.append((start, start + seconds, "resolver"))


@levelled(
    bins=nobody(*THREE, why="scenarios Y3: dead, works now: a ledger from the device's memory, a watch plan"),
    nothing=unsettled("scenarios Y3: nothing remembers it"),
)
def y3_dead_this_morning_and_works_now(world: World) -> None:
    """The line was away for an hour before anybody came; the modem ran on and remembers."""
    days(world, 8)
    world.complaint = {"complaint": "dead"}
    at = 4 * HOUR
    world.drop_line(at, HOUR)
    world.begin = 7.9 * HOUR


@levelled(
    bins=nobody(why="scenarios Y3: it was power-cycled: who came first, line or restart, is not known"),
    nothing=unsettled("scenarios Y3: nothing remembers it"),
)
def y3_dead_this_morning_power_cycled_and_works_now(world: World) -> None:
    days(world, 8)
    world.complaint = {"complaint": "dead"}
    power_cycled_drop(world, 6 * HOUR)
    world.begin = 7.9 * HOUR


@levelled(
    bins=nobody(*THREE, why="scenarios Y3: router and modem remember alike; their clocks are seconds off"),
)
def y3_modem_and_router_logs_remember(world: World) -> None:
    """First visit: bins, and both boxes' logs, each with its own clock offset."""
    days(world, 22)
    drops_in(world, 4 * HOUR, 21 * HOUR, 3)
    tell_log(world, "modem", 22 * HOUR - 100, offset_s=float(world.chance.randrange(-40, 40)))
    tell_log(world, "router", 22 * HOUR - 95, offset_s=float(world.chance.randrange(-40, 40)))


@levelled(
    lamps=nobody(*THREE, why=Z + "; the DSL lamp blinked: a loss of sync, and no more"),
)
def z_lamps_blink_in_each_drop(world: World) -> None:
    days(world, 10)
    drops_in(world, 1800, 9 * HOUR, 4)


@levelled(
    lamps=nobody("equipment", "provider", why=Z + "; the DSL lamp stood: not the line"),
)
def z_dsl_lamp_stands_while_the_internet_is_gone(world: World) -> None:
    """In sync, and the session is gone: provider or modem; the lamps must not make it the line."""
    days(world, 10)
    drops_in(world, 1800, 9 * HOUR, 3, hang)


@levelled(
    nothing=nobody(*THREE, why=Z + "; values read over the phone bound the drop, nothing excludes the other holders"),
)
def z_values_read_over_the_phone(world: World) -> None:
    """Nobody can reach the page but the lady in the office, who reads four numbers out, twice."""
    days(world, 8)
    starts = drops_in(world, 2 * HOUR, 7 * HOUR, 2)
    first, after = starts[0] - 1200, starts[-1] + 1500
    world.listed = ()
    _hear(world, first, 7.1, 40)
    _hear(world, after, 2.0, 9100)


def _hear(world: World, t: float, margin: float, crc: int) -> None:
    last = max((end for _, end in world.line_down if end <= t), default=world.showtime)
    values = {"sync": True, "margin_down_db": margin, "crc_down": crc, "showtime_s": int(t - last)}
    world.say("operator", t, "DslLine", plane="operator", remarks=["read over the phone by Ada"], **values)


@levelled(
    readable=open_between(" ".join(THREE), fault=("loop.noise",), why="a vendor's statement counts only with a ticket"),
    nothing=nobody(*THREE, why="a vendor's statement counts only with a ticket"),
)
def z_telco_admits_without_a_ticket(world: World) -> None:
    days(world, 10)
    drops_in(world, 1800, 9 * HOUR, 3)
    statement(world, 9.5 * HOUR, "telco", "yes, there is a bad joint", admits="loop.noise")


@levelled(
    readable=open_between(" ".join(THREE), fault=("loop.noise",), why="the telco's OWN statement is asked for"),
    nothing=nobody(*THREE, why="the telco's OWN statement is asked for"),
)
def z_isp_and_neighbour_say_it_is_the_line(world: World) -> None:
    days(world, 10)
    drops_in(world, 1800, 9 * HOUR, 3)
    statement(world, 9.5 * HOUR, "isp", "it is the telco's line", admits="loop.noise", ticket="I-7")
    statement(world, 9.6 * HOUR, "operator", "the neighbour says the cable is rotten", admits="loop.noise", ticket="x")


@levelled(
    readable=nobody("line", "equipment", why="«line OK, modem bad» turns nothing: B1"),
    lamps=nobody("line", "equipment", why="«line OK, modem bad» turns nothing: B1"),
    nothing=nobody("line", "equipment", why="«line OK, modem bad» turns nothing: B1"),
)
def z_telco_denies_and_accuses_the_modem(world: World) -> None:
    days(world, 10)
    drops_in(world, 1800, 9 * HOUR, 3)
    statement(
        world, 9.5 * HOUR, "telco", "the line tests OK, it is the modem", denies="loop", admits="modem.reboots",
        ticket="T-5",
    )  # fmt: skip


@levelled(
    readable=Expected(
        (FAULT, INSUFFICIENT), (None,), standing=OPEN, never=ALL,
        why="a statement of last month is not about these drops; the modem was in sync: not the line",
    ),
)  # fmt: skip
def z_telco_admitted_last_month_and_the_session_ends(world: World) -> None:
    days(world, 10)
    statement(world, -33 * 24 * HOUR, "telco", "found and repaired", admits="loop.noise", ticket="T-3")
    for at in (2 * HOUR, 6 * HOUR):
        world.session_down.append((at, at + 900))
        world.break_(at, 900, "access")


@levelled(
    readable=clean("lamps as they should be are no fault"),
    lamps=clean("lamps as they should be are no fault"),
)
def z_all_is_well_and_the_lamps_were_looked_at(world: World) -> None:
    days(world, 10)
    world.complaint = None
    for at in (2 * HOUR, 5 * HOUR):
        world.say(
            "operator", at, "Testimony", witness="operator", says="all steady", light_power="steady",
            light_dsl="steady", light_internet="steady", light_ethernet="steady",
        )  # fmt: skip


@levelled(
    readable=clean("a crackle heard on the telephone is a note while nothing drops"),
    nothing=clean("a crackle heard on the telephone is a note while nothing drops"),
)
def z_crackle_heard_and_nothing_drops(world: World) -> None:
    days(world, 10)
    world.complaint = None
    world.say("operator", 3 * HOUR, "Step", did="listened", action="quiet-line", outcome="noisy", who="Ada")


@levelled(
    readable=open_between(
        " ".join(THREE), fault=("loop.noise",), why=Z + "; a crackle excludes neither wiring nor modem"
    ),
    nothing=nobody(*THREE, why=Z + "; a crackle excludes neither wiring nor modem"),
)
def z_crackle_heard_at_the_desk_and_the_line_drops(world: World) -> None:
    days(world, 10)
    as_found(world)
    drops_in(world, 1800, 9 * HOUR, 3)
    world.say("operator", 9.3 * HOUR, "Step", did="listened", action="quiet-line", outcome="noisy", who="Ada")


@levelled(
    readable=nobody("line", "equipment", why="entered late with its time, a step splits the timeline all the same"),
    nothing=nobody("line", "equipment", why="entered late with its time, a step splits the timeline all the same"),
)
def z_steps_told_from_memory_days_later(world: World) -> None:
    """The move to the test socket is remembered to the quarter of an hour; the drops go on there."""
    days(world, 30)
    drops_in(world, 1800, 14 * HOUR, 3)
    rearrange(world, 15 * HOUR, "test-socket", socket="test")
    step = next(each for each in world.extra if each["fact"]["kind"] == "Step")
    step["at"] = world.iso(15 * HOUR + world.chance.randrange(-900, 900))
    drops_in(world, 16 * HOUR, 29 * HOUR, 3)
