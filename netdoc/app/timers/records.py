"""What the schedule says of itself: what was written where, and how unattended measuring goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Scheduler(StrEnum):
    """Who starts the slots."""

    SYSTEMD = "systemd"
    """Timers of the user's own service manager."""
    CRONTAB = "crontab"
    """The user's crontab."""


@dataclass(frozen=True, slots=True)
class Written:
    """One text and where it stands."""

    where: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What `install` or `remove` did, or would do."""

    scheduler: Scheduler | None
    """Who starts the slots from now on; None after a removal."""
    written: tuple[Written, ...] = ()
    """What was put there."""
    taken_out: tuple[str, ...] = ()
    """Where something of ours was taken out."""
    changed: bool = True
    """False when all stood there already."""
    starts: bool = True
    """False when nothing will start the slots as this computer stands: no cron daemon runs."""
    notes: tuple[str, ...] = ()
    """What a person has to know or do beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that is wrong with the schedule."""

    what: str
    costs: str
    """What it costs the verdict."""
    fix: str
    """The command, or what to do."""
    stops: bool = False
    """Whether nothing is started at all, or nothing that could measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What the store holds of the slots of a window, by default the last day."""

    start: datetime
    end: datetime
    """The window: whole slots only, none that is still running."""
    slots: int = 0
    observed_s: float = 0.0
    missed: int = 0
    """Slots in which netdoc did not run at all."""
    skipped: int = 0
    """Slots that found another netdoc measuring this site."""
    reasons: Mapping[str, float] = field(default_factory=dict)
    """Why nothing was observed, as the gaps say, and for how many seconds."""
    last_start: datetime | None = None
    """When the run that measured last began, in the window or before it."""
    last_outcome: str = ""
    """Its command, and `ended`, `under way` or `cut short`; empty when there was none."""
    sign_of_life: datetime | None = None
    """When a slot was last started, be it only to be skipped."""

    @property
    def share(self) -> float | None:
        """Return the share of the window that was observed, 0 to 1; None before one slot is over."""
        length_s = (self.end - self.start).total_seconds()
        return min(1.0, self.observed_s / length_s) if length_s > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSchedule:
    """How unattended measuring of one site stands."""

    site_id: str
    schedulers: tuple[Scheduler, ...]
    """Who starts its slots; empty when nobody does."""
    since: datetime | None = None
    """When it was installed."""
    program: str = ""
    """The program that is started."""
    watched: Watched | None = None
    """None when there is no store yet, or it cannot be read."""
    next_start: datetime | None = None
    """None when nothing will be started."""
    troubles: tuple[Trouble, ...] = ()

    @property
    def good(self) -> bool:
        """Whether unattended measuring runs as it should."""
        return not self.troubles
