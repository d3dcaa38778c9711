"""Thomson and Technicolor command line (SpeedTouch, TG5xx, TG7xx): `:xdsl info`, expanded or not, and `:adsl info`.

Downstream stands first. `Up time` is the line's clock; the box's own is not told here. Counters of periods are read
only where one block stands alone, or where the block that must follow it does.

Source: a capture of a TG788vn v2; the expanded form from notes on the same box and from public tools for the TG585v7,
TG582n and O2 Wireless Box; the form of SpeedTouch firmware 5 and 6 from a public parser.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.site import Device
from netdoc.plugin import Driver, Score
from netdoc.ports import Ports
from probes.modems._numbers import whole_pair
from probes.modems._plausible import Gate
from probes.modems._text import labelled, lines_of, only, printable, the_labelled
from probes.modems._thomson_counters import counters

COMMANDS = (":xdsl info expand=enabled", ":xdsl info", ":adsl info")
TIMEOUT_S = 60.0
Values = dict[str, Any]

_STATE = re.compile(r"^[ \t]*Modem ?state[ \t]*:[ \t]+\S", re.MULTILINE)
_BESIDE = re.compile(
    r"^[ \t]*(?:(?:Up time \(Days hh:mm:ss\)|Bandwidth \(Down/Up - kbit/s\)|Payload rate \[[Kk]bps\]|xDSL Standard"
    r"|Operation Mode)[ \t]*:|Available Bandwidth\b)",
    re.MULTILINE,
)
_UP_TIME = re.compile(r"(0|[1-9][0-9]{0,4}) [a-z]{3,8}, ([0-9]{1,2}):([0-5][0-9]):([0-5][0-9])")
_BANDWIDTH = re.compile(r"(0|[1-9][0-9]{0,9})/(0|[1-9][0-9]{0,9})")
_OTHER_ORDER = re.compile(r"(?:.*\s)?(?:US|Upstream)\s+(?:DS|Downstream)")
_CELL = r"(?:(-?(?:0|[1-9][0-9]{0,2})\.[0-9])|N/?A|--?)"
_CELLS = re.compile(rf"{_CELL} {_CELL}")
_NO_SYNC = re.compile(
    r"(?:down|idle|initiali[sz]\w+|activating|training|handshak\w+|no signal|silent|disabled)", re.IGNORECASE
)
_LEVELS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("Margins [dB]", "Margin [dB]", "Margin (dB)"), "margin", "db"),
    (("Attenuation [dB]", "Attenuation (dB)"), "attenuation", "db"),
    (("Output power [dBm]", "OutputPower [dBm]", "OutputPower (dBm)"), "power", "dbm"),
)
_CELLS_AND_KBPS = re.compile(r"Available Bandwidth:? Cells/s kbit/s", re.IGNORECASE)
_CELL_KBIT = 53 * 8 / 1_000


def recognises(body: bytes) -> Score:
    """Return how sure it is that this is the answer to `:xdsl info`."""
    text = body[:200_000].decode("latin-1")
    return Score.CERTAIN if _STATE.search(text) and _BESIDE.search(text) else Score.NO


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Ask in one session for every form there is; each firmware knows one or two of them."""
    taken = await ports.shell.run(device, COMMANDS, timeout_s=TIMEOUT_S)
    return [each for each in taken if recognises(each.body)] or taken[:1]


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the line. Units: rates in kbit/s, levels in dB and dBm, as printed.

    Raises:
        UnreadableCapture: no answer holds the modem's state.
    """
    lines = [_plain(line) for each in captures if recognises(each.body) for line in lines_of(each.body)]
    if not lines:
        raise UnreadableCapture(
            "thomson: the answer holds no `Modem state`",
            hint="log in to the box, try `:xdsl info expand=enabled`, and save what it prints",
        )
    gate = Gate()
    sync, word = _status(lines, gate)
    return (
        DslLine(
            sync=sync,
            status=word,
            mode=None if sync is False else _mode(lines),
            showtime_s=_up_time_s(lines) if sync else None,
            **_rates(lines, gate, sync),
            **_levels(lines, gate, sync),
            **counters(lines, gate),
            remarks=tuple(gate.remarks),
        ),
    )


def _plain(line: str) -> str:
    """Return a line with single blanks and none before the colon: SpeedTouch firmware lines its colons up."""
    return " ".join(line.split()).replace(" :", ":", 1)


def _status(lines: Sequence[str], gate: Gate) -> tuple[bool | None, str | None]:
    word = only([*labelled(lines, "Modem state"), *labelled(lines, "Modemstate")]) or None
    if word is None:
        return None, None
    if word.lower() == "up":
        return True, word
    if _NO_SYNC.fullmatch(word):
        return False, printable(word)
    gate.left_out("sync", printable(word), "not a state this reader knows")
    return None, printable(word)


def _mode(lines: Sequence[str]) -> str | None:
    names = ("xDSL Standard", "Operation Mode", "xDSL Type")
    standard = next((word for each in names if (word := the_labelled(lines, each)) is not None), None)
    annex = the_labelled(lines, "xDSL Annex")
    if standard is None:
        return None
    letter = re.fullmatch(r"annex ([a-m])", annex or "", re.IGNORECASE)
    return printable(
        standard if letter is None or "annex" in standard.lower() else f"{standard} Annex {letter[1].upper()}"
    )


def _up_time_s(lines: Sequence[str]) -> int | None:
    found = _UP_TIME.fullmatch(the_labelled(lines, "Up time (Days hh:mm:ss)") or "")
    if found is None or int(found[2]) > 23:
        return None
    days, hours, minutes, seconds = (int(each) for each in found.groups())
    return days * 86_400 + hours * 3_600 + minutes * 60 + seconds


def _rates(lines: Sequence[str], gate: Gate, sync: bool | None) -> Values:
    bandwidth = _BANDWIDTH.fullmatch(the_labelled(lines, "Bandwidth (Down/Up - kbit/s)") or "")
    told = [] if bandwidth is None else [(int(bandwidth[1]), int(bandwidth[2]))]
    payload = only([*labelled(lines, "Payload rate [Kbps]"), *labelled(lines, "Payload rate [kbps]")])
    if payload is not None and not _exchanged(lines) and (pair := whole_pair(payload)) is not None:
        told.append(pair)
    if (cells := _by_cells(lines)) is not None:
        told.append(cells)
    if len(set(told)) > 1:
        gate.left_out("rate", f"{told}", "told in two ways")
    if len(set(told)) != 1 or sync is None:
        return {}
    return {
        (key := f"rate_{side}_kbps"): gate.rate_kbps(key, value, f"{value} kbit/s", sync=sync)
        for side, value in zip(("down", "up"), told[0], strict=True)
    }


def _by_cells(lines: Sequence[str]) -> tuple[int, int] | None:
    """Return (down, up) in kbit/s of SpeedTouch's table, where the cells beside them say the same."""
    if not any(_CELLS_AND_KBPS.fullmatch(line) for line in lines):
        return None
    down, up = (whole_pair(the_labelled(lines, each) or "") for each in ("Downstream", "Upstream"))
    if down is None or up is None:
        return None
    fits = all(abs(cells * _CELL_KBIT - rate) <= max(2.0, rate * 0.02) for cells, rate in (down, up))
    return (down[1], up[1]) if fits else None


def _exchanged(lines: Sequence[str]) -> bool:
    return any(_OTHER_ORDER.fullmatch(line.strip()) for line in lines)


def _levels(lines: Sequence[str], gate: Gate, sync: bool | None) -> Values:
    if sync is not True or _exchanged(lines):
        return {}
    adsl = "ADSL" in (_mode(lines) or "").upper() or "G.992" in (_mode(lines) or "")
    found: Values = {}
    for labels, name, ending in _LEVELS:
        raw = only([each for label in labels for each in labelled(lines, label)])
        cells = _CELLS.fullmatch(raw or "")
        if raw is None or cells is None:
            continue
        shown = printable(f"{labels[0]}: {raw}")
        for side, text in zip(("down", "up"), cells.groups(), strict=True):
            key, value = f"{name}_{side}_{ending}", None if text is None else float(text)
            if name == "margin":
                found[key] = gate.margin_db(key, value, shown)
            elif name == "attenuation":
                found[key] = gate.attenuation_db(key, value, shown, zero_is_nothing=side == "up" and not adsl)
            else:
                found[key] = gate.power_dbm(key, value, shown)
    return found


EVENTS_S = 30.0
"""These boxes take one session at a time."""

DRIVER = Driver(
    id="thomson",
    title="Thomson and Technicolor command line (:xdsl info)",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="telnet",
    min_interval_s=EVENTS_S,
)
