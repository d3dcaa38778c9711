"""What noise does to a line in showtime: hits and repairs second by second, and bursts of impulse noise."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.lab.line import signals
from tests.lab.line.conditions import DOWN, SIDES, UP
from tests.lab.line.losses import mean_loss

if TYPE_CHECKING:
    from tests.lab.line.course import Course

STRIKES_UP = 0.3
"""Impulse noise sits at the customer's end: every burst hits what the modem receives, some also what it sends."""


class Noise:
    """Plans the errors of a line ahead, each kind and side from dice of its own."""

    def __init__(self, line: Course) -> None:
        self._line = line
        self._dice = {
            name: random.Random(f"{line.seed}/{name}") for name in ("impulses", *_names("hits"), *_names("repairs"))
        }
        self._per_s: dict[str, float] = {}
        self._impulses_per_min = 0.0
        self._struck = [(0.0, 0.0), (0.0, 0.0)]

    def renew(self, at: float) -> None:
        """Plan anew what depends on noise, margin and losses, where these have changed."""
        line, conditions = self._line, self._line.conditions
        if line.showtime_at is not None:
            for side in (DOWN, UP):
                margin = line.margin_db(side)
                noise_per_s = signals.hits_per_s(margin)
                told = conditions.loss[side], mean_loss(conditions.gilbert)
                line.losses[side].set(_either(told[0], signals.loss_of_hits(noise_per_s)), conditions.gilbert)
                self._pace(at, f"hits {SIDES[side]}", side, noise_per_s + _either(*told) / signals.HIT_S, self._hit)
                self._pace(at, f"repairs {SIDES[side]}", side, signals.repairs_per_s(margin), self._repair)
        if conditions.impulses_per_min != self._impulses_per_min:
            self._impulses_per_min = conditions.impulses_per_min
            line.agenda.drop("impulses")
            self._plan_impulse(at)

    def stop(self) -> None:
        """Plan no more errors: the line is out of showtime."""
        for name in self._per_s:
            self._line.agenda.drop(name)
        self._per_s.clear()

    def strikes(self, at: float, side: int) -> bool:
        """Whether impulse noise is on a side of the line."""
        start, end = self._struck[side]
        return start <= at < end

    def _pace(self, at: float, name: str, side: int, per_s: float, act: Callable[[int, int, int], None]) -> None:
        if self._per_s.get(name) == per_s:
            return
        self._line.agenda.drop(name)
        self._per_s[name] = per_s
        self._plan(self._line.box.second(at), name, side, act)

    def _plan(self, second: int, name: str, side: int, act: Callable[[int, int, int], None]) -> None:
        dice, per_s = self._dice[name], self._per_s[name]
        free_s = signals.seconds_until_next(per_s, dice)
        if free_s is None:
            return
        second += free_s

        def happen(_: float) -> None:
            act(second, side, signals.hits_in_a_second(per_s, dice))
            self._plan(second + 1, name, side, act)

        self._line.agenda.plan(self._line.box.booted_at + second, name, happen)

    def _hit(self, second: int, side: int, hits: int) -> None:
        self._line.box.counters.mark(second).crc[side] += signals.crc_of_hits(hits)

    def _repair(self, second: int, side: int, times: int) -> None:
        blocks = times * self._dice[f"repairs {SIDES[side]}"].randrange(1, 20)
        self._line.box.counters.mark(second).fec[side] += blocks

    def _plan_impulse(self, at: float) -> None:
        if self._impulses_per_min:
            wait_s = self._dice["impulses"].expovariate(self._impulses_per_min / 60)
            self._line.agenda.plan(at + wait_s, "impulses", self._impulse)

    def _impulse(self, at: float) -> None:
        both = self._dice["impulses"].random() < STRIKES_UP
        length_s = self._line.conditions.impulse_ms / 1000
        if self._line.showtime_at is not None:
            sides = (DOWN, UP) if both else (DOWN,)
            for side in sides:
                start = at if at >= self._struck[side][1] else self._struck[side][0]
                self._struck[side] = (start, max(at + length_s, self._struck[side][1]))
                self._mark_burst(at, length_s, side)
            self._line.note(at, "burst", ms=length_s * 1000, sides=[SIDES[each] for each in sides])
        self._plan_impulse(at)

    def _mark_burst(self, at: float, length_s: float, side: int) -> None:
        box = self._line.box
        for second in range(box.second(at), box.second(at + length_s) + 1):
            inside_s = min(at + length_s, box.booted_at + second + 1) - max(at, box.booted_at + second)
            if inside_s > 0:
                mark = box.counters.mark(second)
                frames = math.ceil(inside_s * signals.FRAMES_PER_S)
                mark.crc[side] += frames
                mark.fec[side] += 12 * frames
                mark.severe[side] |= inside_s >= signals.SEVERE_BURST_S


def _names(kind: str) -> list[str]:
    return [f"{kind} {side}" for side in SIDES]


def _either(one: float, other: float) -> float:
    """The chance that at least one of two independent things happens."""
    return 1 - (1 - one) * (1 - other)
