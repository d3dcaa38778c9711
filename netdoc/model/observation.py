"""What one question gave: an answer, a failure to answer, or our own inability to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

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
