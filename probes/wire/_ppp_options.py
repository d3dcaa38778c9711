"""What is negotiated in LCP (RFC 1661) and IPCP (RFC 1332, 1877): our wishes, and what is said to the other side's.

Pure, and bounded: after MOST_ROUNDS answers neither is answered any more.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from probes.wire._ppp_frames import ACK, CHAP, NAK, PAP, REJECT, Option, as_body, options_of

MRU = 1492
"""RFC 2516, section 7: not more than this over Ethernet."""
MOST_ROUNDS = 10
_MRU, _ACCM, _AUTH, _MAGIC = 1, 2, 3, 5
_ADDRESS, _DNS = 3, (129, 131)
_CHAPS = {5: "CHAP-MD5", 0x80: "MS-CHAP", 0x81: "MS-CHAPv2"}
_OTHERS = {0xC227: "EAP", 0xC027: "SPAP"}
KNOWN = ("PAP", "CHAP-MD5")
"""How netdoc can log in."""


class NoAgreement(Exception):
    """Going on makes no sense; the message says why, for people."""


@dataclass(slots=True)
class Lcp:
    """The link: which packets it takes, and how the login is wanted."""

    magic: int
    mru: int | None = MRU
    with_magic: bool = True
    ours_acked: bool = False
    theirs: bytes | None = None
    """The options of the other side that were agreed to."""
    method: str = ""
    """How it wants the login; empty: it wants none."""
    _naked: bool = False
    _rounds: int = 0

    @property
    def agreed(self) -> bool:
        """Whether both sides agreed."""
        return self.ours_acked and self.theirs is not None

    def wishes(self) -> bytes:
        """Return the body of our Configure-Request."""
        options: list[Option] = [(_MRU, struct.pack("!H", self.mru))] if self.mru is not None else []
        options += [(_MAGIC, struct.pack("!I", self.magic))] if self.with_magic else []
        return as_body(options)

    def to_request(self, body: bytes) -> tuple[int, bytes]:
        """Return code and body of the answer to the other side's request.

        Raises:
            NoAgreement: it is no list of options, goes on for ever, or wants a login that netdoc cannot do.
        """
        self._round()
        options = options_of(body)
        if options is None:
            raise NoAgreement("LCP holds what is no list of options")
        refused = [each for each in options if each[0] not in (_MRU, _ACCM, _AUTH, _MAGIC)]
        if refused:
            return REJECT, as_body(refused)
        method = method_of(options)
        if method is not None and method not in KNOWN:
            if self._naked:
                raise NoAgreement(f"it asks for {method}, which netdoc does not do: the login was not tried")
            self._naked = True
            return NAK, as_body([(_AUTH, struct.pack("!HB", CHAP, 5))])
        self.method, self.theirs = method or "", body
        return ACK, body

    def to_answer(self, code: int, body: bytes) -> bool:
        """Take the answer to our request; return whether another one is to be sent.

        Raises:
            NoAgreement: it goes on for ever.
        """
        if code == ACK:
            self.ours_acked = True
            return False
        self._round()
        for kind, value in options_of(body) or ():
            if kind == _MRU:
                wished = whole(value)
                self.mru = wished if code == NAK and wished is not None and 128 <= wished <= MRU else None
            elif kind == _MAGIC and code == REJECT:
                self.with_magic = False
            elif kind == _MAGIC:
                self.magic = (self.magic * 5 + 1) & 0xFFFFFFFF or 1
        return True

    def _round(self) -> None:
        self._rounds += 1
        if self._rounds > MOST_ROUNDS:
            raise NoAgreement("LCP does not come to an end")


@dataclass(slots=True)
class Ipcp:
    """The address and the name servers that are asked for. They are told, and never used."""

    _wanted: dict[int, bytes] = field(default_factory=lambda: {_ADDRESS: bytes(4), **dict.fromkeys(_DNS, bytes(4))})
    _rounds: int = 0

    def wishes(self) -> bytes:
        """Return the body of our Configure-Request."""
        return as_body(self._wanted.items())

    def to_request(self, body: bytes) -> tuple[int, bytes]:
        """Return code and body of the answer to the other side's request.

        Raises:
            NoAgreement: it is no list of options, or goes on for ever.
        """
        self._round()
        options = options_of(body)
        if options is None:
            raise NoAgreement("IPCP holds what is no list of options")
        refused = [each for each in options if each[0] != _ADDRESS or len(each[1]) != 4]
        return (REJECT, as_body(refused)) if refused else (ACK, body)

    def to_answer(self, code: int, body: bytes) -> bool:
        """Take the answer to our request; return whether another one is to be sent, or else all is agreed.

        Raises:
            NoAgreement: no address is given, or it goes on for ever.
        """
        if code == ACK:
            return False
        self._round()
        for kind, value in options_of(body) or ():
            if code == REJECT:
                self._wanted.pop(kind, None)
            elif kind in self._wanted and len(value) == 4:
                self._wanted[kind] = value
        if _ADDRESS not in self._wanted:
            raise NoAgreement("the concentrator gave no address")
        return True

    @property
    def address(self) -> str | None:
        """The address that was agreed to."""
        return _dotted(self._wanted[_ADDRESS])

    @property
    def resolvers(self) -> list[str]:
        """The name servers that were agreed to."""
        told = (_dotted(self._wanted[kind]) for kind in _DNS if kind in self._wanted)
        return [each for each in told if each is not None]

    def _round(self) -> None:
        self._rounds += 1
        if self._rounds > MOST_ROUNDS:
            raise NoAgreement("IPCP does not come to an end")


def asked_for(body: bytes) -> dict[str, object]:
    """Return what the other side's LCP request says of packets and login."""
    options = options_of(body) or ()
    told = {"mru": next((whole(value) for kind, value in options if kind == _MRU), None), "auth": method_of(options)}
    return {key: each for key, each in told.items() if each is not None}


def method_of(options: Sequence[Option]) -> str | None:
    """Return the name of the login that is asked for; None where none is."""
    value = next((value for kind, value in options if kind == _AUTH), None)
    if value is None:
        return None
    protocol = whole(value[:2])
    if protocol == PAP:
        return "PAP"
    if protocol == CHAP and len(value) == 3:
        return _CHAPS.get(value[2], f"CHAP algorithm {value[2]}")
    return _OTHERS.get(protocol or 0, "a protocol of its own")


def whole(value: bytes) -> int | None:
    """Return a number of two bytes; None for anything else."""
    return int.from_bytes(value) if len(value) == 2 else None


def _dotted(value: bytes) -> str | None:
    return ".".join(map(str, value)) if len(value) == 4 and any(value) else None
