"""`netdoc run`: quiet when all is well, one message when not, and what its exit code says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from netdoc.app.locking import hold
from netdoc.app.paths import place_of
from netdoc.store.store import Store
from tests.netdoc.app.replay import NO_NETWORK, World
from tests.netdoc.cli.commands import Desk


@pytest.mark.slow
def test_a_slot_prints_nothing_and_ends_with_0_whatever_the_network_is_like(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, world in enumerate((None, World(files=NO_NETWORK))):
        ran = Desk(tmp_path, capsys, world).run("run", f"site-{number}", "--for", "5s")

        assert (ran.code, ran.out, ran.err) == (0, "", "")
        with Store.open(tmp_path / f"site-{number}" / "store.sqlite", read_only=True) as store:
            assert store.site_id == f"site-{number}"
            assert store.observations()


def test_a_run_that_overlaps_is_quiet_and_ends_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = Desk(tmp_path, capsys)
    place = place_of("here", tmp_path)
    with hold(place.store, "here", desk.world.clock, "run"):
        ran = desk.run("run", "here")

    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_a_check_says_who_measures_already_since_when(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = Desk(tmp_path, capsys)
    with hold(place_of("here", tmp_path).store, "here", desk.world.clock, "run"):
        ran = desk.run("check", "here", "--no-pdf")

    assert ran.code == 3
    assert f"process {os.getpid()}) since 2026-03-02 09:00:0" in " ".join(ran.err.split())


def test_what_a_person_has_to_mend_is_one_message_and_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = Desk(tmp_path, capsys)
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "site.toml").write_text("nme = 1", encoding="utf-8")
    wrong = {
        ("run",): "nme",
        ("run", "odd"): "nme",
        ("run", "Not A Site"): "is not a site id",
        ("run", "here", "--for", "1s"): "a slot of 1 s is not possible",
        ("run", "here", "--for", "2d"): "a slot of 172800 s is not possible",
    }
    for arguments, expected in wrong.items():
        ran = desk.run(*arguments)
        assert (ran.code, ran.out) == (3, "")
        assert expected in " ".join(ran.err.split())
        assert ran.err.count("netdoc:") == 1
        assert "Traceback" not in ran.err


def test_without_a_site_the_command_says_how_to_name_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = Desk(tmp_path, capsys).run("run")

    assert ran.code == 3
    assert "netdoc run SITE" in ran.err
