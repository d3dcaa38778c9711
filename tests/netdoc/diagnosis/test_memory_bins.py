"""What the modem's bins of a quarter of an hour remember, and what the ladder knows better."""

import pytest

from netdoc.model.facts.dsl_history import DslBin, DslHistory
from netdoc.model.plane import Plane
from tests.stories.office import ANCHORS, BEYOND, RUNGS, Office, at, without_rungs
from tests.stories.remembered import memories, office, seconds, spans

DAY = 86400


@pytest.mark.parametrize(
    ("counts", "episodes"),
    [
        ({"uas_down": 100}, [(-3200, -3100)]),
        ({"uas_up": 100}, [(-3200, -3100)]),
        ({"uas_down": 9}, []),
        ({"uas_down": 10}, [(-3155, -3145)]),
        ({"inits": 1}, [(-3195, -3105)]),
        ({"uas_down": 20, "inits": 1}, [(-3160, -3140)]),
        ({"uas_down": 2000}, [(-3600, -2700)]),
        ({"uas_down": 0, "inits": 0, "es_down": 500}, []),
    ],
    ids=[
        "100 s away", "100 s upstream", "nine seconds", "ten seconds", "a retrain, nothing counted",
        "a retrain with its seconds", "more than the bin holds", "errors only",
    ],
)  # fmt: skip
def test_a_bin_with_unavailable_seconds_holds_an_episode_somewhere_in_it(counts, episodes):
    assert spans(office(complaint=None).bins(0, (-3600, 900, counts))) == episodes


def test_where_in_its_bin_an_episode_lies_is_not_known():
    told = memories(office(complaint=None).bins(0, (-3600, 900, {"uas_down": 100})))[0]

    assert (told.start_uncertainty_s, told.end_uncertainty_s) == (400, 400)
    assert "100 unavailable seconds between 2026-03-02 07:00:00" in told.detail


COUNTED = (120, 900, {"uas_down": 100})


def watched(*, lost_s=0, unwatched_s=0, rungs=RUNGS, bins=(COUNTED,), minutes=20):
    """Return a watched stretch whose anchors lost so many seconds, and what the modem counted in it."""
    made = Office(minutes=minutes, rungs=rungs).bins(minutes * 60 - 10, *bins)
    return made.fails(300, 300 + lost_s, *ANCHORS).stops(120, 120 + unwatched_s)


@pytest.mark.parametrize(
    ("office", "count"),
    [
        (watched(), 0),
        (watched(lost_s=45), 0),
        (watched(lost_s=60), 1),
        (watched(unwatched_s=60), 0),
        (watched(unwatched_s=120), 1),
        (watched(rungs=without_rungs(*BEYOND)), 1),
        (watched(bins=[(120, 900, {"inits": 1})]), 0),
        (watched(bins=[(-780, 900, {"uas_down": 100})]), 1),
    ],
    ids=[
        "all answered",
        "less than half of the seconds lost",
        "more than half of them lost",
        "nearly all watched",
        "a part not watched",
        "nothing beyond the router watched",
        "a retrain that no packet noticed",
        "before the ladder",
    ],
)
def test_unavailable_seconds_that_the_ladder_crossed_are_no_outage(office, count):
    assert len(memories(office)) == count


def test_a_bin_without_length_is_an_episode_though_a_sample_of_that_instant_was_answered():
    assert len(memories(watched(bins=[(120.3, 0, {"inits": 1})]))) == 1


@pytest.mark.parametrize(("lost_s", "count"), [(340, 0), (360, 1)], ids=["less than half of them", "more"])
def test_of_two_bins_side_by_side_the_seconds_of_both_count(lost_s, count):
    bins = [(120, 900, {"uas_down": 500}), (1020, 900, {"uas_down": 200})]

    assert len(memories(watched(lost_s=lost_s, bins=bins, minutes=33))) == count


@pytest.mark.parametrize(
    ("first", "second_start", "count"),
    [(500, -2700, 1), (450, -2700, 2), (500, -2640, 1), (500, -2639, 2)],
    ids=["mostly away in the first", "away half of the first", "a minute between", "more than a minute between"],
)
def test_an_absence_that_reaches_into_the_next_bin_is_one_episode(first, second_start, count):
    told = memories(
        office(complaint=None).bins(0, (-3600, 900, {"uas_down": first}), (second_start, 900, {"uas_down": 200})),
        # the two would else touch by their bounds
    )

    assert len(told) == (1 if count == 1 else len(told))
    assert (told[0].down_s == first + 200) is (count == 1)


def test_a_long_absence_over_three_bins_is_summed_up():
    bins = [(-3600, 900, {"uas_down": 600}), (-2700, 900, {"uas_down": 900}), (-1800, 900, {"uas_down": 100})]
    told = memories(office(complaint=None).bins(0, *bins))

    assert [(each.down_s, seconds(each.start)) for each in told] == [(1600, -3450)]


def test_a_clean_bin_parts_two_episodes():
    bins = [(-5400, 900, {"uas_down": 850}), (-4500, 900, {}), (-3600, 900, {"uas_down": 850})]

    assert len(memories(office(complaint=None).bins(0, *bins))) == 2


def test_a_bin_told_twice_is_one_and_the_later_telling_stands():
    told = office(complaint=None).bins(0, (-300, 300, {"uas_down": 20})).bins(600, (-300, 900, {"uas_down": 120}))

    assert [each.duration.total_seconds() for each in memories(told)] == [120]


@pytest.mark.parametrize(("bin_s", "count"), [(900, 1), (1800, 0), (DAY, 0)])
def test_only_bins_of_a_quarter_of_an_hour_date_an_episode(bin_s, count):
    told = DslHistory(bin_s=bin_s, bins=(DslBin(start=at(-3600), duration_s=900, uas_down=100),))

    assert len(memories(office(complaint=None).sees(0, "modem", told, Plane.MODEM_BOX))) == count
