"""Blocks that miss too little are passed over unread: nothing else is found than by reading each sample."""

from __future__ import annotations

from array import array
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from netdoc.diagnosis import outages, softer
from netdoc.diagnosis.outages import _long_silences
from netdoc.model.case import Case
from netdoc.model.evidence import Evidence
from netdoc.model.facts.echo_block import LOST, NOT_SENT, UNREACHABLE, EchoBlock, EchoSeries
from netdoc.model.ladder import Ladder
from netdoc.model.observation import Seen
from netdoc.model.site import Rung, RungKind, Site

START = datetime(2026, 3, 1, tzinfo=UTC)
RUNGS = ("anchor_1", "anchor_2", "anchor_3")
SITE = Site(
    id="office",
    rungs=tuple(
        Rung(id=each, kind=RungKind.ANCHOR, address=f"192.0.2.{n}", period_s=1.0) for n, each in enumerate(RUNGS)
    ),
)


def blocks(chance: Random, count: int = 40) -> list[EchoBlock]:
    """Return minutes with stray losses, silences across their ends, stalls, holes and blocks that overlap."""
    found = []
    at = START
    silent = range(0)
    for number in range(count):
        if chance.random() < 0.2:
            first = number * 60 + chance.randrange(60)
            silent = range(first, first + chance.choice((2, 4, 7, 90)))
        series = []
        for rung in RUNGS:
            values = array("i", [chance.randrange(9_000, 20_000) for _ in range(60)])
            for second in range(60):
                if number * 60 + second in silent:
                    values[second] = chance.choice((LOST, LOST, LOST, UNREACHABLE, NOT_SENT))
                elif chance.random() < 0.01:
                    values[second] = chance.choice((LOST, UNREACHABLE, NOT_SENT))
            series.append(EchoSeries(rung=rung, target="192.0.2.1", first_offset_us=chance.randrange(900_000),
                                     rtt_us=values))  # fmt: skip
        found.append(EchoBlock(start=at, series=tuple(series)))
        at += timedelta(seconds=chance.choice((60, 60, 60, 60, 400, 30)))
    return found


@pytest.mark.parametrize("seed", range(12))
def test_every_long_silence_is_found_as_by_reading_each_sample(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    held = blocks(Random(seed))
    members = frozenset(RUNGS[: 1 + seed % 3])
    quick = _long_silences(Ladder(held), members)
    passed = [outages._only_short(ladder := Ladder(held), n, ladder.idle(n, members)) for n in range(len(held))]
    monkeypatch.setattr(outages, "_only_short", lambda *_: False)
    assert quick == _long_silences(Ladder(held), members)
    assert quick and any(passed) and not all(passed)


@pytest.mark.parametrize("seed", range(12))
def test_every_silent_target_is_found_as_by_reading_each_sample(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = Random(seed)
    seen = []
    for each in blocks(chance):
        first, second, third = each.series
        alone = replace(third, rtt_us=array("i", [chance.randrange(9_000, 20_000) for _ in range(60)]))
        held = replace(each, series=(first, second, alone))
        seen.append(Seen("ladder", held.start, held))
    rung, aside = SITE.rungs[0], [(1_772_323_500_000_000, 1_772_323_530_000_000)]

    def runs() -> list[list[tuple[int, int]]]:
        held = Evidence(SITE, Case(), seen)
        return [each for each in softer._lost_runs(held, rung, aside) if len(each) >= softer.TARGET_LEAST_LOST]

    quick, targets = runs(), softer.find_targets(Evidence(SITE, Case(), seen), ())
    monkeypatch.setattr(softer, "_only_short", lambda _: False)
    assert quick == runs() and quick
    assert targets == softer.find_targets(Evidence(SITE, Case(), seen), ())
