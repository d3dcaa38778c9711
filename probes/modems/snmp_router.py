"""A router by SNMP: how long it runs, what its interfaces carry and lose, whether its PPP session is up.

Any box that answers SNMP and has no DSL table and is no UPS. Live it asks for named objects only and needs a community
that somebody gave.

Source: RFC 2863, RFC 3635, RFC 2790; captures of bintec, Cisco, DrayTek, EdgeRouter, Huawei, LANCOM, MikroTik,
OpenWrt, TP-Link and UniFi.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.site import Device
from netdoc.plugin import Driver, Score
from netdoc.ports import Ports
from probes.modems._dsl_mib import dotted
from probes.modems._if_ask import interface_cells, name_columns, route_objects
from probes.modems._if_mib import left_out, read_interfaces
from probes.modems._if_wan import read_session
from probes.modems._snmp_box import BOX_SCALARS, CHASSIS_CELLS, read_box
from probes.modems._snmp_kind import WalkKind, walk_kind
from probes.modems._snmprec import walk_of

TIMEOUT_S = 10.0


def recognises(body: bytes) -> Score:
    """Return how sure it is that this is a walk of a box that is neither a modem nor a UPS."""
    return Score.LIKELY if walk_kind(body) is WalkKind.BOX else Score.NO


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Ask in at most twelve packets: the box, the names of its interfaces, the counters of those that matter."""
    scalars = [dotted(each, 0) for each in (*BOX_SCALARS, "ifNumber")]
    scalars += [dotted(name, index) for name, index in CHASSIS_CELLS]
    box = await ports.snmp.get(device, scalars, timeout_s=TIMEOUT_S)
    columns = [*name_columns(walk_of([box])), *route_objects()]
    names = await ports.snmp.columns(device, columns, timeout_s=TIMEOUT_S)
    wanted = interface_cells(walk_of([names]))
    if not wanted:
        return [box, names]
    return [box, names, await ports.snmp.get(device, wanted, timeout_s=TIMEOUT_S)]


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the box, its interfaces and its session.

    Units: octets; seconds from hundredths. Rates of interfaces are nominal and are left out.

    Raises:
        UnreadableCapture: nothing in the answers tells of a box or of its interfaces.
    """
    walk = walk_of(captures)
    whole = len(captures) > 1  # asked live: nothing is cut off
    box, counters = read_box(walk), read_interfaces(walk, whole=whole)
    session = read_session(walk)
    if box == DeviceState() and not counters and session is None:
        raise UnreadableCapture(
            "snmp_router: the walk tells neither of the box nor of its interfaces",
            hint="walk the system and interfaces groups: 1.3.6.1.2.1.1, 1.3.6.1.2.1.2 and 1.3.6.1.2.1.31",
        )
    told = replace(box, remarks=(*box.remarks, *left_out(walk, whole=whole)))
    return (told, *counters, *([session] if session is not None else []))


DRIVER = Driver(
    id="snmp_router",
    title="Router by SNMP (IF-MIB, EtherLike-MIB, HOST-RESOURCES-MIB)",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="snmp",
    min_interval_s=20.0,
)
