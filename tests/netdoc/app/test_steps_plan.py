"""The silence test is computed before the arm begins: how long, over which hours, ending when."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta

import pytest

from netdoc.app import steps_deeds as deeds
from netdoc.app.steps_plan import earliest_end, hours_words, moment, planned, span
from netdoc.app.steps_setup import Setup
from netdoc.diagnosis.arms import Offer
from netdoc.diagnosis.silence import chance_of_silence, needed_silence_s, outlook
from netdoc.model.arm import Arm, Changed
from netdoc.model.evidence import Evidence
from netdoc.model.facts.silence_plan import SilencePlan
from netdoc.model.facts.step import Socket
from tests.stories.office import BEYOND, T0, Office, at

DESK = Setup(socket=Socket.DESK, modem="SN-1")
MOVE = deeds.test_socket([DESK], alone=True)


def arm(drops: int, watched_h: float, **fields: object) -> Arm:
    ids = tuple(f"I-{number:03d}" for number in range(1, drops + 1))
    held = {"socket": Socket.DESK, "modem": "SN-1", **fields}
    return Arm(
        id="A-1", start=at(0), end=at(0), words="", watched_s=watched_h * 3600, drops=ids, **held  # type: ignore[arg-type]
    )  # fmt: skip


def plan_of(  # type: ignore[no-untyped-def]
    *arms: Arm,
    past: Sequence[Setup] = (DESK,),
    deed: deeds.Deed = MOVE,
    late: bool = False,
    hours: tuple[int, ...] = (),
    asked: list[Changed] | None = None,
):
    """Return the plan of a step after these arms, whose drops all count."""
    asked = [] if asked is None else asked

    def tell(_: Evidence) -> Sequence[Arm]:
        return arms

    def make(_: Evidence, change: Changed) -> Offer:
        asked.append(change)
        seen = outlook(len(arms[-1].drops), arms[-1].watched_s)
        if seen.needed_s is None:
            return Offer(None, seen)
        fact = SilencePlan(
            drops_before=seen.drops,
            watched_before_s=round(seen.watched_s),
            needed_s=math.ceil(seen.needed_s),
            hours=hours,
        )
        return Offer(fact, seen)

    evidence = Office(minutes=1).evidence()
    return planned(evidence, past, deed, at(600), late=late, tell_arms=tell, make_offer=make)


@pytest.mark.parametrize(("drops", "factor"), [(1, 19.0), (2, 3.47), (3, 1.71), (5, 0.82), (10, 0.35), (20, 0.16)])
def test_the_exact_rule_gives_the_factors_of_the_notes(drops: int, factor: float) -> None:
    needed = needed_silence_s(drops, 1000.0)

    assert needed is not None and needed / 1000 == pytest.approx(factor, abs=0.01)
    assert chance_of_silence(drops, 1000.0, needed) == pytest.approx(0.05)


def test_without_drops_or_without_watching_no_silence_is_long_enough() -> None:
    assert needed_silence_s(0, 1000.0) is None and needed_silence_s(3, 0.0) is None
    assert chance_of_silence(0, 1000.0, 500.0) == chance_of_silence(3, 0.0, 5.0) == chance_of_silence(3, 9.0, 0) == 1


def test_the_plan_says_what_passes_what_fails_and_when_it_can_end() -> None:
    told = plan_of(arm(5, 31.2))

    assert told.fact is not None
    assert (told.fact.drops_before, told.fact.watched_before_s, told.fact.most_drops) == (5, 112_320, 0)
    assert told.fact.needed_s == pytest.approx(25.6 * 3600, abs=200)
    assert told.fact.began is None
    assert told.sentences == (
        "5 drops in 31.2 h watched with modem SN-1 at the desk socket.",
        "To pass: 25.7 h watched without a drop (exact rule, p < 0.05).",
        "Ends at the earliest Tue 03 Mar 09:47 UTC. One drop ends it.",
        "Pass mark fixed now and recorded with the step.",
    )
    assert told.earliest_end == at(600) + timedelta(seconds=told.fact.needed_s)


def test_the_hours_of_the_drops_before_have_to_be_watched_too() -> None:
    told = plan_of(arm(2, 3.0), hours=(8, 10))

    assert told.fact.hours == (8, 10)
    assert "covering 08-09 and 10-11 h UTC" in " ".join(told.sentences)
    # 10.4 h would do, and from 08:10 on it is 08:10 of the next day before the first hour was watched to its end
    assert told.earliest_end == at(600 + 86_400)


def test_the_arms_are_told_by_the_diagnosis_where_nobody_else_tells_them() -> None:
    evidence = Office(minutes=60).fails(600, 690, *BEYOND).fails(2000, 2090, *BEYOND).evidence()

    told = planned(evidence, [Setup()], deeds.test_socket([Setup()]), at(3600))

    assert told is not None and told.fact is not None
    assert (told.fact.drops_before, told.fact.hours) == (2, (8,))
    assert told.fact.watched_before_s == pytest.approx(3600, abs=60)
    assert told.sentences[0] == "2 drops in 60 min watched with the modem at the desk socket."


@pytest.mark.parametrize(
    ("deed", "change"),
    [
        (MOVE, Changed.SOCKET),
        (deeds.swap_modem([DESK], modem="B", adapter="P-2"), Changed.MODEM),
        (deeds.swap_modem([DESK], modem=None, adapter="P-2"), Changed.ADAPTER),
        (deeds.filter_out([DESK]), Changed.FILTERS),
        (deeds.ups_bypass([DESK]), Changed.UPS),
    ],
)
def test_what_is_offered_is_for_the_thing_that_changes(deed: deeds.Deed, change: Changed) -> None:
    asked: list[Changed] = []

    assert plan_of(arm(3, 5.0), deed=deed, asked=asked).fact is not None
    assert asked == [change]


def test_one_drop_alone_is_advised_to_wait_for_a_second() -> None:
    assert any("one more drop" in each for each in plan_of(arm(1, 5.0)).sentences)
    assert not any("one more drop" in each for each in plan_of(arm(9, 5.0)).sentences)
    assert not any("one more drop" in each for each in plan_of(arm(1, 5.0), late=True).sentences)


def test_drops_that_the_change_could_not_have_caused_are_told_apart_from_none() -> None:
    seen = arm(3, 5.0)

    told = planned(
        Office(minutes=1).evidence(), [DESK], MOVE, at(600), tell_arms=lambda _: [seen],
        make_offer=lambda _evidence, _change: Offer(None, outlook(0, 18_000.0)),
    )  # fmt: skip

    assert told is not None and told.fact is None
    assert "but none that this change could have caused" in told.sentences[0]


def test_without_a_drop_before_it_says_so_and_how_to_get_there() -> None:
    told = plan_of(arm(0, 12.0))

    assert told.fact is None
    assert told.sentences[0].startswith("No drop in 12.0 h watched with modem SN-1")
    assert "netdoc watch" in " ".join(told.sentences)


def test_drops_of_a_time_that_nobody_watched_cannot_be_weighed() -> None:
    told = plan_of(arm(3, 0.0))

    assert told.fact is None and "but no time watched: silence afterwards cannot be weighed" in told.sentences[0]


def test_with_nothing_watched_at_all_it_says_so() -> None:
    for told in (planned(None, [DESK], MOVE, at(0)), plan_of(arm(0, 0.0)), plan_of()):
        assert told is not None and told.fact is None
        assert told.sentences[0].startswith("Nothing was watched before this step")


def test_a_step_that_changes_nothing_of_the_arrangement_begins_no_arm() -> None:
    assert plan_of(arm(3, 5.0), deed=deeds.wired()) is None


def test_two_changes_at_once_set_no_test() -> None:
    told = plan_of(arm(3, 5.0), deed=deeds.swap_modem([DESK], modem="B", socket=Socket.TEST))

    assert told.fact is None and "socket and modem at once" in told.sentences[0]


def test_a_modem_with_its_adapter_is_one_change() -> None:
    told = plan_of(arm(3, 5.0), deed=deeds.swap_modem([DESK], modem="B", adapter="P-2"))

    assert told.fact is not None and told.fact.drops_before == 3


def test_a_step_entered_afterwards_records_nothing_as_fixed_beforehand() -> None:
    told = plan_of(arm(5, 31.2), late=True)

    assert told.fact is None
    assert "was not fixed beforehand" in told.sentences[-1] and told.sentences[1].startswith("To pass: 25.7 h")


def test_going_back_after_a_silent_arm_is_told_as_the_second_half_of_a_b_a() -> None:
    silent = Setup(socket=Socket.TEST, modem="SN-1")
    back = deeds.test_socket([DESK, silent], back=True)

    told = plan_of(arm(5, 31.2), arm(0, 26.0, socket=Socket.TEST), past=(DESK, silent), deed=back)

    assert told.fact is None
    assert told.sentences[0] == (
        "Back to the first arrangement (A-B-A): 5 drops in 31.2 h watched there, none in 26.0 h since."
    )
    assert "25.7 h here too" in told.sentences[1]


def test_going_back_at_once_says_that_the_arm_between_shows_nothing() -> None:
    moved = Setup(socket=Socket.TEST, modem="SN-1")
    back = deeds.test_socket([DESK, moved], back=True)

    told = plan_of(arm(5, 31.2), arm(0, 0.0, socket=Socket.TEST), past=(DESK, moved), deed=back)

    assert told.fact is None and told.sentences[0].endswith(
        "nothing was watched since, so the arm between shows nothing."
    )


def test_going_back_after_an_arm_that_dropped_too_is_a_test_like_any_other() -> None:
    dropped = Setup(socket=Socket.TEST, modem="SN-1")
    back = deeds.test_socket([DESK, dropped], back=True)

    told = plan_of(arm(5, 31.2), arm(2, 10.0, socket=Socket.TEST), past=(DESK, dropped), deed=back)

    assert told.fact is not None and (told.fact.drops_before, told.fact.watched_before_s) == (2, 36_000)


@pytest.mark.parametrize(
    ("start_s", "needed_s", "hours", "end_h"),
    [
        (0, 7200, (), 2.0),  # the story begins at 08:00
        (0, 3600, (8,), 1.0),
        (0, 60, (8,), 1.0),
        (600, 60, (8,), 24 + 1 / 6),  # within the hour: the rest of it comes tomorrow
        (0, 60, (7,), 24.0),
        (3600, 60, (8,), 25.0),
        (0, 60, (23, 2), 19.0),
        (0, 40 * 3600, (23, 2), 40.0),
    ],
)
def test_the_earliest_end_is_after_the_length_and_after_every_hour(
    start_s: float, needed_s: int, hours: tuple[int, ...], end_h: float
) -> None:
    assert earliest_end(at(start_s), needed_s, hours) == T0 + timedelta(hours=end_h)


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ((2,), "02-03"),
        ((2, 3, 4, 17, 18), "02-05 and 17-19"),
        ((23, 0, 1), "23-02"),
        ((23,), "23-24"),
        ((1, 5, 9), "01-02, 05-06 and 09-10"),
        (tuple(range(24)), "00-24"),
    ],
)
def test_hours_are_joined_around_midnight(hours: tuple[int, ...], words: str) -> None:
    assert hours_words(hours) == words


def test_a_time_to_be_waited_is_never_told_too_short() -> None:
    assert [span(each, up=True) for each in (61, 119.5, 121, 7201)] == ["61 s", "120 s", "3 min", "2.1 h"]
    assert [span(each) for each in (61, 121, 7201, 7200)] == ["61 s", "2 min", "2.0 h", "2.0 h"]
    assert moment(at(1)) == "Mon 02 Mar 08:01 UTC" and moment(at(60)) == "Mon 02 Mar 08:01 UTC"
