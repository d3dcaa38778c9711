"""What the emulated modem knows: its clocks, its rates, and every error event with its instant.

The telnet server is `tests/emulated/broadcom_telnet.py`. All of its sections of counters are sums over the same
events, so that they can never contradict each other.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from pathlib import Path

from tests.emulated.broadcom_text import DAY_S, KEYS, QUARTER_S, BoxState
from tests.lab.servers import Recipe

PORT = 23
Pair = tuple[int, int]
"""(down, up)."""


@dataclass(slots=True, kw_only=True)
class Modem:
    """The box. Instants are seconds since 1970; `showtime_at` is None while the line is out of sync."""

    user: str
    password: str
    booted_at: float
    showtime_at: float | None
    rate: Pair
    margin: tuple[float, float]
    status: str = ""
    """The box's word while out of sync."""
    events: list[tuple[float, dict[str, Pair]]] = field(default_factory=list)

    def count(self, at: float, **counted: Pair) -> None:
        """Add an event; the keywords are the counters' names in lower case."""
        self.events.append((at, {name.upper(): pair for name, pair in counted.items()}))

    def state(self, now: float) -> BoxState:
        """Return what the box tells from now on."""
        in_sync = self.showtime_at is not None
        return BoxState(
            booted_at=self.booted_at,
            showtime_at=self.showtime_at,
            sync=in_sync,
            status="" if in_sync else self.status,
            rate=self.rate,
            attainable=(round(self.rate[0] * 1.1), round(self.rate[1] * 1.1)),
            margin=self.margin,
            counters={name: _sum(self.events, *span) for name, span in self._spans(now).items()},
            user=self.user,
            password=self.password,
        )

    def _spans(self, now: float) -> dict[str, tuple[float, float]]:
        booted, up_s = self.booted_at, now - self.booted_at
        quarter, day = booted + up_s // QUARTER_S * QUARTER_S, booted + up_s // DAY_S * DAY_S
        return {
            "total": (booted, now),
            "latest_15": (quarter, now),
            "previous_15": (max(booted, quarter - QUARTER_S), quarter),
            "latest_day": (day, now),
            "previous_day": (max(booted, day - DAY_S), day),
            "since_link": (self.showtime_at or now, now),
        }


def _sum(events: Sequence[tuple[float, dict[str, Pair]]], start: float, end: float) -> dict[str, Pair]:
    inside = [counted for at, counted in events if start <= at < end]
    pairs = {name: [each[name] for each in inside if name in each] for name in KEYS}
    return {name: (sum(pair[0] for pair in held), sum(pair[1] for pair in held)) for name, held in pairs.items()}


def telnet(role: str, listen: IPv4Address, state: Path) -> Recipe:
    """Return how the office starts the modem's command line."""
    argv = (sys.executable, "-m", "tests.emulated.broadcom_telnet", "--bind", str(listen), "--port", str(PORT))
    return Recipe(role, (*argv, "--state", str(state)), (("tcp", str(listen), PORT),))


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader meets the old text or the new one, never half of it."""
    fresh = path.with_suffix(".new")
    fresh.write_text(text)
    fresh.replace(path)
