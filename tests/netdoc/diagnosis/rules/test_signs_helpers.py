"""Signs of a disturbed line before an onset, and of what it was when it came back."""

import pytest

from netdoc.diagnosis.rules._signs import came_back, trouble_before
from netdoc.model.facts.dsl_history import DslBin, DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import Office, at

ONSET = 10_000
OUTAGE = an_incident(ONSET, ONSET + 60)
REACH = 7200


def two_readings(first, second, *, begin=ONSET - 1000, end=ONSET - 100):
    """Return an office whose line was read twice, 15 minutes apart unless told otherwise."""
    return Office(minutes=0).line(begin, 0, **first).line(end, 0, **second)


@pytest.mark.parametrize(
    ("counter", "grown", "troubled"),
    [
        ("ses_down", 1, True),
        ("ses_down", 0, False),
        ("ses_up", 1, True),
        ("ses_up", 0, False),
        ("es_down", 10, True),
        ("es_down", 9, False),
        ("crc_down", 450, True),
        ("crc_down", 449, False),
        ("fec_down", 10**6, False),
    ],
)
def test_errors_are_a_sign_from_their_least_growth_on(counter, grown, troubled):
    office = two_readings({counter: 100}, {counter: 100 + grown})

    assert bool(trouble_before(office.evidence(), OUTAGE).signs) is troubled


@pytest.mark.parametrize(
    ("counter", "grown", "troubled"),
    [("es_down", 2, True), ("es_down", 1, False), ("crc_down", 10, True), ("crc_down", 9, False)],
)
def test_between_readings_a_few_seconds_apart_a_least_count_stands(counter, grown, troubled):
    office = two_readings({counter: 0}, {counter: grown}, begin=ONSET - 110, end=ONSET - 100)

    assert bool(trouble_before(office.evidence(), OUTAGE).signs) is troubled


@pytest.mark.parametrize(
    ("before", "after", "troubled"), [(9.0, 6.0, True), (9.0, 6.1, False), (6.0, 9.0, False), (9.0, None, False)]
)
def test_a_margin_that_fell_by_3_db_is_a_sign(before, after, troubled):
    office = two_readings({"margin_down_db": before}, {"margin_down_db": after})

    assert bool(trouble_before(office.evidence(), OUTAGE).signs) is troubled


def test_the_margin_is_compared_with_the_best_before():
    office = Office(minutes=0)
    for second, margin in ((9000, 6.0), (9100, 9.5), (9200, 7.0), (9300, 6.5)):
        office.line(second, 0, margin_down_db=margin)

    assert trouble_before(office.evidence(), OUTAGE).signs == ("margin fell from 9.5 to 6.5 dB",)


@pytest.mark.parametrize(
    ("begin", "end", "troubled"),
    [
        (ONSET - REACH, ONSET - 100, True),
        (ONSET - REACH - 1, ONSET - 100, False),
        (ONSET - 100, ONSET + 5, True),
        (ONSET - 100, ONSET + 6, False),
    ],
    ids=["two hours before", "longer before", "within the clocks' slack of the onset", "after the onset"],
)
def test_signs_are_looked_for_in_the_two_hours_before_the_onset(begin, end, troubled):
    office = two_readings({"ses_down": 0}, {"ses_down": 50}, begin=begin, end=end)

    assert bool(trouble_before(office.evidence(), OUTAGE).signs) is troubled


@pytest.mark.parametrize(
    ("age_before", "age_after", "troubled"),
    [(5000, 5900, True), (5000, 100, False), (5000, None, True), (0, 450, True), (0, 449, False)],
    ids=["counted on", "cleared in between", "age not told", "half of the time", "less than half of the time"],
)
def test_counters_that_were_cleared_in_between_are_not_subtracted(age_before, age_after, troubled):
    office = two_readings({"ses_down": 0, "counter_age_s": age_before}, {"ses_down": 50, "counter_age_s": age_after})

    assert bool(trouble_before(office.evidence(), OUTAGE).signs) is troubled


@pytest.mark.parametrize(
    ("counts", "troubled"),
    [
        ({"ses_down": 1}, True),
        ({"ses_up": 1}, True),
        ({"ses_down": 0, "ses_up": 0}, False),
        ({"es_down": 10}, True),
        ({"es_down": 9}, False),
        ({"es_down": 900, "ses_down": 5, "uas_down": 9}, True),
        ({"es_down": 900, "ses_down": 5, "uas_down": 10}, False),
    ],
)
def test_a_bin_before_the_onset_tells_of_errors_unless_the_line_was_away_in_it(counts, troubled):
    office = Office(minutes=0).bins(ONSET + 500, (ONSET - 1000, 900, counts))

    assert bool(trouble_before(office.evidence(), OUTAGE).signs) is troubled


@pytest.mark.parametrize(
    ("ends", "troubled"),
    [(ONSET + 5, True), (ONSET + 6, False), (ONSET - REACH, True), (ONSET - REACH - 1, False)],
    ids=["at the onset", "after the onset", "two hours before", "longer before"],
)
def test_bins_count_when_they_ended_in_the_two_hours_before(ends, troubled):
    trouble = trouble_before(Office(minutes=0).bins(ONSET + 500, (ends - 900, 900, {"ses_down": 9})).evidence(), OUTAGE)

    assert (bool(trouble.signs), trouble.looked) == (troubled, troubled)


@pytest.mark.parametrize(
    ("office", "looked"),
    [
        (two_readings({}, {}), True),
        (Office(minutes=0).line(9000, 0), False),
        (Office(minutes=0).bins(ONSET, (9000, 900, {})), True),
        (Office(minutes=0), False),
    ],
    ids=["two readings", "one reading", "a bin", "nothing"],
)
def test_absent_signs_mean_something_only_where_somebody_looked(office, looked):
    trouble = trouble_before(office.evidence(), OUTAGE)

    assert (trouble.looked, trouble.signs) == (looked, ())


@pytest.mark.parametrize("bin_s", [1800, 86400])
def test_bins_longer_than_a_quarter_of_an_hour_are_too_coarse_to_tell_what_came_before(bin_s):
    day = DslHistory(bin_s=bin_s, bins=(DslBin(start=at(ONSET - 900), duration_s=900, ses_down=50),))
    evidence = Office(minutes=0).sees(ONSET, "modem", day, Plane.MODEM_BOX).evidence()

    trouble = trouble_before(evidence, OUTAGE)

    assert (trouble.signs, trouble.looked) == ((), False)


@pytest.mark.parametrize(
    ("spread_s", "troubled"), [(60, True), (61, False)], ids=["known to a minute", "known worse than that"]
)
def test_before_a_vague_onset_only_the_time_surely_before_it_counts(spread_s, troubled):
    office = two_readings({"ses_down": 0}, {"ses_down": 50}, end=ONSET - 20)

    vague = an_incident(ONSET, ONSET + 60, spread_s=spread_s)

    assert bool(trouble_before(office.evidence(), vague).signs) is troubled
