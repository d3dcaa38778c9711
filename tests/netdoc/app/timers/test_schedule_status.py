"""Whether unattended measuring runs: each thing that is wrong is told with its cost and its fix."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from netdoc import __version__
from netdoc.app.timers import Scheduler, SiteSchedule, install, status
from netdoc.app.timers.job import ScheduleError
from netdoc.errors import BadInput
from netdoc.model.facts.echo_block import NOT_SENT, EchoBlock
from netdoc.model.facts.run_note import RunEvent, RunNote
from netdoc.model.observation import Gap, Seen
from netdoc.model.plane import Plane
from netdoc.store.store import Store
from tests.netdoc.app.timers import stand_ins
from tests.netdoc.app.timers.desk import NOW, Computer, SteppedClock
from tests.netdoc.store.ladder_blocks import ladder_blocks

HOUR = timedelta(hours=1)
FIRST = NOW + timedelta(minutes=4)
"""The first whole slot after the installation."""
NOON = NOW.replace(hour=12, minute=0)


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    """Return a computer whose systemd starts the site since 9:01."""
    made = Computer(tmp_path)
    stand_ins.user_manager(made.programs)
    install(made.job(), Scheduler.SYSTEMD, made.environment, NOW)
    return made


def measured(
    computer: Computer,
    starts: Iterable[datetime],
    *,
    gaps: Iterable[Gap] = (),
    ended: bool = True,
    command: str = "run",
    sent: bool = True,
) -> None:
    """Store slots of five blocks each."""
    clock = SteppedClock()
    blocks = list(ladder_blocks(5, slow_rungs=5))
    if not sent:
        blocks = [replace(each, fact=unsent(each.fact)) for each in blocks]
    with Store.open(computer.root / "harbour" / "store.sqlite", clock=clock) as store:
        for start in starts:
            clock.moment = start
            store.begin_run(command)
            moved = [start + timedelta(minutes=minute) for minute in range(5)]
            store.put(
                replace(each, at=at, fact=replace(each.fact, start=at, duration_s=58.0))
                for each, at in zip(blocks, moved, strict=True)
            )
            clock.moment = start + timedelta(seconds=290)
            if ended:
                store.end_run()
        store.put(gaps)


def unsent(block: EchoBlock) -> EchoBlock:
    """Return a block of which no sample was sent."""
    void = (replace(each, rtt_us=array("i", [NOT_SENT] * len(each.rtt_us))) for each in block.series)
    return replace(block, series=tuple(void))


def every_slot(start: datetime, end: datetime) -> list[datetime]:
    return [start + index * timedelta(minutes=5) for index in range((end - start) // timedelta(minutes=5))]


def look(computer: Computer, now: datetime) -> SiteSchedule:
    (found,) = status(computer.root, computer.environment, now)
    return found


def wrong(schedule: SiteSchedule) -> str:
    assert all(each.costs and each.fix for each in schedule.troubles)
    return " | ".join(each.what for each in schedule.troubles)


def test_a_site_that_is_measured_slot_by_slot_is_as_it_should_be(computer: Computer) -> None:
    measured(computer, every_slot(FIRST, NOON))

    found = look(computer, NOON + timedelta(minutes=2))

    assert found.good, wrong(found)
    assert found.watched is not None and found.watched.share is not None
    assert 0.95 < found.watched.share < 1
    assert (found.watched.slots, found.watched.missed, found.watched.skipped) == (35, 0, 0)
    assert (found.schedulers, found.since) == ((Scheduler.SYSTEMD,), NOW)
    assert (found.program, found.next_start) == (str(computer.job().program), NOON + timedelta(minutes=5))
    assert (found.watched.last_start, found.watched.last_outcome) == (NOON - timedelta(minutes=5), "run ended")


def test_less_than_95_percent_observed_is_told_with_the_reasons_the_gaps_give(computer: Computer) -> None:
    asleep = Gap("ladder", NOON - HOUR, NOON - HOUR / 2, "EchoBlock", "the computer was asleep")
    measured(computer, [*every_slot(FIRST, NOON - HOUR), *every_slot(NOON - HOUR / 2, NOON)], gaps=[asleep])

    found = look(computer, NOON + timedelta(minutes=1))

    assert found.watched is not None
    assert (found.watched.missed, dict(found.watched.reasons)) == (6, {"the computer was asleep": 1800.0})
    assert "of the time was observed: the computer was asleep (30 min)" in wrong(found)
    assert "0.6 h" in found.troubles[0].costs


def test_slots_without_any_network_are_not_observed_and_not_missed(computer: Computer) -> None:
    measured(computer, every_slot(FIRST, NOON), sent=False)

    found = look(computer, NOON)

    assert found.watched is not None
    assert (found.watched.share, found.watched.missed) == (0, 0)
    assert "no network on this computer (169 min)" in wrong(found)


def test_slots_skipped_beside_a_watch_are_counted_and_show_that_the_scheduler_lives(computer: Computer) -> None:
    measured(computer, [FIRST], command="watch", ended=False)
    with Store.open(computer.root / "harbour" / "store.sqlite", clock=SteppedClock(FIRST)) as store:
        note = RunNote(event=RunEvent.SKIPPED, command="watch")
        store.put(Seen("host", each, note, plane=Plane.HOST) for each in every_slot(FIRST + HOUR / 12, NOON))

    found = look(computer, NOON)

    assert found.watched is not None and found.watched.skipped == 34
    assert "no slot" not in wrong(found)
    assert "no slot was started since" in wrong(look(computer, NOON + HOUR))


def test_right_after_the_installation_nothing_is_wrong(computer: Computer) -> None:
    found = look(computer, NOW + timedelta(minutes=3))

    assert found.good and found.watched is None


def test_a_scheduler_that_starts_nothing_is_noticed(computer: Computer) -> None:
    assert "no slot was ever started" in wrong(look(computer, NOW + HOUR))

    measured(computer, every_slot(FIRST, NOW + HOUR))
    assert "no slot was started since 2026-03-02 09:55 UTC" in wrong(look(computer, NOW + 2 * HOUR))


def test_a_run_without_its_end_was_cut_short_or_is_under_way(computer: Computer) -> None:
    measured(computer, [NOON], ended=False)

    outcomes = [look(computer, NOON + later).watched for later in (timedelta(minutes=6), HOUR)]

    assert [each.last_outcome for each in outcomes if each is not None] == ["run under way", "run cut short"]


def test_a_program_that_is_gone_or_of_another_version_is_told(computer: Computer) -> None:
    stand_ins.netdoc(computer.job().program.parent, "0.0.1")
    other = wrong(look(computer, NOW))
    computer.job().program.unlink()
    gone = wrong(look(computer, NOW))

    assert f"is netdoc 0.0.1, and this is {__version__}" in other
    assert "is not there" in gone


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("netdoc-harbour.service", "ExecStart=", "ExecStart=nice ", "changed by hand"),
        ("netdoc-harbour.service", "NETDOC_HOME=", "NETDOC_HOME=/elsewhere", "it stores into /elsewhere"),
        ("netdoc-harbour.timer", "# >>>", "# gone", "unit files is missing"),
    ],
)
def test_unit_files_that_do_something_else_are_told(
    computer: Computer, file: str, old: str, new: str, told: str
) -> None:
    path = computer.units / file
    path.write_text(path.read_text().replace(old, new, 1))

    assert told in wrong(look(computer, NOW))


def test_what_systemd_says_is_told(computer: Computer) -> None:
    (computer.folder / "timers" / "netdoc-harbour.timer").unlink()
    stopped = look(computer, NOW)
    stand_ins.user_manager(computer.programs, lingers=False, result="timeout")
    bad = wrong(look(computer, NOW))
    (computer.programs / "systemctl").unlink()
    silent = wrong(look(computer, NOW))

    assert "its timer is inactive" in wrong(stopped)
    assert stopped.next_start is None
    assert "no lingering" in bad and "the last run failed (timeout)" in bad
    assert "does not answer" in silent


def test_a_crontab_line_that_was_commented_out_and_what_the_last_run_said_are_told(tmp_path: Path) -> None:
    computer = Computer(tmp_path)
    spool = stand_ins.crontab(computer.programs)
    install(computer.job(), None, computer.environment, NOW)
    spool.write_text(spool.read_text().replace("\n*/5", "\n#*/5"))
    (computer.root / "harbour" / "schedule.log").write_bytes(b"\0\0\0netdoc: the disk is full\n  try: make room\n")

    told = wrong(look(computer, NOW))

    assert "commented out" in told
    assert "the last run said: netdoc: the disk is full / try: make room" in told


def test_a_store_that_cannot_be_read_is_one_trouble_and_no_traceback(computer: Computer) -> None:
    (computer.root / "harbour" / "store.sqlite").write_bytes(b"not a store" * 100)

    found = look(computer, NOW)

    assert len(found.troubles) == 1
    assert found.watched is None and "store.sqlite" in wrong(found)


def test_a_site_nobody_starts_is_told_when_it_is_asked_for(computer: Computer) -> None:
    (found,) = status(computer.root, computer.environment, NOW, "other")

    assert found.schedulers == ()
    assert found.troubles[0].fix == "netdoc schedule install other"
    with pytest.raises(BadInput):
        status(computer.root, computer.environment, NOW, "../x")


def test_a_crontab_that_cannot_be_read_matters_only_where_systemd_has_nothing(computer: Computer) -> None:
    stand_ins.refusing_crontab(computer.programs, "You are not allowed to use this program (crontab)")

    assert len(status(computer.root, computer.environment, NOW)) == 1
    for each in computer.units.iterdir():
        each.unlink()
    with pytest.raises(ScheduleError, match="not allowed"):
        status(computer.root, computer.environment, NOW)
