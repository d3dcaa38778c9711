"""The DSL line as WANDSLInterfaceConfig tells it (TR-064; the same names in TR-098): GetInfo and GetStatisticsTotal.

Units: rates kbit/s; margins and attenuations tenths of a dB; powers tenths of a dBm, AVM's with 500 added. ATUC is
the far end, whose counts are of the upstream. AVM's own actions add mode and profile, and a diagnosis of the cable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from netdoc.model.facts.dsl_line import DslLine
from probes._igd import Answer
from probes.modems._numbers import signed, whole
from probes.modems._plausible import AVM_POWER_OFFSET, POWER_DBM, Gate
from probes.modems._soap import merged
from probes.modems._text import printable

SERVICE = "WANDSLInterfaceConfig"
AVM_INFO, AVM_DIAGNOSIS = "X_AVM-DE_GetDSLInfo", "X_AVM-DE_GetDSLDiagnoseInfo"
_IN_SYNC = {
    "up": True,
    "initializing": False,
    "establishinglink": False,
    "nosignal": False,
    "disabled": False,
    "error": False,
}
"""Line states of TR-064."""
_SIDES = (("down", "Downstream"), ("up", "Upstream"))
_PAIRS = (
    ("crc", "NewCRCErrors", "NewATUCCRCErrors"),
    ("fec", "NewFECErrors", "NewATUCFECErrors"),
    ("hec", "NewHECErrors", "NewATUCHECErrors"),
    ("es", "NewErroredSecs", ""),
    ("ses", "NewSeverelyErroredSecs", ""),
    ("lof", "NewLossOfFraming", ""),
)
_FAILED_STARTS = {"NewInitErrors": "initialisations that failed", "NewInitTimeouts": "initialisations that timed out"}
_NO_AGE = "counters: TR-064 does not say since when the box counts"
_NOT_AVAILABLE = -1
Values = dict[str, Any]


def read_line(answers: Sequence[Answer]) -> DslLine | None:
    """Return the line, or None when no answer tells of one."""
    info, avm = merged(answers, SERVICE, "GetInfo"), merged(answers, SERVICE, AVM_INFO)
    totals = merged(answers, SERVICE, "GetStatisticsTotal")
    diagnosis = merged(answers, SERVICE, AVM_DIAGNOSIS)
    told = info or avm
    if not told and not totals:
        return None
    gate = Gate()
    word = told.get("NewStatus") or told.get("NewLinkStatus")
    sync = None if word is None else _IN_SYNC.get(word.lower())
    if word is not None and sync is None:
        gate.left_out("sync", printable(word), "not a state of TR-064")
    _diagnosed(diagnosis, gate)
    return DslLine(
        sync=sync,
        status=printable(word) if word else None,
        mode=_word(avm, "NewModulationType", sync),
        profile=_word(avm, "NewCurrentProfile", sync),
        **_levels(told, sync, gate),
        **_counters(totals, gate),
        remarks=tuple(gate.remarks),
    )


def _levels(told: Mapping[str, str], sync: bool | None, gate: Gate) -> Values:
    """Return rates and levels; without a known state only where a rate shows that the line is in sync."""
    rates = [whole(told.get(f"New{side}CurrRate", "")) for _, side in _SIDES]
    if sync is None and not all(rates):
        return {}
    found: Values = {}
    for side, name in _SIDES:
        for key, field in ((f"rate_{side}_kbps", "CurrRate"), (f"attainable_{side}_kbps", "MaxRate")):
            raw = told.get(f"New{name}{field}", "")
            found[key] = gate.rate_kbps(key, whole(raw), raw, sync=sync)
        if sync is False:
            continue
        margin, loss = told.get(f"New{name}NoiseMargin", ""), told.get(f"New{name}Attenuation", "")
        key = f"margin_{side}_db"
        found[key] = gate.margin_db(key, _tenths(key, margin, gate), margin)
        key = f"attenuation_{side}_db"
        found[key] = gate.attenuation_db(key, _tenths(key, loss, gate), loss, zero_is_nothing=True)
    return found if sync is False else found | _powers(told, gate)


def _tenths(what: str, raw: str, gate: Gate) -> float | None:
    value = signed(raw)
    if value == _NOT_AVAILABLE:
        gate.left_out(what, raw, "-1 means not available here")
        return None
    if value is None and raw:
        gate.left_out(what, printable(raw), "not in whole tenths of a dB, so its unit is not certain")
    return None if value is None else value / 10


def _powers(told: Mapping[str, str], gate: Gate) -> Values:
    """Return the powers: with AVM's offset where one of them is too large to be without it.

    Between the two ways of writing lie values that could be either (19 to 31 dBm, or -31 to -19 with the offset);
    alone, such a value is none.
    """
    raws = {side: told.get(f"New{name}Power", "") for side, name in _SIDES}
    values = {side: signed(raw) for side, raw in raws.items()}
    least, most = AVM_POWER_OFFSET + round(POWER_DBM[0] * 10), round(POWER_DBM[1] * 10)
    offset = any(value is not None and value > most for value in values.values())
    found: Values = {}
    for side, value in values.items():
        key, raw = f"power_{side}_dbm", raws[side]
        if value in (None, 0, _NOT_AVAILABLE) or (offset and value == AVM_POWER_OFFSET):
            continue
        assert value is not None
        if not offset and value >= least:
            gate.left_out(key, raw, "with AVM's offset of 500 or without, which is not certain")
        else:
            found[key] = gate.power_dbm(key, round(value - (AVM_POWER_OFFSET if offset else 0)) / 10, raw)
    return found


def _counters(totals: Mapping[str, str], gate: Gate) -> Values:
    found: Values = {}
    for name, down, up in _PAIRS:
        raws = (totals.get(down, ""), totals.get(up, ""))
        values = (whole(raws[0]), whole(raws[1]))
        if values != (None, None):
            found |= gate.pair(name, values, " ".join(filter(None, raws)), counted_at="near")
    raw = totals.get("NewLinkRetrain", "")
    found["retrains"] = gate.count("retrains", whole(raw), raw)
    if found.get("fec_down") == found.get("fec_up") == 0 and found.get("crc_down"):
        gate.remarks.append("FEC stands at 0 while CRC was counted: some models never count it")
    for name, meaning in _FAILED_STARTS.items():
        count = gate.count(name, whole(totals.get(name, "")), totals.get(name, ""))
        if count:
            gate.remarks.append(f"{meaning}, as the box counts them: {count}")
    if totals:
        gate.remarks.append(_NO_AGE)
    return found


def _diagnosed(told: Mapping[str, str], gate: Gate) -> None:
    state = told.get("NewX_AVM-DE_DSLDiagnoseState", "")
    if state and state != "NONE":
        distance = whole(told.get("NewX_AVM-DE_CableNokDistance", ""))
        where = f"; its guess of the distance to a cable fault: {distance} (unit not told)" if distance else ""
        gate.remarks.append(f"the box's own line diagnosis, an estimate: {printable(state)}{where}")


def _word(told: Mapping[str, str], name: str, sync: bool | None) -> str | None:
    word = told.get(name)
    return printable(word) if word and sync is not False else None
