"""Who may ping, by which means, and in what the computer stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from netdoc.app.doctor_measuring import PING_SETTING, measuring, reporting
from netdoc.app.doctor_record import Checked, Level
from netdoc.errors import CannotMeasure
from netdoc.ports import EchoTarget, Ports
from tests.netdoc.app.doctor_tree import Tree, a_tree, by_name
from tests.netdoc.app.replay import ReplayEcho, ReplayEngine, World


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    return a_tree(tmp_path, monkeypatch)


class Engines(ReplayEcho):
    """Engines as a user with these rights has them."""

    def __init__(self, world: World, names: tuple[str, ...], *, stamps: bool = True) -> None:
        super().__init__(world)
        self._names, self._stamps = names, stamps

    def engines(self) -> Sequence[str]:
        return self._names

    def open(self, name: str, targets: Sequence[EchoTarget], interface: str | None = None) -> ReplayEngine:
        if not self._stamps:
            raise CannotMeasure("this kernel gives no time stamps (SO_TIMESTAMPING)")
        return super().open(name, targets, interface)


def ladder(tree: Tree, *names: str, stamps: bool = True) -> Checked:
    def connect() -> Ports:
        return replace(tree.ports(), echo=Engines(tree.world, names, stamps=stamps))

    return by_name(list(measuring(tree.look(connect=connect))))["ladder"]


def test_a_user_without_the_right_to_ping_is_shown_the_setting_and_what_tcp_alone_costs(tree: Tree) -> None:
    tree.write("/proc/sys/net/ipv4/ping_group_range", "1\t0\n")

    found = ladder(tree, "tcp")

    assert found.level is Level.WEAKENS
    assert "ping_group_range is 1 0" in found.found and "TCP connect times" in found.costs
    assert found.commands[0] == PING_SETTING


def test_the_ping_program_costs_less_than_tcp_alone(tree: Tree) -> None:
    assert "child process" in ladder(tree, "ping", "tcp").costs


def test_an_engine_without_kernel_stamps_weakens_the_delays(tree: Tree) -> None:
    found = ladder(tree, "own", "tcp", stamps=False)

    assert (found.level, "milliseconds" in found.costs) == (Level.WEAKENS, True)


@pytest.mark.parametrize(
    ("user_id", "setting", "level"),
    [(0, "1\t0\n", Level.REMARK), (0, "0\t2147483647\n", Level.OK), (1000, "0\t2147483647\n", Level.OK)],
    ids=["root alone", "everybody, asked as root", "a user"],
)
def test_a_right_that_only_root_has_is_remarked(tree: Tree, user_id: int, setting: str, level: Level) -> None:
    tree.user_id = user_id
    tree.write("/proc/sys/net/ipv4/ping_group_range", setting)

    assert ladder(tree, "own", "tcp").level is level


@pytest.mark.parametrize(
    ("path", "content", "level", "words"),
    [
        ("/.dockerenv", "", Level.WEAKENS, "container"),
        ("/run/.containerenv", "", Level.WEAKENS, "container"),
        ("/proc/sys/kernel/osrelease", "5.15.90.1-microsoft-standard-WSL2\n", Level.WEAKENS, "Windows"),
        ("/sys/class/dmi/id/sys_vendor", "QEMU\n", Level.REMARK, "virtual machine"),
        ("/sys/class/dmi/id/sys_vendor", "LENOVO\n", Level.OK, "no sign"),
    ],
)
def test_what_the_computer_stands_in_is_told(tree: Tree, path: str, content: str, level: Level, words: str) -> None:
    tree.write(path, content)

    found = by_name(list(measuring(tree.look())))["computer"]

    assert found.level is level and words in found.found


def test_a_missing_ping_is_installed_by_the_systems_own_package_manager(tree: Tree) -> None:
    tree.write("/usr/bin/dnf", "")

    assert by_name(list(measuring(tree.look())))["ping"].commands == ("sudo dnf install iputils",)


def test_in_a_container_the_right_to_ping_is_the_hosts_to_give(tree: Tree) -> None:
    on_hardware = ladder(tree, "tcp").advice
    tree.write("/.dockerenv", "")

    assert (on_hardware, "host" in ladder(tree, "tcp").advice) == ("", True)


def test_a_report_without_its_font_weakens(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.write("/fonts/readme.txt", "no font")
    monkeypatch.setattr("netdoc.app.doctor_measuring.FONTS", tree.root / "fonts")

    found = by_name(list(reporting(tree.look())))["report"]

    assert found.level is Level.WEAKENS and "the font of the report is missing" in found.found


def test_the_report_and_the_time_zones_are_there_where_the_tests_run(tree: Tree) -> None:
    assert {each.what: each.level for each in reporting(tree.look())} == {"report": Level.OK, "time zones": Level.OK}
