"""DrayTek Vigor 130, 165 and kin: `vdsl status`, `more`, `adsl status`, `show adsl`, syslog, a timeline of states.

Source: captures of Vigor 130 class boxes (the table of `more`, the short block, a syslog line) and of a Vigor165
(timeline); the head of `vdsl status` and the JSON of newer boxes (Vigor 167) after the tools that read them.
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
from probes.modems import _draytek_json
from probes.modems._draytek_line import read_line
from probes.modems._draytek_log import ENTERING, read_log
from probes.modems._labels import only_match
from probes.modems._numbers import clock_s
from probes.modems._plausible import Gate
from probes.modems._shell_plan import ShellPlan
from probes.modems._text import lines_of, printable

TIMEOUT_S = 90.0
"""For one session of several answers on a slow box."""

_LINE_TEXTS = (
    re.compile(r"^ *-{3,} ATU-R Info \(hw: annex", re.MULTILINE),
    re.compile(r"^ *[DN][SE] (?:Actual Rate|Current Attenuation) +: +.* (?:US Actual Rate|Cur SNR Margin) +:", re.M),
    re.compile(r"^ *(?:ReTxEnable|SosSuccess|RsCorrection) +: +[0-9]+ +[0-9]+", re.MULTILINE),
    re.compile(r"^ *UP Speed:[0-9]+ +Down Speed:[0-9]+ +SNR Margin:", re.MULTILINE),
    re.compile(r"\bADSL_Status:\[Mode=.{1,20} States="),
)
_UPTIME = re.compile(r".*\bSystem Uptime ?: ?([0-9]+:[0-9]{2}:[0-9]{2})\b.*")
_MODEL = re.compile(r"Router Model ?: ?(\S.*?)(?: Version ?: ?(\S+).*)?")


def recognises(body: bytes) -> Score:
    """Return how sure it is that this is a Vigor's text."""
    text = body[:200_000].decode("latin-1")
    if _draytek_json.is_json(body[:200_000]):
        return Score.CERTAIN
    if any(each.search(text) for each in _LINE_TEXTS) or _entries(text) > 1:
        return Score.CERTAIN
    if _entries(text):
        return Score.LIKELY
    return Score.MAYBE if re.search(r"^ *System Uptime *: *[0-9]+:", text, re.MULTILINE) else Score.NO


def _entries(text: str) -> int:
    return sum(ENTERING.fullmatch(" ".join(each.split())) is not None for each in text.splitlines()[:20])


def _useful(capture: Capture) -> int:
    score = int(recognises(capture.body))
    return score + 1 if b"SHOWTIME" in capture.body and score else score


_plan = ShellPlan(
    (("vdsl status", "vdsl status more"), ("adsl status", "adsl status more"), ("show adsl",)),
    ("show status",),
    _useful,
    timeout_s=TIMEOUT_S,
)


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Ask for the line and the box's clock in one session; read-only commands."""
    return await _plan.ask(device, ports)


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the line from all answers together, the box's clock, and the states of a timeline.

    Raises:
        UnreadableCapture: no answer is a Vigor's.
    """
    lines = [line for each in captures if recognises(each.body) for line in _lines(each.body)]
    facts: list[Fact] = []
    text = "\n".join(lines)
    if any(each.search(text) for each in _LINE_TEXTS):
        facts.append(read_line(lines, Gate()))
    pages = [each.body for each in captures if _draytek_json.is_json(each.body)]
    if pages and not facts:
        facts.append(_draytek_json.read_line(b"\n".join(pages)))
    if (log := read_log(lines)) is not None:
        facts.append(log)
    if (box := _box(lines)) is not None:
        facts.append(box)
    if not facts:
        raise UnreadableCapture(
            "draytek: the answer holds no state of the DSL line",
            hint="log in to the Vigor and try `vdsl status` and `vdsl status more`; save what they print",
        )
    return facts


def _lines(body: bytes) -> list[str]:
    """The bracket that closes a syslog line stands only behind a whole number."""
    return lines_of(body + b"\n" if body.endswith(b"]") else body)


def _box(lines: Sequence[str]) -> DeviceState | None:
    uptime, model = only_match(lines, _UPTIME), only_match(lines, _MODEL)
    if uptime is None and model is None:
        return None
    return DeviceState(
        vendor="DrayTek",
        model=None if model is None else printable(model[1]),
        firmware=None if model is None or model[2] is None else printable(model[2]),
        uptime_s=None if uptime is None else clock_s(uptime[1]),
    )


DRIVER = Driver(
    id="draytek",
    title="DrayTek Vigor text (vdsl status, show adsl, syslog)",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="telnet",
)
