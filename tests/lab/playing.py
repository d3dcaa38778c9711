"""Play the scenarios of a module two at a time, and judge what each came to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from tests.lab.expectation import assert_only
from tests.lab.live import Played, play
from tests.lab.scenarios import Scenario

Plays = Mapping[str, Future[Played]]


@contextmanager
def playing(request: pytest.FixtureRequest) -> Iterator[Plays]:
    """Begin to play every scenario that this run asks of the fixture's module."""
    asked = [each for each in request.session.items if each.path == request.path and hasattr(each, "callspec")]
    players = ThreadPoolExecutor(2, thread_name_prefix="office")
    try:
        yield {each.name: players.submit(play, each) for each in (one.callspec.params["scenario"] for one in asked)}
    finally:
        players.shutdown(cancel_futures=True)


def assert_played(scenario: Scenario, plays: Plays, more: Callable[[Mapping[str, Any]], None] | None = None) -> None:
    """Fail, with the whole story, unless a scenario was judged as expected and nobody else was accused.

    Args:
        scenario: what was played.
        plays: as `playing` gave them.
        more: asserts on the verdict, as JSON values.
    """
    played = plays[scenario.name].result()
    story = f"{scenario.summary}\n{played.done.out}\n{played.done.err}\n{played.story}"
    assert "Traceback" not in played.done.err, story
    try:
        assert_only(played.done.verdict, scenario.expected)
        assert played.done.code == scenario.expected.exit_code
        if more is not None:
            more(played.done.verdict)
    except AssertionError as wrong:
        raise AssertionError(f"{wrong}\n{story}") from None


def assert_told(scenario: Scenario, remarks: Mapping[str, str], verdict: Mapping[str, Any]) -> None:
    """Fail unless a scenario's own remark, and no other's, stands among the limits of its verdict."""
    told = {name for name, words in remarks.items() if any(words in each for each in verdict["limitations"])}
    assert told == {scenario.name} & set(remarks)
