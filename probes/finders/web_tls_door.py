"""The web page of a box, by HTTPS: the certificate's subject beside title and server.

Boxes sign their own certificates: it is read, not checked.
"""

from __future__ import annotations

from netdoc.model.sign import Sign
from netdoc.model.site import Device
from netdoc.plugin import Finder
from netdoc.ports import Door, Ports
from probes.finders._words import certificate_words, http_words

PORT = 443
TIMEOUT_S = 4.0


async def look(device: Device, ports: Ports) -> Door:
    """Ask for the first page."""
    return await ports.doors.page(device.address, device.port or PORT, "/", tls=True, timeout_s=TIMEOUT_S)


def read(door: Door) -> Sign:
    """Return the certificate's names, title, server and realm."""
    says, login = http_words(door.said.body)
    return Sign(says=(*certificate_words(door.certificate), *says), wants="login" if login else "")


FINDER = Finder(id="web_tls_door", title="web page (HTTPS)", port=PORT, serves=("http",), look=look, read=read)
