"""The ssh server's own line (RFC 4253 section 4.2): `SSH-2.0-dropbear_2012.55` tells an embedded box and its age."""

from __future__ import annotations

from netdoc.model.sign import Sign
from netdoc.model.site import Device
from netdoc.plugin import Finder
from netdoc.ports import Door, Ports
from probes.finders._words import greeting_words

PORT = 22
TIMEOUT_S = 3.0


async def look(device: Device, ports: Ports) -> Door:
    """Listen; no key exchange is begun."""
    return await ports.doors.listen(device.address, device.port or PORT, timeout_s=TIMEOUT_S)


def read(door: Door) -> Sign:
    """Return the server's line; ssh always wants a login."""
    line = tuple(each for each in greeting_words(door.said.body) if each.startswith("SSH-"))
    return Sign(says=line, wants="login")


FINDER = Finder(id="ssh_door", title="ssh", port=PORT, serves=("ssh", "telnet"), look=look, read=read)
