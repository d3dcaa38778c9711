"""MODEM04, by its specification."""

import pytest

from netdoc.diagnosis.rules.modem_config import RULE
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from tests.stories.episodes import an_incident
from tests.stories.office import Office

LOST = an_incident(300, 360, IncidentKind.SESSION)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (Office(minutes=0).session(370, 0), Bearing.CLEARS),
        (Office(minutes=0).line(330, None), Bearing.CLEARS),
        (Office(minutes=0).line(400, 355), Bearing.CLEARS),
        (Office(minutes=0).line(400, 0), Bearing.SILENT),
        (Office(minutes=0).line(400, 0).step(100, modem="M-2", modem_proven=True), Bearing.CLEARS),
        (Office(minutes=0).line(400, 0).step(100, modem="M-2"), Bearing.SILENT),
        (Office(minutes=0), Bearing.SILENT),
    ],
    ids=[
        "the session stood",
        "the line was out of sync",
        "showtime began anew",
        "in sync with the supplied modem",
        "with a proven second modem too",
        "with a second modem that nobody proved",
        "nothing read",
    ],
)
def test_the_modems_settings_are_cleared_by_session_line_or_second_modem(office, expected):
    assert RULE.judge(office.evidence(), LOST).bearing is expected


@pytest.mark.parametrize("incident", [None, an_incident(zone=Zone.NEAR)], ids=["the window", "a failure at the router"])
def test_only_what_a_session_could_explain_is_judged(incident):
    assert RULE.judge(Office(minutes=0).session(370, 0).evidence(), incident).bearing is Bearing.SILENT
