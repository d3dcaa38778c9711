"""Records that a logging tool wrote of a Sagemcom: one flat JSON object each, levels already in dB and dBm.

The keys are those of the box's data model with a small first letter (`downstreamNoiseMargin`), and `total...` for the
line's total counters. Of several records the latest by its `timestamp` is read. A record copied from a manual may have
a note behind its values (`// dB`).

Source: a public tool for the F@ST 5364 of TalkTalk.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from probes.modems._json import Scalar, Tree, number, whole_number
from probes.modems._link_words import profile, state
from probes.modems._plausible import Gate
from probes.modems._sagemcom_line import text

_NOTE = re.compile(r"(?m)(?<=[0-9\"\]}, \t])[ \t]{0,20}//[^\"\n]*$|(?<=,)[ \t]{1,20}[A-Za-z][A-Za-z ]*$")
_KEYS = frozenset(
    f"{side}stream{key}" for side in ("down", "up") for key in ("NoiseMargin", "Attenuation", "MaxBitRate")
)
_MORE = frozenset(
    {"totalErroredSecs", "totalSeverelyErroredSecs", "totalLinkRetrain", "linkStatus", "downstreamCurrRate"}
)
ENOUGH = 3
Record = dict[str, Scalar]


def without_notes(body: str) -> str:
    """Return a text without the notes behind its values."""
    return _NOTE.sub("", body) if '"downstream' in body else body


def records(trees: Sequence[Tree]) -> list[Record]:
    """Return the records among the texts, oldest first where they are dated."""
    found: list[Record] = []
    for tree in trees:
        listed: dict[int, Record] = {}
        for path, value in tree.values.items():
            match path:
                case (str(key),):
                    listed.setdefault(-1, {})[key] = value
                case (int(place), str(key)):
                    listed.setdefault(place, {})[key] = value
        found += [each for each in listed.values() if len(_KEYS & each.keys()) >= ENOUGH and _MORE & each.keys()]
    return sorted(found, key=lambda each: number(each.get("timestamp")) or 0.0)


def read_record(record: Record, others: int) -> list[Fact]:
    """Return the line, and the box's uptime where the record has it."""
    gate = Gate()
    if others:
        gate.remarks.append(f"the latest of {others + 1} records is read")
    word = text(record, "linkStatus") or text(record, "status")
    sync = state(gate, word)
    uptime_s = whole_number(record.get("systemUptime"))
    facts: list[Fact] = [_line(record, gate, word, sync, uptime_s)]
    return facts if uptime_s is None else [*facts, DeviceState(uptime_s=uptime_s)]


def _line(record: Record, gate: Gate, word: str | None, sync: bool | None, uptime_s: int | None) -> DslLine:
    found: dict[str, float | int | None] = {}
    for side in ("down", "up") if sync is not None else ():
        for kind, key in (("rate", "CurrRate"), ("attainable", "MaxBitRate")):
            value, field = whole_number(record.get(f"{side}stream{key}")), f"{kind}_{side}_kbps"
            found[field] = gate.rate_kbps(field, value, f"{side}stream{key} {value}", sync=sync)
        if sync:
            levels = {key: number(record.get(f"{side}stream{key}")) for key in ("NoiseMargin", "Attenuation", "Power")}
            raw = {key: f"{side}stream{key} {record.get(f'{side}stream{key}')}" for key in levels}
            margin, attenuation, power = (f"margin_{side}_db", f"attenuation_{side}_db", f"power_{side}_dbm")
            found[margin] = gate.margin_db(margin, levels["NoiseMargin"], raw["NoiseMargin"])
            found[power] = gate.power_dbm(power, levels["Power"], raw["Power"])
            found[attenuation] = gate.attenuation_db(
                attenuation, levels["Attenuation"], raw["Attenuation"], zero_is_nothing=side == "up"
            )
    showtime_s = whole_number(record.get("connectionTime")) if sync else None
    if showtime_s is not None and uptime_s is not None and showtime_s > uptime_s:
        gate.left_out("showtime_s", f"connectionTime {showtime_s}", f"more than the {uptime_s} s that the box is up")
        showtime_s = None
    counted: dict[str, int | str | None] = {}
    for name, key in (("es", "ErroredSecs"), ("ses", "SeverelyErroredSecs"), ("uas", "UnavailableSeconds")):
        counted |= _pair(record, gate, name, f"total{key}")
    counted |= _pair(record, gate, "lof", "totalLossOfFraming")
    retrains = whole_number(record.get("totalLinkRetrain"))
    return DslLine(
        sync=sync,
        status=word,
        profile=profile(text(record, "currentProfile") or ""),
        showtime_s=showtime_s,
        retrains=gate.count("retrains", retrains, f"totalLinkRetrain {retrains}"),
        remarks=tuple(gate.remarks),
        **{**found, **counted},  # type: ignore[arg-type]
    )


def _pair(record: Record, gate: Gate, name: str, key: str) -> dict[str, int | str | None]:
    value = whole_number(record.get(key))
    return gate.pair(name, (value, None), f"{key} {value}", counted_at="near")
