"""Broadcom DSL driver text: `xdslctl`, `xdslcmd`, `adsl` or `adslctl` with `info --stats`, over telnet.

In boxes of D-Link, Huawei (HG612), Zyxel, ASUS, Netgear, TP-Link and others. Down stands first in every pair of
columns. The line's clock is `AS`; the box's clock is asked apart, from `/proc/uptime` or `uptime`, and the octets of
the DSL transport from `ifconfig`.

Source: captures of D-Link DSL-2640U, DSL-2730B and DSL-G225, Huawei HG612, Zyxel VMG1312-B10D and three
unnamed boxes; see tests/captures/broadcom.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.site import Device
from netdoc.plugin import Driver, Score
from netdoc.ports import Ports
from probes.modems import _broadcom_counters as counters
from probes.modems._broadcom_history import read_history
from probes.modems._broadcom_line import read_line
from probes.modems._ifconfig import interfaces
from probes.modems._text import lines_of

PROGRAMS = ("xdslctl", "xdslcmd", "adsl", "adslctl")
UPTIME_COMMANDS = ("cat /proc/uptime", "uptime")
OTHERS = (*UPTIME_COMMANDS, "ifconfig")
TIMEOUT_S = 60.0
"""For one session of several answers, each of which may take 20 s on a slow box."""

_BANNER = "ADSL driver and PHY status"
_RATE_LINE = re.compile(
    r"^[ \t]*(?:Max|Bearer|Path|Channel):[^\n]{0,80}Upstream rate = [0-9]+ Kbps, Downstream rate = ", re.MULTILINE
)
_PROC_UPTIME = re.compile(r"([0-9]+)\.[0-9][0-9] [0-9]+\.[0-9][0-9]")
_UPTIME = re.compile(r"up\s+(?:([0-9]+) days?,\s+)?(?:([0-9]+):([0-9][0-9])|([0-9]+) min)\b")

_plans: dict[tuple[str, int | None], tuple[str, ...]] = {}
"""What worked on a box, so that the next round sends only that: boxes differ in the program's name."""


def recognises(body: bytes) -> Score:
    """Return how sure it is that this is the driver's text."""
    text = body[:200_000].decode("latin-1")
    if re.search(rf"^[^\n]{{0,20}}{_BANNER}[ \t\r]*$", text, re.MULTILINE):
        return Score.CERTAIN
    return Score.LIKELY if _RATE_LINE.search(text) else Score.NO


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Ask the driver and the box's clock in one session; on a box met for the first time, in two at most."""
    key = (device.address, device.port)
    if key in _plans:
        taken = await ports.shell.run(device, _plans[key], timeout_s=TIMEOUT_S)
        if any(recognises(each.body) for each in taken):
            return _worth_keeping(taken)
        del _plans[key]
    first = (f"{PROGRAMS[0]} info --stats", *OTHERS)
    others = tuple(f"{program} info --stats" for program in PROGRAMS[1:])
    kept: list[Capture] = []
    for commands in (first, (*others, "sh", *(f"{each} info --stats" for each in PROGRAMS), *OTHERS)):
        taken = await ports.shell.run(device, commands, timeout_s=TIMEOUT_S)
        kept.extend(taken)
        if any(recognises(each.body) for each in taken):
            _plans[key] = _shortest(commands, taken)
            return _worth_keeping(taken)
    return kept[:1]


def _shortest(commands: Sequence[str], taken: Sequence[Capture]) -> tuple[str, ...]:
    """Return the first commands that gave the line, the box's clock and its octets, and `sh` if it took that."""
    answers = list(zip(commands, taken, strict=False))
    line = next(index for index, (_, each) in enumerate(answers) if recognises(each.body))
    clock = [command for command, each in answers if _uptime_s(lines_of(each.body)) is not None][:1]
    octets = [command for command, each in answers if interfaces(lines_of(each.body))][:1]
    shell = ["sh"] if "sh" in commands[:line] else []
    return (*shell, commands[line], *clock, *octets)


def _worth_keeping(taken: Sequence[Capture]) -> list[Capture]:
    """Return the first answer of the driver, the first of the box's clock and the first of its octets."""
    line = [each for each in taken if recognises(each.body)][:1]
    clock = [each for each in taken if _uptime_s(lines_of(each.body)) is not None][:1]
    return line + clock + [each for each in taken if interfaces(lines_of(each.body))][:1]


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the line, its bins dated by when the answer was taken, and the box's clock and octets where asked.

    Units: rates are printed in kbit/s, levels in dB and dBm with one decimal, `AS` in seconds.

    Raises:
        UnreadableCapture: no answer holds the driver's status.
    """
    facts: list[Fact] = []
    for capture in captures:
        lines = lines_of(capture.body)
        if recognises(capture.body):
            complete = capture.method.startswith(("telnet", "ssh"))
            facts.append(read_line(lines, complete=complete))
            facts.extend(read_history(counters.sections(lines), capture.taken_at))
        elif (uptime_s := _uptime_s(lines)) is not None:
            facts.append(DeviceState(uptime_s=uptime_s))
        facts.extend(interfaces(lines))
    if not any(each.KIND == "DslLine" for each in facts):
        raise UnreadableCapture(
            "broadcom: the answer holds no status of the DSL driver",
            hint="log in to the modem and try `xdslctl info --stats`; if it answers, save that text to a file",
        )
    return facts


def _uptime_s(lines: Sequence[str]) -> int | None:
    """Return the box's uptime from an answer that is nothing but that."""
    texts = [line.strip() for line in lines if line.strip()]
    for text in texts[:3]:
        if found := _PROC_UPTIME.fullmatch(text):
            return int(found[1])
        if "load average" in text and (found := _UPTIME.search(text)):
            days, hours, minutes, only_minutes = (int(each or 0) for each in found.groups())
            return days * 86_400 + hours * 3_600 + (minutes + only_minutes) * 60
    return None


EVENTS_S = 20.0
"""Read once a minute; so soon again only when something was lost or is back."""

DRIVER = Driver(
    id="broadcom",
    title="Broadcom driver text (xdslctl, xdslcmd, adsl, adslctl)",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="telnet",
    min_interval_s=EVENTS_S,
    hints=("BCM96", "BCM63"),
)
