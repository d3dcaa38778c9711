"""HOST02, by its specification."""

import pytest

from netdoc.diagnosis.rules.host_address import RULE
from netdoc.model.finding import Bearing
from netdoc.model.incident import Zone
from tests.stories.episodes import an_incident
from tests.stories.office import Office

OUTAGE = an_incident(300, 360, zone=Zone.ANY)
GATEWAY = "192.168.7.1"


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ({330: (True, None)}, Bearing.BLAMES),
        ({320: (True, GATEWAY), 330: (True, None)}, Bearing.BLAMES),
        ({330: (True, GATEWAY)}, Bearing.CLEARS),
        ({290: (True, GATEWAY), 370: (True, GATEWAY)}, Bearing.CLEARS),
        ({290: (True, None), 370: (True, None)}, Bearing.BLAMES),
        ({290: (True, None), 370: (True, GATEWAY)}, Bearing.SILENT),
        ({290: (True, GATEWAY)}, Bearing.SILENT),
        ({290: (True, None)}, Bearing.SILENT),
        ({330: (False, None)}, Bearing.SILENT),
        ({330: (None, None)}, Bearing.SILENT),
        ({}, Bearing.SILENT),
    ],
    ids=[
        "carrier but no route",
        "the route was gone at one of two looks",
        "route there",
        "route on both sides, nobody looked within",
        "no route on both sides, nobody looked within",
        "route came back some time",
        "route before only",
        "no route before only",
        "no carrier either",
        "carrier not told",
        "no look at all",
    ],
)
def test_a_missing_address_is_blamed_only_where_the_carrier_was_there(looks, expected):
    office = Office(minutes=0)
    for second, (carrier, gateway) in looks.items():
        office.link(second, carrier=carrier, gateway=gateway)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


def test_the_window_as_a_whole_is_not_judged():
    assert RULE.judge(Office(minutes=0).link(330, gateway=None).evidence(), None).bearing is Bearing.SILENT
