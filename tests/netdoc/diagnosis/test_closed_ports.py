"""When a port that is silent is missed, who remains, and who is named."""

from dataclasses import replace

import pytest

from netdoc.diagnosis.closed_ports import find_closed_ports
from netdoc.diagnosis.diagnose import diagnose
from netdoc.diagnosis.remarks import remarks
from netdoc.discover import rules
from netdoc.model.facts.step import Step
from netdoc.model.fault import Fault
from netdoc.model.incident import IncidentKind, Origin
from netdoc.model.plane import Plane
from netdoc.model.segment import Party
from netdoc.model.site import Contract, SecondWay
from netdoc.model.verdict import Standing
from tests.stories.episodes import an_incident
from tests.stories.office import Office, at
from tests.stories.other_ways import knocks, over_there


def office(*words, there=(), name="calls", into=None, **more):
    told = into or Office(minutes=30)
    for number, word in enumerate(words):
        knocks(told, 60 + 120 * number, word, name=name, **more)
    for number, word in enumerate(there):
        knocks(told, 62 + 120 * number, word, name=name, there=True, **more)
        over_there(told, 62 + 120 * number)
    return told


def found(told, outages=()):
    return find_closed_ports(told.evidence(), outages)


@pytest.mark.parametrize(
    ("words", "there", "count"),
    [
        (("answers", "silent", "silent"), (), 1),
        (("answers", "silent", "answers", "silent"), (), 0),
        (("answers", "silent", "silent", "answers", "silent", "silent"), (), 2),
        (("silent", "silent", "silent"), (), 0),
        (("silent", "silent"), ("answers",), 1),
        (("silent",), ("answers",), 0),
        (("answers", "once", "once", "once"), (), 0),
        (("answers", "refused", "refused"), (), 1),
        (("answers", "refused"), (), 0),
        (("answers", "barred", "barred"), (), 1),
        (("answers", "answers"), ("silent", "silent"), 0),
    ],
)
def test_a_port_is_missed_when_it_is_silent_twice_and_is_known_to_answer(words, there, count):
    assert len(found(office(*words, there=there))) == count


def test_it_lasts_from_the_first_silent_look_to_the_next_answer():
    (incident,) = found(office("answers", "silent", "silent", "answers"))

    assert (incident.kind, incident.origin, incident.rung) == (IncidentKind.PORT, Origin.PORTS, "port_calls")
    assert (incident.start, incident.end) == (at(180), at(420))
    assert (incident.start_uncertainty_s, incident.end_uncertainty_s, incident.ongoing) == (120, 120, False)
    assert not incident.began_before
    assert incident.detail == "203.0.113.80:5060/udp (sip) answered none of 6 questions"


def test_what_is_silent_while_nothing_answers_is_the_outage_s_own():
    told = office("answers", "silent", "silent", "answers")

    assert found(told, [an_incident(170, 320)]) == []


@pytest.mark.parametrize(("end", "count"), [(145, 0), (135, 1)])
def test_a_look_just_after_an_outage_is_still_the_outage_s(end, count):
    assert len(found(office("answers", "silent", "silent"), [an_incident(110, end)])) == count


def test_what_was_silent_at_the_first_look_began_before():
    (incident,) = found(office("silent", "silent", "answers"))

    assert incident.began_before


def verdict(told):
    return diagnose(told.evidence(), rules())


def test_a_port_that_never_answered_is_no_incident_and_is_said_to_prove_nothing():
    told = office("silent", "silent", "silent", there=("silent", "silent", "silent"))

    assert verdict(told).incidents == ()
    assert any("that silence proves nothing" in each for each in remarks(told.evidence()))


def test_closed_here_and_open_there_leaves_the_provider_the_router_and_a_far_end_that_turns_us_away():
    told = verdict(office("silent", "silent", "silent", there=("answers",) * 3))

    assert (told.fault, told.standing, told.party) == (Fault.CORE_FILTER, Standing.INDICATED, None)
    assert set(told.remaining) == {Party.PROVIDER, Party.PREMISES, Party.FAR_END}


def test_the_same_port_of_two_far_ends_takes_the_far_end_out_and_keeps_the_router():
    told = office("silent", "silent", "silent", there=("answers",) * 3)
    office("silent", "silent", "silent", there=("answers",) * 3, name="other", address="198.18.0.9", into=told)

    assert set(verdict(told).remaining) == {Party.PROVIDER, Party.PREMISES}


@pytest.mark.parametrize(
    ("more", "word"),
    [({"port": 4569}, "silent"), ({"address": "203.0.113.80"}, "silent"), ({}, "answers")],
    ids=["another port", "the same address", "it answers here"],
)
def test_what_is_no_second_far_end_with_the_same_port_takes_nobody_out(more, word):
    told = office("silent", "silent", "silent", there=("answers",) * 3)
    office(word, word, word, there=("answers",) * 3, name="other", **{"address": "198.18.0.9", **more}, into=told)

    first = next(each for each in verdict(told).incidents if each.incident.rung == "port_calls")
    assert Party.FAR_END in first.remaining


def test_closed_at_the_modem_too_and_at_two_far_ends_names_the_provider():
    told = Office(minutes=30).sees(10, "site", Step(did="laptop at the modem", at_modem=True), Plane.OPERATOR)
    office("silent", "silent", "silent", there=("answers",) * 3, into=told)
    office("silent", "silent", "silent", there=("answers",) * 3, name="other", address="198.18.0.9", into=told)

    total = verdict(told)

    assert (total.party, total.fault, total.standing) == (Party.PROVIDER, Fault.CORE_FILTER, Standing.ESTABLISHED)


def test_back_behind_the_router_meanwhile_the_router_stays_a_candidate():
    told = Office(minutes=30).sees(10, "site", Step(did="laptop at the modem", at_modem=True), Plane.OPERATOR)
    told.sees(100, "site", Step(did="laptop back", at_modem=False), Plane.OPERATOR)
    office("silent", "silent", "silent", there=("answers",) * 3, into=told)
    office("silent", "silent", "silent", there=("answers",) * 3, name="other", address="198.18.0.9", into=told)

    assert set(verdict(told).remaining) == {Party.PROVIDER, Party.PREMISES}


def test_the_twin_closed_on_both_ways_is_the_far_end_s():
    told = office("answers", "silent", "silent", "silent", there=("answers", "silent", "silent", "silent"))

    total = verdict(told)

    assert (total.party, total.fault, total.standing) == (Party.FAR_END, Fault.SERVICE_DOWN, Standing.ESTABLISHED)


def test_silence_there_of_a_port_that_the_other_network_may_close_itself_names_nobody():
    total = verdict(office("answers", "silent", "silent", "silent", there=("silent",) * 4))

    assert (total.party, total.fault) == (None, None)
    assert set(total.remaining) == {Party.PROVIDER, Party.PREMISES, Party.FAR_END}


def test_without_a_second_path_nobody_is_named():
    total = verdict(office("answers", "silent", "silent", "silent"))

    assert (total.party, total.fault, total.standing) == (None, None, Standing.INSUFFICIENT)
    assert set(total.remaining) == {Party.PROVIDER, Party.PREMISES, Party.FAR_END}


def test_what_is_asked_next_is_what_is_not_known_yet():
    without = verdict(office("answers", "silent", "silent", "silent")).next_tests
    beside = verdict(office("silent", "silent", "silent", there=("answers",) * 3)).next_tests

    assert "second-path" in [each.id for each in without] and "ask-far-end" not in [each.id for each in without]
    assert {each.id for each in beside} == {"laptop-at-modem", "ask-far-end"}
    assert "--second-path" in next(each.command for each in without if each.id == "second-path")


def test_a_port_that_is_open_over_another_line_of_the_same_provider_shows_nothing():
    told = office("silent", "silent", "silent", there=("answers",) * 3)
    office("silent", "silent", "silent", there=("answers",) * 3, name="other", address="198.18.0.9", into=told)
    evidence = told.evidence()
    way = SecondWay(interface="wwan0", isp="acme")
    evidence.site = replace(evidence.site, second_path=way, contract=Contract(isp="Acme"))

    total = diagnose(evidence, rules())

    assert (total.fault, total.party) == (None, None)
    assert set(total.remaining) == {Party.PROVIDER, Party.PREMISES, Party.FAR_END}
