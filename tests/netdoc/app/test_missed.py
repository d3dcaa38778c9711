"""Time between two runs that nobody watched becomes gaps, with the reason where it is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from netdoc.app.clock_watch import Reading
from netdoc.app.missed import Now, missed
from netdoc.model.observation import Gap
from netdoc.store.tail import LastRun

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = 1_000_000_000
UP_S = 100_000
LAST = LastRun(
    reached=NOON,
    command="run",
    ended=True,
    began=NOON - timedelta(seconds=290),
    boot_id="a",
    boottime_ns=(UP_S - 290) * SECOND,
    monotonic_ns=(UP_S - 290) * SECOND,
)


def later(seconds: float, *, slept_s: float = 0.0, up_s: float | None = None, boot_id: str = "a") -> Now:
    """Return the clocks so many seconds after the last run reached its end."""
    boottime_ns = int((UP_S + seconds if up_s is None else up_s) * SECOND)
    clocks = Reading(NOON + timedelta(seconds=seconds), boottime_ns - int(slept_s * SECOND), boottime_ns)
    return Now(clocks, boot_id)


def only(gaps: list[Gap]) -> Gap:
    (gap,) = gaps
    assert (gap.subject, gap.what) == ("ladder", "EchoBlock")
    return gap


def test_slots_that_follow_each_other_leave_no_gap() -> None:
    assert missed(LAST, later(10.0)) == []


def test_slots_that_the_schedule_did_not_start_are_a_gap() -> None:
    gap = only(missed(LAST, later(910.0)))

    assert (gap.start, gap.end) == (NOON, NOON + timedelta(seconds=910))
    assert gap.why == "netdoc was not running: the schedule did not start it"


def test_a_check_two_weeks_after_another_says_only_that_nobody_watched() -> None:
    gap = only(missed(replace(LAST, command="check"), later(14 * 86_400.0)))

    assert gap.why == "netdoc was not running"


def test_a_run_without_its_end_was_cut_short() -> None:
    gap = only(missed(replace(LAST, ended=False), later(200.0)))

    assert "the run begun at 11:55:10 UTC was cut short" in gap.why


def test_a_run_that_was_killed_leaves_a_gap_however_soon_the_next_one_begins() -> None:
    gap = only(missed(replace(LAST, ended=False), later(3.0)))

    assert (gap.start, gap.end) == (NOON, NOON + timedelta(seconds=3))
    assert "cut short" in gap.why
    assert missed(LAST, later(3.0)) == []


def test_a_computer_that_was_off_is_told_up_to_its_start_and_what_follows_apart() -> None:
    off, since = missed(LAST, later(7200.0, up_s=600.0, boot_id="b"))

    booted = NOON + timedelta(seconds=6600)
    assert (off.start, off.end, since.start, since.end) == (NOON, booted, booted, NOON + timedelta(seconds=7200))
    assert "the computer was off" in off.why
    assert "schedule did not start it" in since.why


def test_a_run_that_begins_right_after_the_start_leaves_one_gap() -> None:
    gap = only(missed(replace(LAST, ended=False), later(7200.0, up_s=12.0, boot_id="b")))

    assert gap.end == NOON + timedelta(seconds=7188)
    assert "was cut off" in gap.why


def test_a_computer_that_slept_is_told_as_asleep() -> None:
    gap = only(missed(LAST, later(3600.0, slept_s=3500.0)))

    assert gap.why == "netdoc was not running: the computer slept for 3500 s"


def test_a_clock_set_back_between_runs_is_told_and_covers_no_time() -> None:
    gap = only(missed(LAST, later(-3600.0, up_s=UP_S + 10)))

    assert gap.start == gap.end == NOON - timedelta(seconds=3600)
    assert "set back" in gap.why


def test_a_store_that_says_nothing_of_its_runs_still_gives_the_gap() -> None:
    assert only(missed(LastRun(reached=NOON), later(100.0))).why == "netdoc was not running"
