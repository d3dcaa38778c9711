"""MODEM02, by its specification: a question, never an accusation."""

import pytest

from netdoc.diagnosis.rules.modem_hangs import RULE
from netdoc.model.finding import Bearing
from netdoc.model.incident import Zone
from tests.stories.episodes import an_incident
from tests.stories.office import Office

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
