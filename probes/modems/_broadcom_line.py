"""The head of Broadcom's `info --stats` as one `DslLine`: status, rates, margins, attenuation, power.

Forms met: `Bearer:` (new), `Path:` (old VDSL2 driver), `Channel: FAST` or `INTR` (old ADSL driver, on its own
line or behind the status), `Rate (Kbps):` and `Max(Kbps):` as columns (older still).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from netdoc.model.facts.dsl_line import DslLine
from probes.modems import _broadcom_counters as counters
from probes.modems._numbers import tenth_pair, whole, whole_pair
from probes.modems._plausible import Gate
from probes.modems._text import only, printable

_RATES = re.compile(r"Upstream rate = (0|[1-9][0-9]*) Kbps, Downstream rate = (0|[1-9][0-9]*) Kbps", re.IGNORECASE)
_NO_SYNC = re.compile(
    r"(G\.99[2-4]|G\.9701|G\.994\.1|Idle|Silent|Disabled|No Signal|Not Ready|Handshake|Training|Initiali[sz]|Activating"
    r"|Establishing|Channel Analysis|Message Exchange|L2|L3)\b.*",
    re.IGNORECASE,
)
_ADSL_MODE = re.compile(r"(ADSL2?\+?|G\.DMT|G\.lite|T1\.413)( Annex [A-M]+)?( .*)?", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:xdslctl|xdslcmd|adslctl|adsl)([0-9]): ADSL driver and PHY status")
_BEHIND_STATUS = re.compile(r"\s*(?:Channel|(?:Last )?Retrain Reason):")
"""What older firmware prints on the line of the status."""
_PROMPT = re.compile(r"[^\s:]{0,30} ?[#>$](?:\s.{0,60})?")
_REASON_BEHIND = re.compile(r"Retrain Reason: (\w+)(?= Channel:|$)")
_PROFILE_35B = "BrcmPriv1"
"""Broadcom's own name of VDSL2 profile 35b, from before it was standardised."""
_LEVELS = (("SNR (dB)", "margin", "db"), ("Attn(dB)", "attenuation", "db"), ("Pwr(dBm)", "power", "dbm"))
_NO_AGE = "CRC and FEC count since the line came up; ES, SES and UAS from an earlier start that is not printed"
Values = dict[str, Any]
"""Fields of a `DslLine` by name; absent means None."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the box says of the line's state."""

    sync: bool | None
    word: str | None


def read_line(lines: Sequence[str], *, complete: bool) -> DslLine:
    """Return the line.

    Args:
        lines: the answer, one or several commands with their prompts.
        complete: known to be whole (taken over a session, not from a file).
    """
    gate = Gate()
    status = _status(lines, gate)
    bonded = {found[1] for line in lines if (found := _NUMBERED.match(line.strip())) is not None}
    if len(bonded) > 1:
        gate.remarks.append("two lines are bonded: which number is of which line is not certain, so none is read")
        return DslLine(sync=status.sync, status=status.word, remarks=tuple(gate.remarks))
    showtime_s = _showtime(lines, status.sync, gate)
    certain = status.sync is not None or bool(showtime_s)
    rates = _rates(lines, gate, status.sync) if certain else {}
    if not certain and any(_RATES.search(line) for line in lines):
        gate.left_out("rate", "Upstream rate, Downstream rate", "without the line's state they may be left over")
    mode = _field(lines, "Mode")
    retrain = [each for name in ("Last Retrain Reason", "Retrain Reason") for each in _fields(lines, name)]
    retrain += [found[1] for each in _fields(lines, "Status") if (found := _REASON_BEHIND.search(each)) is not None]
    init = _field(lines, "Last initialization procedure status")
    if init not in (None, "0"):
        gate.remarks.append(f"last initialisation ended with status {printable(str(init))}, as the box prints it")
    return DslLine(
        sync=status.sync,
        status=status.word,
        mode=printable(mode) if mode else None,
        profile=_profile(lines, gate),
        **rates,
        **(_levels(lines, gate, status.sync, mode) if certain else {}),
        showtime_s=showtime_s,
        **_counters(lines, gate, showtime_s, complete),
        last_retrain_reason=_word(only(retrain)),
        remarks=tuple(gate.remarks),
    )


def _profile(lines: Sequence[str], gate: Gate) -> str | None:
    told = _field(lines, "VDSL2 Profile")
    if told is None:
        return None
    name = told.removeprefix("Profile ")
    if name.lower() == _PROFILE_35B.lower():
        gate.remarks.append(f"the box calls profile 35b {_PROFILE_35B}")
        return "35b"
    return printable(name)


def _status(lines: Sequence[str], gate: Gate) -> Status:
    said = only([_BEHIND_STATUS.split(each)[0].strip() for each in _fields(lines, "Status")])
    training = _field(lines, "Training Status")
    word = said or training
    if word is None:
        return Status(None, None)
    if word.lower() == "showtime":
        if training is not None and _NO_SYNC.fullmatch(training):
            gate.left_out("sync", f"Status: {word}, Training Status: {training}", "the box contradicts itself")
            return Status(None, printable(word))
        return Status(True, printable(word))
    if _NO_SYNC.fullmatch(word) and (training is None or training.lower() != "showtime"):
        return Status(False, printable(word))
    gate.left_out("sync", printable(word), "not a state this reader knows")
    return Status(None, printable(word))


def _rates(lines: Sequence[str], gate: Gate, sync: bool | None) -> Values:
    most = _rate_pair(_fields(lines, "Max")) or _columns(lines, "Max(Kbps)")
    now = _actual(lines, gate) or _columns(lines, "Rate (Kbps)")
    found: Values = {}
    for name, pair in (("rate", now), ("attainable", most)):
        for side, value in zip(("down", "up"), pair or (None, None), strict=True):
            key = f"{name}_{side}_kbps"
            found[key] = gate.rate_kbps(key, value, f"{value} Kbps", sync=sync)
    return found


def _actual(lines: Sequence[str], gate: Gate) -> tuple[int, int] | None:
    """Return (down, up) of bearer 0; bearer 1 carries the overhead of G.INP."""
    bearers: dict[str, list[str]] = {}
    for line in lines:
        found = re.fullmatch(r"\s*(?:Bearer|Path):\s*([0-9]),\s*(.+?)\s*", line)
        if found is not None:
            bearers.setdefault(found[1], []).append(found[2])
    second = _rate_pair(bearers.get("1", []))
    if second is not None and second != (0, 0):
        gate.remarks.append(
            f"a second bearer carries {second[0]} kbit/s down and {second[1]} up; not added to the rate"
        )
    if bearers:
        return _rate_pair(bearers.get("0", []))
    channels = [
        found[1]
        for line in lines
        if (found := re.fullmatch(r"(?:Status:.*\s)?\s*Channel:\s*(?:FAST|INTR\w*),\s*(.+?)\s*", line, re.IGNORECASE))
    ]
    return _rate_pair(channels)


def _levels(lines: Sequence[str], gate: Gate, sync: bool | None, mode: str | None) -> Values:
    if sync is False:
        return {}
    swapped = any(re.fullmatch(r"\s*Up(stream)?\s+Down(stream)?\s*", line) for line in lines)
    vdsl = any("VDSL" in line for line in lines)
    adsl = not vdsl and mode is not None and _ADSL_MODE.fullmatch(mode) is not None
    found: Values = {}
    for label, name, unit in _LEVELS:
        raw = _field(lines, label)
        pair = None if raw is None else tenth_pair(raw, padded=name == "power")
        if raw is not None and (pair is None or swapped):
            gate.left_out(name, printable(f"{label}: {raw}"), "not two numbers in the known order")
            continue
        for side, value in zip(("down", "up"), pair or (None, None), strict=True):
            key, shown = f"{name}_{side}_{unit}", printable(f"{label}: {raw}")
            if name == "margin":
                found[key] = gate.margin_db(key, value, shown)
            elif name == "attenuation":
                found[key] = gate.attenuation_db(key, value, shown, zero_is_nothing=side == "up" and not adsl)
            else:
                found[key] = gate.power_dbm(key, value, shown)
    return found


def _counters(lines: Sequence[str], gate: Gate, showtime_s: int | None, complete: bool) -> Values:
    trusted = counters.sections(lines)
    chosen = counters.counted_over(trusted, showtime_s)
    found: Values = {}
    if chosen is not None:
        age_s: int | None = chosen.age_s
        wrong = counters.contradictions(trusted, chosen)
        pairs = {key: pair for key, pair in chosen.counters.items() if key not in wrong}
        for key, why in wrong.items():
            gate.left_out(key, str(chosen.counters[key]), why)
        found["counter_age_s"] = age_s
    elif not counters.has_sections(lines) and (complete or _ends_at_prompt(lines)):
        age_s, pairs = None, counters.block(lines)
        if pairs:
            gate.remarks.append(_NO_AGE)
    else:
        age_s, pairs = None, {}
        gate.remarks.append(_why_no_counters(lines))
    for key, pair in pairs.items():
        if key != "LOM":
            found |= gate.pair(key.lower(), pair, f"{key}: {pair[0]} {pair[1]}", counted_at="near", age_s=age_s)
    return found | _since_link(lines, gate)


def _why_no_counters(lines: Sequence[str]) -> str:
    if any(re.match(r"\s*(?:SF|OHF|ES|FEC|CRC):", line) for line in lines):
        return "counters: the period they were counted over is not certain in this answer, so none is read"
    return "counters: this answer holds none (`info --stats` prints them)"


def _since_link(lines: Sequence[str], gate: Gate) -> Values:
    found: Values = {}
    header_errors = counters.header_errors(lines)
    if header_errors is not None:
        found |= gate.pair("hec", header_errors, f"HEC: {header_errors[0]} {header_errors[1]}", counted_at="near")
        if any(header_errors):
            gate.remarks.append("HEC counts since the line came up")
    for label, key in (("rtx_uc", "rtx_uncorrected_down"), ("LEFTRS", "leftrs_down")):
        pair = whole_pair(_field(lines, label) or "")
        found[key] = None if pair is None else gate.count(key, pair[0], f"{label}: {pair[0]}")
    return found


def _showtime(lines: Sequence[str], sync: bool | None, gate: Gate) -> int | None:
    """AS: available seconds of this showtime; never more than the time since the line came up."""
    raw = _field(lines, "AS")
    value = None if raw is None or sync is False else whole(raw)
    if value == 0 and not sync:  # printed while the line trains
        return None
    link = counters.sections(lines).get(counters.SINCE_LINK)
    if value is not None and link is not None and value > link.age_s + counters.SLACK_S:
        gate.left_out("showtime_s", f"AS: {raw}", f"more than the {link.age_s} s since the line came up")
        return None
    return value


def _ends_at_prompt(lines: Sequence[str]) -> bool:
    """Whether the text goes on to the box's next prompt behind the last line of the block (`Bitswap`)."""
    texts = [line.strip() for line in lines if line.strip()]
    last = [place for place, text in enumerate(texts) if text.startswith("Bitswap:")]
    following = texts[last[0] + 1 :][:1] if len(last) == 1 else []
    return bool(following) and _PROMPT.fullmatch(following[0]) is not None


def _fields(lines: Sequence[str], label: str) -> list[str]:
    start = f"{label}:"
    return [" ".join(line.strip()[len(start) :].split()) for line in lines if line.strip().startswith(start)]


def _field(lines: Sequence[str], label: str) -> str | None:
    return only(_fields(lines, label)) or None


def _word(text: str | None) -> str | None:
    return printable(text) if text else None


def _rate_pair(values: Sequence[str]) -> tuple[int, int] | None:
    """Return (down, up) of `Upstream rate = N Kbps, Downstream rate = N Kbps`."""
    found = _RATES.fullmatch(only(values) or "")
    return None if found is None else (int(found[2]), int(found[1]))


def _columns(lines: Sequence[str], label: str) -> tuple[int, int] | None:
    return whole_pair(_field(lines, label) or "")
