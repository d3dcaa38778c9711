"""Cisco IOS: every public capture by a table written by eye, forms without one, the log's dates, and a live router."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.device_log import DeviceLog, LogEvent
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.observation import Gap, Missed
from netdoc.plugin import Score
from probes.modems import cisco
from probes.modems.cisco import DRIVER
from tests.emulated.ask_live import facts, rounds
from tests.emulated.ssh_box import SshBox
from tests.probes.modems.eye import SHARED, facts_of, line, one, read_fields

FOLDER = SHARED / "cisco-ios"
OWN = Path(__file__).parents[2] / "captures" / "cisco"
VDSL2 = OWN / "ios-15.6_vdsl2-session-log"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
public = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared captures are not beside this repository")

LINES: dict[str, dict[str, Any]] = {
    "ios-adsl-show-dsl-interface-atm0.txt": line(
        "8128/832 -/- 9.5/12.0 16.0/6.5 15.5/13.0 18/3 0/22 14/1",
        counted_at="near",
        sync=True,
        status="Showtime (DMTDSL_SHOWTIME)",
        mode="ITU G.992.1 (G.DMT) Annex A",
        retrains=1,
    ),
    "iosxe-c111x-adsl2plus-annexj-show-controller-vdsl.txt": line(
        "23839/2079 -/- 7.0/7.3 7.9/2.0 -/- 0/0 0/0 0/0 0/0 0/0 361/0 0/0 0/0",
        counted_at="near",
        sync=True,
        status="TC Sync (Showtime!)",
        mode="G.992.5 (ADSL2+) Annex J",
        previous_rate_down_kbps=99999,
        previous_rate_up_kbps=60015,
    ),
    "iosxe-sfp-metanoia-show-controller-vdsl.txt": line(
        "95020/55434 95020/77322 6.2/14.3 9.7/- 14.2/8.8 388/27157 1335/962 0/0 7/635 4/9 39/2299304 0/0 0/0",
        counted_at="near",
        sync=True,
        status="TC Sync (Showtime!)",
        mode="G.993.2 (VDSL2)",
        profile="17a",
    ),
    "iosxe-show-controller-vdsl-local.txt": {"sync": True, "status": "showtime"},
    "iosxe-vdsl-rawcli.txt": line("90287/60014", sync=True, status="Showtime", mode="VDSL2 Annex B", profile="12a"),
}
"""Down/up in the order of `eye.PAIRED`."""
OTHERS = {"iosxe-show-pppoe-session.txt", "iosxe-show-pppoe-statistics.txt"}


def read(text: str, method: str = "file") -> list[Any]:
    return list(DRIVER.read([Capture(text.encode("latin-1"), NOON, "modem", method)]))


def controllers(**changed: str) -> str:
    """Return the own capture of `show controllers vdsl` with lines replaced by their label."""
    lines = (VDSL2 / "controllers.txt").read_text().splitlines()
    for label, value in changed.items():
        name = label.replace("_", " ")
        lines = [f"{name}: {value}" if each.strip().startswith(f"{name}:") else each for each in lines]
    return "\n".join(lines) + "\n"


@public
@pytest.mark.parametrize("name", LINES)
def test_each_value_of_the_line_is_read_and_no_other(name: str) -> None:
    assert read_fields(one(facts_of(DRIVER, FOLDER / name), DslLine)) == LINES[name]


@public
def test_every_public_file_is_in_the_tables() -> None:
    assert {each.name for each in FOLDER.iterdir()} == set(LINES) | OTHERS
    assert all(DRIVER.recognises(each.read_bytes()) is Score.CERTAIN for each in FOLDER.iterdir())


@public
@pytest.mark.parametrize(
    "path",
    [each for each in sorted(FOLDER.parent.glob("*/*")) if each.parent != FOLDER and each.is_file()],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_the_captures_of_other_families_are_refused(path: Path) -> None:
    assert DRIVER.recognises(path.read_bytes()) is Score.NO


@public
def test_what_is_printed_for_nothing_is_left_out_with_its_raw_text() -> None:
    adsl = one(facts_of(DRIVER, FOLDER / "iosxe-c111x-adsl2plus-annexj-show-controller-vdsl.txt"), DslLine)
    raw = one(facts_of(DRIVER, FOLDER / "iosxe-vdsl-rawcli.txt"), DslLine)

    assert any("Actual Power: 0.0 dBm 0.0 dBm" in each for each in adsl.remarks)
    assert any("Link time 2696357" in each for each in raw.remarks)


@public
def test_the_offices_own_session_is_told_from_those_that_dial_in() -> None:
    session = one(facts_of(DRIVER, FOLDER / "iosxe-show-pppoe-session.txt"), WanSession)

    assert (session.status, session.session) == (SessionStatus.UP, "ppp")
    assert any("2 more sessions" in each for each in session.remarks)


@public
def test_totals_of_all_sessions_say_nothing_of_one() -> None:
    session = one(facts_of(DRIVER, FOLDER / "iosxe-show-pppoe-statistics.txt"), WanSession)

    assert session.status is SessionStatus.UNKNOWN
    assert "PPP DISCONNECT 12110 12110" in session.remarks


@public
def test_the_sfp_names_itself() -> None:
    box = one(facts_of(DRIVER, FOLDER / "iosxe-show-controller-vdsl-local.txt"), DeviceState)

    assert (box.vendor, box.model, box.firmware) == ("Cisco", "SFPV5311TR", "1_62_8463")


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        (["Di1 Vi2 UP UP"], SessionStatus.UP),
        (["Di1 Vi2 UP DOWN"], SessionStatus.CONNECTING),
        (["Di1 N/A PADISNT"], SessionStatus.CONNECTING),
        (["Di1 N/A SHUTDOWN"], SessionStatus.DOWN),
        (["Di1 N/A WHATEVER"], SessionStatus.UNKNOWN),
        (["4 N/A LCP", "1 Vi2.1 PTA UP"], SessionStatus.UNKNOWN),
        (["Di1 Vi2 UP UP", "Di2 Vi3 UP UP"], SessionStatus.UNKNOWN),
    ],
    ids=str,
)
def test_the_state_of_the_client_session_decides(rows: list[str], status: SessionStatus) -> None:
    text = "Uniq ID  PPPoE  RemMAC          Port                    VT  VA         State\n"
    for template, access, state, *below in (each.split() for each in rows):
        text += f"    N/A      3  0000.5e00.5301  Gi0/0/3    {template} {access}        {state}\n"
        text += f"                0000.5e00.5302            {below[0] if below else ''}\n"

    assert one(read(text), WanSession).status is status


@pytest.mark.parametrize(
    ("uptime", "seconds"),
    [
        ("5 minutes", 300),
        ("1 hour, 1 minute", 3_660),
        ("2 days, 3 hours, 4 minutes", 183_840),
        ("1 year, 2 weeks, 3 days, 4 hours, 5 minutes", (365 + 17) * 86_400 + 4 * 3_600 + 300),
        ("3 weeks, ", None),
        ("three weeks", None),
    ],
)
def test_the_uptime_in_words_is_seconds(uptime: str, seconds: int | None) -> None:
    text = f"Cisco IOS XE Software, Version 16.12.04\nrtr uptime is {uptime}\nLast reload reason: Reload Command\n"

    box = one(read(text), DeviceState)

    assert (box.uptime_s, box.firmware, box.reboot_reason) == (seconds, "16.12.04", "Reload Command")


@pytest.mark.parametrize("word", ["Handshake", "TC Idle", "Full initialization", "Training", "Down (DMTDSL_INIT)"])
def test_a_line_that_is_not_up_has_no_levels_and_its_rates_are_left_over(word: str) -> None:
    text = controllers(Modem_Status=word).replace("Controller VDSL 0 is UP", "Controller VDSL 0 is DOWN")

    found = one(read(text), DslLine)

    assert (found.sync, found.rate_down_kbps, found.margin_down_db, found.mode) == (False, None, None, None)
    assert found.previous_rate_down_kbps == 51_200
    assert found.uas_down == 642


def test_a_controller_and_a_modem_that_contradict_each_other_decide_nothing() -> None:
    down = one(read(controllers().replace("VDSL 0 is UP", "VDSL 0 is DOWN")), DslLine)
    up = one(read(controllers(Modem_Status="Idle")), DslLine)

    assert (down.sync, up.sync, down.rate_down_kbps, up.margin_up_db) == (None, None, None, None)


def test_two_channels_with_data_are_neither_chosen_nor_added() -> None:
    text = controllers().replace("Speed (kbps):             0 ", "Speed (kbps):           512 ")

    found = one(read(text), DslLine)

    assert (found.rate_down_kbps, found.rate_up_kbps, found.crc_down, found.crc_up) == (None, 10_041, None, 94)


@pytest.mark.parametrize("value", ["2147483647", "4294967295"])
def test_a_counter_at_its_limit_is_not_read(value: str) -> None:
    found = one(read(controllers(Total_ES=f"{value}   77")), DslLine)

    assert (found.es_down, found.es_up) == (None, 77)
    assert any(value in each for each in found.remarks)


CLOCK = "12:00:02.000 UTC Sun Mar 1 2026"


def log_of(*lines: str, clock: str = CLOCK, method: str = "file") -> DeviceLog:
    return one(read("\n".join([clock, *lines, ""]), method), DeviceLog)


UP = "%CONTROLLER-5-UPDOWN: Controller VDSL 0/2/0, changed state to up"


@pytest.mark.parametrize(
    ("stamp", "clock", "at"),
    [
        ("Mar  1 09:00:02.100", CLOCK, datetime(2026, 3, 1, 9, tzinfo=UTC)),
        ("000417: Mar  1 2026 09:00:02", CLOCK, datetime(2026, 3, 1, 9, tzinfo=UTC)),
        ("Dec 31 23:00:02", CLOCK, datetime(2025, 12, 31, 23, tzinfo=UTC)),
        ("Mar  1 10:00:02 CET", "13:00:02.000 CET Sun Mar 1 2026", datetime(2026, 3, 1, 9, tzinfo=UTC)),
        ("*Jan  3 00:00:02", "*Jan", None),
        ("*Jan  3 00:00:02", "*03:00:02.000 UTC Fri Jan 3 2020", datetime(2026, 3, 1, 9, tzinfo=UTC)),
        ("*Mar  1 09:00:02", CLOCK, None),
        ("Mar  1 09:00:02", "13:00:02.000 CET Sun Mar 1 2026", None),
        ("Mar  1 09:00:02 CET", CLOCK, None),
        ("Mar  1 13:00:02", CLOCK, None),
        ("1w2d", CLOCK, None),
    ],
)
def test_a_line_of_the_log_is_dated_only_on_the_clocks_own_scale(stamp: str, clock: str, at: datetime | None) -> None:
    found = [each for each in read(f"{controllers()}{clock}\n{stamp}: {UP}\n") if isinstance(each, DeviceLog)]

    assert [each.at for log in found for each in log.lines] == ([] if at is None else [at])
    assert all(bool(log.remarks) == (at is None) for log in found)


def test_the_log_tells_line_session_and_restart() -> None:
    log = log_of(
        "Mar  1 08:00:00: %SYS-5-RESTART: System restarted --",
        "Mar  1 08:10:00: %DIALER-6-BIND: Interface Vi2 bound to profile Di1",
        "Mar  1 08:10:05: %LINEPROTO-5-UPDOWN: Line protocol on Interface Virtual-Access2, changed state to up",
        "Mar  1 08:10:06: %LINEPROTO-5-UPDOWN: Line protocol on Interface Virtual-Access7, changed state to up",
        "Mar  1 08:20:00: %CONTROLLER-5-UPDOWN: Controller VDSL 0, changed state to down",
        "Mar  1 08:21:00: %LINK-3-UPDOWN: Interface ATM0, changed state to up",
        "Mar  1 08:30:00: %SYS-5-RELOAD: Reload requested by admin. Reload Reason: Reload Command.",
        "Mar  1 08:40:00: %SYS-5-CONFIG_I: Configured from console by admin on vty0 (192.0.2.10)",
    )

    assert [each.event for each in log.lines] == [
        LogEvent.BOOT,
        LogEvent.OTHER,
        LogEvent.SESSION_UP,
        LogEvent.OTHER,
        LogEvent.SYNC_LOST,
        LogEvent.SYNC_UP,
        LogEvent.REBOOT_ASKED,
    ]


def test_the_clocks_offset_is_known_only_from_a_session() -> None:
    live = log_of(f"Mar  1 09:00:02: {UP}", method="ssh: show logging")
    saved = log_of(f"Mar  1 09:00:02: {UP}")

    assert (live.clock_offset_s, live.clock_bound_s) == (2.0, 30.0)
    assert (saved.clock_offset_s, saved.clock_bound_s) == (None, None)


def test_text_of_something_else_is_unreadable() -> None:
    with pytest.raises(UnreadableCapture, match="no DSL line"):
        read("% Invalid input detected at '^' marker.\n")


ANSWERS = {
    "show clock": CLOCK + "\n",
    "show version": (VDSL2 / "version.txt").read_text(),
    "show controllers vdsl 0/2/0": "\n".join(controllers().splitlines()[1:-1]) + "\n",
    "show pppoe session": (VDSL2 / "pppoe.txt").read_text(),
    cisco.AFTER[1]: f"Mar  1 09:00:02: {UP}\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("manners", [("one_exec",), ("no_exec", "old")], ids=str)
def test_a_live_router_is_asked_for_its_controller_once_and_in_one_session(manners: tuple[str, ...]) -> None:
    box = SshBox(ANSWERS, prompt="office-rtr#", manners=manners, page_lines=24)

    first, second = rounds(box, DRIVER, times=2)

    for observations in (first, second):
        told = facts(observations)
        assert [each.KIND for each in told] == ["DslLine", "WanSession", "DeviceState", "DeviceLog"]
        assert read_fields(told[0])["rate_down_kbps"] == 49_998
        assert [each.at for each in one(told, DeviceLog).lines] == [NOON - timedelta(hours=3)]
        weak = any("weak algorithms" in each for each in one(told, DeviceState).remarks)
        assert weak == ("old" in manners)
    asked = [each for each in box.commands if each.startswith("show controllers")]
    assert asked == [*cisco.LINE_COMMANDS[:6], "show controllers vdsl 0/2/0"]
    assert (box.logins, box.open_now) == (2, 0)
    assert "terminal length 0" in box.commands


@pytest.mark.slow
def test_a_router_without_a_dsl_line_is_a_gap_and_one_with_another_password_is_missed() -> None:
    ((gap,),) = rounds(SshBox({}), DRIVER)
    ((missed,),) = rounds(SshBox(ANSWERS, password="another"), DRIVER)

    assert isinstance(gap, Gap)
    assert isinstance(missed, Missed)
    assert missed.failure == "denied"


def test_data_of_the_last_activation_is_not_that_of_a_line_in_sync() -> None:
    folder = Path(__file__).parents[2] / "captures" / "cisco" / "ios-12.4_adsl-fast"
    (path,) = (each for each in folder.iterdir() if each.name != "expected.json")
    text = "Line not activated: displaying cached data from last activation\n" + path.read_text()
    told = next(each for each in cisco.read([Capture(text.encode(), NOON, "modem", "file")]) if each.KIND == "DslLine")

    assert isinstance(told, DslLine)
    assert (told.sync, told.rate_down_kbps, told.margin_down_db) == (False, None, None)
