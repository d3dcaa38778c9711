"""One episode."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class IncidentKind(StrEnum):
    """What was wrong, as felt."""

    OUTAGE = "outage"
    BROWNOUT = "brownout"
    SLOW = "slow"
    NAMES = "names"
    SESSION = "session"
    TARGET = "target"
    """One destination fails while the others answer."""
    SERVICE = "service"
    """A share of the attempts to reach one service fails."""
    LARGE = "large"
    """Full-size packets are swallowed while small ones pass."""
    PORT = "port"
    """A port that calls or tunnels need does not answer any more, or not over this line."""


class Zone(StrEnum):
    """Between which steps the failure lies, as far as the ladder can tell."""

    LINK = "link"
    """The computer's own link."""
    NEAR = "near"
    """Before or at the router."""
    MIDDLE = "middle"
    """The router answers, nothing known to lie beyond the access does: router, modem, wiring, line or provider."""
    FAR = "far"
    """The provider's first hop answers, the internet does not."""
    ANY = "any"
    """No nearer step was watched."""


class Origin(StrEnum):
    """From what the episode is known."""

    LADDER = "ladder"
    MODEM_MEMORY = "modem_memory"
    ROUTER_MEMORY = "router_memory"
    LOOKUPS = "lookups"
    HOST = "host"
    ATTEMPTS = "attempts"
    SIZES = "sizes"
    PORTS = "ports"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Start and end are best estimates; the truth lies within ± the uncertainties.

    Attributes:
        rung: nearest rung that failed; the device or resolver for other origins.
        zone: between which steps the failure lies.
        nearest_good: farthest rung that still answered, when there was one.
        coverage: share of the episode that was really sampled, 0 to 1.
        void: share of its samples that are void (not sent, or set aside).
        ongoing: it had not ended when the window did.
        began_before: it had begun when the window did.
        flaps: episodes grouped into this one.
        down_s: seconds really down, where the episode groups several flaps; else None.
        down_spread_s: how exactly `down_s` is known, where that is counted though start and end are not.
    """

    id: str
    kind: IncidentKind
    start: datetime
    end: datetime
    start_uncertainty_s: float
    end_uncertainty_s: float
    rung: str
    origin: Origin
    zone: Zone = Zone.ANY
    nearest_good: str | None = None
    coverage: float = 1.0
    void: float = 0.0
    ongoing: bool = False
    began_before: bool = False
    flaps: int = 1
    down_s: float | None = None
    down_spread_s: float | None = None
    detail: str = ""

    @property
    def duration(self) -> timedelta:
        """Best estimate."""
        return self.end - self.start

    @property
    def minutes_bounds(self) -> tuple[float, float]:
        """Least and greatest length in minutes."""
        length = self.duration.total_seconds() if self.down_s is None else self.down_s
        spread = self.start_uncertainty_s + self.end_uncertainty_s if self.down_spread_s is None else self.down_spread_s
        return max(0.0, length - spread) / 60, (length + spread) / 60
