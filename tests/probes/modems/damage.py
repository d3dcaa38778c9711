"""Damage to captures: cut, lines lost, repeated or shuffled, bytes flipped; and what a reader may make of it."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from random import Random
from typing import Any

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.device_log import DeviceLog
from netdoc.model.facts.dsl_history import DslHistory
from netdoc.plugin import Driver

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TIMES = float(os.environ.get("NETDOC_FUZZ", "1"))
"""How often the usual number of damages."""
_READ_AT_MOST = 60_000
"""Octets times damages of one kind stay in bounds: a long walk is damaged less often."""

INTERFACES = "InterfaceCounters"
Numbers = dict[tuple[Any, ...], float]


def numbers(driver: Driver, body: bytes) -> Numbers:
    """Return every number of every fact by where it stands; bins by their start, interfaces by their name."""
    try:
        facts = driver.read([Capture(body, NOON, "modem", "file")])
    except UnreadableCapture:
        return {}
    found: Numbers = {}
    for fact in facts:
        if isinstance(fact, DslHistory):
            for each in fact.bins:
                found |= {("bin", fact.bin_s, each.start, name): value for name, value in numeric(each)}
        elif not isinstance(fact, DeviceLog):
            which = getattr(fact, "interface", None)
            found |= {(fact.KIND, which, name): value for name, value in numeric(fact)}
    return found


def numeric(record: Any) -> list[tuple[str, float]]:
    """Return the numbers of a record by their field."""
    held = [(each.name, getattr(record, each.name)) for each in dataclasses.fields(record)]
    return [(name, value) for name, value in held if isinstance(value, int | float)]


@cache
def numbers_of_the_whole(driver: Driver, body: bytes) -> Numbers:
    """Return the numbers of an undamaged capture."""
    return numbers(driver, body)


def differences(driver: Driver, body: bytes, damaged: bytes) -> dict[Any, Any]:
    """Return the numbers that a damaged capture yields and the whole does not: (read, right)."""
    whole, left = numbers_of_the_whole(driver, body), numbers(driver, damaged)
    # without the box's own clock that of the agent is taken, and a remark says so
    left.pop(("DeviceState", None, "uptime_s"), None)
    left = _with_whole_names(left, whole)
    return {where: (value, whole.get(where)) for where, value in left.items() if whole.get(where) != value}


def _with_whole_names(left: Numbers, whole: Numbers) -> Numbers:
    """Return the numbers of an interface whose name was damaged under the name of the one that has them all."""
    names = {where[1] for where in whole if where[0] == INTERFACES}
    found = {where: value for where, value in left.items() if where[0] != INTERFACES or where[1] in names}
    for damaged in {where[1] for where in left} - {where[1] for where in found}:
        told = {where[2]: value for where, value in left.items() if where[1] == damaged}
        fits = [
            name for name in names if all(whole.get((INTERFACES, name, key)) == value for key, value in told.items())
        ]
        found |= {(INTERFACES, fits[0] if fits else damaged, key): value for key, value in told.items()}
    return found


def _often(body: bytes, usual: int) -> int:
    return max(3, int(TIMES * min(usual, usual * _READ_AT_MOST / 20 / max(1, len(body)))))


def cut(body: bytes) -> Iterator[bytes]:
    """Cut it off anywhere."""
    step = max(1, len(body) // _often(body, 120))
    for length in range(Random(1).randrange(step), len(body), step):
        yield body[:length]


def lines_dropped(body: bytes) -> Iterator[bytes]:
    """Lose lines here and there, and in stretches."""
    lines = body.splitlines(keepends=True)
    for seed in range(_often(body, 40)):
        chance = Random(seed)
        share = chance.choice([0.03, 0.2, 0.6])
        yield b"".join(each for each in lines if chance.random() > share)
    for seed in range(_often(body, 60)):
        chance = Random(seed)
        first, length = chance.randrange(len(lines)), chance.choice([1, 2, 5, 9, 17, 40])
        yield b"".join(lines[:first] + lines[first + length :])


def lines_repeated(body: bytes) -> Iterator[bytes]:
    """Repeat a stretch of lines, beside itself or at the end."""
    lines = body.splitlines(keepends=True)
    for seed in range(_often(body, 50)):
        chance = Random(seed)
        first, length = chance.randrange(len(lines)), chance.randint(1, 60)
        where = chance.choice([first, first + length, len(lines)])
        yield b"".join(lines[:where] + lines[first : first + length] + lines[where:])


def lines_shuffled(body: bytes) -> Iterator[bytes]:
    """Shuffle a stretch of lines.

    Two lines of one name exchanged between two sections leave no trace, so chance shuffles, not worst cases.
    """
    lines = body.splitlines(keepends=True)
    for window in (4, 12, 40, 10_000):
        for seed in range(_often(body, 15)):
            chance = Random(seed)
            first = chance.randrange(max(1, len(lines) - window))
            stretch = lines[first : first + window]
            chance.shuffle(stretch)
            yield b"".join(lines[:first] + stretch + lines[first + window :])


def bytes_flipped(body: bytes) -> Iterator[bytes]:
    """Change one to four bytes that belong to no value."""
    others = [octet for octet in range(256) if octet not in b"-0123456789"]
    for seed in range(_often(body, 120)):
        chance, damaged = Random(seed), bytearray(body)
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(body))
            if not _is_value(body, place):
                damaged[place] = chance.choice(others)
        yield bytes(damaged)


def _is_value(body: bytes, place: int) -> bool:
    """Whether a byte is a digit, a sign or the point of a number, or stands directly beside one.

    Digits and signs are not written either: they would be a value of their own.
    """
    around = body[max(0, place - 1) : place + 2]
    return any(chr(octet).isdigit() or octet in b"-." for octet in around)


KINDS = (cut, lines_dropped, lines_repeated, lines_shuffled, bytes_flipped)
