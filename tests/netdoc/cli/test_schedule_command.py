"""`netdoc schedule` the way a technician types it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from netdoc import __version__
from netdoc.app.timers import cron_daemon
from tests.netdoc.app.timers import stand_ins
from tests.netdoc.app.timers.desk import Computer
from tests.netdoc.cli.commands import Desk, Ran


class Office:
    """A desk whose schedulers are stand-ins."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.computer = Computer(folder)
        self.desk = Desk(self.computer.root, capsys)
        (self.computer.root / "harbour").mkdir(parents=True)
        (self.computer.root / "harbour" / "site.toml").write_text('name = "Harbour"\n')

    def schedule(self, *words: str) -> Ran:
        return self.desk.run("schedule", *words, environment=self.computer.environment)


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    """Return an office with cron, its program started by its full path."""
    made = Office(tmp_path, capsys)
    stand_ins.crontab(made.computer.programs)
    program = stand_ins.netdoc(tmp_path / "venv" / "bin", __version__)
    monkeypatch.setattr(sys, "argv", [str(program)])
    monkeypatch.setattr(cron_daemon, "SYSTEM", stand_ins.processes(tmp_path / "system", "init", "cron"))
    return office_of(made)


def office_of(made: Office) -> Office:
    made.computer.spool.write_text("0 3 * * * backup\n")
    return made


def test_install_prints_exactly_what_it_wrote_and_how_to_take_it_out(office: Office) -> None:
    shown = office.schedule("install", "--print")
    also_shown = office.schedule("--print")
    untouched = office.computer.spool.read_text()
    installed = office.schedule("install")
    again = office.schedule("install", "harbour", "--cron")

    assert shown.out == also_shown.out == installed.out == again.out
    assert untouched == "0 3 * * * backup\n"
    assert office.computer.spool.read_text() == installed.out + untouched
    assert "netdoc schedule remove harbour" in installed.err
    assert "nothing was changed" in again.err
    assert (shown.code, also_shown.code, installed.code, again.code) == (0, 0, 0, 0)


def test_remove_takes_out_only_ours_and_says_when_there_is_nothing(office: Office) -> None:
    office.schedule("install")

    removed = office.schedule("remove")
    nothing = office.schedule("remove", "harbour")

    assert office.computer.spool.read_text() == "0 3 * * * backup\n"
    assert (removed.code, nothing.code) == (0, 0)
    assert "taken out: the entry in the crontab" in removed.err
    assert "nothing to remove" in nothing.err
    assert office.schedule("remove").code == 3


def test_the_site_that_is_meant_when_none_is_named_is_said_and_not_printed_with_the_data(office: Office) -> None:
    installed, removed = office.schedule("install"), office.schedule("remove")

    assert installed.err.startswith("using the only configured site, harbour\n")
    assert removed.err.startswith("using the only scheduled site, harbour\n")
    assert "using" not in installed.out + office.schedule("install", "harbour").err


def test_an_entry_that_no_daemon_will_start_is_written_and_ends_with_1(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cron_daemon, "SYSTEM", stand_ins.processes(tmp_path / "idle", "init"))

    shown, installed = office.schedule("install", "--print"), office.schedule("install")

    assert (shown.code, installed.code) == (0, 1)
    assert "run harbour --for 290s" in office.computer.spool.read_text()
    assert "NOTHING IS MEASURED until one does: install a cron daemon" in " ".join(installed.err.split())


def test_status_before_installing_is_wrong_and_says_what_to_type(office: Office) -> None:
    text, plain = office.schedule("status"), office.schedule("status", "--json")

    assert (text.code, plain.code) == (1, 1)
    assert "netdoc schedule install" in text.out
    assert json.loads(plain.out) == {"schema": "netdoc.schedule/1", "good": False, "sites": []}


def test_status_fits_80_columns_and_gives_each_trouble_its_cost_and_fix(office: Office) -> None:
    office.schedule("install")
    (office.computer.root / "harbour" / "schedule.log").write_text("netdoc: \x1b[2J the disk is full\n" * 9)

    text, plain = office.schedule("status"), office.schedule("status", "harbour", "--json")

    document = json.loads(plain.out)
    assert (text.code, plain.code, document["good"]) == (1, 1, False)
    assert document["sites"][0]["started_by"] == ["crontab"]
    assert all(each["costs"] and each["fix"] for each in document["sites"][0]["troubles"])
    lines = text.out.splitlines()
    assert all(len(line) <= 80 for line in lines if "/" not in line)
    assert "\x1b" not in text.out and "\\x1b[2J" in text.out
    assert sum(line.startswith("  WRONG") for line in lines) == len(document["sites"][0]["troubles"])


def test_a_site_must_be_named_where_there_are_several(office: Office) -> None:
    (office.computer.root / "other").mkdir()
    (office.computer.root / "other" / "site.toml").write_text("")

    ran = office.schedule("install")

    assert ran.code == 3
    assert "name one of: harbour, other" in ran.err


def test_a_site_without_a_file_is_scheduled_and_said_to_have_none(office: Office) -> None:
    assert "there is no site file for newcomer" in office.schedule("install", "newcomer").err
    assert "there is no site file" not in office.schedule("install", "harbour").err


@pytest.mark.parametrize(
    ("words", "told"),
    [(["install", "../x"], "is not a site id"), (["--print", "remove"], "write --print after"), (["x"], "No such")],
)
def test_what_makes_no_sense_is_one_clear_error(office: Office, words: list[str], told: str) -> None:
    ran = office.schedule(*words)

    assert ran.code == 3
    assert told in " ".join(ran.err.split())
    assert office.computer.spool.read_text() == "0 3 * * * backup\n"


def test_two_schedulers_at_once_are_refused_and_nothing_is_written(office: Office) -> None:
    refused = office.schedule("install", "harbour", "--cron", "--systemd")

    assert refused.code == 3
    assert "choose one" in refused.err
    assert office.computer.spool.read_text() == "0 3 * * * backup\n"
