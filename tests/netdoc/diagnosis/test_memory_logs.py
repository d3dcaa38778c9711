"""What the boxes' logs remember: the line lost and back, the session and the port, each once."""

import pytest

from netdoc.diagnosis.incidents import find_incidents
from netdoc.model.case import Complaint
from netdoc.model.facts.device_log import LogEvent as E
from netdoc.model.incident import IncidentKind, Origin
from tests.stories.episodes import an_incident
from tests.stories.office import ANCHORS, BEYOND, Office, at
from tests.stories.remembered import memories, office, seconds, spans

DAY = 86400
LINE = (E.SYNC_LOST, E.SYNC_UP)


def logged(*lines, subject="modem", complaint=Complaint.DROPS, **clock):
    """Return an office, without a ladder, in which a log was read at 0 s."""
    return office(complaint=complaint).log(0, subject, *lines, **clock)


def test_a_line_lost_and_back_is_an_episode_with_the_bounds_of_the_logs_clock():
    told = memories(logged((-5000, E.SYNC_LOST), (-4900, E.SYNC_UP), bound_s=7.0))[0]

    assert (seconds(told.start), seconds(told.end)) == (-5000, -4900)
    assert (told.start_uncertainty_s, told.end_uncertainty_s) == (7, 7)
    assert (told.origin, told.rung, told.kind) == (Origin.MODEM_MEMORY, "modem", IncidentKind.OUTAGE)
    assert "the log of modem: sync_lost at 2026-03-02 06:36:40 UTC, sync_up at" in told.detail


@pytest.mark.parametrize(
    ("lines", "start", "end", "spreads"),
    [
        (((-5000, E.SYNC_UP),), -5090, -5000, (71, 1)),
        (((-5000, E.SYNC_LOST),), -5000, -4910, (1, 71)),
        (((-5000, E.SIGNAL_LOST), (-4800, E.SYNC_UP)), -5000, -4800, (1, 1)),
        (((-5000, E.TRAINING), (-4950, E.SYNC_UP)), -5000, -4950, (71, 1)),
        (((-5000, E.BOOT), (-4950, E.SYNC_UP)), -5000, -4950, (121, 1)),
        (((-5000, E.WATCHDOG), (-4950, E.SYNC_UP)), -5000, -4950, (121, 1)),
        (((-5000, E.SYNC_LOST), (-4990, E.BOOT), (-4900, E.SYNC_UP)), -5000, -4900, (1, 1)),
        (((-5000, E.SYNC_LOST), (-4990, E.TRAINING), (-4900, E.SYNC_UP)), -5000, -4900, (1, 1)),
        (((-9000, E.SYNC_LOST), (-1000, E.SYNC_UP)), -9000, -1000, (1, 1)),
        (((-9000, E.SYNC_LOST), (-2000, E.BOOT), (-1900, E.SYNC_UP)), -9000, -1900, (1, 1)),
    ],
    ids=[
        "back, lost unseen", "lost, back unseen", "signal lost", "training begins some time after", "a restart",
        "a watchdog", "a restart in an absence", "training in an absence", "away for long",
        "restarted after hours without it",
    ],
)  # fmt: skip
def test_an_absence_lies_between_two_lines_or_beside_the_only_one(lines, start, end, spreads):
    told = memories(logged(*lines))

    assert [(seconds(each.start), seconds(each.end)) for each in told] == [(start, end)]
    assert (told[0].start_uncertainty_s, told[0].end_uncertainty_s) == spreads


@pytest.mark.parametrize(
    ("second", "episodes"),
    [(-3200, [(-5000, -3000)]), (-3199, [(-5000, -4910), (-3199, -3000)])],
    ids=["half an hour after", "longer after"],
)
def test_a_loss_that_nothing_ended_is_left_when_another_comes_long_after(second, episodes):
    assert spans(logged((-5000, E.SYNC_LOST), (second, E.SYNC_LOST), (-3000, E.SYNC_UP))) == episodes


@pytest.mark.parametrize(
    ("second", "episodes", "down_s"),
    [(-4600, [(-5000, -4500)], 200), (-4599, [(-5000, -4900), (-4599, -4500)], None)],
    ids=["five minutes apart", "longer apart"],
)
def test_losses_less_than_five_minutes_apart_are_flaps_of_one(second, episodes, down_s):
    made = logged((-5000, E.SYNC_LOST), (-4900, E.SYNC_UP), (second, E.SYNC_LOST), (-4500, E.SYNC_UP))

    assert spans(made) == episodes
    assert (memories(made)[0].down_s, memories(made)[0].flaps) == (down_s, 2 if down_s else 1)


def test_three_flaps_are_summed_up():
    lines = [(-5000 + 200 * k + off, event) for k in range(3) for off, event in ((0, E.SYNC_LOST), (50, E.SYNC_UP))]
    told = memories(logged(*lines))[0]

    assert (told.flaps, told.down_s, seconds(told.end)) == (3, 150, -4550)


def test_two_episodes_of_one_log_are_two_however_wide_its_bounds():
    made = logged(
        (-5000, E.SYNC_LOST), (-4900, E.SYNC_UP), (-4000, E.SYNC_LOST), (-3900, E.SYNC_UP), bound_s=600.0
    )  # fmt: skip

    assert spans(made) == [(-5000, -4900), (-4000, -3900)]


@pytest.mark.parametrize(
    ("back", "count"), [(-DAY, 1), (-DAY - 1, 0)], ids=["within the last day", "longer ago"]
)  # fmt: skip
def test_a_log_is_told_for_the_day_before_it_was_read(back, count):
    assert len(memories(logged((back - 100, E.SYNC_LOST), (back, E.SYNC_UP)))) == count


def test_what_was_logged_while_somebody_watched_is_told_however_long_ago():
    made = logged((-2 * DAY + 100, E.SYNC_LOST), (-2 * DAY + 200, E.SYNC_UP)).link(-2 * DAY)

    assert spans(made) == [(-2 * DAY + 100, -2 * DAY + 200)]


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (((-5000, E.SYNC_LOST), (-4900, E.SYNC_UP)), 1),
        (((-5000, E.SIGNAL_LOST), (-4900, E.SYNC_UP)), 1),
        (((-5000, E.BOOT), (-4900, E.SYNC_UP)), 0),
        (((-4900, E.SYNC_UP),), 0),
        (((-5000, E.SESSION_DOWN), (-4980, E.SESSION_UP)), 0),
        (((-5000, E.PORT_DOWN), (-4980, E.PORT_UP)), 0),
    ],
    ids=["line lost", "signal lost", "restart", "only back", "session", "port"],
)
def test_without_a_complaint_only_a_lost_line_from_before_the_visit_is_trouble(lines, count):
    assert len(memories(logged(*lines, complaint=None))) == count
    assert len(memories(logged(*lines))) == 1


@pytest.mark.parametrize(("seen", "count"), [(-4980, 1), (-4979, 0)], ids=["in the record", "before it"])
def test_a_session_that_ended_while_somebody_watched_needs_no_complaint(seen, count):
    made = logged((-5000, E.SESSION_DOWN), (-4980, E.SESSION_UP), subject="router", complaint=None)

    assert len(memories(made.link(seen))) == count


def test_an_undated_log_tells_no_episode():
    assert memories(logged((-5000, E.SYNC_LOST), (-4900, E.SYNC_UP), offset_s=None)) == []


# -- the session and the port


@pytest.mark.parametrize(
    ("lines", "start", "end", "spreads"),
    [
        (((-5000, E.SESSION_DOWN), (-4950, E.SESSION_UP)), -5000, -4950, (1, 1)),
        (((-5000, E.NO_ANSWER), (-4950, E.SESSION_UP)), -5000, -4950, (61, 1)),
        (((-5000, E.AUTH_REJECTED), (-4950, E.SESSION_UP)), -5000, -4950, (61, 1)),
        (((-5000, E.SESSION_UP),), -5060, -5000, (61, 1)),
        (((-5000, E.SESSION_DOWN),), -5000, -4940, (1, 61)),
        (((-5000, E.PORT_DOWN), (-4990, E.PORT_UP), (-4950, E.SESSION_UP)), -5000, -4950, (1, 1)),
        (((-5000, E.PORT_DOWN), (-4990, E.PORT_UP)), -5000, -4990, (1, 1)),
        (((-5000, E.PORT_DOWN), (-4990, E.PORT_UP), (-4690, E.SESSION_UP)), -5000, -4690, (1, 1)),
        (((-5000, E.BOOT), (-4950, E.SESSION_UP)), -5000, -4950, (121, 1)),
    ],
    ids=[
        "down and up", "no answer comes some time after", "rejected, likewise", "only up", "only down",
        "the port and its session", "the port only", "the session five minutes after the port", "a restart",
    ],
)  # fmt: skip
def test_an_absence_of_the_session_lies_between_its_lines(lines, start, end, spreads):
    told = memories(logged(*lines, subject="router"))

    assert [(seconds(each.start), seconds(each.end)) for each in told] == [(start, end)]
    assert (told[0].start_uncertainty_s, told[0].end_uncertainty_s) == spreads
    assert (told[0].kind, told[0].origin, told[0].rung) == (IncidentKind.SESSION, Origin.ROUTER_MEMORY, "session")


def test_a_port_that_was_back_is_not_away_until_tomorrows_session():
    lines = ((-9000, E.PORT_DOWN), (-8990, E.PORT_UP), (-1000, E.SESSION_UP))

    assert spans(logged(*lines, subject="router")) == [(-9000, -8990), (-1060, -1000)]


def test_a_port_that_flaps_is_away_until_its_last_return():
    lines = ((-5000, E.PORT_DOWN), (-4990, E.PORT_UP), (-4980, E.PORT_DOWN), (-4970, E.PORT_UP), (-4960, E.SESSION_UP))

    assert spans(logged(*lines, subject="router")) == [(-5000, -4960)]


def test_a_port_up_by_itself_is_nothing():
    assert memories(logged((-5000, E.PORT_UP), (-3000, E.SESSION_DOWN), subject="router"))[0].start == at(-3000)


def test_a_log_of_restarts_only_tells_nothing_of_line_or_session():
    assert memories(logged((-5000, E.BOOT), subject="router")) == []


# -- not told twice


def test_line_and_session_that_fell_together_are_one():
    made = logged((-5000, E.SYNC_LOST), (-4900, E.SYNC_UP)).log(
        1, "router", (-4995, E.SESSION_DOWN), (-4880, E.SESSION_UP)
    )

    assert [each.kind for each in memories(made)] == [IncidentKind.OUTAGE]


def test_what_the_ladder_shows_is_not_told_by_the_log():
    made = logged((-5000, E.SYNC_LOST), (-4900, E.SYNC_UP), (-3000, E.SYNC_LOST), (-2900, E.SYNC_UP))

    assert spans(made, [an_incident(-5001, -4899)]) == [(-3000, -2900)]


def test_of_log_clock_and_bin_the_log_dates_the_episode():
    made = logged((-5000, E.SYNC_LOST), (-4900, E.SYNC_UP)).line(1, -4900).bins(2, (-5300, 900, {"uas_down": 95}))

    assert spans(made) == [(-5000, -4900)]


def test_a_log_that_the_ladder_contradicts_is_not_believed():
    def watched(lost_s):
        made = Office(minutes=20).log(1190, "modem", (300, E.SYNC_LOST), (400, E.SYNC_UP))
        return made.fails(300, 300 + lost_s, *ANCHORS)

    assert (len(memories(watched(0))), len(memories(watched(100)))) == (0, 1)


def test_a_restart_that_only_the_log_tells_is_an_episode_when_somebody_complained():
    made = logged((-5000, E.BOOT))
    told = memories(made)[0]

    assert (seconds(told.start), seconds(told.end)) == (-5000, -4910)
    assert (told.start_uncertainty_s, told.end_uncertainty_s) == (151, 61)
    assert memories(logged((-5000, E.BOOT), complaint=None)) == []
    assert memories(logged((-5000, E.BOOT), subject="router")) == []


def test_a_modem_that_only_its_log_of_the_line_makes_one_may_restart_too():
    made = office().log(0, "box", (-9000, E.SYNC_LOST), (-8900, E.SYNC_UP), (-5000, E.BOOT))

    assert spans(made) == [(-9000, -8900), (-5000, -4910)]


def test_a_restart_in_the_log_that_the_ladder_contradicts_is_not_believed():
    def watched(lost_s):
        made = Office(minutes=20).log(30, "modem").log(1190, "modem", (600, E.BOOT))
        return made.fails(590, 590 + lost_s, *ANCHORS)

    assert (len(memories(watched(0))), len(memories(watched(100)))) == (0, 1)


# -- since when a line is dead


def dead(*lines, watched=True, **fields):
    """Return an office whose line is out of sync from the first look on, and its modem's log."""
    made = Office(minutes=10 if watched else 0).fails(0, 600, *BEYOND).line(20, None).line(500, None)
    return made.log(510, "modem", *lines, **fields)


def begins(made):
    found = find_incidents(made.evidence())[0]
    return [(seconds(each.start), each.began_before) for each in found]


@pytest.mark.parametrize("watched", [True, False], ids=["on the ladder", "by the modem's word only"])
@pytest.mark.parametrize(
    ("lines", "start", "before"),
    [
        (((-9000, E.SYNC_LOST),), -9000, False),
        (((-9000, E.SYNC_LOST), (-3000, E.BOOT)), -9000, False),
        (((-9000, E.SIGNAL_LOST), (-8000, E.SYNC_UP), (-5000, E.SYNC_LOST)), -5000, False),
    ],
    ids=["lost", "lost, and restarted since", "lost twice"],
)
def test_a_dead_lines_log_tells_since_when(lines, start, before, watched):
    assert begins(dead(*lines, watched=watched))[-1] == (start, before)


@pytest.mark.parametrize(
    "lines",
    [((-9000, E.SYNC_LOST), (-8000, E.SYNC_UP)), ((-9000, E.BOOT),), ()],
    ids=["back since", "restart", "empty"],
)
def test_a_log_that_does_not_tell_since_when_leaves_it_open(lines):
    assert (0, True) in begins(dead(*lines))


def test_a_line_lost_only_after_we_came_is_not_dated_by_the_log():
    assert begins(dead((30, E.SYNC_LOST)))[0] == (0, True)


def test_a_beginning_told_by_the_log_is_as_exact_as_its_clock_and_says_so():
    told = find_incidents(dead((-9000, E.SYNC_LOST), bound_s=8.0).evidence())[0][0]

    assert (told.start_uncertainty_s, told.detail) == (8, "modem's log: sync_lost at 2026-03-02 05:30:00 UTC")


def test_a_line_in_sync_or_an_office_without_its_router_is_no_dead_line():
    in_sync = Office(minutes=10).fails(0, 600, *BEYOND).line(20, -50_000).log(510, "modem", (-9000, E.SYNC_LOST))
    near = dead((-9000, E.SYNC_LOST)).fails(0, 600, "router")

    assert (0, True) in begins(in_sync)
    assert (0, True) in begins(near)
