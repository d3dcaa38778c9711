"""Clocks of boxes as instants on our own clock."""

import pytest

from netdoc.diagnosis.instants import booted_at, boots, line_started_at, line_starts, session_started_at, session_starts
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.observation import Seen
from tests.stories.office import Office, at


def seen(fact):
    return Seen("modem", at(1000), fact)


def test_a_start_is_the_time_of_the_reading_less_the_uptime():
    assert booted_at(seen(DeviceState(uptime_s=400))) == at(600)
    assert line_started_at(seen(DslLine(sync=True, showtime_s=300))) == at(700)
    assert session_started_at(seen(WanSession(status=SessionStatus.UP, uptime_s=200))) == at(800)


@pytest.mark.parametrize(
    "told",
    [
        booted_at(seen(DeviceState())),
        line_started_at(seen(DslLine(sync=True))),
        line_started_at(seen(DslLine(sync=False, showtime_s=300))),
        session_started_at(seen(WanSession(status=SessionStatus.UP))),
        session_started_at(seen(WanSession(status=SessionStatus.DOWN, uptime_s=200))),
        session_started_at(seen(WanSession(status=SessionStatus.CONNECTING, uptime_s=200))),
    ],
    ids=["box", "line", "line out of sync", "session", "session down", "session connecting"],
)
def test_what_is_not_told_or_not_running_has_no_start(told):
    assert told is None


def test_a_showtime_told_without_the_word_sync_counts():
    assert line_started_at(seen(DslLine(sync=None, showtime_s=300))) == at(700)


@pytest.mark.parametrize(("later", "count"), [(10, 1), (11, 2)], ids=["within twice the slack", "beyond it"])
def test_the_same_start_told_twice_with_rounding_is_one(later, count):
    office = Office(minutes=0).box(1000, 0).box(2000, later)

    assert len(boots(office.evidence())) == count


def test_an_instant_remembers_the_last_look_before_it_was_told():
    first, second = line_starts(Office(minutes=0).line(100, -500).line(200, -500).line(900, 700).evidence())

    assert (first.previous_reading, second.previous_reading, second.at) == (None, at(200), at(700))


def test_a_look_that_told_no_start_counts_as_a_look():
    told = session_starts(Office(minutes=0).session(100, None).session(900, 700).evidence())[0]

    assert told.previous_reading == at(100)


def test_boxes_are_kept_apart_and_sorted_by_instant():
    told = boots(Office(minutes=0).box(1000, 500).box(1001, 100, subject="router").evidence())

    assert [(each.subject, each.at) for each in told] == [("router", at(100)), ("modem", at(500))]
    assert [
        each.subject for each in boots(Office(minutes=0).box(1, 0).box(2, 0, subject="router").evidence(), "router")
    ] == ["router"]
