"""A gateway's hardware address, look by look: changed once, tried, or going to and fro."""

import pytest

from netdoc.diagnosis.rules._gateway import by_gateway, changes, ever_swung, swings
from netdoc.diagnosis.rules.lan_duplicate_ip import RULE
from netdoc.model.facts.link_state import LinkKind
from netdoc.model.finding import Bearing
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import Office, at

A, B, C = "3c:a6:2f:xx:xx:01", "02:00:00:xx:xx:09", "02:00:00:xx:xx:0a"
VRRP = "00:00:5e:xx:xx:07"
INCIDENT = an_incident(300, 360)


def table(*macs, every=60.0, first=0.0, office=None, **fields):
    """Looks at the table, one after the other."""
    office = office or Office(minutes=0)
    for number, mac in enumerate(macs):
        office.link(first + number * every, gateway_mac=mac, **fields)
    return office


@pytest.mark.parametrize(
    ("macs", "times"),
    [
        ((A, A, A), None),
        ((A, A, B, B), None),
        ((A, B, A), None),
        ((A, B, A, B), 3),
        ((A, B, B, A, A, B, A), 4),
        ((A, None, B, A, None, B), 3),
        ((A, B, C, A), None),
        ((A, VRRP, A, VRRP), None),
        ((), None),
    ],
    ids=["one", "replaced", "tried", "to and fro", "more", "some looks tell nothing", "three boxes", "a pair", "none"],
)
def test_two_boxes_in_turns_are_told_from_one_that_was_replaced(macs, times):
    found = ever_swung(table(*macs).evidence())

    assert (found and found.times) == times


@pytest.mark.parametrize(("every", "told"), [(300.0, True), (301.0, False)])
def test_three_changes_must_come_within_ten_minutes(every, told):
    assert (ever_swung(table(A, B, A, B, every=every).evidence()) is not None) is told


@pytest.mark.parametrize("link", [LinkKind.WIFI, LinkKind.TETHER, LinkKind.OTHER])
def test_only_a_cable_tells(link):
    assert ever_swung(table(A, B, A, B, link=link).evidence()) is None


def test_another_gateway_or_port_is_another_matter():
    office = table(A, A, every=120)
    table(B, B, every=120, first=60, office=office, gateway="192.168.8.1")
    table(C, C, every=120, first=90, office=office, interface="eth1")

    assert ever_swung(office.evidence()) is None
    assert [len(each) for each in by_gateway(office.evidence())] == [2, 2, 2]


def test_each_change_is_told_with_the_looks_on_both_sides():
    looks = by_gateway(table(A, A, B, B).evidence())[0]

    assert [(one.at, two.at) for one, two in changes(looks)] == [(at(60), at(120))]


def test_only_what_lies_between_two_instants_counts():
    evidence = table(A, B, A, B).evidence()

    assert swings(evidence, at(0), at(180)) is not None
    assert swings(evidence, at(1), at(180)) is None


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (table(A, B, A, B, first=250), Bearing.BLAMES),
        (table(A, B, A, B, every=20, first=-299), Bearing.BLAMES),
        (table(A, B, A, B, every=20, first=-301), Bearing.SILENT),
        (table(A, B, B, B, first=250), Bearing.SILENT),
        (table(A, B, A, B, first=250).line(200, -9000).line(330, None), Bearing.SILENT),
        (table(A, B, A, B, first=250).holders(330, "02:00:00:00:00:01"), Bearing.SILENT),
        (table(A, B, A, B, first=250).holders(330, "02:00:00:00:00:01", "02:00:00:00:00:02"), Bearing.BLAMES),
    ],
    ids=[
        "to and fro", "ten minutes before", "longer before", "replaced", "the line was out of sync",
        "one holder by probes", "two holders by probes",
    ],
)  # fmt: skip
def test_lan08_blames_a_to_and_fro_where_nobody_could_ask_by_probes(office, expected):
    assert RULE.judge(office.evidence(), INCIDENT).bearing is expected


def test_lan08_names_both_boxes_and_the_maker_that_is_known():
    finding = RULE.judge(table(A, B, A, B, first=250).evidence(), INCIDENT)

    assert finding.sentence == (
        f"the hardware address behind the gateway 192.168.7.1 went back and forth between {A} (AVM) and {B}, 3 times"
    )
    assert finding.planes == {Plane.HOST, Plane.PATH}


def test_lan08_tells_a_to_and_fro_over_the_window_and_names_no_failure():
    finding = RULE.judge(table(A, B, A, B).evidence(), None)

    assert (finding.bearing, finding.planes) == (Bearing.BLAMES, {Plane.HOST})
    assert "no failure is laid to it" in finding.sentence
