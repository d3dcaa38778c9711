"""How long it was really watched, what a box's memory covers beside, and at which hours."""

import pytest

from netdoc.diagnosis.exposure import covered, fine_bins, hours_watched, remembered_within, watched_within
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_history import DslBin, DslHistory
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.observation import Gap
from netdoc.model.plane import Plane
from tests.stories.office import Office, at
from tests.stories.swaps import quiet_office


def watched(office, start=0, end=6000, without=()):
    return watched_within(office.evidence(), at(start), at(end), [(at(a), at(b)) for a, b in without])


@pytest.mark.parametrize(
    ("office", "seconds"),
    [
        (quiet_office(10), 600),
        (quiet_office(10).stops(120, 240), 480),
        (quiet_office(10).sleeps(120, 240), 480),
        (quiet_office(10).stalls(120, 180), 540),
        (quiet_office(10).stalls(120, 150), 570),
        (quiet_office(10).loaded(120, 240), 480),
        (quiet_office(10).fails(0, 600, "router"), 600),
        (Office(minutes=0).link(10), 0),
    ],
    ids=["all", "stopped", "asleep", "a minute void", "half a minute void", "under our own load", "lost", "no ladder"],
)
def test_only_idle_samples_of_the_far_end_watch(office, seconds):
    assert watched(office) == pytest.approx(seconds, abs=3)


def test_a_gap_recorded_within_a_block_was_not_watched():
    office = quiet_office(10)
    office.said.append(Gap("ladder", at(130), at(170), "EchoBlock", "suspended"))
    office.said.append(Gap("modem", at(200), at(400), "DslLine", "no login"))

    assert watched(office) == 560


@pytest.mark.parametrize(
    ("start", "end", "seconds"), [(0, 600, 600), (90, 150, 60), (-50, 20, 20), (580, 900, 20), (600, 900, 0)]
)
def test_only_what_lies_in_the_stretch_counts(start, end, seconds):
    assert watched(quiet_office(10), start, end) == seconds


@pytest.mark.parametrize(
    ("without", "seconds"),
    [([(100, 200)], 500), ([(100, 200), (150, 300)], 400), ([(-50, 50)], 550), ([(0, 600)], 0), ([(700, 800)], 600)],
)
def test_what_is_left_out_is_not_counted(without, seconds):
    assert watched(quiet_office(10), without=without) == seconds


def test_blocks_that_overlap_are_watched_once():
    evidence = quiet_office(3).evidence()
    first, second, third = evidence.ladder.blocks
    moved = type(second)(start=at(30), duration_s=60.0, series=second.series)
    office = Office(minutes=0, rungs=evidence.site.rungs)
    for each in (first, moved, third):
        office.sees((each.start - at(0)).total_seconds(), "ladder", each, Plane.PATH)

    assert watched(office) == 150


def test_the_hours_of_the_day_are_summed_over_the_days():
    hours = hours_watched(quiet_office(150).evidence(), at(1800), at(9000))

    assert hours == {8: 1800, 9: 3600, 10: 1800}


def test_hours_leave_out_what_is_left_out():
    hours = hours_watched(quiet_office(60).evidence(), at(0), at(3600), [(at(0), at(600))])

    assert hours == {8: 3000}


def bin_(start, length=900, **counts):
    return DslBin(start=at(start), duration_s=length, **counts)


def history(office, seconds, *bins, bin_s=900):
    return office.sees(seconds, "modem", DslHistory(bin_s=bin_s, bins=bins), Plane.MODEM_BOX)


def session(office, seconds, uptime):
    return office.sees(seconds, "router", WanSession(status=SessionStatus.UP, uptime_s=uptime), Plane.ROUTER_BOX)


@pytest.mark.parametrize(
    ("office", "seconds"),
    [
        (history(Office(minutes=0), 2000, bin_(0, uas_down=0), bin_(900, uas_down=0)), 1800),
        (history(Office(minutes=0), 2000, bin_(0, uas_up=0)), 900),
        (history(Office(minutes=0), 2000, bin_(0, inits=1)), 900),
        (history(Office(minutes=0), 2000, bin_(0, es_down=4)), 0),
        (history(Office(minutes=0), 2000, bin_(0, 86400, uas_down=0), bin_s=86400), 0),
        (Office(minutes=0).line(0, -50).line(1000, -50), 1000),
        (Office(minutes=0).line(0, -50).line(1000, 700), 1000),
        (Office(minutes=0).line(0, -50).line(1000, None), 0),
        (Office(minutes=0).line(0, None).line(1000, 700), 1000),
        (Office(minutes=0).line(1000, -5000), 0),
        (session(session(Office(minutes=0), 0, 50), 600, 650), 600),
        (Office(minutes=0).line(0, None).box(0, -50).box(800, -50), 800),
        (Office(minutes=0).line(0, None).box(0, -50, "router").box(800, -50, "router"), 0),
        (quiet_office(10).line(0, -50).line(1000, -50), 400),
        (history(Office(minutes=0), 4000, bin_(0, uas_down=0), bin_(1800, uas_down=0)), 1800),
        (history(Office(minutes=0).line(100, -50).line(1000, -50), 2000, bin_(0, uas_down=0)), 1000),
    ],
    ids=[
        "two bins", "upstream alone", "counted initialisations", "errors tell of no absence", "a day is too coarse",
        "one line throughout", "a line that came anew", "no line in the end", "a line that came", "one reading alone",
        "one session throughout", "the modem's own clock", "another box's clock", "what was watched counts once",
        "two bins apart",
        "a bin and a clock at once",
    ],
)  # fmt: skip
def test_a_boxs_memory_covers_its_bins_and_the_time_between_readings_of_a_clock(office, seconds):
    assert remembered_within(office.evidence(), at(0), at(6000)) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("start", "end", "seconds"), [(0, 1000, 1000), (200, 500, 300), (-100, 50, 50), (1000, 2000, 0)]
)
def test_only_memory_of_the_stretch_counts(start, end, seconds):
    evidence = Office(minutes=0).line(0, -50).line(1000, -50).evidence()

    assert remembered_within(evidence, at(start), at(end)) == pytest.approx(seconds)


def test_two_boxes_are_not_read_as_one():
    office = Office(minutes=0).line(0, -50).sees(100, "spare", DeviceState(uptime_s=5), Plane.MODEM_BOX).line(500, -50)

    assert remembered_within(office.evidence(), at(0), at(6000)) == 500


@pytest.mark.parametrize(
    ("second", "known"), [(0, True), (300, True), (600, True), (601, False), (900, True), (1801, False)]
)
def test_a_drop_is_known_of_where_it_was_watched_or_remembered(second, known):
    office = history(quiet_office(10), 2000, bin_(900, uas_down=0))

    assert covered(office.evidence(), at(second)) is known


def test_a_bin_that_grows_is_told_once_and_as_long_as_it_became():
    office = history(Office(minutes=0), 400, bin_(-900), bin_(0, 400))
    history(office, 700, bin_(-900), bin_(1, 700))
    history(office, 1000, bin_(0), bin_(900, 100))

    assert [(each.start, each.duration_s) for each in fine_bins(office.evidence())] == [
        (at(-900), 900), (at(0), 900), (at(900), 100),
    ]  # fmt: skip


def test_a_coarse_bin_is_no_fine_one():
    office = history(Office(minutes=0), 400, bin_(0), bin_s=901)

    assert fine_bins(office.evidence()) == []
