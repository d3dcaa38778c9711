"""How often each rung may be asked, and how the slots are spread."""

from __future__ import annotations

import itertools

import pytest

from netdoc.app.pace import timetable
from netdoc.app.sampler import Sampler
from netdoc.errors import BadInput
from netdoc.model.site import RungKind
from tests.netdoc.app.ladder_replay import SECOND, ReplayClock, ReplayEngine, a_rung, answers, replay


def test_anchors_are_asked_every_five_seconds_and_together_every_two() -> None:
    anchors = [a_rung(f"anchor_{k}", RungKind.ANCHOR, period_s=1.0) for k in range(3)]

    ran = replay(anchors, answers(), 120)

    left = sorted(at for _, at in ran.engine.sent)
    assert max(later - sooner for sooner, later in itertools.pairwise(left)) <= 2 * SECOND
    for rung in anchors:
        own = [at for name, at in ran.engine.sent if name == rung.id]
        assert min(later - sooner for sooner, later in itertools.pairwise(own)) >= 5 * SECOND


def test_no_rung_is_asked_more_often_than_once_a_second_unless_a_test_says_so() -> None:
    fast = a_rung(period_s=0.01)

    assert len(replay([fast], answers(), 10).engine.sent) == 10
    assert len(replay([fast], answers(), 10, unlimited_pace=True).engine.sent) == 1000


def test_the_start_is_random() -> None:
    offsets = {
        replay([a_rung()], answers(), 3, draw=lambda k=k: k / 10).series("router").first_offset_us for k in range(9)
    }

    assert offsets == {k * 100_000 for k in range(9)}


def test_two_rungs_of_one_id_are_refused() -> None:
    with pytest.raises(BadInput, match="share this id"):
        Sampler(ReplayClock(), ReplayEngine(ReplayClock(), answers(), 1), [a_rung(), a_rung()], print)


@pytest.mark.parametrize("period_s", [0.0, -1.0, float("nan"), float("inf")])
def test_a_period_that_is_no_positive_number_is_refused(period_s: float) -> None:
    with pytest.raises(BadInput, match="positive number"):
        Sampler(ReplayClock(), ReplayEngine(ReplayClock(), answers(), 1), [a_rung(period_s=period_s)], print)


def test_the_first_probe_can_be_wanted_early_and_the_stagger_stays() -> None:
    rungs = [a_rung("router"), a_rung("anchor_1", RungKind.ANCHOR, 5.0), a_rung("anchor_2", RungKind.ANCHOR, 5.0)]
    usual = timetable(rungs, lambda: 0.9)

    early = timetable(rungs, lambda: 0.9, first_within_s=0.1)

    moved_ns = {before.offset_ns - after.offset_ns for before, after in zip(usual, early, strict=True)}
    assert len(moved_ns) == 1
    assert min(each.offset_ns for each in early) == 90_000_000
    assert timetable(rungs, lambda: 0.01, first_within_s=0.1) == timetable(rungs, lambda: 0.01)
