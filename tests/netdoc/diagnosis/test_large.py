"""Incidents of large packets: what is one, what is a single service's own affair, and how long it lasts."""

import pytest

from netdoc.diagnosis.large import find_large_stalls
from netdoc.model.incident import IncidentKind, Origin, Zone
from tests.stories.episodes import an_incident
from tests.stories.large import greets
from tests.stories.office import Office, at


def found(office, outages=()):
    return find_large_stalls(office.evidence(), outages)


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (("stalls",), 1),
        (("stalls", "stalls"), 1),
        (("stalls", "passes"), 0),
        (("stalls", "refused"), 1),
        (("lost",), 0),
        (("once",), 0),
        (("refused",), 0),
        (("passes", "passes"), 0),
        ((), 0),
    ],
)
def test_an_incident_is_what_no_service_takes_in_full_size_and_some_takes_in_small(words, count):
    office = Office()
    for number, word in enumerate(words, 1):
        greets(office, 100 + number, word, subject=f"anchor_{number}")

    assert len(found(office)) == count


def test_it_lasts_from_the_first_look_that_stalled_to_the_next_that_passed():
    office = Office(minutes=30)
    for seconds, word in ((10, "passes"), (310, "stalls"), (610, "refused"), (910, "stalls"), (1210, "passes")):
        greets(office, seconds, word)

    (incident,) = found(office)

    assert (incident.kind, incident.origin, incident.zone) == (IncidentKind.LARGE, Origin.SIZES, Zone.MIDDLE)
    assert (incident.start, incident.end) == (at(310), at(1210))
    assert (incident.start_uncertainty_s, incident.end_uncertainty_s) == (300, 300)
    assert (incident.ongoing, incident.began_before, incident.rung) == (False, False, "anchor_1")
    assert incident.detail == "4 greetings in full-size packets stalled, 4 in small ones passed (anchor_1)"


def test_where_it_was_not_seen_to_begin_or_to_end_it_says_so():
    (incident,) = found(greets(Office(minutes=10), 100, "stalls"))

    assert (incident.ongoing, incident.began_before, incident.end) == (True, True, at(600))
    assert (incident.start_uncertainty_s, incident.end_uncertainty_s) == (0, 0)


def test_two_times_with_a_look_that_passed_between_are_two():
    office = Office(minutes=30)
    for seconds, word in ((10, "stalls"), (310, "passes"), (610, "stalls")):
        greets(office, seconds, word)

    assert [(each.start, each.ongoing) for each in found(office)] == [(at(10), False), (at(610), True)]


@pytest.mark.parametrize(("gap_s", "count"), [(40, 0), (41, 1)], ids=["one look", "two looks"])
def test_what_lies_near_together_is_one_look_and_a_service_that_passes_excuses_the_way(gap_s, count):
    office = greets(greets(Office(), 100, "stalls"), 100 + gap_s, "passes", subject="anchor_2")

    assert len(found(office)) == count


def test_the_same_service_asked_again_is_another_look():
    office = greets(greets(Office(), 100, "stalls"), 130, "passes")

    assert [(each.start, each.end) for each in found(office)] == [(at(100), at(130))]


@pytest.mark.parametrize(
    ("start", "end", "count"), [(90, 100, 0), (600, 610, 0), (90, 99, 1), (601, 700, 1)],
    ids=["touching the start", "touching the end", "before", "after"],
)  # fmt: skip
def test_what_stalls_in_an_outage_is_the_outage(start, end, count):
    office = greets(Office(minutes=10), 100, "stalls")

    assert len(found(office, [an_incident(start, end)])) == count
