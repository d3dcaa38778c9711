"""What a technician did becomes a step, or one clear error."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from netdoc.app import steps_deeds as deeds
from netdoc.app.steps_deeds import Deed
from netdoc.app.steps_setup import Setup, after, with_step
from netdoc.errors import BadInput
from netdoc.model.arm import Changed
from netdoc.model.facts.step import Action, Outcome, Socket

NOW = Setup(socket=Socket.DESK, modem="SN-1", adapter="P-1", filters_off=False, behind_ups=True)


def test_a_swap_says_modem_adapter_and_that_the_box_started_anew() -> None:
    deed = deeds.swap_modem([Setup()], modem=" SN-2 ", was="SN-1", proven=True, adapter="P-2")

    step = deed.step
    assert (step.action, step.modem, step.adapter, step.modem_proven) == (Action.SWAP_MODEM, "SN-2", "P-2", True)
    assert step.power_cycled == "modem" and step.socket is None
    assert step.replaced == "SN-1"
    assert deed.warnings == ()


def test_what_a_swap_leaves_open_is_said() -> None:
    deed = deeds.swap_modem([Setup()], modem="SN-2")

    assert deed.step.modem_proven is False and deed.step.adapter is None
    assert [each.partition(":")[0] for each in deed.warnings] == [
        "the modem that came out has no name in the record",
        "not said whether the power adapter was swapped too",
        "this modem is not recorded as proven on another line",
    ]
    assert len(deeds.swap_modem([NOW], modem="SN-2", same_adapter=True, proven=True).warnings) == 0


def test_back_takes_modem_adapter_and_proof_from_the_arrangement_before() -> None:
    past: tuple[Setup, ...] = (Setup(modem="SN-1", adapter="P-1", modem_proven=True, socket=Socket.DESK),)
    past = with_step(past, deeds.swap_modem(past, modem="SN-2", proven=False, adapter="P-2").step)
    past = with_step(past, deeds.filter_out(past).step)

    step = deeds.swap_modem(past, modem=None, back=True).step

    assert (step.modem, step.adapter, step.modem_proven, step.replaced) == ("SN-1", "P-1", True, "SN-2")
    assert step.did == "modem SN-1 and adapter P-1 put back"


def test_back_from_a_swap_that_named_the_first_modem_finds_its_name_and_its_own_adapter() -> None:
    past = with_step([Setup()], deeds.swap_modem([Setup()], modem="SN-2", was="SN-1", adapter="P-2").step)

    step = deeds.swap_modem(past, modem=None, back=True).step

    assert (step.modem, step.adapter, step.modem_proven) == ("SN-1", "SN-1's own", False)


def test_back_keeps_the_adapter_that_stayed() -> None:
    first = Setup(modem="SN-1", adapter="P-1")
    past = with_step([first], deeds.swap_modem([first], modem="SN-2", same_adapter=True).step)

    step = deeds.swap_modem(past, modem=None, back=True).step

    assert (step.modem, step.adapter, step.did) == ("SN-1", None, "modem SN-1 put back")


def test_the_adapter_alone_can_be_swapped_and_put_back() -> None:
    there = deeds.swap_modem([NOW], modem=None, adapter="P-2")
    unnamed = with_step([Setup()], deeds.swap_modem([Setup()], modem=None, adapter="P-2").step)

    assert (there.step.modem, there.step.adapter, there.step.replaced) == (None, "P-2", None)
    back = deeds.swap_modem(with_step([NOW], there.step), modem=None, back=True).step
    assert (back.modem, back.adapter, back.modem_proven, back.replaced) == (None, "P-1", None, None)
    assert deeds.swap_modem(unnamed, modem=None, back=True).step.adapter == "the first one"


def test_modem_and_socket_at_once_are_warned_of_and_a_modem_with_its_adapter_is_not() -> None:
    both = deeds.swap_modem([NOW], modem="SN-2", adapter="P-2", proven=True, socket=Socket.TEST)
    one = deeds.swap_modem([NOW], modem="SN-2", adapter="P-2", proven=True, socket=Socket.DESK)

    assert any("change at once" in each for each in both.warnings)
    assert one.warnings == ()
    assert not deeds.several((Changed.SOCKET, Changed.FILTERS)) and deeds.several((Changed.SOCKET, Changed.UPS))


def test_the_test_socket_and_back() -> None:
    there = deeds.test_socket([Setup()], label="hall", alone=True)
    past = with_step([Setup()], there.step)
    back = deeds.test_socket(past, back=True)

    assert (there.step.socket, there.step.socket_label, there.step.filters_off) == (Socket.TEST, "hall", True)
    assert there.step.did == "modem moved to the test socket (hall), alone on the line" and there.warnings == ()
    assert (back.step.socket, back.step.filters_off, back.step.power_cycled) == (Socket.DESK, False, "modem")
    assert with_step(past, back.step)[-1] == with_step(past, back.step)[0]


def test_back_from_the_test_socket_says_nothing_of_filters_that_nobody_recorded() -> None:
    moved = Setup(socket=Socket.TEST)

    assert deeds.test_socket([Setup(socket=Socket.DESK), moved], back=True).step.filters_off is None
    assert deeds.test_socket([Setup()]).warnings


def test_filters_and_ups_go_off_and_on() -> None:
    off = deeds.filter_out([Setup()])
    bypass = deeds.ups_bypass([Setup()])

    assert off.step.filters_off is True
    assert bypass.step.behind_ups is False
    assert (off.step.power_cycled, bypass.step.power_cycled) == (None, "modem")
    assert deeds.filter_out([after(Setup(), off.step)], back=True).step.filters_off is False
    assert deeds.ups_bypass([after(Setup(), bypass.step)], back=True).step.behind_ups is True


def test_the_tests_of_a_moment_say_their_outcome() -> None:
    at_modem = deeds.laptop_at_modem(outcome=Outcome.FAILS).step
    router_back = deeds.laptop_at_modem(outcome=None, back=True).step
    other = deeds.other_device(device="reception PC", outcome=Outcome.WORKS).step
    heard = deeds.quiet_line(outcome=Outcome.NOISY).step

    assert (at_modem.at_modem, at_modem.outcome, router_back.at_modem, router_back.outcome) == (
        True, Outcome.FAILS, False, None,
    )  # fmt: skip
    assert (other.outcome, other.action) == (Outcome.WORKS, Action.OTHER_DEVICE) and "reception PC" in other.did
    assert (heard.outcome, heard.did) == (Outcome.NOISY, "listened to the line with a telephone: noise on the line")
    assert deeds.quiet_line(outcome=Outcome.QUIET).step.did.endswith("a quiet line")
    assert deeds.wired().step.did != deeds.wired(back=True).step.did


def test_people_and_a_note_are_kept_with_the_step() -> None:
    told = deeds.with_people(deeds.wired(), who="Anna", present="Mr \x1b[31mB\n ", note=" lamp\n off ").step

    assert (told.who, told.present) == ("Anna", "Mr \x1b[31mB")
    assert told.did.endswith("; lamp off")


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda: deeds.swap_modem([NOW], modem=None), "--modem: which modem goes in is not said"),
        (lambda: deeds.swap_modem([NOW], modem="SN-1"), "is in use already"),
        (lambda: deeds.swap_modem([NOW], modem=None, adapter="P-1"), "the adapter 'P-1' is in use already"),
        (lambda: deeds.swap_modem([NOW], modem="B", adapter="P", same_adapter=True), "says that it stays"),
        (lambda: deeds.swap_modem([NOW], modem="B", was="C"), "the modem in use is 'SN-1', not 'C'"),
        (lambda: deeds.swap_modem([Setup()], modem="B", was="B"), "the same modem"),
        (lambda: deeds.swap_modem([NOW], modem=None, back=True), "none to go back to"),
        (lambda: deeds.swap_modem([Setup(), Setup(modem="B")], modem=None, back=True), "none to go back to"),
        (lambda: deeds.swap_modem([NOW], modem="B", back=True), "--back takes modem and adapter"),
        (lambda: deeds.swap_modem([NOW], modem=None, adapter="P", back=True), "--back takes modem and adapter"),
        (lambda: deeds.swap_modem([NOW], modem="  "), "--modem: is empty"),
        (lambda: deeds.swap_modem([NOW], modem="x" * 101), "--modem: 101 characters are too many"),
        (lambda: deeds.test_socket([Setup(socket=Socket.TEST)]), "at the test socket already"),
        (lambda: deeds.test_socket([NOW], back=True), "at the desk socket already"),
        (lambda: deeds.test_socket([Setup()], back=True), "none to go back from"),
        (lambda: deeds.filter_out([Setup(filters_off=True)]), "they are off the line already"),
        (lambda: deeds.filter_out([Setup(filters_off=False)], back=True), "they are on the line already"),
        (lambda: deeds.filter_out([Setup()], back=True), "no step recorded that they came off"),
        (lambda: deeds.ups_bypass([Setup(behind_ups=False)]), "fed from the wall already"),
        (lambda: deeds.ups_bypass([Setup(behind_ups=True)], back=True), "fed through the UPS already"),
        (lambda: deeds.ups_bypass([Setup()], back=True), "no step recorded that the UPS was left out"),
        (lambda: deeds.laptop_at_modem(outcome=None), "whether it works there is not said"),
        (lambda: deeds.laptop_at_modem(outcome=Outcome.WORKS, back=True), "there is no outcome"),
        (lambda: deeds.other_device(device=None, outcome=Outcome.WORKS), "which device was tried"),
        (lambda: deeds.other_device(device="PC", outcome=None), "whether it works there is not said"),
        (lambda: deeds.quiet_line(outcome=None), "what was heard is not said"),
        (lambda: deeds.with_people(deeds.wired(), who="", present=None, note=None), "--who: is empty"),
        (lambda: deeds.with_people(deeds.wired(), who=None, present=None, note="x" * 501), "501 characters"),
    ],
)
def test_what_contradicts_itself_or_the_record_is_refused_with_what_to_do(act: Callable[[], Deed], words: str) -> None:
    with pytest.raises(BadInput) as refused:
        act()

    assert words in refused.value.message
    assert refused.value.hint
