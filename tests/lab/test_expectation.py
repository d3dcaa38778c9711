"""The comparison that forbids every other accusation can fail."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lab.expectation import Expected, assert_only

NO_SYNC = Expected(
    conclusion="fault",
    fault="loop.no_signal",
    standing="indicated",
    remaining=frozenset({"line", "premises", "equipment"}),
    exit_code=1,
    never=frozenset({"modem.reboots"}),
)


def a_verdict(**changes: Any) -> dict[str, Any]:
    return {
        "conclusion": "fault",
        "party": None,
        "fault": "loop.no_signal",
        "standing": "indicated",
        "remaining": ["line", "premises", "equipment"],
        "incidents": [an_incident()],
        "parties": [a_party("line", "indicated")],
        **changes,
    }


def an_incident(**changes: Any) -> dict[str, Any]:
    return {
        "id": "i1",
        "kind": "outage",
        "party": None,
        "fault": "loop.no_signal",
        "standing": "indicated",
        **changes,
    }


def a_party(party: str, standing: str, fault: str = "loop.no_signal") -> dict[str, Any]:
    return {"party": party, "standing": standing, "for": [{"rule": "R1", "fault": fault, "sentence": "it says so"}]}


def test_the_expected_verdict_passes() -> None:
    assert_only(a_verdict(), NO_SYNC)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"conclusion": "insufficient"}, "conclusion"),
        ({"party": "line"}, "party: 'line', expected None"),
        ({"fault": "loop.noise"}, "fault: 'loop.noise'"),
        ({"standing": "established"}, "standing"),
        ({"remaining": ["line", "equipment"]}, "remaining"),
        ({"incidents": [an_incident(party="provider")]}, "accuses provider"),
        ({"incidents": [an_incident(fault="core.unreachable")]}, "names core.unreachable"),
        ({"parties": [a_party("provider", "indicated")]}, "provider is indicated"),
        ({"parties": [a_party("equipment", "insufficient", "modem.reboots")]}, "speaks for modem.reboots"),
    ],
)
def test_every_deviation_is_told(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(AssertionError, match=told):
        assert_only(a_verdict(**changes), NO_SYNC)


def test_a_set_that_must_hold_at_least_the_line_may_hold_more_but_not_less() -> None:
    expected = Expected(conclusion="insufficient", exit_code=3, remaining_at_least=frozenset({"line"}))
    unsettled = a_verdict(conclusion="insufficient", fault=None, incidents=[])

    assert_only(unsettled, expected)
    with pytest.raises(AssertionError, match="expected at least"):
        assert_only({**unsettled, "remaining": ["provider", "premises"], "parties": []}, expected)
