"""The box behind an SNMP agent: who made it, how long it runs, how busy it is.

The four clocks of an agent: hrSystemUptime is the host's, sysUpTime the agent's; both wrap after 497 days.
snmpEngineTime counts the agent's seconds without wrapping and shows a wrap of sysUpTime.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from netdoc.model.facts.device_state import DeviceState
from probes.modems._snmprec import Walk

TICKS_PER_S = 100
WRAP_S = 2**32 // TICKS_PER_S
CLOCKS_APART_S = 60
"""So far the clock of a host may be behind that of its agent, both read in one walk (own)."""
NET_SNMP_FIRST = 196_608
"""Number that net-snmp gives the first processor; its load is then told by ssCpuIdle for the whole box."""
_FIRST_PROCESSORS = (0, 1)
_CHASSIS = 3
_GREATEST_PCT = 100

_ENTERPRISES = {9: "Cisco", 11: "Hewlett-Packard", 272: "bintec elmeg", 318: "APC", 705: "Eaton", 890: "Zyxel"}
_ENTERPRISES |= {2007: "Teldat", 2011: "Huawei", 2356: "LANCOM", 2636: "Juniper", 3808: "CyberPower"}
_ENTERPRISES |= {4413: "Broadcom", 5491: "Riello", 7367: "DrayTek", 12_551: "CE+T", 13_191: "OneAccess"}
_ENTERPRISES |= {14_988: "MikroTik", 16_972: "TP-Link", 41_112: "Ubiquiti", 2254: "Delta"}
_DESCRIPTIONS = (
    ("DrayTek", r"Router Model: (?P<model>[^,]+?)(?: Series)?, Version: (?P<firmware>[^,]+)"),
    ("Zyxel", r"(?P<firmware>\d+\.\d+\([A-Z]{4}\.\d+\)[A-Z]\d+)"),
    ("TP-Link", r"(?P<firmware>\S+ \S+ v\S+ Build \d{6} Rel\.\S+)"),
    ("MikroTik", r"RouterOS (?P<model>\S+)"),
    ("Huawei", r"Huawei (?P<model>\S+) .*\([A-Z]+\d+ (?P<firmware>V\d+R\d+C\d+(?:SPC\d+)?)\).*"),
    ("Cisco", r"\"?Cisco IOS Software.*, Version (?P<firmware>[^,]+),.*"),
    ("LANCOM", r"(?P<model>LANCOM \S+) (?P<firmware>\d+\.\d+\.\S+) / .*"),
    ("OneAccess", r"(?P<firmware>ONEOS\S+)"),
    ("bintec elmeg", r"(?P<model>be\.IP.*)"),
    ("Ubiquiti", r"EdgeOS (?P<firmware>v\d\S*)"),
    ("Ubiquiti", r"(?P<model>EdgeRouter.*)"),
    ("Ubiquiti", r"(?P<model>U\S+) (?P<firmware>\d+\.\d+\.\d+\.\d+)"),
)
_SERIAL = re.compile(r"(\bS/N:?\s*|\bSN:\s*)[^\s)]+|\b\d{12,}\b")


@dataclass(frozen=True, slots=True)
class Clocks:
    """Seconds, where told: `host_s` and `agent_s` may have wrapped unless `agent_wrapped` is False."""

    host_s: int | None
    agent_s: int | None
    agent_wrapped: bool | None


def clocks(walk: Walk) -> Clocks:
    """Return how long host and agent say that they run."""
    host_s, agent_s = (_ticks_s(walk, name) for name in ("hrSystemUptime", "sysUpTime"))
    engine_s = walk.number("snmpEngineTime", 0)
    wrapped = None
    if engine_s is not None and agent_s is not None and engine_s >= 0:
        wrapped = engine_s >= WRAP_S and abs((engine_s - agent_s + WRAP_S // 2) % WRAP_S - WRAP_S // 2) < CLOCKS_APART_S
        agent_s = engine_s if wrapped else agent_s
    return Clocks(host_s, agent_s, wrapped)


def read_box(walk: Walk, *, card: bool = False) -> DeviceState:
    """Return the box; `card` where the agent is a card in a box that runs on without it (a UPS)."""
    vendor, model, firmware = _who(walk)
    remarks = [f"sysDescr: {_masked(described)}"] if (described := walk.text("sysDescr", 0)) else []
    uptime_s = _uptime_s(clocks(walk), remarks, card=card)
    load_pct = _load_pct(walk, remarks)
    return DeviceState(
        vendor=vendor, model=model, firmware=firmware, uptime_s=uptime_s, load_pct=load_pct, remarks=tuple(remarks)
    )


def vendor_of(walk: Walk) -> str | None:
    """Return who made the box, by the number of its agent."""
    maker = walk.at("sysObjectID", 0)
    found = re.search(r"(?:1\.3\.6\.1\.4\.1|enterprises)\.(\d{1,9})(?:\.|$)", maker.raw) if maker is not None else None
    return None if found is None else _ENTERPRISES.get(int(found[1]))


def _who(walk: Walk) -> tuple[str | None, str | None, str | None]:
    """Return maker, type and software; what only a known form of sysDescr tells, only in that form."""
    vendor = vendor_of(walk)
    described = walk.text("sysDescr", 0) or ""
    model = firmware = None
    for maker, form in _DESCRIPTIONS:
        known = vendor == maker or (maker == "Zyxel" and vendor == "Broadcom")
        found = re.fullmatch(rf"(?:DrayTek Corporation, )?{form}(?:, Build.*)?", described) if known else None
        if found is not None:
            vendor, parts = maker, found.groupdict()
            model, firmware = parts.get("model"), parts.get("firmware")
            break
    model = walk.text("mtxrBoardName", 0) or model or _chassis(walk)
    return vendor, model, walk.text("mtxrLicVersion", 0) or firmware


def _chassis(walk: Walk) -> str | None:
    found = [index for index, value in walk.column("entPhysicalClass").items() if value.number == _CHASSIS]
    return walk.text("entPhysicalModelName", *found[0]) if len(found) == 1 else None


def _uptime_s(told: Clocks, remarks: list[str], *, card: bool) -> int | None:
    if card:
        if told.agent_s is not None or told.host_s is not None:
            remarks.append("uptime is that of the network card, not of the box it sits in")
        return told.host_s if told.host_s is not None else told.agent_s
    if told.host_s is None:
        if told.agent_s is not None:
            remarks.append("uptime is that of the SNMP agent, which may have started after the box")
        return told.agent_s
    if told.agent_s is not None and told.host_s + CLOCKS_APART_S < told.agent_s:
        remarks.append(
            f"uptime: left out, the host says {told.host_s} s and its agent {told.agent_s} s; one clock has wrapped "
            "(each does after 497 days)"
        )
        return None
    return told.host_s


def _load_pct(walk: Walk, remarks: list[str]) -> float | None:
    """Return the processor's load; of several processors the first one's, where the whole is not told."""
    indices = sorted(index[0] for index in walk.column("hrProcessorLoad") if len(index) == 1)
    idle = walk.number("ssCpuIdle", 0)
    if idle is not None:
        return float(_GREATEST_PCT - idle) if 0 <= idle <= _GREATEST_PCT else None
    if not indices or indices[0] not in _FIRST_PROCESSORS:
        return None
    load = walk.number("hrProcessorLoad", indices[0])
    if load is None or not 0 <= load <= _GREATEST_PCT:
        return None
    if len(indices) > 1:
        remarks.append(f"load is that of the first of {len(indices)} processors")
    return float(load)


def _ticks_s(walk: Walk, name: str) -> int | None:
    ticks = walk.number(name, 0)
    return None if ticks is None or not 0 <= ticks < 2**32 else ticks // TICKS_PER_S


def _masked(text: str) -> str:
    return _SERIAL.sub(lambda found: f"{found[1] or ''}<masked>", text)


BOX_SCALARS: tuple[str, ...] = ("sysDescr", "sysObjectID", "sysUpTime", "hrSystemUptime", "snmpEngineTime", "ssCpuIdle")
BOX_SCALARS += ("mtxrLicVersion", "mtxrBoardName")
"""Scalars to ask for."""
CHASSIS_CELLS = (("entPhysicalClass", 1), ("entPhysicalModelName", 1), ("hrProcessorLoad", 0), ("hrProcessorLoad", 1))
"""Cells to ask for: the chassis is the first of its parts, the first processor has one of two numbers."""
