"""A report on one incident judges nothing anew and says that there were others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netdoc.errors import BadInput
from netdoc.model.segment import Party
from netdoc.model.verdict import Conclusion, Standing
from netdoc.report.compose import compose
from netdoc.report.document import KeyValues, OnePage, TimeAxis
from netdoc.report.scope import scoped
from netdoc.report.variants import Variant
from tests.netdoc.report.example_office import MADE_AT
from tests.netdoc.report.examples import captures, made, texts


def of_one(name: str, incident: str, variant: Variant | None = None):
    verdict, evidence = made(name)
    return compose(verdict, evidence, captures=captures(name), made_at=MADE_AT, variant=variant, incident=incident)


def test_the_incident_keeps_its_own_party_standing_and_findings():
    verdict, _ = made("line_remaining")
    judged = verdict.incidents[2]
    one = scoped(verdict, "I-003")

    assert one.incidents == (judged,)
    assert (one.party, one.remaining, one.standing) == (judged.party, judged.remaining, judged.standing)
    line = next(each for each in one.parties if each.party is Party.LINE)
    assert {each.incident for each in line.speaks_for} == {"I-003"}
    assert line.minutes_max < 1.5


def test_an_incident_that_nothing_settled_names_nobody_though_the_period_does():
    verdict, _ = made("line_established")
    first = verdict.incidents[0]
    bare = replace(first, party=None, fault=None, standing=Standing.INSUFFICIENT, remaining=())
    one = scoped(replace(verdict, incidents=(bare, *verdict.incidents[1:])), first.incident.id)

    assert one.conclusion is Conclusion.INSUFFICIENT
    assert one.party is None
    assert {each.standing for each in one.parties} <= {Standing.INSUFFICIENT, Standing.CLEARED}


def test_no_party_stands_firmer_in_one_incident_than_that_incident_does():
    verdict, _ = made("line_established")
    for judged in verdict.incidents:
        one = scoped(verdict, judged.incident.id)
        named = [each for each in one.parties if each.standing in (Standing.ESTABLISHED, Standing.INDICATED)]
        assert [each.party for each in named] == ([judged.party] if judged.party else [])


def test_an_incident_that_is_not_there_is_refused_with_those_that_are():
    verdict, _ = made("line_remaining")
    with pytest.raises(BadInput, match="no incident 'I-099'") as refused:
        scoped(verdict, "I-099")

    assert refused.value.hint == "incidents of this period: I-001 to I-005"


def test_page_one_says_that_it_is_about_one_incident_of_five_and_the_number_of_the_report_does_too():
    document = of_one("line_remaining", "I-003").document
    sheet = next(each for each in document.blocks if isinstance(each, OnePage))
    pairs = dict(next(each for each in sheet.blocks if isinstance(each, KeyValues)).pairs)

    assert pairs["Scope"].replace("\u00a0", " ") == "incident I-003 only; 5 incidents found in the period"
    assert pairs["Period"].startswith("2026-03-02 07:30 to 2026-03-03 07:30")
    assert document.reference.endswith("-I-003")


def test_the_attached_verdict_is_still_that_on_the_whole_period():
    assert len(of_one("line_remaining", "I-003").plain["verdict"]["incidents"]) == 5


def test_the_time_around_the_incident_is_drawn_larger_beside_the_whole_period():
    whole, near = (each for each in of_one("line_remaining", "I-003").document.blocks if isinstance(each, TimeAxis))

    assert whole.title.replace("\u00a0", " ") == "I-003 within the whole period, which held 5 incidents"
    assert near.title == "The time around I-003, larger"
    assert whole.ticks != near.ticks
    assert near.lanes[0].spans[0].end - near.lanes[0].spans[0].start > 0.02


def test_findings_of_other_incidents_are_not_on_the_pages():
    told = " ".join(texts(of_one("line_remaining", "I-003", Variant.TECHNICAL).document.blocks))

    assert "16:24:00" in told
    assert "11:54:00" not in told
