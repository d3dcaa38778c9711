"""Whether large packets come through: the real `ports.Sizes`.

Two forms of capture, each one JSON object:

    {"netdoc": "greeting/1", "target": "app.example.net", "address": "198.51.100.7", "port": 443,
     "small": false, "long": false,
     "ended": "stalled", "octets_back": 0, "segment_octets": 1460, "why": ""}

    {"netdoc": "sizes/1", "target": "198.51.100.9", "method": "icmp", "local": "192.168.1.20",
     "sent": [{"kind": "hop", "ttl": 1, "octets": 100, "by": "192.168.1.1", "icmp": [11, 0]},
              {"kind": "end", "ttl": 64, "octets": 1500, "by": "192.168.1.1", "icmp": [3, 4], "told_octets": 1492},
              {"kind": "end", "ttl": 64, "octets": 1492}]}

A packet without `by` was not answered; one with `error` never left (`too_large`: our own link carries no such packet).
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import socket

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture
from netdoc.ports import Clock
from probes.wire._path_sockets import Kind, never_fragment, open_socket, own_address
from probes.wire._size_run import Sized, SizeRun
from probes.wire._tls_greeting import greet

GREETING, SWEEP = "greeting/1", "sizes/1"
_HINT = "look at this computer's own link and routes first"


class SystemSizes:
    """The real `ports.Sizes`, IPv4."""

    def __init__(self, clock: Clock, kinds: tuple[Kind, ...] = ("ping", "raw", "udp")) -> None:
        self._clock = clock
        self._kinds = kinds

    async def greeting(self, target: str, port: int, *, small: bool, long: bool, timeout_s: float) -> Capture:
        """Greet a TLS server once; see `ports.Sizes`."""
        address = await _address(target, port, timeout_s)
        name = None if target == address else target
        try:
            told = await greet(address, port, name, small=small, long=long, timeout_s=timeout_s)
        except OSError as error:
            raise CannotMeasure(f"no way to {target}: {error.strerror or error}", hint=_HINT) from None
        note = {
            "netdoc": GREETING,
            "target": target,
            "address": address,
            "port": port,
            "small": small,
            "long": long,
            "ended": told.ended,
            "octets_back": told.octets_back,
            "segment_octets": told.segment_octets,
            "why": told.why,
        }
        how = "small segments" if small else "full-size segments"
        what = "long tls greeting" if long else "tls greeting"
        return Capture(json.dumps(note).encode(), self._clock.now(), target, f"{what} in {how}")

    async def sweep(self, target: str, *, max_ttl: int) -> Capture:
        """Send packets of several sizes to the target and to each distance; see `ports.Sizes`."""
        try:
            ipaddress.IPv4Address(target)
            local = own_address(target)
            path = open_socket(target, self._kinds)
        except ValueError:
            raise CannotMeasure(f"{target[:80]!r} is not an IPv4 address", hint="give an address, not a name") from None
        except OSError as error:
            raise CannotMeasure(f"no way to {target}: {error.strerror or error}", hint=_HINT) from None
        run = SizeRun(path, self._clock, max_ttl)
        try:
            never_fragment(path)
            await run.go()
        except OSError as error:
            raise CannotMeasure(
                f"could not send packets that may not be cut: {error.strerror or error}", hint=_HINT
            ) from None
        finally:
            path.sock.close()
        sent = [_plain(each) for each in run.sent]
        note = {"netdoc": SWEEP, "target": target, "method": path.method, "local": local, "sent": sent}
        return Capture(json.dumps(note).encode(), self._clock.now(), target, f"sizes: {path.method} ({path.kind})")


async def _address(target: str, port: int, timeout_s: float) -> str:
    try:
        async with asyncio.timeout(timeout_s):
            found = await asyncio.get_running_loop().getaddrinfo(
                target, port, family=socket.AF_INET, type=socket.SOCK_STREAM
            )
    except (OSError, TimeoutError, UnicodeError) as error:
        raise CannotMeasure(f"{target[:80]!r} has no address now: {error}", hint="look at the names first") from None
    return str(found[0][4][0])


def _plain(sized: Sized) -> dict[str, object]:
    line: dict[str, object] = {"kind": sized.kind, "ttl": sized.ttl, "octets": sized.octets}
    told = {"by": sized.by, "icmp": sized.icmp, "told_octets": sized.told_octets, "error": sized.error}
    line.update({name: value for name, value in told.items() if value is not None})
    return line
