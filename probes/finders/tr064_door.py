"""The TR-064 description on port 49000 (FRITZ!Box, Speedport and others): maker, model and firmware without a login."""

from __future__ import annotations

from netdoc.errors import UnreadableCapture
from netdoc.model.sign import Sign
from netdoc.model.site import Device
from netdoc.plugin import Finder
from netdoc.ports import Door, Ports
from probes import _igd
from probes.finders._description import sign_of
from probes.finders._words import http_words, page_body

PORT = 49_000
PATH = "/tr64desc.xml"
TIMEOUT_S = 3.0


async def look(device: Device, ports: Ports) -> Door:
    """Ask for the description."""
    return await ports.doors.page(device.address, device.port or PORT, PATH, tls=False, timeout_s=TIMEOUT_S)


def read(door: Door) -> Sign:
    """Return what the description states; what is no description is told by its words only."""
    if _igd.is_description(page_body(door.said.body)):
        try:
            return sign_of(door, wants="login")
        except UnreadableCapture:
            pass
    return Sign(says=http_words(door.said.body)[0])


FINDER = Finder(
    id="tr064_door", title="TR-064 description", port=PORT, serves=("tr064", "soap", "http"), look=look, read=read
)
