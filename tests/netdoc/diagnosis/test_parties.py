"""Each party over the window."""

import pytest

from netdoc.diagnosis.parties import party_standings
from netdoc.model.facts.testimony import Testimony, Witness
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing, Finding
from netdoc.model.plane import Plane
from netdoc.model.segment import Party
from netdoc.model.verdict import Conclusion, Judged, Standing
from tests.stories.episodes import an_incident
from tests.stories.office import Office


def judged(party=None, standing=Standing.INSUFFICIENT, remaining=(), findings=(), minutes=10):
    incident = an_incident(0, 60 * minutes, spread_s=30)
    return Judged(
        incident=incident,
        party=party,
        fault=None,
        standing=standing,
        remaining=tuple(remaining),
        findings=tuple(findings),
    )


def said(fault, bearing, sentence="x", missing=()):
    return Finding(rule=fault.value, fault=fault, bearing=bearing, sentence=sentence, missing=missing)


def held(*members, conclusion=Conclusion.FAULT):
    return {each.party: each for each in party_standings(Office(minutes=0).evidence(), members, conclusion)}


def test_all_six_parties_are_told_in_a_fixed_order():
    assert [each.party for each in party_standings(Office(minutes=0).evidence(), (), Conclusion.NO_FAULT)] == list(
        Party
    )


@pytest.mark.parametrize(
    ("conclusion", "standing"),
    [(Conclusion.NO_FAULT, Standing.CLEARED), (Conclusion.INSUFFICIENT, Standing.INSUFFICIENT)],
)
def test_where_nothing_failed_the_conclusion_decides(conclusion, standing):
    assert {each.standing for each in held(conclusion=conclusion).values()} == {standing}


def test_a_named_partys_minutes_have_bounds():
    line = held(judged(Party.LINE, Standing.ESTABLISHED))[Party.LINE]

    assert (line.standing, line.minutes_min, line.minutes_max) == (Standing.ESTABLISHED, 9.0, 11.0)


def test_a_candidate_may_have_caused_all_of_it_or_none():
    line = held(judged(remaining=(Party.LINE, Party.PROVIDER)))[Party.LINE]

    assert (line.standing, line.minutes_min, line.minutes_max) == (Standing.INSUFFICIENT, 0.0, 11.0)


def test_minutes_of_several_incidents_are_summed():
    line = held(judged(Party.LINE, Standing.INDICATED), judged(Party.LINE, Standing.INDICATED))[Party.LINE]

    assert (line.minutes_min, line.minutes_max) == (18.0, 22.0)


def test_the_strongest_standing_of_the_window_is_told():
    line = held(judged(Party.LINE, Standing.INDICATED), judged(Party.LINE, Standing.ESTABLISHED), judged())[Party.LINE]

    assert line.standing is Standing.ESTABLISHED


def test_a_contradiction_is_told_of_those_it_concerns():
    told = held(judged(standing=Standing.CONTRADICTED, remaining=(Party.LINE,)))

    assert told[Party.LINE].standing is Standing.CONTRADICTED


def test_who_is_out_of_every_incident_is_cleared_and_has_no_minutes():
    provider = held(judged(Party.LINE, Standing.INDICATED))[Party.PROVIDER]

    assert (provider.standing, provider.minutes_max) == (Standing.CLEARED, 0.0)


@pytest.mark.parametrize("party", [Party.POWER, Party.FAR_END])
@pytest.mark.parametrize("cleared", [True, False])
def test_power_and_far_end_are_cleared_only_by_a_rule(party, cleared):
    fault = Fault.MAINS_OUTAGE if party is Party.POWER else Fault.BEYOND_TARGET
    findings = [said(fault, Bearing.CLEARS if cleared else Bearing.SILENT)]

    told = held(judged(Party.LINE, Standing.INDICATED, findings=findings))[party]

    assert told.standing is (Standing.CLEARED if cleared else Standing.INSUFFICIENT)


def test_what_speaks_for_and_against_a_party_is_its_own_and_told_once():
    findings = [
        said(Fault.LOOP_NOISE, Bearing.BLAMES), said(Fault.LOOP_NO_SIGNAL, Bearing.CLEARS),
        said(Fault.CORE_LOSS, Bearing.BLAMES), said(Fault.LOOP_NOISE, Bearing.SILENT),
    ]  # fmt: skip
    line = held(judged(Party.LINE, Standing.INDICATED, findings=findings), judged(findings=findings))[Party.LINE]

    assert [each.fault for each in line.speaks_for] == [Fault.LOOP_NOISE]
    assert [each.fault for each in line.speaks_against] == [Fault.LOOP_NO_SIGNAL]


def test_what_was_missing_is_told_of_candidates_only():
    findings = [
        said(Fault.LOOP_NOISE, Bearing.SILENT, missing=("DslLine",)),
        said(Fault.LOOP_NO_SIGNAL, Bearing.CLEARS, missing=("Step",)),
        said(Fault.CORE_LOSS, Bearing.SILENT, missing=("PathTrace",)),
    ]
    told = held(judged(remaining=(Party.LINE, Party.EQUIPMENT), findings=findings))

    assert (told[Party.LINE].missing, told[Party.PROVIDER].missing) == (("DslLine",), ())


def stated(denies, witness=Witness.TELCO, ticket="T-7", person="Bob"):
    fact = Testimony(witness=witness, says="the line tests OK", denies=denies, ticket=ticket, person=person)
    office = Office(minutes=0).sees(60, "telco", fact, Plane.VENDOR, None)
    return {
        each.party: each.stated for each in party_standings(office.evidence(), (), Conclusion.INSUFFICIENT)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("denies", "party"),
    [("loop", Party.LINE), ("loop.noise", Party.LINE), ("modem", Party.EQUIPMENT), ("access", Party.PROVIDER)],
)
def test_what_a_vendor_denies_is_quoted_beside_the_party_that_answers_for_that_place(denies, party):
    told = stated(denies)

    assert {each for each, words in told.items() if words} == {party}
    assert told[party][0].startswith("«the line tests OK» (telco, Bob, ticket T-7, 2026-03-02 08:01 UTC): quoted and")


@pytest.mark.parametrize(
    ("denies", "witness"), [(None, Witness.TELCO), ("everything", Witness.TELCO), ("loop", Witness.OPERATOR)]
)
def test_what_denies_no_place_or_is_no_vendors_word_is_not_quoted(denies, witness):
    assert not any(stated(denies, witness).values())


def test_a_statement_without_a_ticket_says_so():
    assert "(telco, no ticket, " in stated("loop", ticket=None, person=None)[Party.LINE][0]


def test_a_denial_clears_nobody():
    fact = Testimony(witness=Witness.TELCO, says="OK", denies="loop", ticket="T-7")
    office = Office(minutes=0).sees(60, "telco", fact, Plane.VENDOR, None)
    line = party_standings(office.evidence(), (), Conclusion.INSUFFICIENT)[list(Party).index(Party.LINE)]

    assert (line.standing, line.speaks_against, len(line.stated)) == (Standing.INSUFFICIENT, (), 1)
