"""ACCESS02, by its specification."""

import pytest

from netdoc.diagnosis.rules.access_no_pado import RULE
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import ANCHORS, BEYOND, Office

INCIDENT = an_incident(300, 600)


def silent_access() -> Office:
    """An outage amid which the line is in sync, on an access that is known to be by PPPoE."""
    return Office(minutes=60).fails(300, 3600, *BEYOND).ppp(100).line(200, -9000).line(610, -9000)


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        (silent_access().discovers(400), Bearing.BLAMES),
        (silent_access().discovers(400).discovers(500), Bearing.BLAMES),
        (silent_access(), Bearing.SILENT),
        (silent_access().discovers(400, "BRAS"), Bearing.CLEARS),
        (silent_access().discovers(400).discovers(500, "BRAS"), Bearing.CLEARS),
        (silent_access().discovers(400, "BRAS", errors=("busy",)), Bearing.SILENT),
        (silent_access().discovers(400).discovers(500, "BRAS", errors=("busy",)), Bearing.SILENT),
        (silent_access().discovers(400, vlans=()), Bearing.SILENT),
        (silent_access().discovers(400, untagged=False), Bearing.SILENT),
        (silent_access().discovers(400, untagged=None), Bearing.SILENT),
        (silent_access().discovers(299), Bearing.SILENT),
    ],
    ids=[
        "nobody answers",
        "nobody, twice",
        "nobody asked",
        "one answers",
        "one answers the second time",
        "an error",
        "an error the second time",
        "asked without tags",
        "asked with tags only",
        "not known how asked",
        "asked before",
    ],
)
def test_who_answers_at_the_modem_decides(story, expected):
    assert RULE.judge(story.evidence(), INCIDENT).bearing is expected


@pytest.mark.parametrize(
    ("seconds", "back", "out_of_sync", "expected"),
    [
        (2400, 3600, None, Bearing.BLAMES),
        (2401, 3600, None, Bearing.SILENT),
        (2000, 1900, None, Bearing.SILENT),
        (2000, 2010, None, Bearing.BLAMES),
        (2000, 3600, 1500, Bearing.SILENT),
    ],
    ids=["half an hour after", "later", "it had come back", "before it came back", "the line had gone"],
)
def test_a_look_after_the_incident_counts_while_nothing_answers_again(seconds, back, out_of_sync, expected):
    office = Office(minutes=60).fails(300, back, *BEYOND).ppp(100).line(200, -9000).line(610, -9000)
    office.discovers(seconds)
    if out_of_sync is not None:
        office.line(out_of_sync, None)

    assert RULE.judge(office.evidence(), INCIDENT).bearing is expected


def known(office: Office) -> Office:
    return office.fails(300, 600, *ANCHORS).line(200, -9000).line(610, -9000).discovers(400)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (Office().ppp(100), Bearing.BLAMES),
        (Office().ppp(100, "ip"), Bearing.SILENT),
        (Office().ppp(100, None), Bearing.SILENT),
        (Office().ppp(601), Bearing.SILENT),
        (Office().discovers(50, "BRAS"), Bearing.BLAMES),
        (Office().discovers(50), Bearing.SILENT),
        (Office(), Bearing.SILENT),
    ],
    ids=[
        "a PPP session",
        "an IP session",
        "not told which",
        "told later",
        "it answered once",
        "it never did",
        "nothing",
    ],
)
def test_silence_is_a_fault_only_where_pppoe_is_known_to_be_the_way_in(office, expected):
    assert RULE.judge(known(office).evidence(), INCIDENT).bearing is expected


def test_a_line_out_of_sync_clears_and_an_unread_one_is_silent():
    out = Office().ppp(100).discovers(400).line(200, -9000).line(350, None)
    unread = Office().ppp(100).discovers(400)

    assert RULE.judge(out.evidence(), INCIDENT).bearing is Bearing.CLEARS
    assert RULE.judge(unread.evidence(), INCIDENT).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    "incident",
    [None, an_incident(300, 600, zone=Zone.NEAR), an_incident(300, 600, IncidentKind.NAMES)],
    ids=["the window", "at the router", "names"],
)
def test_only_what_a_session_could_explain_is_judged(incident):
    assert RULE.judge(silent_access().discovers(400).evidence(), incident).bearing is Bearing.SILENT


def test_the_sentence_tells_the_tags_and_who_answered():
    blamed = RULE.judge(silent_access().discovers(400, vlans=(7, 835)).evidence(), INCIDENT)
    cleared = RULE.judge(silent_access().discovers(400, "BRAS-1").evidence(), INCIDENT)

    assert "untagged or with the tags 7, 835, while the line was in sync" in blamed.sentence
    assert blamed.planes == {Plane.MODEM_BOX, Plane.PATH}
    assert cleared.sentence == "the concentrator BRAS-1 answered at the modem"


@pytest.mark.parametrize(
    ("asked", "read", "expected"),
    [(1200, 1500, Bearing.BLAMES), (350, 1500, Bearing.SILENT), (1200, 900, Bearing.CLEARS)],
    ids=["asked on the line that trained anew", "asked before it was in sync", "the line did not hold"],
)
def test_a_line_that_trained_anew_on_the_day_of_a_cut_over_is_asked_on(asked, read, expected):
    office = Office(minutes=60).fails(300, 3600, *BEYOND).ppp(100).line(200, -9000).line(310, None).line(read, 500)

    assert RULE.judge(office.discovers(asked).evidence(), an_incident(300, 1800)).bearing is expected
