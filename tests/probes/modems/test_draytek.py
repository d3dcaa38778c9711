"""Every public capture of a DrayTek Vigor against a table written by eye; traps of the family; how it is asked."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.device_log import DeviceLog, LogEvent
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.site import Device
from netdoc.plugin import Score
from probes.modems import draytek
from tests.probes.modems.eye import NOON, SHARED, facts_of, line, one, read_fields
from tests.probes.modems.shell_of import ShellOf, ports_of

FOLDER = SHARED / "draytek"
OWN = Path(__file__).parents[2] / "captures" / "draytek"
public = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared captures are not beside this repository")

TIMELINE = "vigor165-line-state-timeline.txt"
LINES = {
    "vigor-syslog-adsl_status.txt": line("59815/26996 -/- 9/- 17/-", sync=True, status="SHOWTIME", mode="24A"),
    "vigor-telnet-show-adsl-short.txt": line(
        "59815/26996 -/- 9/- 17/- -/- -/- 31/-",
        sync=True,
        status="SHOWTIME",
        mode="VDSL2",
        profile="17a",
        counted_at="near",
    ),
    "vigor-vdsl-status-more.txt": line(
        "-/- -/- -/- -/- -/- 126/31 -/- 0/0 35/3 3/1 27/1861 0/0 0/0", counted_at="near"
    ),
}


@public
@pytest.mark.parametrize("name", LINES)
def test_each_value_of_the_line_is_read_and_no_other(name: str) -> None:
    assert read_fields(one(facts_of(draytek.DRIVER, FOLDER / name), DslLine)) == LINES[name]


@public
def test_every_file_of_the_family_is_in_the_table() -> None:
    assert {each.name for each in FOLDER.iterdir()} == {*LINES, TIMELINE}


@public
def test_the_timeline_tells_five_losses_and_the_six_times_the_line_came_up() -> None:
    (log,) = facts_of(draytek.DRIVER, FOLDER / TIMELINE)
    assert isinstance(log, DeviceLog)
    times = {
        event: [f"{each.at:%H:%M:%S}" for each in log.lines if each.event is event]
        for event in (LogEvent.SYNC_UP, LogEvent.SYNC_LOST)
    }

    assert times == {
        LogEvent.SYNC_UP: ["14:59:18", "15:05:15", "15:11:45", "16:35:27", "16:49:22", "17:46:16"],
        LogEvent.SYNC_LOST: ["15:00:32", "15:08:42", "16:32:23", "16:46:17", "17:43:03"],
    }
    assert len(log.lines) == 29
    assert log.lines[0].at == datetime(2023, 4, 29, 14, 59, 18, tzinfo=UTC)
    assert log.clock_offset_s is None
    assert "no zone" in log.remarks[0]


@pytest.mark.parametrize(
    "path",
    [each for each in sorted(SHARED.glob("*/*")) if each.parent != FOLDER and each.is_file()],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_the_captures_of_other_families_are_refused(path: Path) -> None:
    assert draytek.recognises(path.read_bytes()) is Score.NO


def read(text: str) -> DslLine:
    return one(list(draytek.read([Capture(text.encode(), NOON, "modem", "file")])), DslLine)


HEAD = (OWN / "vigor130_vdsl2_in_sync" / "1_vdsl_status.txt").read_text()
MORE = (OWN / "vigor130_vdsl2_in_sync" / "2_vdsl_status_more.txt").read_text()


def test_near_is_down_and_far_is_up() -> None:
    found = read(HEAD)

    assert (found.margin_down_db, found.margin_up_db) == (11.0, 13.0)
    assert (found.attenuation_down_db, found.attenuation_up_db) == (21.0, 14.0)
    assert (found.crc_down, found.crc_up, found.es_down, found.es_up) == (812, 47, 214, 19)


def test_what_the_box_calls_psd_is_not_taken_for_a_power() -> None:
    found = read(HEAD)

    assert (found.power_down_dbm, found.power_up_dbm) == (None, None)
    assert any("actual PSD" in each for each in found.remarks)


def test_seconds_with_repaired_blocks_are_not_repaired_blocks() -> None:
    found = read(MORE)

    assert (found.fec_down, found.fec_up) == (None, None)


def test_impossible_seconds_of_the_far_end_are_none_and_named() -> None:
    found = read(MORE)

    assert (found.ses_down, found.ses_up, found.uas_down, found.uas_up) == (31, None, 178, None)
    assert any("1984634515" in each for each in found.remarks)


def test_the_table_without_its_head_is_not_read() -> None:
    headless = "".join(each for each in MORE.splitlines(keepends=True) if "Near End" not in each)

    assert read(headless).crc_down is None


def test_a_damaged_table_is_not_filled_up_from_the_head_of_another_moment() -> None:
    older = HEAD.replace("NE CRC Count            :      812", "NE CRC Count            :      700")
    without_crc = "".join(each for each in MORE.splitlines(keepends=True) if " CRC " not in each)

    assert read(older + without_crc).crc_down is None


@pytest.mark.parametrize("broken", ["-12.- 3 dB", "x dB", "21.125 dB", "021 dB", "210 dB"])
def test_a_broken_number_is_none_and_its_neighbour_is_read(broken: str) -> None:
    found = read(HEAD.replace("NE Current Attenuation  :       21 dB", f"NE Current Attenuation  : {broken}"))

    assert (found.attenuation_down_db, found.margin_down_db) == (None, 11.0)


def test_values_beside_an_unknown_state_may_be_old_and_are_not_read() -> None:
    found = read(HEAD.replace("SHOWTIME", "WARTEN"))

    assert (found.sync, found.status, found.rate_down_kbps, found.margin_down_db) == (None, "WARTEN", None, None)
    assert any("WARTEN" in each for each in found.remarks)


@pytest.mark.parametrize("state", ["READY", "TRAINING", "ERROR"])
def test_a_line_that_is_not_up_has_no_rates_and_no_levels(state: str) -> None:
    found = read(HEAD.replace("SHOWTIME", state))

    assert (found.sync, found.rate_down_kbps, found.attainable_up_kbps, found.margin_up_db) == (False, None, None, None)
    assert any("left over" in each for each in found.remarks)


def test_a_log_of_several_states_decides_nothing() -> None:
    one_line = (
        "<174>Jan 11 05:34:03 Vigor: ADSL_Status:[Mode=17A States={} UpSpeed=1000 DownSpeed=2000 SNR=9 Atten=17 ]\n"
    )

    found = read(one_line.format("SHOWTIME") + one_line.format("TRAINING"))

    assert (found.sync, found.rate_down_kbps) == (None, None)
    assert any("several different states" in each for each in found.remarks)


def test_texts_without_a_last_newline_are_read_as_far_as_they_are_whole() -> None:
    syslog = "Vigor: ADSL_Status:[Mode=17A States=SHOWTIME UpSpeed=1000 DownSpeed=2000 SNR=9 Atten=17 ]"
    short = "Mode:17A State:SHOWTIME TX Block:0 RX Block:0\nUP Speed:1000 Down Speed:2000 SNR Margin:9 Loop Att.:17"

    assert read(syslog).attenuation_down_db == 17.0
    assert (read(short).margin_down_db, read(short).attenuation_down_db) == (9.0, None)


def test_text_of_something_else_is_unreadable() -> None:
    with pytest.raises(UnreadableCapture, match="no state of the DSL line"):
        draytek.read([Capture(b"DrayTek> ?\n", NOON, "modem", "file")])


def test_the_first_showtime_tells_which_command_is_kept() -> None:
    idle = HEAD.replace("SHOWTIME", "READY   ").replace("17A", "   ")
    answers = {"vdsl status": idle, "adsl status": HEAD, "show adsl": HEAD, "show status": " System Uptime:138:53:20\n"}
    shell = ShellOf(answers)
    device = Device(id="modem", kind="modem", address="192.0.2.41")

    async def twice() -> Any:
        await draytek.collect(device, ports_of(shell=shell))
        return await draytek.collect(device, ports_of(shell=shell))

    facts = draytek.read(asyncio.run(twice()))

    assert shell.seen[1] == ("show status", "adsl status")
    assert one(list(facts), DslLine).sync is True
    assert one(list(facts), DeviceState).uptime_s == 500_000


NEWER = (OWN / "documented_vigor167_json" / "session.txt").read_text()


def newer(text: str) -> DslLine:
    told = draytek.read([Capture(text.encode(), NOON, "modem", "file")])[0]
    assert isinstance(told, DslLine)
    return told


def test_rows_of_the_newer_page_over_several_lines_are_not_trusted() -> None:
    told = newer(NEWER.replace(',"Downstream"', ',\n"Downstream"'))

    assert (told.sync, told.rate_down_kbps, told.crc_down) == (True, None, 17)


@pytest.mark.parametrize(("word", "sync"), [("Training", False), ("Idle", False), ("Dancing", None)])
def test_the_newer_page_without_showtime_has_no_levels(word: str, sync: bool | None) -> None:
    told = newer(NEWER.replace("Showtime", word))

    assert (told.sync, told.rate_down_kbps, told.margin_down_db, told.attenuation_up_db) == (sync, None, None, None)
