"""SERVICE01, by its specification."""

import pytest

from netdoc.diagnosis.rules.service_down import RULE
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from netdoc.model.site import Rung, RungKind
from tests.stories.episodes import a_silent_target, an_incident
from tests.stories.office import Office, with_rungs
from tests.stories.other_ways import knocks, over_there

SHOP = Rung(id="shop", kind=RungKind.SERVICE, address="shop.example", method="tcp:443", period_s=5.0)
TARGET = a_silent_target(300, 350, rung="shop")


def an_office():
    return Office(rungs=with_rungs(SHOP))


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (an_office().fails(300, 350, "shop"), Bearing.BLAMES),
        (an_office().fails(300, 350, "shop", "anchor_3"), Bearing.BLAMES),
        (an_office().fails(300, 350, "shop", "anchor_3").fails(300, 310, "anchor_2"), Bearing.BLAMES),
        (an_office().fails(300, 350, "shop", "anchor_3").fails(300, 315, "anchor_2"), Bearing.SILENT),
        (an_office().fails(300, 315, "shop"), Bearing.BLAMES),
        (an_office().fails(300, 310, "shop"), Bearing.CLEARS),
        (an_office(), Bearing.CLEARS),
    ],
    ids=[
        "all anchors clean",
        "two anchors clean",
        "the second anchor lost a fifth",
        "the second anchor lost more",
        "it answered 7 of 10",
        "it answered 8 of 10",
        "it answered all",
    ],
)
def test_a_service_is_blamed_when_two_anchors_answered_in_the_same_seconds(office, expected):
    assert RULE.judge(office.evidence(), TARGET).bearing is expected


def test_anchors_that_were_not_sampled_meanwhile_are_no_witnesses():
    evidence = Office(minutes=1, rungs=with_rungs(SHOP)).fails(0, 60, "shop").evidence()

    assert RULE.judge(evidence, TARGET).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    "incident",
    [None, an_incident(), a_silent_target(rung="anchor_1"), a_silent_target(rung="gone")],
    ids=["the window", "an outage", "an anchor", "a rung that the site no longer has"],
)
def test_only_a_silent_service_is_judged(incident):
    assert RULE.judge(an_office().fails(300, 360, "shop", "anchor_1").evidence(), incident).bearing is Bearing.SILENT


def test_the_blame_counts_and_rests_on_the_path():
    finding = RULE.judge(an_office().fails(300, 350, "shop").evidence(), TARGET)

    assert (finding.planes, "failed 10 of 10 tries while 3 anchors" in finding.sentence) == ({Plane.PATH}, True)


CLOSED = an_incident(300, 420, IncidentKind.PORT, Zone.FAR, rung="port_calls")


def a_closed_port(there="silent", *, earlier_there=True, stood=True):
    """A port that is silent by the usual way, and what it said over the second path before and meanwhile."""
    office = Office(minutes=0)
    if earlier_there:
        knocks(office, 100, "answers", there=True)
    for seconds in (310, 370):
        knocks(office, seconds, "silent")
        knocks(office, seconds + 2, there, there=True)
        if stood:
            over_there(office, seconds + 2)
    return office


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (a_closed_port(), Bearing.BLAMES),
        (a_closed_port("answers"), Bearing.SILENT),
        (a_closed_port(earlier_there=False), Bearing.SILENT),
        (a_closed_port(stood=False), Bearing.SILENT),
    ],
    ids=["closed there too", "it answers there", "it never answered there", "that way reached nothing else"],
)
def test_a_port_closed_by_both_ways_is_the_far_end_s(office, expected):
    assert RULE.judge(office.evidence(), CLOSED).bearing is expected


@pytest.mark.parametrize(
    ("here", "there", "other", "expected"),
    [
        ("silent", "answers", {}, Bearing.CLEARS),
        ("refused", "answers", {}, Bearing.CLEARS),
        ("silent", "silent", {}, Bearing.SILENT),
        ("answers", "answers", {}, Bearing.SILENT),
        ("silent", "answers", {"port": 4569}, Bearing.SILENT),
        ("silent", "answers", {"address": "203.0.113.80"}, Bearing.SILENT),
    ],
    ids=["closed here alone", "refused here alone", "closed by both ways", "open here", "another port", "same address"],
)
def test_another_far_end_s_same_port_closed_on_this_line_alone_excludes_the_far_end(here, there, other, expected):
    where = {"name": "other", "address": "198.18.0.9", **other}
    office = knocks(knocks(a_closed_port("answers"), 312, here, **where), 314, there, there=True, **where)

    finding = RULE.judge(office.evidence(), CLOSED)

    assert finding.bearing is expected
    assert expected is Bearing.SILENT or finding.planes == {Plane.PATH, Plane.SECOND_PATH}
