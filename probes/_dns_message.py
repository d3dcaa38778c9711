"""What a verdict needs from a DNS answer's bytes: its response code and the records of one type that it holds.

RFC 1035 section 4.1, read with bounds, from bytes that anybody may have sent. The full codec stays in
the wire adapter; this keeps `probes.dns.read` free of libraries.
"""

from __future__ import annotations

import struct

HEADER = 12
TYPES = {"A": 1, "AAAA": 28, "NS": 2, "SOA": 6, "CNAME": 5, "TXT": 16}
POINTER = 0xC0
TRUNCATED = 0x02


class BadMessage(Exception):
    """The bytes are not a DNS answer."""


def summary(wire: bytes, qtype: str) -> tuple[int, int]:
    """Return (response code, records of this type in the answer section); see `records`."""
    code, found = records(wire, qtype)
    return code, len(found)


def records(wire: bytes, qtype: str) -> tuple[int, list[bytes]]:
    """Return (response code, data of each record of this type in the answer section).

    A truncated answer gives the records that are whole.

    Raises:
        BadMessage: shorter than a header, not an answer, or its records run past its end.
    """
    if len(wire) < HEADER:
        raise BadMessage(f"{len(wire)} octets are no DNS message")
    flags, questions, answers = struct.unpack_from("!HHH", wire, 2)
    if not flags & 0x8000:
        raise BadMessage("a question, not an answer")
    wanted = TYPES.get(qtype.upper())
    if wanted is None:
        raise BadMessage(f"unknown record type {qtype[:20]!r}")
    return flags & 0xF, _found(wire, questions, answers, wanted, cut=bool(flags >> 8 & TRUNCATED))


def first_text(data: bytes) -> str:
    """Return the first string of a TXT record as text that can be printed, 100 characters at most.

    Raises:
        BadMessage: the record holds no string.
    """
    if not data or len(data) <= data[0]:
        raise BadMessage("a TXT record without a string")
    text = data[1 : 1 + data[0]].decode("ascii", "replace")
    return "".join(each if each.isprintable() else "?" for each in text)[:100].strip()


def address(data: bytes) -> str:
    """Return an A record's address.

    Raises:
        BadMessage: it does not hold four octets.
    """
    if len(data) != 4:
        raise BadMessage(f"an A record of {len(data)} octets")
    return ".".join(str(each) for each in data)


def _found(wire: bytes, questions: int, answers: int, wanted: int, *, cut: bool) -> list[bytes]:
    found: list[bytes] = []
    try:
        place = HEADER
        for _ in range(questions):
            place = _after_name(wire, place) + 4
        for _ in range(answers):
            place = _after_name(wire, place)
            kind, _, _, length = struct.unpack_from("!HHIH", wire, place)
            place += 10 + length
            if place > len(wire):
                raise BadMessage("a record runs past the end of the message")
            if kind == wanted:
                found.append(wire[place - length : place])
    except (IndexError, struct.error, BadMessage) as short:
        if not cut:
            raise BadMessage(f"the message ends early: {short}") from None
    return found


def _after_name(wire: bytes, place: int) -> int:
    while (length := wire[place]) != 0:
        if length & POINTER == POINTER:
            return place + 2
        place += 1 + length
    return place + 1
