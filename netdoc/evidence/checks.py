"""What a verification looked at and what came of it: one line each, and one outcome for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum


class Outcome(IntEnum):
    """How a check ended; the worst of all is the outcome of the whole."""

    HOLDS = 0
    REMARK = 1
    """Nothing is altered, but something that would be worth more is missing (no outside anchor, self-signed key)."""
    BROKEN = 2
    """Altered, damaged, or not what it says it is."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    """`chain`, `seals`, `anchor` ..., stable for programs."""
    outcome: Outcome
    text: str
    """One sentence for people; names the first bad item where there is one."""


def worst(checks: Sequence[Check]) -> Outcome:
    """Return the outcome of the whole; nothing looked at is broken."""
    return max((each.outcome for each in checks), default=Outcome.BROKEN)
