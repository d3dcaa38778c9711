"""Why an incident stands as it does, and what would flip it."""

from dataclasses import replace

import pytest

from netdoc.diagnosis.diagnose import diagnose
from netdoc.diagnosis.explaining import State, explain_incident
from netdoc.diagnosis.tables import PROOFS
from netdoc.discover import rules
from netdoc.model.facts.step import Socket
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing, Finding
from netdoc.model.plane import Plane
from netdoc.model.verdict import Judged, Standing
from tests.stories.episodes import an_incident
from tests.stories.office import BEYOND, Office
from tests.stories.open_faults import opened

RULES = rules()
F = Fault


def noisy(office, onset=900):
    office.fails(onset, onset + 60, *BEYOND)
    office.line(onset - 200, -90_000, ses_down=0).line(onset - 100, -90_000, ses_down=40)
    return office.line(onset + 100, onset + 58).box(onset + 101, -200_000)


def explained(office, number=0):
    evidence = office.evidence()
    verdict = diagnose(evidence, RULES)
    return explain_incident(evidence, verdict.incidents[number], verdict.incidents, RULES)


def states(told, state):
    return {each.fault for each in told.stands if each.state is state}


def flips(told, about):
    return [(each.now, each.then) for each in told.flips if each.about == about]


def by_hand(*findings, incident=None, standing=Standing.INDICATED, others=(), remaining=()):
    incident = incident or an_incident()
    judged = opened(
        Judged(incident=incident, party=None, fault=None, standing=standing, remaining=remaining, findings=findings)
    )
    return explain_incident(Office(minutes=0).evidence(), judged, (judged, *others), RULES)


def finding(fault, bearing, *planes, sentence="x", rule="TEST01", missing=()):
    return Finding(
        rule=rule, fault=fault, bearing=bearing, sentence=sentence, planes=frozenset(planes), missing=tuple(missing)
    )


def test_findings_that_blame_come_first_then_those_that_clear_then_the_silent_ones():
    told = explained(noisy(Office(minutes=30)))
    bearings = [each.bearing for each in told.findings]

    assert bearings == sorted(bearings, key=list(Bearing).index)
    assert (told.findings[0].rule, len(told.findings)) == ("LOOP01", len(RULES))


def test_an_open_rival_says_by_what_its_own_rule_would_clear_it():
    told = explained(noisy(Office(minutes=30)))
    ((now, then),) = flips(told, F.INHOUSE_WIRING_FAULT)

    (silent,) = [each for each in told.findings if each.fault is F.INHOUSE_WIRING_FAULT]
    assert now == f"open: {silent.sentence}"
    assert then.startswith("cleared when the line stayed in sync through the incident, or the incident happened")
    assert "[WIRE01]" in then and "it lacked" in then


def test_a_blamed_fault_says_what_establishes_it_and_what_would_contradict_it():
    told = explained(noisy(Office(minutes=30)))
    (_, needs), (_, against) = flips(told, F.LOOP_NOISE)

    assert needs.startswith("established with one of the planes operator, vendor, the rival ")
    assert needs.endswith("the rival modem.front_end cleared")
    assert against == (
        "contradicted when the line's start instant is older than the onset and no reading was out of sync; "
        "or, where no reading tells, when a person saw the DSL lamp steady amid the incident [LOOP01]"
    )


def test_of_an_established_fault_only_what_contradicts_it_and_what_holds_its_rivals_down_is_told():
    told = explained(noisy(Office(minutes=30)).step(0, socket=Socket.TEST, modem="M-2", modem_proven=True))

    assert told.judged.standing is Standing.ESTABLISHED
    assert [now for now, _ in flips(told, F.LOOP_NOISE)] == ["blamed"]
    assert "nothing that it needs is lacking" in told.why[0]
    ((now, then),) = flips(told, F.INHOUSE_WIRING_FAULT)
    assert (now, then) == ("cleared", "open again if «it happened at the test socket too» [WIRE01] falls")


def test_a_cleared_fault_that_is_no_rival_flips_nothing():
    told = explained(noisy(Office(minutes=30)))

    assert {F.ACCESS_SESSION_DOWN, F.CORE_UNREACHABLE} & states(told, State.CLEARED)
    assert {each.about for each in told.flips} == {F.LOOP_NOISE, *PROOFS[F.LOOP_NOISE].rivals}


def test_where_nothing_is_blamed_every_candidate_says_what_would_clear_it():
    told = explained(Office(minutes=20).fails(300, 400, *BEYOND))
    open_ = states(told, State.OPEN)

    assert F.LOOP_NOISE in open_ and F.ACCESS_SESSION_DOWN in open_
    assert {each.about for each in told.flips if each.now.startswith("open")} == open_
    assert {each.about for each in told.flips if each.now == "cleared"} == states(told, State.CLEARED)
    assert told.why[0] == f"No rule blames a fault that stands; {len(open_)} that could explain it are not excluded."
    assert told.why[1].startswith("No party is named while 4 remain: line, equipment, provider, premises")


def test_what_is_neither_blamed_nor_a_rival_stands_aside():
    told = explained(noisy(Office(minutes=30)))
    blamed_and_rivals = {F.LOOP_NOISE, *PROOFS[F.LOOP_NOISE].rivals}

    assert states(told, State.ASIDE) and not states(told, State.ASIDE) & blamed_and_rivals
    assert states(told, State.BLAMED) == {F.LOOP_NOISE}


def test_planes_heard_stand_beside_the_planes_needed():
    told = explained(noisy(Office(minutes=30)))
    (blamed,) = [each for each in told.stands if each.state is State.BLAMED]

    assert (blamed.heard, blamed.needed) == ({Plane.MODEM_BOX}, {Plane.MODEM_BOX})
    assert blamed.one_of == {Plane.OPERATOR, Plane.VENDOR}


@pytest.mark.parametrize(("times", "lacking"), [(1, True), (2, False)])
def test_incidents_in_which_a_fault_is_blamed_are_counted_among_all(times, lacking):
    blames = finding(F.MODEM_REBOOTS, Bearing.BLAMES, Plane.MODEM_BOX, Plane.POWER)
    again = opened(
        Judged(
            incident=an_incident(),
            party=None,
            fault=None,
            standing=Standing.INDICATED,
            remaining=(),
            findings=(blames,),
        )
    )
    told = by_hand(blames, others=(again,) * (times - 1))
    (stand,) = [each for each in told.stands if each.fault is F.MODEM_REBOOTS]

    assert ("2 incidents in which it is blamed (1 so far)" in stand.missing) is lacking
    assert stand.repeats_seen == times


def test_missing_planes_are_named():
    told = by_hand(finding(F.MODEM_REBOOTS, Bearing.BLAMES, Plane.MODEM_BOX))

    assert (
        "it lacks the plane power, 2 incidents in which it is blamed (1 so far), the rival mains.outage" in told.why[0]
    )


def test_a_contradiction_names_both_voices():
    told = by_hand(
        finding(F.LOOP_NOISE, Bearing.BLAMES, sentence="it dropped"),
        finding(F.LOOP_NOISE, Bearing.CLEARS, sentence="it did not"),
        standing=Standing.CONTRADICTED,
    )

    assert told.why[0] == "loop.noise is blamed and cleared: it cannot stand."
    assert flips(told, F.LOOP_NOISE) == [
        ("blamed and cleared", "stands if «it did not» [TEST01] falls, cleared if «it dropped» [TEST01] does")
    ]


def test_two_faults_blamed_at_once_establish_none():
    told = by_hand(finding(F.LOOP_NOISE, Bearing.BLAMES), finding(F.MODEM_REBOOTS, Bearing.BLAMES))

    assert "2 faults are blamed (modem.reboots, loop.noise): none is established." in told.why


@pytest.mark.parametrize(("void", "concluded"), [(0.2, True), (0.21, False)])
def test_too_many_void_samples_are_told_first(void, concluded):
    told = by_hand(finding(F.LOOP_NOISE, Bearing.BLAMES), incident=an_incident(void=void))

    assert (told.flips[0].about != "the samples") is concluded
    assert ("void" not in told.why[0]) is concluded


def test_without_any_finding_the_verdicts_own_reason_is_pointed_to():
    told = by_hand(standing=Standing.INSUFFICIENT)

    assert told.why == ("No rule was heard on it: see the verdict's own reason.",)


def test_a_fault_without_a_rule_says_so():
    judged = replace(by_hand(finding(F.LOOP_NOISE, Bearing.BLAMES)).judged)
    told = explain_incident(Office(minutes=0).evidence(), judged, (judged,), {})

    assert flips(told, F.MODEM_FRONT_END) == [("open", "no rule answers for it")]


def test_what_a_rule_needs_is_shown_where_it_spoke_or_answers_for_a_candidate():
    office = Office(minutes=0).traced(0, [9, 9], 99).line(0, 0)
    evidence = office.evidence()

    def kinds(*findings):
        judged = opened(
            Judged(
                incident=an_incident(),
                party=None,
                fault=None,
                standing=Standing.INDICATED,
                remaining=(),
                findings=findings,
            )
        )
        return {each.kind for each in explain_incident(evidence, judged, (judged,), RULES).inputs}

    blames = finding(F.LOOP_NOISE, Bearing.BLAMES, rule="LOOP01")
    assert kinds(blames, finding(F.CORE_LOSS, Bearing.SILENT, rule="CORE02")) == {"DslLine"}
    assert "PathTrace" in kinds(blames, finding(F.CORE_LOSS, Bearing.CLEARS, rule="CORE02"))


def test_with_one_party_left_nothing_is_said_of_those_that_remain():
    told = by_hand(finding(F.LOOP_NOISE, Bearing.BLAMES))

    assert not any("No party is named" in each for each in told.why)
