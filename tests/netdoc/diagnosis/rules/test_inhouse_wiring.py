"""WIRE01, by its specification."""

import pytest

from netdoc.diagnosis.rules.inhouse_wiring import RULE
from netdoc.model.facts.step import Socket
from netdoc.model.finding import Bearing
from netdoc.model.incident import Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import Office

OUTAGE = an_incident(300, 360)


def lost_sync():
    return Office(minutes=0).line(400, 355)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (Office(minutes=0).line(400, 0), Bearing.CLEARS),
        (lost_sync(), Bearing.SILENT),
        (lost_sync().telco_says(500), Bearing.CLEARS),
        (lost_sync().telco_says(500, ticket=None), Bearing.SILENT),
        (lost_sync().step(100, socket=Socket.TEST), Bearing.CLEARS),
        (lost_sync().step(301, socket=Socket.TEST), Bearing.SILENT),
        (lost_sync().step(100, socket=Socket.DESK), Bearing.SILENT),
        (lost_sync().step(100, socket=Socket.TEST).step(200, socket=Socket.DESK), Bearing.SILENT),
        (lost_sync().step(100, socket=Socket.TEST).step(110, modem="M-2"), Bearing.CLEARS),
    ],
    ids=[
        "in sync throughout",
        "sync lost, no socket recorded",
        "the telco admits the line",
        "no ticket",
        "at the test socket",
        "at the test socket only after the onset",
        "at the desk socket",
        "back at the desk socket",
        "another modem at the test socket",
    ],
)
def test_the_wiring_is_cleared_by_sync_the_telco_or_the_test_socket(office, expected):
    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


def test_the_socket_is_the_operators_plane():
    assert RULE.judge(lost_sync().step(100, socket=Socket.TEST).evidence(), OUTAGE).planes == {Plane.OPERATOR}


@pytest.mark.parametrize("incident", [None, an_incident(zone=Zone.NEAR)], ids=["the window", "a failure at the router"])
def test_only_incidents_behind_the_router_are_judged(incident):
    assert RULE.judge(Office(minutes=0).line(400, 0).evidence(), incident).bearing is Bearing.SILENT
