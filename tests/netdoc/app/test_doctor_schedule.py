"""The schedule as the doctor tells it; the crontab is printed by a program of the test's own."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from netdoc import __version__
from netdoc.app.doctor_record import Checked, Level
from netdoc.app.doctor_schedule import schedule
from netdoc.app.timers import Job, troubles
from netdoc.app.timers.crontab_text import block
from tests.netdoc.app.doctor_tree import Tree, a_tree


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    tree = a_tree(tmp_path, monkeypatch)
    tree.environment |= {"HOME": str(tree.home), "PATH": str(tree.programs)}
    return tree


def looked(tree: Tree) -> list[Checked]:
    return list(schedule(tree.look()))


def scheduled(tree: Tree, site_id: str, *, hours_ago: float = 0.0) -> None:
    tree.program("netdoc", f"echo 'netdoc, version {__version__}'")
    since = tree.world.clock.now() - timedelta(hours=hours_ago)
    program = tree.programs / "netdoc"
    entry = block(Job(site_id, program, tree.data), since)
    tree.program("crontab", f"/bin/cat {tree.write('/crontab.txt', entry)}")


def test_an_office_without_a_schedule_is_remarked_with_the_command_for_it(tree: Tree) -> None:
    tree.write("/data/harbour/site.toml", "")

    (found,) = looked(tree)

    assert (found.level, found.commands) == (Level.REMARK, ("netdoc schedule install harbour",))


def test_offices_left_out_of_the_schedule_are_told_and_those_in_it_are_not(tree: Tree) -> None:
    for site_id in ("alpha", "beta", "harbour"):
        tree.write(f"/data/{site_id}/site.toml", "")
    scheduled(tree, "harbour")

    some = [each.found for each in looked(tree) if each.level is Level.REMARK]
    for site_id in ("alpha", "beta"):
        tree.remove(f"/data/{site_id}/site.toml")
    none = [each.found for each in looked(tree) if each.level is Level.REMARK]

    assert some == ["alpha (and 1 more): not measured by itself"]
    assert none == []


def test_a_schedule_just_installed_has_nothing_against_it_but_a_missing_cron_daemon(tree: Tree) -> None:
    scheduled(tree, "harbour")

    found = looked(tree)

    assert all(each.found.startswith("harbour: ") for each in found)
    assert {each.found for each in found} <= {
        "harbour: every 5 min by crontab",
        f"harbour: {troubles.no_daemon().what}",
    }


def test_a_schedule_that_started_nothing_for_hours_stops_the_measuring(tree: Tree) -> None:
    scheduled(tree, "harbour", hours_ago=3)

    found = looked(tree)

    (stopped,) = [each for each in found if "no slot was ever started" in each.found]
    assert stopped.level is Level.STOPS and "nothing is measured" in stopped.costs and stopped.advice


def test_a_program_that_is_gone_stops_the_measuring(tree: Tree) -> None:
    scheduled(tree, "harbour")
    (tree.programs / "netdoc").unlink()

    assert any("is not there" in each.found and each.level is Level.STOPS for each in looked(tree))


def test_a_unit_bound_to_mains_power_weakens_wherever_it_says_so(tree: Tree) -> None:
    units = "/home/.config/systemd/user"
    tree.write(f"{units}/netdoc-harbour.timer", "[Unit]\nConditionACPower = true\n")
    tree.write(f"{units}/netdoc-harbour.service.d/mains.conf", "[Unit]\nConditionACPower=yes\n")
    tree.write(f"{units}/netdoc-other.timer", "[Unit]\n#ConditionACPower=true\nConditionACPower=false\n")

    found = [each for each in looked(tree) if "ConditionACPower" in each.found]

    assert [each.found.split()[0] for each in found] == [
        "netdoc-harbour.service.d/mains.conf", "netdoc-harbour.timer",
    ]  # fmt: skip
    assert {each.level for each in found} == {Level.WEAKENS}
