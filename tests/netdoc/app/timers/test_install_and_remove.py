"""Installing and removing: the right scheduler, only once, nothing of the user's touched, everything told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from netdoc.app.timers import Scheduler, install, job_for, remove
from netdoc.app.timers.job import ScheduleError
from netdoc.errors import BadInput
from tests.netdoc.app.timers import stand_ins
from tests.netdoc.app.timers.desk import NOW, Computer

MINE = "SHELL=/bin/fish\n0 3 * * * backup 100\\%\n# no newline at the end"


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    """Return a computer with cron and without systemd."""
    made = Computer(tmp_path)
    stand_ins.crontab(made.programs)
    made.spool.write_text(MINE)
    return made


def test_a_crontab_gets_the_entry_and_gives_it_back(computer: Computer) -> None:
    change = install(computer.job(), None, computer.environment, NOW)
    held = computer.spool.read_text()
    removed = remove("harbour", computer.environment)

    assert change.scheduler is Scheduler.CRONTAB
    assert held == change.written[0].text + MINE
    assert removed.changed and len(removed.taken_out) == 1
    assert computer.spool.read_text() == MINE
    assert not remove("harbour", computer.environment).changed


def test_installing_again_later_changes_nothing(computer: Computer) -> None:
    install(computer.job(), None, computer.environment, NOW)
    held = computer.spool.read_bytes()

    again = install(computer.job(), None, computer.environment, NOW + timedelta(days=3))

    assert not again.changed
    assert computer.spool.read_bytes() == held


def test_a_new_program_path_replaces_the_old_one_and_keeps_since_when(computer: Computer) -> None:
    install(computer.job(), None, computer.environment, NOW)
    moved = replace(computer.job(), program=stand_ins.netdoc(computer.folder / "new", "9"))

    change = install(moved, None, computer.environment, NOW + timedelta(days=3))

    assert change.changed
    assert str(moved.program) in computer.spool.read_text()
    assert str(computer.job().program) not in computer.spool.read_text()
    assert "since 2026-03-02T09:01:00Z" in computer.spool.read_text()


def test_several_sites_stand_side_by_side_and_go_one_by_one(computer: Computer) -> None:
    for site in ("harbour", "harbour-2"):
        install(computer.job(site), None, computer.environment, NOW)
    remove("harbour", computer.environment)

    assert "run harbour-2 --for 290s" in computer.spool.read_text()
    assert "run harbour --for" not in computer.spool.read_text()


@pytest.mark.parametrize("scheduler", [Scheduler.CRONTAB, Scheduler.SYSTEMD])
def test_a_dry_run_says_what_would_be_written_and_changes_nothing(computer: Computer, scheduler: Scheduler) -> None:
    stand_ins.user_manager(computer.programs)
    job = computer.job()
    before = sorted(computer.folder.rglob("*"))

    shown = install(job, scheduler, computer.environment, NOW, dry=True)
    untouched = sorted(computer.folder.rglob("*"))
    made = install(job, scheduler, computer.environment, NOW)

    assert untouched == before
    assert shown.written == made.written
    assert remove("harbour", computer.environment, dry=True).changed
    assert remove("harbour", computer.environment).changed


def test_systemd_is_chosen_where_a_manager_answers_and_takes_over_from_cron(computer: Computer) -> None:
    install(computer.job(), None, computer.environment, NOW)
    stand_ins.user_manager(computer.programs)

    change = install(computer.job(), None, computer.environment, NOW)
    again = install(computer.job(), None, computer.environment, NOW + timedelta(days=1))

    assert change.scheduler is Scheduler.SYSTEMD
    assert {each.name for each in computer.units.iterdir()} == {"netdoc-harbour.service", "netdoc-harbour.timer"}
    assert change.taken_out and computer.spool.read_text() == MINE
    assert not again.changed


def test_cron_on_demand_takes_over_from_systemd(computer: Computer) -> None:
    stand_ins.user_manager(computer.programs)
    install(computer.job(), None, computer.environment, NOW)

    change = install(computer.job(), Scheduler.CRONTAB, computer.environment, NOW)

    assert len(change.taken_out) == 2
    assert list(computer.units.glob("netdoc*")) == []
    assert "run harbour" in computer.spool.read_text()


@pytest.mark.parametrize(("lingers", "notes"), [(True, 0), (False, 1)])
def test_lingering_is_asked_for_where_it_is_off(computer: Computer, lingers: bool, notes: int) -> None:
    stand_ins.user_manager(computer.programs, lingers=lingers)

    change = install(computer.job(), None, computer.environment, NOW)

    assert sum("loginctl enable-linger" in each for each in change.notes) == notes


def test_a_unit_file_of_somebody_else_is_left_alone(computer: Computer) -> None:
    stand_ins.user_manager(computer.programs)
    computer.units.mkdir(parents=True)
    theirs = computer.units / "netdoc-harbour.timer"
    theirs.write_text("[Timer]\n")

    with pytest.raises(ScheduleError, match="not a file of netdoc's"):
        install(computer.job(), Scheduler.SYSTEMD, computer.environment, NOW)
    assert not remove("harbour", computer.environment).changed
    assert theirs.read_text() == "[Timer]\n"


def test_without_any_scheduler_nothing_is_pretended(tmp_path: Path) -> None:
    computer = Computer(tmp_path)

    with pytest.raises(ScheduleError, match="`crontab` is not installed"):
        install(computer.job(), None, computer.environment, NOW)
    with pytest.raises(ScheduleError, match="no systemd"):
        install(computer.job(), Scheduler.SYSTEMD, computer.environment, NOW)


def test_a_user_who_may_not_use_cron_is_told_so_and_keeps_systemd(computer: Computer) -> None:
    stand_ins.refusing_crontab(computer.programs, "You (tech) are not allowed to use this program (crontab)")
    with pytest.raises(ScheduleError, match="not allowed"):
        install(computer.job(), Scheduler.CRONTAB, computer.environment, NOW)
    with pytest.raises(ScheduleError, match="not allowed"):
        remove("harbour", computer.environment)
    stand_ins.user_manager(computer.programs)

    change = install(computer.job(), Scheduler.SYSTEMD, computer.environment, NOW)

    assert any("not allowed" in each for each in change.notes)
    assert remove("harbour", computer.environment).changed


def test_a_program_that_does_not_start_is_not_installed(computer: Computer) -> None:
    broken = computer.folder / "broken"
    broken.write_text("#!/bin/sh\necho 'No module named netdoc' >&2\nexit 1\n")
    broken.chmod(0o755)

    with pytest.raises(ScheduleError, match="No module named netdoc"):
        install(replace(computer.job(), program=broken), None, computer.environment, NOW)
    assert computer.spool.read_text() == MINE


def test_exported_secrets_are_named_as_missing_in_a_scheduled_run_and_never_written(computer: Computer) -> None:
    given = {**computer.environment, "NETDOC_SECRET_MODEM_PASSWORD": "s3cr3t"}

    change = install(computer.job(), None, given, NOW)

    assert any("NETDOC_SECRET_MODEM_PASSWORD" in each for each in change.notes)
    assert "s3cr3t" not in computer.spool.read_text() + str(change)


def test_the_program_is_the_one_that_was_started_by_its_full_path(computer: Computer) -> None:
    program = computer.job().program

    assert job_for("harbour", Path("data"), {}, started_as=str(program)).program == program
    assert job_for("harbour", Path("data"), {}, started_as="pytest").program.name == "netdoc"
    assert job_for("harbour", Path("data"), {}).root.is_absolute()


@pytest.mark.parametrize(
    ("site", "root"), [("../x", "/srv"), ("a b", "/srv"), ("harbour", "/srv/a\nb"), ("harbour", "/srv/\x1b[2J")]
)
def test_what_no_schedulers_file_can_hold_is_refused(site: str, root: str) -> None:
    with pytest.raises(BadInput):
        job_for(site, Path(root), {})
