"""Noise, margin, rate and errors of a DSL line: how one follows from the other.

One bit more per tone takes 3 dB; with 8 bits on the mean tone the whole rate is worth 24 dB. Margin is what is left
above the noise at which one bit in 10^7 is wrong (ITU-T G.992.1); from there errors grow tenfold each 1.5 dB.
Figures are chosen so that the parts agree with each other, not to the dB of a certain cable.
"""

from __future__ import annotations

import math
import random

RATE_WORTH_DB = 24.0
LEAST_SHARE = 0.05
"""A line that could carry less than this share of its quiet rate does not train."""
FRAMES_PER_S = 58
"""Overhead frames, each with its checksum: no second holds more CRC anomalies than that."""
HIT_S = 0.002
"""How long one hit destroys what passes: ties the loss of frames to the CRC anomalies per second."""
SEVERE_CRC = 18
"""CRC anomalies that make a second severely errored (ITU-T G.997.1)."""
SEVERE_BURST_S = 0.05
"""A burst that lasts this long in a second breaks the framing (SEF), which makes the second severely errored."""


def attainable_kbps(quiet_kbps: float, noise_db: float) -> float:
    """Return what the line can carry at its target margin."""
    return max(0.0, quiet_kbps * (1 - noise_db / RATE_WORTH_DB))


def trained_kbps(profile_kbps: float, quiet_kbps: float, noise_db: float) -> float | None:
    """Return the rate that training ends at, or nothing when it fails."""
    found = attainable_kbps(quiet_kbps, noise_db)
    return min(profile_kbps, found) if found >= quiet_kbps * LEAST_SHARE else None


def margin_db(target_db: float, quiet_kbps: float, rate_kbps: float, noise_db: float) -> float:
    """Return the margin of a line that runs at a rate."""
    return target_db + RATE_WORTH_DB * (1 - rate_kbps / quiet_kbps) - noise_db


def hits_per_s(margin: float) -> float:
    """Return how often noise destroys a block, at a margin in dB."""
    return min(200.0, 4 * 10 ** (-margin / 1.5))


def repairs_per_s(margin: float) -> float:
    """Return how often forward error correction has to work, at a margin in dB."""
    return min(200.0, 4 * 10 ** (-(margin - 4) / 1.5))


def loss_of_hits(per_s: float) -> float:
    """Return the chance of a frame to meet a hit."""
    return min(1.0, per_s * HIT_S)


def crc_of_hits(hits: int) -> int:
    """Return how many overhead frames are wrong after so many hits in one second."""
    return max(1, round(FRAMES_PER_S * (1 - math.exp(-hits / FRAMES_PER_S)))) if hits else 0


def seconds_until_next(per_s: float, dice: random.Random) -> int | None:
    """Return how many whole seconds stay free of a Poisson process; nothing when it is all but absent."""
    if per_s < 1e-9:
        return None
    return int(-math.log(1 - dice.random()) / per_s)


def hits_in_a_second(per_s: float, dice: random.Random) -> int:
    """Return how many events of a Poisson process fall into a second that holds at least one."""
    if per_s > 30:
        return max(1, round(dice.gauss(per_s, math.sqrt(per_s))))
    at = -math.log(1 - dice.random() * (1 - math.exp(-per_s))) / per_s  # the first one, within the second
    count = 1
    while (at := at + dice.expovariate(per_s)) < 1:
        count += 1
    return count
