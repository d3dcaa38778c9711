"""A DSL line and its modem as a pure model: noise, showtime, retrains, counters and the fate of each frame.

Every call takes the instant (seconds since 1970); no clock is read. What happens by itself is planned ahead from
the seed, so that the same line loses sync at the same instants whether it is asked once a day or a thousand times a
second, and whatever traffic it carries. An instant before the latest one asked for counts as that one.

    line = Physics(start, seed=7, settings=LineSettings(profile_kbps=(20_000, 1_000)))
    line.set(start + 60, impulses_per_min=4, retrain_every_s=(1200, 300))
    line.fate(start + 61.5, DOWN)          # "" or why a frame is lost
    line.state(start + 3600)               # what the modem tells: tests.emulated.broadcom_text.BoxState
    line.truth                             # what happened, to judge by

Truth is a list of `{"at", "kind", ...}`. Kinds: `outage_begin` and `outage_end` (no frame passes; with `cause`),
`retrain` (at its end, with `began`, `duration_s`, `cause`), `burst` (`ms`, `sides`), `boot`, `reboot`, `power_off`,
`alive`, `set` (`changes`), `start`. Causes: `noise`, `margin`, `cut`, `no_sync`, `reset`, `boot`, `hang`.
"""

from __future__ import annotations

from typing import Any

from tests.emulated.broadcom_text import BoxState
from tests.lab.line import tell
from tests.lab.line.conditions import Conditions, LineSettings, changed, once
from tests.lab.line.course import Course, Event
from tests.lab.line.losses import mean_loss


class Physics:
    """The line and its box."""

    def __init__(
        self, at: float, *, seed: int, settings: LineSettings | None = None, conditions: Conditions | None = None
    ) -> None:
        """Begin with a box and a line that have been up for the settings' ages; conditions hold from `at`."""
        settings = settings or LineSettings()
        self._course = Course(at - settings.booted_ago_s, seed=seed, settings=settings)
        _live_until(self._course, at)
        self._course.note(at, "start", seed=seed)
        self._course.change(at, conditions or Conditions())

    @property
    def truth(self) -> list[Event]:
        """What happened so far, in order; it grows as time passes. The past before `start` is in it."""
        return self._course.truth

    @property
    def settings(self) -> LineSettings:
        """What the line is."""
        return self._course.settings

    @property
    def conditions(self) -> Conditions:
        """What happens to it."""
        return self._course.conditions

    def advance(self, at: float) -> None:
        """Let time pass until `at`."""
        self._course.advance(at)

    def next_change_at(self) -> float:
        """Return an instant before which nothing happens by itself but the counting of seconds."""
        return self._course.agenda.next_at

    def in_showtime(self, at: float) -> bool:
        """Whether the line is in sync."""
        self._course.advance(at)
        return self._course.showtime_at is not None

    def answers(self, at: float) -> bool:
        """Whether the box answers those who ask it."""
        self._course.advance(at)
        return self._course.alive

    def forwards(self, at: float) -> bool:
        """Whether frames pass: the line is in showtime and the box does its work."""
        return not self.blocked(at)

    def blocked(self, at: float) -> str:
        """Return why no frame passes (`box`, `no_showtime`), or nothing."""
        if at >= self._course.quiet_until:
            self._course.advance(at)
        return self._course.blocked

    def rate_bps(self, at: float, side: int) -> float:
        """Return the sync rate of a side (DOWN, UP); 0 while no frame passes."""
        return 0.0 if self.blocked(at) else self._course.rate_kbps[side] * 1000

    def fate(self, at: float, side: int) -> str:
        """Draw the fate of one frame that is on the line at `at`, and count the error that a loss means.

        Returns:
            Why it is lost: `box`, `no_showtime`, `impulse`, `gilbert`, `random`; empty when it passes.
        """
        if reason := self.blocked(at):
            return reason
        course = self._course
        reason = "impulse" if course.noise.strikes(at, side) else course.losses[side].reason()
        if reason:
            course.box.counters.mark(course.box.second(at)).lost[side] += 1
        return reason

    def loss_chance(self, at: float, side: int) -> float:
        """Return the chance of a frame to be lost at an instant, the bursts of Gilbert-Elliott by their mean."""
        if self.blocked(at) or self._course.noise.strikes(at, side):
            return 1.0
        losses = self._course.losses[side]
        return 1 - (1 - losses.chance) * (1 - mean_loss(losses.gilbert))

    def margin_db(self, at: float, side: int) -> float:
        """Return the margin of the running line, without what a display adds."""
        self._course.advance(at)
        return self._course.margin_db(side)

    def state(self, at: float, box: BoxState | None = None) -> BoxState:
        """Return what the modem tells; `box` gives what is not of the line: user, password, manners."""
        self._course.advance(at)
        return tell.state(self._course, box or BoxState())

    def set(self, at: float, **changes: Any) -> None:
        """Change conditions, or do something once. A wrong change changes nothing.

        Args:
            at: when.
            changes: fields of `Conditions`; `over_s` spreads a change of `noise_db`; `retrain=True` throws the line
                out now; `reboot=True`; `power_off_s` takes the mains away for so long; `rate_kbps` (down, up)
                changes the profile, and the running rate at once and without a retrain.

        Raises:
            LabError: an unknown key, or a value out of range.
        """
        course = self._course
        wanted, deed = changed(course.conditions, changes), once(changes)
        course.advance(at)
        at = course.now
        course.note(at, "set", changes=dict(changes))
        if "noise_db" in changes:
            course.agenda.drop("ramp")
            if deed.over_s:
                wanted = course.ramp(at, wanted, deed.over_s)
        if deed.rate_kbps:
            course.retune(deed.rate_kbps)
        course.change(at, wanted)
        if deed.retrain:
            course.throw(at)
        if deed.reboot or deed.power_off_s:
            course.reboot(at, off_s=deed.power_off_s)


def _live_until(course: Course, at: float) -> None:
    """The past: a boot, its training and, for a line younger than its box, one loss of sync later."""
    settings = course.settings
    showtime_at = at - settings.showtime_ago_s
    first = course.now + course.dice["boot"].uniform(*settings.boot_s) + course.train_s()
    if showtime_at - first <= 2 * settings.retrain_s[1]:
        first = showtime_at
    else:
        lost_at = showtime_at - course.train_s()
        course.agenda.plan(lost_at, "past", lambda due: course.lose(due, "reset", back_at=showtime_at))
    course.train(course.now, back_at=first)
    course.advance(at)
