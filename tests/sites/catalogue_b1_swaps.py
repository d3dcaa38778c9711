"""Scenario B1 settled by a swap: second modems, test sockets, filters and adapters, with the silence computed.

Exact rule: with n drops in a time T before, silence for t = T (20^(1/n) - 1), over the hours of the day in which the
drops had come. Sources: measurement, swap test; architecture section 3, table of planes.
"""

from __future__ import annotations

from tests.sites.acts import (
    HOUR,
    as_found,
    days,
    drops_in,
    plan,
    power_cycled_drop,
    rearrange,
)
from tests.sites.levels import levelled
from tests.sites.story import OPEN, SURE, leaning, named, nobody
from tests.sites.world import World

WIRING = "table of planes, inhouse_wiring.*: the same modem, desk socket against test socket, for the computed time"
LOOP = "table of planes, loop.*: a proven second modem dropped at the test socket too"
ANY = (*SURE, *OPEN)
"""The operator's plane alone is asked for: established where the rule judges by the path alone, open where not."""
WIRE = ("inhouse_wiring.fault", "inhouse_wiring.filter")
SECOND = {"modem": "SN-2", "modem_proven": True, "adapter": "AD-2"}
FIRST = {"modem": "SN-1", "modem_proven": False, "adapter": "AD-1"}


@levelled(
    readable=named("premises", "inhouse_wiring.fault", standing=("established",), why=WIRING),
    pages=named("premises", "inhouse_wiring.fault", why=WIRING),
    lamps=named("premises", "inhouse_wiring.fault", why=WIRING + ": needs the operator's plane alone"),
    nothing=leaning("premises", *WIRE, standing=ANY, why=WIRING + ": the operator's plane alone is asked for"),
)
def wiring_silent_at_the_test_socket(world: World) -> None:
    """T: the same modem drops seven times in a day at the desk socket, and never in a day at the test socket."""
    days(world, 50)
    as_found(world)
    drops = drops_in(world, 1800, 23 * HOUR, 7)
    plan(world, 24 * HOUR, drops, watched_s=24 * HOUR)
    rearrange(world, 24 * HOUR, "test-socket", socket="test", socket_label="hall, behind the cupboard")


@levelled(
    readable=named("premises", "inhouse_wiring.fault", standing=("established",), why=WIRING),
    nothing=leaning("premises", *WIRE, standing=ANY, why=WIRING),
)
def wiring_silent_and_back_again(world: World) -> None:
    """A-B-A: silent for a day at the test socket, and three more drops back at the desk."""
    days(world, 60)
    as_found(world)
    drops_in(world, 1800, 23 * HOUR, 7)
    rearrange(world, 24 * HOUR, "test-socket", socket="test")
    rearrange(world, 49 * HOUR, "test-socket", socket="desk")
    drops_in(world, 50 * HOUR, 59 * HOUR, 3)


@levelled(
    counted=True,
    readable=nobody("premises", "line", why=WIRING + ": too short"),
    lamps=nobody("premises", "line", why=WIRING + ": too short"),
    nothing=nobody("premises", "line", why=WIRING + ": too short"),
)
def silence_too_short(world: World) -> None:
    """Three drops in a day ask for 41 h of silence; 20 h were watched."""
    days(world, 44)
    as_found(world)
    drops_in(world, 1800, 23 * HOUR, 3)
    rearrange(world, 24 * HOUR, "test-socket", socket="test")


@levelled(
    counted=True,
    readable=nobody("premises", "line", why="measurement: cover the same hours of day as the old drops"),
    nothing=nobody("premises", "line", why="measurement: cover the same hours of day as the old drops"),
)
def silence_at_the_wrong_hours(world: World) -> None:
    """Ten drops in four hours of the morning ask for an hour and a half; silent for eight, none of them these hours."""
    days(world, 14)
    as_found(world)
    drops_in(world, 600, 4 * HOUR, 10, apart_s=700)
    rearrange(world, 4.5 * HOUR, "test-socket", socket="test")


@levelled(
    counted=True,
    readable=nobody("premises", "line", why="a gap is not silence: only watched time counts"),
    nothing=nobody("premises", "line", why="a gap is not silence: only watched time counts"),
)
def silence_slept_through(world: World) -> None:
    """A day at the test socket, for 22 h of which the computer slept."""
    days(world, 50)
    as_found(world)
    drops_in(world, 1800, 23 * HOUR, 7)
    rearrange(world, 24 * HOUR, "test-socket", socket="test")
    world.asleep.append((26 * HOUR, 48 * HOUR, bool(world.chance.randrange(2))))


@levelled(
    readable=nobody("premises", "line", "equipment", why="two things were changed at once: the test is void"),
    nothing=nobody("premises", "line", "equipment", why="two things were changed at once: the test is void"),
)
def two_things_changed_at_once(world: World) -> None:
    """Modem and socket changed together, then silence: it may be either."""
    days(world, 50)
    as_found(world)
    drops_in(world, 1800, 23 * HOUR, 7)
    rearrange(world, 24 * HOUR, "swap-modem", socket="test", **SECOND)


@levelled(
    counted=True,
    readable=nobody(why="no drop in the arrangement before: silence shows nothing"),
    nothing=nobody(why="no drop in the arrangement before: silence shows nothing"),
)
def moved_before_anything_dropped(world: World) -> None:
    """Moved to the test socket before the first drop; two drops there, back, and silence at the desk for 4 h."""
    days(world, 30)
    as_found(world)
    rearrange(world, 2 * HOUR, "test-socket", socket="test")
    drops_in(world, 3 * HOUR, 24 * HOUR, 2)
    rearrange(world, 25 * HOUR, "test-socket", socket="desk")


@levelled(
    readable=nobody("line", "equipment", why="table of planes: test socket with the old modem only"),
    pages=nobody("line", why="table of planes"),
    nothing=nobody("line", "equipment", why="table of planes"),
)
def dropped_at_the_test_socket_with_the_old_modem(world: World) -> None:
    days(world, 40)
    as_found(world)
    drops_in(world, 1800, 19 * HOUR, 4)
    rearrange(world, 20 * HOUR, "test-socket", socket="test")
    drops_in(world, 21 * HOUR, 39 * HOUR, 4)


@levelled(
    readable=named("line", "loop.noise", standing=("established",), why=LOOP),
    pages=leaning("line", why=LOOP + ": three pages show fewer of the drops"),
    lamps=leaning("line", why=LOOP + ": without modem_box: indicated at most"),
    nothing=leaning("line", why=LOOP + ": without modem_box: indicated at most, if at all"),
)
def fb_proven_modem_drops_at_the_test_socket(world: World) -> None:
    """F-b: drops with the old modem, and with a proven one at the test socket; one thing changed at a time."""
    days(world, 60)
    as_found(world)
    drops_in(world, 1800, 19 * HOUR, 5)
    rearrange(world, 20 * HOUR, "test-socket", socket="test")
    drops_in(world, 21 * HOUR, 39 * HOUR, 4)
    rearrange(world, 40 * HOUR, "swap-modem", **SECOND)
    drops_in(world, 41 * HOUR, 59 * HOUR, 5)


@levelled(
    bins=leaning("line", why=LOOP + "; bins bound each drop by a quarter of an hour"),
)
def fb_visit_after_a_day_of_the_proven_modem_at_the_test_socket(world: World) -> None:
    days(world, 40)
    drops_in(world, 1800, 10 * HOUR, 3)
    rearrange(world, 12 * HOUR, "swap-modem", socket="test", **SECOND)
    drops_in(world, 14 * HOUR, 39 * HOUR, 5)


@levelled(
    readable=named("line", "loop.noise", why=LOOP + "; somebody power-cycled it in half of the drops: no flip"),
    nothing=leaning("line", why=LOOP),
)
def fc_proven_modem_is_power_cycled_at_the_test_socket(world: World) -> None:
    """F-c goes on with the second modem: half of its drops end in a power-cycle."""
    days(world, 44)
    as_found(world)
    drops_in(world, 1800, 19 * HOUR, 4, power_cycled_drop)
    rearrange(world, 20 * HOUR, "test-socket", socket="test")
    rearrange(world, 21 * HOUR, "swap-modem", **SECOND)
    drops_in(world, 22 * HOUR, 32 * HOUR, 3)
    drops_in(world, 33 * HOUR, 43 * HOUR, 3, power_cycled_drop)


@levelled(
    readable=named("premises", "inhouse_wiring.filter", standing=("established",), why=WIRING + "; filters off"),
    lamps=named("premises", *WIRE, why=WIRING + "; filters off"),
    nothing=leaning("premises", *WIRE, standing=ANY, why=WIRING + "; filters off"),
)
def filter_disturbs_the_line(world: World) -> None:
    """All filters and phones come off the line: silent for a day; on again: it drops."""
    days(world, 61)
    as_found(world, filters_off=False)
    drops = drops_in(world, 1800, 23 * HOUR, 7)
    plan(world, 24 * HOUR, drops, watched_s=24 * HOUR)
    rearrange(world, 24 * HOUR, "filter-out", boots=False, filters_off=True)
    rearrange(world, 49 * HOUR, "filter-out", boots=False, filters_off=False)
    drops_in(world, 50 * HOUR, 60 * HOUR, 3)


@levelled(
    readable=nobody("line", "premises", "equipment", why="it drops with the filters off too"),
    nothing=nobody("line", why="it drops with the filters off too"),
)
def drops_go_on_with_the_filters_off(world: World) -> None:
    days(world, 48)
    as_found(world, filters_off=False)
    drops_in(world, 1800, 23 * HOUR, 6)
    rearrange(world, 24 * HOUR, "filter-out", boots=False, filters_off=True)
    drops_in(world, 25 * HOUR, 47 * HOUR, 5)
