"""Reading and writing through `crontab`: never mistaking a failure for an empty crontab."""

from __future__ import annotations

from pathlib import Path

import pytest

from netdoc.app.timers import crontab
from netdoc.app.timers.job import ScheduleError
from tests.netdoc.app.timers import stand_ins


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "bin"


def path_to(folder: Path) -> dict[str, str]:
    """Return an environment in which only that folder's programs are found."""
    return {"PATH": str(folder)}


@pytest.mark.parametrize(
    "words",
    ["no crontab for tech", "crontab: can't open 'tech': No such file or directory"],
    ids=["Vixie cron and cronie", "BusyBox"],
)
def test_no_crontab_yet_is_an_empty_one(folder: Path, words: str) -> None:
    stand_ins.refusing_crontab(folder, words)

    assert crontab.read(path_to(folder)) == ""


@pytest.mark.parametrize(
    "words",
    [
        "You (tech) are not allowed to use this program (crontab)",
        "/var/spool/cron/crontabs/tech: Permission denied",
        "crontab: can't open '/var/spool/cron': No such file or directory",
        "",
    ],
)
def test_any_other_failure_is_one_and_never_an_empty_crontab(folder: Path, words: str) -> None:
    stand_ins.refusing_crontab(folder, words)

    with pytest.raises(ScheduleError, match="cannot be read") as refused:
        crontab.read(path_to(folder))
    assert (words or "exit code 1") in refused.value.message
    assert refused.value.hint


def test_a_missing_crontab_program_is_said_with_its_package(folder: Path) -> None:
    with pytest.raises(ScheduleError, match="not installed") as missing:
        crontab.read(path_to(folder))
    assert "apt-get install cron" in missing.value.hint


def test_bytes_that_are_no_text_survive(folder: Path) -> None:
    spool = stand_ins.crontab(folder)
    spool.write_bytes(b"# \xff\xfe caf\xe9\r\n0 3 * * * backup \x01")

    crontab.write("new\n" + crontab.read(path_to(folder)), path_to(folder))

    assert spool.read_bytes() == b"new\n# \xff\xfe caf\xe9\r\n0 3 * * * backup \x01"


def test_an_empty_crontab_is_removed(folder: Path) -> None:
    spool = stand_ins.crontab(folder)
    spool.write_text("x\n")

    crontab.write("", path_to(folder))

    assert not spool.exists()


def test_a_refused_text_is_an_error_and_the_old_one_stands(folder: Path) -> None:
    spool = stand_ins.crontab(folder, check="echo 'bad minute' >&2; exit 1")
    spool.write_text("old\n")

    with pytest.raises(ScheduleError, match="bad minute"):
        crontab.write("new\n", path_to(folder))
    assert spool.read_text() == "old\n"


def test_a_text_that_was_cut_on_the_way_is_noticed(folder: Path) -> None:
    stand_ins.crontab(folder, check='echo cut >"$spool.new"')

    with pytest.raises(ScheduleError, match="does not hold what was written"):
        crontab.write("first\nsecond\n", path_to(folder))


def test_a_program_that_hangs_is_given_up(folder: Path) -> None:
    from netdoc.app.timers.child import TOO_LATE, Child

    stand_ins.program(folder / "crontab", "#!/bin/sh\nexec /bin/sleep 30\n")

    assert Child(path_to(folder), timeout_s=0.2).run(("crontab", "-l")).code == TOO_LATE
