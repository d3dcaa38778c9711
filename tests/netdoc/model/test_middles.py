"""The middle of each run, also of those in which little or nothing was answered."""

from __future__ import annotations

from array import array
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median_high, median_low

from netdoc.model.facts.echo_block import LOST, NOT_SENT, UNREACHABLE, EchoBlock, EchoSeries
from netdoc.model.ladder import Ladder
from netdoc.model.middles import middles

START = datetime(2026, 3, 1, tzinfo=UTC)


def test_they_are_those_of_the_answers_of_each_run() -> None:
    chance = Random(5)
    kept = []
    blocks = []
    for minute in range(50):
        rtt = array(
            "i", chance.choices((*range(100, 130), LOST, NOT_SENT, UNREACHABLE), k=chance.choice((1, 2, 5, 60)))
        )
        if minute % 9 == 0:
            rtt = array("i", [LOST, NOT_SENT])
        series = EchoSeries(rung="a", target="192.0.2.1", rtt_us=rtt)
        loaded = EchoSeries(rung="a", target="192.0.2.1", rtt_us=array("i", [9]), loaded=True)
        blocks.append(EchoBlock(start=START + timedelta(minutes=minute), series=(series, loaded)))
        kept.append(sorted(each for each in rtt if each >= 0))
    ladder = Ladder(blocks)
    held = middles(ladder, "a")

    assert list(held.blocks) == list(range(50)) and min(held.answered) == 0
    assert list(held.answered) == [len(each) for each in kept]
    assert list(held.middle_us) == [median_high(each) if each else 0 for each in kept]
    assert list(held.below_us) == [median_low(each) if each else 0 for each in kept]
    assert list(held.low_us) == [each[len(each) // 4] if each else 0 for each in kept]
    assert middles(ladder, "a") is held
    assert not middles(ladder, "b").blocks
