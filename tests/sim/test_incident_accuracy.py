"""Incidents over hours, against the truth of the same world: none missed, none invented, none counted in a gap.

Start and end lie each within one sample of the truth (1.67 s: three anchors, 5 s each, staggered; see `accuracy.py`).
"""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest

from netdoc.model.incident import IncidentKind
from tests.sim import accuracy
from tests.sim.office import some_office
from tests.sim.run import Played, play
from tests.sim.story import Episode, Interruption, Kill, Sleep, Trouble, poisson

OUTAGES = (Trouble.LINE_DOWN, Trouble.SESSION_DOWN, Trouble.CABLE_OUT, Trouble.ROUTER_HUNG)
QUICK: dict[str, Any] = {"retrain_s": (3.0, 5.0), "session_survives_s": 40.0}
"""A line that trains in seconds, so that outages of every length happen; longer ones take the session with them."""
LONG_HOURS = float(os.environ.get("NETDOC_SIM_HOURS", "0"))
SEED = int(os.environ.get("NETDOC_SIM_SEED", random.SystemRandom().randrange(1 << 24)))


def _watched(folder: Path, seed: int, hours: float, *, per_hour: float, disturbed: bool) -> Played:
    dice = random.Random(seed)
    story = poisson(dice, OUTAGES, hours, per_hour=per_hour, for_s=(5.0, 600.0))
    interruptions = _interruptions(dice, story, hours) if disturbed else []
    print(f"seed {seed}: {len(story)} outages in {hours:g} h; {interruptions}")
    return play(folder, some_office(seed, **QUICK), story, hours, interruptions=interruptions)


def _interruptions(dice: random.Random, story: list[Episode], hours: float) -> list[Interruption]:
    """Half of them strike in the middle of an outage."""
    found: list[Interruption] = []
    at_s = dice.uniform(200, 900)
    while at_s < hours * 3600 - 1_200:
        inside = [each for each in story if at_s < each.start_s < at_s + 900]
        if inside and dice.random() < 0.5:
            at_s = dice.uniform(inside[0].start_s, inside[0].end_s)
        length_s = dice.uniform(15, 300)
        found.append(Sleep(at_s, length_s) if dice.random() < 0.6 else Kill(at_s, length_s, reboot=dice.random() < 0.3))
        at_s += length_s + dice.uniform(600, 1_500)
    return found


@pytest.mark.slow
def test_every_outage_is_told_from_first_lost_to_first_answered_sample(tmp_path: Path) -> None:
    played = _watched(tmp_path, SEED, 0.9, per_hour=11, disturbed=False)

    assert len(accuracy.pieces(played)) >= 2
    assert accuracy.wrong(played) == []
    assert _invented(played) == []
    assert played.verdict.coverage == pytest.approx(1.0, abs=0.002)


@pytest.mark.slow
def test_sleep_and_kills_hide_outages_and_never_make_any(tmp_path: Path) -> None:
    played = _watched(tmp_path, SEED + 1, 1.1, per_hour=10, disturbed=True)

    assert accuracy.wrong(played) == []
    assert _invented(played) == []
    seen_s = sum(end - start for start, end in accuracy.watched(played))
    assert played.verdict.coverage == pytest.approx(seen_s / (played.hours * 3600), abs=0.01)


@pytest.mark.slow
@pytest.mark.timeout(60 + 60 * LONG_HOURS)
@pytest.mark.skipif(LONG_HOURS <= 0, reason="set NETDOC_SIM_HOURS for days and weeks")
@pytest.mark.parametrize("disturbed", [False, True])
def test_the_same_holds_over_days(tmp_path: Path, disturbed: bool) -> None:
    played = _watched(tmp_path, SEED + 2 + disturbed, LONG_HOURS, per_hour=1.5, disturbed=disturbed)

    assert accuracy.wrong(played) == []
    assert _invented(played) == []


def _invented(played: Played) -> list[str]:
    """Return what is told of that no outage touches: names and sessions fail with the way, the rest is made up."""
    truth = played.cut_off()
    found = []
    for judged in played.verdict.incidents:
        each = judged.incident
        start_s = (each.start - played.clock.start).total_seconds() - each.start_uncertainty_s
        end_s = (each.end - played.clock.start).total_seconds() + each.end_uncertainty_s
        touches = any(a <= end_s + accuracy.PACE_S and start_s - accuracy.PACE_S <= b for a, b in truth)
        soft = each.kind in (IncidentKind.BROWNOUT, IncidentKind.SLOW, IncidentKind.TARGET)
        if soft or not touches:
            found.append(f"{each.kind} {each.origin} {each.start} to {each.end}: {each.detail}")
    return found
