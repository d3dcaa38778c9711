"""The small office, live: each scenario through the installed `netdoc check --json`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.lab.expectation import assert_only
from tests.lab.live import play
from tests.lab.scenarios import SCENARIOS, Scenario

LATE_S = 2.0
"""An injection later than this makes another story than the one told."""


@pytest.mark.lab
@pytest.mark.slow
@pytest.mark.usefixtures("lab_machine")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.name)
def test_the_scenario_is_judged_as_expected_and_nobody_else_is_accused(
    scenario: Scenario, record_property: Callable[[str, object], None]
) -> None:
    record_property("lab_scenario", scenario.name)

    played = play(scenario)

    told = f"{scenario.summary}\n{played.done.out}\n{played.done.err}\n{played.story}"
    assert played.late_s < LATE_S, f"the machine was too slow to tell this story: {told}"
    assert "Traceback" not in played.done.err, told
    try:
        assert_only(played.done.verdict, scenario.expected)
        assert played.done.code == scenario.expected.exit_code
    except AssertionError as wrong:
        raise AssertionError(f"{wrong}\n{told}") from None
