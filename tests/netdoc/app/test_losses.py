"""When a rung counts as lost and as recovered, and how often an event set is taken."""

from __future__ import annotations

import pytest

from netdoc.app.losses import Change, EventSets, Losses, Lost, Recovered, stranded
from netdoc.app.sampler import RungView
from netdoc.model.facts.echo_block import LOST, NOT_SENT, UNREACHABLE

DISTANCES = {"router": 0, "first_hop": 2, "anchor_1": 4}
GOOD = (900,) * 10


def view(rung: str, *recent: int | None) -> RungView:
    return RungView(rung, "192.0.2.1", recent, None)


def losses_after_all_answered() -> Losses:
    losses = Losses(DISTANCES)
    assert losses.look([view(each, *GOOD) for each in DISTANCES]) == []
    return losses


@pytest.mark.parametrize(
    ("recent", "lost"),
    [
        ((900, 900, LOST, LOST), False),
        ((900, 900, LOST, LOST, LOST), True),
        ((900, UNREACHABLE, UNREACHABLE, UNREACHABLE), True),
        ((LOST, 900, LOST, 900, LOST, 900, LOST, 900, 900, 900), False),
        ((LOST, 900, LOST, 900, LOST, 900, LOST, 900, LOST, 900), True),
        ((900, LOST, LOST, None, None), False),
        ((900, LOST, LOST, NOT_SENT, NOT_SENT, NOT_SENT), False),
    ],
    ids=[
        "two in a row",
        "three in a row",
        "somebody said unreachable",
        "four of the last ten",
        "five of the last ten",
        "still awaited",
        "not sent says nothing",
    ],
)
def test_three_in_a_row_or_five_of_the_last_ten_is_a_loss(recent: tuple[int | None, ...], lost: bool) -> None:
    losses = losses_after_all_answered()

    changes = losses.look([view("router", *GOOD), view("first_hop", *recent), view("anchor_1", *GOOD)])

    assert changes == ([Lost("first_hop")] if lost else [])


def test_a_rung_that_was_silent_when_we_came_recovers() -> None:
    losses = Losses(DISTANCES)
    dead = [view("router", *GOOD), view("first_hop", LOST, LOST, LOST), view("anchor_1", LOST, LOST)]
    back = [view("router", *GOOD), view("first_hop", LOST, LOST, 900, 900, 900), view("anchor_1", LOST, LOST, 900)]

    assert losses.look(dead) == []
    assert losses.lost == frozenset()
    assert losses.look(back) == [Recovered("first_hop")]
    assert losses.look(back) == []


def test_a_rung_that_answered_first_and_failed_later_is_not_taken_for_silent_from_the_beginning() -> None:
    losses = losses_after_all_answered()
    failing = [view("router", *GOOD), view("first_hop", LOST, LOST, LOST), view("anchor_1", *GOOD)]

    assert losses.look(failing) == [Lost("first_hop")]
    assert losses.look([view(each, *GOOD) for each in DISTANCES]) == [Recovered("first_hop")]
    assert losses.look([view(each, *GOOD) for each in DISTANCES]) == []


def test_a_rung_behind_one_that_fails_is_not_lost_of_its_own() -> None:
    losses = losses_after_all_answered()

    changes = losses.look([view(each, 900, LOST, LOST, LOST) for each in DISTANCES])

    assert changes == [Lost("router")]


def test_a_rung_that_never_answered_is_not_lost_and_hides_nothing() -> None:
    losses = Losses(DISTANCES)
    deaf = view("router", *(LOST,) * 10)
    losses.look([deaf, view("first_hop", *GOOD), view("anchor_1", *GOOD)])

    changes = losses.look([deaf, view("first_hop", 900, LOST, LOST, LOST), view("anchor_1", *GOOD)])

    assert changes == [Lost("first_hop")]


def test_a_lost_rung_has_recovered_when_its_last_three_were_answered() -> None:
    losses = losses_after_all_answered()
    story: list[tuple[int, ...]] = [(900, LOST, LOST, LOST), (LOST, 900, 900), (LOST, 900, 900, 900), GOOD]
    seen: list[list[Change]] = [losses.look([view("router", *GOOD), view("first_hop", *each)]) for each in story]

    assert seen == [[Lost("first_hop")], [], [Recovered("first_hop")], []]
    assert losses.lost == frozenset()


def test_an_event_set_is_taken_at_once_and_the_next_a_minute_later() -> None:
    sets = EventSets()
    taken = []
    for now_s in range(0, 200):
        if now_s in (10, 14, 150):
            sets.want()
        if sets.take(float(now_s)):
            taken.append(now_s)

    assert taken == [10, 70, 150]


def test_a_computer_from_which_nothing_leaves_is_stranded() -> None:
    assert stranded([view("router", 900, NOT_SENT), view("anchor_1", NOT_SENT)])
    assert not stranded([view("router", 900, NOT_SENT), view("anchor_1", LOST)])
    assert not stranded([])
