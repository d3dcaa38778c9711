"""SNMP v2c by pysnmp: numeric objects only, named columns by GETBULK, never a whole walk, never a guessed community.

Captures are in snmprec form. One dispatcher per event loop; its first use costs about a second.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.model.capture import Capture
from netdoc.model.site import Device
from netdoc.ports import Clock, Secrets

PORT = 161
GREATEST_OBJECTS = 60
"""In one request: more would not fit one packet."""
VARBINDS = 100
"""Asked for in one answer: net-snmp sends no more unless it is told to (maxGetbulkResponses)."""
FIRST_ROWS = 25
"""Asked for at first: a table with few rows must not cost the agent many beyond them. Then twice as many each time."""
GREATEST_REQUESTS = 60
ATTEMPT_S = 2.0

Row = tuple[tuple[int, ...], Any]
_TOO_BIG = 1
_SNMPREC_TYPES = {"Integer32": "2", "Integer": "2", "ObjectIdentifier": "6", "IpAddress": "64", "Counter32": "65"}
_SNMPREC_TYPES |= {"Gauge32": "66", "Unsigned32": "66", "TimeTicks": "67", "Opaque": "68", "Counter64": "70"}
_HINT = "ask for the community and put it into the secrets file under the name that `credentials` gives"


class SystemSnmp:
    """Implements `ports.Snmp`."""

    def __init__(self, clock: Clock, secrets: Secrets) -> None:
        self._clock = clock
        self._secrets = secrets
        self._dispatchers: WeakKeyDictionary[asyncio.AbstractEventLoop, Any] = WeakKeyDictionary()
        self.requests = 0
        """Request packets sent so far, repeats not counted."""

    async def get(self, device: Device, oids: Sequence[str], *, timeout_s: float) -> Capture:
        """Return scalars; objects the agent does not have are left out of the capture.

        Raises:
            NotAnswered: `timeout`, `error`.
            CannotMeasure: no community was given, or no address is known.
        """
        async with _Limit(device, timeout_s):
            session = await self._session(device, timeout_s)
            rows: list[Row] = []
            for group in _groups(oids):
                rows += await session.request(group)
        return self._capture(device, "get", sorted(rows, key=lambda each: each[0]))

    async def columns(self, device: Device, oids: Sequence[str], *, timeout_s: float) -> Capture:
        """Return all rows of these columns by GETBULK, in the order of their object numbers.

        Raises:
            NotAnswered: `timeout`, `error`.
            CannotMeasure: no community was given, or no address is known.
        """
        rows: list[Row] = []
        async with _Limit(device, timeout_s):
            session = await self._session(device, timeout_s)
            for group in _groups(oids):
                rows += await session.columns(group)
        return self._capture(device, "columns", sorted(rows, key=lambda each: each[0]))

    def _capture(self, device: Device, what: str, rows: Sequence[Row]) -> Capture:
        body = "".join(f"{line}\n" for oid, value in rows if (line := _snmprec(oid, value)) is not None)
        return Capture(body.encode("latin-1", "replace"), self._clock.now(), device.id, f"snmp: {what}")

    async def _session(self, device: Device, timeout_s: float) -> _Session:
        entry = None if device.credentials is None else self._secrets.find(device.credentials)
        if entry is None or not entry.community:
            raise CannotMeasure(f"{device.id}: no SNMP community is known; none is tried unasked", hint=_HINT)
        from pysnmp.hlapi.v1arch.asyncio import CommunityData, SnmpDispatcher, UdpTransportTarget

        loop = asyncio.get_running_loop()
        if loop not in self._dispatchers:
            self._dispatchers[loop] = SnmpDispatcher()
        address = await _address(device)
        attempt_s = min(ATTEMPT_S, timeout_s)
        target = await UdpTransportTarget.create((address, device.port or PORT), timeout=attempt_s, retries=1)
        # v2c is what small modems speak; the site's own v1 or v3 boxes are another adapter's work
        community = CommunityData(entry.community, mpModel=1)  # type: ignore[no-untyped-call]  # noqa: S508
        return _Session(self, device, self._dispatchers[loop], community, target)


class _Session:
    """One agent, asked packet by packet."""

    def __init__(self, owner: SystemSnmp, device: Device, dispatcher: Any, community: Any, target: Any) -> None:
        self._owner, self._device = owner, device
        self._dispatcher, self._community, self._target = dispatcher, community, target

    async def request(self, oids: Sequence[tuple[int, ...]]) -> list[Row]:
        """GET."""
        from pysnmp.hlapi.v1arch.asyncio import get_cmd

        self._owner.requests += 1
        answer = await get_cmd(self._dispatcher, self._community, self._target, *_asked(oids), lookupMib=False)
        error, bindings = self._checked(answer, allowed=_TOO_BIG if len(oids) > 1 else 0)
        if error == _TOO_BIG:
            half = len(oids) // 2
            return await self.request(oids[:half]) + await self.request(oids[half:])
        return _rows(bindings)

    async def columns(self, columns: Sequence[tuple[int, ...]]) -> list[Row]:
        """GETBULK until each column has ended."""
        found: dict[tuple[int, ...], Any] = {}
        last = {column: column for column in columns}
        repeat, most = _rows_for(len(last), FIRST_ROWS), VARBINDS
        for _ in range(GREATEST_REQUESTS):
            if not last:
                return list(found.items())
            error, rows = await self._bulk(list(last.values()), repeat)
            if error == _TOO_BIG and repeat > 1:
                repeat = most = max(1, repeat // 4)
                continue
            before = dict(last)
            _take(rows, last, found)
            if last == before:
                raise NotAnswered(f"{self._device.id}: the SNMP agent repeats itself", failure="error")
            repeat = _rows_for(len(last), min(most, 2 * repeat))
        raise NotAnswered(f"{self._device.id}: an SNMP table does not end", failure="error")

    async def _bulk(self, oids: Sequence[tuple[int, ...]], repeat: int) -> tuple[int, list[Row]]:
        from pysnmp.hlapi.v1arch.asyncio import bulk_cmd

        self._owner.requests += 1
        answer = await bulk_cmd(
            self._dispatcher, self._community, self._target, 0, repeat, *_asked(oids), lookupMib=False
        )
        error, bindings = self._checked(answer, allowed=_TOO_BIG)
        return error, _rows(bindings)

    def _checked(self, answer: Any, allowed: int = 0) -> tuple[int, Any]:
        indication, status, _, bindings = answer
        if indication is not None:
            text = str(indication)
            failure = "timeout" if "before timeout" in text or "timed out" in text.lower() else "error"
            hint = "a wrong community looks the same as no SNMP at all" if failure == "timeout" else ""
            raise NotAnswered(f"{self._device.id}: no SNMP answer ({text})", failure=failure, hint=hint)
        code = int(status)
        if code not in (0, allowed):
            raise NotAnswered(f"{self._device.id}: the SNMP agent answers with error {code}", failure="error")
        return code, bindings


def _take(rows: Sequence[Row], last: dict[tuple[int, ...], tuple[int, ...]], found: dict[tuple[int, ...], Any]) -> None:
    """File an answer of interleaved columns; forget the columns that have ended."""
    asked = list(last)
    ended = set()
    for place, (oid, value) in enumerate(rows):
        column = asked[place % len(asked)]
        if column in ended:
            continue
        if oid[: len(column)] != column or oid <= last[column] or type(value).__name__ == "EndOfMibView":
            ended.add(column)
            continue
        found[oid] = value
        last[column] = oid
    for column in ended:
        del last[column]


def _rows_for(columns: int, most: int) -> int:
    return max(1, min(most, VARBINDS // max(1, columns)))


def _groups(oids: Sequence[str]) -> list[list[tuple[int, ...]]]:
    return [
        [_numbers(each) for each in oids[first : first + GREATEST_OBJECTS]]
        for first in range(0, len(oids), GREATEST_OBJECTS)
    ]


def _asked(oids: Sequence[tuple[int, ...]]) -> list[Any]:
    from pysnmp.hlapi.v1arch.asyncio import ObjectIdentity, ObjectType

    return [ObjectType(ObjectIdentity(each)) for each in oids]  # type: ignore[no-untyped-call]


def _rows(bindings: Any) -> list[Row]:
    return [(tuple(int(number) for number in name), value) for name, value in _pairs(bindings)]


def _pairs(bindings: Any) -> list[tuple[Any, Any]]:
    return [(each[0], each[1]) for each in bindings]


def _snmprec(oid: tuple[int, ...], value: Any) -> str | None:
    """Return `OID|type|value`; None for what the agent does not have."""
    dotted = ".".join(str(each) for each in oid)
    names = [each.__name__ for each in type(value).__mro__]
    if "IpAddress" in names:
        return f"{dotted}|64|{value.prettyPrint()}"
    kind = next((_SNMPREC_TYPES[name] for name in names if name in _SNMPREC_TYPES), None)
    if kind == "6":
        return f"{dotted}|6|{'.'.join(str(each) for each in value)}"
    if kind is not None:
        return f"{dotted}|{kind}|{int(value)}"
    if "Null" in names or "OctetString" not in names:
        return None  # noSuchObject, noSuchInstance and endOfMibView are kinds of Null
    octets = bytes(value)
    if octets and all(32 <= octet < 127 for octet in octets):
        return f"{dotted}|4|{octets.decode('ascii')}"
    return f"{dotted}|4x|{octets.hex()}" if octets else f"{dotted}|4|"


def _numbers(dotted: str) -> tuple[int, ...]:
    return tuple(int(each) for each in dotted.strip(".").split("."))


async def _address(device: Device) -> str:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            device.address, None, family=socket.AF_INET, type=socket.SOCK_DGRAM
        )
    except socket.gaierror as unknown:
        raise CannotMeasure(f"{device.id}: the name {device.address} is not known", hint="give an address") from unknown
    return str(found[0][4][0])


class _Limit:
    """A hard limit on one question, told as NotAnswered."""

    def __init__(self, device: Device, timeout_s: float) -> None:
        self._device, self._timeout_s = device, timeout_s
        self._timeout = asyncio.timeout(timeout_s)

    async def __aenter__(self) -> None:
        await self._timeout.__aenter__()

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> None:
        try:
            await self._timeout.__aexit__(kind, error, trace)
        except TimeoutError:
            message = f"{self._device.id}: no complete SNMP answer within {self._timeout_s:g} s"
            raise NotAnswered(message, failure="timeout") from None
