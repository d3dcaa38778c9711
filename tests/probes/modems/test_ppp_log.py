"""Routers' logs of the session: events by eye, forms of the family, clocks, and what the end of a log proves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.device_log import DeviceLog, LogEvent
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.site import Device
from netdoc.plugin import Score
from netdoc.ports import Ports
from probes.modems.ppp_log import COMMANDS, DRIVER
from tests.probes.modems import damage
from tests.probes.modems.eye import NOON, SHARED, facts_of, one

E = LogEvent
UP, DOWN, UNKNOWN = SessionStatus.UP, SessionStatus.DOWN, SessionStatus.UNKNOWN


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


ECHO_3, SERIAL = "pppd: No response to 3 echo-requests", "pppd: Serial link appears to be disconnected."
BY_EYE: dict[str, tuple[list[tuple[datetime, LogEvent, str]], int, str, str]] = {
    "pppd-echo-loss-2006.txt": (
        [
            (utc(2025, 6, 27, 21, 26, 41), E.SESSION_UP, "pppd: local  IP address 192.0.2.2"),
            (utc(2025, 6, 27, 21, 26, 43), E.NO_ANSWER, ECHO_3),
            (utc(2025, 6, 27, 21, 26, 43), E.SESSION_DOWN, SERIAL),
        ],
        10, "No response to 3 echo-requests", "3.4",
    ),
    "pppd-lcp-echo-serial-like.txt": (
        [
            (utc(2026, 2, 1, 9, 59, 22), E.NO_ANSWER, ECHO_3),
            (utc(2026, 2, 1, 9, 59, 22), E.SESSION_DOWN, SERIAL),
        ],
        12, "No response to 3 echo-requests", "746.3",
    ),
    "pppd-openwrt-echo5-loss.txt": (
        [
            (utc(2019, 11, 22, 19, 41, 5), E.NO_ANSWER, "pppd: No response to 5 echo-requests"),
            (utc(2019, 11, 22, 19, 41, 5), E.SESSION_DOWN, SERIAL),
        ],
        7, "No response to 5 echo-requests", "1.7",
    ),
    "pppd-openwrt-ethernet-link-down.txt": (
        [
            (utc(2024, 5, 8, 10, 54, 13), E.PORT_DOWN, "netifd: Network device 'wan' link is down"),
            (utc(2024, 5, 8, 10, 54, 13), E.SESSION_DOWN, "pppd: Connect time 110.0 minutes."),
        ],
        8, "Network device 'wan' link is down", "110.0",
    ),
    "rp-pppoe-chap-then-echo-loss.txt": (
        [
            (utc(2025, 5, 18, 9, 26, 5), E.SESSION_UP, "pppd: local  IP address 192.0.2.31"),
            (utc(2025, 5, 18, 9, 36, 10), E.NO_ANSWER, ECHO_3),
            (utc(2025, 5, 18, 9, 36, 10), E.SESSION_DOWN, SERIAL),
        ],
        18, "No response to 3 echo-requests", "10.1",
    ),
}  # fmt: skip
"""By file: what happened, read on 2026-03-01; lines in all; why the session ended; minutes it had lasted."""


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared captures are not beside this repository")
@pytest.mark.parametrize("name", sorted(BY_EYE))
def test_every_shared_capture_reads_as_the_eye_does(name: str) -> None:
    path = SHARED / "pppd-log" / name
    happened, lines, why, minutes = BY_EYE[name]
    facts = facts_of(DRIVER, path)
    log, session = one(facts, DeviceLog), one(facts, WanSession)

    assert DRIVER.recognises(path.read_bytes()) is Score.CERTAIN
    assert [(each.at, each.event, each.text) for each in log.lines if each.event is not E.OTHER] == happened
    assert len(log.lines) == lines
    assert (log.clock_offset_s, log.clock_bound_s) == (None, None)
    assert (session.session, session.last_error) == ("ppp", why)
    assert (session.status, session.uptime_s, session.external_address) == (UNKNOWN, None, None)
    assert f"the last session that ended had lasted {minutes} minutes" in session.remarks


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared captures are not beside this repository")
def test_no_shared_log_is_left_out_of_the_table() -> None:
    assert {each.name for each in (SHARED / "pppd-log").iterdir()} == set(BY_EYE)


def read(*lines: str, taken_at: datetime = NOON, method: str = "file") -> tuple[DeviceLog, WanSession | None]:
    body = "".join(f"{each}\n" for each in lines)
    facts = list(DRIVER.read([Capture(body.encode(), taken_at, "router", method)]))
    return one(facts, DeviceLog), next((each for each in facts if isinstance(each, WanSession)), None)


def told(*texts: str, at: str = "Mar  1 11:00:00") -> tuple[list[LogEvent], WanSession]:
    """Return what happened, and the session, from lines of one minute; the two that make it a log say nothing."""
    frame = ("pppd[1]: Plugin rp-pppoe.so loaded.", "pppd[1]: pppd 2.4.9 started by root, uid 0")
    frame = frame if any("ppp" in each for each in texts) else ("netifd: Interface 'a' is enabled",) * 2
    log, session = read(*(f"{at} box {each}" for each in (*frame, *texts)))
    assert session is not None
    return [each.event for each in log.lines if each.event is not E.OTHER], session


@pytest.mark.parametrize(
    ("texts", "events", "status", "why"),
    [
        (["pppd[1]: LCP: timeout sending Config-Requests"], [E.NO_ANSWER], DOWN, "LCP: timeout sending"),
        (["pppd[1]: Timeout waiting for PADO packets"], [E.NO_ANSWER], DOWN, "Timeout waiting for PADO"),
        (["pppoe[9]: Timeout waiting for PADS packets"], [E.NO_ANSWER], DOWN, "Timeout waiting for PADS"),
        (
            ["pppd[1]: pppoe: Timeout waiting for PADO packets", "pppd[1]: Timeout waiting for PADO packets"],
            [E.NO_ANSWER], DOWN, "Timeout",
        ),
        (["pppd[1]: CHAP authentication failed: bad name"], [E.AUTH_REJECTED], DOWN, "CHAP authentication failed"),
        (["pppd[1]: PAP authentication failed", "pppd[1]: Connection terminated."], [E.AUTH_REJECTED], DOWN, "PAP"),
        (["pppd[1]: local  IP address 192.0.2.9"], [E.SESSION_UP], UP, None),
        (
            ["pppd[1]: local  IP address 192.0.2.9", "pppd[1]: LCP terminated by peer (Peer not responding)",
             "pppd[1]: Connect time 2.0 minutes.", "pppd[1]: Modem hangup"],
            [E.SESSION_UP, E.SESSION_DOWN], DOWN, "LCP terminated by peer",
        ),
        (
            ["pppd[1]: local  IP address 192.0.2.9", "pppoe[2]: Session 9 terminated -- received PADT from peer",
             "pppd[1]: Modem hangup", "pppd[1]: Connect: ppp0 <--> eth1"],
            [E.SESSION_UP, E.SESSION_DOWN], UNKNOWN, "Session 9 terminated",
        ),
        (
            ["pppd[1]: Connect: ppp0 <--> eth1", "kernel: eth2: link down", "kernel: foo eth1: Link is Down",
             "kernel: eth1: Link is Up - 1Gbps/Full", "pppd[1]: Connect time 9.0 minutes."],
            [E.PORT_DOWN, E.PORT_UP, E.SESSION_DOWN], DOWN, "foo eth1: Link is Down",
        ),
        (
            ["netifd: Interface 'wan' has link connectivity loss", "netifd: Interface 'lan' has link connectivity loss",
             "netifd: Interface 'wan' is now down", "netifd: Interface 'wan' has link connectivity",
             "netifd: Interface 'wan' is now up"],
            [E.PORT_DOWN, E.SESSION_DOWN, E.PORT_UP, E.SESSION_UP], UP, None,
        ),
        (
            ["netifd: Interface 'wan_6' has link connectivity loss", "netifd: Interface 'wan' has lost the connection"],
            [E.SESSION_DOWN], DOWN, "Interface 'wan' has lost",
        ),
        (
            ["WAN Connection: Ethernet link down.", "WAN Connection: Ethernet link up.",
             "WAN Connection: ISP's DHCP did not function properly.",
             "WAN Connection: Fail to connect with some issues."],
            [E.PORT_DOWN, E.PORT_UP, E.NO_ANSWER], DOWN, "ISP's DHCP did not",
        ),
        (
            ["WAN(0) Connection: WAN was exceptionally disconnected.", "WAN(1) Connection: WAN(1) link down",
             "WAN(0) Connection: WAN was restored."],
            [E.SESSION_DOWN, E.SESSION_UP], UP, None,
        ),
        (["WAN Connection: VPN authentication failed."], [E.AUTH_REJECTED], DOWN, "VPN authentication failed"),
        (["WAN Connection: No response from ISP."], [E.NO_ANSWER], DOWN, "No response from ISP"),
    ],
)  # fmt: skip
def test_what_the_family_writes_is_understood(
    texts: list[str], events: list[LogEvent], status: SessionStatus, why: str | None
) -> None:
    happened, session = told(*texts)

    assert happened == events
    assert session.status is status
    assert (session.last_error is None) is (why is None)
    assert (session.last_error or "").startswith(why or "")


def test_the_address_is_told_only_of_a_session_that_is_up() -> None:
    _, up = told("pppd[1]: local  IP address 192.0.2.9")
    _, down = told("pppd[1]: local  IP address 192.0.2.9", "pppd[1]: Connect time 1.0 minutes.")

    assert (up.external_address, down.external_address) == ("192.0.2.9", None)


def test_two_sessions_at_once_prove_no_state() -> None:
    _, session = told("pppd[1]: local  IP address 192.0.2.9", "pppd[2]: Connect time 1.0 minutes.")

    assert session.status is UNKNOWN


def test_a_log_that_ended_days_before_it_was_read_does_not_tell_the_state_of_now() -> None:
    _, session = told("pppd[1]: local  IP address 192.0.2.9", at="Feb 27 11:00:00")

    assert session.status is UNKNOWN
    assert "the log ends at 2026-02-27 11:00:00 by the box's clock with the session up" in session.remarks


def test_lines_without_dates_tell_no_date_but_how_long_the_session_lasted() -> None:
    log, session = read(
        "No response to 3 echo-requests", "Serial link appears to be disconnected.", "Connect time 746.4 minutes."
    )

    assert log.lines == ()
    assert "3 lines without a date are left out" in log.remarks
    assert session is not None
    assert (session.status, session.last_error) == (UNKNOWN, "No response to 3 echo-requests")
    assert "the last session that ended had lasted 746.4 minutes" in session.remarks


def test_what_debug_prints_is_not_kept() -> None:
    log, _ = read(
        'Mar  1 11:00:00 box pppd[1]: sent [PAP AuthReq id=0x1 user="someone" password=<hidden>]',
        "Mar  1 11:00:01 box pppd[1]: PAP authentication succeeded",
        "Mar  1 11:00:01 box pppd[1]: local  IP address 192.0.2.9",
    )

    assert len(log.lines) == 2


def test_a_log_with_its_newest_line_on_top_is_turned() -> None:
    log, session = read(
        "Mar  1 11:00:09 box pppd[1]: Connect time 1.0 minutes.",
        "Mar  1 11:00:02 box pppd[1]: No response to 3 echo-requests",
        "Mar  1 11:00:00 box pppd[1]: local  IP address 192.0.2.9",
    )

    assert [each.event for each in log.lines] == [E.SESSION_UP, E.NO_ANSWER, E.SESSION_DOWN]
    assert session is not None
    assert session.status is DOWN


def kernel(at: str, since_start_s: float, text: str = "eth0: Link is Up") -> str:
    return f"{at} kernel: [{since_start_s:12.6f}] {text}"


LINUX = "Linux version 5.15.1 (builder)"
SESSION = (
    "Mar  1 11:00:01 pppd[1]: PAP authentication succeeded",
    "Mar  1 11:00:01 pppd[1]: local  IP address 192.0.2.9",
)


@pytest.mark.parametrize(
    ("before", "boots", "reaches"),
    [
        ([kernel("Mar  1 10:00:00", 0, LINUX), kernel("Mar  1 10:30:00", 1800)], 1, utc(2026, 3, 1, 10)),
        ([kernel("Feb 28 22:00:00", 0, LINUX), kernel("Mar  1 10:30:00", 1800)], 0, None),
        ([kernel("Mar  1 10:50:00", 0, LINUX), kernel("Mar  1 10:50:30", 30)], 0, None),
        (["Mar  1 10:00:00 kernel: " + LINUX], 0, utc(2026, 3, 1, 10)),
        (
            [kernel("Feb 20 10:00:00", 0, LINUX), kernel("Feb 20 11:00:00", 3600),
             kernel("Mar  1 10:00:00", 0, LINUX), kernel("Mar  1 10:30:00", 1800)],
            2, utc(2026, 2, 20, 10),
        ),
    ],
    ids=["confirmed later", "the clock was set after it", "nothing later confirms it", "without the kernel's clock",
         "two starts"],
)  # fmt: skip
def test_a_start_of_the_box_is_dated_only_where_its_clock_is_confirmed(
    before: list[str], boots: int, reaches: datetime | None
) -> None:
    log, _ = read(*before, *SESSION)

    assert sum(each.event is E.BOOT for each in log.lines) == boots
    assert log.reaches_back_to == reaches
    assert log.lines[-1].event is E.SESSION_UP


class FakeShell:
    """A router that answers each command."""

    def __init__(self, answers: dict[str, bytes]) -> None:
        self.answers = answers
        self.asked: list[Sequence[str]] = []

    async def run(self, device: Device, commands: Sequence[str], *, timeout_s: float) -> Sequence[Capture]:
        self.asked.append(commands)
        return [Capture(self.answers[each], NOON, device.id, f"telnet: {each}") for each in commands]


def collected(clock: bytes, log: bytes, other: bytes = b"cat: no such file\n") -> tuple[FakeShell, list[Capture]]:
    shell = FakeShell(dict(zip(COMMANDS, (clock, log, other), strict=True)))
    device = Device(id="router", kind="router", address="192.0.2.1", driver="ppp_log")
    ports = cast(Ports, cast(Any, type("Only", (), {"shell": shell})()))
    return shell, list(asyncio.run(DRIVER.collect(device, ports)))  # type: ignore[arg-type]


LOG = b"Sun Mar  1 13:30:07 2026 daemon.info pppd[1]: PAP authentication succeeded\n" * 2
LOG += b"Sun Mar  1 13:30:08 2026 daemon.info pppd[1]: local  IP address 192.0.2.9\n"


def test_asked_live_the_log_is_dated_on_our_clock() -> None:
    shell, captures = collected(b"2026-03-01T13:01:10+0100\n", LOG)
    log = one(list(DRIVER.read(captures)), DeviceLog)

    assert shell.asked == [COMMANDS]
    assert log.clock_offset_s == 3600 + 70
    assert log.clock_bound_s == 5
    assert log.lines[-1].at == utc(2026, 3, 1, 12, 30, 8) - timedelta(seconds=70)
    assert log.reaches_back_to == utc(2026, 3, 1, 12, 30, 7) - timedelta(seconds=70)


def test_asked_live_a_log_without_a_word_of_the_session_is_a_quiet_log() -> None:
    quiet = b"Sun Mar  1 11:30:07 2026 daemon.info dnsmasq[1]: started\nSun Mar  1 11:31:00 2026 cron.info crond: x\n"
    _, captures = collected(b"2026-03-01T12:00:00+0000\n", quiet)
    facts = list(DRIVER.read(captures))

    assert [each.KIND for each in facts] == ["DeviceLog"]
    assert one(facts, DeviceLog).lines == ()
    assert one(facts, DeviceLog).reaches_back_to == utc(2026, 3, 1, 11, 30, 7)


def test_lines_from_before_a_possible_change_of_summer_time_are_left_out_in_local_time() -> None:
    old = b"Sun Oct 12 02:30:07 2025 daemon.info pppd[1]: Connect time 2.0 minutes.\n"
    local, utc_box = (
        collected(clock, old + LOG)[1] for clock in (b"2026-03-01T13:00:00+0100", b"2026-03-01T12:00:00Z")
    )

    assert len(one(list(DRIVER.read(local)), DeviceLog).lines) == 3
    assert len(one(list(DRIVER.read(utc_box)), DeviceLog).lines) == 4
    assert one(list(DRIVER.read(local)), DeviceLog).reaches_back_to is None


def test_a_clock_that_was_never_set_dates_nothing_on_ours() -> None:
    _, captures = collected(b"1970-01-01T00:10:00+0000\n", LOG)

    assert one(list(DRIVER.read(captures)), DeviceLog).clock_offset_s is None


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("Mar  1 11:00:00 box pppd[1]: Modem hangup\nMar  1 11:00:00 box pppd[1]: Exit.\n", Score.MAYBE),
        ("Mar  1 11:00:00 box pppd[1]: Modem hangup\nMar  1 11:00:00 box pppd[1]: Connect: a <--> b\n", Score.CERTAIN),
        ("Connect time 3.4 minutes.\nModem hangup\nSent 1 bytes, received 2 bytes.\n", Score.LIKELY),
        ("Sent 1 bytes, received 2 bytes.\n", Score.MAYBE),
        ("the modem: pppd says Modem hangup, Modem hangup\n", Score.NO),
        ("WAN Connection: up\n", Score.MAYBE),
    ],
)
def test_one_word_is_never_enough_to_be_certain(text: str, score: Score) -> None:
    assert DRIVER.recognises(text.encode()) is score


def test_a_text_without_a_line_of_the_kind_is_refused() -> None:
    with pytest.raises(UnreadableCapture, match="no line of pppd"):
        DRIVER.read([Capture(b"Mar  1 11:00:00 box cron: hello\n" * 3, NOON, "router", "file")])


def test_the_last_line_may_be_cut_and_then_says_nothing() -> None:
    lines = "Mar  1 11:00:00 box netifd: Interface 'wan' has link connectivity"
    whole = f"{lines} loss\n{lines}\n{lines} loss"

    (log,) = (each for each in DRIVER.read([Capture(whole.encode(), NOON, "r", "file")]) if isinstance(each, DeviceLog))

    assert [each.event for each in log.lines] == [E.PORT_DOWN, E.PORT_UP]


def test_a_last_line_that_ends_with_its_full_stop_is_whole() -> None:
    body = (
        b"Mar  1 11:00:00 pppd[1]: Sent 1 bytes, received 2 bytes.\nMar  1 11:00:09 pppd[1]: Connect time 1.0 minutes."
    )

    facts = DRIVER.read([Capture(body, NOON, "r", "file")])

    assert one(list(facts), DeviceLog).lines[-1].event is E.SESSION_DOWN


FOLDERS = sorted((Path(__file__).parents[2] / "captures" / "ppp_log").iterdir())


@pytest.mark.parametrize("kind", [damage.cut, damage.lines_dropped, damage.lines_repeated, damage.lines_shuffled])
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda each: each.name)
def test_a_damaged_log_dates_no_line_anew_and_invents_no_line(folder: Path, kind: Callable[[bytes], Any]) -> None:
    (path,) = (each for each in folder.iterdir() if each.name != "expected.json")
    body = path.read_bytes()
    known = {(each.at, each.text) for each in one(facts_of(DRIVER, path), DeviceLog).lines}
    own = {LogEvent.PORT_UP, LogEvent.PORT_DOWN, LogEvent.SESSION_UP, LogEvent.AUTH_REJECTED, LogEvent.NO_ANSWER}
    events = {(each.at, each.text, each.event) for each in one(facts_of(DRIVER, path), DeviceLog).lines}

    for damaged in kind(body):
        if not damaged.strip():
            continue
        try:
            facts = list(DRIVER.read([Capture(damaged, NOON, "modem", "file")]))
        except UnreadableCapture:
            continue
        left = one(facts, DeviceLog).lines
        assert {(each.at, each.text) for each in left} <= known
        said = {(each.at, each.text, each.event) for each in left if each.event in own}
        assert {each for each in said if not is_of_the_port(each[1])} <= events


def is_of_the_port(text: str) -> bool:
    """Which of several lines tells of the port's fall is a matter of their order."""
    return "link" in text


def test_a_log_saved_from_a_web_page_reads_the_same() -> None:
    log, _ = read(
        "Mar  1 11:00:00 pppd[1]: Connect: ppp0 &lt;--&gt; eth7",
        "Mar  1 11:00:01 pppd[1]: local  IP address 192.0.2.9",
        "Mar  1 11:00:02 netifd: Network device &#39;eth7&#39; link is down",
    )

    assert [each.event for each in log.lines] == [E.OTHER, E.SESSION_UP, E.PORT_DOWN]
