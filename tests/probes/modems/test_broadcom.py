"""Forms of the Broadcom text that no public capture shows, its traps, and how the driver asks a live box."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from netdoc import discover
from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_history import DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.site import Device
from netdoc.plugin import Score
from probes.modems import broadcom
from tests.emulated.broadcom_text import BoxState, driver_text

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOW = NOON.timestamp()


def capture(text: str, method: str = "telnet: xdslctl info --stats") -> Capture:
    return Capture(text.encode("latin-1"), NOON, "modem", method)


def line_of(text: str) -> DslLine:
    (found,) = (each for each in broadcom.read([capture(text)]) if isinstance(each, DslLine))
    return found


def a_box(**more: Any) -> BoxState:
    return BoxState(booted_at=NOW - 400_000, showtime_at=NOW - 300_000, **more)


def text_of(**more: Any) -> str:
    return driver_text(a_box(**more), NOW)


def test_the_line_since_sync_and_the_counters_since_boot_are_two_clocks() -> None:
    read = line_of(text_of(counters={"total": {"CRC": (40, 2)}, "since_link": {"CRC": (3, 1)}}))

    assert (read.showtime_s, read.counter_age_s, read.crc_down, read.crc_up) == (300_000, 400_000, 40, 2)


def test_the_since_link_counters_are_taken_when_the_clock_of_the_total_wrapped() -> None:
    text = text_of(counters={"total": {"CRC": (40, 2)}, "since_link": {"CRC": (3, 1)}})
    wrapped = text.replace("Total time = 4 days 15 hours 6 min 40 sec", "Total time = 1 days 40 sec")

    read = line_of(wrapped)

    assert wrapped != text
    assert (read.counter_age_s, read.crc_down, read.crc_up) == (300_000, 3, 1)


@pytest.mark.parametrize(
    "status",
    ["G.994 Training", "G.993 Started", "Idle", "G.992 Started", "G.993 Channel Analysis", "No Signal", "Silent"],
)
def test_a_line_that_is_not_up_has_no_rates_and_no_levels(status: str) -> None:
    read = line_of(text_of().replace("Status: Showtime", f"Status: {status}").replace("Training Status:\tShowtime", ""))

    assert (read.sync, read.status) == (False, status)
    assert (read.rate_down_kbps, read.attainable_up_kbps, read.margin_down_db, read.showtime_s) == (None,) * 4
    assert any("left over" in each and "39999" in each for each in read.remarks)


@pytest.mark.parametrize("status", ["Sh", "Showtimf", "Wartung"])
def test_an_unknown_state_is_neither_sync_nor_loss_of_sync(status: str) -> None:
    read = line_of(text_of().replace("Status: Showtime", f"Status: {status}"))

    assert read.sync is None


def test_a_box_that_contradicts_itself_decides_nothing() -> None:
    read = line_of(text_of().replace("Training Status:\tShowtime", "Training Status:\tG.994 Training"))

    assert read.sync is None


OLDER = """\
adsl: ADSL driver and PHY status
Status: Showtime  Channel: INTR, Upstream rate = 1083 Kbps, Downstream rate = 16587 Kbps
Link Power State:       L0
Mode:                   ADSL2+
Line Status:            No Defect
Training Status:        Showtime
                Down            Up
SNR (dB):       -0.5            6.3
Attn(dB):       33.0            0.0
Pwr(dBm):       18.6            - 2.6
Max(Kbps):      16920           1088
Rate (Kbps):    16587           1083
"""


def test_the_oldest_form_has_its_rates_behind_the_status_and_in_columns() -> None:
    read = line_of(OLDER)

    assert (read.sync, read.status, read.mode) == (True, "Showtime", "ADSL2+")
    assert (read.rate_down_kbps, read.rate_up_kbps) == (16587, 1083)
    assert (read.attainable_down_kbps, read.attainable_up_kbps) == (16920, 1088)
    assert (read.margin_down_db, read.power_up_dbm, read.attenuation_up_db) == (-0.5, -2.6, 0.0)


@pytest.mark.parametrize(
    ("printed", "field"),
    [
        ("SNR (dB):\t 40.1\t\t 6.4", "margin_down_db"),
        ("SNR (dB):\t -15.1\t\t 6.4", "margin_down_db"),
        ("SNR (dB):\t 214748364.7\t\t 6.4", "margin_down_db"),
        ("SNR (dB):\t 8\t\t 6.4", "margin_down_db"),
        ("Attn(dB):\t 80.1\t\t 3.0", "attenuation_down_db"),
        ("Attn(dB):\t -1.0\t\t 3.0", "attenuation_down_db"),
        ("Pwr(dBm):\t 500.0\t\t 6.4", "power_down_dbm"),
        ("Pwr(dBm):\t -27.3\t\t -273.0", "power_up_dbm"),
    ],
)
def test_an_impossible_level_is_none_and_its_raw_text_is_in_a_remark(printed: str, field: str) -> None:
    label = printed.split(":", maxsplit=1)[0]
    text = "\n".join(printed if each.startswith(f"{label}:") else each for each in text_of().splitlines()) + "\n"

    read = line_of(text)

    assert getattr(read, field) is None
    assert any(printed.split()[-2] in each or printed.rsplit(maxsplit=1)[-1] in each for each in read.remarks)


@pytest.mark.parametrize("value", [-15.0, 0.0, 40.0])
def test_the_bounds_of_a_margin_are_possible(value: float) -> None:
    assert line_of(text_of(margin=(value, 6.4))).margin_down_db == value


@pytest.mark.parametrize("stuck", [2147483646, 2147483647, 2147483648, 4294967295])
def test_a_counter_at_a_sentinel_is_none(stuck: int) -> None:
    read = line_of(text_of(counters={"total": {"CRC": (stuck, 7)}}))

    assert (read.crc_down, read.crc_up) == (None, 7)
    assert any(str(stuck) in each for each in read.remarks)


def test_a_counter_close_to_its_wrap_stays_what_it_is() -> None:
    assert line_of(text_of(counters={"total": {"FEC": (4_294_967_290, 0)}})).fec_down == 4_294_967_290


def test_more_seconds_than_were_counted_are_none() -> None:
    read = line_of(text_of(counters={"total": {"ES": (400_001, 400_002)}}))

    assert (read.es_down, read.es_up) == (400_001, None)


def test_a_total_below_its_own_part_is_none() -> None:
    text = text_of(counters={"since_link": {"CRC": (30, 1)}}).replace("CRC:\t\t30\t\t1", "CRC:\t\t3\t\t1", 1)

    read = line_of(text)

    assert read.crc_down is None
    assert any("less than its own part" in each for each in read.remarks)


def test_bins_longer_than_their_own_length_are_not_dated() -> None:
    text = text_of().replace("Latest 15 minutes time = 6 min 40 sec", "Latest 15 minutes time = 16 min 40 sec")

    lengths = [each.bin_s for each in broadcom.read([capture(text)]) if isinstance(each, DslHistory)]

    assert lengths == [86_400]


@pytest.mark.parametrize(
    ("answer", "uptime_s"),
    [
        ("361204.19 350000.12\n", 361_204),
        (" 12:34:56 up 5 days,  3:21, load average: 0.00, 0.01, 0.05\n", 5 * 86_400 + 3 * 3_600 + 21 * 60),
        (" 12:34:56 up 12 min, load average: 0.00, 0.01, 0.05\n", 720),
        (" 12:34:56 up  3:21,  load average: 0.00, 0.01, 0.05\n", 3 * 3_600 + 21 * 60),
    ],
)
def test_the_clock_of_the_box_comes_from_its_own_answer(answer: str, uptime_s: int) -> None:
    facts = broadcom.read([capture(text_of()), capture(answer, "telnet: uptime")])

    assert [each.uptime_s for each in facts if isinstance(each, DeviceState)] == [uptime_s]


@pytest.mark.parametrize("answer", ["cat: not found\n", "361204.1\n", "up\n", ""])
def test_no_answer_to_uptime_is_no_uptime(answer: str) -> None:
    facts = broadcom.read([capture(text_of()), capture(answer, "telnet: uptime")])

    assert not any(isinstance(each, DeviceState) for each in facts)


def test_text_of_something_else_is_unreadable() -> None:
    assert broadcom.recognises(b"hello\nStatus: Showtime\n") is Score.NO
    with pytest.raises(UnreadableCapture, match="no status of the DSL driver"):
        broadcom.read([capture("hello\n")])


def test_hostile_words_are_made_printable() -> None:
    read = line_of(text_of(mode="VDSL2 \x1b[2J\x07#set page"))

    assert read.mode == "VDSL2 \\x07#set page"


PB_PARAMS = """\
xdslctl: ADSL driver and PHY status
Status: Showtime
Last Retrain Reason:\t0
Max:\tUpstream rate = 7833 Kbps, Downstream rate = 47522 Kbps
Bearer:\t0, Upstream rate = 7833 Kbps, Downstream rate = 39999 Kbps
Discovery Phase (Initial) Band Plan
US: (0,95) (868,1207)
DS: (33,859) (1216,1961)
       VDSL Port Details\tUpstream\tDownstream
Attainable Net Data Rate:\t  7833 kbps\t 47522 kbps
Actual Aggregate Tx Power:\t   5.8 dBm\t  12.9 dBm
===========================================================================
  VDSL Band Status\tU0\tU1\tU2\tU3\tU4\tD1\tD2\tD3
  Line Attenuation(dB):\t 5.9\t40.1\t N/A\t N/A\t N/A\t18.1\t50.3\t77.6
        SNR Margin(dB):\t 5.5\t 6.7\t N/A\t N/A\t N/A\t 8.1\t 8.2\t N/A
"""
VECTORING = """\
xdslctl: ADSL driver and PHY status
Status: Showtime
Last Retrain Reason:\t0
Vectoring state:\t3 (VECT_FULL)
Total error samples statistics:  sent 91231   discarded 3
"""


@pytest.mark.parametrize("more", [PB_PARAMS, VECTORING], ids=["--pbParams", "--vectoring"])
def test_the_answers_to_other_questions_in_the_same_file_change_nothing(more: str) -> None:
    assert broadcom.read([capture(text_of() + more)]) == broadcom.read([capture(text_of())])
    assert [each.id for each in discover.drivers().values() if each.recognises(more.encode())] == ["broadcom"]


class ShellOf:
    """A shell whose box knows some commands; `seen` is every session's list."""

    def __init__(self, answers: dict[str, str], needs_sh: bool = False) -> None:
        self.answers, self.needs_sh = answers, needs_sh
        self.seen: list[Sequence[str]] = []

    async def run(self, device: Device, commands: Sequence[str], *, timeout_s: float) -> Sequence[Capture]:
        self.seen.append(tuple(commands))
        open_shell = not self.needs_sh
        taken = []
        for each in commands:
            open_shell = open_shell or each == "sh"
            text = self.answers.get(each, f"{each}: not found\n") if open_shell else "unknown command\n"
            taken.append(capture(text, f"telnet: {each}"))
        return taken


class PortsOf:
    """Ports of which only the shell is asked."""

    def __init__(self, shell: ShellOf) -> None:
        self.shell = shell


@pytest.mark.parametrize(
    ("program", "needs_sh", "sessions", "plan"),
    [
        ("xdslctl", False, 1, ("xdslctl info --stats", "cat /proc/uptime")),
        ("adsl", False, 2, ("adsl info --stats", "cat /proc/uptime")),
        ("xdslcmd", True, 2, ("sh", "xdslcmd info --stats", "cat /proc/uptime")),
    ],
)
def test_a_new_box_costs_two_sessions_at_most_and_a_known_one_a_single_one(
    program: str, needs_sh: bool, sessions: int, plan: tuple[str, ...]
) -> None:
    shell = ShellOf({f"{program} info --stats": text_of(), "cat /proc/uptime": "400000.00 1.00\n"}, needs_sh)
    device = Device(id="modem", kind="modem", address=f"192.0.2.{len(program)}", port=1000 + sessions)

    async def twice() -> Sequence[Capture]:
        await broadcom.collect(device, PortsOf(shell))  # type: ignore[arg-type]
        return await broadcom.collect(device, PortsOf(shell))  # type: ignore[arg-type]

    taken = asyncio.run(twice())

    assert len(shell.seen) == sessions + 1
    assert shell.seen[-1] == plan
    assert [type(each).__name__ for each in broadcom.read(taken)] == [
        "DslLine",
        "DslHistory",
        "DslHistory",
        "DeviceState",
    ]


def test_the_bytes_of_a_box_that_has_no_driver_text_are_kept() -> None:
    device = Device(id="modem", kind="modem", address="192.0.2.99")

    taken = asyncio.run(broadcom.collect(device, PortsOf(ShellOf({}))))  # type: ignore[arg-type]

    assert [each.body for each in taken] == [b"xdslctl info --stats: not found\n"]


BONDED = "\n".join(
    f"""xdslctl{number}: ADSL driver and PHY status
Status: Showtime
Max:\tUpstream rate = {31000 + number} Kbps, Downstream rate = {90000 + number} Kbps
Bearer:\t0, Upstream rate = {20000 + number} Kbps, Downstream rate = {69000 + number} Kbps
SNR (dB):\t 8.{number}\t\t 9.8
"""
    for number in (0, 1)
)


def test_two_bonded_lines_in_one_answer_are_not_mixed_into_one() -> None:
    (told,) = broadcom.read([Capture(BONDED.encode(), NOON, "modem", "file")])

    assert isinstance(told, DslLine)
    assert (told.sync, told.rate_down_kbps, told.margin_up_db) == (True, None, None)
    assert any("two lines are bonded" in each for each in told.remarks)


def test_rates_beside_no_state_may_be_left_over_and_are_not_read() -> None:
    text = "xdslctl: ADSL driver and PHY status\nBearer: 0, Upstream rate = 1020 Kbps, Downstream rate = 19999 Kbps\n"
    (told,) = broadcom.read([Capture(text.encode(), NOON, "modem", "file")])

    assert isinstance(told, DslLine)
    assert (told.sync, told.rate_down_kbps) == (None, None)
    assert any("left over" in each for each in told.remarks)
