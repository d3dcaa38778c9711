"""The session's clock is searched as it was walked before: the first reading that fits, from an instant on."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from netdoc.diagnosis.instants import session_started_at
from netdoc.diagnosis.told import sessions
from netdoc.model.facts.wan_session import WanSession
from tests.stories.office import Office, at

READINGS = st.lists(st.one_of(st.none(), st.integers(0, 300)), max_size=12)
"""Of each minute: how long before the reading the session began; None: it is down."""


def office(ages: list[int | None]):  # type: ignore[no-untyped-def]
    found = Office(minutes=0)
    for minute, age in enumerate(ages):
        found.session(60 * minute, None if age is None else 60 * minute - age)
    return found.evidence()


@given(READINGS, st.integers(-100, 800), st.integers(-100, 800))
def test_the_first_reading_of_a_session_begun_before_is_found(ages: list[int | None], moment: int, since: int) -> None:
    evidence = office(ages)
    walked = [
        each
        for each in evidence.readings(WanSession, start=at(since))
        if (started := session_started_at(each)) is not None and started < at(moment)
    ]

    assert sessions(evidence).first_begun_before(at(moment), at(since)) == (walked[0] if walked else None)


@given(READINGS, st.integers(-100, 800), st.integers(0, 300), st.integers(-100, 800))
def test_the_first_reading_of_a_session_begun_within_is_found(
    ages: list[int | None], start: int, length: int, since: int
) -> None:
    evidence = office(ages)
    walked = [
        each
        for each in evidence.readings(WanSession, start=at(since))
        if (started := session_started_at(each)) is not None and at(start) <= started <= at(start + length)
    ]

    found = sessions(evidence).first_begun_within(at(start), at(start + length), at(since))

    assert found == (walked[0] if walked else None)


def test_readings_without_a_clock_are_left_out() -> None:
    told = sessions(office([None, 30, None, 90]))

    assert [each.at for each in told.readings] == list(told.instants) == [at(60), at(180)]
    assert list(told.begun) == [at(30), at(90)]
