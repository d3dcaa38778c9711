"""A real upsd beside restarting boxes: overloaded, on battery, and well; each verdict flips with what the UPS says."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.emulated.nut_server import installed
from tests.lab.expectation import assert_only
from tests.lab.live import play
from tests.lab.power import POWER

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.usefixtures("lab_machine")]


@pytest.mark.skipif(not installed(), reason="Debian's nut-server (upsd, dummy-ups) is not installed")
def test_the_ups_decides_whose_a_restart_is(record_property: Callable[[str, object], None]) -> None:
    with ThreadPoolExecutor(len(POWER), thread_name_prefix="office") as players:
        plays = list(zip(POWER, players.map(play, POWER), strict=True))
    for scenario, played in plays:
        record_property("lab_scenario", scenario.name)
        told = f"{scenario.name}\n{played.done.out}\n{played.done.err}\n{played.story}"
        try:
            assert_only(played.done.verdict, scenario.expected)
            assert played.done.code == scenario.expected.exit_code
        except AssertionError as wrong:
            raise AssertionError(f"{wrong}\n{told}") from None
