"""The text of TrendChip, MediaTek and EcoNet DSL drivers as one `DslLine`.

Forms met: ZyNOS (`wan adsl ...`, whole dB, `ADSL uptime 1:36:39`), Linux (`/proc/tc3162/adsl_stats` and `w adsl`,
tenths, `ADSL uptime : 2 days, 9:07, 17 secs`), EcoNet's `dsllinestatus`, and the raw dumps R-PARAMS (downstream) and
C-PARAMS (upstream), which print tenths of a dB under the label dB.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from netdoc.model.facts.dsl_line import DslLine
from probes.modems._labels import Labels, only_match, with_unit
from probes.modems._numbers import clock_s, decimal, whole
from probes.modems._plausible import Gate
from probes.modems._text import printable

Values = dict[str, Any]

STATES = {"up": True, "down": False, "initializing": False, "wait for init": False, "wait for initialization": False}
_STATE_LABELS = ("current modem status", "adsl link status", "line state")
_MODE_LABELS = ("operational mode", "opmode", "dsl standard", "modulation")
_STANDARDS = (
    ("G.993.2", "VDSL2"),
    ("G.993.1", "VDSL"),
    ("G.992.5", "ADSL2+"),
    ("ADSL2+", "ADSL2+"),
    ("G.992.3", "ADSL2"),
    ("G.992.2", "G.Lite"),
    ("G.992.1", "G.DMT"),
    ("T1.413", "T1.413"),
)
_ANNEX = re.compile(r"(?:Annex Mode ?: ?ANNEX_|Adsl Type ?: ?ANNEX_|Annex )([A-M])", re.IGNORECASE)
_UPTIME = re.compile(r"A?DSL uptime ?:? ?([0-9]+:[0-9]{2}:[0-9]{2})", re.IGNORECASE)
_UPTIME_WORDS = re.compile(
    r"A?DSL uptime ?:? ?(?:([1-9][0-9]{0,4}) days?, )?(?:([0-9]{1,2}):([0-5][0-9]), |([0-9]{1,2}) min, )"
    r"([0-9]{1,2}) secs?",
    re.IGNORECASE,
)
_ENDS = (("near", "down"), ("far", "up"))
"""What the modem receives is counted at the near end: downstream."""
_CURRENT = re.compile(
    r"(?:noise margin|output power|attenuation|near-end|far-end|current modem|adsl link|tone|wan |w )\b", re.IGNORECASE
)
"""Lines of anything but the dumps: where they are, the dumps' levels are those of the last training, not today's."""
_LEVELS = (
    ("margin_down_db", "noise margin downstream", "snrmds"),
    ("margin_up_db", "noise margin upstream", "snrmus"),
    ("attenuation_down_db", "attenuation downstream", "latnds"),
    ("attenuation_up_db", "attenuation upstream", "latnus"),
    ("power_down_dbm", "output power downstream", "actatpds"),
    ("power_up_dbm", "output power upstream", "actatpus"),
)


def read_line(lines: Sequence[str], gate: Gate) -> DslLine:
    """Return the line.

    Units: rates in kbit/s; levels in dB and dBm as printed, in tenths in the raw dumps; `ADSL uptime` is the line's
    clock. `DSL activetime` beside it is another clock, undocumented, and is not read. The age of the counters is not
    printed. Error seconds of the running 15 minutes and day have no known start and are not dated.
    """
    labels = Labels(lines, gate)
    sync, status = _state(lines, labels, gate)
    mode = _mode(lines, labels)
    es_s, shown = labels.read("es_down", "error second after power-up", whole)
    values = _rates(labels, gate, sync) | _levels(lines, labels, gate, sync, mode) | _counters(labels, gate)
    if es_s is not None:
        gate.remarks.append("errored seconds: the box names no end; what a modem counts itself is downstream")
    for period in ("15min", "24hr"):
        if (bin_said := labels.said(f"error second in {period}")) is not None:
            gate.remarks.append(
                f"error seconds in {period}: {printable(bin_said)}; the start of this bin is not printed"
            )
    return DslLine(
        sync=sync,
        status=status,
        mode=mode,
        profile=labels.said("currentprofiles"),
        showtime_s=_showtime_s(lines, sync, gate),
        **values,
        **gate.pair("es", (es_s, None), shown, counted_at="near"),
        remarks=tuple(gate.remarks),
    )


def _state(lines: Sequence[str], labels: Labels, gate: Gate) -> tuple[bool | None, str | None]:
    words = [each for label in _STATE_LABELS if (each := labels.said(label)) is not None]
    if not words and any(line.strip() == "adsl modem not up" for line in lines):
        return False, "adsl modem not up"
    if not words:
        return None, None
    known = {STATES.get(each.lower()) for each in words}
    if len(known) == 1 and None not in known:
        return known.pop(), printable(words[0])
    gate.left_out("sync", printable(" / ".join(words)), "not a state this reader knows")
    return None, printable(words[0])


def _mode(lines: Sequence[str], labels: Labels) -> str | None:
    said = labels.said(*_MODE_LABELS)
    if said is None:
        return None
    name = next((name for sign, name in _STANDARDS if sign in said), None)
    if name is None:
        return printable(said)
    annex = only_match(lines, _ANNEX)
    return name if annex is None else f"{name} Annex {annex[1].upper()}"


def _rates(labels: Labels, gate: Gate, sync: bool | None) -> Values:
    found: Values = {}
    kbps = with_unit(("kbps",), whole)
    for end, side in _ENDS:
        key = f"rate_{side}_kbps"
        single, shown = labels.read(key, f"{end}-end bit rate", kbps)
        parts = [labels.read(key, f"{end}-end {each} channel bit rate", kbps) for each in ("interleaved", "fast")]
        values = [value for value, _ in parts]
        if single is None and None not in values:
            shown = "; ".join(text for _, text in parts)
            if all(values):
                gate.left_out(key, shown, "both channels carry data, and which of them the rate is of is not known")
            else:
                single = next((each for each in values if each), 0)
        found[key] = gate.rate_kbps(key, single, shown, sync=sync)
    for label, dump, key in (
        ("attain downstream", "attndrds", "attainable_down_kbps"),
        ("attain upstream", "attndrus", "attainable_up_kbps"),
    ):
        value, shown = labels.read(key, label if label in labels else dump, kbps)
        found[key] = gate.rate_kbps(key, value, shown, sync=sync)
    return found


def _levels(lines: Sequence[str], labels: Labels, gate: Gate, sync: bool | None, mode: str | None) -> Values:
    if sync is False:
        return {}
    only_dumps = not any(_CURRENT.match(line.strip()) for line in lines)
    found: Values = {}
    for key, label, dump in _LEVELS:
        units = ("dbm", "db") if key.endswith("dbm") else ("db",)  # ZyNOS labels its dBm «db»
        if only_dumps:
            value, shown = labels.read(key, dump, with_unit(units, _tenths))
        else:
            value, shown = labels.read(key, label, with_unit(units, decimal))
        if key.startswith("margin"):
            found[key] = gate.margin_db(key, value, shown)
        elif key.startswith("power"):
            found[key] = gate.power_dbm(key, value, shown)
        else:
            nothing = key == "attenuation_up_db" and (mode or "VDSL").startswith("VDSL")
            found[key] = gate.attenuation_db(key, value, shown, zero_is_nothing=nothing)
    if only_dumps:
        gate.remarks.append(
            "levels and attainable rates of R-PARAMS and C-PARAMS: those of the last training, in tenths"
        )
    return found


def _tenths(text: str) -> float | None:
    value = whole(text.removeprefix("-"))
    return None if value is None else (-value if text.startswith("-") else value) / 10


def _counters(labels: Labels, gate: Gate) -> Values:
    """Each count is the sum of the fast and the interleaved channel; both must be there."""
    found: Values = {}
    for kind in ("FEC", "CRC", "HEC"):
        sums: list[int | None] = []
        for end, _ in _ENDS:
            parts = [_count(labels, gate, f"{end}-end {kind} error {each}") for each in ("fast", "interleaved")]
            known = [each for each in parts if each is not None]
            sums.append(sum(known) if len(known) == len(parts) else None)
        found |= gate.pair(kind.lower(), (sums[0], sums[1]), f"{kind} errors {sums[0]} {sums[1]}", counted_at="near")
    return found


def _count(labels: Labels, gate: Gate, label: str) -> int | None:
    value, shown = labels.read(label, label.lower(), whole)
    return gate.count(label, value, shown)


def _showtime_s(lines: Sequence[str], sync: bool | None, gate: Gate) -> int | None:
    texts = [line for line in lines if "uptime" in line.lower()]
    clock, words = only_match(texts, _UPTIME), only_match(texts, _UPTIME_WORDS)
    if sync is False or (clock is None) == (words is None):
        if sync is not False and any(re.match(r"\s*A?DSL uptime", each, re.IGNORECASE) for each in texts):
            gate.left_out("showtime_s", printable(texts[0]), "not a time of the known form, or several")
        return None
    if clock is not None:
        return clock_s(clock[1])
    assert words is not None
    days, hours, minutes, only_minutes, seconds = (int(each or 0) for each in words.groups())
    return days * 86_400 + hours * 3_600 + (minutes + only_minutes) * 60 + seconds
