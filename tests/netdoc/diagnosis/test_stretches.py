"""The timeline cut by steps: what changes an arrangement, what only names it, what a step itself brings about."""

import pytest

from netdoc.diagnosis.stretches import differs, handled, in_words, stretches, the_thing
from netdoc.model.arm import Changed
from netdoc.model.facts.step import Action, Outcome, Socket
from tests.stories.episodes import an_incident
from tests.stories.office import Office, at

TEST, DESK = Socket.TEST, Socket.DESK
SWAP, MOVE, FILTER, UPS = Action.SWAP_MODEM, Action.TEST_SOCKET, Action.FILTER_OUT, Action.UPS_BYPASS


def in_order(value: object) -> str:
    """Return a name of a parameter that is the same in every process: a set has no order of its own."""
    return str(sorted(value)) if isinstance(value, set | frozenset) else str(value)


def cut(*steps):
    """Return the stretches of steps at 1000 s, 2000 s, ... of an office watched for 100 minutes."""
    office = Office(minutes=100)
    for index, fields in enumerate(steps, 1):
        office.step(1000 * index, **fields)
    return stretches(office.evidence())


def arranged(*steps, of):
    return [getattr(each.arranged, of) for each in cut(*steps)]


@pytest.mark.parametrize(
    ("steps", "of", "expected"),
    [
        ((), "modem", [None]),
        (({"did": "a note"},), "modem", [None]),
        (({"action": Action.QUIET_LINE, "outcome": Outcome.NOISY},), "modem", [None]),
        (({"power_cycled": "modem"},), "modem", [None]),
        (({"action": Action.LAPTOP_AT_MODEM, "at_modem": True},), "modem", [None]),
        (({"action": SWAP, "modem": "B"},), "modem", [None, "B"]),
        (({"modem": "B"},), "modem", [None, "B"]),
        (({"action": MOVE, "modem": "A", "socket": DESK},), "modem", ["A", "A"]),
        (({"action": Action.QUIET_LINE, "modem": "A"},), "modem", ["A"]),
        (({"modem": "B"}, {"modem": "B"}), "modem", [None, "B"]),
        (({"modem": "B", "modem_proven": True}, {"modem": "A"}), "modem", ["A", "B", "A"]),
        (({"modem": "B"}, {"modem": "C", "modem_proven": True}), "modem", [None, "B", "C"]),
        (({"modem": "B"}, {"modem": "A"}, {"modem": "B"}), "modem", ["A", "B", "A", "B"]),
        (({"modem": "B"}, {"modem": "A"}, {"modem": "C"}), "modem", ["A", "B", "A", "C"]),
        (({"socket": TEST},), "socket", [DESK, TEST]),
        (({"socket": DESK},), "socket", [DESK]),
        (({"action": MOVE, "socket": DESK},), "socket", [TEST, DESK]),
        (({"action": SWAP, "modem": "B", "socket": TEST},), "socket", [DESK, TEST]),
        (({"socket": TEST}, {"socket": DESK}), "socket", [DESK, TEST, DESK]),
        (({"adapter": "X"},), "adapter", [None, "X"]),
        (({"action": SWAP, "adapter": "X"},), "adapter", [None, "X"]),
        (({"action": MOVE, "adapter": "X"},), "adapter", ["X"]),
        (({"adapter": "X"}, {"adapter": "W"}), "adapter", ["W", "X", "W"]),
        (({"filters_off": True},), "filters_off", [False, True]),
        (({"filters_off": False},), "filters_off", [False]),
        (({"action": FILTER, "filters_off": False},), "filters_off", [True, False]),
        (({"filters_off": True}, {"filters_off": False}), "filters_off", [False, True, False]),
        (({"behind_ups": True},), "behind_ups", [True]),
        (({"action": UPS, "behind_ups": False},), "behind_ups", [True, False]),
        (({"behind_ups": True}, {"behind_ups": False}), "behind_ups", [True, False]),
    ],
    ids=str,
)  # fmt: skip
def test_a_step_changes_the_arrangement_or_names_it_or_neither(steps, of, expected):
    assert arranged(*steps, of=of) == expected


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (({"socket": DESK, "socket_label": "hall"},), ["hall"]),
        (({"socket_label": "hall"}, {"socket_label": "attic"}), ["hall", "attic"]),
        (({"socket_label": "hall"}, {"socket_label": "hall"}), ["hall"]),
        (({"socket_label": "hall"}, {"socket": TEST}), ["hall", None]),
        (({"socket": TEST, "socket_label": "door"},), [None, "door"]),
        (({"socket": TEST}, {"socket_label": "door"}), [None, "door"]),
        (({"modem": "B"}, {"socket_label": "hall"}), ["hall", "hall"]),
    ],
    ids=str,
)  # fmt: skip
def test_a_label_names_the_socket_in_use_and_another_label_is_another_socket(steps, expected):
    assert arranged(*steps, of="socket_label") == expected


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (({"modem": "B", "modem_proven": True},), [False, True]),
        (({"modem": "B"}, {"modem_proven": True}), [False, True]),
        (({"modem": "B", "modem_proven": True}, {"modem_proven": False}), [False, False]),
        (({"modem": "B", "modem_proven": True}, {"socket": TEST}), [False, True, True]),
        (({"modem": "B", "modem_proven": True}, {"modem": "C"}), [False, True, False]),
        (({"modem": "B", "modem_proven": True}, {"modem": "C", "modem_proven": True}), [False, True, True]),
    ],
    ids=str,
)  # fmt: skip
def test_a_modem_is_proven_as_long_as_it_stays_and_nobody_takes_it_back(steps, expected):
    assert [each.proven for each in cut(*steps)] == expected


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (({"socket": TEST},), [False, True]),
        (({"action": MOVE, "socket": TEST},), [True, True]),
        (({"socket": DESK}, {"socket": TEST}), [True, True]),
        (({"action": MOVE, "filters_off": True},), [False, False]),
        (({"action": SWAP, "modem": "B"},), [False, False]),
        (({"socket": DESK}, {"modem": "B"}), [True, True]),
        (({"socket": TEST}, {"modem": "B"}), [False, True, True]),
    ],
    ids=str,
)  # fmt: skip
def test_a_socket_is_recorded_where_it_was_told_or_the_modem_was_moved_from_it(steps, expected):
    assert [each.socket_recorded for each in cut(*steps)] == expected


def test_stretches_meet_at_the_steps_and_know_them():
    first, second, third = cut({"socket": TEST}, {"modem": "B"})

    assert (first.start, first.end, second.end, third.end) == (at(0), at(1000), at(2000), at(6000))
    assert (second.start, third.start) == (first.end, second.end)
    assert [len(each.steps) for each in (first, second, third)] == [0, 1, 1]


def test_a_later_proof_belongs_to_the_stretch_it_speaks_of():
    _, second = cut({"modem": "B"}, {"modem_proven": True})

    assert [each.at for each in second.steps] == [at(1000), at(2000)]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (({"socket": TEST},), {Changed.SOCKET}),
        (({"socket": TEST}, {"socket": DESK}), set()),
        (({"socket_label": "hall"}, {"socket_label": "attic"}), {Changed.SOCKET}),
        (({"modem": "B"},), {Changed.MODEM}),
        (({"modem": "B", "adapter": "X"},), {Changed.MODEM, Changed.ADAPTER}),
        (({"filters_off": True},), {Changed.FILTERS}),
        (({"filters_off": True}, {"filters_off": False}), set()),
        (({"action": UPS, "behind_ups": False},), {Changed.UPS}),
        (({"modem": "B", "socket": TEST},), {Changed.MODEM, Changed.SOCKET}),
    ],
    ids=in_order,
)  # fmt: skip
def test_what_differs_between_the_first_arrangement_and_the_last(steps, expected):
    found = cut(*steps)

    assert set(differs(found[0].arranged, found[-1].arranged)) == expected


def test_one_socket_told_by_its_label_and_told_without_is_the_same():
    found = cut({"socket": DESK, "socket_label": "hall"}, {"socket": TEST}, {"socket": DESK})

    assert differs(found[0].arranged, found[2].arranged) == ()


def test_a_socket_nobody_told_of_is_not_the_test_socket():
    untold = cut()[0].arranged
    desk = cut({"socket": DESK})[0].arranged

    assert differs(untold, desk) == ()


@pytest.mark.parametrize(
    ("changed", "thing"),
    [
        ((), None),
        ((Changed.MODEM,), Changed.MODEM),
        ((Changed.ADAPTER,), Changed.ADAPTER),
        ((Changed.MODEM, Changed.ADAPTER), Changed.MODEM),
        ((Changed.SOCKET,), Changed.SOCKET),
        ((Changed.FILTERS,), Changed.FILTERS),
        ((Changed.SOCKET, Changed.FILTERS), Changed.SOCKET),
        ((Changed.UPS,), Changed.UPS),
        ((Changed.MODEM, Changed.SOCKET), None),
        ((Changed.MODEM, Changed.UPS), None),
        ((Changed.ADAPTER, Changed.FILTERS), None),
    ],
    ids=str,
)
def test_modem_and_adapter_are_one_thing_and_so_are_socket_and_filters(changed, thing):
    assert the_thing(changed) is thing


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((), "the modem"),
        (({"socket": TEST},), "the modem at the test socket"),
        (({"socket": DESK, "socket_label": "hall"},), "the modem at a desk socket (hall)"),
        (
            ({"modem": "B", "modem_proven": True, "adapter": "X", "filters_off": True},),
            "B (proven on another line) with adapter X with nothing else on the line",
        ),
        (({"behind_ups": True},), "the modem through the UPS"),
        (({"action": UPS, "behind_ups": False},), "the modem fed from the wall"),
    ],
    ids=str,
)
def test_an_arrangement_in_words(steps, words):
    assert in_words(cut(*steps)[-1]) == words


@pytest.mark.parametrize(
    ("start", "end", "own"),
    [
        (1699, 1750, False),
        (1700, 1750, True),
        (1990, 2300, True),
        (1990, 2301, False),
        (2000, 4000, True),
        (2180, 2200, True),
        (2181, 2200, False),
    ],
    ids=[
        "more than five minutes before", "five minutes before", "over five minutes after it", "what it was taken for",
        "from the step on, however long", "three minutes after", "later",
    ],
)  # fmt: skip
def test_an_outage_near_a_step_is_the_steps_own(start, end, own):
    office = Office(minutes=100).step(2000, socket=TEST)

    assert (handled(office.evidence(), an_incident(start, end)) is not None) is own


def test_the_second_of_two_steps_brings_about_its_own_outage_too():
    office = Office(minutes=100).step(2000, socket=TEST).step(4000, modem="B")

    assert handled(office.evidence(), an_incident(4010, 4050)).at == at(4000)


def test_a_note_brings_about_no_outage():
    assert handled(Office(minutes=100).step(2000, did="a note").evidence(), an_incident(2010, 2050)) is None
