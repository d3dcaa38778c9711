"""The line's own bins, gathered from every reading that told them."""

import pytest

from netdoc.diagnosis.rules._bins import ending, every, last_told
from netdoc.model.facts.dsl_history import DslBin, DslHistory
from netdoc.model.plane import Plane
from tests.stories.office import Office, at


def told(office, since=0, until=100_000):
    return [(each.bin.es_down, each.bin.duration_s) for each in ending(office.evidence(), at(since), at(until))]


def test_a_running_bin_is_kept_as_each_reading_told_it_and_a_full_one_once():
    office = Office(minutes=0)
    for second, length, errors in ((1300, 400, 1), (1600, 700, 2), (1900, 900, 3), (2500, 900, 3)):
        office.bins(second, (900, length, {"es_down": errors}))

    assert told(office) == [(1, 400), (2, 700), (3, 900)]
    assert told(office, 0, 1600) == [(1, 400), (2, 700)]
    assert [each.bin.es_down for each in every(office.evidence())] == [3]


@pytest.mark.parametrize(
    ("since", "until", "count"), [(1800, 1800, 1), (1801, 3000, 0), (0, 1799, 0)], ids=["at it", "later", "sooner"]
)
def test_bins_are_found_by_when_they_end(since, until, count):
    assert len(told(Office(minutes=0).bins(2000, (900, 900, {})), since, until)) == count


def test_of_one_bin_dated_a_second_apart_the_reading_made_last_stands():
    office = Office(minutes=0).bins(3000, (901, 900, {"es_down": 8})).bins(2000, (900, 900, {"es_down": 5}))
    office.bins(3000, (2700, 300, {"es_down": 0}))
    kept = last_told(ending(office.evidence(), at(0), at(9000)))

    assert [(each.bin.es_down, each.told.at) for each in kept] == [(8, at(3000)), (0, at(3000))]


def test_the_longest_running_telling_loses_to_a_later_reading():
    office = Office(minutes=0).bins(2000, (900, 900, {"es_down": 5})).bins(3000, (900, 899, {"es_down": 6}))

    assert [each.bin.es_down for each in every(office.evidence())] == [6]


@pytest.mark.parametrize(("bin_s", "count"), [(900, 1), (901, 0)])
def test_longer_bins_are_too_coarse(bin_s, count):
    fact = DslHistory(bin_s=bin_s, bins=(DslBin(start=at(900), duration_s=900),))

    assert len(told(Office(minutes=0).sees(2000, "modem", fact, Plane.MODEM_BOX))) == count
