"""The web page of a box, by HTTP: its title and server, and whether it wants a login.

One page, `/`, is asked for; no redirect is followed and nothing is typed.
"""

from __future__ import annotations

from netdoc.model.sign import Sign
from netdoc.model.site import Device
from netdoc.plugin import Finder
from netdoc.ports import Door, Ports
from probes.finders._words import http_words

PORT = 80
TIMEOUT_S = 3.0


async def look(device: Device, ports: Ports) -> Door:
    """Ask for the first page."""
    return await ports.doors.page(device.address, device.port or PORT, "/", tls=False, timeout_s=TIMEOUT_S)


def read(door: Door) -> Sign:
    """Return title, server and realm."""
    says, login = http_words(door.said.body)
    return Sign(says=says, wants="login" if login else "")


FINDER = Finder(id="web_door", title="web page (HTTP)", port=PORT, serves=("http",), look=look, read=read)
