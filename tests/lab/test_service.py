"""A real balancer with real servers behind it, probed from the office: some of the scenarios of `services.py`, live."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.lab.expectation import assert_only
from tests.lab.live import play
from tests.lab.longer import by_name

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.usefixtures("lab_machine")]

LIVE = ("service-stale-member", "service-syn-drops")
"""The rest is replayed: see `replays/`."""
SIGNS = {"service-stale-member": ["dead_member"], "service-syn-drops": ["syn_drops"]}


def test_a_pool_is_judged_as_expected_and_nobody_else_is_accused(
    record_property: Callable[[str, object], None],
) -> None:
    with ThreadPoolExecutor(len(LIVE), thread_name_prefix="office") as players:
        plays = dict(zip(LIVE, players.map(lambda name: play(by_name(name)), LIVE), strict=True))
    for name, played in plays.items():
        record_property("lab_scenario", name)
        told = f"{name}\n{played.done.out}\n{played.done.err}\n{played.story}"
        answer = played.done.verdict
        try:
            assert_only(answer["verdict"], by_name(name).expected)
            assert played.done.code == by_name(name).expected.exit_code
            assert answer["run"]["signs"] == SIGNS[name]
        except AssertionError as wrong:
            raise AssertionError(f"{wrong}\n{told}") from None
