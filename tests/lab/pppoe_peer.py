"""An access concentrator in user space: PPPoE and the control protocols of PPP, built by hand from the RFCs.

Nothing of netdoc's own frames is used here, so that both sides can be wrong only apart. `Peer.answer` is pure; run as a
process it serves one interface: `python -m tests.lab.pppoe_peer eth0 '{"accepts": {"user": "password"}}'`, says
`ready`, and then prints one JSON line for each thing that happened.
"""

from __future__ import annotations

import hashlib
import json
import socket
import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MAC = bytes.fromhex("0200000000aa")
DISCOVERY, SESSION = 0x8863, 0x8864
LCP, PAP, CHAP, IPCP, IPV6CP = 0xC021, 0xC023, 0xC223, 0x8021, 0x8057
AUTH = {
    "pap": b"\x03\x04\xc0\x23", "chap": b"\x03\x05\xc2\x23\x05", "mschapv2": b"\x03\x05\xc2\x23\x81",
    "eap": b"\x03\x04\xc2\x27", "none": b"",
}  # fmt: skip


@dataclass
class Peer:
    """One concentrator and what it does; `happened` tells it."""

    auth: str = "pap"
    accepts: Mapping[str, str] = field(default_factory=dict)
    text: str = "Welcome"
    reject: str = "Access denied"
    silent: str = ""
    """From which stage on it says nothing: `pado`, `pads`, `lcp`, `auth`, `ipcp`."""
    errors: Mapping[int, str] = field(default_factory=dict)
    """Error tags of the PADS, by their number."""
    vlan: int | None = None
    """The one tag that it answers on; None: untagged only."""
    name: str = "LAB-BRAS"
    address: str = "100.64.7.9"
    resolvers: tuple[str, ...] = ("192.0.2.53", "192.0.2.54")
    endless: bool = False
    """LCP never comes to an end."""
    extra: bool = False
    """It asks for options and protocols that nobody has to know."""
    mac: bytes = MAC
    session: int = 0x4711
    happened: list[dict[str, Any]] = field(default_factory=list)
    _number: int = 0
    _challenge: bytes = b"0123456789abcdef"
    _opened: bool = False

    def answer(self, frame: bytes, vlan: int | None) -> list[bytes]:
        """Return the frames that answer one, without a tag in them where the kernel gave it beside."""
        if vlan != self.vlan or len(frame) < 20:
            return []
        kind, _, code, session, length = struct.unpack("!HBBHH", frame[12:20])
        body, to = frame[20 : 20 + length], frame[6:12]
        if kind == DISCOVERY:
            return self._discovery(to, code, session, body)
        if kind == SESSION and session == self.session and frame[:6] == self.mac:
            protocol, packet, number, size = struct.unpack("!HBBH", body[:6])
            return self._control(to, protocol, packet, number, body[6 : 2 + size])
        return []

    def _discovery(self, to: bytes, code: int, session: int, body: bytes) -> list[bytes]:
        unique = [(k, v) for k, v in _tags(body) if k == 0x0103]
        if code == 0x09 and self.silent != "pado":
            self._say("PADI")
            tags = [(0x0102, self.name.encode()), (0x0101, b""), *unique, (0x0104, b"biscuit")]
            return [self._frame(to, DISCOVERY, 0x07, 0, _joined(tags))]
        if code == 0x19 and self.silent != "pads":
            self._say("PADR", cookie=dict(_tags(body)).get(0x0104, b"").decode())
            if self.errors:
                tags = [(int(k), v.encode()) for k, v in self.errors.items()]
                return [self._frame(to, DISCOVERY, 0x65, 0, _joined([*unique, *tags]))]
            given = self._frame(to, DISCOVERY, 0x65, self.session, _joined([(0x0101, b""), *unique]))
            return [given, *([] if self.silent == "lcp" else [self._configure(to)])]
        if code == 0xA7:
            self._say("PADT", session=session)
        return []

    def _configure(self, to: bytes) -> bytes:
        self._number += 1
        options = b"\x01\x04\x05\xd4" + AUTH[self.auth] + b"\x05\x06\x01\x02\x03" + bytes((self._number & 0xFF,))
        if self.extra and self._number == 1:
            options += b"\x07\x02\x08\x02"
        return self._packet(to, LCP, 1, self._number & 0xFF, options)

    def _control(self, to: bytes, protocol: int, code: int, number: int, body: bytes) -> list[bytes]:
        if protocol == LCP:
            return [] if self.silent == "lcp" else self._lcp(to, code, number, body)
        if protocol == PAP and code == 1:
            size = body[0]
            user, password = body[1 : 1 + size].decode(), body[2 + size : 2 + size + body[1 + size]].decode()
            return self._judge(to, PAP, number, user, self.accepts.get(user) == password, ask=0)
        if protocol == CHAP and code == 2:
            value, user = body[1 : 1 + body[0]], body[1 + body[0] :].decode()
            right = hashlib.md5(bytes((number,)) + self.accepts.get(user, "?").encode() + self._challenge).digest()
            return self._judge(to, CHAP, number, user, value == right, ask=1)
        if protocol == IPCP and self.silent != "ipcp":
            return self._ipcp(to, code, number, body)
        return []

    def _lcp(self, to: bytes, code: int, number: int, body: bytes) -> list[bytes]:
        if self.endless:
            return (
                [self._packet(to, LCP, 3, number, b"\x01\x04\x05\xd4"), self._configure(to)] if code in (1, 2) else []
            )
        if code == 1:
            return [self._packet(to, LCP, 2, number, body)]
        if code == 4 and self.extra:
            return [self._configure(to)]
        if code == 3 and self.auth in ("mschapv2", "eap"):
            return [self._configure(to)]
        if code == 5:
            self._say("Terminate-Request")
            return [self._packet(to, LCP, 6, number)]
        if code == 2 and self.auth == "chap" and self.silent != "auth":
            return [self._packet(to, CHAP, 1, 9, bytes((len(self._challenge),)) + self._challenge + b"LAB")]
        return []

    def _judge(self, to: bytes, protocol: int, number: int, user: str, right: bool, *, ask: int) -> list[bytes]:
        if self.silent == "auth":
            return []
        self._say("login", user=user, right=right)
        words = (self.text if right else self.reject).encode()
        body = words if ask else bytes((len(words),)) + words
        code = (2 if right else 3) + ask
        out = [self._packet(to, protocol, code, number, body)]
        if right and self.extra:
            out.append(self._packet(to, IPV6CP, 1, 1, b"\x01\x0a" + bytes(8)))
        return out

    def _ipcp(self, to: bytes, code: int, number: int, body: bytes) -> list[bytes]:
        if code != 1:
            return []
        wanted = {3: _bytes(self.address), **dict(zip((129, 131), map(_bytes, self.resolvers), strict=False))}
        asked = dict(_options(body))
        unknown = {k: v for k, v in asked.items() if k not in wanted}
        if unknown:
            return [self._packet(to, IPCP, 4, number, _option_bytes(unknown))]
        other = {k: wanted[k] for k, v in asked.items() if v != wanted[k]}
        if other:
            return [self._packet(to, IPCP, 3, number, _option_bytes(other))]
        self._say("address", address=self.address)
        own = self._packet(to, IPCP, 1, 1, _option_bytes({3: bytes((100, 64, 0, 1))}))
        return [own, self._packet(to, IPCP, 2, number, body)]

    def _packet(self, to: bytes, protocol: int, code: int, number: int, body: bytes = b"") -> bytes:
        packet = struct.pack("!HBBH", protocol, code, number, 4 + len(body)) + body
        return self._frame(to, SESSION, 0, self.session, packet)

    def _frame(self, to: bytes, kind: int, code: int, session: int, body: bytes) -> bytes:
        tag = b"" if self.vlan is None else struct.pack("!HH", 0x8100, self.vlan)
        head = struct.pack("!HBBHH", kind, 0x11, code, session, len(body))
        return (to + self.mac + tag + head + body).ljust(60, b"\0")

    def _say(self, what: str, **more: object) -> None:
        self.happened.append({"happened": what, **more})


def _tags(body: bytes) -> list[tuple[int, bytes]]:
    found = []
    while len(body) >= 4:
        kind, length = struct.unpack("!HH", body[:4])
        found.append((kind, body[4 : 4 + length]))
        body = body[4 + length :]
    return found


def _joined(tags: list[tuple[int, bytes]]) -> bytes:
    return b"".join(struct.pack("!HH", kind, len(value)) + value for kind, value in tags)


def _options(body: bytes) -> list[tuple[int, bytes]]:
    found = []
    while len(body) >= 2:
        found.append((body[0], body[2 : body[1]]))
        body = body[body[1] :]
    return found


def _option_bytes(options: Mapping[int, bytes]) -> bytes:
    return b"".join(bytes((kind, 2 + len(value))) + value for kind, value in options.items())


def _bytes(address: str) -> bytes:
    return bytes(map(int, address.split(".")))


def main(interface: str, settings: str) -> None:
    """Serve an interface until killed."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)) as wire:
        wire.bind((interface, 3))
        wire.setsockopt(263, 8, 1)  # the tag that the kernel took out, beside the frame
        peer = Peer(**json.loads(settings), mac=wire.getsockname()[4])
        print("ready", flush=True)
        while True:
            frame, extra, _, sender = wire.recvmsg(2000, 100)
            if sender[2] == 4 or frame[12:14] not in (b"\x88\x63", b"\x88\x64"):
                continue
            tags = [struct.unpack("H", data[16:18])[0] & 0xFFF for _, _, data in extra if data and data[0] & 16]
            for each in peer.answer(frame, tags[0] if tags else None):
                wire.send(each)
            while peer.happened:
                print(json.dumps(peer.happened.pop(0)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:3])
