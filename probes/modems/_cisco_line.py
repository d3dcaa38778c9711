"""The line as Cisco IOS prints it: `show controllers vdsl` (VDSL2 and ADSL) and `show dsl interface atm0` (ADSL).

The column XTU-R (DS) or ATU-R (DS) stands first: downstream. The counters count since an instant that is not printed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from netdoc.model.facts.dsl_line import DslLine
from probes.modems._numbers import whole, whole_pair
from probes.modems._plausible import Gate
from probes.modems._text import labelled, printable, the_labelled

Values = dict[str, Any]
Columns = tuple[tuple[int, int], tuple[int, int]]
"""Places of the two channels in a row: of downstream, of upstream."""

COLUMNS = re.compile(r"(?:XTU|ATU)-R \(DS\)\s+(?:XTU|ATU)-C \(US\)")
_CONTROLLER = re.compile(r"Controller VDSL [0-9/]{1,9} is (administratively down|UP|DOWN)", re.IGNORECASE)
_SHOWTIME = re.compile(r"TC Sync \(Showtime ?!?\)|Showtime \(DMTDSL_SHOWTIME\)", re.IGNORECASE)
_CACHED = "Line not activated"
"""IOS then shows what was so when the line was last up."""
_NO_SYNC = re.compile(
    r"(?:TC |Modem )?(?:Idle|Down|Silent|Hand ?shake|Init\w*|Full init\w*|Short init\w*|Training|Trained|Channel \w+"
    r"|Discovery|Analysis|Exchange|Activat\w+|Deactivat\w+|No Sync|No signal|Not ready|Disabled)\b.*",
    re.IGNORECASE,
)
_LEVEL = r"(?:(-? ?(?:0|[1-9][0-9]{0,2})\.[0-9]) )?"
_RATES = re.compile(r"(0|[1-9][0-9]{0,9}) kbits/s (0|[1-9][0-9]{0,9}) kbits/s")
_LEVELS = (
    (("Noise Margin",), "margin", "db", "dB"),
    (("Line Attenuation", "Attenuation"), "attenuation", "db", "dB"),
    (("Actual Power", "Output Power"), "power", "dbm", "dBm"),
)
_TOTALS: tuple[tuple[str, str], ...] = (
    ("Total FECC", "fec"),
    ("Total ES", "es"),
    ("Total SES", "ses"),
    ("Total UAS", "uas"),
)
_TOTALS += (("Total LOSS", "los"), ("Total LOFS", "lof"))
_TOTALS += (("ES Errors", "es"), ("SES Errors", "ses"), ("UES Errors", "uas"), ("LOSES Errors", "los"))
_LAYOUTS: tuple[tuple[re.Pattern[str], Columns], ...] = (
    (re.compile(r"DS Channel1\s+DS Channel0\s+US Channel1\s+US Channel0"), ((1, 0), (3, 2))),
    (re.compile(r"Interleave\s+Fast\s+Interleave\s+Fast"), ((0, 1), (2, 3))),
)
_PROFILE = re.compile(r"(.*?),? Profile ([0-9]{1,2}[a-d])")


def read_line(lines: Sequence[str]) -> DslLine:
    """Return the line. Units: kbit/s, dB and dBm with one decimal, seconds; nothing is converted."""
    gate = Gate()
    sync, word = _status(lines, gate)
    trained = the_labelled(lines, "Trained Mode") or the_labelled(lines, "DSL Mode")
    profile = _PROFILE.fullmatch(trained or "")
    mode = profile[1] if profile is not None else trained
    values = _rates(lines, gate, sync) | _levels(lines, gate, sync, mode) | _totals(lines, gate)
    inits = the_labelled(lines, "Full inits") or the_labelled(lines, "Activations")
    failed = the_labelled(lines, "Failed full inits")
    if failed not in (None, "0") and whole(str(failed)) is not None:
        gate.remarks.append(f"initialisations that failed, as counted by the box: {failed}")
    return DslLine(
        sync=sync,
        status=None if word is None else printable(word),
        mode=None if mode is None or sync is False else printable(mode),
        profile=None if profile is None or sync is False else profile[2],
        retrains=None if inits is None else gate.count("retrains", whole(inits), f"inits: {inits}"),
        **values,
        remarks=tuple(gate.remarks),
    )


def _status(lines: Sequence[str], gate: Gate) -> tuple[bool | None, str | None]:
    word = the_labelled(lines, "Modem Status")
    told = {found[1].lower() for line in lines if (found := _CONTROLLER.fullmatch(line.strip()))}
    down = bool(told & {"down", "administratively down"})
    if any(line.strip().startswith(_CACHED) for line in lines):
        gate.remarks.append("the line is not activated: the box shows what was counted when it was last up")
        return False, _CACHED
    if word is None:
        return (False, f"Controller {told.pop()}") if down and len(told) == 1 else (None, None)
    if _SHOWTIME.fullmatch(word):
        if down:
            gate.left_out("sync", f"Modem Status: {word}, Controller {', '.join(sorted(told))}", "a contradiction")
        return (None if down else True), word
    if _NO_SYNC.fullmatch(word) and "up" not in told:
        return False, word
    gate.left_out("sync", printable(word), "not a state this reader knows")
    return None, word


def _rates(lines: Sequence[str], gate: Gate, sync: bool | None) -> Values:
    found: Values = {}
    attainable = _RATES.fullmatch(the_labelled(lines, "Attainable Rate") or "")
    for place, side in enumerate(("down", "up")):
        key = f"attainable_{side}_kbps"
        if attainable is not None and sync is not None:
            found[key] = gate.rate_kbps(key, int(attainable[place + 1]), attainable[0], sync=sync)
    speeds, before = _row(lines, "Speed (kbps)"), _row(lines, "Previous Speed")
    for side, place in _channels(lines, gate).items():
        if speeds is not None and sync is not None:
            key = f"rate_{side}_kbps"
            found[key] = gate.rate_kbps(key, speeds[place], f"Speed (kbps): {speeds[place]}", sync=sync)
        if before is not None:
            key = f"previous_rate_{side}_kbps"
            found[key] = gate.rate_kbps(key, before[place], f"Previous Speed: {before[place]}", sync=None)
    return found


def _channels(lines: Sequence[str], gate: Gate) -> dict[str, int]:
    """Return for each direction the place of the one channel that carries data."""
    layouts = {columns for line in lines for header, columns in _LAYOUTS if header.fullmatch(line.strip())}
    speeds = _row(lines, "Speed (kbps)")
    if len(layouts) != 1 or speeds is None:
        return {}
    found = {}
    for side, places in zip(("down", "up"), layouts.pop(), strict=True):
        carrying = [each for each in places if speeds[each]]
        if len(carrying) == 1:
            found[side] = carrying[0]
        elif carrying:
            gate.left_out(f"rate_{side}_kbps", f"Speed (kbps): {speeds}", "two channels carry data")
        else:  # the last rates are told of the first channel also while the line is down
            found[side] = places[0]
    return found


def _row(lines: Sequence[str], label: str) -> list[int | None] | None:
    """Return the four cells of a row of channels; NA is None."""
    cells = (the_labelled(lines, label) or "").split()
    if len(cells) != 4 or any(each != "NA" and whole(each) is None for each in cells):
        return None
    return [whole(each) for each in cells]


def _levels(lines: Sequence[str], gate: Gate, sync: bool | None, mode: str | None) -> Values:
    if sync is not True:  # what is printed then may be left over, or 0
        return {}
    found: Values = {}
    adsl = mode is not None and ("ADSL" in mode or "G.992" in mode)
    for labels, name, ending, unit in _LEVELS:
        label = next((each for each in labels if labelled(lines, each)), labels[0])
        raw = the_labelled(lines, label)
        pair = re.fullmatch(rf"{_LEVEL}{unit} {_LEVEL}{unit}", raw or "")
        if raw is None or pair is None:
            continue
        shown = printable(f"{label}: {raw}")
        values = [None if each is None else float(each.replace(" ", "")) for each in pair.groups()]
        if name == "power" and values == [0.0, 0.0]:
            gate.left_out("power", shown, "0.0 dBm both ways means not reported")
            continue
        for side, value in zip(("down", "up"), values, strict=True):
            key = f"{name}_{side}_{ending}"
            if name == "margin":
                found[key] = gate.margin_db(key, value, shown)
            elif name == "attenuation":
                found[key] = gate.attenuation_db(key, value, shown, zero_is_nothing=side == "up" and not adsl)
            else:
                found[key] = gate.power_dbm(key, value, shown)
    return found


def _totals(lines: Sequence[str], gate: Gate) -> Values:
    found: Values = {}
    for label, name in _TOTALS:
        raw = the_labelled(lines, label)
        pair = whole_pair(raw or "")
        if pair is not None:
            found |= gate.pair(name, pair, f"{label}: {raw}", counted_at="near")
    lost = whole_pair(the_labelled(lines, "Total LPRS") or "")
    if lost is not None and any(lost):
        gate.remarks.append(f"Total LPRS: {lost[0]} {lost[1]} s of lost power; whose power is not said, so not read")
    rows = [("CRC Errors", "crc"), ("Header Errors", "hec")]
    if any("ATU-R (DS)" in line and "XTU-R (DS)" not in line for line in lines):  # the controllers print Total FECC
        rows.append(("Reed-Solomon EC", "fec"))
    places = _channels(lines, Gate())
    for label, name in rows:
        row = _row(lines, label)
        if row is not None and places:
            told = (_at(row, places, "down"), _at(row, places, "up"))
            found |= gate.pair(name, told, f"{label}: {row}", counted_at="near")
    if any(value is not None for value in found.values()):
        gate.remarks.append("the box does not say since when it counts")
    return found


def _at(row: Sequence[int | None], places: dict[str, int], side: str) -> int | None:
    return row[places[side]] if side in places else None
