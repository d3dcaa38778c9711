"""CORE02, by its specification."""

import pytest

from netdoc.diagnosis.rules.core_loss import RULE
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from netdoc.model.site import Contract
from tests.stories.episodes import a_brownout, an_incident
from tests.stories.office import Office
from tests.stories.other_ways import over_there

UP_PER_S = 100_000


def an_office(up=0.1):
    contract = Contract(rate_down_kbps=8000, rate_up_kbps=800)
    return Office(minutes=0, contract=contract).wan(300, 0, 0).wan(600, 0, round(up * UP_PER_S * 300))


@pytest.mark.parametrize(
    ("office", "incident", "expected"),
    [
        (an_office(0.1), a_brownout(), Bearing.BLAMES),
        (an_office(0.49), a_brownout(), Bearing.BLAMES),
        (an_office(0.50), a_brownout(), Bearing.SILENT),
        (an_office(0.90), a_brownout(), Bearing.SILENT),
        (Office(minutes=0), a_brownout(), Bearing.SILENT),
        (an_office(0.1), a_brownout(zone=Zone.MIDDLE), Bearing.SILENT),
        (an_office(0.1), a_brownout(zone=Zone.ANY), Bearing.SILENT),
        (an_office(0.1), an_incident(300, 600, zone=Zone.FAR), Bearing.SILENT),
    ],
    ids=["idle", "49 % full", "half full", "full", "load unknown", "loss begins nearer", "not told where", "an outage"],
)
def test_the_core_is_blamed_for_loss_behind_a_clean_first_hop_on_an_idle_line(office, incident, expected):
    assert RULE.judge(office.evidence(), incident).bearing is expected


def slow(zone=Zone.FAR):
    return an_incident(300, 600, IncidentKind.SLOW, zone)


@pytest.mark.parametrize(
    ("office", "incident", "expected"),
    [
        (an_office(0.1), slow(), Bearing.BLAMES),
        (an_office(0.49), slow(), Bearing.BLAMES),
        (an_office(0.50), slow(), Bearing.SILENT),
        (Office(minutes=0), slow(), Bearing.SILENT),
        (an_office(0.1), slow(Zone.MIDDLE), Bearing.SILENT),
        (an_office(0.1), slow(Zone.NEAR), Bearing.SILENT),
        (an_office(0.1), slow(Zone.ANY), Bearing.SILENT),
    ],
    ids=[
        "idle",
        "49 % full",
        "half full",
        "load unknown",
        "shared by the first hop",
        "by the router",
        "not told where",
    ],
)
def test_the_core_is_blamed_for_delay_behind_a_quick_first_hop_on_an_idle_line(office, incident, expected):
    assert RULE.judge(office.evidence(), incident).bearing is expected


@pytest.mark.parametrize(
    ("incident", "words"),
    [(a_brownout(), "first hop was clean while the end lost packets"), (slow(), "first hop was quick while the end")],
    ids=["loss", "delay"],
)
def test_the_blame_rests_on_the_path_and_the_routers_counters_and_says_what_was_clean(incident, words):
    finding = RULE.judge(an_office().evidence(), incident)

    assert (finding.planes, words in finding.sentence) == ({Plane.PATH, Plane.ROUTER_BOX}, True)


@pytest.mark.parametrize(
    ("answered", "end_answered", "end_sent", "expected"),
    [
        ((10, 4, 10), 100, 100, Bearing.CLEARS),
        ((10, 4, 10), 97, 100, Bearing.SILENT),
        ((10, 4, 10), 98, 100, Bearing.CLEARS),
        ((10, 10, 10), 100, 100, Bearing.SILENT),
        ((10, 0, 10), 100, 100, Bearing.SILENT),
        ((10, 4, 10), 20, 20, Bearing.CLEARS),
        ((10, 4, 10), 19, 19, Bearing.SILENT),
    ],
    ids=[
        "a hop limits its answers, the end loses nothing",
        "the end loses beyond chance too",
        "the end loses what may be chance",
        "no hop lost anything",
        "a hop that never answers is no evidence",
        "twenty end-to-end probes are enough",
        "nineteen are not",
    ],
)
def test_loss_in_the_middle_that_the_end_does_not_share_is_no_fault(answered, end_answered, end_sent, expected):
    evidence = Office(minutes=0).traced(100, answered, end_answered, end_sent=end_sent).evidence()

    assert RULE.judge(evidence, None).bearing is expected


def test_the_worst_hop_is_named():
    finding = RULE.judge(Office(minutes=0).traced(100, (10, 9, 4, 8), 100).evidence(), None)

    assert finding.sentence.startswith("hop 3 answered only 4 of 10")


def test_without_a_trace_the_window_lacks_one():
    assert RULE.judge(Office(minutes=0).evidence(), None).missing == ("PathTrace",)


@pytest.mark.parametrize(
    ("incident", "answered", "witness"),
    [(a_brownout(), 3, True), (a_brownout(), 2, False), (slow(), 3, False)],
    ids=["loss that it does not share", "loss there too", "delay, which it does not tell"],
)
def test_a_second_path_that_reaches_the_same_anchors_is_a_witness_of_loss(incident, answered, witness):
    office = an_office()
    for seconds in range(330, 600, 60):
        over_there(office, seconds, anchor_1=answered)

    finding = RULE.judge(office.evidence(), incident)

    assert (finding.bearing, Plane.SECOND_PATH in finding.planes) == (Bearing.BLAMES, witness)


def test_what_answers_over_the_second_path_and_is_no_anchor_is_no_witness_of_loss_to_the_anchors():
    office = over_there(an_office(), 400, anchor_1=0, anchor_2=0, anchor_3=0, resolver=3, first_hop=3)

    assert Plane.SECOND_PATH not in RULE.judge(office.evidence(), a_brownout()).planes
