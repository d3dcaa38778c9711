"""The DSL MIBs as one `DslLine`.

Departures from the RFCs are taken by their evidence, never by luck:
- DrayTek: the ATU-C status is the text `SHOWTIME` instead of BITS; then levels are whole dB and the ATU-C row is
  downstream. A DrayTek without that text, or that text without a DrayTek, has no certain scale: no levels.
- Juniper SRX: the rate rows are exchanged. More up than down is flagged and neither rate is used.
- Teldat: a line that never came up answers zeros everywhere: no counter of such a table is used.
- Zyxel AnyOS: only adslLineCoding has rows: nothing is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from netdoc.errors import UnreadableCapture
from netdoc.model.facts.dsl_line import DslLine
from probes.modems._dsl_mib import ADSL, DOWNSTREAM, DRAYTEK, UPSTREAM, VDSL2, XTUC, XTUR
from probes.modems._plausible import Gate
from probes.modems._snmp_counters import read_counters
from probes.modems._snmprec import Oid, Value, Walk

Values = dict[str, Any]

_ADSL_DEFECTS = {1: "loss of framing", 2: "loss of signal", 3: "loss of power", 5: "loss of link"}
_ADSL_DEFECTS |= {6: "data init failure", 7: "config init failure", 8: "protocol init failure", 9: "no peer"}
_VDSL2_DEFECTS = {1: "loss of framing", 2: "loss of signal", 3: "loss of power", 4: "init failure"}
_PROFILES = ("8a", "8b", "8c", "8d", "12a", "12b", "17a", "30a", "35b")
_POWER_STATES = {1: "L0", 2: "L1", 3: "L2", 4: "L3"}
_INIT_FAILURES = {1: "init: configuration error", 2: "init: configuration not feasible"}
_INIT_FAILURES |= {3: "init: communication failed", 4: "init: no peer", 5: "init: failed"}
_STATUSES = (
    ("adslAtucCurrStatus", _ADSL_DEFECTS),
    ("adslAturCurrStatus", _ADSL_DEFECTS),
    ("xdsl2LineStatusXtuc", _VDSL2_DEFECTS),
    ("xdsl2LineStatusXtur", _VDSL2_DEFECTS),
)
_UP, _DOWN, _LOWER_LAYER_DOWN = 1, 2, 7
_NO_DEFECT = frozenset({0})
_INTERFACE = {_UP: "interface up", _DOWN: "interface down", _LOWER_LAYER_DOWN: "interface down"}
_LONGEST_BITS = 4
"""Octets of a status; a longer string is text in a fixed field."""
_LEVEL_COLUMNS = ("CurrSnrMgn", "CurrAtn", "CurrOutputPwr", "CurrAttainableRate", "CurrStatus")


def line_index(walk: Walk) -> int | None:
    """Return the interface index of the DSL line; None where no DSL table has a row.

    Raises:
        UnreadableCapture: several lines carry values, and they cannot be told apart here.
    """
    found: dict[int, bool] = {}
    for name, width in _index_columns():
        for index, value in walk.column(name).items():
            if len(index) == width:
                found[index[0]] = found.get(index[0], False) or (value.number or 0) != 0
    active = [index for index, filled in found.items() if filled]
    if len(active) > 1:
        raise UnreadableCapture(
            f"snmp_dsl: {len(active)} DSL lines carry values (interfaces {', '.join(map(str, sorted(active)))})",
            hint="walk the table of one line only; bonded lines are not read",
        )
    return active[0] if active else min(found, default=None)


def read_line(walk: Walk, index: int, *, age_s: int | None, counted_at: str | None = None) -> DslLine:
    """Return the line at an interface index.

    Args:
        walk: the answer.
        index: ifIndex of the line.
        age_s: how long the agent has been counting.
        counted_at: the end whose agent told it, where that is known.
    """
    gate = Gate()
    vendor = _departure(walk, index, gate)
    rates = _raw_rates(walk, index)
    sync, status = _sync(walk, index, vendor, any(rates.get("rate", (0, 0))), gate)
    return DslLine(
        sync=sync,
        status=status,
        mode="VDSL2" if _profile(walk, index) else None,
        profile=_profile(walk, index),
        **_rates(rates, sync, gate),
        **_levels(walk, index, vendor, sync, gate),
        **read_counters(walk, index, sync, age_s, counted_at, gate),
        remarks=tuple(gate.remarks),
    )


def _index_columns() -> list[tuple[str, int]]:
    """Columns that only a line (not a channel of it) has rows in, and the length of their index."""
    levels = [f"adsl{side}{each}" for side in ("Atuc", "Atur") for each in _LEVEL_COLUMNS]
    totals = ["adslAtucPerfESs", "adslAtucPerfLoss", "adslAtucPerfInits", "adslAturPerfESs"]
    vdsl2 = ["xdsl2LineStatusPwrMngState", "xdsl2LineStatusAttainableRateDs"]
    return [(each, 1) for each in (*levels, *totals, *vdsl2, "adslLineCoding")] + [("xdsl2ChStatusActDataRate", 2)]


def _departure(walk: Walk, index: int, gate: Gate) -> str:
    """Return `standard`, `draytek`, or `unknown` where the scale of the levels is not certain."""
    maker = walk.at("sysObjectID", 0)
    draytek = walk.has_below(DRAYTEK) or (maker is not None and ".7367" in maker.raw)
    statuses = [each for side in ("Atuc", "Atur") if (each := walk.at(f"adsl{side}CurrStatus", index)) is not None]
    word = _status_word(walk.at("adslAtucCurrStatus", index))
    if draytek and word is not None:
        return "draytek"
    if statuses and not draytek and word is None and all(bits_of(each) is not None for each in statuses):
        return "standard"
    if any(walk.at(f"adsl{side}CurrSnrMgn", index) for side in ("Atuc", "Atur")):
        gate.remarks.append("margin, attenuation and power: the agent's scale is not certain, so none is read")
    return "unknown"


def _status_word(value: Value | None) -> str | None:
    """Return a status given as text (`SHOWTIME`) instead of BITS."""
    octets = None if value is None else value.octets
    word = (octets or b"").rstrip(b"\x00").decode("latin-1")
    if value is not None and octets is None:
        word = value.text
    return word.upper() if word.isascii() and len(word) > _LONGEST_BITS and word.replace(" ", "").isalpha() else None


def bits_of(value: Value | None) -> frozenset[int] | None:
    """Return the numbers of the bits that are set in a BITS object, the first one 0; None where it is none."""
    octets = None if value is None else value.octets
    if octets is None or len(octets) > _LONGEST_BITS:
        return None
    return frozenset(8 * place + bit for place, octet in enumerate(octets) for bit in range(8) if octet & (0x80 >> bit))


def _sync(walk: Walk, index: int, vendor: str, has_rate: bool, gate: Gate) -> tuple[bool | None, str | None]:
    """Return whether the line is in sync and the agent's own words for it.

    One defect against a rate or a «no defect» from the same agent is a contradiction, which decides nothing.
    """
    word = _status_word(walk.at("adslAtucCurrStatus", index)) if vendor == "draytek" else None
    against = _defects(walk, index)
    speaks_for: list[str] = []
    if word is not None:
        (speaks_for if word == "SHOWTIME" else against).append(word)
    if any(bits_of(walk.at(name, index)) == _NO_DEFECT for name, _ in _STATUSES):
        speaks_for.append("no defect")
    state = _POWER_STATES.get(walk.number("xdsl2LineStatusPwrMngState", index) or 0)
    if state is not None:
        (against if state == "L3" else speaks_for).append(state)
    interface = walk.number("ifOperStatus", index) if walk.number("ifAdminStatus", index) in (None, _UP) else None
    words = word or ", ".join(dict.fromkeys(against or speaks_for)) or _INTERFACE.get(interface or 0)
    if len(against) > 1 or (against and not (speaks_for or has_rate)):
        return False, words
    if against or (interface in (_DOWN, _LOWER_LAYER_DOWN) and has_rate):
        gate.left_out("sync", ", ".join([*against, *speaks_for]), "the agent contradicts itself")
        return None, words
    if interface in (_DOWN, _LOWER_LAYER_DOWN):
        return False, words
    return (True if has_rate and (speaks_for or interface == _UP) else None), words


def _defects(walk: Walk, index: int) -> list[str]:
    found = [
        text
        for name, defects in _STATUSES
        for bit, text in defects.items()
        if bit in (bits_of(walk.at(name, index)) or ())
    ]
    failed = _INIT_FAILURES.get(walk.number("xdsl2LineStatusInitResult", index) or 0)
    return found if failed is None else [*found, failed]


def _raw_rates(walk: Walk, index: int) -> dict[str, tuple[int, int]]:
    """Return (down, up) in bit/s by kind, both directions or none: a rate alone cannot show its direction."""
    found: dict[str, tuple[int, int]] = {}
    for name, column, vdsl2 in (("rate", "CurrTxRate", "ActDataRate"), ("previous_rate", "PrevTxRate", "PrevDataRate")):
        down = walk.number(f"xdsl2ChStatus{vdsl2}", index, XTUC)
        up = walk.number(f"xdsl2ChStatus{vdsl2}", index, XTUR)
        if not down and not up:
            down, up = (_one_channel(walk.column(f"adsl{side}Chan{column}")) for side in ("Atuc", "Atur"))
        if down is not None and up is not None:
            found[name] = (down, up)
    down = walk.number("xdsl2LineStatusAttainableRateDs", index)
    up = walk.number("xdsl2LineStatusAttainableRateUs", index)
    if down is None and up is None:
        down, up = (walk.number(f"adsl{side}CurrAttainableRate", index) for side in ("Atuc", "Atur"))
    if down is not None and up is not None:
        found["attainable"] = (down, up)
    return found


def _one_channel(rows: Mapping[Oid, Value]) -> int | None:
    """Return the rate of the channel in use; None where several carry one."""
    numbers = [each.number for each in rows.values()]
    used = [each for each in numbers if each]
    if len(used) > 1 or not numbers or None in numbers:
        return None
    return used[0] if used else 0


def _rates(rates: Mapping[str, tuple[int, int]], sync: bool | None, gate: Gate) -> Values:
    found: Values = {}
    for name, (down, up) in rates.items():
        if down and up > down * 1.1:
            gate.left_out(name, f"{down} and {up} bit/s", "more up than down: direction uncertain, neither is used")
            continue
        for side, value in (("down", down), ("up", up)):
            key = f"{name}_{side}_kbps"
            checked = gate.count(key, value, f"{value} bit/s")
            rounded = None if checked is None else round(checked / 1000)
            found[key] = gate.rate_kbps(key, rounded, f"{value} bit/s", sync=sync)
    return found


def _levels(walk: Walk, index: int, vendor: str, sync: bool | None, gate: Gate) -> Values:
    """Return margin, attenuation and power; only of a line in sync, elsewhere they are leftovers or zeros."""
    if sync is not True:
        return {}
    cells: dict[str, tuple[int | None, int]] = {}
    for name, column, scale in (("margin", "SnrMargin", 10), ("attenuation", "LnAtten", 10)):
        for side, band in (("down", DOWNSTREAM), ("up", UPSTREAM)):
            cells[f"{name}_{side}_db"] = (walk.number(f"xdsl2LineBandStatus{column}", index, band), scale)
    for side, column in (("down", "ActAtpDs"), ("up", "ActAtpUs")):
        cells[f"power_{side}_dbm"] = (walk.number(f"xdsl2LineStatus{column}", index), 10)
    if vendor != "unknown" and all(value is None for value, _ in cells.values()):
        cells = _adsl_levels(walk, index, whole_db=vendor == "draytek")
        if vendor == "draytek":
            gate.remarks.append("DrayTek: levels are whole dB, and the ATU-C row is downstream; read so")
    found: Values = {}
    for key, (value, scale) in cells.items():
        raw = f"{value} ({'tenths' if scale == 10 else 'whole dB'})"
        scaled = None if gate.count(key, value, raw) is None or value is None else value / scale
        if key.startswith("margin"):
            found[key] = gate.margin_db(key, scaled, raw)
        elif key.startswith("attenuation"):
            found[key] = gate.attenuation_db(key, scaled, raw, zero_is_nothing=True)
        else:
            found[key] = gate.power_dbm(key, scaled, raw)
    return found


def _adsl_levels(walk: Walk, index: int, *, whole_db: bool) -> dict[str, tuple[int | None, int]]:
    """Each side measures what it receives: ATU-C upstream, ATU-R downstream; DrayTek has the rows exchanged."""
    down, up = ("Atuc", "Atur") if whole_db else ("Atur", "Atuc")
    scale = 1 if whole_db else 10
    return {
        "margin_down_db": (walk.number(f"adsl{down}CurrSnrMgn", index), scale),
        "margin_up_db": (walk.number(f"adsl{up}CurrSnrMgn", index), scale),
        "attenuation_down_db": (walk.number(f"adsl{down}CurrAtn", index), scale),
        "attenuation_up_db": (walk.number(f"adsl{up}CurrAtn", index), scale),
        "power_down_dbm": (walk.number("adslAtucCurrOutputPwr", index), scale),
        "power_up_dbm": (walk.number("adslAturCurrOutputPwr", index), scale),
    }


def _profile(walk: Walk, index: int) -> str | None:
    bits = bits_of(walk.at("xdsl2LineStatusActProfile", index)) or frozenset()
    named = [_PROFILES[each] for each in sorted(bits) if each < len(_PROFILES)]
    return named[0] if len(named) == 1 else None


def only_line_coding(walk: Walk) -> bool:
    """Return whether the DSL tables hold nothing but the line coding (Zyxel AnyOS)."""
    coding = len(walk.column("adslLineCoding"))
    in_adsl = sum(oid[: len(ADSL)] == ADSL for oid in walk.values)
    return coding > 0 and in_adsl == coding and not walk.has_below(VDSL2)
