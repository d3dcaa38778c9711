"""Boxes that are asked by name: SNMP, HTTP, shells, upsd, doors; and the logins for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.model.capture import Capture
from netdoc.model.site import Device


class Snmp(Protocol):
    """Named columns only, never a whole walk. Captures are in `snmprec` form: `OID|type|value` lines."""

    async def get(self, device: Device, oids: Sequence[str], *, timeout_s: float) -> Capture:
        """Return scalars; objects the agent does not have are left out of the capture."""

    async def columns(self, device: Device, oids: Sequence[str], *, timeout_s: float) -> Capture:
        """Return all rows of these columns by GETBULK."""


class WebManner(StrEnum):
    """How a family of boxes lets one log in to its web interface and asks there; see `Http.session`."""

    SYSBUS = "sysbus"
    """Orange Livebox: questions are `SERVICE:METHOD {PARAMETERS}`."""
    HUAWEI = "huawei"
    """Huawei HG: questions are paths below `/api/`."""
    XMO = "xmo"
    """Sagemcom F@ST: questions are XPaths below `Device/`."""
    FREEBOX = "freebox"
    """Freebox: questions are paths below `/api/`; the login is an application's id and token."""


class Http(Protocol):
    """HTTP to devices: plain, digest or no login; certificates of devices are not checked but noted."""

    async def get(self, url: str, *, timeout_s: float, device: Device | None = None) -> Capture:
        """Return the body of a GET. A 4xx or 5xx status raises NotAnswered(`denied` or `error`)."""

    async def soap(
        self, url: str, service: str, action: str, *, timeout_s: float, device: Device | None = None
    ) -> Capture:
        """Call a UPnP or TR-064 action without arguments."""

    async def session(
        self, device: Device, manner: WebManner, questions: Sequence[str], *, timeout_s: float
    ) -> Sequence[Capture]:
        """Log in, ask each question, log out; one capture per question that the box answered, without the login.

        The box is recognised before a password goes to it, and nothing is ever changed on it. Without credentials
        only what the box tells everybody is answered.

        Raises:
            NotAnswered: `refused`, `timeout`, `closed`, `denied` (wrong login: never tried twice), `busy` (somebody
                else is logged in), `error` (not a box of this manner, or it answered no question).
            CannotMeasure: the box wants a login and none was given.
        """

    async def ssdp(self, search_target: str, *, timeout_s: float) -> Sequence[str]:
        """Return the LOCATION URLs that answered a UPnP search on the local network."""

    async def download(self, url: str, *, seconds: float, flows: int, ramp_s: float) -> Capture:
        """Download from a URL with plain sockets; the body is JSON: bytes per 100 ms and per flow."""


class Shell(Protocol):
    """Telnet or ssh to a device; one session, closed properly; the transcript without the login."""

    async def run(self, device: Device, commands: Sequence[str], *, timeout_s: float) -> Sequence[Capture]:
        """Log in, run each command, log out; one capture per command, prompt and echo removed.

        Raises:
            NotAnswered: `refused`, `timeout`, `denied` (wrong login: never tried twice), `closed`, `busy`.
            CannotMeasure: no credentials were given.
        """


class Nut(Protocol):
    """Network UPS Tools: upsd asked over its own protocol, without a login."""

    async def variables(self, device: Device, *, timeout_s: float) -> Capture:
        """Return all variables of the device's UPS in the form of `upsc`: `name: value` lines.

        Raises:
            NotAnswered: `refused`, `unreachable`, `timeout`, `denied`, `closed`, `error` (upsd has lost its UPS).
            CannotMeasure: upsd serves several UPSes, and the device's `id` names none of them.
        """


@dataclass(frozen=True, slots=True)
class Door:
    """One port of a box, as it was found: what it said, and the certificate that it showed."""

    said: Capture
    certificate: bytes = b""
    """DER; empty where the door speaks no TLS."""


class Doors(Protocol):
    """Knocks at a box of the own network: one connection per call, no login, nothing but private addresses."""

    async def listen(self, address: str, port: int, *, timeout_s: float) -> Door:
        """Connect, type nothing, and return what the box says by itself; telnet's negotiation is taken out.

        Raises:
            NotAnswered: `refused`, `unreachable`, `timeout`, `closed`.
            CannotMeasure: no route, or not an address of a private network.
        """

    async def page(self, address: str, port: int, path: str, *, tls: bool, timeout_s: float) -> Door:
        """Ask for one page and return the answer with its head, whatever its status; raises as `listen`."""


class NoDoors:
    """Stands where nobody may knock."""

    async def listen(self, address: str, port: int, *, timeout_s: float) -> Door:
        """Knock nowhere."""
        raise CannotMeasure(f"{address}: nothing here can knock at a box's doors")

    async def page(self, address: str, port: int, path: str, *, tls: bool, timeout_s: float) -> Door:
        """Knock nowhere."""
        return await self.listen(address, port, timeout_s=timeout_s)


class Logins(Protocol):
    """Remembers, beyond one run, which login a box refused: it is not sent again until a person acts."""

    def stopped(self, device: Device, driver_id: str) -> CannotMeasure | None:
        """Return why this login is not tried, or None where it may be."""

    def refused(self, device: Device, driver_id: str, failed: NotAnswered, at: datetime) -> None:
        """Take a failed question; only a refused login is remembered."""

    def forget(self, device: Device) -> None:
        """The login was accepted, or a person wants it tried once more."""


class EveryLogin:
    """Remembers nothing: where no office has a folder yet."""

    def stopped(self, device: Device, driver_id: str) -> CannotMeasure | None:
        """Stop nothing."""
        return None

    def refused(self, device: Device, driver_id: str, failed: NotAnswered, at: datetime) -> None:
        """Forget it at once."""

    def forget(self, device: Device) -> None:
        """Nothing is held."""


@dataclass(frozen=True, slots=True)
class Credential:
    """A login or an SNMP community, as the secrets file holds it. Never printed: see `__repr__`."""

    user: str = ""
    password: str = ""
    community: str = ""
    written_at: datetime | None = None
    """When the file that holds the password was last written; None where no file holds it."""

    def __repr__(self) -> str:
        return "Credential(...)"


class Secrets(Protocol):
    """Looks credentials up by the name that the site file gives."""

    def find(self, name: str) -> Credential | None:
        """Return the entry, or None where there is none."""
