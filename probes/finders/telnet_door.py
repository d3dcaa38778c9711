"""The telnet banner of a box: what it prints before anybody types.

Some boxes say nothing before a first Enter; it is not given.
"""

from __future__ import annotations

import re

from netdoc.model.sign import Sign
from netdoc.model.site import Device
from netdoc.plugin import Finder
from netdoc.ports import Door, Ports
from probes.finders._words import greeting_words

PORT = 23
TIMEOUT_S = 4.0
_LOGIN = re.compile(rb"(?i)\b(?:login|user ?name|account|pass(?:word|code)?) ?: ?\Z")


async def look(device: Device, ports: Ports) -> Door:
    """Listen."""
    return await ports.doors.listen(device.address, device.port or PORT, timeout_s=TIMEOUT_S)


def read(door: Door) -> Sign:
    """Return the banner's lines."""
    login = _LOGIN.search(door.said.body.rstrip(b"\r\n")) is not None
    return Sign(says=greeting_words(door.said.body), wants="login" if login else "")


FINDER = Finder(id="telnet_door", title="telnet", port=PORT, serves=("telnet",), look=look, read=read)
