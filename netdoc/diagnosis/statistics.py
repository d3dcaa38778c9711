"""Loss with an interval: never a rate without its n (shared rules of measurement: Wilson 95 %)."""

from __future__ import annotations

from math import sqrt

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
