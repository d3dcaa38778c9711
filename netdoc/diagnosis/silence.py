"""How long silence must last to count: the exact two-sample rule.

Source: all n incidents of a time T + t fall in T with probability (T / (T + t))^n when nothing changed; below
p = 0.05 that takes t = T (20^(1/n) - 1) (measurement notes, swap test).
"""

from __future__ import annotations

CHANCES = 20.0
"""One over p = 0.05."""


def needed_silence_s(drops: int, watched_s: float) -> float | None:
    """Return the watched seconds without a drop that pass, after `drops` in `watched_s`; None without a drop."""
    if drops < 1 or watched_s <= 0:
        return None
    return float(watched_s * (CHANCES ** (1 / drops) - 1))
