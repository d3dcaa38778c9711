"""A laptop in the place of the router, and a second modem behind which the session stays down."""

import pytest

from netdoc.diagnosis.rules._at_modem import fails_without_the_router, session_down_behind, works_without_the_router
from netdoc.model.facts.step import Action, Outcome
from tests.stories.episodes import an_incident
from tests.stories.office import Office

CUT_OVER = an_incident(300, 3000)
SWAP = {"action": Action.SWAP_MODEM, "modem": "M-2", "modem_proven": True, "adapter": "A-2"}


def tried(outcome=Outcome.WORKS, at=1000, back=1600.0, before=900.0, afters=((1900.0, None),), between=()):
    office = Office(minutes=0)
    if before is not None:
        office.session(before, None)
    office.step(at, action=Action.LAPTOP_AT_MODEM, at_modem=True, outcome=outcome)
    if back is not None:
        office.step(back, action=Action.LAPTOP_AT_MODEM, at_modem=False)
    for second, started in (*between, *afters):
        office.session(second, started)
    return office


@pytest.mark.parametrize(
    ("office", "shown"),
    [
        (tried(), True),
        (tried(outcome=Outcome.FAILS), False),
        (tried(back=None), False),
        (tried(before=None), False),
        (tried(afters=()), False),
        (tried(afters=((1899, None),)), False),
        (tried(afters=((1900, 1650),)), False),
        (tried(between=((1700, 1650),)), False),
        (tried(between=((1700, None),)), True),
        (tried(afters=((1600 + 7201, None),)), False),
        (tried(afters=((1600 + 7200, None),)), True),
        (tried(back=1000 + 7201, afters=((9000, None),)), False),
        (tried(before=900).session(950, 940), False),
        (tried(at=300 + 2701 + 300, back=3400, before=3200, afters=((3700, None),)), False),
        (tried(at=3300, back=3400, before=3200, afters=((3700, None),)), True),
    ],
    ids=[
        "down, works, down", "it failed on the laptop too", "the router was not put back", "not seen down before",
        "not read afterwards", "read too soon afterwards", "up afterwards", "up for a while", "down twice",
        "read hours later", "read within two hours", "put back hours later", "it was up just before",
        "long after the incident", "within five minutes of its end",
    ],
)  # fmt: skip
def test_the_router_is_shown_by_what_fails_before_and_after_and_works_without_it(office, shown):
    assert (works_without_the_router(office.evidence(), CUT_OVER) is not None) is shown


def test_a_session_read_down_long_before_the_laptop_came_does_not_count():
    office = tried(at=8000, back=8100, before=799, afters=((8500, None),))

    assert works_without_the_router(office.evidence(), an_incident(300, 9000)) is None
    nearer = tried(at=8000, back=8100, before=800, afters=((8500, None),))
    assert works_without_the_router(nearer.evidence(), an_incident(300, 9000)) is not None


def test_the_later_outage_with_the_router_back_is_shown_by_the_same_laptop():
    assert works_without_the_router(tried().evidence(), an_incident(1601, 3000)) is not None
    assert works_without_the_router(tried().evidence(), an_incident(1000 + 7201, 9000)) is None


@pytest.mark.parametrize(
    ("office", "shown"),
    [
        (tried(outcome=Outcome.FAILS), True),
        (tried(outcome=Outcome.FAILS, at=300), True),
        (tried(outcome=Outcome.FAILS, at=299), False),
        (tried(outcome=Outcome.FAILS, at=3001), False),
        (tried(), False),
        (Office(minutes=0).step(1000, outcome=Outcome.FAILS, action=Action.OTHER_DEVICE), False),
    ],
    ids=["failed at the modem", "at the onset", "before", "after", "it worked", "another device behind the router"],
)
def test_it_fails_without_the_router_too_where_a_laptop_at_the_modem_failed_in_the_incident(office, shown):
    assert (fails_without_the_router(office.evidence(), CUT_OVER) is not None) is shown


@pytest.mark.parametrize(
    ("office", "shown"),
    [
        (Office(minutes=0).step(1000, **SWAP).line(1350, 1100).session(1360, None), True),
        (Office(minutes=0).step(1000, **SWAP).line(1300, 1100).session(1300, None), True),
        (Office(minutes=0).step(1000, **SWAP).line(1299, 1100).session(1360, None), False),
        (Office(minutes=0).step(1000, **SWAP).line(1290, 1100).session(1299, None), False),
        (Office(minutes=0).step(1000, **SWAP).line(1350, None).session(1360, None), False),
        (Office(minutes=0).step(1000, **SWAP).line(1350, 1100).session(1360, 1200), False),
        (Office(minutes=0).step(1000, **SWAP).session(1360, None), False),
        (Office(minutes=0).step(1000, **(SWAP | {"modem_proven": False})).line(1350, 1100).session(1360, None), False),
        (Office(minutes=0).step(1, modem="M-1", adapter="A-2").step(1000, **SWAP).line(1350, 1100).session(1360, None),
         False),
        (Office(minutes=0).line(1350, 1100).session(1360, None), False),
    ],
    ids=[
        "down, in sync", "at five minutes", "the line was read too soon", "the session was read too soon",
        "no sync", "up", "the line was not read", "nobody proved that modem", "with the first one's adapter", "no swap",
    ],
)  # fmt: skip
def test_a_session_that_stays_down_behind_a_proven_modem_in_sync_is_seen(office, shown):
    assert (session_down_behind(office.evidence(), CUT_OVER) is not None) is shown
