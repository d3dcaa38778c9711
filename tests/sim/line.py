"""The line and its modem over a whole story, by the lab's own physics (`tests/lab/line/physics.py`).

The story is lived through once ahead, for the truth; what the modem tells, and what noise does to packets, comes
from a second line of the same seed that is asked in the order of time.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from tests.emulated.broadcom_text import BoxState
from tests.lab.line.conditions import DOWN, UP, LineSettings
from tests.lab.line.physics import Physics
from tests.lab.line.truth import outages
from tests.sim.office import SimOffice
from tests.sim.story import Episode, Trouble

Span = tuple[float, float]
EPOCH_S = 1_700_000_000.0
"""The physics' own time at true time 0."""
IMPULSE_MS = 120.0
MUCH_NOISE_DB = (7.6, 9.0)
"""Takes the margin of a quiet line to between 0.7 and 2.3 dB: errors, and no collapse yet."""
AFTERWARDS_S = 600.0

Change = tuple[float, dict[str, Any]]


class SimLine:
    """One story's line. All times are true seconds of the story."""

    def __init__(self, office: SimOffice, story: Sequence[Episode], dice: random.Random) -> None:
        self._office = office
        self._settings = LineSettings(
            booted_ago_s=(booted := dice.uniform(3, 60) * 86_400),
            showtime_ago_s=booted * dice.uniform(0.2, 0.9),
            profile_kbps=(float(office.rate_kbps[0]), float(office.rate_kbps[1])),
            retrain_s=office.manners.retrain_s,
        )
        self._changes = sorted(_changes(story, dice, self._settings), key=lambda each: each[0])
        self._made = 0
        ahead, self._line = self._fresh(), self._fresh()
        for at_s, changes in self._changes:
            ahead.set(EPOCH_S + at_s, **changes)
        until_s = max((each.end_s for each in story), default=0.0) + AFTERWARDS_S
        ahead.advance(EPOCH_S + until_s)
        self.truth = ahead.truth
        """What happened, in the physics' words and time."""
        self.down = [(a - EPOCH_S, (b or EPOCH_S + until_s) - EPOCH_S) for a, b, _ in outages(ahead.truth)]
        """When no packet passed the line, in order."""
        self.box_off = _dead_spans(ahead.truth)
        """When the box passed nothing and answered nobody."""

    def state(self, true_s: float) -> BoxState:
        """Return what the box tells at an instant."""
        self._reach(true_s)
        return self._line.state(EPOCH_S + true_s)

    def spoils(self, true_s: float) -> bool:
        """Draw whether noise takes a packet on its way out or back, and let the counters know."""
        self._reach(true_s)
        at = EPOCH_S + true_s
        return bool(self._line.fate(at, UP)) or bool(self._line.fate(at, DOWN))

    def off(self, true_s: float) -> bool:
        """Tell whether the box is without power or has not started yet."""
        return within(self.box_off, true_s)

    def _fresh(self) -> Physics:
        return Physics(EPOCH_S - 3_600, seed=self._office.seed, settings=self._settings)

    def _reach(self, true_s: float) -> None:
        while self._made < len(self._changes) and self._changes[self._made][0] <= true_s:
            at_s, changes = self._changes[self._made]
            self._line.set(EPOCH_S + at_s, **changes)
            self._made += 1


def _changes(story: Sequence[Episode], dice: random.Random, settings: LineSettings) -> list[Change]:
    """Return what is set when, for the episodes that concern the line or its box."""
    found: list[Change] = []
    for each in story:
        match each.trouble:
            case Trouble.LINE_DOWN:
                found += _out(each, dice, settings)
            case Trouble.LINE_UNSTABLE:
                every_s = (each.amount, each.amount / 10)
                found += [(each.start_s, {"retrain_every_s": every_s}), (each.end_s, {"retrain_every_s": None})]
            case Trouble.LINE_ERRORS:
                per_min = min(0.5, each.amount) * 60_000 / IMPULSE_MS
                noise = {"impulses_per_min": per_min, "impulse_ms": IMPULSE_MS}
                found += [(each.start_s, noise), (each.end_s, {"impulses_per_min": 0.0})]
            case Trouble.MODEM_REBOOTS:
                found.append((each.start_s, {"reboot": True}))
            case Trouble.MODEM_OFF:
                found.append((each.start_s, {"power_off_s": each.end_s - each.start_s}))
            case _:
                pass
    return found


def _out(episode: Episode, dice: random.Random, settings: LineSettings) -> list[Change]:
    """Return a loss of showtime that ends at about the episode's end, after a training that then succeeds."""
    training_s = sum(settings.retrain_s) / 2
    loud = [(episode.start_s - 60 * episode.amount, {"noise_db": dice.uniform(*MUCH_NOISE_DB)})] * bool(episode.amount)
    quiet = [(episode.end_s, {"noise_db": 0.0})] * bool(episode.amount)
    if episode.end_s - episode.start_s <= settings.retrain_s[1]:
        return [*loud, (episode.start_s, {"retrain": True}), *quiet]
    return [*loud, (episode.start_s, {"no_sync": True}), (episode.end_s - training_s, {"no_sync": False}), *quiet]


def _dead_spans(truth: Sequence[dict[str, Any]]) -> list[Span]:
    spans: list[Span] = []
    off_s: float | None = None
    for each in truth:
        if each["kind"] in ("reboot", "power_off") and off_s is None:
            off_s = each["at"] - EPOCH_S
        elif each["kind"] == "alive" and off_s is not None:
            spans.append((off_s, each["at"] - EPOCH_S))
            off_s = None
    return spans


def within(spans: Sequence[Span], true_s: float) -> bool:
    """Tell whether an instant lies in one of the spans, which are in order and apart."""
    place = bisect_right(spans, true_s, key=lambda each: each[0])
    return place > 0 and true_s < spans[place - 1][1]


def merged(spans: Sequence[Span], gap_s: float = 0.0) -> list[Span]:
    """Return the union of spans, in order; those no further apart than the gap become one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1] + gap_s:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
