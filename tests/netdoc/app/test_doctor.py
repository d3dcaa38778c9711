"""The whole look: every part side by side, in bounded time, each lack with its cost and what mends it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from netdoc.app.doctor import AREAS, examine, worst
from netdoc.app.doctor_look import Look
from netdoc.app.doctor_record import Checked, Level, fine
from netdoc.errors import CannotMeasure, PluginError
from netdoc.ports import Ports
from tests.netdoc.app.doctor_tree import FOLLOWS_NOBODY, Tree, a_tree, by_name


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    return a_tree(tmp_path, monkeypatch)


def no_schedule() -> dict[str, tuple[object, ...]]:
    """The areas without the schedule, which asks the real user's crontab."""
    return {area: tuple(part for part in parts if part.__name__ != "schedule") for area, parts in AREAS.items()}


def looked(tree: Tree, **changes: object) -> list[Checked]:
    return examine(tree.look(**changes), areas=no_schedule(), longest_s=20.0)  # type: ignore[arg-type]


def test_a_sound_desktop_lacks_nothing_but_what_nobody_told_it_and_nothing_is_sent(tree: Tree) -> None:
    found = looked(tree)

    assert {each.what for each in found if each.level is not Level.OK} <= {"site file", "ping"}
    assert worst(found) is Level.REMARK
    assert tree.world.asked == [] and tree.world.unexpected == []


def test_a_laptop_with_everything_wrong_names_for_each_lack_its_cost_and_what_to_do(tree: Tree) -> None:
    tree.laptop(on_battery=True)
    tree.write("netdoc:adjtimex", FOLLOWS_NOBODY)
    tree.no_processes()
    for each in ("gsd-power", "dropbox"):
        tree.process(each)
    tree.write("/etc/systemd/logind.conf", "[Login]\nIdleAction=suspend\n")
    tree.write("/sys/class/net/eth0/duplex", "half\n")
    tree.write("/data/secrets.toml", '[modem]\npassword = "x"\n').chmod(0o644)

    found = looked(tree)

    lacks = {each.what for each in found if not each.good}
    assert {"power", "lid", "idle", "clock", "link", "secrets"} <= lacks
    assert all(each.costs and (each.commands or each.advice) for each in found if not each.good)


def test_a_small_system_without_systemd_and_desktop_says_not_known_with_a_reason(tree: Tree) -> None:
    for each in ("run/systemd/system", "sys/class/rtc/rtc0"):
        (tree.root / each).rmdir()
    tree.no_processes()
    tree.remove("/sys/power/state")

    found = by_name(looked(tree))

    assert found["sleep"].level is Level.UNKNOWN and "no systemd-logind" in found["sleep"].found
    assert found["sleep"].good
    assert found["clock"].level is Level.OK


def test_a_container_is_told_as_one_and_its_sleep_is_not_known(tree: Tree) -> None:
    tree.write("/run/systemd/container", "docker\n")

    found = by_name(looked(tree))

    assert found["computer"].level is Level.WEAKENS
    assert found["sleep"].level is Level.UNKNOWN
    assert "desktop" not in found


def test_missing_plug_ins_stop_the_measuring_and_nothing_else_is_hidden(tree: Tree) -> None:
    def none() -> Ports:
        raise PluginError("none is installed", hint="pip install netdoc-toolkit")

    found = by_name(looked(tree, connect=none))

    assert (found["plug-ins"].level, found["plug-ins"].advice) == (Level.STOPS, "pip install netdoc-toolkit")
    assert found["data folder"].level is Level.OK
    assert found["network"].level is Level.UNKNOWN


def test_a_part_that_hangs_costs_its_own_answer_and_what_it_found_before_is_kept(tree: Tree) -> None:
    release = threading.Event()

    def slow(look: Look) -> Iterator[Checked]:
        yield fine("before", "found in time")
        release.wait(20)
        yield fine("after", "too late")

    def quick(look: Look) -> Iterator[Checked]:
        yield fine("other", "there")

    begun = time.monotonic()
    found = by_name(examine(tree.look(), areas={"one": (slow,), "two": (quick,)}, longest_s=0.3))
    took_s = time.monotonic() - begun
    release.set()

    assert took_s < 2
    assert found["before"].good and found["other"].good and "after" not in found
    assert found["slow"].level is Level.UNKNOWN and "0.3 s" in found["slow"].found


def test_a_part_that_breaks_is_told_and_hides_no_other(tree: Tree) -> None:
    def broken(look: Look) -> Iterator[Checked]:
        raise ZeroDivisionError("oops")

    def unable(look: Look) -> Iterator[Checked]:
        raise CannotMeasure("no right", hint="ask")

    found = by_name(examine(tree.look(), areas={"one": (broken, unable)}))

    assert "ZeroDivisionError: oops" in found["broken"].found
    assert (found["unable"].found, found["unable"].advice) == ("not known: no right", "ask")


def test_root_is_shown_commands_without_sudo_and_another_user_with_it(tree: Tree) -> None:
    def lack(look: Look) -> Iterator[Checked]:
        yield Checked(what="x", level=Level.WEAKENS, found="y", commands=("sudo one | sudo two",))

    tree.user_id = 0
    (as_root,) = examine(tree.look(), areas={"one": (lack,)})
    tree.user_id = 1000
    (as_user,) = examine(tree.look(), areas={"one": (lack,)})

    assert (as_root.commands, as_user.commands) == (("one | two",), ("sudo one | sudo two",))
    assert as_root.area == "one"
