"""A rule's specification, read from its file."""

from dataclasses import replace

import pytest

from netdoc.diagnosis.specification import rules_of, specification
from netdoc.discover import rules
from netdoc.model.fault import Fault
from tests.stories.episodes import an_incident

RULES = rules()


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda each: each.id)
def test_every_rules_specification_is_read_with_all_its_headings(rule):
    told = specification(rule)

    assert list(told.parts) == ["Objective", "Needs", "Blames", "Clears", "Silent", "Limits", "Source"]
    assert all(told.parts.values()) and "  " not in " ".join(told.parts.values())
    assert told.title and rule.id not in told.title


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda each: each.id)
def test_a_condition_is_told_without_the_faults_own_name(rule):
    told = specification(rule).condition("Clears")

    assert told and not told.startswith(rule.fault.value) and not told.endswith(".")


def test_a_paragraph_of_several_lines_becomes_one():
    told = specification(RULES["LOOP01"])

    assert told.title == "the line lost showtime while the modem stayed up."
    assert told.condition("Clears") == (
        "when the line's start instant is older than the onset and no reading was out of sync; "
        "or, where no reading tells, when a person saw the DSL lamp steady amid the incident"
    )
    assert told.condition("Nothing such") == ""


def test_a_judge_in_a_file_without_headings_has_none():
    told = specification(replace(RULES["LOOP01"], judge=an_incident))

    assert told.title.startswith("Incidents made by hand")
    assert dict(told.parts) == {}


def test_the_rules_that_answer_for_a_fault_are_found():
    assert [each.id for each in rules_of(RULES, Fault.LOOP_NOISE)] == ["LOOP01"]
    assert rules_of({}, Fault.LOOP_NOISE) == []
