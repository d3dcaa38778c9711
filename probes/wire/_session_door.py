"""Which door of a box a session goes through, telnet or ssh, and what a door that stays shut means."""

from __future__ import annotations

import errno
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from netdoc.errors import CannotMeasure, NetdocError, NotAnswered
from netdoc.model.site import Device

LOGIN_HINT = "put user and password under the name that the device's `credentials` gives into the secrets file"
USUAL_PORT = {"telnet": 23, "ssh": 22}


class CutOffAtLogin(NotAnswered):
    """The box closed the session when it had the password."""

    at_login = True


@dataclass(frozen=True, slots=True)
class SessionDoor:
    """Where a session is opened."""

    kind: str
    """`telnet` or `ssh`."""
    port: int


def door_of(device: Device) -> SessionDoor:
    """Return the door: `url` decides where it begins with ssh:// or telnet://, else port 22 is ssh; all else telnet.

    The port is that of the site file, then that of the URL, then the usual one.
    """
    kind, port = "ssh" if device.port == USUAL_PORT["ssh"] else "telnet", None
    if device.url is not None:
        parts = urlsplit(device.url)
        if parts.scheme in USUAL_PORT:
            kind, port = parts.scheme, parts.port
    return SessionDoor(kind, device.port or port or USUAL_PORT[kind])


def shut(device: Device, door: SessionDoor, failed: OSError) -> NetdocError:
    """Return what a failed connection means, to be raised."""
    where = f"{device.address} port {door.port}"
    if isinstance(failed, socket.gaierror):
        return CannotMeasure(f"{device.id}: the name {device.address} is not known", hint="give an address")
    if isinstance(failed, ConnectionRefusedError):
        message = f"{device.id}: {device.address} refuses {door.kind} on port {door.port}"
        return NotAnswered(message, failure="refused")
    if failed.errno in (errno.ENETUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL):
        message = f"{device.id}: this computer has no route to {device.address}"
        return CannotMeasure(message, hint="check the link, or add an address in the modem's network")
    failure = "unreachable" if failed.errno == errno.EHOSTUNREACH else "closed"
    return NotAnswered(f"{device.id}: {where}: {failed}", failure=failure)
