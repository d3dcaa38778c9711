"""NAMES01, by its specification."""

import pytest

from netdoc.diagnosis.rules.names_resolver import RULE
from netdoc.model.facts.dns_lookup import DnsOutcome, ResolverRole
from netdoc.model.facts.second_path import SecondPath
from netdoc.model.finding import Bearing
from netdoc.model.plane import Plane
from tests.stories.episodes import a_name_failure, an_incident
from tests.stories.office import Office


def an_office(isp, public, *, role=ResolverRole.ISP):
    """Answers of either resolver as a string: `+` worked, `-` failed."""
    office = Office(minutes=0)
    for told_by, told in ((role, isp), (ResolverRole.PUBLIC, public)):
        for index, each in enumerate(told):
            office.lookup(310 + 5 * index, told_by, DnsOutcome.NXDOMAIN if each == "+" else DnsOutcome.TIMEOUT)
    return office


@pytest.mark.parametrize(
    ("isp", "public", "expected"),
    [
        ("--", "+", Bearing.BLAMES),
        ("--+", "+", Bearing.BLAMES),
        ("--++", "+", Bearing.SILENT),
        ("-+", "+", Bearing.SILENT),
        ("-", "+", Bearing.SILENT),
        ("", "+", Bearing.SILENT),
        ("--", "", Bearing.SILENT),
        ("--", "--", Bearing.SILENT),
        ("--", "+-", Bearing.BLAMES),
        ("--", "+--", Bearing.SILENT),
        ("---", "++-", Bearing.BLAMES),
        ("++", "", Bearing.CLEARS),
        ("++", "--", Bearing.CLEARS),
        ("+", "+", Bearing.SILENT),
    ],
    ids=[
        "failed twice, a public one answered",
        "failed two of three",
        "failed half",
        "failed one of two",
        "asked once",
        "not asked",
        "nobody else was asked",
        "nobody else answered",
        "another one answered half",
        "another one answered a third",
        "another one answered two of three",
        "answered all",
        "answered all while a public one failed",
        "answered once",
    ],
)
def test_the_providers_resolver_is_blamed_when_another_one_answers_and_it_does_not(isp, public, expected):
    assert RULE.judge(an_office(isp, public).evidence(), a_name_failure()).bearing is expected


def test_the_routers_answers_are_not_the_providers():
    evidence = an_office("--", "+", role=ResolverRole.ROUTER).evidence()

    assert RULE.judge(evidence, a_name_failure()).bearing is Bearing.SILENT


def test_another_resolver_of_the_provider_is_no_control():
    office = an_office("--+", "")

    assert RULE.judge(office.evidence(), a_name_failure()).bearing is Bearing.SILENT


@pytest.mark.parametrize(("answered", "expected"), [(True, Bearing.SILENT), (False, Bearing.BLAMES)])
def test_where_somebody_answers_for_all_nobody_is_blamed(answered, expected):
    office = an_office("--", "+").intercepts(400, answered)

    assert RULE.judge(office.evidence(), a_name_failure()).bearing is expected


def test_where_somebody_answers_for_all_nobody_is_cleared():
    assert RULE.judge(an_office("++", "").intercepts(400).evidence(), a_name_failure()).bearing is Bearing.SILENT


def test_answers_outside_the_incident_do_not_count():
    assert RULE.judge(an_office("--", "+").evidence(), a_name_failure(100, 200)).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    ("second", "expected"),
    [(265, Bearing.BLAMES), (264, Bearing.SILENT), (395, Bearing.BLAMES), (396, Bearing.SILENT)],
    ids=["35 s before", "longer before", "35 s after", "longer after"],
)
def test_a_public_resolver_asked_twice_a_minute_speaks_for_the_incident_beside_it(second, expected):
    office = an_office("--", "").lookup(second, ResolverRole.PUBLIC)

    assert RULE.judge(office.evidence(), a_name_failure()).bearing is expected


def test_the_blame_rests_on_the_path():
    assert RULE.judge(an_office("--", "+").evidence(), a_name_failure()).planes == {Plane.PATH}


@pytest.mark.parametrize(
    ("method", "answered", "planes"),
    [
        ("dns", 1, {Plane.PATH, Plane.SECOND_PATH}),
        ("dns", 0, {Plane.PATH}),
        ("icmp", 1, {Plane.PATH}),
    ],
    ids=["a name question was answered", "one was not", "an echo was answered"],
)
def test_it_rests_on_the_second_path_too_where_name_questions_were_answered_there(method, answered, planes):
    fact = SecondPath(interface="wwan0", target="9.9.9.9", method=method, sent=1, answered=answered)
    office = an_office("--", "+").sees(320, "resolver_public", fact, Plane.SECOND_PATH)

    assert RULE.judge(office.evidence(), a_name_failure()).planes == planes


@pytest.mark.parametrize("incident", [None, an_incident()], ids=["the window", "an outage"])
def test_only_failures_of_names_are_judged(incident):
    assert RULE.judge(an_office("--", "+").evidence(), incident).bearing is Bearing.SILENT
