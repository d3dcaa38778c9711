"""Stretches with errors, bursts and the rhythm in them."""

import pytest

from netdoc.diagnosis.error_pictures import bursts, by_hours, periodic, stretches, under_high_margin
from netdoc.model.facts.dsl_history import DslBin, DslHistory
from netdoc.model.plane import Plane
from tests.stories.office import Office, at

DAY, HOUR = 86_400, 3600
START = 16 * HOUR
"""The stories begin at 8:00 UTC: this far in, a day begins."""


def read(*readings):
    """Readings of a line in sync: (second, severely errored seconds so far, margin)."""
    office = Office(minutes=0)
    for second, ses, margin in readings:
        office.line(second, -50_000, ses_down=ses, margin_down_db=margin)
    return office


@pytest.mark.parametrize(
    ("office", "told"),
    [
        (read((0, 0, 9.0), (1800, 5, 8.0)), [(True, 8.0)]),
        (read((0, 0, 9.0), (1801, 5, 8.0)), []),
        (read((0, 0, 9.0), (600, 0, None)), [(False, 9.0)]),
        (read((0, 0, None), (600, 0, None)), [(False, None)]),
        (Office(minutes=0).line(0, -50, ses_down=0).line(600, 500, ses_down=50), []),
    ],
    ids=["errors", "read too far apart", "none", "no margin", "it trained in between"],
)
def test_a_stretch_lies_between_two_near_readings_in_sync(office, told):
    assert [(each.errors, each.margin_db) for each in stretches(office.evidence())] == told


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"ses_down": 1}, [True]),
        ({"ses_up": 1}, [True]),
        ({"es_down": 10}, [True]),
        ({"es_down": 9}, [False]),
        ({"es_down": 900, "uas_down": 9}, [True]),
        ({"es_down": 900, "uas_down": 10}, []),
        ({"es_down": 900, "inits": 1}, []),
    ],
)
def test_a_bin_in_sync_is_a_stretch(counts, told):
    office = Office(minutes=0).bins(9000, (0, 900, counts))

    assert [each.errors for each in stretches(office.evidence())] == told


def test_of_a_bin_told_twice_the_later_telling_stands_and_longer_ones_are_too_coarse():
    office = Office(minutes=0).bins(500, (0, 500, {"ses_down": 0})).bins(9000, (1, 900, {"ses_down": 4}))
    day = DslHistory(bin_s=1800, bins=(DslBin(start=at(9000), duration_s=1800, ses_down=4),))
    office.sees(12_000, "modem", day, Plane.MODEM_BOX)

    assert [(each.errors, each.start) for each in stretches(office.evidence())] == [(True, at(1))]


@pytest.mark.parametrize(
    ("second", "count"), [(900 + 300, 1), (900 + 301, 2)], ids=["five minutes apart", "farther apart"]
)
def test_errors_near_each_other_are_one_burst(second, count):
    office = Office(minutes=0).bins(9000, (0, 900, {"ses_down": 1}), (second, 900, {"ses_down": 1}))
    found = bursts(office.evidence())

    assert len(found) == count
    assert (found[0].start, found[-1].end) == (at(0), at(second + 900))
    assert {each.longest_s for each in found} == {900.0}


def test_a_burst_holds_the_margins_read_in_it():
    found = bursts(read((0, 0, 9.0), (600, 5, 8.0), (1200, 9, 7.5), (1800, 9, 9.0)).evidence())

    assert [(each.margins_db, each.end) for each in found] == [((8.0, 7.5), at(1200))]


def hours(days, *, read_hours=range(24)):
    """Bins of each hour that was read, with errors in those told per day."""
    office = Office(minutes=0)
    for number, bad in enumerate(days):
        for hour in read_hours:
            begin = START + number * DAY + hour * HOUR
            office.bins(begin + 900, (begin, 900, {"ses_down": 5 if hour in bad else 0}))
    return by_hours(office.evidence())


WORK = {8, 11, 16}


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ([WORK] * 3, True),
        ([WORK] * 2, False),
        ([{8, 16}] * 3, False),
        ([{8, 11, 17}] * 3, True),
        ([{8, 11, 18}] * 3, False),
        ([{22, 0, 3}] * 3, True),
        ([{8}, {11}, {16}, {8}, {11}], False),
        ([{8}, {11}, {16}, {8}, {11}, {16}], True),
        ([WORK, WORK, WORK, {20}], True),
        ([WORK, WORK, {*WORK, 20}, {20, 21}], False),
        ([set()] * 4, False),
    ],
    ids=["three days", "two days", "two different hours", "ten hours", "eleven hours", "over midnight",
         "five hours in all", "six in all", "once outside", "thrice outside", "no errors"],
)  # fmt: skip
def test_errors_that_keep_to_some_hours_of_the_day_are_told(days, told):
    assert bool(hours(days)) is told


@pytest.mark.parametrize(
    ("read_hours", "told"), [(range(4, 22), True), (range(6, 22), False), (range(7, 17), False)],
    ids=["24 hours outside were read", "fewer", "only these were read"],
)  # fmt: skip
def test_hours_that_nobody_read_are_not_quiet(read_hours, told):
    assert bool(hours([WORK] * 3, read_hours=read_hours)) is told


def test_the_hours_are_told_as_narrow_as_they_are_with_counts():
    assert hours([WORK] * 3) == (
        "errors keep to the hours between 08:00 and 17:00 UTC on 3 days (9 hours with errors of 30 read, and 0 of 42 "
        "at other times)"
    )
    assert "between 22:00 and 04:00 UTC" in hours([{22, 0, 3}] * 3)


def at_seconds(*seconds, length=900):
    office = Office(minutes=0)
    for second in seconds:
        office.bins(second + length, (second, length, {"ses_down": 5}))
    return bursts(office.evidence())


@pytest.mark.parametrize(
    ("seconds", "length", "told"),
    [
        ([n * 4500 for n in range(6)], 900, True),
        ([n * 4499 for n in range(6)], 900, False),
        ([n * 4500 for n in range(5)], 900, False),
        ([0, 4500, 9000, 13_500, 18_000, 23_400], 900, True),
        ([0, 4500, 9000, 13_500, 18_000, 23_401], 900, False),
        ([n * 40_000 for n in range(5)] + [204_000], 60, True),
        ([n * 40_000 for n in range(5)] + [204_001], 60, False),
        ([n * 40_000 for n in range(5)] + [196_000], 60, True),
        ([n * 40_000 for n in range(5)] + [195_999], 60, False),
    ],
    ids=["six", "too short a period for the readings", "five", "late by what was read at once", "later",
         "a tenth late", "later than that", "a tenth early", "earlier than that"],
)  # fmt: skip
def test_bursts_at_a_strict_period_are_told(seconds, length, told):
    assert bool(periodic(at_seconds(*seconds, length=length))) is told


def test_the_period_is_told_in_minutes():
    assert periodic(at_seconds(*(n * 6000 for n in range(7)))) == (
        "bursts of errors come every 100 min (7 bursts, none out of step)"
    )


def impulses(*margins, usual=9.0, more=0):
    """Readings each ten minutes with a burst per margin, and bursts of which the margin was not read."""
    office, ses = Office(minutes=0), 0
    for index in range(60):
        burst, which = index % 6 == 3, index // 6
        known = burst and which < len(margins)
        untold = burst and len(margins) <= which < len(margins) + more
        ses += 5 if known or untold else 0
        margin = margins[which] if known else usual
        # the reading before an untold burst tells no margin either
        after = index % 6 == 2 and len(margins) <= index // 6 < len(margins) + more
        office.line(index * 600, -50_000, ses_down=ses, **({} if untold or after else {"margin_down_db": margin}))
    evidence = office.evidence()
    return under_high_margin(evidence, bursts(evidence))


@pytest.mark.parametrize(
    ("margins", "usual", "more", "told"),
    [
        ((9.0, 9.0, 9.0), 9.0, 0, True),
        ((9.0, 9.0), 9.0, 0, False),
        ((9.0, 8.0, 9.0), 9.0, 0, True),
        ((9.0, 7.9, 9.0), 9.0, 0, False),
        ((6.0, 6.5, 6.0), 6.5, 0, True),
        ((5.9, 6.5, 6.0), 6.5, 0, False),
        ((9.0, 9.0, 9.0), 9.0, 3, True),
        ((9.0, 9.0, 9.0), 9.0, 4, False),
        ((), 9.0, 0, False),
    ],
    ids=["three bursts", "two", "a decibel lower once", "lower", "at what lines are trained to", "below that",
         "half of them without a margin", "more than half", "no errors"],
)  # fmt: skip
def test_bursts_while_the_margin_stays_high_are_told(margins, usual, more, told):
    assert bool(impulses(*margins, usual=usual, more=more)) is told


def test_without_margins_nothing_is_told_of_them():
    office = Office(minutes=0)
    for index in range(10):
        office.line(index * 600, -50_000, ses_down=index * 5 * (index % 3))
    evidence = office.evidence()

    assert under_high_margin(evidence, bursts(evidence)) == ""


def test_margins_out_of_sync_are_none():
    office = read(*((n * 600, 5 * (n % 6 == 3) + 5 * (n // 6), 9.0) for n in range(30)))
    for n in range(40):
        office.line(40_000 + n, None, margin_down_db=30.0)
    evidence = office.evidence()

    assert "usual 9.0 dB" in under_high_margin(evidence, bursts(evidence))
