"""LAN09, by its specification: how many packets to everybody came in while packets to the router were lost."""

import pytest

from netdoc.diagnosis.rules.lan_storm import RULE
from netdoc.diagnosis.tables import explains
from netdoc.model.facts.address_check import AddressCheck
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import a_brownout, an_incident
from tests.stories.office import ANCHORS, BEYOND, Office

NEAR = a_brownout(600, 1200, Zone.NEAR)
LOUD = "3c:a6:2f:00:00:09"


def heard(looks, office=None, listened_s=3.1):
    """The raw worker counted at some instants: `{second: packets a second}`."""
    office = office or Office(minutes=0)
    for second, per_s in looks.items():
        fact = AddressCheck(interface="eth0", wired=True, broadcasts_per_s=per_s, listened_s=listened_s, loudest=LOUD)
        office.sees(second, "host", fact, Plane.PATH)
    return office


def counted(looks, office=None):
    """The computer's own counters: `{second: (packets to everybody, packets to groups)}`."""
    office = office or Office(minutes=0)
    for second, (to_all, to_groups) in looks.items():
        office.link(second, ip_broadcasts=to_all, ip_multicasts=to_groups)
    return office


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ({700: 500.0}, Bearing.BLAMES),
        ({700: 499.9}, Bearing.SILENT),
        ({700: 100.0}, Bearing.SILENT),
        ({700: 99.9}, Bearing.CLEARS),
        ({700: 2400.0, 1000: 5.0}, Bearing.SILENT),
        ({700: 2400.0, 1000: 2400.0}, Bearing.BLAMES),
        ({500: 2400.0, 1300: 2400.0}, Bearing.BLAMES),
        ({500: 2400.0}, Bearing.SILENT),
        ({500: 5.0, 1300: 5.0}, Bearing.SILENT),
        ({-301: 2400.0, 1300: 2400.0}, Bearing.SILENT),
        ({700: None}, Bearing.SILENT),
        ({}, Bearing.SILENT),
    ],
    ids=[
        "a storm", "just below", "busy", "calm", "in a part", "at each look", "on both sides", "before only",
        "calm on both sides: it may have come between", "too long before", "not counted", "nobody asked",
    ],
)  # fmt: skip
def test_what_the_raw_worker_heard_blames_or_clears_the_storm(looks, expected):
    assert RULE.judge(heard(looks).evidence(), NEAR).bearing is expected


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ({600: (0, 0), 900: (120_000, 30_000)}, Bearing.BLAMES),
        ({600: (0, 0), 900: (120_000, 29_000)}, Bearing.SILENT),
        ({600: (0, 0), 900: (100, 30)}, Bearing.SILENT),
        ({600: (0, 0), 900: (29_999, 600_000)}, Bearing.SILENT),
        ({600: (0, 0), 900: (30_000, 600_000)}, Bearing.BLAMES),
        ({600: (0, 0), 900: (600_000, 0), 1200: (600_030, 0)}, Bearing.BLAMES),
        ({600: (0, 0), 800: (600_000, 0), 1200: (600_040, 0)}, Bearing.SILENT),
        ({600: (900_000, 0), 900: (600_000, 0)}, Bearing.SILENT),
        ({600: (0, None), 900: (600_000, None)}, Bearing.SILENT),
        ({0: (0, 0), 700: (9_000_000, 0)}, Bearing.SILENT),
        ({500: (0, 0), 700: (120_000, 0)}, Bearing.BLAMES),
        ({350: (0, 0), 750: (240_000, 0)}, Bearing.SILENT),
        ({-100: (0, 0), 1150: (9_000_000, 0)}, Bearing.SILENT),
        ({700: (600_000, 0)}, Bearing.SILENT),
    ],
    ids=[
        "both kinds together", "just below", "few, and ARP is not among them: no clearance", "a film",
        "a loop that turns a film round too", "half of the time",
        "a third of the time", "counters cleared", "not told", "mostly before it", "half inside",
        "three eighths inside", "too far apart", "read once",
    ],
)  # fmt: skip
def test_the_computers_own_counters_blame_and_never_clear(looks, expected):
    assert RULE.judge(counted(looks).evidence(), NEAR).bearing is expected


@pytest.mark.parametrize(
    ("listened_s", "expected"),
    [(1.0, Bearing.BLAMES), (0.9, Bearing.SILENT), (None, Bearing.SILENT)],
    ids=["a second", "less", "not told"],
)
def test_the_raw_worker_must_have_listened_for_a_second(listened_s, expected):
    assert RULE.judge(heard({700: 2400.0}, listened_s=listened_s).evidence(), NEAR).bearing is expected


@pytest.mark.parametrize(
    ("apart_s", "expected"),
    [(1, Bearing.BLAMES), (0.9, Bearing.SILENT), (1200, Bearing.BLAMES), (1201, Bearing.SILENT)],
    ids=["a second", "less", "twenty minutes", "more"],
)
def test_two_looks_at_the_counters_lie_between_a_second_and_twenty_minutes_apart(apart_s, expected):
    office = counted({600: (0, 0), 600 + apart_s: (1_000_000, 0)})

    assert RULE.judge(office.evidence(), a_brownout(600, 1900, Zone.NEAR)).bearing is expected


@pytest.mark.parametrize(
    ("seconds", "lost", "expected"),
    [
        (5, BEYOND, Bearing.CLEARS),
        (4, BEYOND, Bearing.SILENT),
        (5, ("router", *BEYOND), Bearing.BLAMES),
        (4, ("router", *BEYOND), Bearing.SILENT),
    ],
    ids=["it did well at five", "at four only", "it fell at five", "at four only it fell"],
)
def test_the_router_is_judged_by_five_pings_or_more(seconds, lost, expected):
    office = heard({602: 2400.0}, Office(minutes=12).fails(600, 720, *lost))
    incident = an_incident(600, 600 + seconds, IncidentKind.OUTAGE, Zone.FAR, nearest_good="resolver")

    assert RULE.judge(office.evidence(), incident).bearing is expected


@pytest.mark.parametrize(
    ("incident", "expected"),
    [
        (an_incident(600, 1200, IncidentKind.OUTAGE, Zone.NEAR), Bearing.BLAMES),
        (an_incident(600, 1200, IncidentKind.OUTAGE, Zone.FAR, nearest_good="resolver"), Bearing.SILENT),
        (an_incident(600, 1200, IncidentKind.OUTAGE, Zone.LINK), Bearing.SILENT),
        (a_brownout(600, 1200, Zone.FAR, nearest_good="router"), Bearing.CLEARS),
        (a_brownout(600, 1200, Zone.ANY), Bearing.SILENT),
        (an_incident(600, 1200, IncidentKind.SLOW, Zone.NEAR), Bearing.SILENT),
        (an_incident(600, 1200, IncidentKind.NAMES, Zone.FAR), Bearing.SILENT),
    ],
    ids=[
        "an outage",
        "an outage farther away",
        "no link",
        "the router did well",
        "loss not placed",
        "a delay",
        "names",
    ],
)
def test_only_loss_at_the_router_is_laid_to_a_storm(incident, expected):
    assert RULE.judge(heard({700: 2400.0}).evidence(), incident).bearing is expected


@pytest.mark.parametrize(
    ("lost", "expected"),
    [
        ({"router": (601, 1300), **dict.fromkeys(BEYOND, (600, 1300))}, Bearing.BLAMES),
        ({"router": (600, 900), **dict.fromkeys(BEYOND, (600, 1300))}, Bearing.BLAMES),
        ({"router": (600, 890), **dict.fromkeys(BEYOND, (600, 1300))}, Bearing.SILENT),
        ({"router": (0, 1300), **dict.fromkeys(BEYOND, (601, 1300))}, Bearing.SILENT),
        (dict.fromkeys(BEYOND, (600, 1300)), Bearing.CLEARS),
        ({"router": (600, 719), **dict.fromkeys(BEYOND, (600, 1300))}, Bearing.CLEARS),
        ({"router": (600, 721), **dict.fromkeys(BEYOND, (600, 1300))}, Bearing.SILENT),
        ({"router": (600, 1300), **dict.fromkeys(ANCHORS, (600, 1300))}, Bearing.CLEARS),
    ],
    ids=[
        "one answer of the router", "half of its answers", "more than half", "deaf from the beginning", "it did well",
        "four fifths", "fewer", "the first hop did well",
    ],
)  # fmt: skip
def test_in_an_outage_a_lucky_answer_from_beyond_is_not_doing_well(lost, expected):
    office = heard({700: 2400.0}, Office(minutes=22))
    for rung, (start, end) in lost.items():
        office.fails(start, end, rung)
    incident = an_incident(600, 1200, IncidentKind.OUTAGE, Zone.FAR, nearest_good="resolver")

    assert RULE.judge(office.evidence(), incident).bearing is expected


def test_calm_broadcasts_do_not_clear_it_where_the_counters_tell_of_more():
    office = counted({600: (0, 0), 900: (40_000, 0)}, heard({700: 5.0}))

    assert RULE.judge(office.evidence(), NEAR).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    ("office", "planes"),
    [
        (heard({700: 2400.0}), {Plane.PATH}),
        (counted({600: (0, 0), 900: (600_000, 0)}), {Plane.PATH, Plane.HOST}),
        (heard({700: 2400.0}).step(1100, did="took the second cable out"), {Plane.PATH, Plane.OPERATOR}),
        (heard({700: 2400.0}).step(900, did="took the second cable out"), {Plane.PATH}),
    ],
    ids=["heard", "counted", "cured by a step", "a step long before its end"],
)
def test_the_planes_are_those_that_speak(office, planes):
    assert RULE.judge(office.evidence(), NEAR).planes == planes


def test_the_sentence_tells_the_rate_and_who_is_heard_most_with_its_maker():
    finding = RULE.judge(heard({700: 2400.0}).evidence(), NEAR)

    assert finding.sentence == (
        f"2400 packets to everybody came in a second, most of them from {LOUD} (AVM) while packets to the router were "
        "lost"
    )
    assert finding.cites == ("c0ffee",)


def test_over_the_window_a_storm_is_told_and_names_no_failure():
    finding = RULE.judge(counted({0: (0, 0), 60: (60_000, 0)}).evidence(), None)

    assert (finding.bearing, finding.planes) == (Bearing.BLAMES, {Plane.HOST})
    assert "no failure is laid to it" in finding.sentence
    assert RULE.judge(heard({700: 400.0}).evidence(), None).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    ("per_s", "zone", "expected"),
    [(500.0, Zone.NEAR, True), (499.0, Zone.NEAR, False), (500.0, Zone.FAR, True), (500.0, Zone.LINK, False)],
)
def test_a_storm_is_a_candidate_only_where_one_was_seen_and_could_matter(per_s, zone, expected):
    incident = an_incident(600, 1200, IncidentKind.OUTAGE, zone)

    assert (Fault.LAN_STORM in explains(heard({50: per_s}).evidence(), incident)) is expected
