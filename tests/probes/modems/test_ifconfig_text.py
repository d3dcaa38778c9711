"""The public `ifconfig` answers against a table written by eye; whose octets they are; how it is asked."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.site import Device
from netdoc.plugin import Score
from probes.modems import broadcom, ifconfig_text
from tests.emulated.broadcom_text import BoxState, driver_text
from tests.probes.modems.eye import NOON, SHARED, facts_of, one, read_fields
from tests.probes.modems.shell_of import ShellOf, ports_of

FOLDER = SHARED / "broadcom-cli"
TEXT = (Path(__file__).parents[2] / "captures" / "ifconfig_text" / "ptm0_bridged" / "answer.txt").read_text()
WAN = {"interface": "ptm0", "role": "wan", "bits": 32, "rx_errors": 0, "tx_errors": 0}
PUBLIC = {
    "dlink-dslg225-ifconfig.txt": WAN | {"rx_bytes": 3_208_414_092, "tx_bytes": 2_538_074_010},
    "zyxel-vmg1312-b10d-ifconfig.txt": WAN | {"rx_bytes": 1_456_958_071, "tx_bytes": 2_762_154_613},
}


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared captures are not beside this repository")
@pytest.mark.parametrize("name", PUBLIC)
def test_the_octets_of_the_transport_are_read_and_no_other(name: str) -> None:
    (found,) = facts_of(ifconfig_text.DRIVER, FOLDER / name)

    assert read_fields(found) == PUBLIC[name]


@pytest.mark.parametrize(
    "path",
    [each for each in sorted(SHARED.glob("*/*")) if each.name not in PUBLIC and each.is_file()],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_the_captures_of_other_families_are_refused(path: Path) -> None:
    assert ifconfig_text.recognises(path.read_bytes()) is Score.NO


def facts(text: str) -> list[Any]:
    return list(ifconfig_text.read([Capture(text.encode(), NOON, "modem", "file")]))


def test_a_counter_wider_than_32_bits_says_so() -> None:
    found = one(facts(TEXT.replace("RX bytes:1712660229", "RX bytes:8712660229")), InterfaceCounters)

    assert (found.rx_bytes, found.bits) == (8_712_660_229, 64)


@pytest.mark.parametrize(
    "damage",
    [
        ("          collisions:0 txqueuelen:1000\n          RX bytes:17", "          RX bytes:17"),
        ("ptm0      Link encap", "eth9      Link encap"),
        ("          TX packets:912001", "          XX packets:912001"),
        ("RX bytes:1712660229", "RX bytes:01712660229"),
    ],
    ids=["a line is lost", "no transport", "a line is damaged", "a number is damaged"],
)
def test_without_all_its_lines_an_interface_is_not_read(damage: tuple[str, str]) -> None:
    assert TEXT.count(damage[0]) == 1
    with pytest.raises(UnreadableCapture, match="no single DSL transport"):
        facts(TEXT.replace(*damage))


def test_of_two_transports_in_use_none_is_the_wan_and_an_idle_one_does_not_count() -> None:
    start = TEXT.index("ptm0 ")
    second = TEXT[start:].replace("ptm0", "atm0")
    idle = second.replace("RX bytes:1712660229", "RX bytes:0").replace("TX bytes:215662004", "TX bytes:0")

    with pytest.raises(UnreadableCapture):
        facts(TEXT + second)
    assert [each.interface for each in facts(TEXT + idle)] == ["ptm0"]


def test_it_is_asked_only_where_the_site_names_it() -> None:
    shell = ShellOf({"ifconfig": TEXT})
    unnamed = Device(id="modem", kind="modem", address="192.0.2.81")
    named = Device(id="modem", kind="modem", address="192.0.2.81", driver="ifconfig_text")

    with pytest.raises(CannotMeasure):
        asyncio.run(ifconfig_text.collect(unnamed, ports_of(shell=shell)))
    asyncio.run(ifconfig_text.collect(named, ports_of(shell=shell)))

    assert shell.seen == [("ifconfig",)]


def test_a_broadcom_box_is_asked_for_its_octets_along_with_the_line() -> None:
    stats = driver_text(
        BoxState(booted_at=NOON.timestamp() - 400_000, showtime_at=NOON.timestamp() - 300_000), NOON.timestamp()
    )
    shell = ShellOf({"xdslctl info --stats": stats, "ifconfig": TEXT})
    device = Device(id="modem", kind="modem", address="192.0.2.82")

    async def twice() -> Any:
        await broadcom.collect(device, ports_of(shell=shell))
        return await broadcom.collect(device, ports_of(shell=shell))

    found = list(broadcom.read(asyncio.run(twice())))

    assert shell.seen[1] == ("xdslctl info --stats", "ifconfig")
    assert one(found, InterfaceCounters).tx_bytes == 215_662_004
