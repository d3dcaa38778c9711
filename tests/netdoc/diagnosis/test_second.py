"""What the second path says, and what of it counts: a destination known to answer there, in the same minutes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from netdoc.diagnosis.diagnose import diagnose
from netdoc.diagnosis.rules import beyond_target, core_loss, core_unreachable, names_resolver, service_down
from netdoc.diagnosis.second import SETTLED, another_provider, carried, fails_there, over_there
from netdoc.discover import rules
from netdoc.model.facts.dns_lookup import DnsOutcome, ResolverRole
from netdoc.model.facts.second_path import SecondPath
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing
from netdoc.model.incident import Zone
from netdoc.model.plane import Plane
from netdoc.model.segment import Party
from netdoc.model.site import Contract, Rung, RungKind, SecondWay
from netdoc.model.verdict import Standing
from tests.stories.episodes import a_brownout, a_name_failure, a_silent_target, an_incident
from tests.stories.office import ANCHORS, Office, with_rungs
from tests.stories.other_ways import over_there as asked_there

SHOP = Rung(id="shop", kind=RungKind.SERVICE, address="shop.example", method="tcp:443", period_s=5.0)


def dead(*, before=True, **answered):
    """The first anchor is silent from 300 to 360; over there it answers as told, and all before."""
    office = Office(rungs=with_rungs(SHOP)).fails(300, 360, "anchor_1")
    if before:
        asked_there(office, 200)
    return asked_there(office, 330, **answered)


@pytest.mark.parametrize(
    ("office", "fails"),
    [
        (dead(anchor_1=0), True),
        (dead(anchor_1=1), False),
        (dead(anchor_1=3), False),
        (dead(anchor_1=0, before=False), False),
        (dead(anchor_1=0, anchor_2=0, anchor_3=0), False),
        (Office().fails(300, 360, "anchor_1"), False),
        (asked_there(asked_there(Office(), 200), 340, sent=2, anchor_1=0), False),
    ],
    ids=[
        "silent there too", "one answer", "all answers", "never seen to answer there", "nothing answers there",
        "not asked", "asked twice only",
    ],
)  # fmt: skip
def test_a_destination_fails_there_when_it_is_known_there_and_others_answer(office, fails):
    assert fails_there(office.evidence(), a_silent_target(), "anchor_1") is fails


@pytest.mark.parametrize(("seconds", "counts"), [(303, False), (310, True), (366, True), (370, False)])
def test_only_rounds_that_asked_within_the_incident_count(seconds, counts):
    office = asked_there(Office(), seconds)

    assert bool(over_there(office.evidence(), a_silent_target()).rounds) is counts


@pytest.mark.parametrize(("lasts", "counts"), [(2 * SETTLED, False), (2 * SETTLED - timedelta(seconds=1), True)])
def test_in_an_incident_that_is_over_at_once_the_round_at_its_beginning_counts(lasts, counts):
    office = asked_there(Office(), 301)

    assert bool(over_there(office.evidence(), an_incident(300, 300 + lasts.total_seconds())).rounds) is counts


def test_two_destinations_of_three_show_a_clean_second_path():
    office = Office()
    for rung in ANCHORS[:2]:
        fact = SecondPath(interface="wwan0", target="192.0.2.1", method="icmp", sent=3, answered=3)
        office.sees(330, rung, fact, Plane.SECOND_PATH)

    assert carried(office.evidence(), FAR, ANCHORS) is not None


def test_a_destination_that_fails_on_both_is_established_as_the_destination_s():
    total = diagnose(dead(anchor_1=0).evidence(), rules())

    assert (total.party, total.fault, total.standing) == (Party.FAR_END, Fault.BEYOND_TARGET, Standing.ESTABLISHED)


def test_the_twin_one_that_answers_there_names_nobody():
    total = diagnose(dead().evidence(), rules())

    assert (total.party, total.fault) == (None, None)
    assert set(total.remaining) == {Party.FAR_END, Party.PROVIDER}


def test_a_second_path_that_was_not_seen_to_reach_it_leaves_it_indicated():
    total = diagnose(dead(anchor_1=0, before=False).evidence(), rules())

    assert (total.party, total.standing) == (Party.FAR_END, Standing.INDICATED)


@pytest.mark.parametrize(
    ("count", "bearing", "planes"),
    [
        (0, Bearing.BLAMES, {Plane.PATH, Plane.SECOND_PATH}),
        (3, Bearing.SILENT, set()),
        (1, Bearing.BLAMES, {Plane.PATH}),
    ],
)
def test_targets_and_services_are_judged_alike_by_the_second_path(count, bearing, planes):
    for rule, rung in ((beyond_target.RULE, "anchor_1"), (service_down.RULE, "shop")):
        office = Office(rungs=with_rungs(SHOP)).fails(300, 360, rung)
        asked_there(asked_there(office, 200, shop=3), 330, **{"shop": 3, rung: count})

        finding = rule.judge(office.evidence(), a_silent_target(rung=rung))

        assert (finding.bearing, set(finding.planes)) == (bearing, planes), rule.id


FAR = an_incident(300, 360, zone=Zone.FAR, rung="anchors")


def core(**answered):
    office = Office().fails(300, 360, *ANCHORS).session(290, -5000).session(370, -5000)
    return core_unreachable.RULE.judge(asked_there(asked_there(office, 200), 330, **answered).evidence(), FAR)


def test_the_core_is_blamed_with_the_second_path_as_witness_where_the_same_anchors_answer_there():
    assert core().planes == {Plane.PATH, Plane.ROUTER_BOX, Plane.SECOND_PATH}


def test_one_loss_there_keeps_the_witness_out_and_dead_anchors_silence_the_rule():
    assert core(anchor_1=2).planes == {Plane.PATH, Plane.ROUTER_BOX}
    assert core(anchor_1=0, anchor_2=0).bearing is Bearing.SILENT


def test_one_destination_alone_shows_no_clean_second_path():
    office = Office()
    fact = SecondPath(interface="wwan0", target="192.0.2.1", method="icmp", sent=3, answered=3)
    office.sees(330, "anchor_1", fact, Plane.SECOND_PATH)

    assert carried(office.evidence(), FAR, ANCHORS) is None
    assert carried(office.evidence(), FAR, ["anchor_1"]) is not None


@pytest.mark.parametrize(("method", "witness"), [("dns", True), ("icmp", False)])
def test_names_take_it_as_witness_where_a_name_server_answers_there(method, witness):
    office = Office()
    for seconds in (305, 325, 345):
        office.lookup(seconds, ResolverRole.ISP, DnsOutcome.TIMEOUT)
    office.lookup(330, ResolverRole.PUBLIC, resolver="9.9.9.9")
    fact = SecondPath(interface="wwan0", target="9.9.9.9", method=method, sent=1, answered=1)
    office.sees(335, "resolver_public", fact, Plane.SECOND_PATH)

    finding = names_resolver.RULE.judge(office.evidence(), a_name_failure())

    assert (finding.bearing, Plane.SECOND_PATH in finding.planes) == (Bearing.BLAMES, witness)


@pytest.mark.parametrize(("answered", "witness"), [(3, True), (2, False)])
def test_loss_that_the_second_path_does_not_share_is_witnessed_by_it(answered, witness):
    office = idle_office()
    for seconds in range(130, 700, 60):
        asked_there(office, seconds, anchor_1=answered)

    finding = core_loss.RULE.judge(office.evidence(), a_brownout(120, 780))

    assert (finding.bearing, Plane.SECOND_PATH in finding.planes) == (Bearing.BLAMES, witness)


def idle_office():
    """An office whose router counts next to nothing."""
    office = Office(minutes=15, contract=Contract(rate_down_kbps=50_000, rate_up_kbps=10_000))
    for seconds in range(0, 900, 60):
        office.wan(seconds, seconds * 100, seconds * 100)
    return office


@pytest.mark.parametrize(
    ("isp", "second", "counts"),
    [("Acme", "ACME", False), ("Acme", "Other", True), ("Acme", "", True), (None, "Acme", True)],
)
def test_another_line_of_the_same_provider_is_no_witness(isp, second, counts):
    evidence = dead(anchor_1=0).evidence()
    way = SecondWay(interface="wwan0", isp=second)
    evidence.site = replace(evidence.site, second_path=way, contract=Contract(isp=isp))

    total = diagnose(evidence, rules())

    assert (total.party, total.standing is Standing.ESTABLISHED) == (Party.FAR_END, counts)
    assert another_provider(evidence.site) is counts
    assert any("no witness" in each for each in total.limitations) is not counts
    assert any("is not recorded: one of the same provider" in each for each in total.limitations) is (second == "")
