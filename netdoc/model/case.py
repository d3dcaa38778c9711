"""The human side: what was complained of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated


class Complaint(StrEnum):
    """What the office says is wrong. It decides what a clean minute is worth."""

    DEAD = "dead"
    DROPS = "drops"
    SLOW = "slow"
    SERVICE = "service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A site's complaint."""

    complaint: Annotated[Complaint | None, "absent: nobody complained; the check is routine"] = None
    per_day: Annotated[float | None, "how often a day it is said to happen"] = None
    note: Annotated[str, "in the office's words"] = ""
