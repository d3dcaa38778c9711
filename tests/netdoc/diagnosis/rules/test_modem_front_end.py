"""MODEM03, by its specification."""

import pytest

from netdoc.diagnosis.arms import incidents
from netdoc.diagnosis.rules._states import no_sync_only_with
from netdoc.diagnosis.rules.modem_front_end import RULE
from netdoc.model.facts.step import Action, Socket
from netdoc.model.finding import Bearing
from netdoc.model.incident import Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import Office
from tests.stories.swaps import STEP, clean_line, drops, moved, swapped

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
        (lost_sync().step(90, modem="M-2", adapter="A-2").step(100, modem_proven=True), Bearing.CLEARS),
        (lost_sync().step(50, modem="M-1", adapter="A-1").step(100, modem="M-2", modem_proven=True), Bearing.SILENT),
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
        "with its own adapter",
        "with the first one's adapter",
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


def judged(office, index=0):
    evidence = office.evidence()
    return RULE.judge(evidence, incidents(evidence)[index])


def read(office):
    """Read the second modem's line, with nothing wrong."""
    return clean_line(office, STEP + 200, STEP + 3500)


FOUR = tuple(STEP + 600 * k for k in range(1, 5))
ALL_THREE = {Plane.PATH, Plane.OPERATOR, Plane.MODEM_BOX}


@pytest.mark.parametrize(
    ("office", "bearing", "planes"),
    [
        (read(swapped(60, back=True)), Bearing.BLAMES, ALL_THREE),
        (read(swapped(60)), Bearing.BLAMES, {Plane.PATH, Plane.MODEM_BOX}),
        (read(swapped(60, back=True, adapter=False)), Bearing.BLAMES, {Plane.PATH, Plane.MODEM_BOX}),
        (swapped(60, back=True), Bearing.BLAMES, {Plane.PATH, Plane.OPERATOR}),
        (read(swapped(60, back=True, modem_proven=False)), Bearing.SILENT, set()),
        (read(swapped(40)), Bearing.SILENT, set()),
        (swapped(60, back=True, kind="unread"), Bearing.SILENT, set()),
        (swapped(60, back=True, kind="held"), Bearing.CLEARS, {Plane.MODEM_BOX}),
        (read(swapped(60, back=True)).telco_says(4000), Bearing.CLEARS, {Plane.VENDOR}),
        (drops(swapped(60), *FOUR), Bearing.CLEARS, {Plane.OPERATOR}),
        (drops(swapped(60, adapter=False), *FOUR), Bearing.SILENT, set()),
        (moved(60), Bearing.SILENT, set()),
    ],
    ids=[
        "silent and back", "not put back", "its adapter not swapped", "the second modem's line not read",
        "not proven elsewhere", "too short", "sync not known", "in sync", "the telco admits the line", "it went on",
        "it went on with the first one's adapter", "the socket was changed",
    ],
)  # fmt: skip
def test_the_modems_dsl_side_is_blamed_where_a_proven_one_was_silent_at_the_same_socket(office, bearing, planes):
    finding = judged(office)

    assert (finding.bearing, finding.planes) == (bearing, planes)


def test_what_a_swap_lacks_is_told():
    assert "was not put back (A-B-A)" in judged(read(swapped(60))).sentence
    assert "may hold a bad line" not in judged(read(swapped(60))).sentence
    assert judged(swapped(60)).sentence.endswith(
        "the second modem's own counters were not read: it may hold a bad line"
    )


def test_drops_back_in_the_first_arrangement_are_blamed_too():
    assert judged(read(swapped(60, back=True)), -1).bearing is Bearing.BLAMES


def test_a_swap_that_counted_drops_in_sync_says_nothing_of_lost_sync():
    office = drops(read(swapped(60, kind="held")), 660, kind="lost")

    assert judged(office, 1).bearing is Bearing.SILENT


def test_what_is_lacking_is_told_in_the_tests_words():
    assert "not long enough yet" in judged(read(swapped(40))).sentence


# -- two states: no sync with one modem, sync with another


A_B_A = an_incident(600, 2000)


def states(
    *, first=True, second=True, back=True, kit=None, proven=True, adapter="A-2", own="A-1", away=False, length=1500,
    looks=None,
):  # fmt: skip
    """No sync with M-1, sync with M-2, none again with M-1: a look each two minutes, or, with M-2, at given ones."""
    told = {"modem": "M-2", "modem_proven": proven, "adapter": adapter, "replaced": "M-1", **(kit or {})}
    office = Office(minutes=0).step(0, "named it", modem="M-1", adapter=own)
    office.step(2000, action=Action.SWAP_MODEM, **told)
    office.step(2000 + length, action=Action.SWAP_MODEM, modem="M-1", modem_proven=False, adapter=own)
    for second_, started in ((100, -900), (400, -900)):
        office.line(second_, started)
    spans = ((700, 2000, not first), (2000, 2000 + length, second), (2000 + length, 5500, not back))
    for start, end, synced in spans:
        for at_ in looks if looks and start == 2000 else range(start + 60, end, 120):
            office.line(at_, start + 100 if synced and at_ > start + 200 else None)
    if away:
        office.line(2000 + length // 2 + 1, None)
    return office


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (states(), Bearing.BLAMES),
        (states(adapter=None, own=None), Bearing.BLAMES),
        (states(adapter=None), None),
        (states(adapter="A-1"), None),
        (states(proven=None), None),
        (states(back=False), None),
        (states(second=False), None),
        (states(away=True), None),
        (states(kit={"socket": Socket.TEST}), None),
        (states(length=780), None),
    ],
    ids=[
        "no, yes, no", "no adapter is told", "its adapter is not told", "with the first one's adapter",
        "nobody proved it",
        "the first one holds it too", "no sync with either", "lost in between", "at another socket", "too short",
    ],
)  # fmt: skip
def test_a_line_that_comes_up_with_another_modem_only_is_told_by_the_way_back(office, expected):
    finding = RULE.judge(office.evidence(), A_B_A)

    if expected is None:
        assert finding.bearing is not Bearing.BLAMES
    else:
        assert (finding.bearing, Plane.MODEM_BOX in finding.planes) == (expected, True)


def test_an_adapter_that_is_not_recorded_leaves_it_indicated():
    assert Plane.OPERATOR in RULE.judge(states().evidence(), A_B_A).planes
    assert Plane.OPERATOR not in RULE.judge(states(adapter=None, own=None).evidence(), A_B_A).planes


def test_an_incident_with_the_second_modem_is_not_told_by_it():
    within = an_incident(2600, 2700)

    assert RULE.judge(states().evidence(), within).bearing is not Bearing.BLAMES


@pytest.mark.parametrize(
    ("looks", "told"),
    [
        ((2400, 2640, 2880), True),
        ((2400, 2880), False),
        ((2400, 2640, 2879), False),
        ((2299, 2640, 2780), False),
        ((2300, 2640, 2780), True),
        ((2960, 3200, 3440), True),
        ((2961, 3200, 3441), False),
    ],
    ids=[
        "three looks in eight minutes", "two looks", "a second less", "the first too soon after the swap",
        "five minutes after it", "a minute before the way back", "the last too near to it",
    ],
)  # fmt: skip
def test_a_state_is_one_by_three_looks_over_eight_minutes(looks, told):
    assert (no_sync_only_with(states(looks=looks).evidence(), A_B_A) is not None) is told


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [(1699, 1750, True), (1700, 3800, False), (3300, 3801, True), (2600, 2700, False), (5300, 5400, False)],
    ids=[
        "with the first one", "only as it was swapped", "five minutes after the way back", "with the second one",
        "as the record ends",
    ],
)  # fmt: skip
def test_only_an_incident_with_the_first_modem_is_part_of_it(start, end, told):
    assert (no_sync_only_with(states().evidence(), an_incident(start, end)) is not None) is told
