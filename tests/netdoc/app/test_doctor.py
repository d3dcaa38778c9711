"""Each lack is named with what it costs and how to mend it; nothing is sent."""

from __future__ import annotations

from pathlib import Path

from netdoc.app.doctor import PING_SETTING, Checked, examine
from netdoc.errors import PluginError
from netdoc.ports import Ports
from tests.netdoc.app.replay import ReplayEcho, World, office


def by_name(found: tuple[Checked, ...]) -> dict[str, Checked]:
    return {each.what: each for each in found}


class WithoutRights(ReplayEcho):
    def engines(self) -> list[str]:
        return ["tcp"]


def test_everything_lacking_says_what_it_costs_and_what_mends_it(tmp_path: Path) -> None:
    world = World(files={"/proc/sys/net/ipv4/ping_group_range": b"1\t0\n"})
    ports = world.ports()
    poor = Ports(
        **{
            **{name: getattr(ports, name) for name in Ports.__dataclass_fields__},
            "echo": WithoutRights(world),
        }
    )

    found = by_name(examine(tmp_path, lambda: poor))

    assert not found["ladder"].good and found["ladder"].fix == PING_SETTING
    assert "1 0" in found["ladder"].found
    assert all(each.costs and each.fix for each in found.values() if not each.good)
    assert world.asked == []


def test_a_computer_with_all_rights_has_a_good_ladder_and_a_good_folder(tmp_path: Path) -> None:
    found = by_name(examine(tmp_path / "not" / "yet" / "made", office().ports))

    assert found["ladder"].good
    assert found["data folder"].good
    assert found["plug-ins"].good
    assert not (tmp_path / "not").exists()


def test_a_folder_that_cannot_be_written_is_a_lack() -> None:
    found = by_name(examine(Path("/proc/1/netdoc"), office().ports))

    assert not found["data folder"].good
    assert "NETDOC_HOME" in found["data folder"].fix


def test_missing_plug_ins_are_a_finding_and_no_crash(tmp_path: Path) -> None:
    def none() -> Ports:
        raise PluginError("none is installed", hint="pip install netdoc-toolkit")

    found = by_name(examine(tmp_path, none))

    assert (found["measuring"].good, found["measuring"].fix) == (False, "pip install netdoc-toolkit")
