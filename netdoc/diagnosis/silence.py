"""How long silence must last to count: the exact two-sample rule.

With n drops seen in a watched time T, and nothing changed, all n fall into the first T of T + t with probability
(T / (T + t))^n. Silence of t = T (20^(1/n) - 1) therefore has p < 0.05. The shortcut «3 divided by the rate» takes
the old rate as known and is too short for few drops.

Source: measurement notes, swap test.
"""

from __future__ import annotations

from dataclasses import dataclass

P_LIMIT = 0.05
"""The usual level of significance; the shortest silence has a probability just below it."""


def needed_silence_s(drops: int, watched_s: float) -> float | None:
    """Return the watched seconds without a drop that pass; None where no drop or no watched time came before."""
    if drops < 1 or watched_s <= 0:
        return None
    return float(watched_s * ((1 / P_LIMIT) ** (1 / drops) - 1))


def chance_of_silence(drops: int, watched_s: float, silent_s: float) -> float:
    """Return the probability of a silence that long if nothing had changed."""
    if drops < 1 or watched_s <= 0 or silent_s <= 0:
        return 1.0
    return float((watched_s / (watched_s + silent_s)) ** drops)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What the rate seen so far allows to be shown.

    Attributes:
        needed_s: watched silence that would pass, were the arrangement changed now; None without a drop.
        wait_first: one more drop in the old arrangement is expected to shorten the whole, waiting included.
    """

    drops: int
    watched_s: float
    needed_s: float | None
    wait_first: bool


def outlook(drops: int, watched_s: float) -> Outlook:
    """Return what a change made now could show, and how long it takes."""
    needed = needed_silence_s(drops, watched_s)
    if needed is None:
        return Outlook(drops=drops, watched_s=watched_s, needed_s=None, wait_first=True)
    wait_s = watched_s / drops
    later = needed_silence_s(drops + 1, watched_s + wait_s)
    sooner = later is not None and wait_s + later < needed
    return Outlook(drops=drops, watched_s=watched_s, needed_s=needed, wait_first=sooner)
