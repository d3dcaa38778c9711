"""What a line is (settings, fixed) and what happens to it (conditions, changed while it runs)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from tests.lab.errors import LabError

DOWN, UP = 0, 1
SIDES = ("down", "up")
Pair = tuple[float, float]
"""(down, up), or (least, most) where the name says a range."""

HANGS = ("", "dead", "deaf")
"""A box that works; one that forwards and answers nothing; one that forwards and answers nothing itself."""
HEADROOM = 1.19
"""What a quiet line could carry, as a multiple of its profile, where the settings do not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSettings:
    """The line and the box as installed. Ranges are (least, most), drawn evenly."""

    booted_ago_s: float = 400_000
    showtime_ago_s: float = 300_000
    profile_kbps: Pair = (39_999, 7_833)
    attainable_kbps: Pair | None = None
    """What the line carries at its target margin while it is quiet; HEADROOM times the profile where not given."""
    target_margin_db: float = 6.0
    attenuation_db: Pair = (21.3, 0.0)
    wobble_db: float = 0.2
    """How far the shown margin wanders from minute to minute."""
    retrain_s: Pair = (30, 60)
    boot_s: Pair = (25, 45)
    """From the boot instant until the box forwards and answers; then the line trains."""
    dying_gasp: bool = False
    """Whether the DSLAM hears the modem lose its power (LPR)."""

    def __post_init__(self) -> None:
        two = (self.profile_kbps, self.attainable_kbps, self.attenuation_db, self.retrain_s, self.boot_s)
        _check(_pairs(*two), "rates, attenuation_db, retrain_s, boot_s: two numbers each")
        _check(self.booted_ago_s >= self.showtime_ago_s >= 0, "the box boots before its line gets into showtime")
        _check(min(self.profile_kbps) > 0, "profile_kbps: two rates above 0")
        _check(self.attainable_kbps is None or min(self.attainable_kbps) > 0, "attainable_kbps: two rates above 0")
        for name in ("retrain_s", "boot_s"):
            least, most = getattr(self, name)
            _check(0 < least <= most, f"{name}: (least, most), above 0")

    @property
    def quiet_kbps(self) -> Pair:
        """What the line carries at its target margin while it is quiet."""
        return self.attainable_kbps or (self.profile_kbps[DOWN] * HEADROOM, self.profile_kbps[UP] * HEADROOM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What happens to the line and its box until it is set otherwise."""

    noise_db: Pair = (0.0, 0.0)
    """Noise above that of the quiet line: so much margin is gone."""
    impulses_per_min: float = 0.0
    impulse_ms: float = 30.0
    loss: Pair = (0.0, 0.0)
    """Chance of each frame to be lost on its own."""
    gilbert: tuple[float, float, float] | None = None
    """Gilbert-Elliott by frames: chance good to bad, chance bad to good, loss while bad."""
    retrain_every_s: Pair | None = None
    """(mean, plus or minus): noise throws the line out of showtime again and again."""
    cut: bool = False
    """No signal: the plug is out or the pair is cut."""
    no_sync: bool = False
    """Signal, but training never succeeds."""
    hang: str = ""

    def __post_init__(self) -> None:
        _check(_pairs(self.noise_db, self.loss, self.retrain_every_s), "noise_db, loss, retrain_every_s: two numbers")
        chances = (*self.loss, *(self.gilbert or ()))
        _check(all(0 <= each <= 1 for each in chances), "loss, gilbert: chances from 0 to 1")
        _check(self.gilbert is None or len(self.gilbert) == 3, "gilbert: [good to bad, bad to good, loss while bad]")
        _check(self.impulses_per_min >= 0 and self.impulse_ms > 0, "impulses: a rate from 0 and a length above 0")
        _check(self.impulses_per_min * self.impulse_ms <= 30_000, "impulses: more than half of the time is noise")
        _check(min(self.noise_db) >= 0, "noise_db: from 0")
        _check(self.hang in HANGS, f"hang: one of {HANGS}")
        if self.retrain_every_s is not None:
            mean, spread = self.retrain_every_s
            _check(mean - spread >= 4 and spread >= 0, "retrain_every_s: (mean, spread), at least 4 s apart")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What is done to the line once: the keys of `set` that are no conditions."""

    retrain: bool = False
    reboot: bool = False
    power_off_s: float = 0.0
    rate_kbps: Pair | None = None
    over_s: float = 0.0

    def __post_init__(self) -> None:
        _check(_pairs(self.rate_kbps), "rate_kbps: two numbers")
        _check(self.power_off_s >= 0 and self.over_s >= 0, "power_off_s, over_s: from 0")
        _check(self.rate_kbps is None or min(self.rate_kbps) > 0, "rate_kbps: two rates above 0")


def once(changes: Mapping[str, Any]) -> Deed:
    """Return what the changes do once.

    Raises:
        LabError: a value out of range.
    """
    return Deed(**{name: _plain(value) for name, value in changes.items() if name in names(Deed)})


def settings_from(held: Mapping[str, Any]) -> LineSettings:
    """Return the settings that a JSON object holds.

    Raises:
        LabError: an unknown key, or a value out of range.
    """
    _known(held, names(LineSettings))
    return LineSettings(**{name: _plain(value) for name, value in held.items()})


def changed(conditions: Conditions, changes: Mapping[str, Any]) -> Conditions:
    """Return the conditions after a change; a bare `loss` is for both sides, a bare `noise_db` for down.

    Raises:
        LabError: an unknown key, or a value out of range.
    """
    _known(changes, names(Conditions) | names(Deed))
    held = {name: _plain(value) for name, value in changes.items() if name in names(Conditions)}
    for name, other in (("loss", 1.0), ("noise_db", 0.0)):
        value = held.get(name)
        if isinstance(value, int | float):
            held[name] = (float(value), value * other)
    if isinstance(value := held.get("retrain_every_s"), int | float):
        held["retrain_every_s"] = (float(value), 0.0)
    try:
        return replace(conditions, **held)
    except TypeError as wrong:
        raise LabError(f"the line cannot be set to {dict(changes)}: {wrong}") from wrong


def names(record: type[LineSettings | Conditions | Deed]) -> set[str]:
    """Return the names of a record's fields."""
    return {each.name for each in fields(record)}


def _known(held: Mapping[str, Any], known: set[str]) -> None:
    if strange := sorted(set(held) - known):
        raise LabError(f"the line knows no {', '.join(strange)}; known: {', '.join(sorted(known))}")


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _pairs(*values: object) -> bool:
    """Whether each is a pair of numbers, or left out."""
    return all(
        value is None or (isinstance(value, tuple) and [isinstance(each, int | float) for each in value] == [True] * 2)
        for value in values
    )


def _check(true: bool, what: str) -> None:
    if not true:
        raise LabError(f"the line cannot be set so: {what}")
