"""How long was really watched, and what was not."""

import pytest

from netdoc.diagnosis.diagnose import diagnose
from netdoc.diagnosis.watched import covered_share, gap_spans, watched_s
from netdoc.discover import rules
from netdoc.model.case import Case
from netdoc.model.evidence import Evidence
from netdoc.model.observation import Gap, Seen
from tests.stories.office import Office, at


@pytest.mark.parametrize(
    ("office", "seconds"),
    [
        (Office(minutes=10), 600),
        (Office(minutes=10).stops(120, 240), 480),
        (Office(minutes=10).sleeps(120, 240), 480),
        (Office(minutes=10).stalls(120, 240), 480),
        (Office(minutes=10).fails(0, 600, "router"), 600),
        (Office(minutes=0).link(10), 0),
    ],
    ids=["throughout", "stopped", "asleep", "stalled", "lost samples were watched", "no ladder"],
)
def test_only_time_in_which_samples_were_sent_was_watched(office, seconds):
    assert watched_s(office.evidence()) == pytest.approx(seconds)


def shifted(by_s):
    """Return evidence of two minutes of which the second block begins `by_s` after its time."""
    evidence = Office(minutes=2).evidence()
    first, second = evidence.ladder.blocks
    moved = type(second)(start=at(60 + by_s), duration_s=60.0, series=second.series)
    return Evidence(evidence.site, Case(), [Seen("ladder", each.start, each) for each in (first, moved)])


@pytest.mark.parametrize(("by_s", "seconds"), [(-30, 90), (-60, 60), (0, 120), (20, 120)])
def test_blocks_that_overlap_are_not_counted_twice(by_s, seconds):
    assert watched_s(shifted(by_s)) == pytest.approx(seconds)


@pytest.mark.parametrize(("by_s", "count"), [(30, 0), (31, 1), (0, 0)])
def test_more_than_half_a_minute_between_blocks_is_a_gap(by_s, count):
    assert len(gap_spans(shifted(by_s))) == count


def test_a_gap_that_nobody_recorded_is_found():
    told = gap_spans(Office(minutes=10).stops(120, 240).evidence())

    assert [(each.subject, each.start, each.end, each.why) for each in told] == [
        ("ladder", at(120), at(240), "netdoc was not running")
    ]


def test_a_gap_that_was_recorded_is_told_once():
    told = gap_spans(Office(minutes=10).sleeps(120, 240).evidence())

    assert [each.why for each in told] == ["the computer was suspended"]


def test_a_gap_of_another_question_does_not_cover_the_ladders():
    office = Office(minutes=10).stops(120, 240)
    office.said.append(Gap("modem", at(100), at(300), "DslLine", "no login"))

    assert [each.subject for each in gap_spans(office.evidence())] == ["modem", "ladder"]


@pytest.mark.parametrize(
    ("why", "coverage"),
    [("the clock was set forward by 120.0 s", 1.0), ("the computer slept for 120.0 s", 0.8)],
    ids=["time that never was", "time that was"],
)
def test_wall_time_that_a_clock_jumped_over_was_not_left_unwatched(why, coverage):
    office = Office(minutes=10).stops(120, 240)
    office.said.append(Gap("ladder", at(120), at(240), "EchoBlock", why))

    assert diagnose(office.evidence(), rules()).coverage == pytest.approx(coverage)


def test_a_recorded_gap_elsewhere_in_time_does_not_cover_this_one():
    told = gap_spans(Office(minutes=20).sleeps(600, 720).stops(120, 240).stops(900, 1020).evidence())

    assert [each.start for each in told] == [at(120), at(600), at(900)]


def test_a_watch_without_pause_has_no_gap():
    assert gap_spans(Office(minutes=10).evidence()) == ()


@pytest.mark.parametrize(
    ("start", "end", "share"),
    [
        (10, 50, 1.0),
        (0, 600, 0.8),
        (60, 180, 0.5),
        (130, 230, 0.0),
        (240, 300, 1.0),
        (-60, 60, 0.5),
        (570, 630, 0.5),
        (700, 800, 0.0),
        (30, 30, 1.0),
        (120, 120, 1.0),
        (240, 240, 1.0),
        (180, 180, 0.0),
        (-10, -10, 0.0),
        (601, 601, 0.0),
    ],
)
def test_the_share_of_a_stretch_that_lies_in_blocks_is_its_coverage(start, end, share):
    evidence = Office(minutes=10).stops(120, 240).evidence()

    assert covered_share(evidence, at(start), at(end)) == pytest.approx(share)
