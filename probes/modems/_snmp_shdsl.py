"""SHDSL lines by HDSL2-SHDSL-LINE-MIB, and the pairs of a OneAccess router, as one `DslLine`.

SHDSL is symmetric: one rate is both. Levels are whole dB. An endpoint is named by its unit (1 xtu-C at the network,
2 xtu-R at the customer) and the side it looks at (1 network, 2 customer): what xtu-R receives from the network is
downstream, what xtu-C receives from the customer is upstream.

OneAccess keeps no such table. Its own tree holds, per pair, seconds since the pair came up: they are taken where they
agree with ifLastChange of the same pair.

Source: RFC 4319; captures of a Paradyne 1752 and of a OneAccess ONEOS90 with four pairs.
"""

from __future__ import annotations

from typing import Any

from netdoc.errors import UnreadableCapture
from netdoc.model.facts.dsl_line import DslLine
from probes.modems._plausible import Gate
from probes.modems._snmp_box import TICKS_PER_S
from probes.modems._snmp_line import bits_of
from probes.modems._snmprec import Oid, Walk

Values = dict[str, Any]
SHDSL_KIND = 169
_DOWNSTREAM, _UPSTREAM = (2, 1), (1, 2)
_DEFECTS = {2: "device fault", 3: "DC continuity fault", 6: "loss of sync word", 7: "config init failure"}
_DEFECTS |= {8: "protocol init failure", 9: "no neighbour present"}
_NO_DEFECT, _UP = 0, 1
_COUNTERS = (("crc", "CRCanomalies"), ("es", "ES"), ("ses", "SES"), ("uas", "UAS"))
_CLOCKS_APART_S = 120
_PAIRS_APART_S = 2


def has_span(walk: Walk) -> bool:
    """Return whether the SHDSL table has a row."""
    return bool(walk.column("hdsl2ShdslStatusActualLineRate") or walk.column("hdsl2ShdslEndpointCurrStatus"))


def span_index(walk: Walk) -> int | None:
    """Return the interface of the only SHDSL line; None where there is none.

    Raises:
        UnreadableCapture: there are several.
    """
    spans = {index[0] for index in walk.column("hdsl2ShdslStatusActualLineRate")}
    spans |= {index[0] for index in walk.column("hdsl2ShdslEndpointCurrStatus")}
    if len(spans) > 1:
        raise UnreadableCapture(
            f"snmp_dsl: {len(spans)} SHDSL lines (interfaces {', '.join(map(str, sorted(spans)))})",
            hint="walk the table of one line only; bonded lines are not read",
        )
    return min(spans, default=None)


def read_span(walk: Walk, index: int, *, counted_at: str | None) -> DslLine:
    """Return the SHDSL line of an interface; its counters are as old as the unit that counts, which is not told."""
    gate = Gate()
    rate, attainable = (
        gate.count(name, walk.number(f"hdsl2ShdslStatus{name}LineRate", index), f"{name}LineRate")
        for name in ("Actual", "MaxAttainable")
    )
    defects, fine = _endpoints(walk, index)
    sync: bool | None = None
    if defects and not rate:
        sync = False
    elif rate and fine and not defects:
        sync = True
    elif rate and defects:
        gate.left_out("sync", ", ".join(defects), "the agent contradicts itself")
    values: Values = {}
    for name, bps in (("rate", rate), ("attainable", attainable)):
        kbps = None if bps is None else round(bps / 1000)
        for side in ("down", "up"):
            key = f"{name}_{side}_kbps"
            values[key] = gate.rate_kbps(key, kbps, f"{bps} bit/s", sync=sync)
    if sync:
        values |= _levels(walk, index, gate)
    values |= _counters(walk, index, counted_at, gate)
    words = ", ".join(dict.fromkeys(defects)) or ("no defect" if fine else None)
    return DslLine(sync=sync, status=words, mode="SHDSL", **values, remarks=tuple(gate.remarks))


def _endpoints(walk: Walk, index: int) -> tuple[list[str], bool]:
    """Return the defects of all endpoints of a line, and whether one of them says that there is none."""
    told = [bits_of(value) or frozenset() for place, value in walk.column("hdsl2ShdslEndpointCurrStatus").items()]
    defects = [text for bits in told for bit, text in sorted(_DEFECTS.items()) if bit in bits]
    return defects, any(_NO_DEFECT in bits for bits in told)


def _cell(walk: Walk, column: str, index: int, end: tuple[int, int]) -> int | None:
    """Return what an end says of the only wire pair; None of several pairs."""
    found: list[Oid] = [
        place for place in walk.column(f"hdsl2ShdslEndpoint{column}") if place[0] == index and place[1:3] == end
    ]
    pairs = {place[-1] for place in walk.column("hdsl2ShdslEndpointCurrStatus") if place[0] == index}
    return walk.number(f"hdsl2ShdslEndpoint{column}", *found[0]) if len(found) == 1 and len(pairs) == 1 else None


def _levels(walk: Walk, index: int, gate: Gate) -> Values:
    found: Values = {}
    for side, end in (("down", _DOWNSTREAM), ("up", _UPSTREAM)):
        margin, attenuation = _cell(walk, "CurrSnrMgn", index, end), _cell(walk, "CurrAtn", index, end)
        key = f"margin_{side}_db"
        found[key] = gate.margin_db(key, None if margin is None else float(margin), f"{margin} dB")
        key = f"attenuation_{side}_db"
        value = None if attenuation is None else float(attenuation)
        found[key] = gate.attenuation_db(key, value, f"{attenuation} dB")
    return found


def _counters(walk: Walk, index: int, counted_at: str | None, gate: Gate) -> Values:
    found: Values = {}
    for name, column in _COUNTERS:
        values = (_cell(walk, column, index, _DOWNSTREAM), _cell(walk, column, index, _UPSTREAM))
        found |= gate.pair(name, values, f"{column} {values}", counted_at=counted_at)
    return found


def read_pairs(walk: Walk) -> DslLine:
    """Return the bundle of a OneAccess router: in sync when every pair is, and since when."""
    gate = Gate()
    pairs = sorted(index for index, kind in walk.column("ifType").items() if kind.number == SHDSL_KIND)
    told = sorted(walk.column("oneaccessShdslUpS"))
    states = [walk.number("ifOperStatus", *pair) for pair in pairs]
    if not pairs or pairs != told or None in states:
        remark = "not every SHDSL pair tells its kind, its state and its time: none is read"
        return DslLine(sync=None, mode="SHDSL", remarks=(remark,))
    up = sum(state == _UP for state in states)
    sync = True if up == len(pairs) else False if up == 0 else None
    gate.remarks.append(f"{up} of {len(pairs)} pairs are up; rates and levels are not told by SNMP")
    showtime_s = _showtime_s(walk, pairs, gate) if sync else None
    words = f"{up} of {len(pairs)} pairs up"
    return DslLine(sync=sync, status=words, mode="SHDSL", showtime_s=showtime_s, remarks=tuple(gate.remarks))


def _showtime_s(walk: Walk, pairs: list[Oid], gate: Gate) -> int | None:
    now = walk.number("sysUpTime", 0)
    times = [walk.number("oneaccessShdslUpS", *pair) for pair in pairs]
    changes = [walk.number("ifLastChange", *pair) for pair in pairs]
    for seconds, changed in zip(times, changes, strict=True):
        if seconds is None or changed is None or now is None:
            return None
        if abs(seconds - (now - changed) // TICKS_PER_S) > _CLOCKS_APART_S:
            gate.left_out("showtime_s", str(seconds), "does not agree with the pair's last change")
            return None
    known = [each for each in times if each is not None]
    if max(known) - min(known) > _PAIRS_APART_S:
        gate.left_out("showtime_s", ", ".join(map(str, known)), "the pairs came up at different times")
        return None
    return known[0]
