"""Cisco IOS and IOS XE with a DSL controller, ADSL card or VDSL SFP: the answers of its command line.

Asked: `show controllers vdsl`, `show dsl interface atm0`, `show pppoe session`, `show version`, `show clock` and the
lines of `show logging` that tell of line, session and restarts. Saved by hand, also `show controllers vdsl ... local`,
`show pppoe statistics` and the SFP's raw command line.

Source: captures of a C111x, of VDSL SFPs, of an 8xx with ADSL; Cisco's command reference for the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.site import Device
from netdoc.plugin import Driver, Score
from netdoc.ports import Ports
from probes.modems import _cisco_log as log
from probes.modems import _cisco_session as session
from probes.modems._cisco_line import COLUMNS, read_line
from probes.modems._numbers import whole
from probes.modems._plausible import Gate
from probes.modems._sessions import by_ssh, weak_ssh
from probes.modems._text import lines_of, printable, the_labelled

TIMEOUT_S = 90.0
LINE_COMMANDS = tuple(f"show controllers vdsl {each}" for each in ("0", "0/0/0", "0/1/0", "0/2/0", "0/3/0", "0/1"))
LINE_COMMANDS += ("show dsl interface atm0", "show dsl interface atm0/0/0")
BEFORE = ("terminal length 0", "show clock", "show version")
AFTER = ("show pppoe session", "show logging | include CONTROLLER-|DIALER-|LINEPROTO-|LINK-3|SYS-5-RE")
_RAW = re.compile(r"Link time\s+Rate US/DS\s+Mode\s+Status\s+Annex\s+Profile\s+TxPkts/RxPkts")
_RAW_ROW = re.compile(
    r"([0-9]+)\s+(0|[1-9][0-9]{0,8})/(0|[1-9][0-9]{0,8})\s+([A-Z][\w+-]*)\s+(\w+)\s+(Annex\w+)\s+([0-9]{1,2}[a-d])\s+"
    r"[0-9]+/[0-9]+"
)
_VERSION = re.compile(r"^(?:Cisco IOS (?:XE )?Software|IOS \(tm\))[^\n]*Version ([^\s,]+)", re.MULTILINE)
_UPTIME = re.compile(
    r"\S+ uptime is (?:([0-9]+) years?(?:, |$))?(?:([0-9]+) weeks?(?:, |$))?(?:([0-9]+) days?(?:, |$))?"
    r"(?:([0-9]+) hours?(?:, |$))?(?:([0-9]+) minutes?)?"
)
_UNITS_S = (365 * 86_400, 7 * 86_400, 86_400, 3_600, 60)
_MODEL = re.compile(r"^[Cc]isco (\S+) (?:\([^)\n]{1,20}\) )?(?:processor|with)\b", re.MULTILINE)
_REASON = re.compile(r"(?:Last reload reason: |System returned to ROM by )(.+?)(?: at [0-9]{2}:[0-9]{2}:[0-9]{2} .*)?")
_LOG_LINE = re.compile(r"%(?:CONTROLLER|DIALER|LINEPROTO)-[0-7]-[A-Z]+: ")

_plans: dict[tuple[str, int | None], str] = {}
"""The command that showed a box's line: boxes differ in the place of the controller."""


def recognises(body: bytes) -> Score:
    """Return how sure it is that this is an answer of IOS about a line, a session or the box."""
    text = body[:400_000].decode("latin-1")
    if COLUMNS.search(text) or _RAW.search(text) or session.SESSIONS.search(text) or session.EVENTS.search(text):
        return Score.CERTAIN
    if re.search(r"^SFP Vendor PID:", text, re.MULTILINE) and re.search(r"^DSL Status:", text, re.MULTILINE):
        return Score.CERTAIN
    if _VERSION.search(text) and " uptime is " in text:
        return Score.CERTAIN
    return Score.LIKELY if _LOG_LINE.search(text) else Score.NO


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Ask in one session, by ssh where the site file says nothing else; a box met anew is asked for its controller."""
    device = by_ssh(device)
    key = (device.address, device.port)
    known = _plans.get(key)
    commands = (*BEFORE, *(LINE_COMMANDS if known is None else (known,)), *AFTER)
    taken = list(await ports.shell.run(device, commands, timeout_s=TIMEOUT_S))
    shown = [command for command, each in zip(commands, taken, strict=False) if _has_line(each)]
    if shown:
        _plans[key] = shown[0]
    else:
        _plans.pop(key, None)
    return [
        each for each in taken if recognises(each.body) or log.clock_of(lines_of(each.body), each.taken_at)
    ] or taken[:1]


def _has_line(capture: Capture) -> bool:
    return COLUMNS.search(capture.body.decode("latin-1")) is not None


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the line, the office's PPPoE session, the box and its log, as far as they were asked.

    Units: rates in kbit/s, levels in dB and dBm with one decimal, as printed.

    Raises:
        UnreadableCapture: the answers hold none of these.
    """
    told = [(each, lines_of(each.body)) for each in captures]
    lines = [line for _, each in told for line in each]
    facts: list[Fact] = []
    line = _line(told, lines)
    if line is not None:
        facts.append(line)
    if (told_session := session.read_session(lines) or session.read_events(lines)) is not None:
        facts.append(told_session)
    box, warning = _box(lines), weak_ssh(captures) if facts else ()
    if box is not None:
        facts.append(replace(box, remarks=(*box.remarks, *warning)))
    elif warning:
        facts.append(DeviceState(vendor="Cisco", remarks=warning))
    clock = next((found for each, own in told if (found := log.clock_of(own, each.taken_at))), None)
    logged = log.read_log(lines, clock, live=captures[0].method.startswith(("telnet", "ssh")))
    if logged is not None:
        facts.append(logged)
    if not facts:
        raise UnreadableCapture(
            "cisco: the answers show no DSL line, PPPoE session or version",
            hint="log in to the router, save what `show controllers vdsl 0/0/0` (or `show dsl interface atm0`) prints",
        )
    return facts


def _line(told: Sequence[tuple[Capture, list[str]]], lines: Sequence[str]) -> DslLine | None:
    shown = [each for _, own in told if any(COLUMNS.search(line) for line in own) for each in own]
    if shown:
        return read_line(shown)
    return _raw_line(lines) or _local_line(lines)


def _raw_line(lines: Sequence[str]) -> DslLine | None:
    """Return the row of the SFP's own command line; upstream stands first in its rates."""
    rows = {found.groups() for line in lines if (found := _RAW_ROW.fullmatch(line.strip()))}
    if len(rows) != 1 or not any(_RAW.fullmatch(line.strip()) for line in lines):
        return None
    link_time, up, down, mode, status, annex, profile = rows.pop()
    gate = Gate()
    gate.left_out("showtime_s", f"Link time {link_time}", "its unit is not documented")
    sync = True if status.lower() == "showtime" else None
    return DslLine(
        sync=sync,
        status=printable(status),
        mode=printable(f"{mode} {annex.replace('Annex', 'Annex ')}"),
        profile=profile,
        rate_down_kbps=gate.rate_kbps("rate_down_kbps", whole(down), down, sync=sync),
        rate_up_kbps=gate.rate_kbps("rate_up_kbps", whole(up), up, sync=sync),
        remarks=tuple(gate.remarks),
    )


def _local_line(lines: Sequence[str]) -> DslLine | None:
    status = the_labelled(lines, "DSL Status")
    if status is None or the_labelled(lines, "SFP Vendor PID") is None:
        return None
    return DslLine(sync=True if status == "showtime" else None, status=printable(status))


def _box(lines: Sequence[str]) -> DeviceState | None:
    """Return the router by `show version`; the SFP's type and firmware where only that was asked."""
    text = "\n".join(lines)
    version, uptime_s = _VERSION.search(text), _uptime_s(lines)
    model = _MODEL.search(text)
    reasons = [printable(found[1]) for line in lines if (found := _REASON.fullmatch(line.strip()))]
    sfp = the_labelled(lines, "SFP Vendor PID")
    firmware = the_labelled(lines, "Running Firmware Version")
    if version is None and uptime_s is None:
        if sfp is None:
            return None
        return DeviceState(
            vendor="Cisco", model=printable(sfp), firmware=None if firmware is None else printable(firmware)
        )
    remarks = ["uptime is told in whole minutes"] if uptime_s is not None else []
    if sfp is not None:
        remarks.append(f"VDSL SFP {printable(sfp)}, firmware {printable(firmware or 'not told')}")
    return DeviceState(
        vendor="Cisco",
        model=printable(model[1]) if model else None,
        firmware=printable(version[1]) if version else None,
        uptime_s=uptime_s,
        reboot_reason=reasons[-1] if reasons else None,
        remarks=tuple(remarks),
    )


def _uptime_s(lines: Sequence[str]) -> int | None:
    found = {each.groups() for line in lines if (each := _UPTIME.fullmatch(line.strip())) and any(each.groups())}
    if len(found) != 1:
        return None
    return sum(int(count or 0) * unit for count, unit in zip(found.pop(), _UNITS_S, strict=True))


EVENTS_S = 20.0
"""Read once a minute; so soon again only when something was lost or is back."""

DRIVER = Driver(
    id="cisco",
    title="Cisco IOS and IOS XE command line",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="ssh",
    min_interval_s=EVENTS_S,
)
