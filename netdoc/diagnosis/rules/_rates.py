"""At which mode and rate a line runs against another reading, and whether a profile holds it there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from netdoc.model.facts.dsl_line import DslLine

STEP_SHARE = 0.15
"""A rate this much lower is a step (own): seamless rate adaptation moves by a few per cent."""
PROFILE_MARGIN_DB = 12.0
"""With more margin than this the line could carry more: it is held there (shared yardsticks, f2; folk)."""
ROUND_MARGIN_DB = 9.0
"""At exactly a round rate less is enough (own): lines that take what they can get end at their target, mostly 6 dB."""
ROUND_KBPS = (1000, 1024)
CARRIES_MORE = 1.25
"""Attainable this far above the rate, where no margin is told (own)."""
WAYS = ("down", "up")
WAY_WORDS = {"down": "downstream", "up": "upstream"}

_RANKS = (
    (4, ("FAST", "9701")),
    (3, ("VDSL", "993.")),
    (2, ("ADSL2+", "ADSL2P", "992.5")),
    (1, ("ADSL2", "992.3")),
    (0, ("ADSL", "DMT", "992.1", "G.LITE", "T1.413")),
)
"""Generations of DSL, the newest first, by the words that boxes use for them."""


def generation(line: DslLine) -> int | None:
    """Return which generation of DSL a line runs in, the greater the newer; None where that is not told."""
    return _generation(line.mode or "")


@lru_cache(maxsize=256)
def _generation(mode: str) -> int | None:
    told = mode.upper().replace(" ", "")
    return next((rank for rank, words in _RANKS if any(each in told for each in words)), None)


def older_mode(line: DslLine, before: DslLine) -> bool:
    """Return whether a line runs in an older generation than it did before."""
    now, then = generation(line), generation(before)
    return now is not None and then is not None and now < then


def rate(line: DslLine, way: str) -> int | None:
    """Return the sync rate downstream or upstream in kbit/s; 0 is not told."""
    told = line.rate_down_kbps if way == "down" else line.rate_up_kbps
    return told or None


def share_lost(rate_kbps: int | None, before_kbps: int | None) -> float:
    """Return which share of an earlier rate is gone; 0 where either is not known."""
    if not rate_kbps or not before_kbps:
        return 0.0
    return max(0.0, 1 - rate_kbps / before_kbps)


def held_by_profile(line: DslLine, way: str = "down") -> bool | None:
    """Return whether a profile holds a line at its rate, rather than its pair; None where that cannot be told."""
    margin: float | None = getattr(line, f"margin_{way}_db")
    attainable: int | None = getattr(line, f"attainable_{way}_kbps")
    now = rate(line, way)
    if margin is not None:
        round_rate = now is not None and any(now % each == 0 for each in ROUND_KBPS)
        return margin > PROFILE_MARGIN_DB or (round_rate and margin >= ROUND_MARGIN_DB)
    if attainable and now:
        return attainable >= CARRIES_MORE * now
    return None


def fallen(line: DslLine, before: Sequence[tuple[str, DslLine]]) -> list[str]:
    """Return in words how a line fell behind what it was: an older mode, or a rate a step lower, not held by a profile.

    Args:
        line: in sync.
        before: what it is compared with, each with words for when that was (`at 12:00 UTC`).
    """
    found: list[str] = []
    newer = next(((when, each) for when, each in before if older_mode(line, each)), None)
    if newer is not None and held_by_profile(line) is not True:
        found.append(f"in {line.mode} where it had been in {newer[1].mode} {newer[0]}")
    for way in WAYS:
        now = rate(line, way)
        told = [(then, when) for when, each in before if (then := rate(each, way)) is not None]
        if now is None or not told:
            continue
        best, when = max(told, key=lambda each: each[0])
        lost = share_lost(now, best)
        if lost >= STEP_SHARE and held_by_profile(line, way) is False:
            found.append(f"at {now} kbit/s {WAY_WORDS[way]}, {lost:.0%} below the {best} kbit/s {when}")
    return found


def previous(line: DslLine) -> list[tuple[str, DslLine]]:
    """Return the rates before the last change, as the box itself remembers them, to compare with."""
    if not line.previous_rate_down_kbps and not line.previous_rate_up_kbps:
        return []
    told = DslLine(
        sync=True, rate_down_kbps=line.previous_rate_down_kbps, rate_up_kbps=line.previous_rate_up_kbps
    )  # fmt: skip
    return [("before its last change, by the box's own memory", told)]
