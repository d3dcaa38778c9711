"""Many findings of one rule are one line that says how many."""

from __future__ import annotations

from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing, Finding
from netdoc.model.plane import Plane
from netdoc.report.findings import grouped, sentences


def finding(rule: str, incident: str | None, sentence: str = "it was so", plane: Plane = Plane.PATH) -> Finding:
    return Finding(
        rule=rule,
        fault=Fault.LOOP_NOISE,
        bearing=Bearing.BLAMES,
        sentence=sentence,
        incident=incident,
        planes=frozenset({plane}),
        cites=(incident or "w",),
    )


def line(*found: Finding) -> list[str]:
    return [each.line().replace("\u00a0", " ") for each in grouped(found)]


def test_a_single_finding_is_its_sentence():
    assert line(finding("A", "I-001")) == ["It was so"]
    assert line(finding("A", None)) == ["It was so"]


def test_more_of_a_rule_are_counted():
    assert line(finding("A", "I-001"), finding("A", "I-002")) == ["It was so (and in 1 more incident)"]
    assert line(finding("A", None), finding("A", "I-001"), finding("A", "I-002")) == ["It was so (and in 2 incidents)"]


def test_the_rule_found_most_often_comes_first_and_rules_are_not_mixed():
    assert [each.rule for each in grouped([finding("A", "I-001"), finding("B", "I-001"), finding("B", "I-002")])] == [
        "B",
        "A",
    ]


def test_witnesses_and_citations_are_joined():
    (group,) = grouped([finding("A", "I-001"), finding("A", "I-002", plane=Plane.MODEM_BOX)])

    assert group.witnesses() == "probes along the path and modem"
    assert group.cites == ("I-001", "I-002")


def test_at_most_three_sentences_are_told_and_the_rest_counted():
    (group,) = grouped([finding("A", f"I-00{each}", f"at {each}") for each in range(5)])

    assert sentences(group) == "At 0; at 1; at 2; and 2 more like it"
