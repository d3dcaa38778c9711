"""What a live view shows at one instant, as records: no terminal, no clock and no store in sight."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from netdoc.report.words import rung_words

MINUTE_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RungRow:
    """One step of the ladder over the last minute."""

    rung: str
    name: str
    """What people call it."""
    address: str
    samples: tuple[tuple[float, int], ...] = ()
    """(age in s, round trip in µs or a code of `EchoBlock`), oldest first; what is still awaited is left out."""
    sent: int = 0
    lost: int = 0
    void: int = 0
    """Not sent: our own stall, or this computer had no way out."""
    median_us: int | None = None
    p95_us: int | None = None
    """Nearest rank (RFC 2330, 11.3); of few samples it is the longest."""
    silent_since: datetime | None = None
    """First of at least three samples in a row that were all lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """One of the three clocks: the modem's own, the line's, the session's."""

    name: str
    state: str = ""
    """`up`, `in sync`, or the box's own word; empty while nothing was read."""
    since: datetime | None = None
    """When it began, by our clock; None where the box does not tell."""
    remark: str = ""
    read_at: datetime | None = None
    trouble: str = ""
    """Why the latest reading failed, or why there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """A stretch without answers, as far as this view can tell; the rules judge for themselves."""

    start: datetime
    end: datetime | None
    """None while it goes on."""
    what: str
    outage: bool
    """Nothing on the internet answered; else one step was silent while others answered."""
    key: str
    """What it is about: `quorum` or a rung."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedLine:
    """One incident as the rules judged it."""

    start: datetime
    end: datetime
    what: str
    rung: str
    about: str
    """Party and standing in words."""
    flaps: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """The verdict so far, cut to what a live view needs."""

    until: datetime
    """The last record it rests on."""
    conclusion: str
    headline: str
    party: str | None = None
    fault: str | None = None
    standing: str = ""
    remaining: tuple[str, ...] = ()
    incidents: tuple[JudgedLine, ...] = ()
    coverage: float = 0.0
    next_test: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwatched:
    """Time in which the ladder did not run: about us."""

    count: int = 0
    seconds: float = 0.0
    last_end: datetime | None = None
    last_why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """All of it."""

    site: str
    now: datetime
    watched_s: float
    """Since the start, sleep included, by a clock that never steps."""
    length_s: float | None = None
    """How long to watch; None until stopped."""
    engine: str | None = None
    rows: tuple[RungRow, ...] = ()
    clocks: tuple[ClockRow, ...] = ()
    episodes: tuple[Episode, ...] = ()
    """Oldest first; the oldest of very many are dropped."""
    unwatched: Unwatched = field(default_factory=Unwatched)
    not_measured: str = ""
    """Why something could not be asked lately, in words."""
    weighed: Weighed | None = None
    weighing: str = ""
    """Why there is no newer verdict, when there should be one."""
    saying: str = ""
    """The last thing that the measuring said."""

    @property
    def no_way_out(self) -> bool:
        """Whether this computer sent nothing at all in the last minute although it should have."""
        return any(each.void for each in self.rows) and not any(each.sent for each in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRow:
    """What the view lists: judged incidents, and what the rules have not seen yet."""

    start: datetime
    seconds: float
    ongoing: bool
    what: str
    about: str = ""


def incident_rows(picture: Picture) -> tuple[IncidentRow, ...]:
    """Return every incident, the latest first.

    The rules have the last word on what they have seen: an episode that ended before their last record and is
    not among their incidents was none (one lost answer too few, pings filtered). What is newer, or goes on, is
    shown as the view itself saw it.
    """
    judged = picture.weighed.incidents if picture.weighed else ()
    until = picture.weighed.until if picture.weighed else None
    names = {each.rung: each.name for each in picture.rows}
    rows, going_on = [], set()
    for each in picture.episodes:
        same = next((one for one in judged if _overlap(one, each)), None)
        if each.end is None and same is not None:
            going_on.add(same)
        elif same is None and (each.end is None or until is None or each.end > until):
            seconds = ((each.end or picture.now) - each.start).total_seconds()
            row = IncidentRow(start=each.start, seconds=max(0.0, seconds), ongoing=each.end is None, what=each.what)
            rows.append(row)
    for one in judged:
        ongoing = one in going_on
        end = picture.now if ongoing else one.end
        seconds = max(0.0, (end - one.start).total_seconds())
        place = names.get(one.rung) or rung_words(None, one.rung)
        what = f"{one.what} at {place}" + (f", {one.flaps} times" if one.flaps > 1 else "")
        rows.append(IncidentRow(start=one.start, seconds=seconds, ongoing=ongoing, what=what, about=one.about))
    return tuple(sorted(rows, key=lambda each: each.start, reverse=True))


def _overlap(judged: JudgedLine, episode: Episode) -> bool:
    """Whether both are about the same time; the ends of a judged incident are exact to a sample."""
    slack_s = 6.0
    begins_late = (episode.start - judged.end).total_seconds() > slack_s
    ends_early = episode.end is not None and (judged.start - episode.end).total_seconds() > slack_s
    return not (begins_late or ends_early)
