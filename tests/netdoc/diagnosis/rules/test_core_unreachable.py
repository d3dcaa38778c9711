"""CORE01, by its specification."""

import pytest

from netdoc.diagnosis.rules.core_unreachable import RULE
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import ANCHORS, BEYOND, Office, without_rungs
from tests.stories.other_ways import over_there

OUTAGE = an_incident(300, 360, zone=Zone.FAR, rung="anchors")


def an_office(**fields):
    return Office(**fields).fails(300, 360, *ANCHORS)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (an_office().line(400, 0), Bearing.BLAMES),
        (an_office().session(400, 0), Bearing.BLAMES),
        (an_office(), Bearing.SILENT),
        (an_office().line(400, 355), Bearing.CLEARS),
        (an_office().line(330, None), Bearing.CLEARS),
        (an_office().line(400, 0).session(330, None), Bearing.CLEARS),
        (an_office().session(400, 355), Bearing.CLEARS),
        (an_office(rungs=without_rungs("anchor_2", "anchor_3")).line(400, 0), Bearing.SILENT),
        (an_office(rungs=without_rungs("anchor_3")).line(400, 0), Bearing.BLAMES),
        (Office(minutes=0).line(400, 0), Bearing.SILENT),
    ],
    ids=[
        "the line stood",
        "the session stood",
        "neither was read",
        "the line restarted",
        "the line was out of sync",
        "the session was down",
        "the session began anew",
        "one anchor",
        "two anchors",
        "no anchor was sampled",
    ],
)
def test_the_providers_network_is_blamed_when_everything_nearer_has_an_alibi(office, expected):
    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


@pytest.mark.parametrize(("seconds", "expected"), [(15, Bearing.BLAMES), (14, Bearing.SILENT)], ids=["15 s", "14 s"])
def test_less_than_15_s_is_too_little_to_lay_to_a_network(seconds, expected):
    incident = an_incident(300, 300 + seconds, zone=Zone.FAR)

    assert RULE.judge(an_office().line(400, 0).evidence(), incident).bearing is expected


@pytest.mark.parametrize(
    "incident",
    [
        None,
        an_incident(zone=Zone.MIDDLE),
        an_incident(zone=Zone.ANY),
        an_incident(zone=Zone.LINK),
        an_incident(zone=Zone.FAR, kind=IncidentKind.SESSION),
        an_incident(zone=Zone.FAR, kind=IncidentKind.BROWNOUT),
    ],
    ids=["the window", "first hop silent", "first hop not watched", "own link", "a session", "loss only"],
)
def test_only_an_outage_behind_an_answering_first_hop_is_laid_to_it(incident):
    assert RULE.judge(an_office().line(400, 0).evidence(), incident).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    ("office", "plane"),
    [(an_office().line(400, 0), Plane.MODEM_BOX), (an_office().session(400, 0), Plane.ROUTER_BOX)],
    ids=["line", "session"],
)
def test_the_blame_rests_on_the_path_and_the_alibi(office, plane):
    assert RULE.judge(office.evidence(), OUTAGE).planes == {Plane.PATH, plane}


@pytest.mark.parametrize(("read", "expected"), [(900, Bearing.CLEARS), (1500, Bearing.SILENT)])
def test_a_line_that_trained_anew_and_held_is_no_alibi_for_what_lies_behind_it(read, expected):
    office = Office(minutes=60).fails(300, 1800, *BEYOND).line(200, -9000).line(310, None).line(read, 500)

    assert RULE.judge(office.evidence(), an_incident(300, 1800)).bearing is expected


@pytest.mark.parametrize(
    ("silent", "expected"),
    [((), Bearing.BLAMES), (("anchor_1",), Bearing.BLAMES), (("anchor_1", "anchor_2"), Bearing.SILENT),
     (ANCHORS, Bearing.BLAMES)],
    ids=["none", "one of three", "two of three", "all, so that way was down itself"],
)  # fmt: skip
def test_anchors_but_one_that_are_silent_over_the_second_path_too_are_no_fault_of_the_provider(silent, expected):
    office = over_there(over_there(an_office().line(400, 0), 200), 330, **dict.fromkeys(silent, 0))

    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected
