"""Which socket and modem were in use at an instant."""

import pytest

from netdoc.diagnosis.rules._steps import arrangement
from netdoc.model.facts.step import Socket, Step
from netdoc.model.plane import Plane
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
