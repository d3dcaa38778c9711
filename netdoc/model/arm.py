"""Arms of the timeline and the silence tests between them, as a verdict tells them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from netdoc.model.facts.step import Socket


class Changed(StrEnum):
    """What differs between two arms."""

    SOCKET = "socket"
    MODEM = "modem"
    ADAPTER = "adapter"
    FILTERS = "filters"
    UPS = "ups"


class SilenceOutcome(StrEnum):
    """How a silence test stands."""

    PASSED = "passed"
    """No drop in the time that the exact rule asks, over the hours of the day in which the drops had come."""
    DROPPED = "dropped"
    """It dropped in the new arrangement too."""
    RUNNING = "running"
    """Silent so far, and not for long enough."""
    VOID = "void"
    """It can show nothing: no drop before, several things changed at once, or too little was watched."""


class Symptom(StrEnum):
    """What the modem's own clocks tell of a drop; a change is held only against drops that it could have caused."""

    LOST_SYNC = "lost_sync"
    HELD_SYNC = "held_sync"
    """The line stayed in sync and the box did not restart."""
    RESTARTED = "restarted"
    """The box had started anew when it began."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """A stretch in one arrangement: which socket, modem, adapter. Ids follow time (`A-1`).

    Attributes:
        words: the arrangement in words.
        watched_s: seconds really watched.
        drops: ids of the incidents that count against it, flaps grouped.
        margin_down_db: median of the readings.
        crc_per_hour: CRC anomalies downstream, from differences of readings.
        es_per_hour: errored seconds downstream, likewise.
        remembered_s: seconds not watched, but covered by a box's own memory (bins, clocks): drops before a change may
            come from them, silence may not.
        attenuation_down_db: median of the readings.
        attainable_down_kbps: median of the readings.
        socket_recorded: somebody recorded that socket; else it is the one that is not the test socket.
    """

    id: str
    start: datetime
    end: datetime
    words: str
    watched_s: float
    drops: tuple[str, ...] = ()
    socket: Socket | None = None
    modem: str | None = None
    modem_proven: bool = False
    adapter: str | None = None
    filters_off: bool | None = None
    behind_ups: bool | None = None
    margin_down_db: float | None = None
    crc_per_hour: float | None = None
    es_per_hour: float | None = None
    remembered_s: float = 0.0
    attenuation_down_db: float | None = None
    attainable_down_kbps: int | None = None
    socket_recorded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceTest:
    """One arm held against the one it differs from: exact two-sample rule, t = T (20^(1/n) - 1).

    Attributes:
        arm: id of the arm that was to be silent.
        against: id of the arm with the drops.
        changed: what differs; a test in which more than one thing changed is void. A modem and its own adapter are
            one thing, and so are the socket and what else hangs on the line.
        drops_before: drops of the kind that the change could have caused.
        watched_before_s: seconds watched, or covered by a box's memory, before.
        needed_s: watched silence that passes; None where no drop came before.
        hours_missing: hours of the day (UTC) in which drops had come and that were not watched.
        fixed_beforehand: the duration was recorded when the arm began.
        chance: probability of such a silence if nothing had changed.
        returned: the first arrangement was tried again afterwards and dropped again (A-B-A).
        of: which drops count; `unknown` where the modem told nothing of any.
        speaks_for: ids of the drops, in every arm arranged like `against`, that the test answers for.
        line_fine: the line's own counters were read in the silent arm and show no disturbance; None: not read.
        goes_on: it dropped, at a rate whose interval includes the old one.
    """

    arm: str
    against: str
    changed: tuple[Changed, ...]
    drops_before: int
    watched_before_s: float
    needed_s: float | None
    silent_s: float
    drops: int
    outcome: SilenceOutcome
    sentence: str
    hours_missing: tuple[int, ...] = ()
    fixed_beforehand: bool = False
    chance: float | None = None
    returned: bool = False
    of: Symptom = Symptom.UNKNOWN
    speaks_for: tuple[str, ...] = ()
    line_fine: bool | None = None
    goes_on: bool = False
