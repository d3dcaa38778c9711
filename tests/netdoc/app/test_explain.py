"""Incidents and rules asked for by their ids."""

import pytest

from netdoc.app.cases import judge
from netdoc.app.explain import MOST_NAMED, explain, explained_to_plain
from netdoc.errors import BadInput
from tests.stories.office import BEYOND, Office


def story(drops=2):
    office = Office(minutes=10 + 20 * drops)
    for number in range(drops):
        office.fails(300 + 1200 * number, 360 + 1200 * number, *BEYOND)
    evidence = office.evidence()
    return judge(evidence), evidence


def test_incidents_and_rules_are_found_in_whatever_case_and_told_once():
    told = explain(*story(), ["i-002", "LOOP01", " loop01 ", "I-002", "wire01"])

    assert [each.judged.incident.id for each in told.incidents] == ["I-002"]
    assert [each.rule.id for each in told.rules] == ["LOOP01", "WIRE01"]


@pytest.mark.parametrize("name", ["I-003", "I-1", "LOOP", "", "\x1b[2J" * 99, "../etc"])
def test_an_unknown_id_is_one_error_with_the_ids_there_are(name):
    with pytest.raises(BadInput, match="no incident of this window and no rule") as wrong:
        explain(*story(), ["I-001", name])

    assert wrong.value.where == "--explain"
    assert "incidents: I-001, I-002; rules: ACCESS01, " in wrong.value.hint
    assert len(wrong.value.message) < 250


def test_of_many_incidents_the_error_names_the_first_and_the_last():
    verdict, evidence = story(MOST_NAMED)
    with pytest.raises(BadInput) as wrong:
        explain(verdict, evidence, ["x"])
    assert f"I-00{MOST_NAMED - 1}, I-00{MOST_NAMED};" in wrong.value.hint

    verdict, evidence = story(MOST_NAMED + 1)
    with pytest.raises(BadInput) as wrong:
        explain(verdict, evidence, ["x"])
    assert f"incidents: I-001 to I-00{MOST_NAMED + 1};" in wrong.value.hint


def test_without_incidents_the_error_says_none():
    with pytest.raises(BadInput) as wrong:
        explain(*story(0), ["I-001"])

    assert "incidents: none;" in wrong.value.hint


def test_a_rule_tells_its_finding_for_each_incident_and_for_the_window():
    (told,) = explain(*story(), ["LOOP01"]).rules

    assert [judged.incident.id for judged, _ in told.findings] == ["I-001", "I-002"]
    assert {finding.rule for _, finding in told.findings} == {"LOOP01"}
    assert (told.window.rule, told.window.incident) == ("LOOP01", None)


def test_the_document_holds_all_of_it():
    verdict, evidence = story()
    document = explained_to_plain(explain(verdict, evidence, ["I-001", "LOOP01"]))
    (incident,), (rule,) = document["incidents"], document["rules"]

    assert (document["schema"], document["site"]) == ("netdoc.explain/1", "story")
    assert incident["incident"]["id"] == "I-001"
    assert {each["state"] for each in incident["faults"]} == {"open"}
    assert len(incident["findings"]) == len(verdict.incidents[0].findings)
    assert {"kind", "subject", "at", "place", "words", "plane", "capture"} == set(incident["inputs"][0])
    assert incident["why"] and all({"about", "now", "then"} == set(each) for each in incident["flips"])
    assert (rule["rule"], rule["fault"], rule["planes_needed"]) == ("LOOP01", "loop.noise", ["modem_box"])
    assert rule["rivals"] and rule["incidents_needed"] == 1
    assert next(iter(rule["specification"])) == "Objective" and len(rule["findings"]) == 2
