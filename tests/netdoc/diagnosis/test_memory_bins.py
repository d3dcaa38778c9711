"""What the modem's bins of a quarter of an hour remember, and what the ladder knows better."""

import pytest

from netdoc.model.facts.dsl_history import DslBin, DslHistory
from netdoc.model.facts.dsl_line import DslLine
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


@pytest.mark.parametrize(("bin_s", "count"), [(900, 1), (300, 1), (1800, 0), (3600, 0)])
def test_only_bins_of_a_quarter_of_an_hour_or_less_date_an_episode(bin_s, count):
    told = DslHistory(bin_s=bin_s, bins=(DslBin(start=at(-3600), duration_s=900, uas_down=100),))

    assert len(memories(office(complaint=None).sees(0, "modem", told, Plane.MODEM_BOX))) == count


# -- bins of a day


def day_bin(start, *, bin_s=DAY, length=DAY, **counts):
    return DslHistory(bin_s=bin_s, bins=(DslBin(start=at(start), duration_s=length, **counts),))


def with_day(start=-DAY, *, made=None, **counts):
    """Return an office of which a bin of a day is known."""
    return (made or office(complaint=None)).sees(0, "modem", day_bin(start, **counts), Plane.MODEM_BOX)


@pytest.mark.parametrize(
    ("counts", "down_s", "flaps", "spread_s"),
    [
        ({"uas_down": 400, "inits": 4}, 400, 4, 100),
        ({"uas_up": 400}, 400, 1, 100),
        ({"uas_down": 20}, 20, 1, 10),
        ({"inits": 3}, 270, 3, 210),
        ({"uas_down": 9, "inits": 1}, 90, 1, 70),
    ],
    ids=["seconds and trainings", "seconds upstream", "a few seconds", "trainings only", "too few seconds"],
)
def test_a_bin_of_a_day_tells_how_long_and_how_often_and_not_when(counts, down_s, flaps, spread_s):
    told = memories(with_day(**counts))[0]

    assert (told.down_s, told.flaps, told.down_spread_s) == (down_s, flaps, spread_s)
    assert told.minutes_bounds == ((down_s - spread_s) / 60, (down_s + spread_s) / 60)
    middle = (DAY - down_s) / 2
    assert (told.start_uncertainty_s, told.end_uncertainty_s, seconds(told.start)) == (middle, middle, -DAY + middle)
    assert "when in it is not known" in told.detail


@pytest.mark.parametrize("counts", [{"uas_down": 9}, {"inits": 0}, {"es_down": 900}])
def test_a_clean_day_tells_nothing(counts):
    assert memories(with_day(**counts)) == []


@pytest.mark.parametrize(
    ("start", "count"), [(-2 * DAY, 1), (-2 * DAY - 1, 0)], ids=["ended a day before the record", "longer before"]
)
def test_only_the_last_days_are_told(start, count):
    assert len(memories(with_day(start, uas_down=100))) == count


@pytest.mark.parametrize(
    ("fine_start", "count"),
    [(-900, 0), (-DAY, 0), (-DAY - 900, 1), (0, 1)],
    ids=["at its end", "at its start", "before it", "after it"],
)
def test_a_day_of_which_finer_bins_tell_is_left_to_them(fine_start, count):
    made = with_day(uas_down=100).bins(0, (fine_start, 900, {"uas_down": 0}))

    assert len(memories(made)) == count


@pytest.mark.parametrize(
    ("uas", "count"), [(180, 0), (181, 1)], ids=["half of it is known", "more than half is not"]
)  # fmt: skip
def test_a_day_whose_absences_are_dated_better_is_not_told_again(uas, count):
    made = with_day(uas_down=uas, made=office())
    told = memories(made.line(-2000, -90_000).line(-1000, -1500))

    assert [each.down_s for each in told if each.down_s] == [uas] * count
    assert (-1590, -1500) in spans(made)


def test_what_a_day_counted_swallows_no_other_episode():
    made = with_day(-DAY, uas_down=4000, inits=9, made=office(complaint=None))
    made.line(-5000, -90_000).line(-4000, -4400).line(-2000, -2400)

    assert len(memories(made)) == 3


# -- initialisations counted between two looks


def counting(*looks, showtime=False):
    """Return an office whose modem counts its trainings: (second, count, unavailable seconds)."""
    made = office(complaint=None)
    for second, retrains, uas in looks:
        line = DslLine(sync=True, retrains=retrains, uas_down=uas, showtime_s=9000 if showtime else None)
        made.sees(second, "modem", line, Plane.MODEM_BOX)
    return made


@pytest.mark.parametrize(
    ("first", "second", "down_s", "flaps"),
    [
        ((7, 100), (8, 160), 60, 1),
        ((7, None), (8, None), 90, 1),
        ((7, None), (9, None), 180, 2),
        ((7, 100), (8, 109), 90, 1),
        ((7, 100), (8, 110), 10, 1),
    ],
    ids=["with its seconds", "without", "two", "nine seconds are none", "ten are"],
)
def test_a_training_counted_between_two_looks_is_an_episode_between_them(first, second, down_s, flaps):
    told = memories(counting((-1000, *first), (-400, *second)))[0]

    assert (told.down_s, told.flaps, told.rung) == (down_s, flaps, "modem")
    assert (seconds(told.start), told.start_uncertainty_s) == (round(-700 - down_s / 2), (600 - down_s) / 2)


@pytest.mark.parametrize(
    "made",
    [
        counting((-1000, 7, 0), (-400, 7, 0)),
        counting((-1000, 7, 0), (-400, 8, 60), showtime=True),
        counting((-1000, 7, 0), (-400, 2, 0)),
        counting((-1000, None, 0), (-400, 8, 60)),
        counting((-1000, 0, None), (-400, 3, None)).box(-390, -800),
    ],
    ids=["none", "the line has its clock", "counted anew", "not counted before", "the box restarted"],
)  # fmt: skip
def test_what_no_count_shows_is_no_training(made):
    assert [each for each in memories(made) if each.down_s] == []


def test_a_restart_before_both_looks_cleared_no_count():
    assert memories(counting((-1000, 0, None), (-400, 3, None)).box(-390, -9000))[0].flaps == 3


@pytest.mark.parametrize("first_sync", [True, None, False])
def test_a_line_out_of_sync_at_a_look_is_dated_by_that(first_sync):
    made = office(complaint=None).sees(-1000, "modem", DslLine(sync=first_sync, retrains=7), Plane.MODEM_BOX)
    made.sees(-400, "modem", DslLine(sync=True, retrains=8), Plane.MODEM_BOX)

    assert any(each.down_s for each in memories(made)) is (first_sync is not False)


def test_a_training_longer_than_the_time_between_two_looks_fills_it():
    told = memories(counting((-1000, 7, None), (-970, 8, None)))[0]

    assert (told.down_s, told.start_uncertainty_s) == (30, 0)


def test_a_training_in_a_stretch_that_was_watched_and_answered_is_no_outage():
    def watched(lost_s):
        made = Office(minutes=20)
        for second, count in ((100, 7), (1100, 8)):
            made.sees(second, "modem", DslLine(sync=True, retrains=count), Plane.MODEM_BOX)
        return memories(made.fails(500, 500 + lost_s, *ANCHORS))

    assert (len(watched(0)), len(watched(90))) == (0, 1)
