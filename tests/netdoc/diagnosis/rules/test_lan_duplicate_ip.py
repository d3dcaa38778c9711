"""LAN08, by its specification."""

import pytest

from netdoc.diagnosis.rules._addresses import ever_disputed
from netdoc.diagnosis.rules.lan_duplicate_ip import RULE
from netdoc.model.facts.address_check import AddressCheck
from netdoc.model.facts.step import Action
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import Office

ONE, TWO, VIRTUAL = "02:00:00:00:00:01", "02:00:00:00:00:02", "00:00:5e:00:01:07"
INCIDENT = an_incident(300, 360)


@pytest.mark.parametrize(
    ("macs", "own", "expected"),
    [
        ((ONE, TWO), (), Bearing.BLAMES),
        ((ONE,), (TWO,), Bearing.BLAMES),
        ((), (TWO,), Bearing.BLAMES),
        ((ONE,), (), Bearing.CLEARS),
        ((), (), Bearing.SILENT),
        ((VIRTUAL, TWO), (), Bearing.SILENT),
        (("00:00:0c:07:ac:01", TWO), (), Bearing.SILENT),
        ((ONE,), (VIRTUAL,), Bearing.SILENT),
    ],
    ids=[
        "two hold the gateway's", "somebody holds ours", "ours, and the gateway is silent", "one each",
        "a silent gateway", "a VRRP pair", "an HSRP pair", "a pair holds ours",
    ],
)  # fmt: skip
def test_an_address_with_two_holders_is_blamed(macs, own, expected):
    evidence = Office().holders(330, *macs, own=own).evidence()

    assert RULE.judge(evidence, INCIDENT).bearing is expected


@pytest.mark.parametrize("wired", [False, None])
def test_by_wifi_others_answer_for_others_and_nothing_is_said(wired):
    torn = Office().holders(330, ONE, TWO, own=(TWO,), wired=wired).evidence()
    clean = Office().holders(330, ONE, wired=wired).evidence()

    assert RULE.judge(torn, INCIDENT).bearing is Bearing.SILENT
    assert RULE.judge(clean, INCIDENT).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ({299: 2, 361: 2}, Bearing.BLAMES),
        ({299: 2}, Bearing.SILENT),
        ({361: 2}, Bearing.SILENT),
        ({299: 2, 361: 1}, Bearing.SILENT),
        ({299: 1, 361: 1}, Bearing.CLEARS),
        ({310: 1, 299: 2, 361: 2}, Bearing.CLEARS),
        ({310: 1, 320: 2}, Bearing.SILENT),
        ({-600: 2, 1260: 2}, Bearing.BLAMES),
        ({-601: 2, 361: 2}, Bearing.SILENT),
        ({299: 2, 1261: 2}, Bearing.SILENT),
    ],
    ids=[
        "both sides", "before only", "after only", "gone after", "clean on both sides", "within counts",
        "within, once of twice", "15 min away", "too long before", "too long after",
    ],
)  # fmt: skip
def test_looks_within_the_incident_count_and_else_those_on_both_sides(looks, expected):
    office = Office(minutes=30)
    for seconds, holders in looks.items():
        office.holders(seconds, *(ONE, TWO)[:holders])

    assert RULE.judge(office.evidence(), INCIDENT).bearing is expected


@pytest.mark.parametrize(
    ("kind", "zone", "expected"),
    [
        (IncidentKind.OUTAGE, Zone.NEAR, Bearing.BLAMES),
        (IncidentKind.BROWNOUT, Zone.MIDDLE, Bearing.BLAMES),
        (IncidentKind.OUTAGE, Zone.LINK, Bearing.SILENT),
        (IncidentKind.NAMES, Zone.FAR, Bearing.SILENT),
        (IncidentKind.TARGET, Zone.FAR, Bearing.SILENT),
        (IncidentKind.SLOW, Zone.FAR, Bearing.SILENT),
        (IncidentKind.SESSION, Zone.MIDDLE, Bearing.SILENT),
    ],
)
def test_only_failures_of_packets_are_laid_to_it(kind, zone, expected):
    evidence = Office().holders(330, ONE, TWO).evidence()

    assert RULE.judge(evidence, an_incident(300, 360, kind, zone)).bearing is expected


def test_a_line_out_of_sync_is_no_matter_of_addresses():
    office = Office().holders(330, ONE, TWO).line(200, -9000).line(330, None)

    assert RULE.judge(office.evidence(), INCIDENT).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    ("step", "planes"),
    [
        ({"did": "unplugged the printer"}, {Plane.PATH, Plane.OPERATOR}),
        ({"did": "listened", "action": Action.QUIET_LINE}, {Plane.PATH}),
        (None, {Plane.PATH}),
    ],
)
def test_a_cure_is_the_operators_word(step, planes):
    office = Office().holders(330, ONE, TWO)
    if step is not None:
        office.step(345, **step)

    assert RULE.judge(office.evidence(), INCIDENT).planes == planes


def test_the_sentence_names_the_address_and_the_holders():
    finding = RULE.judge(Office().holders(330, ONE, TWO).evidence(), INCIDENT)

    assert finding.sentence == f"the gateway's address 192.168.7.1 was answered for by {ONE} and {TWO}"
    assert finding.cites == ("c0ffee",)


@pytest.mark.parametrize(("by", "words"), [("AVM", "; the gateway answers as a device by AVM"), (None, "")])
def test_a_clearance_tells_the_gateways_maker_where_it_is_known(by, words):
    fact = AddressCheck(
        interface="eth0", wired=True, gateway="192.168.7.1", gateway_macs=(ONE,), gateway_maker=by
    )  # fmt: skip
    finding = RULE.judge(Office().sees(330, "host", fact, Plane.PATH).evidence(), INCIDENT)

    assert finding.sentence == f"each address had one holder at every look{words}"


def test_over_the_window_a_dispute_is_told_without_an_incident():
    finding = RULE.judge(Office().holders(100, ONE, own=(TWO,)).holders(200, ONE).evidence(), None)

    assert finding.bearing is Bearing.BLAMES
    assert finding.sentence.startswith(f"this computer's address 192.168.7.20 was claimed by {TWO} too")


def to_and_fro(*macs):
    """What the computer's own table held for the gateway, a look each minute."""
    office = Office(minutes=0)
    for number, mac in enumerate(macs):
        office.link(number * 60.0, gateway_mac=mac)
    return office


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (to_and_fro(ONE, TWO, ONE, TWO), True),
        (to_and_fro(ONE, TWO, TWO, TWO), False),
        (Office(minutes=0).holders(100, ONE, TWO), True),
        (Office(minutes=0).holders(100, ONE), False),
        (Office(minutes=0), False),
    ],
    ids=["to and fro", "replaced", "two holders", "one holder", "nobody looked"],
)
def test_an_address_was_disputed_by_probes_or_by_the_computers_own_table(office, expected):
    assert ever_disputed(office.evidence()) is expected
