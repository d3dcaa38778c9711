"""MODEM04, by its specification."""

import pytest

from netdoc.diagnosis.rules.modem_config import RULE
from netdoc.model.facts.step import Action
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from tests.netdoc.diagnosis.rules.test_at_modem_helpers import tried
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


CUT_OVER = an_incident(300, 3000, IncidentKind.SESSION)
SWAP = {"action": Action.SWAP_MODEM, "modem": "M-2", "modem_proven": True, "adapter": "A-2"}


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (Office(minutes=0).line(400, None).line(2900, 500), Bearing.SILENT),
        (Office(minutes=0).line(400, None).line(1000, 500), Bearing.CLEARS),
        (tried(), Bearing.CLEARS),
        (tried(back=None), Bearing.SILENT),
        (Office(minutes=0).step(1000, **SWAP).line(1400, 100).session(1410, None), Bearing.CLEARS),
        (Office(minutes=0).step(1000, **SWAP).line(1400, 100).session(1200, None), Bearing.SILENT),
    ],
    ids=[
        "the line came back and held", "it had just come back", "a laptop logged in through it", "and that was all",
        "down behind a proven one too", "not read so late",
    ],
)  # fmt: skip
def test_a_cut_over_clears_its_settings_only_by_a_laptop_or_a_second_modem(office, expected):
    assert RULE.judge(office.evidence(), CUT_OVER).bearing is expected
