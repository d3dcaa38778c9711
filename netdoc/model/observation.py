"""What one question gave: an answer, a failure to answer, or our own inability to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from netdoc.model.facts import Fact
from netdoc.model.plane import Plane

F_co = TypeVar("F_co", bound=Fact, covariant=True)


@dataclass(frozen=True, slots=True)
class Seen(Generic[F_co]):
    """It answered. `capture` is the digest of the bytes, or None for a fact entered without them.

    For an `EchoBlock` the packed block is the capture, and `at` is the block's start.
    """

    subject: str
    at: datetime
    fact: F_co
    capture: str | None = None
    plane: Plane = Plane.PATH
    reader: str = ""
    """Which probe or driver read it, as `id/version`."""


class Promise(int):
    """Stands for the digest of a capture until it is asked for: of a month's captures a verdict cites a few.

    A number, and not a record, because a month has half a million. What it says, its class knows.
    """

    __slots__ = ()
    digest_of: ClassVar[Callable[[int], str]]

    def kept(self) -> str:
        """Return the digest."""
        return type(self).digest_of(self)


def promises(digest_of: Callable[[int], str]) -> type[Promise]:
    """Return promises whose digests are given by `digest_of`."""
    return type("Promise", (Promise,), {"__slots__": (), "digest_of": staticmethod(digest_of)})


class _Capture:
    """Stands before the slot of `Seen.capture` and keeps a promise that lies there."""

    def __init__(self, slot: Any) -> None:
        self.slot = slot

    def __get__(self, seen: object, kind: type | None = None) -> Any:
        if seen is None:
            return self
        held = self.slot.__get__(seen, kind)
        if isinstance(held, Promise):
            held = held.kept()
            self.slot.__set__(seen, held)
        return held

    def __set__(self, seen: object, value: str | Promise | None) -> None:
        self.slot.__set__(seen, value)


_CAPTURE = _Capture(Seen.__dict__["capture"])
Seen.capture = _CAPTURE  # type: ignore[assignment,misc]


def all_captured(readings: Iterable[Seen[Any]]) -> bool:
    """Return whether every reading names the bytes it was read from, without asking which."""
    return None not in map(_CAPTURE.slot.__get__, readings)


def told_capture(seen: Seen[Any]) -> str | None:
    """Return the digest that a reading cites, where somebody has asked for it before; None costs nothing."""
    held = _CAPTURE.slot.__get__(seen)
    return None if isinstance(held, Promise) else held


@dataclass(frozen=True, slots=True)
class Missed:
    """It was asked and failed: evidence about the network, not about us."""

    subject: str
    at: datetime
    what: str
    """The kind of fact asked for (`DslLine`)."""
    failure: str
    """`timeout`, `refused`, `unreachable`, `closed`, `denied`, `error`."""
    detail: str = ""
    capture: str | None = None
    plane: Plane = Plane.PATH
    reader: str = ""


CLOCK_SET_FORWARD = "the clock was set forward"
"""How the `why` of a gap begins whose wall time never was: nobody failed to watch it."""


@dataclass(frozen=True, slots=True)
class Gap:
    """We could not ask, or not read the answer: about us; blames nobody."""

    subject: str
    start: datetime
    end: datetime
    what: str
    why: str
    hint: str = ""
    capture: str | None = None
    reader: str = ""

    @property
    def at(self) -> datetime:
        """The instant it is filed under."""
        return self.start


Observation = Seen[Fact] | Missed | Gap
