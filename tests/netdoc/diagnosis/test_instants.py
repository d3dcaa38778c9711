"""Clocks of boxes as instants on our own clock."""

import pytest

from netdoc.diagnosis.instants import (
    booted_at,
    boots,
    held_sync,
    line_started_at,
    line_starts,
    session_started_at,
    session_starts,
)
from netdoc.model.facts.device_log import LogEvent
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
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


@pytest.mark.parametrize(("later", "count"), [(1010, 1), (1011, 2)], ids=["within twice the slack", "beyond it"])
def test_the_same_start_told_twice_with_rounding_is_one(later, count):
    office = Office(minutes=0).box(1005, 1000).box(2000, later)

    assert len(boots(office.evidence())) == count


@pytest.mark.parametrize(
    ("started", "count"), [(995, 2), (994, 1), (600, 1)], ids=["within the slack", "before it", "long before it"]
)
def test_a_new_start_lies_after_the_look_that_saw_the_old_one(started, count):
    office = Office(minutes=0).box(1000, 0).box(2000, started)

    assert len(boots(office.evidence())) == count


@pytest.mark.parametrize(("looks", "count"), [(2, 2), (3, 1)], ids=["told twice", "told three times"])
def test_an_uptime_that_stands_still_is_no_clock(looks, count):
    office = Office(minutes=0)
    for index in range(looks):
        office.box(1000 + 60 * index, 950 + 60 * index)

    assert len(boots(office.evidence())) == count


def test_a_box_that_is_always_asked_equally_long_after_its_restart_has_a_clock():
    office = Office(minutes=0)
    for begun in (1000, 2000, 3000, 4000):
        office.box(begun + 53, begun).box(begun + 600, begun)

    assert [each.at for each in boots(office.evidence())] == [at(1000), at(2000), at(3000), at(4000)]


def test_two_boxes_read_by_turns_do_not_hide_an_uptime_that_stands_still():
    office = Office(minutes=0)
    for index in range(3):
        office.box(1000 + 60 * index, 950 + 60 * index).box(1001 + 60 * index, 0, subject="router")

    assert [each.subject for each in boots(office.evidence())] == ["router", "modem"]


def test_two_boxes_that_tell_the_same_uptime_are_not_stuck():
    office = (
        Office(minutes=0).box(1000, 0).box(2000, 1900).box(1000, 900, subject="router").box(900, 800, subject="ups")
    )

    assert [each.at for each in boots(office.evidence(), "modem")] == [at(0), at(1900)]


@pytest.mark.parametrize(
    ("uptime_s", "told"),
    [(-1, False), (0, True), (20 * 365 * 86400, True), (20 * 365 * 86400 + 1, False)],
    ids=["negative", "just started", "twenty years", "longer"],
)
def test_an_uptime_that_no_box_can_have_tells_no_start(uptime_s, told):
    assert (booted_at(seen(DeviceState(uptime_s=uptime_s))) is not None) is told


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


def held(readings, until=None):
    """Whether the line stayed in sync from 300 to 360 s, by readings of {second: showtime's start}."""
    office = Office(minutes=0)
    for second, started in readings.items():
        office.line(second, started)
    return held_sync(office.evidence(), at(300), at(360), until=None if until is None else at(until))


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ({400: -5000}, True),
        ({400: 294}, True),
        ({400: 295}, False),
        ({400: 355}, False),
        ({360: -5000}, True),
        ({400: 355, 500: -5000}, False),
        ({290: -5000, 330: None, 400: -5000}, False),
        ({300: None, 400: -5000}, False),
        ({360: None, 400: -5000}, False),
        ({299: None, 400: -5000}, True),
        ({330: -5000}, None),
        ({290: -5000}, None),
        ({400: None}, None),
        ({}, None),
    ],
    ids=[
        "in sync since long before",
        "since more than the slack before",
        "since the slack before",
        "since the end",
        "read at the end",
        "the first reading after it tells",
        "out of sync in it",
        "out of sync at its start",
        "out of sync at its end",
        "out of sync before it",
        "read in it only",
        "read before it only",
        "out of sync after it",
        "not read",
    ],
)
def test_a_line_held_sync_when_its_showtime_is_older_than_the_stretch(readings, expected):
    assert held(readings) is expected


@pytest.mark.parametrize(("until", "expected"), [(401, True), (400, None), (399, None)])
def test_a_reading_after_the_next_trouble_tells_nothing_of_this_one(until, expected):
    assert held({400: -5000}, until) is expected


def test_a_line_that_does_not_tell_its_showtime_tells_nothing():
    evidence = Office(minutes=0).sees(400, "modem", DslLine(sync=True), Plane.MODEM_BOX).evidence()

    assert held_sync(evidence, at(300), at(360)) is None


# -- what a log tells of the same starts


def log_boots(*lines, **clock):
    """Return an office whose modem wrote these lines of its own starts."""
    return Office(minutes=0).log(5000, "modem", *((when, LogEvent.BOOT) for when in lines), **clock)


def test_a_start_that_only_the_log_tells_lies_between_the_bounds_of_its_line():
    told = boots(log_boots(1000, bound_s=4.0).evidence())[0]

    assert (told.subject, told.at, told.previous_reading) == ("modem", at(1000), None)
    assert (told.earliest, told.latest) == (at(1000 - 4 - 120), at(1004))


@pytest.mark.parametrize(
    ("booted", "count"),
    [(960, 1), (869, 1), (868, 2)],
    ids=["a moment before its line", "two minutes before its line", "longer before"],
)
def test_a_start_told_by_the_clock_and_by_the_log_is_one(booted, count):
    office = log_boots(1000).box(100, -5000).box(970, booted).box(4000, 3500)

    assert len([each for each in boots(office.evidence()) if at(0) < each.at < at(3000)]) == count


@pytest.mark.parametrize(("booted", "count"), [(1011, 1), (1012, 2)], ids=["within the slack of clocks", "later"])
def test_a_clock_may_tell_a_start_a_little_after_its_line(booted, count):
    office = log_boots(1000).box(100, -5000).box(1200, booted)

    assert len([each for each in boots(office.evidence()) if each.at > at(0)]) == count


@pytest.mark.parametrize(
    ("read_at", "started", "count"),
    [(1200, -5000, 0), (1001, -5000, 0), (1000, -5000, 1), (1200, 600, 0)],
    ids=["ran on", "read at its latest", "read before that", "ran since before it"],
)
def test_a_line_that_the_boxs_own_clock_contradicts_is_no_start(read_at, started, count):
    evidence = log_boots(1000).box(read_at, started).evidence()

    assert len([each for each in boots(evidence) if each.at == at(1000)]) == count


def test_a_watchdogs_line_is_a_start_and_one_with_that_of_the_boot():
    office = Office(minutes=0).log(5000, "modem", (900, LogEvent.WATCHDOG), (960, LogEvent.BOOT))

    assert [each.at for each in boots(office.evidence())] == [at(900)]


def test_an_order_to_restart_is_no_start():
    office = Office(minutes=0).log(5000, "modem", (900, LogEvent.REBOOT_ASKED), (960, LogEvent.FIRMWARE))

    assert boots(office.evidence()) == []


def test_the_logs_of_line_and_session_tell_their_starts_without_delay():
    office = (
        Office(minutes=0).log(5000, "modem", (900, LogEvent.SYNC_UP)).log(5001, "router", (950, LogEvent.SESSION_UP))
    )
    line, session = line_starts(office.evidence())[0], session_starts(office.evidence())[0]

    assert (line.earliest, line.latest) == (at(899), at(901))
    assert (session.subject, session.earliest) == ("router", at(949))


def test_a_start_in_a_log_remembers_the_last_look_before_it():
    office = log_boots(1000).line(500, 0).box(600, -5000).log(700, "modem")

    assert boots(office.evidence(), "modem")[-1].previous_reading == at(700)


def test_starts_of_clock_and_log_are_in_time_order():
    office = log_boots(1000, 3000).box(1900, -9000).box(2500, 2000)

    assert [each.at for each in boots(office.evidence())] == [at(-9000), at(2000), at(3000)]


def test_the_log_of_another_box_is_not_contradicted():
    office = log_boots(1000).box(1500, -9000, subject="router")

    assert [each.subject for each in boots(office.evidence())] == ["router", "modem"]
