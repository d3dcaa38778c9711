"""ROUTER02, by its specification."""

import pytest

from netdoc.diagnosis.rules.router_forwarding import RULE
from netdoc.model.facts.dns_lookup import DnsOutcome, Question, ResolverRole
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from netdoc.model.site import Rung, RungKind
from tests.stories.episodes import an_incident
from tests.stories.office import ANCHORS, BEYOND, Office, without_rungs

OUTAGE = an_incident(300, 360)


def an_office(*seconds, role=ResolverRole.ROUTER, outcome=DnsOutcome.NXDOMAIN, question=Question.RANDOM):
    office = Office().fails(300, 361, *BEYOND)
    for second in seconds:
        office.lookup(second, role, outcome, question)
    return office


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (an_office(310, 320), Bearing.BLAMES),
        (an_office(310), Bearing.SILENT),
        (an_office(), Bearing.SILENT),
        (an_office(310, 320, outcome=DnsOutcome.NOERROR), Bearing.SILENT),
        (an_office(310, 320, outcome=DnsOutcome.SERVFAIL), Bearing.SILENT),
        (an_office(310, 320, question=Question.CACHED), Bearing.SILENT),
        (an_office(310, 320, role=ResolverRole.PUBLIC), Bearing.SILENT),
        (an_office(290, 299, 361), Bearing.SILENT),
        (an_office(304, 356), Bearing.BLAMES),
        (an_office(303, 356), Bearing.SILENT),
        (an_office(304, 357), Bearing.SILENT),
    ],
    ids=[
        "two fresh names",
        "one fresh name",
        "no question",
        "a router that invents answers",
        "the router failed too",
        "names that a cache may hold",
        "somebody else answered",
        "all outside",
        "five seconds from the last and the first good sample",
        "just after a good sample",
        "just before a good sample",
    ],
)
def test_forwarding_is_blamed_for_two_fresh_names_resolved_while_nothing_passes(office, expected):
    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


@pytest.mark.parametrize(
    ("lost_s", "expected"), [(12, Bearing.CLEARS), (13, Bearing.BLAMES)], ids=["48 of 60", "47 of 60"]
)
def test_packets_that_passed_clear_forwarding(lost_s, expected):
    office = Office().fails(300, 361, "resolver", *ANCHORS).fails(300, 300 + lost_s, "first_hop")
    office.lookup(310, ResolverRole.ROUTER).lookup(320, ResolverRole.ROUTER)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


def test_answers_between_two_flaps_are_not_answers_in_an_outage():
    office = Office().fails(300, 321, *BEYOND).fails(340, 361, *BEYOND)
    office.lookup(328, ResolverRole.ROUTER).lookup(332, ResolverRole.ROUTER)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is not Bearing.BLAMES


@pytest.mark.parametrize(
    ("period_s", "expected"), [(5.0, Bearing.BLAMES), (10.0, Bearing.SILENT)], ids=["two samples", "one sample"]
)
def test_two_lost_samples_around_an_answer_show_that_nothing_else_passed(period_s, expected):
    anchor = Rung(id="anchor_1", kind=RungKind.ANCHOR, address="192.0.2.1", period_s=period_s)
    rungs = (*without_rungs(*ANCHORS), anchor)
    office = Office(rungs=rungs).fails(300, 361, *BEYOND).lookup(322, ResolverRole.ROUTER)

    assert RULE.judge(office.lookup(332, ResolverRole.ROUTER).evidence(), OUTAGE).bearing is expected


def test_answers_around_which_nothing_was_sampled_do_not_count():
    office = an_office(320, 330).stalls(300, 361)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    "incident",
    [
        None,
        an_incident(zone=Zone.NEAR),
        an_incident(zone=Zone.LINK),
        an_incident(kind=IncidentKind.SESSION),
    ],
    ids=["the window", "the router itself failed", "the own link failed", "a session"],
)
def test_only_an_outage_behind_an_answering_router_is_judged(incident):
    assert RULE.judge(an_office(310, 320).evidence(), incident).bearing is Bearing.SILENT


def test_what_the_router_answers_over_the_same_path_is_one_plane():
    assert RULE.judge(an_office(310, 320).evidence(), OUTAGE).planes == {Plane.PATH}
