"""What the boxes remember: dated episodes from before netdoc came, or between two looks."""

import pytest

from netdoc.model.case import Complaint
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.incident import IncidentKind, Origin
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.remembered import memories, office, seconds, spans

DAY = 86400


def test_a_showtime_that_began_between_two_looks_is_an_episode_that_ended_then():
    told = memories(office(complaint=None).line(0, -9000).line(1000, 500))[0]

    assert (seconds(told.start), seconds(told.end)) == (410, 500)
    assert (told.start_uncertainty_s, told.end_uncertainty_s) == (70, 5)
    assert (told.origin, told.rung, told.kind) == (Origin.MODEM_MEMORY, "modem", IncidentKind.OUTAGE)
    assert "showtime began at 2026-03-02 08:08:20 UTC" in told.detail


@pytest.mark.parametrize(
    ("looked_at", "start", "spread_s"),
    [(300, 410, 70), (345, 410, 65), (405, 410, 5), (450, 450, 1)],
    ids=["long before", "shortly before", "just before", "within the usual retrain"],
)
def test_a_look_before_it_bounds_the_start_of_a_retrain(looked_at, start, spread_s):
    told = memories(office(complaint=None).line(looked_at, -9000).line(1000, 500))[0]

    assert (seconds(told.start), told.start_uncertainty_s) == (start, spread_s)


@pytest.mark.parametrize(
    ("complaint", "bins", "count"),
    [
        (Complaint.DROPS, (), 1),
        (None, (), 0),
        (None, ((-3600, 900, {"uas_down": 60}),), 1),
        (None, ((-3600, 900, {"uas_down": 9}),), 0),
        (None, ((-3600, 900, {"uas_down": 10}),), 1),
    ],
    ids=["somebody complained", "nobody complained", "a bin tells of an absence", "nine seconds are none", "ten are"],
)
def test_a_showtime_that_began_before_we_came_counts_only_with_a_reason(complaint, bins, count):
    told = office(complaint=complaint).line(0, -3000)
    if bins:
        told.bins(1, *bins)

    assert len(memories(told)) == count


@pytest.mark.parametrize(("started", "count"), [(-DAY, 1), (-DAY - 60, 0)], ids=["a day ago", "longer"])
def test_the_modems_memory_reaches_back_a_day(started, count):
    assert len(memories(office().line(0, started))) == count


@pytest.mark.parametrize(
    ("uas", "start", "spread_s"), [(60, -3060, 15), (20, -3020, 10), (400, -3400, 100)], ids=["60 s", "20 s", "400 s"]
)
def test_unavailable_seconds_tell_how_long_the_line_was_away(uas, start, spread_s):
    told = memories(office().line(0, -3000).bins(1, (-3600, 900, {"uas_down": uas})))[0]

    assert (seconds(told.start), seconds(told.end), told.start_uncertainty_s) == (start, -3000, spread_s)


@pytest.mark.parametrize(
    ("bin_start", "retrain_s"), [(-3000, 60), (-3905, 60), (-3906, 90), (-2999, 90)],
    ids=["begins with the bin", "ends with it, within the clocks' slack", "after it", "before it"],
)  # fmt: skip
def test_only_the_bin_that_holds_the_start_of_showtime_tells_of_it(bin_start, retrain_s):
    told = memories(office().line(0, -3000).bins(1, (bin_start, 900, {"uas_down": 60})))

    assert (seconds(told[0].start), seconds(told[0].end)) == (-3000 - retrain_s, -3000)


def test_a_line_in_sync_at_every_look_has_no_episode():
    assert memories(office(complaint=None).line(0, -9000).line(600, -9000).line(1200, -9001)) == []


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [(50_000, 30_000, True), (30_000, 30_000, False), (None, 30_000, False), (50_000, None, False)],
)
def test_a_showtime_that_began_at_another_rate_says_so(before, now, told):
    made = office().line(0, -3000, previous_rate_down_kbps=before, rate_down_kbps=now)

    assert ("at 30000 kbit/s, before that 50000" in memories(made)[0].detail) is told


# -- the box's own clock


def test_a_restart_between_two_looks_lasts_until_the_line_is_back():
    told = memories(office(complaint=None).line(0, -9000).box(0, -9000).box(1000, 400).line(1001, 490))

    assert [(seconds(each.start), seconds(each.end)) for each in told] == [(400, 490)]


def test_a_restart_of_which_the_line_tells_nothing_lasts_a_usual_retrain():
    told = memories(office(complaint=None).line(0, None, sync=None).box(0, -9000).box(1000, 400))[0]

    assert (seconds(told.start), seconds(told.end)) == (400, 490)
    assert (told.start_uncertainty_s, told.end_uncertainty_s) == (30, 60)


@pytest.mark.parametrize(("complaint", "count"), [(Complaint.DROPS, 1), (None, 0)], ids=["complained", "nobody did"])
def test_a_restart_before_we_came_counts_only_when_somebody_complained(complaint, count):
    told = office(complaint=complaint).line(0, None, sync=None).box(0, -4000)

    assert len(memories(told)) == count


@pytest.mark.parametrize(("booted", "count"), [(-DAY, 1), (-DAY - 60, 0)], ids=["a day ago", "longer"])
def test_a_restart_is_remembered_for_a_day(booted, count):
    assert len(memories(office().line(0, None, sync=None).box(0, booted))) == count


def test_a_restart_of_another_box_is_no_episode_of_the_line():
    assert memories(office().line(0, -9 * DAY).box(0, -4000, subject="router")) == []


def test_a_showtime_from_before_the_restart_is_not_its_end():
    told = memories(office(complaint=None).line(0, -9000).box(0, -9000).box(1000, 400))[0]

    assert seconds(told.end) == 490


# -- out of sync


def test_a_line_that_says_it_has_no_sync_is_away_until_it_says_since_when_it_has():
    told = memories(office(complaint=None).line(0, -9000).line(600, None).line(660, None).line(1200, 1000))[0]

    assert (seconds(told.start), seconds(told.end)) == (600, 1000)
    assert (told.start_uncertainty_s, told.ongoing, told.began_before) == (600, False, False)


def test_a_line_without_sync_at_the_last_look_is_still_away():
    told = memories(office(complaint=None).line(0, -9000).line(600, None).line(900, None))[0]

    assert (told.ongoing, seconds(told.start), seconds(told.end)) == (True, 600, 900)
    assert (told.began_before, told.start_uncertainty_s) == (False, 600.0)


def test_a_line_without_sync_at_every_look_was_away_before_and_still_is():
    told = memories(office(complaint=None).line(0, None).line(600, None))[0]

    assert (told.ongoing, told.began_before) == (True, True)


@pytest.mark.parametrize(
    ("next_look", "told"),
    [(700 + 1800, [(600, 2000)]), (700 + 1801, [(600, 700)])],
    ids=["half an hour between looks", "longer: what lay between is not known"],
)
def test_an_absence_is_not_drawn_across_a_stretch_without_looks(next_look, told):
    seen = office(complaint=None).line(0, -9000).line(600, None).line(700, None).line(next_look, 2000)

    assert [each for each in spans(seen) if each[0] == 600] == told


@pytest.mark.parametrize(
    ("last_record", "ongoing", "end"), [(900 + 1800, True, 2700), (900 + 1801, False, 900)], ids=["asked lately", "not"]
)
def test_an_absence_goes_on_only_while_somebody_looked_lately(last_record, ongoing, end):
    seen = office(complaint=None).line(0, -9000).line(600, None).line(900, None).link(last_record)
    told = memories(seen)[0]

    assert (told.ongoing, seconds(told.end)) == (ongoing, end)


def test_an_absence_seen_after_a_stretch_without_looks_is_one_of_its_own():
    seen = office(complaint=None).line(0, -9000).line(600, None).line(9000, None).line(9100, None)

    assert [(each.began_before, seconds(each.start)) for each in memories(seen)] == [(False, 600), (True, 9000)]


def test_a_line_without_sync_at_the_first_look_was_away_before():
    told = memories(office(complaint=None).line(0, None).line(600, 300))[0]

    assert (told.began_before, told.start_uncertainty_s, seconds(told.end)) == (True, 0.0, 300)


# -- the session


def test_a_session_that_began_anew_between_two_looks_is_a_session_incident():
    told = memories(office(complaint=None).session(0, -9000).session(1000, 400))[0]

    assert (told.kind, told.origin, seconds(told.start), seconds(told.end)) == (
        IncidentKind.SESSION, Origin.ROUTER_MEMORY, 340, 400,
    )  # fmt: skip
    assert told.start_uncertainty_s == 400


@pytest.mark.parametrize(("looked_at", "start"), [(380, 380), (340, 340), (300, 340)])
def test_it_cannot_have_begun_before_the_look_that_saw_the_old_one(looked_at, start):
    assert spans(office(complaint=None).session(looked_at, -9000).session(1000, 400)) == [(start, 400)]


def test_a_session_older_than_our_first_look_is_no_incident():
    assert memories(office().session(0, -9000).session(1000, -9000)) == []


def test_a_session_that_the_router_reports_down_is_bounded_by_the_looks():
    told = memories(office(complaint=None).session(0, -9000).session(500, None).session(1000, 700))[0]

    assert (seconds(told.start), seconds(told.end), told.ongoing) == (500, 700, False)
    assert told.start_uncertainty_s == 500


def test_a_session_that_fell_twice_is_two_incidents():
    told = office(complaint=None).session(0, -9000).session(500, None).session(1000, 700)

    assert spans(told.session(2000, None).session(2100, None).session(3000, 2500)) == [(500, 700), (2000, 2500)]


def test_a_session_down_at_the_last_look_goes_on():
    told = memories(office(complaint=None).session(0, -9000).session(500, None))

    assert [(each.ongoing, seconds(each.start), seconds(each.end)) for each in told] == [(True, 500, 500)]


def test_a_session_down_at_the_only_look_began_at_some_time_before():
    told = memories(office(complaint=None).session(500, None))[0]

    assert (told.start_uncertainty_s, told.ongoing) == (60.0, True)


def test_a_session_that_is_being_set_up_is_not_called_down_by_itself():
    connecting = WanSession(status=SessionStatus.CONNECTING)

    assert memories(office(complaint=None).sees(500, "router", connecting, Plane.ROUTER_BOX)) == []


# -- not told twice


@pytest.mark.parametrize(
    ("known", "count"),
    [
        ((400, 500), 0),
        ((565, 600), 0),
        ((567, 600), 1),
        ((200, 279), 0),
        ((200, 277), 1),
    ],
    ids=["the ladder saw it", "a minute after", "longer after", "a minute before", "longer before"],
)
def test_an_episode_that_is_already_known_is_not_told_again(known, count):
    told = office(complaint=None).line(0, -9000).line(1000, 500)

    assert len(memories(told, [an_incident(*known, spread_s=1.0)])) == count


def test_line_box_and_session_that_remember_one_episode_tell_it_once():
    told = office(complaint=None).line(0, -9000).box(0, -9000).session(0, -9000)
    told.line(1000, 500).box(1000, 420).session(1000, 520)

    assert [each.kind for each in memories(told)] == [IncidentKind.OUTAGE]
