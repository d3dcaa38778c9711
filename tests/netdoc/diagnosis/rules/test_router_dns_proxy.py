"""ROUTER04, by its specification."""

import pytest

from netdoc.diagnosis.rules.router_dns_proxy import RULE
from netdoc.model.facts.dns_lookup import DnsOutcome, ResolverRole
from netdoc.model.finding import Bearing
from netdoc.model.plane import Plane
from tests.stories.episodes import a_name_failure, an_incident
from tests.stories.office import Office

FAILED = DnsOutcome.SERVFAIL


def an_office(router, isp):
    """Answers of either resolver as a string: `+` worked, `-` failed."""
    office = Office(minutes=0)
    for role, told in ((ResolverRole.ROUTER, router), (ResolverRole.ISP, isp)):
        for index, each in enumerate(told):
            office.lookup(310 + 5 * index, role, DnsOutcome.NXDOMAIN if each == "+" else FAILED)
    return office


@pytest.mark.parametrize(
    ("router", "isp", "expected"),
    [
        ("--", "++", Bearing.BLAMES),
        ("-+-", "+++", Bearing.BLAMES),
        ("-+", "++", Bearing.SILENT),
        ("-", "++", Bearing.SILENT),
        ("--", "+", Bearing.SILENT),
        ("--", "", Bearing.SILENT),
        ("--", "++++-", Bearing.SILENT),
        ("++", "--", Bearing.CLEARS),
        ("++", "", Bearing.CLEARS),
        ("+", "", Bearing.SILENT),
        ("--", "--", Bearing.CLEARS),
        ("--", "--+", Bearing.CLEARS),
        ("--", "-+", Bearing.SILENT),
        ("--", "-", Bearing.SILENT),
    ],
    ids=[
        "router failed twice, provider answered twice",
        "router failed two of three",
        "router failed one of two",
        "router failed once",
        "provider asked once",
        "provider not asked",
        "provider failed one of five",
        "router answered twice",
        "router answered, provider not asked",
        "router answered once",
        "both failed",
        "provider failed two of three",
        "provider failed half",
        "provider failed once",
    ],
)
def test_the_router_is_blamed_when_it_fails_and_the_provider_asked_directly_does_not(router, isp, expected):
    assert RULE.judge(an_office(router, isp).evidence(), a_name_failure()).bearing is expected


def test_answers_outside_the_incident_do_not_count():
    evidence = an_office("--", "++").evidence()

    assert RULE.judge(evidence, a_name_failure(100, 200)).bearing is Bearing.SILENT


def test_the_blame_rests_on_the_path_and_the_routers_own_answer():
    finding = RULE.judge(an_office("--", "++").evidence(), a_name_failure())

    assert finding.planes == {Plane.PATH, Plane.ROUTER_BOX}


@pytest.mark.parametrize("incident", [None, an_incident()], ids=["the window", "an outage"])
def test_only_failures_of_names_are_judged(incident):
    assert RULE.judge(an_office("--", "++").evidence(), incident).bearing is Bearing.SILENT


@pytest.mark.parametrize(("answered", "expected"), [(True, Bearing.SILENT), (False, Bearing.BLAMES)])
def test_where_somebody_answers_for_all_the_router_is_not_blamed(answered, expected):
    office = Office(minutes=0).intercepts(400, answered)
    for second in (310, 320):
        office.lookup(second, ResolverRole.ROUTER, DnsOutcome.TIMEOUT).lookup(second + 1, ResolverRole.ISP)

    assert RULE.judge(office.evidence(), a_name_failure()).bearing is expected
