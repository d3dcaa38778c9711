"""Which of the three SNMP drivers an answer belongs to: a walk with a DSL table, of a UPS, or of any other box."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from probes.modems._box_mib import CYBERPOWER, LANCOM_LINES, POWERNET, UPS
from probes.modems._dsl_mib import ADSL, ADSL_EXT, COLUMNS, SHDSL, VDSL2
from probes.modems._snmp_line import only_line_coding
from probes.modems._snmprec import Walk, is_walk, numeric, parse
from probes.modems._text import lines_of

DSL_TABLES = (ADSL, ADSL_EXT, VDSL2, SHDSL, COLUMNS["oneaccessShdslUpS"])
UPS_TABLES = (UPS, POWERNET, CYBERPOWER)
_LOOKED_AT = 4_000_000
_ENOUGH = 200
_DSL_LINE = re.compile(
    r"\b(?:10\.94\.[13]|10\.251\.1|10\.48\.1|13191\.10\.3\.3\.3\.1\.2)\.|\bx?adsl|\bxdsl2|\bhdsl2Shdsl"
)
_UPS_LINE = re.compile(r"\b(?:2\.1\.33\.1|4\.1\.318\.1\.1\.1|4\.1\.3808\.1\.1\.1)\.|\bups[A-Z]")
_LANCOM_LINE = re.compile(r"\b2356\.11\.1\.(?:75|41|99\.[123])\.1\.0\b")
_BOX_LINE = re.compile(r"\b2\.1\.(?:1\.[1-3]\.0\b|2\.2\.1\.)|\bsys(?:Descr|ObjectID|UpTime)\b|\bif[A-Z]")


class WalkKind(StrEnum):
    """What a body is."""

    NONE = "no walk"
    DSL = "dsl"
    DSL_BARE = "a DSL table without a value"
    LANCOM = "a DSL status in LANCOM's tree"
    UPS = "ups"
    BOX = "another box"


@lru_cache(maxsize=8)
def walk_kind(body: bytes) -> WalkKind:
    """Return what a body is, from the objects it holds."""
    lines = lines_of(body[:_LOOKED_AT])
    if not is_walk(lines):
        return WalkKind.NONE
    lines = [numeric(line.strip()) for line in lines]
    walk = _some(lines, _DSL_LINE)
    if any(walk.has_below(each) for each in DSL_TABLES):
        return WalkKind.DSL_BARE if only_line_coding(walk) else WalkKind.DSL
    walk = _some(lines, _LANCOM_LINE)
    if any(walk.has_below(each) for each in LANCOM_LINES):
        return WalkKind.LANCOM
    walk = _some(lines, _UPS_LINE)
    if any(walk.has_below(each) for each in UPS_TABLES):
        return WalkKind.UPS
    return WalkKind.BOX if _some(lines, _BOX_LINE).values else WalkKind.NONE


def _some(lines: list[str], form: re.Pattern[str]) -> Walk:
    return parse([line for line in lines if form.search(line)][:_ENOUGH])
