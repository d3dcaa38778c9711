"""HOST01, by its specification."""

import pytest

from netdoc.diagnosis.rules.host_link import RULE
from netdoc.model.finding import Bearing
from netdoc.model.incident import Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import Office

OUTAGE = an_incident(300, 360, zone=Zone.ANY)


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ({330: False}, Bearing.BLAMES),
        ({300: False}, Bearing.BLAMES),
        ({360: False}, Bearing.BLAMES),
        ({320: True, 330: False, 340: True}, Bearing.BLAMES),
        ({330: True}, Bearing.CLEARS),
        ({290: False, 330: True, 370: False}, Bearing.CLEARS),
        ({290: True, 370: True}, Bearing.CLEARS),
        ({290: False, 370: False}, Bearing.BLAMES),
        ({290: False, 370: True}, Bearing.SILENT),
        ({290: True, 370: False}, Bearing.SILENT),
        ({290: True}, Bearing.SILENT),
        ({290: False}, Bearing.SILENT),
        ({370: True}, Bearing.SILENT),
        ({330: None}, Bearing.SILENT),
        ({}, Bearing.SILENT),
    ],
    ids=[
        "no carrier within",
        "no carrier at the first instant",
        "no carrier at the last instant",
        "no carrier at one of three looks",
        "carrier within",
        "only what lies within counts",
        "carrier on both sides, nobody looked within",
        "no carrier on both sides, nobody looked within",
        "came back some time",
        "went some time",
        "carrier before only",
        "no carrier before only",
        "carrier after only",
        "carrier not told",
        "no look at all",
    ],
)
def test_the_own_link_is_blamed_for_a_lost_carrier_and_cleared_by_one_at_every_look(looks, expected):
    office = Office(minutes=0)
    for second, carrier in looks.items():
        office.link(second, carrier=carrier)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


def test_a_computer_without_any_interface_blames_nobody():
    office = Office(minutes=0).link(330, interface="", carrier=False)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.SILENT


def test_the_blame_cites_the_look_and_speaks_for_the_host_alone():
    finding = RULE.judge(Office(minutes=0).link(330, carrier=False).evidence(), OUTAGE)

    assert (finding.planes, finding.cites, finding.incident) == ({Plane.HOST}, ("c0ffee",), "I-001")


def test_the_window_as_a_whole_is_not_judged():
    assert RULE.judge(Office(minutes=0).link(330, carrier=False).evidence(), None).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    ("started", "expected"),
    [
        (119, Bearing.BLAMES),
        (120, Bearing.SILENT),
        (340, Bearing.SILENT),
        (480, Bearing.SILENT),
        (481, Bearing.BLAMES),
    ],
    ids=[
        "started long before",
        "3 min before",
        "started in it",
        "3 min after the onset",
        "started later: a consequence",
    ],
)
def test_a_carrier_that_went_as_a_box_lost_its_power_is_no_pulled_cable(started, expected):
    office = Office(minutes=0).link(330, carrier=False).box(1000, started, subject="router")

    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected
