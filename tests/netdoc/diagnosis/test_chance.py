"""Whether a run of losses is more than the loss around it would give."""

import pytest

from netdoc.diagnosis.chance import beyond_chance
from netdoc.model.facts.echo_block import to_us
from tests.stories.office import ANCHORS, Office, at


def span(start, end):
    return to_us(at(start)), to_us(at(end))


RUN = span(2000, 2010)


@pytest.mark.parametrize(("count", "expected"), [(4, True), (3, False)], ids=["0.5 % to the 4th", "0.5 % cubed"])
def test_on_a_clean_line_half_a_percent_is_taken_as_the_background(count, expected):
    assert beyond_chance(Office(minutes=60).evidence(), count, RUN, (), ANCHORS) is expected


def test_with_no_sample_around_the_least_background_stands():
    assert beyond_chance(Office(minutes=0).evidence(), 4, RUN, (), ANCHORS)


@pytest.mark.parametrize(("count", "expected"), [(30, True), (29, False)], ids=["half lost, 30", "half lost, 29"])
def test_the_heavier_the_loss_around_the_longer_a_run_must_be(count, expected):
    office = Office(minutes=60)
    for start in range(0, 3600, 10):
        office.fails(start, start + 5, *ANCHORS)

    assert beyond_chance(office.evidence(), count, RUN, (), ANCHORS) is expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(1110, 1600, False), (100, 1000, True), (3000, 3600, True), (2400, 2890, False)],
    ids=["in the quarter of an hour before", "earlier than that", "later than that", "in the quarter after"],
)
def test_only_loss_within_15_minutes_is_background(start, end, expected):
    office = Office(minutes=60).fails(start, end, *ANCHORS)

    assert beyond_chance(office.evidence(), 6, RUN, (), ANCHORS) is expected


@pytest.mark.parametrize("run", [(1100, 1900), (2200, 2890)], ids=["before", "after"])
def test_other_runs_like_it_are_no_background(run):
    office = Office(minutes=60).fails(*run, *ANCHORS)

    assert beyond_chance(office.evidence(), 6, RUN, [span(*run)], ANCHORS)


def test_the_run_itself_is_no_background():
    office = Office(minutes=60).fails(1900, 2300, *ANCHORS)

    assert beyond_chance(office.evidence(), 6, span(1899, 2301), (), ANCHORS)


def test_answered_samples_around_other_runs_keep_counting():
    office = Office(minutes=60).fails(1800, 1900, *ANCHORS).fails(2200, 2900, *ANCHORS)

    assert not beyond_chance(office.evidence(), 6, RUN, [span(1800, 1900)], ANCHORS)
