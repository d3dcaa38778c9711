"""Evidence: answers by kind, subject and time, what is derived once, and how far the window reaches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netdoc.model.case import Case
from netdoc.model.evidence import Evidence
from netdoc.model.facts.clock_reading import ClockReading
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.model.site import Site
from tests.stories.office import Office
from tests.stories.office import at as t

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SITE = Site(id="office")


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def box(seconds: float, subject: str = "modem") -> Seen[DeviceState]:
    return Seen(subject, at(seconds), DeviceState(uptime_s=int(seconds)))


def known(*observations: Observation, until: datetime | None = None) -> Evidence:
    return Evidence(SITE, Case(), observations, until=until)


def test_answers_of_one_kind_come_in_time_order_whatever_their_order_before() -> None:
    evidence = known(box(30), Seen("modem", at(5), DslLine(sync=True)), box(10), box(20, "router"))

    assert [each.at for each in evidence.readings(DeviceState)] == [at(10), at(20), at(30)]
    assert [each.subject for each in evidence.readings(DeviceState, "router")] == ["router"]
    assert evidence.readings(WanSession) == []
    assert evidence.readings(DeviceState, "nobody", start=at(0), end=at(99)) == []


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (10, 30, [10, 20, 20, 30]),
        (10.1, 29.9, [20, 20]),
        (20, 20, [20, 20]),
        (None, 20, [10, 20, 20]),
        (20, None, [20, 20, 30]),
        (31, None, []),
        (None, 9, []),
        (25, 15, []),
    ],
    ids=["both ends", "within", "one instant", "no start", "no end", "after all", "before all", "backwards"],
)
def test_a_stretch_holds_the_answers_at_both_of_its_ends(
    start: float | None, end: float | None, found: list[float]
) -> None:
    evidence = known(*[box(each) for each in (20, 10, 30, 20)])
    told = evidence.readings(
        DeviceState, start=None if start is None else at(start), end=None if end is None else at(end)
    )

    assert [(each.at - START).total_seconds() for each in told] == found


@given(
    st.lists(st.tuples(st.integers(0, 20), st.sampled_from(["modem", "router"])), max_size=30),
    st.integers(-1, 21),
    st.integers(-1, 21),
    st.sampled_from([None, "modem", "router"]),
)
def test_what_is_found_by_halving_is_what_a_walk_through_all_finds(
    told: list[tuple[int, str]], first: int, last: int, subject: str | None
) -> None:
    evidence = known(*[box(second, by) for second, by in told])
    every = [each for each in evidence.readings(DeviceState) if subject in (None, each.subject)]

    assert evidence.readings(DeviceState, subject, start=at(first), end=at(last)) == [
        each for each in every if at(first) <= each.at <= at(last)
    ]
    before = [each for each in every if each.at <= at(first)]
    assert evidence.last_before(at(first), DeviceState, subject) == (before[-1] if before else None)
    after = [each for each in every if each.at >= at(last)]
    assert evidence.first_after(at(last), DeviceState, subject) == (after[0] if after else None)


@pytest.mark.parametrize(
    ("second", "last", "first"), [(20, 20, 20), (19, 10, 20), (21, 20, 30), (9, None, 10), (31, 30, None)]
)
def test_the_last_answer_before_and_the_first_after_include_the_instant(
    second: float, last: float | None, first: float | None
) -> None:
    evidence = known(*[box(each) for each in (10, 20, 30)])
    before, after = evidence.last_before(at(second), DeviceState), evidence.first_after(at(second), DeviceState)

    assert (before and before.at, after and after.at) == (
        None if last is None else at(last), None if first is None else at(first),
    )  # fmt: skip


def test_what_is_derived_is_derived_at_the_first_call_only() -> None:
    evidence = known(box(1))
    calls: list[str] = []

    def told(word: str) -> Callable[[], str]:
        def make() -> str:
            calls.append(word)
            return word

        return make

    assert [evidence.once("a", told("a")), evidence.once("a", told("b")), evidence.once(("a", 1), told("c"))] == [
        "a", "a", "c",
    ]  # fmt: skip
    assert calls == ["a", "c"]


def test_nothing_derived_is_remembered_too_and_is_not_shared_with_other_evidence() -> None:
    evidence = known(box(1))
    calls: list[int] = []
    for _ in range(2):
        assert evidence.once("nothing", lambda: calls.append(1)) is None

    assert calls == [1]
    assert known(box(1)).once("nothing", lambda: 7) == 7


def test_what_is_later_than_the_given_end_is_not_known() -> None:
    evidence = known(box(10), box(20), box(30), until=at(20))

    assert [each.at for each in evidence.readings(DeviceState)] == [at(10), at(20)]
    assert (evidence.start, evidence.end) == (at(10), at(20))


def test_the_window_reaches_from_the_first_record_to_the_end_of_the_last() -> None:
    gap = Gap("ladder", at(5), at(50), "EchoBlock", "the computer was suspended")
    block = Seen("ladder", at(0), EchoBlock(start=at(0), series=()))

    assert (known(block, box(10)).start, known(block, box(10)).end) == (at(0), at(60))
    assert (known(gap, box(10)).start, known(gap, box(10)).end) == (at(5), at(50))
    assert known(gap, until=at(20)).end == at(20)


def test_questions_without_an_answer_and_stretches_without_a_question_are_kept_apart() -> None:
    missed, gap = Missed("modem", at(3), "DslLine", "timeout"), Gap("ladder", at(5), at(9), "EchoBlock", "asleep")
    evidence = known(gap, box(1), missed)

    assert (evidence.missed, evidence.gaps, len(evidence.observations)) == ((missed,), (gap,), 3)


@pytest.mark.parametrize(
    ("bounds", "greatest"), [([0.02, 0.5], 0.5), ([0.02, None], None), ([], None)], ids=["both told", "one", "none"]
)
def test_the_clock_error_is_known_only_where_every_look_at_the_clock_told_it(
    bounds: list[float | None], greatest: float | None
) -> None:
    looks = [Seen("host", at(k), ClockReading(synchronised=True, bound_s=each)) for k, each in enumerate(bounds)]

    assert known(*looks).clock_bound_s == greatest


def test_rungs_that_were_sampled_but_not_listed_are_known_by_their_names() -> None:
    told = Office(minutes=1).evidence()
    evidence = Evidence(SITE, Case(), told.observations)

    assert {each.id: each.kind.value for each in evidence.site.rungs} == {
        each.id: each.kind.value for each in told.site.rungs
    }
    assert evidence.readings(EchoBlock)[0].at == t(0)
