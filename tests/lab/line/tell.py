"""What the modem tells of its line: the physics in the words of the emulated box."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.emulated.broadcom_text import BoxState
from tests.lab.line import signals
from tests.lab.line.conditions import DOWN, UP

if TYPE_CHECKING:
    from tests.lab.line.course import Course

STATUS = {"idle": "Idle", "handshake": "G.994 Training", "training": "G.993 Started", "showtime": ""}
"""The driver's words; in showtime it needs none."""
IDLE_SHARE, HANDSHAKE_SHARE = 0.1, 0.4
"""How far into a training the line leaves idle, and handshake."""


def stage(line: Course) -> str:
    """Return `idle`, `handshake`, `training` or `showtime`, now."""
    if line.showtime_at is not None:
        return "showtime"
    if line.conditions.cut:
        return "idle"  # no signal to shake hands with
    if line.back_at is None:
        return "handshake"  # it tries, and fails, for ever
    done = (line.now - line.training_from) / max(1e-6, line.back_at - line.training_from)
    return "idle" if done < IDLE_SHARE else "handshake" if done < HANDSHAKE_SHARE else "training"


def shown_margin_db(line: Course, side: int) -> float:
    """Return the margin as displayed: it wanders a little from minute to minute."""
    wobble = random.Random(f"{line.seed}/{side}/{line.now // 60}").uniform(-1, 1) * line.settings.wobble_db
    return round(line.margin_db(side) + wobble, 1)


def state(line: Course, box: BoxState) -> BoxState:
    """Return the box's state, now; `box` gives what is not of the line."""
    now_stage = stage(line)
    manners = box.manners if line.alive else tuple(dict.fromkeys((*box.manners, "silent")))
    second = line.box.second(line.now)
    return replace(
        box,
        booted_at=line.box.booted_at,
        showtime_at=line.showtime_at,
        sync=line.showtime_at is not None,
        status=STATUS[now_stage],
        rate=(int(line.rate_kbps[DOWN]), int(line.rate_kbps[UP])),
        attainable=(_attainable(line, DOWN), _attainable(line, UP)),
        margin=(shown_margin_db(line, DOWN), shown_margin_db(line, UP)),
        attenuation=line.settings.attenuation_db,
        counters=line.box.counters.sections(second) if second >= 0 else {},
        manners=manners,
    )


def _attainable(line: Course, side: int) -> int:
    return round(signals.attainable_kbps(line.quiet_kbps[side], line.noise_db(side)))
