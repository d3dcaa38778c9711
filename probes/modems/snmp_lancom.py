"""LANCOM routers by SNMP: the DSL line in LANCOM's own tree, which has no standard DSL table.

Known from documentation only: names and units of LCOS-MIB (`lcsStatusVdsl...Kbps`, `...Db`), as an open monitoring tool
uses them. Rates are kbit/s, levels are texts in dB with a decimal, the line's clock is in seconds. The modem's status
stands below one of several points of the tree: 11.1.75 (VDSL), 11.1.41 (ADSL), 11.1.99.1 to .3 (later firmware).

Source: LCOS-MIB; no capture of a LANCOM with a DSL line has proven it.
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
from netdoc.plugin import Driver, Proof, Score
from netdoc.ports import Ports
from probes.modems._box_mib import LANCOM_LINES, Oid
from probes.modems._dsl_mib import dotted
from probes.modems._plausible import Gate
from probes.modems._snmp_box import BOX_SCALARS, read_box
from probes.modems._snmp_kind import WalkKind, walk_kind
from probes.modems._snmprec import Walk, walk_of

TIMEOUT_S = 10.0
_STATE, _STANDARD, _PROFILE, _SHOWTIME = (1,), (3,), (40,), (54,)
_RATES = {"rate_down_kbps": (5,), "rate_up_kbps": (4,), "attainable_down_kbps": (36,), "attainable_up_kbps": (37,)}
_LEVELS = {"margin_down_db": (6,), "margin_up_db": (7,), "attenuation_down_db": (8,), "attenuation_up_db": (9,)}
_COUNTERS = {"crc": ((25, 102), (25, 122)), "fec": ((25, 103), (25, 123))}
_STATES = {1: "down", 2: "idle", 3: "handshake", 4: "training", 5: "showtime", 6: "shutdown", 7: "error"}
_IN_SHOWTIME = 5
_STANDARDS = {4: "G.DMT", 21: "ADSL2", 22: "ADSL2+", 31: "ADSL2 Annex M", 32: "ADSL2+ Annex M", 35: "ADSL2 Annex J"}
_STANDARDS |= {36: "ADSL2+ Annex J", 40: "VDSL2", 254: "VDSL2"}
_PROFILES = {1: "8a", 2: "8b", 3: "8c", 4: "8d", 5: "12a", 6: "12b", 7: "17a", 8: "30a", 9: "35b"}
_DECIBELS = re.compile(r"-?(?:0|[1-9][0-9]?)\.[0-9]")


def recognises(body: bytes) -> Score:
    """Return how sure it is that this is a walk of a LANCOM with a DSL line."""
    return Score.CERTAIN if walk_kind(body) is WalkKind.LANCOM else Score.NO


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Ask for the state below each point where a line may stand, then for the values of those that answered."""
    states = [_object(point, _STATE) for point in LANCOM_LINES]
    first = [*(dotted(each, 0) for each in BOX_SCALARS), *states]
    told = await ports.snmp.get(device, first, timeout_s=TIMEOUT_S)
    walk = walk_of([told])
    wanted: list[Oid] = [_STANDARD, _PROFILE, _SHOWTIME, *_RATES.values(), *_LEVELS.values()]
    wanted += [each for pair in _COUNTERS.values() for each in pair]
    lines = [point for point in LANCOM_LINES if (*point, *_STATE, 0) in walk.values]
    values = [_object(point, each) for point in lines for each in wanted]
    return [told, await ports.snmp.get(device, values, timeout_s=TIMEOUT_S)] if values else [told]


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the line and the box.

    Raises:
        UnreadableCapture: no line of LANCOM's tree in the answers, or two in showtime.
    """
    walk = walk_of(captures)
    lines = [point for point in LANCOM_LINES if _number(walk, point, _STATE) is not None]
    up = [point for point in lines if _number(walk, point, _STATE) == _IN_SHOWTIME]
    if not lines or len(up) > 1:
        raise UnreadableCapture(
            f"snmp_lancom: {len(up)} lines in showtime" if up else "snmp_lancom: no DSL status in LANCOM's tree",
            hint="walk 1.3.6.1.4.1.2356.11.1.75, .41 or .99; bonded lines are not read",
        )
    line = _line(walk, up[0]) if up else _no_line(walk, lines, whole=len(captures) > 1)
    return (line, read_box(walk))


def _line(walk: Walk, point: Oid) -> DslLine:
    """Return the line in showtime."""
    gate = Gate()
    found: dict[str, Any] = {}
    for key, cell in _RATES.items():
        kbps = _number(walk, point, cell)
        found[key] = gate.rate_kbps(key, kbps, f"{kbps} kbit/s", sync=True)
    for key, cell in _LEVELS.items():
        raw = walk.values.get((*point, *cell, 0))
        level = float(raw.text) if raw is not None and _DECIBELS.fullmatch(raw.text) else None
        check = gate.margin_db if key.startswith("margin") else gate.attenuation_db
        found[key] = check(key, level, raw.text if raw is not None else "")
    for name, (down, up) in _COUNTERS.items():
        values = (_number(walk, point, down), _number(walk, point, up))
        found |= gate.pair(name, values, f"{name} {values}", counted_at="near")
    mode = _STANDARDS.get(_number(walk, point, _STANDARD) or 0)
    profile = _PROFILES.get(_number(walk, point, _PROFILE) or 0) if mode == "VDSL2" else None
    showtime_s = gate.count("showtime_s", _number(walk, point, _SHOWTIME), "connection duration")
    return DslLine(
        sync=True,
        status=_STATES[_IN_SHOWTIME],
        mode=mode,
        profile=profile,
        showtime_s=showtime_s,
        **found,
        remarks=tuple(gate.remarks),
    )


def _no_line(walk: Walk, lines: Sequence[Oid], *, whole: bool) -> DslLine:
    """Return what lines say that are not in showtime.

    A line whose state is unknown, or may be missing from a saved walk, leaves open whether there is sync.
    """
    stateless = [point for point in LANCOM_LINES if point not in lines and walk.has_below(point)]
    known = whole and not stateless
    states = [_number(walk, point, _STATE) or 0 for point in lines]
    words = ", ".join(dict.fromkeys(_STATES.get(state, f"state {state}") for state in states))
    return DslLine(sync=False if known and all(state in _STATES for state in states) else None, status=words)


def _number(walk: Walk, point: Oid, cell: Oid) -> int | None:
    value = walk.values.get((*point, *cell, 0))
    number = None if value is None else value.number
    return number if number is not None and number >= 0 else None


def _object(point: Oid, cell: Oid) -> str:
    return ".".join(str(each) for each in (*point, *cell, 0))


DRIVER = Driver(
    id="snmp_lancom",
    title="LANCOM DSL by SNMP (LCOS-MIB)",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="snmp",
    min_interval_s=20.0,
    proof=Proof.DOCUMENTATION,
)
