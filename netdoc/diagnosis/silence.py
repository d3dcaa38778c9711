"""How long silence must last before it means anything: the exact two-sample rule, and nothing else.

All times are seconds really watched. Source: measurement notes, «swap test»: with n drops in a watched time T, all n
fall into T and none into the t after it with probability (T / (T + t))^n if nothing had changed; so a silence of
t = T (20^(1/n) - 1) has p = 0.05. The shortcut 3 / rate takes the old rate as known and is too short for few drops.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import comb

from netdoc.diagnosis.wording import span

ALPHA = 0.05
"""A silence that would come more often than this by chance shows nothing."""


def needed_silence_s(drops: int, watched_s: float) -> float | None:
    """Return the watched seconds without a drop that pass; None where no drop, or no time to count it in, is known."""
    if drops < 1 or watched_s <= 0:
        return None
    return float(watched_s * (ALPHA ** (-1 / drops) - 1))


def chance_of_silence(drops: int, watched_s: float, silent_s: float) -> float:
    """Return the probability of such a silence if nothing had changed: 1 where no drop had come before."""
    if watched_s <= 0:
        return 1.0
    return float((watched_s / (watched_s + silent_s)) ** drops)


def chance_of_so_few(drops: int, watched_s: float, later: int, later_s: float) -> float:
    """Return the probability of at most `later` drops in the second time if the rate had stayed the same.

    Exact: of all drops together, each falls into the second time with probability t / (T + t) (conditional binomial).
    With none later it is `chance_of_silence`.
    """
    total, share = drops + later, _share(watched_s, later_s)
    return sum(comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(later + 1))


def rarer(drops: int, watched_s: float, later: int, later_s: float) -> bool:
    """Return whether the second time shows drops to be rarer than the first (one-sided, exact, p <= ALPHA)."""
    # rounded, so that a silence of just the needed length passes
    return round(chance_of_so_few(drops, watched_s, later, later_s), 9) <= ALPHA


LEAST_LATER = 2


def goes_on(drops: int, watched_s: float, later: int, later_s: float) -> bool:
    """Return whether drops go on at a rate whose 95 % interval includes the old one.

    Exact (Clopper-Pearson on the share of drops that fell into the second time): included while neither so few nor so
    many would have come with a chance of 2.5 % or less. Drops go on from the second on: one may have any cause.
    """
    if drops < 1 or later < LEAST_LATER or watched_s <= 0 or later_s <= 0:
        return False
    few = chance_of_so_few(drops, watched_s, later, later_s)
    many = chance_of_so_few(later, later_s, drops, watched_s)
    return few > ALPHA / 2 and many > ALPHA / 2


def _share(watched_s: float, later_s: float) -> float:
    return later_s / (watched_s + later_s) if watched_s + later_s > 0 else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What the rate seen so far allows to be shown, and by when.

    Attributes:
        needed_s: watched silence that would pass, were the arrangement changed now; None without a drop.
        per_day: drops a day at the rate seen.
        wait_first: one more drop in the old arrangement is expected to shorten the whole, waiting included.
    """

    drops: int
    watched_s: float
    needed_s: float | None
    per_day: float | None
    wait_first: bool
    sentence: str


def outlook(drops: int, watched_s: float) -> Outlook:
    """Return what a change made now could show, and how long it takes."""
    needed = needed_silence_s(drops, watched_s)
    if needed is None:
        return Outlook(
            drops=drops, watched_s=watched_s, needed_s=None, per_day=None, wait_first=True,
            sentence=f"no drop in {span(timedelta(seconds=watched_s))} watched: silence after a change would show "
            "nothing; watch the present arrangement until it drops",
        )  # fmt: skip
    wait_s = watched_s / drops
    after = needed_silence_s(drops + 1, watched_s + wait_s)
    wait_first = after is not None and wait_s + after < needed
    words = f"{drops} drop{'' if drops == 1 else 's'} in {span(timedelta(seconds=watched_s))} watched: "
    words += (
        f"{span(timedelta(seconds=needed))} of silence needed (p < {ALPHA:g}, exact), over the same hours of the day"
    )
    if wait_first:
        words += "; waiting for one more drop first makes it shorter"
    return Outlook(
        drops=drops, watched_s=watched_s, needed_s=needed, per_day=86400 / wait_s, wait_first=wait_first,
        sentence=words,
    )  # fmt: skip
