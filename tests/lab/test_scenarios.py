"""The small office, live: each scenario through the installed `netdoc check --json`, a few offices at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests.lab.expectation import assert_only
from tests.lab.live import Played, play
from tests.lab.longer import by_name
from tests.lab.scenarios import SCENARIOS, Scenario

LATE_S = 2.0
"""An injection later than this makes another story than the one told."""
AT_ONCE = 4
"""Offices that live beside each other. A scenario waits far more than it works."""

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.usefixtures("lab_machine")]


@pytest.fixture(scope="module")
def plays(
    request: pytest.FixtureRequest, stories: Mapping[str, Future[object]]
) -> Iterator[Mapping[str, Future[Played]]]:
    """Begin to play every scenario that this run asks for, in the order in which the results are awaited."""
    asked = [each for each in request.session.items if each.path == request.path]
    names = [each.callspec.params["scenario"].name for each in asked if hasattr(each, "callspec")]
    players = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="office")
    try:
        yield {name: players.submit(play, by_name(name)) for name in names}
    finally:
        players.shutdown(cancel_futures=True)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.name)
def test_the_scenario_is_judged_as_expected_and_nobody_else_is_accused(
    scenario: Scenario,
    plays: Mapping[str, Future[Played]],
    record_property: Callable[[str, object], None],
) -> None:
    record_property("lab_scenario", scenario.name)

    played = plays[scenario.name].result()

    told = f"{scenario.summary}\n{played.done.out}\n{played.done.err}\n{played.story}"
    assert played.late_s < LATE_S, f"the machine was too slow to tell this story: {told}"
    assert "Traceback" not in played.done.err, told
    try:
        assert_only(played.done.verdict, scenario.expected)
        assert played.done.code == scenario.expected.exit_code
        limits = " ".join(played.done.verdict["limitations"])
        # without a right the check ends with a verdict all the same, and says who was not questioned and what asks them
        assert ("a second address server" in limits and "`sudo netdoc check`" in limits) is scenario.powerless
    except AssertionError as wrong:
        raise AssertionError(f"{wrong}\n{told}") from None
