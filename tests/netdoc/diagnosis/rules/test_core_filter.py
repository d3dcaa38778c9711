"""CORE04, by its specification."""

import pytest

from netdoc.diagnosis.rules.core_filter import RULE
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import Office
from tests.stories.other_ways import knocks

ROUTER, FIRST_HOP = "192.168.7.1", "198.51.100.1"


def closed(start=300, end=420, rung="port_calls"):
    return an_incident(start, end, IncidentKind.PORT, Zone.FAR, rung=rung)


def judged(own="silent", there=(), *, earlier_there=True, by=FIRST_HOP):
    office = Office(minutes=0)
    if earlier_there:
        knocks(office, 100, "answers", there=True)
    for seconds in (300, 360, 420):
        knocks(office, seconds, own, by=by)
    for number, word in enumerate(there):
        knocks(office, 301 + 60 * number, word, there=True)
    return RULE.judge(office.evidence(), closed())


@pytest.mark.parametrize(
    ("own", "there", "expected"),
    [
        ("silent", ("answers", "answers"), Bearing.BLAMES),
        ("refused", ("answers",), Bearing.BLAMES),
        ("silent", ("answers", "silent"), Bearing.SILENT),
        ("silent", ("silent", "silent"), Bearing.CLEARS),
        ("silent", (), Bearing.SILENT),
        ("barred", (), Bearing.BLAMES),
        ("answers", ("answers",), Bearing.BLAMES),
    ],
    ids=[
        "answered there each time", "refused here", "answered there once", "closed there too", "not asked there",
        "turned away by the first hop", "what makes it an incident is not this rule's question",
    ],
)  # fmt: skip
def test_the_way_is_blamed_where_the_same_question_is_answered_over_another_line(own, there, expected):
    assert judged(own, there).bearing is expected


def test_silence_there_clears_nothing_where_it_never_answered_there():
    assert judged("silent", ("silent", "silent"), earlier_there=False).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    ("by", "expected"),
    [(FIRST_HOP, Bearing.BLAMES), (ROUTER, Bearing.CLEARS), ("203.0.113.77", Bearing.SILENT)],
    ids=["the provider's first hop", "the office's router", "somebody farther"],
)
def test_who_turned_the_question_away_is_heard(by, expected):
    assert judged("barred", by=by).bearing is expected


def test_the_office_s_own_router_clears_the_way_even_where_the_other_line_answers():
    assert judged("barred", ("answers", "answers"), by=ROUTER).bearing is Bearing.CLEARS


def test_looks_long_before_or_after_are_no_witnesses():
    office = Office(minutes=0)
    for seconds in (300, 420):
        knocks(office, seconds, "silent")
    for seconds in (250, 470):
        knocks(office, seconds, "answers", there=True)

    assert RULE.judge(office.evidence(), closed()).bearing is Bearing.SILENT


@pytest.mark.parametrize("incident", [None, an_incident()], ids=["the window", "an outage"])
def test_only_a_closed_port_is_judged(incident):
    office = knocks(knocks(Office(minutes=0), 310, "silent"), 311, "answers", there=True)

    assert RULE.judge(office.evidence(), incident).bearing is Bearing.SILENT


def test_the_blame_rests_on_both_ways_and_says_how_often():
    finding = judged("silent", ("answers", "answers"))

    assert finding.planes == {Plane.PATH, Plane.SECOND_PATH}
    assert "2 of 2 looks" in finding.sentence
