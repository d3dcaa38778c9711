"""The lid, the idle computer and the battery, by the login manager's real files."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from netdoc.app.doctor_power import can_sleep, power, power_of, settings_of
from netdoc.app.doctor_record import Checked, Level
from tests.netdoc.app.doctor_tree import Tree, a_tree, by_name


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    return a_tree(tmp_path, monkeypatch)


def looked(tree: Tree) -> dict[str, Checked]:
    return by_name(list(power(tree.look())))


def test_a_laptop_as_it_comes_sleeps_when_its_lid_is_closed_and_the_fix_is_a_file_of_ours(tree: Tree) -> None:
    tree.laptop()

    found = looked(tree)["lid"]

    assert found.level is Level.WEAKENS and "03:12" in found.costs
    assert "on mains: suspend and on battery: suspend" in found.found
    assert "/etc/systemd/logind.conf.d/60-netdoc-lid.conf" in found.commands[1]
    assert "sudo rm /etc/systemd/logind.conf.d/60-netdoc-lid.conf" in found.advice


@pytest.mark.parametrize(("daemon", "there"), [("org_kde_powerdevil", True), ("gsd-power", False)])
def test_a_desktop_that_decides_on_the_lid_itself_is_warned_of(tree: Tree, daemon: str, there: bool) -> None:
    tree.laptop()
    tree.process(daemon)

    assert ("own power settings decide" in looked(tree)["lid"].advice) is there


def test_what_the_fix_writes_is_what_mends_it(tree: Tree) -> None:
    tree.laptop()
    command = looked(tree)["lid"].commands[1].partition(" | sudo tee ")
    printed = subprocess.run(["/bin/sh", "-c", command[0]], capture_output=True, text=True).stdout
    tree.write(command[2], printed)

    assert looked(tree)["lid"].level is Level.OK


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[Login]\nHandleLidSwitch=ignore\n", None),
        ("[Login]\nHandleLidSwitch=lock\n", None),
        ("[Login]\n#HandleLidSwitch=ignore\n", "on mains: suspend and on battery: suspend"),
        ("[Other]\nHandleLidSwitch=ignore\n", "on mains: suspend and on battery: suspend"),
        ("[Login]\nHandleLidSwitchExternalPower=ignore\n", "(on battery: suspend)"),
        ("[Login]\nHandleLidSwitch=ignore\nHandleLidSwitchExternalPower=hibernate\n", "(on mains: hibernate)"),
        ("[Login]\nHandleLidSwitch=poweroff\n", "on mains: poweroff"),
        ("[Login]\nHandleLidSwitch=ignore\nHandleLidSwitch=\n", "suspend"),
    ],
    ids=[
        "ignored", "locked", "a comment", "another section", "ignored on mains", "hibernates on mains", "off",
        "reset to the default",
    ],
)  # fmt: skip
def test_the_lid_is_read_as_the_login_manager_reads_it(tree: Tree, text: str, words: str | None) -> None:
    tree.laptop()
    tree.write("/etc/systemd/logind.conf", text)

    found = looked(tree)["lid"]

    assert found.level is (Level.OK if words is None else Level.WEAKENS)
    assert words is None or words in found.found


def test_of_several_files_the_last_by_name_counts_and_etc_hides_its_namesake(tree: Tree) -> None:
    tree.write("/etc/systemd/logind.conf", "[Login]\nIdleAction=suspend\n")
    tree.write("/usr/lib/systemd/logind.conf", "[Login]\nIdleAction=poweroff\nIdleActionSec=1min\n")
    tree.write("/usr/lib/systemd/logind.conf.d/90-last.conf", "[Login]\nIdleAction=hibernate\n")
    tree.write("/run/systemd/logind.conf.d/50-vendor.conf", "[Login]\nIdleAction=reboot\nIdleActionSec=20min\n")
    tree.write("/etc/systemd/logind.conf.d/50-vendor.conf", "[Login]\nIdleActionSec=45min\n")

    settings = settings_of(tree.look().computer, "systemd/logind.conf", "Login")

    assert settings == {"IdleAction": "hibernate", "IdleActionSec": "45min"}


def test_an_idle_action_that_sleeps_is_named_with_its_time(tree: Tree) -> None:
    tree.write("/etc/systemd/logind.conf", "[Login]\nIdleAction=suspend\nIdleActionSec=15min\n")

    found = looked(tree)["idle"]

    assert found.level is Level.WEAKENS and "«suspend» after 15min" in found.found


@pytest.mark.parametrize(
    ("masked", "sleep_conf", "expected"),
    [
        ((), "", True),
        (("sleep",), "", False),
        (("suspend",), "", False),
        (("hibernate",), "", True),
        ((), "[Sleep]\nAllowSuspend=no\n", False),
        ((), "[Sleep]\nAllowSuspend=yes\nAllowHibernation=no\n", True),
    ],
)
def test_a_masked_target_or_a_forbidden_sleep_is_no_sleep(
    tree: Tree, masked: tuple[str, ...], sleep_conf: str, expected: bool
) -> None:
    tree.laptop()
    tree.masked(*masked)
    tree.write("/etc/systemd/sleep.conf", sleep_conf)

    assert can_sleep(tree.look().computer, "suspend") is expected
    assert (looked(tree)["lid"].level is Level.WEAKENS) is expected


def test_a_desktop_without_a_lid_lacks_nothing(tree: Tree) -> None:
    assert {each.level for each in looked(tree).values()} == {Level.OK}


def test_a_computer_whose_kernel_cannot_sleep_needs_no_settings(tree: Tree) -> None:
    tree.laptop()
    tree.write("/sys/power/state", "\n")

    assert looked(tree)["sleep"].level is Level.OK


def test_without_a_login_manager_what_the_lid_does_is_not_known(tree: Tree) -> None:
    tree.laptop()
    tree.remove("/run/systemd/system")

    found = looked(tree)["lid"]

    assert (found.level, found.advice) == (Level.UNKNOWN, "leave the lid open")


def test_elogind_is_read_by_its_own_file_and_mended_in_it(tree: Tree) -> None:
    tree.laptop()
    tree.remove("/run/systemd/system")
    tree.process("elogind-daemon")
    tree.write("/etc/elogind/logind.conf", "[Login]\nHandleLidSwitchExternalPower=ignore\n")

    found = looked(tree)["lid"]

    assert "(on battery: suspend)" in found.found and "/etc/elogind/" in found.commands[0]


def test_a_laptop_on_its_battery_is_told_how_long_it_lasts(tree: Tree) -> None:
    tree.laptop(on_battery=True)

    found = looked(tree)["power"]

    assert found.level is Level.WEAKENS
    assert "83 % left, about 3.0 h" in found.found


def test_the_battery_of_a_mouse_is_not_the_computers(tree: Tree) -> None:
    tree.write("/sys/class/power_supply/hid-1/type", "Battery\n")
    tree.write("/sys/class/power_supply/hid-1/scope", "Device\n")
    tree.write("/sys/class/power_supply/hid-1/status", "Discharging\n")

    assert power_of(tree.look().computer).on_battery is None
    assert "power" not in looked(tree)
