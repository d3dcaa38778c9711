"""Every public capture of a TrendChip box against a table written by eye; traps of the family; how it is asked."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.site import Device
from netdoc.plugin import Score
from probes.modems import trendchip
from tests.probes.modems.eye import NOON, SHARED, facts_of, line, one, read_fields
from tests.probes.modems.shell_of import ShellOf, ports_of

FOLDER = SHARED / "trendchip-cli"
public = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared captures are not beside this repository")

LINES = {
    "zyxel-p660-zynos-azc2-diag.txt": line(
        "11000/831 13764/831 12/8 39/24 19/11 10/0 819/0 103/0",
        sync=True,
        status="up",
        mode="ADSL2+ Annex B",
        showtime_s=4 * 60 + 55,
        counted_at="near",
    ),
    "tc-telnet-session-4032-448.txt": line(
        "4032/448 -/- -/- -/- -/- 94/4 52019/5 377/11 7/-",
        sync=True,
        status="up",
        mode="G.DMT",
        showtime_s=3_600 + 36 * 60 + 39,
        counted_at="near",
    ),
    "tc-linedata-near.txt": line("-/- -/- 21/- 24/- -/11"),
    "tc-linedata-far.txt": line("-/- -/- -/31 -/12 17/-"),
    "tc-rparams-units-trap.txt": line("-/- 18488/- 19.0/- 19.6/- 5.9/-"),
    "tc-cparams-units-trap.txt": line("-/- -/1107 -/7.7 -/12.1 -/12.2"),
    "tc-status-down.txt": {"sync": False, "status": "down"},
    "zyxel-vmg1312-t20b-dsllinestatus.txt": line(
        "27397/4294 -/- 7.4/8.1 21.8/6.6 12.1/7.0 0/0 599876/61 0/0",
        sync=True,
        status="Up",
        mode="VDSL2 Annex B",
        showtime_s=9 * 3_600 + 7 * 60 + 17,
        counted_at="near",
    ),
}
BOXES = {
    "zyxel-p660-zynos-azc2-diag.txt": {"vendor": "ZyXEL", "firmware": "V3.40(AZC.2)", "uptime_s": 21 * 60 + 12},
    "tc-telnet-session-4032-448.txt": {"firmware": "3.22.2.0_A60394"},
    "zyxel-vmg1312-t20b-dsllinestatus.txt": {"firmware": "5.10.6.0_B_A60901"},
}


@public
@pytest.mark.parametrize("name", LINES)
def test_each_value_of_the_line_is_read_and_no_other(name: str) -> None:
    facts = facts_of(trendchip.DRIVER, FOLDER / name)

    assert read_fields(one(facts, DslLine)) == LINES[name]
    assert [read_fields(each) for each in facts if isinstance(each, DeviceState)] == [
        each for key, each in BOXES.items() if key == name
    ]


@public
def test_every_file_of_the_family_is_in_the_table() -> None:
    assert {each.name for each in FOLDER.iterdir()} == set(LINES)


@pytest.mark.parametrize(
    "path",
    [each for each in sorted(SHARED.glob("*/*")) if each.parent != FOLDER and each.is_file()],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_the_captures_of_other_families_are_refused(path: Any) -> None:
    assert trendchip.recognises(path.read_bytes()) is Score.NO


def read(text: str) -> DslLine:
    return one(list(trendchip.read([Capture(text.encode(), NOON, "modem", "file")])), DslLine)


UP = "current modem status: up\n"
CHANNELS = (
    "near-end interleaved channel bit rate: 8192 kbps\nnear-end fast channel bit rate: {} kbps\n"
    "far-end interleaved channel bit rate: 700 kbps\nfar-end fast channel bit rate: 0 kbps\n"
)


def test_a_rate_on_both_channels_is_no_rate_of_the_line() -> None:
    found = read(UP + CHANNELS.format(512))

    assert (found.rate_down_kbps, found.rate_up_kbps) == (None, 700)
    assert any("both channels" in each for each in found.remarks)


def test_a_count_needs_both_channels() -> None:
    both = "near-end CRC error fast: 3\nnear-end CRC error interleaved: 4\n"

    assert read(UP + both).crc_down == 7
    assert read(UP + both.splitlines(keepends=True)[0]).crc_down is None


@pytest.mark.parametrize(
    ("printed", "sync"),
    [
        ("current modem status: up", True),
        ("current modem status: down", False),
        ("current modem status: initializing", False),
        ("ADSL link status: wait for init\n", False),
        ("ADSL link status: unknown\n", None),
        ("adsl modem not up\n", False),
    ],
)
def test_the_state_is_read_even_without_a_last_newline(printed: str, sync: bool | None) -> None:
    assert read(printed).sync is sync


def test_a_number_at_the_very_end_is_read_only_where_it_is_whole() -> None:
    assert read("near-end bit rate: 11000 kbps\nfar-end bit rate: 831 kbps").rate_up_kbps == 831
    assert read(f"{UP}ADSL uptime     1:36:39").showtime_s == 5_799
    assert read(f"{UP}ADSL uptime     1:36:3").showtime_s is None
    assert read(f"{UP}near-end CRC error fast: 0\nnear-end CRC error interleaved: 94").crc_down is None
    assert read("near-end bit rate: 11000 kbps\nfar-end bit rate: 831 kb").rate_up_kbps is None


@pytest.mark.parametrize(
    ("printed", "seconds"),
    [
        ("ADSL uptime    17:21:48", 62_508),
        ("ADSL uptime : 1 day,  9:07, 17 secs", 119_237),
        ("ADSL uptime : 12 days, 3 min, 1 secs", 1_036_981),
        ("ADSL uptime : 0 min, 15 secs", 15),
        ("ADSL uptime : 9:77, 17 secs", None),
        ("ADSL uptime : soon", None),
        ("DSL activetime :0 min, 15 secs", None),
    ],
)
def test_the_clock_of_the_line_in_its_forms(printed: str, seconds: int | None) -> None:
    assert read(f"{UP}{printed}\n").showtime_s == seconds


def test_the_line_that_is_down_has_no_clock() -> None:
    assert read("current modem status: down\nADSL uptime    1:00:00\n").showtime_s is None


def test_a_broken_negative_level_is_none_and_named() -> None:
    found = read(UP + "noise margin downstream: 0.-5 db\nattenuation downstream: 17.4 db\n")

    assert (found.margin_down_db, found.attenuation_down_db) == (None, 17.4)
    assert any("0.-5" in each for each in found.remarks)


def test_levels_of_the_last_training_do_not_stand_in_for_those_of_today() -> None:
    found = read(UP + "SNRMds = 85 dB\nLATNds = 390 dB\nATTNDRds = 13764 kbps\n")

    assert (found.margin_down_db, found.attenuation_down_db, found.attainable_down_kbps) == (None, None, 13764)


def test_the_clock_of_the_box_must_agree_with_its_ticks() -> None:
    text = "ZyNOS version: V3.40(AGJ.3) | 02/06/2007\nsystem up time:     0:09:35 ({} ticks)\n"
    good, bad = (
        one(list(trendchip.read([Capture(text.format(each).encode(), NOON, "modem", "file")])), DeviceState)
        for each in ("e0c5", "e1c5")
    )

    assert (good.uptime_s, bad.uptime_s) == (575, None)


def test_text_of_something_else_is_unreadable() -> None:
    with pytest.raises(UnreadableCapture, match="no values of the DSL driver"):
        trendchip.read([Capture(b"tc> help\n", NOON, "modem", "file")])


def test_a_box_is_asked_once_for_everything_and_then_only_for_what_it_knows() -> None:
    answers = {
        "wan adsl status": UP,
        "wan adsl chandata": CHANNELS.format(0),
        "sys version": "ZyNOS version: V3.40(AGJ.3) | 02/06/2007\n",
        "cat /proc/tc3162/adsl_stats": "ADSL link status: up\n" + CHANNELS.format(0),
    }
    shell = ShellOf(answers)
    device = Device(id="modem", kind="modem", address="192.0.2.31")

    async def twice() -> Any:
        await trendchip.collect(device, ports_of(shell=shell))
        return await trendchip.collect(device, ports_of(shell=shell))

    taken = asyncio.run(twice())

    assert len(shell.seen) == 2
    assert shell.seen[1] == ("sys version", "wan adsl status", "wan adsl chandata")
    assert one(list(trendchip.read(taken)), DslLine).rate_down_kbps == 8192


def test_a_box_that_forgot_its_commands_is_asked_anew() -> None:
    shell = ShellOf({"dsllinestatus": "Line State:      Up\n" + CHANNELS.format(0)})
    device = Device(id="modem", kind="modem", address="192.0.2.32")

    async def with_an_update_between() -> Any:
        await trendchip.collect(device, ports_of(shell=shell))
        shell.answers = {"wan adsl status": UP}
        return await trendchip.collect(device, ports_of(shell=shell))

    taken = asyncio.run(with_an_update_between())

    assert [each.method for each in taken] == ["telnet: wan adsl status"]
    assert [len(each) for each in shell.seen] == [9, 1, 9]


def test_a_box_of_another_family_leaves_its_first_answer_as_evidence() -> None:
    device = Device(id="modem", kind="modem", address="192.0.2.33")

    taken = asyncio.run(trendchip.collect(device, ports_of(shell=ShellOf({}))))

    assert [each.body for each in taken] == [b"sys version: not found\n"]
