"""What several rules ask of the router: signs of life of one that does not answer pings."""

import pytest

from netdoc.diagnosis.rules._router import alive_by_arp, session_down_within
from netdoc.model.facts.link_state import Neighbour
from netdoc.model.incident import Zone
from tests.stories.episodes import an_incident
from tests.stories.office import Office, at, without_rungs

START, END = 300, 1500
HUNG = an_incident(START, END, zone=Zone.NEAR, rung="router")


def looked(office, second, confirmed_at=None):
    """Look at the own link: the gateway's entry stands, last confirmed at an instant or nobody knows when."""
    age_s = None if confirmed_at is None else second - confirmed_at - 1
    return office.link(second, gateway_neighbour=Neighbour.ANSWERS, gateway_confirmed_s=age_s)


@pytest.mark.parametrize(
    ("second", "confirmed_at", "alive"),
    [(400, 350, True), (400, 301, True), (400, 298, False), (359, None, False), (361, None, True), (1501, 1400, False)],
    ids=[
        "confirmed in the silence",
        "just after the last answer",
        "before the last answer",
        "held, and no more than that",
        "held longer than the kernel trusts",
        "looked after the silence",
    ],
)
def test_a_silent_router_lives_that_answered_arp_after_its_last_ping(second, confirmed_at, alive):
    office = looked(Office(minutes=30).fails(START, END + 10, "router"), second, confirmed_at)
    told = alive_by_arp(office.evidence(), HUNG)

    assert (told is not None and told.at == at(second)) is alive


def test_of_several_looks_the_first_that_proves_it_is_told():
    office = Office(minutes=30).fails(START, END, "router")
    for second, confirmed_at in ((330, 200), (400, 390), (500, 490)):
        looked(office, second, confirmed_at)
    told = alive_by_arp(office.evidence(), HUNG)

    assert told is not None and told.at == at(400)


@pytest.mark.parametrize(
    ("second", "alive"), [(699, False), (702, True)], ids=["within five minutes of the ping", "later"]
)
def test_an_answered_ping_in_the_silence_makes_older_answers_to_arp_void(second, alive):
    office = Office(minutes=30).fails(START, 400, "router").fails(401, END, "router")

    assert (alive_by_arp(looked(office, second, 350).evidence(), HUNG) is not None) is alive


@pytest.mark.parametrize(("confirmed_at", "alive"), [(300, True), (299, False)], ids=["in the incident", "before it"])
def test_where_the_router_is_not_pinged_its_answers_in_the_incident_count(confirmed_at, alive):
    office = looked(Office(minutes=30, rungs=without_rungs("router")), 400, confirmed_at)

    assert (alive_by_arp(office.evidence(), HUNG) is not None) is alive


def test_a_router_that_was_not_looked_at_shows_no_life():
    assert alive_by_arp(Office(minutes=30).fails(START, END, "router").evidence(), HUNG) is None


@pytest.mark.parametrize(
    ("tellings", "expected"),
    [
        ([(310, None), (400, 305)], 310),
        ([(308, 302), (330, None)], 308),
        ([(900, 290), (1600, 1505)], 1600),
        ([(900, 290), (1506, None)], 1506),
        ([(900, 290), (1600, 1580)], None),
        ([(294, None), (900, 290)], None),
    ],
    ids=["down, then begun anew", "begun anew, then down", "anew at the end", "down at the end", "later", "before"],
)
def test_the_first_reading_tells_of_a_session_down_or_begun_anew(tellings, expected):
    office = Office(minutes=0)
    for second, began in tellings:
        office.session(second, began)
    told = session_down_within(office.evidence(), an_incident(START, END))

    assert (None if told is None else told.at) == (None if expected is None else at(expected))
