"""TrendChip, MediaTek and EcoNet DSL boxes by telnet: ZyNOS `wan adsl`, Linux `adsl_stats`, `dsllinestatus`.

In Zyxel P-660 and VMG1312-T, D-Link, TP-Link and ASUS boxes of these chips. `near-end` is what the modem receives:
downstream. The box's clock (`system up time`) is read where the answer holds `sys version`.

Source: captures of Zyxel P-660 and VMG1312-T20B and of unnamed boxes; form of the Linux lines after the driver's
published source (tcadsl.c).
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
from probes.modems._labels import Labels
from probes.modems._numbers import clock_s
from probes.modems._plausible import Gate
from probes.modems._shell_plan import ShellPlan
from probes.modems._text import lines_of, printable
from probes.modems._trendchip_line import STATES, read_line

TIMEOUT_S = 90.0
"""For one session of a dozen answers on a slow box."""

_LABEL = re.compile(
    r"^[ \t]*(near-end (?:interleaved |fast )?(?:channel )?bit rate:|near-end (?:FEC|CRC|HEC) error fast:"
    r"|far-end (?:FEC|CRC|HEC) error fast:|far-end (?:interleaved |fast )?(?:channel )?bit rate:"
    r"|noise margin (?:down|up)stream:|output power (?:down|up)stream:|attenuation (?:down|up)stream:"
    r"|current modem status:|ADSL link status:|operational mode: ITU|DSL standard:|adsl modem not up"
    r"|(?:LATN|SNRM|ATTNDR)[du]s[ \t]+=)",
    re.MULTILINE,
)
_SYSTEM = re.compile(r"^[ \t]*ZyNOS version:", re.MULTILINE)
_ENOUGH = 3
_UPTIME = re.compile(r"([0-9]+:[0-5][0-9]:[0-5][0-9]) \(([0-9a-f]{1,8}) ticks\)")
_TICKS_PER_S = 100
_WHOLE_END = re.compile(
    rf"(?:status: (?:{'|'.join(STATES)})|[0-9] (?:kbps|db|dbm)|[0-9]:[0-9][0-9]:[0-9][0-9])\Z".encode(), re.IGNORECASE
)
"""Ends that are whole without a newline: a state is no prefix of another, and a unit or the last two digits of a time
stand only behind a whole number."""


def recognises(body: bytes) -> Score:
    """Return how sure it is that this is the driver's text."""
    text = body[:200_000].decode("latin-1")
    labels = {found[1] for found in _LABEL.finditer(text)}
    if len(labels) >= _ENOUGH:
        return Score.CERTAIN
    if labels:
        return Score.LIKELY
    return Score.MAYBE if _SYSTEM.search(text) else Score.NO


_plan = ShellPlan(
    (
        (
            "wan adsl status",
            "wan adsl opmode",
            "wan adsl chandata",
            "wan adsl perfdata",
            "wan adsl linedata near",
            "wan adsl linedata far",
        ),
        ("cat /proc/tc3162/adsl_stats",),
        ("dsllinestatus",),
    ),
    ("sys version",),
    lambda capture: int(recognises(capture.body)),
    timeout_s=TIMEOUT_S,
)


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Ask the DSL driver and the box's clock in one session; read-only commands."""
    return await _plan.ask(device, ports)


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the line from all answers together, and the box where it tells of itself.

    Raises:
        UnreadableCapture: no answer is of this family.
    """
    lines = [line for each in captures if recognises(each.body) for line in _lines(each.body)]
    facts: list[Fact] = []
    if any(_LABEL.search(each.body[:200_000].decode("latin-1")) for each in captures):
        facts.append(read_line(lines, Gate()))
    if (box := _box(lines)) is not None:
        facts.append(box)
    if not facts:
        raise UnreadableCapture(
            "trendchip: the answer holds no values of the DSL driver",
            hint="log in to the modem and try `wan adsl chandata` and `wan adsl perfdata`; save what they print",
        )
    return facts


def _lines(body: bytes) -> list[str]:
    return lines_of(body + b"\n" if _WHOLE_END.search(body[-80:]) else body)


def _box(lines: Sequence[str]) -> DeviceState | None:
    gate = Gate()
    labels = Labels(lines, gate)
    zynos, dsl = labels.said("zynos version"), labels.said("dmt fwver", "xdslfwversion")
    clock = labels.said("system up time")
    if zynos is None and dsl is None and clock is None:
        return None
    firmware = None
    if zynos is not None:
        firmware = printable(zynos.split(" |", maxsplit=1)[0])
    elif dsl is not None:
        firmware = printable(dsl.removeprefix("FwVer:").split(" HwVer", maxsplit=1)[0])
        gate.remarks.append("firmware: that of the DSL part")
    maker = any("ZyXEL Communications" in line for line in lines)
    return DeviceState(
        vendor="ZyXEL" if maker else None,
        firmware=firmware,
        uptime_s=None if clock is None else _uptime_s(clock, gate),
        remarks=tuple(gate.remarks),
    )


def _uptime_s(text: str, gate: Gate) -> int | None:
    """Return the box's uptime; the ticks behind it (hexadecimal, 100 a second) must agree."""
    found = _UPTIME.fullmatch(text)
    seconds = None if found is None else clock_s(found[1])
    if found is None or seconds is None or abs(int(found[2], 16) // _TICKS_PER_S - seconds) > 1:
        gate.left_out("uptime_s", printable(text), "not a time of the known form, or its ticks disagree")
        return None
    return seconds


DRIVER = Driver(
    id="trendchip",
    title="TrendChip, MediaTek and EcoNet text (wan adsl, adsl_stats, dsllinestatus)",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="telnet",
    hints=("ZyNOS", "tc>"),
)
