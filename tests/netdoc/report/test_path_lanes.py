"""Loss and delay of each step over the whole period: shared ones only, and gaps as gaps."""

from __future__ import annotations

from array import array
from datetime import timedelta

from netdoc.model.case import Case
from netdoc.model.evidence import Evidence
from netdoc.model.facts.echo_block import LOST, NOT_SENT, EchoBlock, EchoSeries
from netdoc.model.observation import Seen
from netdoc.report.document import Fill
from netdoc.report.ladder_counts import count_delays
from netdoc.report.path_lanes import DELAY, LOSS, path_lanes
from netdoc.report.stretch import Stretch
from tests.netdoc.report.example_office import RUNGS, SITE, START, blank
from tests.netdoc.report.examples import view, view_of

CALM_US = 10_000


def minutes(values, count: int = 60):
    """Return an hour in which `values(rung index, minute)` gives each rung's samples of a minute."""
    blocks = []
    for minute in range(count):
        start = START + timedelta(minutes=minute)
        series = tuple(
            EchoSeries(rung=rung.id, target=rung.address, rtt_us=array("i", values(index, minute)))
            for index, rung in enumerate(RUNGS)
            if values(index, minute) is not None
        )
        blocks.append(Seen("host", start, EchoBlock(start=start, series=series)))
    return blocks


def lanes_of(values):
    evidence = Evidence(SITE, Case(), minutes(values))
    end = START + timedelta(hours=1)
    lanes, _ = path_lanes(view_of(blank(evidence, window_end=end), evidence), Stretch(START, end))
    labels = [each.label for each in lanes]
    return lanes[1 : labels.index(DELAY)], lanes[labels.index(DELAY) + 1 :]


def fills(lane) -> set[Fill]:
    return {each.fill for each in lane.spans}


def fill_at(lane, at: float) -> Fill:
    return next(each.fill for each in lane.spans if each.start <= at < each.end)


def test_a_slow_half_hour_that_begins_at_the_first_hop_is_seen_from_there_outwards():
    def values(index, minute):
        return [CALM_US + (200_000 if index >= 2 and 30 <= minute < 42 else 0)] * 60

    _, delays = lanes_of(values)

    assert fills(delays[0]) == fills(delays[1]) == {Fill.WHITE}
    assert fill_at(delays[2], 0.6) is Fill.CROSS
    assert fill_at(delays[2], 0.2) is Fill.WHITE
    assert fill_at(delays[-1], 0.6) is Fill.CROSS


def test_a_hop_that_is_slow_to_answer_about_itself_is_not_drawn_as_delay():
    def values(index, minute):
        return [CALM_US + (500_000 if index == 2 and minute > 30 else 0)] * 60

    _, delays = lanes_of(values)

    assert fills(delays[2]) == {Fill.WHITE}


def test_the_slowest_twentieth_decides_and_not_a_single_sample():
    def values(index, minute):
        return [CALM_US] * 57 + ([900_000] * 3 if minute < 30 else [CALM_US] * 3)

    loss, delays = lanes_of(values)

    assert fill_at(delays[-1], 0.2) is Fill.WHITE  # 5 of 100 may be slower than the 95th percentile
    assert fills(loss[-1]) == {Fill.WHITE}


def test_a_time_without_samples_is_a_gap_and_so_is_one_without_an_answer():
    def values(index, minute):
        return None if 20 <= minute < 40 else [LOST if minute >= 50 else CALM_US] * 60

    loss, delays = lanes_of(values)

    assert fill_at(loss[-1], 0.5) is fill_at(delays[-1], 0.5) is Fill.UNMEASURED
    assert fill_at(loss[-1], 0.95) is Fill.SOLID
    assert fill_at(delays[-1], 0.95) is Fill.UNMEASURED


def test_samples_that_never_left_count_for_nothing():
    def values(index, minute):
        return [NOT_SENT if minute < 30 else CALM_US] * 60

    loss, delays = lanes_of(values)

    assert fill_at(loss[-1], 0.2) is fill_at(delays[-1], 0.2) is Fill.UNMEASURED


def test_medians_are_told_in_words_for_every_step():
    held = view("line_remaining")
    lanes, levels = path_lanes(held, Stretch(held.verdict.window_start, held.verdict.window_end))
    router = [each for each in lanes if each.label == "Office router"]

    assert [each.summary.replace("\u00a0", " ") for each in router] == [
        "0 of 86 400 (0 %) lost",
        "median 0.4 ms, 95th 0.5 ms",
    ]
    assert [name for name, _ in levels] == ["Lost in a cell:", "Slower by:"]
    assert lanes[0].label == LOSS


def test_a_ladder_without_samples_has_no_lanes():
    held = view("no_network")

    assert path_lanes(held, Stretch(START, START + timedelta(hours=1))) == ([], ())


def test_percentiles_are_those_of_a_sorted_list():
    values = [(index * 7919) % 1000 for index in range(60)]
    ladder = Evidence(SITE, Case(), minutes(lambda *_: values, count=1)).ladder
    counted = count_delays(ladder, "router", START, START + timedelta(minutes=1), 1)

    assert counted.median_us == sorted(values)[29]
    assert counted.p95_us == [sorted(values)[56]]
