"""MODEM05, by its specification."""

import pytest

from netdoc.diagnosis.arms import incidents
from netdoc.diagnosis.rules.modem_adapter import RULE
from netdoc.model.finding import Bearing
from netdoc.model.incident import Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import Office
from tests.stories.swaps import SIX, STEP, drops, moved, quiet_office

FOUR = tuple(STEP + 600 * k for k in range(1, 5))


def fed(silent_min=60, *, kind="restarted", back=False, **step):
    """Restart six times, change the adapter, be silent; put it back, and restart again."""
    office = drops(quiet_office(65 + silent_min + (40 if back else 0)), *SIX, kind=kind)
    office.step(STEP, **{"adapter": "AD-9", **step})
    if back:
        again = STEP + silent_min * 60
        drops(office.step(again, adapter="AD-1"), again + 600, again + 1300, kind=kind)
    return office


def judged(office, index=0):
    evidence = office.evidence()
    return RULE.judge(evidence, incidents(evidence)[index])


@pytest.mark.parametrize(
    ("office", "bearing", "planes"),
    [
        (fed(back=True), Bearing.BLAMES, {Plane.PATH, Plane.OPERATOR}),
        (fed(), Bearing.BLAMES, {Plane.PATH}),
        (fed(kind="unread", back=True), Bearing.BLAMES, {Plane.PATH}),
        (fed(40), Bearing.SILENT, set()),
        (fed(kind="lost", back=True), Bearing.CLEARS, {Plane.MODEM_BOX}),
        (fed(back=True, modem="SN-2", modem_proven=True), Bearing.SILENT, set()),
        (drops(fed(), *FOUR, kind="restarted"), Bearing.CLEARS, {Plane.OPERATOR}),
        (moved(60, kind="restarted"), Bearing.SILENT, set()),
    ],
    ids=[
        "stopped and came back", "not put back", "no clock of the modem", "too short", "the modem ran on",
        "the modem was swapped too", "they went on", "the socket was changed",
    ],
)  # fmt: skip
def test_the_adapter_is_blamed_where_restarts_stopped_with_another(office, bearing, planes):
    finding = judged(office)

    assert (finding.bearing, finding.planes) == (bearing, planes)


def test_what_it_lacks_is_told():
    assert judged(fed()).sentence.endswith("passed; the first adapter was not put back")
    assert judged(fed(back=True)).sentence.endswith("it dropped again")
    assert "that the modem restarted is not known" in judged(fed(kind="unread")).sentence
    assert "not long enough yet" in judged(fed(40)).sentence


def test_drops_back_with_the_first_adapter_are_blamed_too():
    assert judged(fed(back=True), -1).bearing is Bearing.BLAMES


@pytest.mark.parametrize("incident", [None, an_incident(zone=Zone.NEAR)], ids=["the window", "a failure at the router"])
def test_only_incidents_behind_the_router_are_judged(incident):
    assert RULE.judge(Office(minutes=0).box(400, 0).evidence(), incident).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    ("booted", "bearing"), [(0, Bearing.CLEARS), (299, Bearing.SILENT)], ids=["ran on", "restarted"]
)
def test_a_modem_that_ran_on_clears_its_adapter(booted, bearing):
    assert RULE.judge(Office(minutes=0).box(400, booted).evidence(), an_incident(300, 360)).bearing is bearing
