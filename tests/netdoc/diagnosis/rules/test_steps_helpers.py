"""Which socket and modem were in use at an instant."""

import pytest

from netdoc.diagnosis.rules._steps import arrangement, arrangements, telco_admits
from netdoc.model.facts.step import Socket, Step
from netdoc.model.fault import Fault
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import Office, at


def told(*steps):
    """Return the arrangement after some steps, each at its own hundred seconds with its index as capture."""
    office = Office(minutes=0)
    for index, fields in enumerate(steps):
        office.sees(100 * index, "operator", Step(did="did", **fields), Plane.OPERATOR, str(index))
    return arrangement(office.evidence(), at(1000))


@pytest.mark.parametrize(
    ("steps", "capture"),
    [
        (({"modem": "M-2"}, {"modem_proven": True}), "1"),
        (({"modem": "M-2"}, {"modem_proven": False}), "1"),
        (({"modem": "M-2"}, {"socket": Socket.TEST}), "1"),
        (({"modem": "M-2"}, {"power_cycled": "modem"}), "0"),
        (({"modem": "M-2"}, {"changed": "modem: VLAN"}), "0"),
    ],
    ids=["proved", "proof withdrawn", "socket changed", "restarted", "setting changed"],
)
def test_the_step_cited_is_the_last_that_changed_the_arrangement(steps, capture):
    assert told(*steps).told.capture == capture


def test_each_step_holds_until_the_next_and_fields_left_out_stay():
    held = told({"socket": Socket.TEST, "modem": "M-2", "modem_proven": True}, {"modem": "M-2"}, {"changed": "x"})

    assert (held.socket, held.modem, held.modem_proven) == (Socket.TEST, "M-2", True)


def test_before_any_step_nothing_is_known():
    held = told()

    assert (held.socket, held.modem, held.modem_proven, held.told) == (None, None, False, None)


OUTAGE = an_incident(1000, 3000)


@pytest.mark.parametrize(
    ("read_at", "started", "sockets"),
    [
        (1800, None, [None, Socket.TEST]),
        (1799, None, [None]),
        (3000, None, [None, Socket.TEST]),
        (3001, None, [None]),
        (1800, 1700, [None]),
    ],
    ids=["five minutes after it", "earlier", "at the end", "after the end", "in sync again"],
)
def test_a_step_within_counts_when_the_line_is_still_away_five_minutes_later(read_at, started, sockets):
    office = Office(minutes=0).step(1500, socket=Socket.TEST).line(read_at, started)

    assert [each.socket for each in arrangements(office.evidence(), OUTAGE)] == sockets


def test_a_reading_after_the_next_step_speaks_for_that_one():
    office = Office(minutes=0).step(1200, socket=Socket.TEST).step(1400, modem="M-2", modem_proven=True)

    held = arrangements(office.line(1800, None).evidence(), OUTAGE)

    assert [(each.socket, each.modem) for each in held] == [(None, None), (Socket.TEST, "M-2")]


WEEK = 7 * 86400


@pytest.mark.parametrize(
    ("second", "believed"),
    [(1000, True), (999, False), (3000 + WEEK, True), (3001 + WEEK, False)],
    ids=["at the onset", "before it had begun", "a week after", "later"],
)
def test_the_telco_speaks_for_what_had_begun_in_the_week_before(second, believed):
    office = Office(minutes=0).telco_says(second)

    assert (telco_admits(office.evidence(), OUTAGE, Fault.LOOP_NOISE) is not None) is believed
