"""The SNMP agent's sysDescr and sysObjectID (RFC 3418), with a community that the technician gave, and no other."""

from __future__ import annotations

from netdoc.model.sign import Sign
from netdoc.model.site import Device
from netdoc.plugin import Finder
from netdoc.ports import Door, Ports
from probes.finders._words import shown

PORT = 161
TIMEOUT_S = 3.0
DESCRIPTION, OBJECT_ID = "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0"
_ENTERPRISES = "1.3.6.1.4.1."


async def look(device: Device, ports: Ports) -> Door:
    """Ask for the two objects in one packet."""
    return Door(await ports.snmp.get(device, (DESCRIPTION, OBJECT_ID), timeout_s=TIMEOUT_S))


def read(door: Door) -> Sign:
    """Return both objects as words."""
    rows = [line.split("|", 2) for line in door.said.body.decode("latin-1").splitlines()]
    held = {row[0]: (row[1], row[2]) for row in rows if len(row) == 3}
    says: list[str] = []
    if DESCRIPTION in held and (text := shown(_octets(*held[DESCRIPTION]))):
        says.append(f"sysDescr: {text}")
    if OBJECT_ID in held and (text := shown(held[OBJECT_ID][1])):
        of = text.removeprefix(_ENTERPRISES)
        number = f" (enterprise {of.split('.')[0]})" if of != text else ""
        says.append(f"sysObjectID: {text}{number}")
    return Sign(says=tuple(says))


def _octets(kind: str, text: str) -> str:
    if not kind.endswith("x"):
        return text
    try:
        return bytes.fromhex(text).decode("utf-8", "replace")
    except ValueError:
        return ""


FINDER = Finder(
    id="snmp_door",
    title="SNMP",
    port=PORT,
    serves=("snmp",),
    look=look,
    read=read,
    asks_for="community",
)
