"""What a verdict must say, and the one comparison that forbids every other accusation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ACCUSING = frozenset({"indicated", "established"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A verdict in the words of `netdoc.verdict/1`.

    Attributes:
        standing: of the verdict; None where it does not matter (no fault).
        remaining: the candidate set, in any order; `remaining_at_least` where more may honestly remain.
        exit_code: of `netdoc check`.
        faults: faults that incidents may name, beside the verdict's own.
        never: faults that nothing in the verdict may name, not even among the alternatives.
    """

    conclusion: str
    exit_code: int
    party: str | None = None
    fault: str | None = None
    standing: str | None = None
    remaining: frozenset[str] = frozenset()
    remaining_at_least: frozenset[str] = frozenset()
    faults: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()


def assert_only(verdict: Mapping[str, Any], expected: Expected) -> None:
    """Fail, with everything that is wrong at once, unless the verdict says what is expected and accuses nobody else."""
    wrong = [*_headline(verdict, expected), *_incidents(verdict, expected), *_parties(verdict, expected)]
    assert not wrong, "\n".join([*wrong, f"headline: {verdict.get('headline')}", f"reason: {verdict.get('reason')}"])


def _headline(verdict: Mapping[str, Any], expected: Expected) -> list[str]:
    wanted: dict[str, Any] = {
        "conclusion": expected.conclusion,
        "party": expected.party,
        "fault": expected.fault,
    }
    if expected.standing is not None:
        wanted["standing"] = expected.standing
    wrong = [f"{key}: {verdict[key]!r}, expected {value!r}" for key, value in wanted.items() if verdict[key] != value]
    remaining = frozenset(verdict["remaining"])
    if expected.remaining_at_least:
        if not expected.remaining_at_least <= remaining:
            wrong.append(f"remaining: {sorted(remaining)}, expected at least {sorted(expected.remaining_at_least)}")
    elif remaining != expected.remaining:
        wrong.append(f"remaining: {sorted(remaining)}, expected {sorted(expected.remaining)}")
    return wrong


def _incidents(verdict: Mapping[str, Any], expected: Expected) -> list[str]:
    faults = {None, expected.fault, *expected.faults} - expected.never
    wrong = []
    for each in verdict["incidents"]:
        if each["party"] not in (None, expected.party):
            wrong.append(f"incident {each['id']} ({each['kind']}) accuses {each['party']}")
        if each["fault"] not in faults:
            wrong.append(f"incident {each['id']} ({each['kind']}) names {each['fault']} ({each['standing']})")
    return wrong


def _parties(verdict: Mapping[str, Any], expected: Expected) -> list[str]:
    allowed = {expected.party, *expected.remaining, *expected.remaining_at_least}
    if expected.remaining_at_least:
        allowed |= set(verdict["remaining"])
    wrong = []
    for each in verdict["parties"]:
        if each["standing"] in ACCUSING and each["party"] not in allowed:
            sentences = "; ".join(item["sentence"] for item in each["for"])
            wrong.append(f"{each['party']} is {each['standing']}: {sentences}")
        wrong += [
            f"{item['rule']} speaks for {item['fault']}: {item['sentence']}"
            for item in each["for"]
            if item["fault"] in expected.never
        ]
    return wrong
