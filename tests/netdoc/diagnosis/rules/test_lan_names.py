"""LAN06, by its specification."""

import pytest

from netdoc.diagnosis.rules.lan_names import RULE
from netdoc.model.facts.dns_lookup import DnsOutcome, ResolverRole
from netdoc.model.finding import Bearing
from netdoc.model.plane import Plane
from tests.stories.episodes import a_name_failure, an_incident
from tests.stories.office import Office


def an_office(own="", isp="", public=""):
    """Answers of each resolver as a string: `+` worked, `-` failed."""
    office = Office(minutes=0)
    for role, told in ((ResolverRole.OFFICE, own), (ResolverRole.ISP, isp), (ResolverRole.PUBLIC, public)):
        for index, each in enumerate(told):
            office.lookup(310 + 5 * index, role, DnsOutcome.NXDOMAIN if each == "+" else DnsOutcome.SERVFAIL)
    return office


@pytest.mark.parametrize(
    ("own", "isp", "public", "expected"),
    [
        ("--", "++", "", Bearing.BLAMES),
        ("--", "", "++", Bearing.BLAMES),
        ("--", "+", "+", Bearing.BLAMES),
        ("--+", "++", "", Bearing.BLAMES),
        ("--++", "++", "", Bearing.SILENT),
        ("-", "++", "", Bearing.SILENT),
        ("--", "+", "", Bearing.SILENT),
        ("--", "+-", "", Bearing.SILENT),
        ("--", "++", "-", Bearing.SILENT),
        ("--", "", "", Bearing.SILENT),
        ("", "++", "++", Bearing.SILENT),
        ("++", "", "", Bearing.CLEARS),
        ("++", "--", "", Bearing.CLEARS),
        ("+", "++", "", Bearing.SILENT),
        ("--", "--", "++", Bearing.CLEARS),
        ("--", "--+", "++", Bearing.CLEARS),
        ("--", "-", "++", Bearing.SILENT),
    ],
    ids=[
        "failed twice, the provider's answered", "a public one answered", "one of each answered", "failed two of three",
        "failed half", "asked once", "another was asked once", "the provider's failed one", "a public one failed",
        "nobody else was asked", "not asked", "answered all", "answered all, the provider's failed", "answered once",
        "the provider's failed too", "the provider's failed most", "the provider's was asked once",
    ],
)  # fmt: skip
def test_the_office_s_server_is_blamed_when_those_it_should_ask_answer(own, isp, public, expected):
    assert RULE.judge(an_office(own, isp, public).evidence(), a_name_failure()).bearing is expected


@pytest.mark.parametrize("own", ["--", "++"], ids=["failed", "answered"])
def test_where_somebody_answers_for_all_nothing_is_said(own):
    assert RULE.judge(an_office(own, "++").intercepts(320).evidence(), a_name_failure()).bearing is Bearing.SILENT


def test_the_blame_rests_on_the_path_and_names_the_counts():
    finding = RULE.judge(an_office("--+", "++").evidence(), a_name_failure())

    assert finding.planes == {Plane.PATH}
    assert "2 of 3" in finding.sentence


@pytest.mark.parametrize("incident", [None, an_incident()], ids=["the window", "an outage"])
def test_only_failures_of_names_are_judged(incident):
    assert RULE.judge(an_office("--", "++").evidence(), incident).bearing is Bearing.SILENT


def test_it_is_silent_where_servers_that_hand_out_addresses_disagree():
    office = an_office(own="--", isp="++").offers(90, ("192.168.7.1",) * 3, ("192.168.7.9",) * 3)

    assert RULE.judge(office.evidence(), a_name_failure()).bearing is Bearing.SILENT
