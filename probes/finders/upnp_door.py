"""The description that a box names in its answer to a UPnP search (SSDP): maker and model without a login.

It is looked at only for boxes that answered the search; the search gave port and path.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.sign import Sign
from netdoc.model.site import Device
from netdoc.plugin import Finder
from netdoc.ports import Door, Ports
from probes.finders._description import sign_of
from probes.finders._words import http_words

PORT = 1900
TIMEOUT_S = 3.0


async def look(device: Device, ports: Ports) -> Door:
    """Ask for the description.

    Raises:
        CannotMeasure: the box did not answer the search.
    """
    if device.url is None:
        raise CannotMeasure(f"{device.address} did not answer the UPnP search")
    parts = urlsplit(device.url)
    return await ports.doors.page(device.address, parts.port or 80, parts.path or "/", tls=False, timeout_s=TIMEOUT_S)


def read(door: Door) -> Sign:
    """Return what the description states."""
    try:
        return sign_of(door, wants="")
    except UnreadableCapture:
        return Sign(says=http_words(door.said.body)[0])


FINDER = Finder(
    id="upnp_door",
    title="UPnP description",
    port=PORT,
    serves=("upnp",),
    look=look,
    read=read,
    asks_for="url",
)
