"""MODEM02, by its specification: a question, until a swap answers it."""

import pytest

from netdoc.diagnosis.arms import incidents
from netdoc.diagnosis.rules.modem_hangs import RULE
from netdoc.model.facts.step import Action
from netdoc.model.finding import Bearing
from netdoc.model.incident import Zone
from netdoc.model.plane import Plane
from tests.netdoc.diagnosis.rules.test_hang_helpers import HANG, a_hang
from tests.stories.episodes import an_incident
from tests.stories.office import Office
from tests.stories.swaps import STEP, drops, moved, swapped

OUTAGE = an_incident(300, 360)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (Office(minutes=0).session(370, 0), Bearing.CLEARS),
        (Office(minutes=0).session(370, 350), Bearing.SILENT),
        (Office(minutes=0).line(330, None), Bearing.CLEARS),
        (Office(minutes=0).line(400, 355), Bearing.CLEARS),
        (Office(minutes=0).line(400, 0), Bearing.SILENT),
        (Office(minutes=0).misses(330), Bearing.SILENT),
        (Office(minutes=0), Bearing.SILENT),
    ],
    ids=[
        "the session stood",
        "the session began anew",
        "the line was out of sync",
        "showtime began anew",
        "in sync throughout",
        "the modem did not answer",
        "nothing read",
    ],
)
def test_a_hanging_modem_is_cleared_by_a_session_that_stood_or_a_line_that_dropped(office, expected):
    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


@pytest.mark.parametrize(
    ("second", "what", "unreached"),
    [
        (300, "DslLine", True),
        (360, "DslLine", True),
        (299, "DslLine", False),
        (361, "DslLine", False),
        (330, "WanSession", False),
    ],
    ids=["at the onset", "at the end", "before", "after", "another question"],
)
def test_an_unreached_modem_is_said_only_when_it_was_asked_in_the_incident(second, what, unreached):
    finding = RULE.judge(Office(minutes=0).misses(second, what).evidence(), OUTAGE)

    assert ("did not answer meanwhile" in finding.sentence) is unreached


@pytest.mark.parametrize("incident", [None, an_incident(zone=Zone.NEAR)], ids=["the window", "a failure at the router"])
def test_only_incidents_behind_the_router_are_judged(incident):
    assert RULE.judge(Office(minutes=0).session(370, 0).evidence(), incident).bearing is Bearing.SILENT


def judged(office, index=0):
    evidence = office.evidence()
    return RULE.judge(evidence, incidents(evidence)[index])


FOUR = tuple(STEP + 600 * k for k in range(1, 5))


@pytest.mark.parametrize(
    ("office", "bearing", "planes"),
    [
        (swapped(60, back=True, kind="unread"), Bearing.BLAMES, {Plane.PATH, Plane.OPERATOR}),
        (swapped(60, back=True, kind="held"), Bearing.BLAMES, {Plane.PATH, Plane.OPERATOR}),
        (swapped(60, kind="unread"), Bearing.BLAMES, {Plane.PATH}),
        (swapped(60, back=True, kind="unread", adapter=False), Bearing.BLAMES, {Plane.PATH}),
        (swapped(60, back=True, kind="unread", modem_proven=False), Bearing.SILENT, set()),
        (swapped(40, kind="unread"), Bearing.SILENT, set()),
        (swapped(60, back=True, kind="lost"), Bearing.CLEARS, {Plane.MODEM_BOX}),
        (drops(swapped(60, kind="unread"), *FOUR, kind="unread"), Bearing.CLEARS, {Plane.OPERATOR}),
        (moved(60, kind="unread"), Bearing.SILENT, set()),
    ],
    ids=[
        "silent and back", "it had stayed in sync", "not put back", "its adapter not swapped", "not proven elsewhere",
        "too short", "sync was lost", "it went on", "the socket was changed",
    ],
)  # fmt: skip
def test_a_modem_is_blamed_where_a_proven_one_was_silent_and_its_line_was_not_lost(office, bearing, planes):
    finding = judged(office)

    assert (finding.bearing, finding.planes) == (bearing, planes)


def test_a_drop_with_the_proven_modem_clears_the_first():
    assert judged(drops(swapped(60, kind="unread"), FOUR[0], kind="unread"), -1).bearing is Bearing.CLEARS


def test_what_a_swap_lacks_is_told():
    assert "was not put back (A-B-A)" in judged(swapped(60, kind="unread")).sentence
    assert "not long enough yet" in judged(swapped(40, kind="unread")).sentence


def test_a_modem_that_hung_with_its_port_up_is_blamed_at_most_indicated():
    finding = RULE.judge(a_hang().evidence(), HANG)

    assert (finding.bearing, finding.planes) == (Bearing.BLAMES, {Plane.PATH, Plane.ROUTER_BOX})
    assert "a restart by hand at 08:15:00 UTC brought the office back" in finding.sentence


CUT_OVER = an_incident(300, 3000)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (Office(minutes=0).line(400, None).line(2900, 500), Bearing.SILENT),
        (Office(minutes=0).line(400, None).line(1000, 500), Bearing.CLEARS),
        (
            Office(minutes=0).line(400, None)
            .step(1000, action=Action.SWAP_MODEM, modem="M-2", modem_proven=True, adapter="A-2")
            .line(2900, 1100).session(2910, None),
            Bearing.CLEARS,
        ),
    ],
    ids=["the line came back and held", "it had just come back", "and a proven modem does no better"],
)  # fmt: skip
def test_a_modem_whose_line_came_back_and_held_may_still_hang(office, expected):
    assert RULE.judge(office.evidence(), CUT_OVER).bearing is expected
