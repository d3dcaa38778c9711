"""The NUT network protocol to upsd (TCP 3493): one session, no login, nothing but questions (RFC 9271)."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import re
import socket
from collections.abc import Sequence

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.model.capture import Capture
from netdoc.model.scrub import REMOVED
from netdoc.model.site import Device
from netdoc.ports import Clock

PORT = 3493
CONNECT_S = 5.0
GOODBYE_S = 0.5
GREATEST_LINE = 4_096
GREATEST_LIST = 5_000
_DENIED = ("ACCESS-DENIED", "USERNAME-REQUIRED", "PASSWORD-REQUIRED", "INVALID-PASSWORD", "INVALID-USERNAME")
_LOST_ITS_UPS = ("DATA-STALE", "DRIVER-NOT-CONNECTED")
_HINTS = {
    "ACCESS-DENIED": "upsd does not serve this computer: allow its address in upsd.conf",
    "DATA-STALE": "upsd is there, but its driver has had nothing from the UPS for a while: check the cable to the UPS",
    "DRIVER-NOT-CONNECTED": "upsd is there, but the driver of the UPS does not run: `upsdrvctl start`",
}
_UPS = re.compile(r'UPS ([^ "]+) "(?:[^"\\]|\\.)*"')
_VAR = re.compile(r'VAR ([^ "]+) ([A-Za-z0-9._-]+) "((?:[^"\\]|\\.)*)"')
_SECRET = re.compile(
    r"driver\.(?:parameter|flag)\.(?:.*pass.*|.*community.*|.*secret.*|.*login.*|.*user.*|.*secname.*|.*auth.*|.*priv.*)",
    re.IGNORECASE,
)


class SystemNut:
    """Implements `ports.Nut`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: set[tuple[str, int]] = set()

    async def variables(self, device: Device, *, timeout_s: float) -> Capture:
        """Return all variables of one UPS as `name: value` lines; the driver's passwords and communities are removed.

        Where upsd serves several, the one that is called as the device's `id`.

        Raises:
            NotAnswered: `refused`, `unreachable`, `timeout`, `denied`, `closed`, `error`.
            CannotMeasure: several UPSes and none of that name; or a question to this upsd is still under way.
        """
        where = (device.address, device.port or PORT)
        if where in self._open:
            raise CannotMeasure(f"{device.id}: another question to this upsd is still under way", hint="wait for it")
        self._open.add(where)
        try:
            async with asyncio.timeout(timeout_s):
                name, told = await self._session(device, *where)
        except TimeoutError:
            message = f"{device.id}: no complete answer from upsd within {timeout_s:g} s"
            raise NotAnswered(message, failure="timeout") from None
        finally:
            self._open.discard(where)
        body = "".join(f"{key}: {value}\n" for key, value in told)
        return Capture(body.encode("utf-8"), self._clock.now(), device.id, f"nut: LIST VAR {name}")

    async def _session(self, device: Device, address: str, port: int) -> tuple[str, list[tuple[str, str]]]:
        reader, writer = await _connected(device, address, port)
        session = _Session(device.id, reader, writer)
        try:
            name = _chosen(device, await session.names())
            return name, await session.variables(name)
        finally:
            await session.close()


class _Session:
    """One open session."""

    def __init__(self, device: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._device, self._reader, self._writer = device, reader, writer
        self._talks = False

    async def names(self) -> list[str]:
        """LIST UPS."""
        return [found[1] for found in await self._list("UPS", _UPS)]

    async def variables(self, name: str) -> list[tuple[str, str]]:
        """LIST VAR."""
        told = []
        for found in await self._list(f"VAR {name}", _VAR):
            if found[1] != name:
                raise self._failed("upsd answers for another UPS than the one it was asked for")
            value = REMOVED.decode() if _SECRET.fullmatch(found[2]) else re.sub(r"\\(.)", r"\1", found[3])
            told.append((found[2], "".join(each if each.isprintable() else "?" for each in value)))
        if not told:
            raise self._failed("upsd tells no variable of this UPS")
        return told

    async def close(self) -> None:
        """Log out and close; never raises, never waits long."""
        with contextlib.suppress(Exception):
            async with asyncio.timeout(GOODBYE_S):
                if self._talks:
                    self._writer.write(b"LOGOUT\n")
                    await self._writer.drain()
                    await self._reader.readline()
        with contextlib.suppress(Exception):
            self._writer.close()

    async def _list(self, what: str, form: re.Pattern[str]) -> list[re.Match[str]]:
        with contextlib.suppress(OSError):  # a closed session shows at the next read
            self._writer.write(f"LIST {what}\n".encode("ascii", "replace"))
        line = await self._line()
        if line != f"BEGIN LIST {what}":
            raise self._failed(
                f"what answers there is no upsd: «{_shown(line)}»", "is this the address of a NUT server?"
            )
        self._talks = True
        found: list[re.Match[str]] = []
        while (line := await self._line()) != f"END LIST {what}":
            match = form.fullmatch(line)
            if match is None or len(found) >= GREATEST_LIST:
                raise self._failed(f"upsd's answer to LIST {what} breaks off at «{_shown(line)}»")
            found.append(match)
        return found

    async def _line(self) -> str:
        """Return the next line; an ERR line is raised."""
        try:
            raw = await self._reader.readuntil(b"\n")
        except asyncio.LimitOverrunError:
            raise self._failed("a line of upsd's answer does not end") from None
        except (asyncio.IncompleteReadError, OSError) as broken:
            message = f"{self._device}: upsd closed the session in the middle of its answer"
            raise NotAnswered(message, failure="closed") from broken
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        if line.startswith("ERR "):
            self._talks = True
            word = line[4:].split(" ", 1)[0]
            failure = "denied" if word in _DENIED else "error"
            said = "has lost its UPS" if word in _LOST_ITS_UPS else "refuses the question"
            message = f"{self._device}: upsd {said} ({_shown(word)})"
            raise NotAnswered(message, failure=failure, hint=_HINTS.get(word, ""))
        return line

    def _failed(self, what: str, hint: str = "") -> NotAnswered:
        return NotAnswered(f"{self._device}: {what}", failure="error", hint=hint)


def _chosen(device: Device, names: Sequence[str]) -> str:
    """Return which UPS is meant: the only one, or the one called as the device."""
    if not names:
        raise NotAnswered(f"{device.id}: upsd serves no UPS", failure="error", hint="add it to ups.conf")
    if len(names) == 1:
        return names[0]
    alike = [each for each in names if each.casefold() == device.id.casefold()]
    if len(alike) == 1:
        return alike[0]
    shown = ", ".join(_shown(each) for each in names[:10])
    raise CannotMeasure(
        f"{device.id}: upsd serves several UPSes ({shown}), and none is called {device.id}",
        hint="give the [[device]] the name of the one that feeds the modem as its id",
    )


def _shown(text: str) -> str:
    return "".join(each if each.isprintable() else "?" for each in text)[:60]


async def _connected(device: Device, address: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    try:
        async with asyncio.timeout(CONNECT_S):
            return await asyncio.open_connection(address, port, limit=GREATEST_LINE)
    except TimeoutError:
        message = f"{device.id}: {address} does not answer on port {port}"
        raise NotAnswered(message, failure="timeout") from None
    except socket.gaierror as unknown:
        raise CannotMeasure(f"{device.id}: the name {address} is not known", hint="give an address") from unknown
    except ConnectionRefusedError as refused:
        hint = "no upsd runs there, or it listens to its own computer only: LISTEN in upsd.conf"
        raise NotAnswered(f"{device.id}: {address} refuses port {port}", failure="refused", hint=hint) from refused
    except OSError as failed:
        if failed.errno in (errno.ENETUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL):
            message = f"{device.id}: this computer has no route to {address}"
            raise CannotMeasure(message, hint="check the link") from failed
        failure = "unreachable" if failed.errno == errno.EHOSTUNREACH else "closed"
        raise NotAnswered(f"{device.id}: {address} port {port}: {failed}", failure=failure) from failed
