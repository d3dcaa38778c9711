"""MODEM03, by its specification."""

import pytest

from netdoc.diagnosis.rules.modem_front_end import RULE
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
        (lost_sync().telco_says(500, admits="loop.no_signal"), Bearing.CLEARS),
        (lost_sync().telco_says(500, ticket=None), Bearing.SILENT),
        (lost_sync().telco_says(500, admits="access.session_down"), Bearing.SILENT),
        (lost_sync().telco_says(500, admits=None), Bearing.SILENT),
        (lost_sync().step(100, modem="M-2", modem_proven=True), Bearing.CLEARS),
        (lost_sync().step(120, modem="M-2", modem_proven=True), Bearing.SILENT),
        (lost_sync().step(301, modem="M-2", modem_proven=True), Bearing.SILENT),
        (lost_sync().step(100, modem="M-2"), Bearing.SILENT),
        (lost_sync().step(100, modem="M-2", modem_proven=True).step(200, modem="M-1"), Bearing.SILENT),
        (lost_sync().step(100, modem="M-2", modem_proven=True).step(119, socket=Socket.TEST), Bearing.CLEARS),
        (lost_sync().step(100, modem="M-2", modem_proven=True).step(200, modem_proven=False), Bearing.SILENT),
    ],
    ids=[
        "in sync throughout",
        "sync lost with the supplied modem",
        "the telco admits noise",
        "the telco admits a dead pair",
        "no ticket",
        "the telco speaks of something else",
        "the telco admits nothing",
        "a proven second modem was in use",
        "swapped three minutes before: the swap's own outage",
        "swapped after the onset",
        "a second modem, not proven",
        "swapped back before the onset",
        "the socket was changed later: the modem stays",
        "its proof was withdrawn",
    ],
)
def test_the_modems_dsl_side_is_cleared_by_sync_the_telco_or_a_proven_second_modem(office, expected):
    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


def test_the_swap_is_the_operators_plane_and_the_telcos_word_the_vendors():
    swapped = RULE.judge(lost_sync().step(100, modem="M-2", modem_proven=True).evidence(), OUTAGE)
    admitted = RULE.judge(lost_sync().telco_says(500).evidence(), OUTAGE)

    assert (swapped.planes, admitted.planes) == ({Plane.OPERATOR}, {Plane.VENDOR})


@pytest.mark.parametrize("incident", [None, an_incident(zone=Zone.NEAR)], ids=["the window", "a failure at the router"])
def test_only_incidents_behind_the_router_are_judged(incident):
    assert RULE.judge(Office(minutes=0).line(400, 0).evidence(), incident).bearing is Bearing.SILENT
