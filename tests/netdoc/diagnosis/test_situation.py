"""Where an office stands when the next test is chosen."""

from dataclasses import replace

import pytest

from netdoc.diagnosis.situation import situation, until_covered_s
from netdoc.model.arm import Arm, Changed, SilenceOutcome, SilenceTest
from netdoc.model.facts.dsl_history import DslBin, DslHistory
from netdoc.model.facts.step import Action, Socket
from netdoc.model.fault import Fault
from netdoc.model.incident import IncidentKind, Origin
from netdoc.model.plane import Plane
from netdoc.model.segment import Party
from netdoc.model.verdict import Judged, Standing
from tests.stories.episodes import a_name_failure, an_incident
from tests.stories.office import Office, at
from tests.stories.open_faults import opened

P = Party
THREE = (P.LINE, P.EQUIPMENT, P.PREMISES)
FOUR = (P.LINE, P.EQUIPMENT, P.PROVIDER, P.PREMISES)
HOUR = 3600


def judged(incident=None, remaining=FOUR, party=None):
    return opened(Judged(
        incident=incident or an_incident(), party=party, fault=None, standing=Standing.INSUFFICIENT,
        remaining=tuple(remaining),
    ))  # fmt: skip


def stands(office=None, *incidents, remaining=FOUR, **more):
    evidence = (office or Office(minutes=0)).evidence()
    members = [judged(each, remaining) for each in incidents or (an_incident(),)]
    return situation(evidence, remaining, members, **more)


def an_arm(id_, watched_s, *drops):
    return Arm(id=id_, start=at(0), end=at(watched_s), words="as it is", watched_s=watched_s, drops=drops)


def a_test(outcome, *changed):
    return SilenceTest(
        arm="A-2", against="A-1", changed=changed, drops_before=3, watched_before_s=1.0, needed_s=2.0, silent_s=1.0,
        drops=0, outcome=outcome, sentence="x",
    )  # fmt: skip


def test_what_is_open_are_the_faults_of_those_that_remain():
    now = stands(remaining=(P.LINE, P.PROVIDER))

    assert {P.LINE, P.PROVIDER} == {p for f in now.candidates for p in now.evidence.site.parties(f.segment)}
    assert Fault.MODEM_HANGS not in now.candidates


def test_the_plan_is_made_for_the_incidents_that_leave_exactly_this_set():
    evidence = Office(minutes=0).evidence()
    now = situation(evidence, (P.PROVIDER, P.PREMISES), (judged(), judged(a_name_failure(), (P.PROVIDER, P.PREMISES))))

    assert now.kinds == {IncidentKind.NAMES}


def test_where_none_leaves_this_set_those_count_that_leave_some_of_it():
    now = situation(Office(minutes=0).evidence(), THREE, (judged(), judged(a_name_failure(), (P.FAR_END, P.POWER))))

    assert now.kinds == {IncidentKind.OUTAGE}


def test_a_named_incident_counts_for_the_party_that_is_named():
    now = situation(Office(minutes=0).evidence(), (P.LINE,), (judged(None, (), P.LINE),))

    assert (now.drops, now.kinds) == (1, {IncidentKind.OUTAGE})


def test_drops_are_counted_in_what_was_watched():
    now = stands(Office(minutes=60), an_incident(300, 360), an_incident(2000, 2060))

    assert (now.drops, now.watched_s) == (2, 3600)
    assert now.needed_s == pytest.approx(3600 * (20**0.5 - 1))
    assert now.next_drop_s == 1800


def test_an_incident_of_another_kind_is_no_drop_of_this_one():
    evidence = Office(minutes=60).evidence()
    names = judged(a_name_failure(), (P.PROVIDER, P.PREMISES))
    other = situation(evidence, (P.LINE, P.EQUIPMENT), (judged(None, (P.LINE, P.EQUIPMENT)), names))

    assert other.drops == 1


def test_without_a_drop_nothing_is_needed_and_the_next_is_a_day_away():
    now = situation(Office(minutes=60).evidence(), FOUR, ())

    assert (now.drops, now.needed_s, now.next_drop_s, now.failing_now) == (0, None, 86400.0, False)


def test_the_last_arrangement_that_dropped_is_the_one_to_beat():
    arms = (an_arm("A-1", 7200, "I-1", "I-2"), an_arm("A-2", 3600, "I-3"), an_arm("A-3", 100))

    assert (stands(arms=arms).drops, stands(arms=arms).watched_s) == (1, 3600)


def remembered(start, origin=Origin.MODEM_MEMORY):
    return replace(an_incident(start, start + 60), origin=origin)


def test_what_a_box_remembers_was_watched_by_the_box():
    bins = DslHistory(bin_s=900, bins=(DslBin(start=at(-20 * HOUR), duration_s=900),))
    coarse = DslHistory(bin_s=1800, bins=(DslBin(start=at(-200 * HOUR), duration_s=1800),))
    office = Office(minutes=60).sees(0, "modem", bins, Plane.MODEM_BOX).sees(1, "modem", coarse, Plane.MODEM_BOX)

    assert stands(office, remembered(-9 * HOUR)).watched_s == 21 * HOUR
    assert stands(office).watched_s == HOUR
    assert stands(Office(minutes=60), remembered(-9 * HOUR)).watched_s == 10 * HOUR
    assert stands(Office(minutes=60), remembered(-9 * HOUR, Origin.ROUTER_MEMORY)).watched_s == 10 * HOUR


def test_it_fails_now_when_the_last_incident_has_not_ended():
    assert stands(None, an_incident(), an_incident(900, 960, ongoing=True)).failing_now
    assert not stands(None, an_incident(ongoing=True), an_incident(900, 960)).failing_now


def test_the_hours_of_day_are_those_in_which_it_began():
    assert stands(None, an_incident(3000, 4000), an_incident(2 * HOUR, 2 * HOUR + 9)).hours == (8, 10)


@pytest.mark.parametrize(
    ("step", "taken"),
    [
        ({"socket": Socket.TEST}, {Action.TEST_SOCKET}),
        ({"action": Action.TEST_SOCKET}, {Action.TEST_SOCKET}),
        ({"action": Action.TEST_SOCKET, "socket": Socket.DESK}, set()),
        ({"modem": "M-2", "modem_proven": True}, {Action.SWAP_MODEM}),
        ({"action": Action.SWAP_MODEM, "modem": "M-2"}, set()),
        ({"action": Action.SWAP_MODEM, "modem": "M-1", "modem_proven": False}, set()),
        ({"filters_off": True}, {Action.FILTER_OUT}),
        ({"action": Action.FILTER_OUT, "filters_off": False}, set()),
        ({"behind_ups": False}, {Action.UPS_BYPASS}),
        ({"action": Action.UPS_BYPASS, "behind_ups": True}, set()),
        ({"at_modem": True}, {Action.LAPTOP_AT_MODEM}),
        ({"action": Action.LAPTOP_AT_MODEM, "at_modem": False}, set()),
        ({"action": Action.WIRED}, {Action.WIRED}),
        ({}, set()),
    ],
)
def test_steps_that_were_taken_are_known_and_a_way_back_is_none(step, taken):
    assert stands(Office(minutes=0).step(0, **step)).taken == taken


@pytest.mark.parametrize(
    ("step", "swapped"),
    [
        ({"action": Action.SWAP_MODEM, "adapter": "P-2"}, True),
        ({"action": Action.SWAP_MODEM, "adapter": "P-2", "modem": "M-2"}, False),
        ({"action": Action.SWAP_MODEM, "modem": "M-2"}, False),
        ({"adapter": "P-2"}, False),
    ],
    ids=["the adapter alone", "with the modem", "the modem alone", "told of what was found"],
)
def test_the_adapter_alone_was_swapped_or_not(step, swapped):
    assert stands(Office(minutes=0).step(0, **step)).adapter_swapped is swapped


@pytest.mark.parametrize(
    ("changed", "swapped"),
    [((Changed.ADAPTER,), True), ((Changed.MODEM, Changed.ADAPTER), False), ((Changed.SOCKET,), False)],
)
def test_a_silence_test_of_the_adapter_alone_tells_that_it_was_swapped(changed, swapped):
    assert stands(silence_tests=(a_test(SilenceOutcome.VOID, *changed),)).adapter_swapped is swapped


@pytest.mark.parametrize(
    ("steps", "dropped"),
    [
        ([(0, {"socket": Socket.TEST})], True),
        ([(0, {"socket": Socket.TEST, "modem_proven": True})], False),
        ([(0, {"socket": Socket.TEST}), (10, {"modem_proven": True})], False),
        ([(0, {"socket": Socket.TEST}), (10, {"did": "a note"})], True),
        ([(300, {"socket": Socket.TEST})], True),
        ([(400, {"socket": Socket.TEST})], False),
        ([(0, {"socket": Socket.DESK})], False),
        ([], False),
    ],
)
def test_whether_the_first_modem_dropped_at_the_test_socket_too(steps, dropped):
    office = Office(minutes=0)
    for seconds, fields in steps:
        office.step(seconds, **fields)
    now = stands(office)

    assert now.dropped_at_test is dropped
    assert now.socket is (steps[-1][1].get("socket") or Socket.TEST if steps else None)


def test_silence_tests_are_sorted_by_how_they_stand():
    running, passed = a_test(SilenceOutcome.RUNNING, Changed.SOCKET), a_test(SilenceOutcome.PASSED, Changed.MODEM)
    void, dropped = a_test(SilenceOutcome.VOID, Changed.SOCKET), a_test(SilenceOutcome.DROPPED, Changed.SOCKET)
    now = stands(silence_tests=(void, running, dropped, passed))

    assert (now.running, now.passed) == ((running,), (passed,))


@pytest.mark.parametrize(
    ("seconds", "hours", "expected"),
    [
        (100, (), 100),
        (100, (8,), HOUR),
        (100, (9,), 2 * HOUR),
        (100, (7,), 24 * HOUR),
        (30 * HOUR, (7, 9), 30 * HOUR),
        (100, (9, 12), 5 * HOUR),
    ],
)
def test_a_watch_is_as_long_as_it_takes_to_cover_the_hours_of_the_drops(seconds, hours, expected):
    assert until_covered_s(at(0), seconds, hours) == expected


def test_an_hour_that_has_begun_is_covered_the_next_day():
    assert until_covered_s(at(1), 100, (8,)) == 25 * HOUR - 1
