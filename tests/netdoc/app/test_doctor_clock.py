"""Whether the clock is right, who keeps it so, and what a power cut does to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from netdoc.app.doctor_clock import clock
from netdoc.app.doctor_record import Level
from netdoc.app.paths import place_of
from netdoc.model.facts.clock_offset import ClockOffset, ClockSource
from netdoc.model.facts.clock_reading import ClockReading
from netdoc.model.observation import Seen
from netdoc.model.site import Site
from netdoc.store.store import Store
from tests.netdoc.app.doctor_tree import FOLLOWS_NOBODY, Tree, a_tree, by_name


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    return a_tree(tmp_path, monkeypatch)


def test_a_synchronised_clock_is_told_with_its_bound_and_its_keeper(tree: Tree) -> None:
    found = by_name(list(clock(tree.look())))["clock"]

    assert found.level is Level.OK
    assert "±0.143 s" in found.found and "systemd-timesyncd" in found.found


@pytest.mark.parametrize(
    ("daemon", "command"),
    [("chronyd", "chronyc sources"), ("ntpd", "ntpq -p"), ("systemd-timesyncd", "timedatectl timesync-status")],
)
def test_a_service_that_reaches_no_server_is_named_with_the_command_that_shows_why(
    tree: Tree, daemon: str, command: str
) -> None:
    tree.no_processes()
    tree.process(daemon)
    tree.write("netdoc:adjtimex", FOLLOWS_NOBODY)

    found = by_name(list(clock(tree.look())))["clock"]

    assert (found.level, found.commands) == (Level.WEAKENS, (command,))


@pytest.mark.parametrize(
    ("systemd", "command"),
    [(True, "sudo timedatectl set-ntp true"), (False, "sudo apk add chrony")],
    ids=["systemd", "a small system"],
)
def test_a_clock_that_nobody_keeps_weakens_and_the_fix_suits_the_system(
    tree: Tree, systemd: bool, command: str
) -> None:
    tree.no_processes()
    tree.write("netdoc:adjtimex", FOLLOWS_NOBODY)
    tree.write("/sbin/apk", "")
    if not systemd:
        tree.remove("/run/systemd/system")

    found = by_name(list(clock(tree.look())))["clock"]

    assert (found.level, found.commands) == (Level.WEAKENS, (command,))


def test_a_clock_that_says_nothing_is_not_known_and_is_no_lack(tree: Tree) -> None:
    tree.remove("netdoc:adjtimex")

    found = by_name(list(clock(tree.look())))["clock"]

    assert found.level is Level.UNKNOWN and found.good


def test_two_time_services_at_once_are_remarked(tree: Tree) -> None:
    tree.process("chronyd")

    assert "chrony and systemd-timesyncd run at once" in by_name(list(clock(tree.look())))["time services"].found


@pytest.mark.parametrize(("third", "there"), [("LOCAL", True), ("UTC", False)])
def test_a_hardware_clock_in_local_time_is_remarked(tree: Tree, third: str, there: bool) -> None:
    tree.write("/etc/adjtime", f"0.0 0 0.0\n0\n{third}\n")

    assert ("hardware clock" in by_name(list(clock(tree.look())))) is there


def test_a_board_without_a_battery_clock_weakens_what_is_recorded_after_a_power_cut(tree: Tree) -> None:
    tree.write("/proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.4\0")
    tree.remove("/sys/class/rtc/rtc0")

    found = by_name(list(clock(tree.look())))["hardware clock"]

    assert found.level is Level.WEAKENS and "Raspberry Pi 4 Model B Rev 1.4 does" in found.found


def test_a_computer_that_merely_shows_no_battery_clock_is_not_accused_of_lacking_one(tree: Tree) -> None:
    tree.remove("/sys/class/rtc/rtc0")

    assert "hardware clock" not in by_name(list(clock(tree.look())))


@pytest.mark.parametrize(("vendor", "words"), [("LENOVO", "this user cannot see"), ("QEMU", "the computer below")])
def test_a_clock_whose_keeper_does_not_show_says_so(tree: Tree, vendor: str, words: str) -> None:
    tree.no_processes()
    tree.write("/sys/class/dmi/id/sys_vendor", vendor)

    assert words in by_name(list(clock(tree.look())))["clock"].found


def record(tree: Tree, *offsets_s: float, bound_s: float = 0.01) -> None:
    """Store what as many time servers said when netdoc last measured."""
    place = place_of("here", tree.data)
    place.store.parent.mkdir(parents=True)
    with Store.open(place.store, clock=tree.world.clock) as store:
        store.put_site(Site(id="here"))
        at = tree.world.clock.now()
        store.put([Seen("host", at, ClockReading(synchronised=False))])
        store.put(
            [
                Seen("host", at, ClockOffset(source=ClockSource.SNTP, server=f"ntp{n}", offset_s=each, bound_s=bound_s))
                for n, each in enumerate(offsets_s)
            ]
        )


@pytest.mark.parametrize(
    ("offsets_s", "level", "words"),
    [
        ((0.01, 0.01, 0.01), Level.OK, "times are right to ±0.02 s (3 time servers)"),
        ((3.2, 3.2, 3.2), Level.WEAKENS, "off by +3.200 s ± 0.010 s: netdoc's clock is fast"),
        ((3.2, 0.0), Level.WEAKENS, "contradict each other (ntp0, ntp1)"),
        ((), Level.REMARK, "none answered when netdoc last measured"),
    ],
    ids=["right", "fast", "a quarrel", "none"],
)
def test_what_other_clocks_said_last_is_told(
    tree: Tree, offsets_s: tuple[float, ...], level: Level, words: str
) -> None:
    record(tree, *offsets_s)

    found = by_name(list(clock(tree.look())))["other clocks"]

    assert found.level is level and words in found.found
    assert found.advice or level is Level.OK


def test_before_anything_was_measured_nothing_is_said_of_other_clocks(tree: Tree) -> None:
    assert "other clocks" not in by_name(list(clock(tree.look())))
