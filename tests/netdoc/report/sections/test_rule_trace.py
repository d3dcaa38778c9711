"""The technical copy leaves nothing out: every finding, every failed question, who answers for what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netdoc.model.evidence import Evidence
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing, Finding
from netdoc.model.observation import Missed
from netdoc.report.document import Table
from netdoc.report.exhibits import findings_of
from netdoc.report.sections.incident_timeline import SECTION as INCIDENTS
from netdoc.report.sections.rule_trace import SECTION
from netdoc.report.variants import Variant
from tests.netdoc.report.example_office import at
from tests.netdoc.report.examples import made, texts, view, view_of

SILENT = Finding(
    rule="DNS01", fault=Fault.LOOP_NOISE,
    bearing=Bearing.SILENT, sentence="nobody asked", missing=("DnsLookup",),
)  # fmt: skip


def tables(held) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {each.caption: each.rows for each in SECTION.write(held) if isinstance(each, Table)}


@pytest.mark.parametrize("variant", [each for each in Variant if each is not Variant.TECHNICAL])
def test_no_other_copy_has_it(variant):
    assert SECTION.write(view("deadlock", variant)) == ()


@pytest.mark.parametrize("name", ["line_remaining", "line_established", "deadlock", "sixty_incidents"])
def test_every_finding_that_speaks_is_a_row(name):
    verdict, _ = made(name)
    spoken = {each for each in findings_of(verdict) if each.bearing is not Bearing.SILENT}
    rows = tables(view(name, Variant.TECHNICAL))["Findings for and against"]

    assert len(rows) == len(spoken)
    assert {row[4] for row in rows} == {each.sentence for each in spoken}


def test_silent_rules_are_counted_with_what_they_lacked():
    verdict, evidence = made("line_remaining")
    many = tuple(replace(SILENT, incident=f"I-00{number}") for number in range(1, 4))
    held = view_of(replace(verdict, window_findings=many), evidence, Variant.TECHNICAL)
    (row,) = tables(held)["Rules that were silent"]

    assert row[0] == "DNS01"
    assert row[2:] == ("nobody asked; lacked: name look-up", "3")


def test_questions_that_failed_are_told_by_what_came_instead():
    verdict, evidence = made("line_remaining")
    missed = [Missed("modem", at(hour), "DslLine", failure) for hour, failure in ((1, "timeout"), (2, "timeout"))]
    more = Evidence(evidence.site, evidence.case, [*evidence.observations, *missed])
    rows = tables(view_of(verdict, more, Variant.TECHNICAL))["Asked and not answered"]

    assert ("Modem", "line statistics", "timeout", "2", "2026-03-02 08:30 to 09:30") in rows


def test_owners_say_whether_they_were_stated_or_assumed():
    rows = tables(view("line_remaining", Variant.TECHNICAL))["Who answers for what"]

    assert {row[2] for row in rows} == {"assumed"}
    assert len(rows) == 13


def test_no_login_is_named():
    held = view("line_remaining", Variant.TECHNICAL)
    device = replace(held.site.devices[0], credentials="secret-entry")
    site = replace(held.site, devices=(device,))
    told = texts(SECTION.write(view_of(held.verdict, Evidence(site, held.case, []), Variant.TECHNICAL)))

    assert "with a login" in told
    assert not any("secret-entry" in each for each in told)


def test_a_table_that_other_copies_cut_is_whole_here():
    verdict, evidence = made("sixty_incidents")
    many = tuple(
        replace(each, incident=replace(each.incident, id=f"I-{number:03d}"))
        for number, each in enumerate(verdict.incidents * 8, 1)
    )
    more = replace(verdict, incidents=many)

    def rows(variant):
        held = INCIDENTS.write(view_of(more, evidence, variant))
        return next(len(each.rows) for each in held if isinstance(each, Table) and each.caption.startswith("Incidents"))

    assert rows(Variant.TECHNICAL) == 480
    assert rows(Variant.ISP) == 400
