"""What the doctor says of one thing, and how bad it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a finding matters, worst first."""

    STOPS = "stops"
    """Nothing, or nothing of this office, is measured."""
    WEAKENS = "weakens"
    """Measuring goes on, but some verdict cannot be reached or counts for less."""
    REMARK = "remark"
    """Worth knowing; costs no verdict by itself."""
    UNKNOWN = "unknown"
    """Could not be looked at; the reason stands beside it."""
    OK = "ok"
    """As it should be."""


LACKS = (Level.STOPS, Level.WEAKENS)
"""Levels that make the doctor's exit code 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One thing looked at."""

    what: str
    level: Level
    found: str
    costs: str = ""
    """What the lack costs the verdict."""
    advice: str = ""
    """What to do, or to know, where a command does not say it all."""
    commands: tuple[str, ...] = ()
    """What mends it, to be typed one after the other."""
    area: str = ""
    """Filled in by `examine`."""

    @property
    def good(self) -> bool:
        """Whether nothing is lacking here; what is not known is not lacking."""
        return self.level not in LACKS


def fine(what: str, found: str) -> Checked:
    """Return a finding that all is well."""
    return Checked(what=what, level=Level.OK, found=found)


def not_known(what: str, why: str, advice: str = "") -> Checked:
    """Return a finding that something could not be looked at, and why."""
    return Checked(what=what, level=Level.UNKNOWN, found=f"not known: {why}", advice=advice)
