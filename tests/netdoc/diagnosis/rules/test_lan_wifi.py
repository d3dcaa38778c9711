"""LAN04, by its specification: the radio answers for what the cable does not lose."""

import pytest

from netdoc.diagnosis.rules.lan_wifi import RULE
from netdoc.model.facts.link_state import LinkKind
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import a_brownout, an_incident
from tests.stories.office import Office, without_rungs

BOTH = {Plane.HOST, Plane.PATH}


def an_office(turns, *, minutes=60, cable=0.0, radio=0.1, rungs=None, looks=True):
    """Attachments as (first minute, last minute, link), looked at each minute; a share is lost by each kind."""
    office = Office(minutes=minutes) if rungs is None else Office(minutes=minutes, rungs=rungs)
    for first, last, link in turns:
        share = {LinkKind.WIFI: radio, LinkKind.WIRED: cable}.get(link, 0.0)
        for second in range(first * 60, last * 60):
            if share and second % round(1 / share) == 0:
                office.fails(second, second + 1, "router")
        for minute in range(first, last) if looks else ():
            office.link(minute * 60 + 1, link=link, interface="wlan0" if link is LinkKind.WIFI else "eth0")
    return office


def judged(office, incident):
    return RULE.judge(office.evidence(), incident)


NEAR = a_brownout(0, 1200, Zone.NEAR)
CABLE, RADIO = LinkKind.WIRED, LinkKind.WIFI


@pytest.mark.parametrize(
    ("turns", "expected", "planes"),
    [
        (((0, 20, RADIO), (20, 40, CABLE), (40, 60, RADIO)), Bearing.BLAMES, BOTH),
        (((0, 20, RADIO), (20, 40, CABLE)), Bearing.BLAMES, {Plane.PATH}),
        (((0, 20, RADIO), (20, 25, CABLE)), Bearing.SILENT, set()),
        (((0, 20, RADIO), (20, 26, CABLE)), Bearing.BLAMES, {Plane.PATH}),
        (((0, 20, RADIO),), Bearing.SILENT, set()),
        (((0, 20, CABLE),), Bearing.CLEARS, {Plane.HOST}),
        (((0, 10, CABLE), (10, 40, RADIO)), Bearing.SILENT, set()),
        (((0, 20, LinkKind.TETHER), (20, 40, CABLE)), Bearing.SILENT, set()),
        ((), Bearing.SILENT, set()),
    ],
    ids=[
        "in alternation", "one change", "too little by cable", "just enough", "never by cable", "by cable",
        "changed within", "by a telephone", "nobody looked",
    ],
)  # fmt: skip
def test_the_radio_is_blamed_by_the_cable_and_established_by_alternation(turns, expected, planes):
    finding = judged(an_office(turns), NEAR)

    assert (finding.bearing, finding.planes) == (expected, planes)


def test_cable_on_both_sides_alternates_too():
    office = an_office(((0, 20, CABLE), (20, 40, RADIO), (40, 60, CABLE)))

    assert judged(office, a_brownout(1200, 2400, Zone.NEAR)).planes == BOTH


def test_a_radio_that_loses_nothing_the_second_time_alternates_nothing():
    office = an_office(((0, 20, RADIO), (20, 40, CABLE)))
    for minute in range(40, 60):
        office.link(minute * 60 + 1, link=RADIO, interface="wlan0")

    assert judged(office, NEAR).planes == {Plane.PATH}


def test_wi_fi_twice_before_the_cable_alternates_nothing():
    office = an_office(((0, 10, RADIO), (10, 11, LinkKind.TETHER), (11, 31, RADIO), (31, 60, CABLE)))

    assert judged(office, a_brownout(660, 1860, Zone.NEAR)).planes == {Plane.PATH}


@pytest.mark.parametrize(
    ("cable", "expected"),
    [(0.1, Bearing.CLEARS), (0.03, Bearing.CLEARS), (0.01, Bearing.BLAMES), (0.0, Bearing.BLAMES)],
)
def test_a_cable_that_loses_as_well_clears_the_radio(cable, expected):
    office = an_office(((0, 20, RADIO), (20, 40, CABLE), (40, 60, RADIO)), cable=cable)

    assert judged(office, NEAR).bearing is expected


def test_a_loss_within_chance_blames_nobody():
    office = an_office(((0, 20, RADIO), (20, 40, CABLE), (40, 60, RADIO)), radio=0.002)

    assert judged(office, NEAR).bearing is Bearing.SILENT


@pytest.mark.parametrize(("minute", "expected"), [(735, Bearing.BLAMES), (745, Bearing.SILENT)])
def test_what_lies_half_a_day_away_is_no_contrast(minute, expected):
    office = an_office(((0, 20, RADIO), (minute, minute + 20, CABLE)), minutes=minute + 20).stops(1200, minute * 60)

    assert judged(office, NEAR).bearing is expected


@pytest.mark.parametrize(
    ("incident", "expected"),
    [
        (a_brownout(0, 1200, Zone.FAR, nearest_good="router"), Bearing.CLEARS),
        (a_brownout(0, 1200, Zone.FAR), Bearing.SILENT),
        (an_incident(0, 1200, IncidentKind.SLOW, Zone.NEAR), Bearing.SILENT),
        (an_incident(0, 1200), Bearing.SILENT),
        (None, Bearing.SILENT),
    ],
    ids=["the router did well", "not placed", "a delay", "an outage", "the window"],
)
def test_only_loss_at_the_router_is_laid_to_the_radio(incident, expected):
    office = an_office(((0, 20, RADIO), (20, 40, CABLE), (40, 60, RADIO)))

    assert judged(office, incident).bearing is expected


def test_without_samples_of_the_router_nothing_is_compared():
    office = an_office(((0, 20, RADIO), (20, 40, CABLE)), rungs=without_rungs("router"))

    assert judged(office, NEAR).bearing is Bearing.SILENT


def test_looks_far_apart_do_not_tell_what_was_between():
    office = an_office(((0, 20, RADIO), (20, 60, CABLE)), looks=False)
    for minute in (0, 21):
        office.link(minute * 60 + 1, link=RADIO, interface="wlan0")

    assert judged(office, NEAR).bearing is Bearing.SILENT


def test_what_the_radio_tells_of_itself_is_told():
    office = an_office(((1, 19, RADIO), (20, 40, CABLE)))
    radio = {"link": RADIO, "interface": "wlan0"}
    office.link(1, signal_dbm=-81.0, channel_mhz=2412, tx_packets=100, tx_retries=10, **radio)
    office.link(1199, tx_packets=1100, tx_retries=410, **radio)
    told = "signal -81 dBm, channel at 2412 MHz, 400 frames sent again to bring over 1000"

    assert told in judged(office, NEAR).sentence


@pytest.mark.parametrize(
    ("turns", "planes"),
    [
        (((0, 20, CABLE), (20, 40, RADIO)), {Plane.PATH}),
        (((0, 20, RADIO), (20, 30, CABLE), (30, 50, RADIO)), BOTH),
    ],
    ids=["cable before only", "Wi-Fi, cable, Wi-Fi"],
)
def test_the_last_turn_is_held_against_those_before(turns, planes):
    first, last, _ = turns[-1]

    assert judged(an_office(turns), a_brownout(first * 60, last * 60, Zone.NEAR)).planes == planes


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [((0, 19), Bearing.CLEARS), ((0, 21), Bearing.SILENT), ((1, 20), Bearing.CLEARS), ((2, 20), Bearing.SILENT)],
    ids=["near enough", "too far apart", "a minute after the onset", "two minutes after it"],
)
def test_two_looks_tell_of_the_time_between_them_and_little_more(minutes, expected):
    office = Office(minutes=0)
    for minute in minutes:
        office.link(minute * 60 + 1)

    assert judged(office, NEAR).bearing is expected


def by_turns(count, *, radio=0.15, cable=0.0, seconds=60):
    """Turns of a minute within one run, the cable first, each looked at from both of its ends."""
    office = Office(minutes=count * seconds // 60)
    for turn in range(count):
        share, link = (radio, RADIO) if turn % 2 else (cable, CABLE)
        start = turn * seconds
        for second in range(start, start + seconds):
            if share and second % round(1 / share) == 0:
                office.fails(second, second + 1, "router")
        for at in (start + 0.2, start + seconds - 0.2):
            office.link(at, link=link, interface="wlan0" if link is RADIO else "eth0")
    return office


def test_turns_within_one_run_let_it_be_established_and_tell_the_difference_with_its_interval():
    finding = judged(by_turns(12), a_brownout(0, 720, Zone.NEAR))

    assert (finding.bearing, finding.planes) == (Bearing.BLAMES, BOTH)
    assert "of 360 lost" in finding.sentence
    assert "points more, by turns 6 times" in finding.sentence


def test_turns_in_which_the_cable_loses_as_well_clear_the_radio():
    assert judged(by_turns(12, cable=0.15), a_brownout(0, 720, Zone.NEAR)).bearing is Bearing.CLEARS


@pytest.mark.parametrize(("turns", "expected"), [(3, Bearing.SILENT), (8, Bearing.SILENT), (12, Bearing.BLAMES)])
def test_few_turns_show_nothing(turns, expected):
    """Three turns change twice only; four minutes by cable are less than 300 samples."""
    assert judged(by_turns(turns), a_brownout(0, turns * 60, Zone.NEAR)).bearing is expected


def test_a_telephone_among_the_turns_makes_them_no_contrast_of_radio_and_cable():
    office = by_turns(12)
    for at in (725, 775):
        office.link(at, link=LinkKind.TETHER, interface="usb0")

    assert judged(office, a_brownout(0, 780, Zone.NEAR)).bearing is Bearing.SILENT


def test_only_the_radio_turns_of_the_incident_itself_are_counted():
    finding = judged(by_turns(12), a_brownout(0, 300, Zone.NEAR))

    assert finding.bearing is Bearing.BLAMES
    assert "of 120 lost" in finding.sentence
