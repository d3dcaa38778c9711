"""Which faults are still open: the same set as the weighing keeps."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netdoc.diagnosis.candidates import blamed_and_cleared, parties_of
from netdoc.diagnosis.tables import PROOFS, explains
from netdoc.diagnosis.weigh import VOID_LIMIT, judge_incidents
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing, Finding
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.segment import CLIENT, ISP, UNKNOWN, Party, Segment
from tests.stories.episodes import an_incident
from tests.stories.office import Office

EVIDENCE = Office(minutes=0).evidence()


def finding(fault, bearing):
    return Finding(rule="TEST01", fault=fault, bearing=bearing, sentence="x")


def judged(*findings, incident=None, evidence=EVIDENCE):
    incident = incident or an_incident()
    (told,) = judge_incidents(evidence, [incident], {incident.id: findings})
    return told


def test_without_a_blame_all_that_could_explain_it_and_is_not_cleared_is_open():
    told = judged(finding(Fault.LOOP_NOISE, Bearing.CLEARS))
    left = set(told.candidates)

    assert left == set(explains(EVIDENCE, told.incident)) - {Fault.LOOP_NOISE}


def test_with_a_blame_it_and_its_rivals_that_nothing_clears_are_open():
    told = judged(
        finding(Fault.LOOP_NOISE, Bearing.BLAMES),
        finding(Fault.INHOUSE_WIRING_FAULT, Bearing.CLEARS),
    )
    rivals = set(PROOFS[Fault.LOOP_NOISE].rivals) - {Fault.INHOUSE_WIRING_FAULT}

    assert set(told.candidates) == {Fault.LOOP_NOISE, *rivals}


def test_a_contradicted_fault_stays_open():
    told = judged(finding(Fault.LAN_LOSS, Bearing.BLAMES), finding(Fault.LAN_LOSS, Bearing.CLEARS))

    assert Fault.LAN_LOSS in told.candidates


def test_elimination_alone_leaves_everything_open():
    cleared = [
        finding(each, Bearing.CLEARS)
        for each in explains(EVIDENCE, an_incident())
        if Party.LINE not in EVIDENCE.site.parties(each.segment)
    ]
    told = judged(*cleared)

    assert set(told.candidates) == set(explains(EVIDENCE, told.incident))


@pytest.mark.parametrize(("void", "all_open"), [(VOID_LIMIT, False), (VOID_LIMIT + 0.01, True)])
def test_too_many_void_samples_leave_everything_open(void, all_open):
    told = judged(finding(Fault.LOOP_NOISE, Bearing.BLAMES), incident=an_incident(void=void))

    assert (set(told.candidates) == set(explains(EVIDENCE, told.incident))) is all_open


def test_where_nobody_is_named_and_nobody_remains_all_that_could_explain_it_is_open():
    told = judged(incident=an_incident(zone=Zone.LINK))

    assert (told.party, told.remaining) == (None, ())
    assert set(told.candidates) == set(explains(EVIDENCE, told.incident))


FINDINGS = st.lists(st.builds(finding, st.sampled_from(list(Fault)), st.sampled_from(list(Bearing))), max_size=30)


@given(
    FINDINGS,
    st.sampled_from([each for each in IncidentKind if each is not IncidentKind.TARGET]),
    st.sampled_from(list(Zone)),
    st.sampled_from([ISP, CLIENT, UNKNOWN]),
)
@settings(max_examples=200, deadline=None)
def test_the_parties_of_what_is_open_are_those_that_the_weighing_leaves(findings, kind, zone, owner):
    evidence = Office(minutes=0, owners={Segment.MODEM: owner, Segment.ROUTER: CLIENT}).evidence()
    told = judged(*findings, incident=an_incident(kind=kind, zone=zone), evidence=evidence)
    named = {told.party} if told.party else set(told.remaining)

    if named:
        assert parties_of(evidence, told.candidates) == named


def test_what_is_blamed_and_what_is_cleared_are_told_apart_and_silence_is_neither():
    told = judged(
        finding(Fault.LAN_LOSS, Bearing.BLAMES),
        finding(Fault.LOOP_NOISE, Bearing.CLEARS),
        finding(Fault.CABLE_DOWN, Bearing.SILENT),
    )

    assert blamed_and_cleared(told) == ({Fault.LAN_LOSS}, {Fault.LOOP_NOISE})
