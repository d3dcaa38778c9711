"""Invariants over the rules and tables, before any behaviour."""

import sys

import pytest

from netdoc.diagnosis.tables import PROOFS, explains
from netdoc.discover import rules
from netdoc.model.facts import Fact
from netdoc.model.fault import FAULT_WORDS, Fault
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.segment import Segment
from tests.stories.episodes import an_incident
from tests.stories.office import Office

HEADINGS = ("Objective:", "Needs:", "Blames:", "Clears:", "Silent:", "Limits:", "Source:")
RULES = rules()
SPECIFICATIONS = {rule.fault: sys.modules[rule.judge.__module__].__doc__ or "" for rule in RULES.values()}


def test_every_fault_has_exactly_one_rule():
    assert sorted(rule.fault for rule in RULES.values()) == sorted(Fault)


def test_every_fault_has_a_proof_and_words_and_a_segment():
    assert set(PROOFS) == set(Fault) == set(FAULT_WORDS)
    assert all(isinstance(fault.segment, Segment) for fault in Fault)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda each: each.id)
def test_a_rules_docstring_is_its_specification(rule):
    specification = SPECIFICATIONS[rule.fault]
    places = [specification.find(f"\n{heading}") for heading in HEADINGS]

    assert specification.startswith(f"{rule.id}: ")
    assert min(places) > 0
    assert places == sorted(places)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda each: each.id)
def test_a_rule_names_its_own_fault_and_the_facts_it_needs(rule):
    specification = SPECIFICATIONS[rule.fault]
    needs = specification[specification.index("\nNeeds:") : specification.index("\nBlames:")]

    assert rule.fault.value in specification
    assert rule.needs
    assert all(issubclass(kind, Fact) and kind.__name__ in needs for kind in rule.needs)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda each: each.id)
def test_without_evidence_every_rule_is_silent_about_every_incident(rule):
    evidence = Office(minutes=0).evidence()
    every = [an_incident(kind=kind, zone=zone) for kind in IncidentKind for zone in Zone]
    findings = [rule.judge(evidence, incident) for incident in every]

    assert {(each.bearing, each.rule, each.fault) for each in findings} == {(Bearing.SILENT, rule.id, rule.fault)}


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda each: each.id)
def test_without_evidence_every_rule_is_silent_about_the_window(rule):
    finding = rule.judge(Office(minutes=0).evidence(), None)

    assert (finding.bearing, finding.incident) == (Bearing.SILENT, None)


@pytest.mark.parametrize("fault", Fault)
def test_each_rival_can_be_cleared_by_its_own_rule(fault):
    for rival in PROOFS[fault].rivals:
        specification = SPECIFICATIONS[rival]
        clears = specification[specification.index("\nClears:") : specification.index("\nSilent:")]
        assert rival != fault
        assert rival.value in clears


@pytest.mark.parametrize("fault", Fault)
def test_a_rival_sits_in_another_place_than_its_fault(fault):
    assert fault.segment not in {rival.segment for rival in PROOFS[fault].rivals}


def test_every_fault_but_those_that_must_be_seen_first_explains_some_incident():
    box = Office(minutes=0).evidence()
    explained = {
        fault
        for kind in IncidentKind
        for zone in Zone
        for rung in ("anchor_1", "shop")
        for fault in explains(box, an_incident(kind=kind, zone=zone, rung=rung))
    }

    asked_for = {Fault.LAN_ROGUE_DHCP, Fault.LAN_DUPLICATE_IP, Fault.LAN_STORM, Fault.ACCESS_NO_PADO, Fault.LAN_NAMES}
    asked_for |= {Fault.ACCESS_AUTH_REJECT, Fault.HOST_CLOCK}
    assert set(Fault) - explained == {Fault.MAINS_OUTAGE, Fault.MAINS_UPS, *asked_for}


def test_ids_are_a_word_and_a_number_and_unique():
    assert all(each[:-2].isupper() and each[-2:].isdigit() for each in RULES)
    assert len({rule.id for rule in RULES.values()}) == len(RULES)
