"""What a report says of its own evidence: the seal, who signed, and where the records are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Enclosed(StrEnum):
    """Where the records are that the verdict follows from."""

    RECORDS = "records"
    """In the report."""
    MINUTES = "minutes"
    """In a file beside the report; one-minute roll-ups in the report."""
    WITHHELD = "withheld"
    """In the office's store only: nothing of them could be shown without what is private."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StampedSeal:
    """A time-stamp authority's word on a seal, as it is printed."""

    at: datetime
    """By that authority's clock."""
    by: str
    """As its certificate says."""
    size: int
    """Records under the root that it stamped: those of the seal, or fewer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Custody:
    """The seal that a report rests on, as it is printed."""

    words: tuple[str, ...]
    """The root's first 66 bits."""
    root: str
    """Hexadecimal."""
    size: int
    """Records that it covers."""
    sealed_at: datetime | None
    """By the computer's clock."""
    fingerprint: str | None
    """Of the key that the report is signed with; None: not signed."""
    enclosed: Enclosed
    case_file: str
    """Name of the file with the records, in the report or beside it."""
    withheld: int = 0
    """Records of which that file holds the hash only, for the office's privacy."""
    stamped: StampedSeal | None = None
    """None: nobody outside dated the seal."""
