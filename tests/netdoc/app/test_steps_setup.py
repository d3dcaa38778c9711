"""The arrangement in force, by the steps recorded."""

from __future__ import annotations

import pytest

from netdoc.app.steps_setup import Setup, after, differences, is_arm_of, setups, with_step
from netdoc.model.arm import Arm, Changed
from netdoc.model.facts.step import Action, Socket, Step
from tests.stories.office import at


def test_what_a_step_leaves_out_keeps_its_last_value() -> None:
    first = Step(did="a", socket=Socket.TEST, socket_label="hall", modem="SN-1", modem_proven=True, adapter="P-1")
    second = Step(did="b", behind_ups=False)

    nothing, one, two = setups([first, second])

    assert nothing == Setup()
    assert (two.socket, two.modem, two.modem_proven, two.adapter) == (Socket.TEST, "SN-1", True, "P-1")
    assert (one.behind_ups, two.behind_ups, two.socket_label) == (None, False, "hall")


def test_another_modem_is_not_proven_by_the_one_before() -> None:
    held = after(Setup(modem="SN-1", modem_proven=True), Step(did="", modem="SN-2"))

    assert held.modem_proven is False
    assert after(held, Step(did="", modem="SN-2", modem_proven=True)).modem_proven is True


def test_the_label_of_a_socket_goes_with_the_socket() -> None:
    held = Setup(socket=Socket.TEST, socket_label="hall")

    assert after(held, Step(did="", socket=Socket.DESK)).socket_label is None
    assert after(held, Step(did="", socket=Socket.TEST)).socket_label == "hall"


@pytest.mark.parametrize(
    ("fields", "changed"),
    [
        ({"socket": Socket.TEST}, (Changed.SOCKET,)),
        ({"modem": "SN-2"}, (Changed.MODEM,)),
        ({"modem": "SN-2", "adapter": "P-2"}, (Changed.MODEM, Changed.ADAPTER)),
        ({"filters_off": True}, (Changed.FILTERS,)),
        ({"behind_ups": False}, (Changed.UPS,)),
        ({"modem_proven": True, "socket_label": "hall"}, ()),
    ],
)
def test_two_arrangements_differ_in_what_makes_an_arm(fields: dict[str, object], changed: tuple[Changed, ...]) -> None:
    before = Setup(socket=Socket.DESK, modem="SN-1", adapter="P-1", filters_off=False, behind_ups=True)
    later = after(before, Step(did="", **fields))  # type: ignore[arg-type]

    assert differences(before, later) == changed


@pytest.mark.parametrize(
    ("setup", "words"),
    [
        (Setup(), "the arrangement as it was found"),
        (Setup(socket=Socket.DESK), "the modem at the desk socket"),
        (Setup(modem="SN-1", socket=Socket.TEST, adapter="P-1"), "modem SN-1 at the test socket, adapter P-1"),
        (Setup(filters_off=True, behind_ups=False), "the modem, nothing else on the line, fed from the wall"),
        (Setup(behind_ups=True, filters_off=False), "the modem, fed through the UPS"),
    ],
)
def test_an_arrangement_is_told_in_words(setup: Setup, words: str) -> None:
    assert setup.words == words


@pytest.mark.parametrize(
    ("before", "step", "named"),
    [
        (Setup(), Step(did="", action=Action.TEST_SOCKET, socket=Socket.TEST), Setup(socket=Socket.DESK)),
        (Setup(), Step(did="", action=Action.SWAP_MODEM, modem="B", socket=Socket.DESK), Setup(socket=Socket.DESK)),
        (Setup(), Step(did="", action=Action.SWAP_MODEM, modem="B", socket=Socket.TEST), Setup()),
        (
            Setup(socket=Socket.TEST),
            Step(did="", action=Action.TEST_SOCKET, socket=Socket.DESK),
            Setup(socket=Socket.TEST),
        ),
        (Setup(), Step(did="", modem="B", replaced="A"), Setup(modem="A")),
        (Setup(modem="A"), Step(did="", modem="C", replaced="B"), Setup(modem="A")),
        (Setup(), Step(did="", filters_off=True), Setup(filters_off=False)),
        (
            Setup(),
            Step(did="", action=Action.TEST_SOCKET, filters_off=False),
            Setup(socket=Socket.DESK, filters_off=False),
        ),
        (Setup(), Step(did="", action=Action.FILTER_OUT, filters_off=False), Setup(filters_off=True)),
        (Setup(), Step(did="", action=Action.UPS_BYPASS, behind_ups=False), Setup(behind_ups=True)),
        (Setup(), Step(did="", behind_ups=False), Setup()),
        (Setup(behind_ups=True), Step(did="", action=Action.UPS_BYPASS, behind_ups=True), Setup(behind_ups=True)),
    ],
)
def test_a_step_tells_what_was_before_it_where_no_step_had(before: Setup, step: Step, named: Setup) -> None:
    assert with_step([before], step) == (named, after(named, step))


def test_what_a_later_step_tells_of_the_beginning_is_known_of_the_beginning() -> None:
    steps = [Step(did="", action=Action.FILTER_OUT, filters_off=True), Step(did="", modem="B", replaced="A")]

    first, second, third = setups(steps)

    assert (first.modem, first.filters_off) == ("A", False)
    assert (second.modem, second.filters_off) == ("A", True)
    assert third.modem == "B"


@pytest.mark.parametrize(
    ("fields", "alike"),
    [
        ({"modem": "A", "modem_proven": True}, True),
        ({"modem": "A", "adapter": "P", "filters_off": False}, True),
        ({"socket": Socket.DESK}, True),
        ({"modem": "B"}, False),
        ({"modem": "A", "socket": Socket.TEST}, False),
        ({"modem": "A", "filters_off": True}, False),
        ({"modem": "A", "behind_ups": False}, False),
    ],
)
def test_an_arm_is_of_an_arrangement_when_nothing_that_is_known_differs(fields: dict[str, object], alike: bool) -> None:
    arm = Arm(id="A-1", start=at(0), end=at(60), words="", watched_s=60, modem="A")

    assert is_arm_of(arm, Setup(**fields)) is alike  # type: ignore[arg-type]


def test_an_adapter_with_another_name_is_another_arrangement() -> None:
    arm = Arm(id="A-1", start=at(0), end=at(60), words="", watched_s=60, adapter="P-1")

    assert is_arm_of(arm, Setup(adapter="P-1")) and not is_arm_of(arm, Setup(adapter="P-2"))
