"""The life of a line and its box: showtime, loss of it, training, boots; each turn is written to the truth."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from typing import Any

from tests.lab.line import signals
from tests.lab.line.agenda import Agenda
from tests.lab.line.box import Box
from tests.lab.line.conditions import DOWN, SIDES, UP, Conditions, LineSettings, Pair, changed
from tests.lab.line.losses import FrameLoss
from tests.lab.line.noise import Noise

Event = dict[str, Any]
"""`{"at": instant, "kind": word, ...}`."""
COLLAPSE_S = 3.0
"""How long a line lives below a margin of 0 before it gives up."""
WARNING_S = 2.0
"""How long errors rain before noise throws the line out."""
DEEP_DB = 1.0
"""How far below 0 such noise takes the margin."""
RAMP_STEPS = 60
LAST_ERRORS = 30
"""CRC anomalies in the second in which noise throws the line out."""


class Course:
    """The line and its box at the instant `now`."""

    def __init__(self, began: float, *, seed: int, settings: LineSettings) -> None:
        """Begin with a box that boots at `began` and a line that has yet to train: plan that with `train`."""
        self.settings, self.seed = settings, seed
        self.conditions = Conditions()
        self.truth: list[Event] = []
        self.agenda = Agenda()
        self.profile_kbps: Pair = settings.profile_kbps
        self.quiet_kbps: Pair = settings.quiet_kbps
        self.rate_kbps: Pair = settings.profile_kbps
        self.losses = tuple(FrameLoss(random.Random(f"{seed}/fate {side}")) for side in SIDES)
        self.dice = {name: random.Random(f"{seed}/{name}") for name in ("train", "boot", "throw")}
        self.noise = Noise(self)
        self.now = began
        self.box = Box(began, alive_at=began)
        self.showtime_at: float | None = None
        self.training_from = self._lost_at = began
        self.back_at: float | None = None
        """When the training in hand will end; nothing while none can succeed."""
        self.blocked = ""
        self.quiet_until = -math.inf
        """Nothing changes by itself before this instant."""
        self._cause = "boot"
        self._spike_db = 0.0
        self._collapsing = self._gasped = False
        self.note(began, "boot")
        self.look(began)

    def note(self, at: float, kind: str, **rest: Any) -> None:
        """Add an event to the truth."""
        self.truth.append({"at": at, "kind": kind, **rest})

    def advance(self, at: float) -> None:
        """Let time pass until `at`; an instant that has passed changes nothing."""
        for due, act in self.agenda.due(at):
            self._pass(due)
            act(due)
        self._pass(at)
        self.quiet_until = min(self.agenda.next_at, self.box.end_of_second())

    def _pass(self, at: float) -> None:
        if at > self.now:
            self.now = at
            self.box.counters.close(self.box.second(at), out=self.showtime_at is None)

    @property
    def alive(self) -> bool:
        """Whether the box answers: it has power, has booted and does not hang."""
        return self.now >= self.box.alive_at and not self.conditions.hang

    def noise_db(self, side: int) -> float:
        """Return the noise above that of the quiet line."""
        return self.conditions.noise_db[side] + (self._spike_db if side == DOWN else 0.0)

    def margin_db(self, side: int) -> float:
        """Return the margin in showtime, without what a display adds."""
        target_db = self.settings.target_margin_db
        return signals.margin_db(target_db, self.quiet_kbps[side], self.rate_kbps[side], self.noise_db(side))

    def change(self, at: float, wanted: Conditions) -> None:
        """Live under other conditions from now on."""
        before, self.conditions = self.conditions, wanted
        if wanted.retrain_every_s != before.retrain_every_s:
            self.agenda.drop("throw")
            self._spike_db = 0.0
            self._plan_throw(at)
        dead = wanted.cut or wanted.no_sync
        if self.showtime_at is not None and dead:
            self.lose(at, "cut" if wanted.cut else "no_sync")
        elif self.showtime_at is None and (self.back_at is None or dead):
            self.train(at)
        self.noise.renew(at)
        self._watch_margin(at)
        self.look(at)

    def ramp(self, at: float, wanted: Conditions, over_s: float) -> Conditions:
        """Plan the noise to change in steps, and return the conditions to begin with."""
        start, end = self.conditions.noise_db, wanted.noise_db
        steps = min(RAMP_STEPS, math.ceil(over_s))

        def plan(step: int) -> None:
            noise = [a + (b - a) * step / steps for a, b in zip(start, end, strict=True)]
            due = at + over_s * step / steps
            self.agenda.plan(due, "ramp", lambda now: self.change(now, changed(self.conditions, {"noise_db": noise})))

        for step in range(1, steps + 1):
            plan(step)
        return replace(wanted, noise_db=start)

    def retune(self, rate_kbps: Pair) -> None:
        """Change the profile and the running rate without a retrain; a better line is laid where it takes one."""
        self.profile_kbps = self.rate_kbps = rate_kbps
        needed = LineSettings(profile_kbps=rate_kbps).quiet_kbps
        self.quiet_kbps = (max(self.quiet_kbps[DOWN], needed[DOWN]), max(self.quiet_kbps[UP], needed[UP]))

    def throw(self, at: float) -> None:
        """Noise throws the line out of showtime now."""
        if self.showtime_at is not None:
            self.box.counters.mark(self.box.second(at)).crc[DOWN] += LAST_ERRORS
            self.lose(at, "noise")

    def lose(self, at: float, cause: str, *, back_at: float | None = None) -> None:
        """Lose showtime; training begins at once where it can."""
        if self.showtime_at is None:
            return
        second = self.box.second(at)
        self.box.counters.mark(second).severe[:] = [True, True]
        self.box.counters.count("LOS", DOWN, second)
        self.box.counters.count("LOF", DOWN, second)
        self._leave_showtime(at, cause)
        self.train(at, back_at=back_at)
        self.look(at)

    def _leave_showtime(self, at: float, cause: str) -> None:
        self.showtime_at = None
        self._lost_at, self._cause, self._spike_db, self._collapsing = at, cause, 0.0, False
        self.agenda.drop("collapse")
        self.noise.stop()

    def train(self, at: float, *, back_at: float | None = None) -> None:
        """Begin to train, or give up while that cannot succeed."""
        self.agenda.drop("training")
        self.back_at = None
        if self.conditions.cut or self.conditions.no_sync or self._trained() is None:
            return
        self.training_from = max(at, self.box.alive_at)
        self.back_at = back_at or self.training_from + self.train_s()
        self.agenda.plan(self.back_at, "training", self._sync)

    def train_s(self) -> float:
        """Draw how long a training takes."""
        return self.dice["train"].uniform(*self.settings.retrain_s)

    def _trained(self) -> Pair | None:
        noise, profile, quiet = self.conditions.noise_db, self.profile_kbps, self.quiet_kbps
        down, up = (signals.trained_kbps(profile[side], quiet[side], noise[side]) for side in (DOWN, UP))
        return None if down is None or up is None else (down, up)

    def _sync(self, at: float) -> None:
        rate = self._trained()
        if rate is None:  # the noise rose while it trained
            self.back_at = None
            return
        self.rate_kbps, self.showtime_at, self.back_at = rate, at, None
        second, counters = self.box.second(at), self.box.counters
        counters.mark(second).severe[:] = [True, True]
        counters.begin_link(second + 1)
        counters.count("INITS", DOWN, second)
        if self._gasped:
            counters.count("LPR", UP, second)
            self._gasped = False
        self.note(at, "retrain", began=self._lost_at, duration_s=at - self._lost_at, cause=self._cause)
        self.noise.renew(at)
        self._watch_margin(at)
        self.look(at)

    def reboot(self, at: float, *, off_s: float) -> None:
        """Restart the box now, or take its power away for `off_s` first."""
        self.note(at, "power_off" if off_s else "reboot")
        if self.showtime_at is not None:
            self._leave_showtime(at, "boot")
        self._cause, self._gasped = "boot", bool(off_s) and self.settings.dying_gasp
        booted_at = at + off_s
        alive_at = booted_at + self.dice["boot"].uniform(*self.settings.boot_s)
        self.box = Box(booted_at, alive_at=alive_at)
        self.conditions = replace(self.conditions, hang="")
        self.agenda.drop("boot")
        self.agenda.plan(booted_at, "boot", lambda due: self.note(due, "boot"))
        self.agenda.plan(alive_at, "boot", self._come_alive)
        self.train(at)
        self.look(at)

    def _come_alive(self, at: float) -> None:
        self.note(at, "alive")
        self.look(at)

    def look(self, at: float) -> None:
        """See whether frames pass from now on, and note where that has changed."""
        hung = self.conditions.hang == "dead"
        dead = hung or at < self.box.alive_at
        blocked = "box" if dead else "no_showtime" if self.showtime_at is None else ""
        if blocked and not self.blocked:
            self.note(at, "outage_begin", cause="hang" if hung else self._cause)
        elif self.blocked and not blocked:
            self.note(at, "outage_end", showtime_at=self.showtime_at)
        self.blocked = blocked
        self.quiet_until = min(self.agenda.next_at, self.box.end_of_second())

    def _watch_margin(self, at: float) -> None:
        low = self.showtime_at is not None and min(self.margin_db(DOWN), self.margin_db(UP)) < 0
        if low and not self._collapsing and not self._spike_db:
            self.agenda.plan(at + COLLAPSE_S, "collapse", lambda due: self.lose(due, "margin"))
        elif not low:
            self.agenda.drop("collapse")
        self._collapsing = low

    def _plan_throw(self, at: float) -> None:
        """The next time that noise throws the line out, whether it is in showtime by then or not."""
        if self.conditions.retrain_every_s is None:
            return
        mean, spread = self.conditions.retrain_every_s
        due = at + mean + self.dice["throw"].uniform(-spread, spread)
        self.agenda.plan(due - WARNING_S, "throw", self._warn)
        self.agenda.plan(due, "throw", self._throw_by_plan)

    def _warn(self, at: float) -> None:
        if self.showtime_at is not None:
            self._spike_db = max(0.0, self.margin_db(DOWN)) + DEEP_DB
            self.noise.renew(at)

    def _throw_by_plan(self, at: float) -> None:
        self.throw(at)
        self._plan_throw(at)
