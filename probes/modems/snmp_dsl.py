"""DSL line by SNMP: ADSL-LINE-MIB with its extension, VDSL2-LINE-MIB and SHDSL, live or from a saved walk.

Live it asks for named columns only and needs a community that somebody gave. A saved walk may be in snmprec form,
`snmpwalk -On` output, or lines with MIB names. The box, its interfaces and its session are read with the line.

Source: RFC 2662, RFC 3440, RFC 4319, RFC 5650; captures of DrayTek Vigor165, Juniper SRX, OneAccess, Paradyne, Teldat
and Zyxel AnyOS.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.dsl_history import DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.site import Device
from netdoc.plugin import Driver, Score
from netdoc.ports import Ports
from probes.modems._dsl_mib import ADSL, COLUMNS, VDSL2, XTUC, XTUR, dotted
from probes.modems._if_ask import interface_cells, name_columns, route_objects
from probes.modems._if_mib import left_out, read_interfaces
from probes.modems._if_wan import read_session
from probes.modems._snmp_box import clocks, read_box
from probes.modems._snmp_history import read_history
from probes.modems._snmp_kind import WalkKind, walk_kind
from probes.modems._snmp_line import line_index, only_line_coding, read_line
from probes.modems._snmp_shdsl import read_pairs, read_span, span_index
from probes.modems._snmprec import Walk, walk_of

TIMEOUT_S = 10.0
_FULL_PACKETS = 4
"""Columns of a day of bins that fill four packets of a hundred values, their end included; eight at once take nine."""
NEAR = "near"
MOST_TOLD = 4
"""Interfaces of a modem: its session, its LAN and two more; the line needs the packets."""
_SCALARS = ("sysDescr", "sysObjectID", "sysUpTime", "hrSystemUptime", "snmpEngineTime", "hrProcessorLoad")
_INTERFACE = ("ifAdminStatus", "ifOperStatus")
_PRESENCE: tuple[str, ...] = (
    "adslLineCoding",
    "adslAtucCurrSnrMgn",
    "adslAtucChanCurrTxRate",
    "adslAturChanCurrTxRate",
)
_PRESENCE += ("xdsl2LineStatusPwrMngState", "xdsl2ChStatusActDataRate", "xdsl2PMLCurr15MTimeElapsed")
_PRESENCE += ("hdsl2ShdslStatusActualLineRate", "hdsl2ShdslEndpointCurrStatus", "oneaccessShdslUpS")
_ENDPOINT = ("CurrAtn", "CurrSnrMgn", "ES", "SES", "CRCanomalies", "UAS")
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


def recognises(body: bytes) -> Score:
    """Return how sure it is that this is a walk with a DSL table."""
    kind = walk_kind(body)
    return Score.CERTAIN if kind is WalkKind.DSL else Score.LIKELY if kind is WalkKind.DSL_BARE else Score.NO


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Ask in at most twelve packets: the tables and interfaces there are, their cells, and the 15-minute bins."""
    asked = [dotted(each) for each in (*_PRESENCE, *_SCALARS, "ifNumber")]
    presence = await ports.snmp.columns(device, [*asked, *route_objects()], timeout_s=TIMEOUT_S)
    names = await ports.snmp.columns(device, name_columns(walk_of([presence])), timeout_s=TIMEOUT_S)
    walk = walk_of([presence, names])
    index = line_index(walk)
    wanted = _span_cells(walk) if index is None else _cells(walk, index)
    taken = [presence, names]
    if cells := [*wanted, *interface_cells(walk, MOST_TOLD)]:
        taken.append(await ports.snmp.get(device, cells, timeout_s=TIMEOUT_S))
    groups = [] if index is None else _packed(_bins(walk, index))
    return taken + [await ports.snmp.columns(device, each, timeout_s=TIMEOUT_S) for each in groups]


def _span_cells(walk: Walk) -> list[str]:
    """Return the cells of a SHDSL line: its rates, and both ends of each of its wire pairs."""
    spans = {each[0] for each in walk.column("hdsl2ShdslStatusActualLineRate")}
    places = [each for each in walk.column("hdsl2ShdslEndpointCurrStatus") if each[0] in spans]
    found = [dotted("hdsl2ShdslStatusMaxAttainableLineRate", each) for each in sorted(spans)]
    return found + [dotted(f"hdsl2ShdslEndpoint{name}", *place) for place in places for name in _ENDPOINT]


def _cells(walk: Walk, index: int) -> list[str]:
    """Return every single object worth asking of this line, in the MIBs that the agent fills."""
    found = [dotted(name, index) for name in _INTERFACE]
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


def _packed(columns: list[str]) -> list[list[str]]:
    """Return columns in the groups to ask for together: in fours where that leaves none over."""
    length = _FULL_PACKETS if len(columns) % _FULL_PACKETS == 0 else len(columns)
    return [columns[first : first + length] for first in range(0, len(columns), length)]


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the line, its bins, the box, its interfaces and its session.

    Units: rates come in bit/s and are rounded to kbit/s; levels in tenths (SHDSL: whole dB), except where a departure
    is proven.

    Raises:
        UnreadableCapture: no DSL table in the answers, or several lines in it.
    """
    walk = walk_of(captures)
    line, *bins = _line(walk, captures[-1].taken_at)
    whole = len(captures) > 1  # asked live: nothing is cut off
    session, box = read_session(walk), read_box(walk)
    box = replace(box, remarks=(*box.remarks, *left_out(walk, whole=whole)))
    found: list[Fact] = [line, *bins, box, *read_interfaces(walk, whole=whole)]
    return found if session is None else [*found, session]


def _line(walk: Walk, taken_at: datetime) -> Sequence[DslLine | DslHistory]:
    index, span = line_index(walk), span_index(walk)
    age_s = clocks(walk).agent_s
    # the box that was asked is the customer's: what its table says of the DSLAM's side, the modem says
    counted_at = NEAR if walk.at("sysObjectID", 0) is not None else None
    if index is not None and only_line_coding(walk):
        remark = "the agent fills only adslLineCoding: this box tells nothing of its line by SNMP"
        return (DslLine(sync=None, remarks=(remark,)),)
    if index is not None:
        line = read_line(walk, index, age_s=age_s, counted_at=counted_at)
        return (line, *read_history(walk, index, taken_at))
    if span is not None:
        return (read_span(walk, span, counted_at=counted_at),)
    if walk.column("oneaccessShdslUpS"):
        return (read_pairs(walk),)
    raise UnreadableCapture(
        "snmp_dsl: the walk holds no row of a DSL table (ADSL-LINE-MIB, VDSL2-LINE-MIB or HDSL2-SHDSL-LINE-MIB)",
        hint="many boxes keep their DSL values out of SNMP: save the modem's status page or telnet answer instead",
    )


EVENTS_S = 20.0
"""Read once a minute; so soon again only when something was lost or is back."""

DRIVER = Driver(
    id="snmp_dsl",
    title="SNMP DSL tables (ADSL-LINE-MIB, VDSL2-LINE-MIB, SHDSL)",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="snmp",
    min_interval_s=EVENTS_S,
)
