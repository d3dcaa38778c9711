"""Loss with an interval: never a rate without its n (shared rules of measurement: Wilson 95 %)."""

from __future__ import annotations

from functools import cache
from math import exp, fsum, lgamma, log, log1p, sqrt

Z95 = 1.959963984540054
Z_PLACE = 3.290526731491894
"""One-sided 0.05 %: placing loss accuses, and an hour holds a dozen windows with several rungs to compare."""


def wilson(lost: int, sent: int) -> tuple[float, float]:
    """Return the Wilson 95 % interval of lost/sent; (0, 1) when nothing was sent."""
    if sent == 0:
        return 0.0, 1.0
    share = lost / sent
    scale = 1 + Z95**2 / sent
    centre = (share + Z95**2 / (2 * sent)) / scale
    half = Z95 * sqrt(share * (1 - share) / sent + Z95**2 / (4 * sent**2)) / scale
    return max(0.0, centre - half), min(1.0, centre + half)


def higher(lost_a: int, sent_a: int, lost_b: int, sent_b: int) -> bool:
    """Return True when a's loss is higher than b's beyond chance (two-proportion z, one-sided 0.05 %)."""
    if sent_a == 0 or sent_b == 0:
        return False
    pooled = (lost_a + lost_b) / (sent_a + sent_b)
    spread = sqrt(pooled * (1 - pooled) * (1 / sent_a + 1 / sent_b))
    return spread > 0 and (lost_a / sent_a - lost_b / sent_b) / spread > Z_PLACE


def in_words(lost: int, sent: int) -> str:
    """Return `12 of 3600 lost (0.2-0.6 %)`: the count first, then the interval."""
    low, high = wilson(lost, sent)
    return f"{lost} of {sent} lost ({low * 100:.1f}-{high * 100:.1f} %)"


ACCUSING_P = 0.00001
"""Greatest chance at which a difference of two arms accuses (one-sided 0.001 %): whoever probes 500 sound services
shall accuse none, with one server to compare or with ten. It costs half as many attempts again as 0.05 %."""


def exact_p(bad_a: int, sent_a: int, bad_b: int, sent_b: int) -> float:
    """Return the chance that a fails at least so often beside b when both fail alike (Fisher's exact test, one-sided).

    1.0 where an arm is empty. Source: Fisher 1935; the tail of the hypergeometric distribution.
    """
    if sent_a == 0 or sent_b == 0:
        return 1.0
    total = bad_a + bad_b
    every = _log_choose(sent_a + sent_b, total)
    most = min(sent_a, total)
    tail = fsum(
        exp(_log_choose(sent_a, k) + _log_choose(sent_b, total - k) - every)
        for k in range(max(bad_a, total - sent_b), most + 1)
    )
    return min(1.0, tail)


def power(share: float, sent: int, p: float = ACCUSING_P) -> float:
    """Return the chance that `sent` attempts per arm show a share of failures, the other arm being clean."""
    least = _least_bad(sent, p)
    if least is None or share <= 0:
        return 0.0
    return at_least(least, sent, share)


def at_least(bad: int, sent: int, share: float) -> float:
    """Return the chance of so many failures or more among `sent` attempts that each fail with this chance."""
    if share >= 1 or bad <= 0:
        return 1.0
    below = fsum(exp(_log_choose(sent, k) + k * log(share) + (sent - k) * log1p(-share)) for k in range(bad))
    return max(0.0, min(1.0, 1.0 - below))


def attempts_needed(share: float, chance: float = 0.8, p: float = ACCUSING_P) -> int:
    """Return how many attempts per arm show a share of failures beside a clean arm, with this chance at least.

    Args:
        share: failing share of the worse arm, above 0 and up to 1.
        chance: least power.
        p: greatest chance of a false alarm.
    """
    low, high = 1, 2
    while power(share, high, p) < chance:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power(share, middle, p) >= chance else (middle, high)
    return high


def smallest_share(sent: int, chance: float = 0.8, p: float = ACCUSING_P) -> float:
    """Return the smallest share of failures that `sent` attempts per arm show beside a clean arm; 1.0 for none."""
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (low, middle) if power(middle, sent, p) >= chance else (middle, high)
    return high


@cache
def _least_bad(sent: int, p: float) -> int | None:
    """Return how many failures of one arm beside a clean one are beyond chance, or None where all are too few."""
    return next((bad for bad in range(1, sent + 1) if exact_p(bad, sent, 0, sent) <= p), None)


def _log_choose(many: int, few: int) -> float:
    return lgamma(many + 1) - lgamma(few + 1) - lgamma(many - few + 1)


def share_in_words(bad: int, sent: int) -> str:
    """Return `300 of 1000 (27-33 %)`, and `0 of 1000 (below 0.4 %)`: the count first, then the Wilson interval."""
    low, high = wilson(bad, sent)
    if bad == 0:
        return f"0 of {sent} (below {_percent(high)} %)" if sent else "0 of 0"
    return f"{bad} of {sent} ({_percent(low)}-{_percent(high)} %)"


def _percent(share: float) -> str:
    return f"{share * 100:.0f}" if share >= 0.1 else f"{share * 100:.1f}"
