"""Desktops that put an idle computer to sleep, asked by real little programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from netdoc.app.doctor_desktop import desktop
from netdoc.app.doctor_record import Checked, Level
from tests.netdoc.app.doctor_tree import Tree, a_tree, by_name

GNOME = "org.gnome.settings-daemon.plugins.power"
CINNAMON = "org.cinnamon.settings-daemon.plugins.power"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    return a_tree(tmp_path, monkeypatch)


def looked(tree: Tree) -> dict[str, Checked]:
    return by_name(list(desktop(tree.look())))


def gsettings(tree: Tree, schema: str, **values: str) -> None:
    lines = [f"{schema} {key.replace('_', '-')} {value}" for key, value in values.items()]
    body = "\n".join(lines)
    tree.program("gsettings", f'[ "$*" = "list-recursively {schema}" ] || exit 1\n/bin/cat <<"END"\n{body}\nEND')


def test_gnome_that_suspends_on_mains_is_mended_by_one_setting(tree: Tree) -> None:
    tree.process("gsd-power")
    gsettings(tree, GNOME, sleep_inactive_ac_timeout="1200", sleep_inactive_ac_type="'suspend'")

    found = looked(tree)["desktop"]

    assert found.level is Level.WEAKENS and "on mains: suspend after 20 min" in found.found
    assert found.commands == (f"gsettings set {GNOME} sleep-inactive-ac-timeout 0",)


@pytest.mark.parametrize(
    "values",
    [
        {"sleep_inactive_ac_timeout": "0", "sleep_inactive_ac_type": "'suspend'"},
        {"sleep_inactive_ac_timeout": "1200", "sleep_inactive_ac_type": "'nothing'"},
    ],
    ids=["no time", "nothing to do"],
)
def test_gnome_that_does_not_sleep_lacks_nothing(tree: Tree, values: dict[str, str]) -> None:
    tree.process("gsd-power")
    gsettings(tree, GNOME, **values)

    assert looked(tree)["desktop"].level is Level.OK


def test_a_masked_sleep_makes_gnomes_setting_harmless(tree: Tree) -> None:
    tree.process("gsd-power")
    gsettings(tree, GNOME, sleep_inactive_ac_timeout="1200", sleep_inactive_ac_type="'suspend'")
    tree.masked("sleep")

    assert looked(tree)["desktop"].level is Level.OK


def test_the_battery_counts_only_where_there_is_one(tree: Tree) -> None:
    tree.process("gsd-power")
    gsettings(tree, GNOME, sleep_inactive_battery_timeout="900", sleep_inactive_battery_type="'suspend'")

    without = looked(tree)["desktop"]
    tree.laptop()
    with_one = looked(tree)["desktop"]

    assert (without.level, with_one.level) == (Level.OK, Level.WEAKENS)
    assert "on battery: suspend after 15 min" in with_one.found


def test_a_gsettings_that_hangs_or_is_missing_is_not_known_within_its_time(tree: Tree) -> None:
    tree.process("gsd-power")

    missing = looked(tree)["desktop"]
    tree.program("gsettings", "exec /bin/sleep 30")
    hanging = looked(tree)["desktop"]

    assert missing.level is hanging.level is Level.UNKNOWN
    assert "not installed" in missing.found and "did not finish" in hanging.found


def test_the_power_manager_of_another_user_is_told_and_not_asked(tree: Tree) -> None:
    tree.process("gsd-power")
    tree.user_id += 1

    found = looked(tree)["desktop"]

    assert found.level is Level.UNKNOWN and "another user" in found.found


def test_cinnamon_decides_about_the_lid_itself(tree: Tree) -> None:
    tree.laptop()
    tree.process("csd-power")
    gsettings(tree, CINNAMON, lid_close_ac_action="'suspend'", lid_close_battery_action="'nothing'")

    found = looked(tree)["lid"]

    assert found.level is Level.WEAKENS
    assert found.commands == (f"gsettings set {CINNAMON} lid-close-ac-action nothing",)


@pytest.mark.parametrize(
    ("file", "text", "level"),
    [
        ("powerdevilrc", "[AC][SuspendAndShutdown]\nAutoSuspendAction=1\nAutoSuspendIdleTimeoutSec=900\n", "weakens"),
        ("powerdevilrc", "[AC][SuspendAndShutdown]\nAutoSuspendAction=0\n", "ok"),
        ("powerdevilrc", "[Battery][SuspendAndShutdown]\nAutoSuspendAction=0\n", "unknown"),
        ("powermanagementprofilesrc", "[AC][SuspendSession]\nidleTime=900000\nsuspendType=1\n", "weakens"),
    ],
    ids=["sleeps", "does nothing", "says nothing of mains", "Plasma 5"],
)
def test_kde_is_read_from_its_file(tree: Tree, file: str, text: str, level: str) -> None:
    tree.process("org_kde_powerdevil")
    tree.write(f"/home/.config/{file}", text)

    found = looked(tree)["desktop"]

    assert found.level.value == level
    assert level != "weakens" or "for 15 min" in found.found


@pytest.mark.parametrize(
    ("text", "there"), [("# sleep-inactive-ac-type='suspend'\n", True), ("sleep-inactive-ac-type='nothing'\n", False)]
)
def test_a_login_screen_that_may_suspend_is_remarked(tree: Tree, text: str, there: bool) -> None:
    tree.process("gdm3")
    tree.write("/etc/gdm3/greeter.dconf-defaults", text)

    assert ("login screen" in looked(tree)) is there


def test_a_server_without_a_desktop_lacks_nothing(tree: Tree) -> None:
    assert looked(tree)["desktop"].level is Level.OK
