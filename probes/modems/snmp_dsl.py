"""DSL line by SNMP: ADSL-LINE-MIB with its extension and VDSL2-LINE-MIB, live or from a saved walk.

Live it asks for named columns only and needs a community that somebody gave. A saved walk may be in snmprec form,
`snmpwalk -On` output, or lines with MIB names.

Source: RFC 2662, RFC 3440, RFC 5650; captures of DrayTek Vigor165, Juniper SRX, Teldat and Zyxel AnyOS.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.site import Device
from netdoc.plugin import Driver, Score
from netdoc.ports import Ports
from probes.modems._dsl_mib import ADSL, ADSL_EXT, COLUMNS, VDSL2, XTUC, XTUR, dotted
from probes.modems._snmp_history import read_history
from probes.modems._snmp_line import line_index, only_line_coding, read_line
from probes.modems._snmprec import Walk, is_walk, parse
from probes.modems._text import lines_of

TIMEOUT_S = 10.0
_SCALARS = ("sysDescr", "sysObjectID", "sysUpTime", "hrSystemUptime")
_INTERFACE = ("ifAdminStatus", "ifOperStatus")
_PRESENCE: tuple[str, ...] = (
    "adslLineCoding",
    "adslAtucCurrSnrMgn",
    "adslAtucChanCurrTxRate",
    "adslAturChanCurrTxRate",
)
_PRESENCE += ("xdsl2LineStatusPwrMngState", "xdsl2ChStatusActDataRate", "xdsl2PMLCurr15MTimeElapsed")
_ADSL_BINS: tuple[str, ...] = (
    "AtucIntervalESs",
    "AtucIntervalInits",
    "AturIntervalLoss",
    "AturIntervalLprs",
    "AturIntervalESs",
)
_ADSL_BINS += ("AturIntervalSesL", "AturIntervalUasL")
_VDSL2_BINS = (
    ("MonitoredTime", XTUC),
    ("ValidInterval", XTUC),
    ("Es", XTUC),
    ("Es", XTUR),
    ("Ses", XTUR),
    ("Loss", XTUR),
    ("Uas", XTUR),
)
_UNUSED = re.compile(
    "adslAtu.Interval|Hist15M|FastR|ReceivedBlks|TransmittedBlks|Fecs|ShortInits|FailedFull|LastState|ActPsd|ActTemplate"
    "|XtuTransSys|Delay|ActInp|Lols|LineType|SigAtten|PMChCurr15M"
)
_DSL_LINE = re.compile(r"\b(?:10\.94\.[13]|10\.251\.1)\.|\bx?adsl|\bxdsl2")
_NAMED_BY_AGENT = re.compile(r"Router Model: (?P<model>[^,]+), Version: (?P<firmware>[^,]+)")
_ENTERPRISES = {7367: "DrayTek", 2636: "Juniper", 2007: "Teldat", 890: "Zyxel", 9: "Cisco", 4413: "Broadcom"}
_TICKS_PER_S = 100


def recognises(body: bytes) -> Score:
    """Return how sure it is that this is a walk with a DSL table."""
    lines = lines_of(body[:4_000_000])
    if not is_walk(lines):
        return Score.NO
    walk = parse([line for line in lines if _DSL_LINE.search(line)][:200])
    if not any(walk.has_below(each) for each in (ADSL, ADSL_EXT, VDSL2)):
        return Score.NO
    return Score.LIKELY if only_line_coding(walk) else Score.CERTAIN


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Ask in at most twelve packets: which tables there are, their cells for this line, and the 15-minute bins."""
    presence = await ports.snmp.columns(device, [dotted(name) for name in _PRESENCE], timeout_s=TIMEOUT_S)
    walk = parse(lines_of(presence.body))
    index = line_index(walk)
    if index is None:
        scalars = await ports.snmp.get(device, [dotted(name, 0) for name in _SCALARS], timeout_s=TIMEOUT_S)
        return [scalars, presence]
    cells = await ports.snmp.get(device, _cells(walk, index), timeout_s=TIMEOUT_S)
    bins = await ports.snmp.columns(device, _bins(walk, index), timeout_s=TIMEOUT_S)
    return [presence, bins, cells]


def _cells(walk: Walk, index: int) -> list[str]:
    """Return every single object worth asking of this line, in the MIBs that the agent fills."""
    found = [dotted(name, 0) for name in _SCALARS] + [dotted(name, index) for name in _INTERFACE]
    channels = {each[0] for side in ("Atuc", "Atur") for each in walk.column(f"adsl{side}ChanCurrTxRate")}
    for name in COLUMNS:
        if _UNUSED.search(name) or not name.startswith(("adsl", "xdsl2")):
            continue
        if name.startswith("adsl") and walk.has_below(ADSL):
            places = [(each,) for each in sorted(channels)] if "Chan" in name else [(index,)]
            found += [dotted(name, *place) for place in places]
        elif name.startswith("xdsl2") and walk.has_below(VDSL2):
            if name.startswith(("xdsl2LineStatus", "xdsl2PMLInit")):
                found.append(dotted(name, index))
            else:
                latest = (1,) if "Hist" in name else ()
                found += [dotted(name, index, unit, *latest) for unit in (XTUC, XTUR)]
    return found


def _bins(walk: Walk, index: int) -> list[str]:
    """Return the columns of closed 15-minute bins, for this line only: 96 rows each, so few of them."""
    if walk.column("xdsl2PMLCurr15MTimeElapsed"):
        found = [dotted(f"xdsl2PMLHist15M{name}", index, unit) for name, unit in _VDSL2_BINS]
        return [*found, dotted("xdsl2PMLInitHist15MFullInits", index)]
    return [dotted(f"adsl{name}", index) for name in _ADSL_BINS] if walk.has_below(ADSL) else []


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the line, its bins and the box.

    Units: rates come in bit/s and are rounded to kbit/s; levels in tenths, except where a departure is proven.

    Raises:
        UnreadableCapture: no DSL table in the answers, or several lines in it.
    """
    walk = Walk({oid: value for each in captures for oid, value in parse(lines_of(each.body)).values.items()})
    index = line_index(walk)
    if index is None:
        raise UnreadableCapture(
            "snmp_dsl: the walk holds no row of a DSL table (ADSL-LINE-MIB or VDSL2-LINE-MIB)",
            hint="many boxes keep their DSL values out of SNMP: save the modem's status page or telnet answer instead",
        )
    box = _device(walk)
    if only_line_coding(walk):
        remark = "the agent fills only adslLineCoding: this box tells nothing of its line by SNMP"
        return (DslLine(sync=None, remarks=(remark,)), box)
    line = read_line(walk, index, age_s=_uptime_s(walk, "sysUpTime"))
    return (line, *read_history(walk, index, captures[-1].taken_at), box)


def _device(walk: Walk) -> DeviceState:
    described = walk.at("sysDescr", 0)
    named = _NAMED_BY_AGENT.search(described.text) if described is not None else None
    remarks = [f"sysDescr: {described.text}"] if described is not None and described.text else []
    uptime_s = _uptime_s(walk, "hrSystemUptime")
    if uptime_s is None and (uptime_s := _uptime_s(walk, "sysUpTime")) is not None:
        remarks.append("uptime is that of the SNMP agent, which may have started after the box")
    return DeviceState(
        vendor=_vendor(walk),
        model=named["model"] if named else None,
        firmware=named["firmware"] if named else None,
        uptime_s=uptime_s,
        remarks=tuple(remarks),
    )


def _vendor(walk: Walk) -> str | None:
    maker = walk.at("sysObjectID", 0)
    found = re.search(r"(?:1\.3\.6\.1\.4\.1|enterprises)\.(\d+)", maker.raw) if maker is not None else None
    return None if found is None else _ENTERPRISES.get(int(found[1]))


def _uptime_s(walk: Walk, name: str) -> int | None:
    ticks = walk.number(name, 0)
    return None if ticks is None or ticks < 0 else ticks // _TICKS_PER_S


EVENTS_S = 20.0
"""Read once a minute; so soon again only when something was lost or is back."""

DRIVER = Driver(
    id="snmp_dsl",
    title="SNMP DSL tables (ADSL-LINE-MIB, VDSL2-LINE-MIB)",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="snmp",
    min_interval_s=EVENTS_S,
)
