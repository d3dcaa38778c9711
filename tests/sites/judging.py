"""Play a story through import and diagnose, and say in words what is wrong with the answer."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from netdoc.cli._session import Session
from netdoc.cli.main import run
from tests.sites.story import Expected

KEYS = frozenset(
    [
        "schema",
        "site",
        "window",
        "complaint",
        "conclusion",
        "party",
        "fault",
        "standing",
        "remaining",
        "parties",
        "incidents",
        "discarded",
        "gaps",
        "coverage",
        "clock_bound_s",
        "next_tests",
        "rules_version",
    ]
)
INCIDENT_KEYS = frozenset(
    [
        "id",
        "kind",
        "start",
        "end",
        "start_uncertainty_s",
        "end_uncertainty_s",
        "rung",
        "party",
        "fault",
        "standing",
        "remaining",
        "coverage",
    ]
)
PARTY_KEYS = frozenset(["party", "standing", "minutes_min", "minutes_max", "for", "against", "missing"])


@dataclass(frozen=True)
class Said:
    """One run of the command line."""

    code: int
    out: str
    err: str


def netdoc(home: Path, *argv: str) -> Said:
    """Run a command in this process, with its own home."""
    out, err = io.StringIO(), io.StringIO()
    session = Session(environment={"NETDOC_HOME": str(home), "HOME": str(home)})
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(argv, session)
    return Said(code, out.getvalue(), err.getvalue())


def judged(home: Path, text: str, *more: str) -> tuple[dict[str, Any], Said]:
    """Import the text of a story and return the verdict; raises AssertionError when either fails."""
    file = home / "story.jsonl"
    file.write_text(text, encoding="utf-8")
    store = home / "story.store"
    done = netdoc(home, "import", "observations", str(file), "--store", str(store))
    assert done.code == 0, done.err
    said = netdoc(home, "diagnose", "--store", str(store), "--json", *more)
    assert said.out, said.err
    return json.loads(said.out), said


def when(text: str) -> datetime:
    """Return an RFC 3339 instant."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def malformed(verdict: dict[str, Any], code: int) -> list[str]:
    """Return what breaks the schema or the words' own rules."""
    wrong = [f"key {each} is missing" for each in sorted(KEYS - set(verdict))]
    if wrong:
        return wrong
    for each in verdict["incidents"]:
        wrong += [f"incident key {key} is missing" for key in sorted(INCIDENT_KEYS - set(each))]
        if each["end"] is not None and when(each["end"]) < when(each["start"]):
            wrong.append(f"incident {each['id']} ends before it begins")
    for each in verdict["parties"]:
        wrong += [f"party key {key} is missing" for key in sorted(PARTY_KEYS - set(each))]
        if each["minutes_min"] > each["minutes_max"]:
            wrong.append(f"{each['party']}: minutes_min above minutes_max")
    for each in (verdict, *verdict["incidents"]):
        if each["party"] is not None and len(each["remaining"]) > 1:
            wrong.append("a party is named while several remain")
        if len(each["remaining"]) == 1:
            wrong.append("one party remains alone: it is either named or not")
        if each["fault"] is None and each["party"] is not None:
            wrong.append("a party is named without a fault")
    wants = {"no_fault": 0, "insufficient": 3}.get(verdict["conclusion"])
    if wants is None:
        wants = {"established": 2, "indicated": 1}.get(verdict["standing"], 3)
    if code != wants:
        wrong.append(f"exit code {code} beside {verdict['conclusion']}/{verdict['standing']}, {wants} expected")
    if verdict["conclusion"] == "no_fault" and (verdict["party"] or verdict["remaining"]):
        wrong.append("no_fault, and yet somebody is suspected")
    return wrong


def accused(verdict: dict[str, Any]) -> set[str]:
    """Return every party that the verdict or an incident names, or that stands indicated or established."""
    named = {each["party"] for each in (verdict, *verdict["incidents"]) if each["party"] is not None}
    alone = {p["party"] for p in verdict["parties"] if p["standing"] == "established"}
    return named | alone


def mistakes(verdict: dict[str, Any], expected: Expected, start: datetime) -> list[str]:
    """Return, in words, each way in which a verdict is not what was expected."""
    wrong = []
    bad = accused(verdict) & expected.never
    if bad:
        wrong.append(f"FALSE ACCUSATION of {', '.join(sorted(bad))}")
    for name in ("conclusion", "party", "fault", "standing"):
        allowed = getattr(expected, name)
        if allowed is not None and verdict[name] not in allowed:
            wrong.append(f"{name} {verdict[name]!r}, expected one of {list(allowed)}")
    remaining = frozenset(verdict["remaining"])
    if expected.remaining is not None and remaining not in expected.remaining:
        wrong.append(f"remaining {sorted(remaining)}, expected one of {[sorted(each) for each in expected.remaining]}")
    if verdict["party"] is None and not expected.keeps <= remaining:
        wrong.append(f"remaining {sorted(remaining)} lacks {sorted(expected.keeps - remaining)}")
    if expected.last is not None:
        last = frozenset(max(verdict["incidents"], key=lambda each: each["start"])["remaining"])
        if last != expected.last:
            wrong.append(f"last incident leaves {sorted(last)}, expected {sorted(expected.last)}")
    return wrong + _incident_mistakes(verdict, expected, start)


def _incident_mistakes(verdict: dict[str, Any], expected: Expected, start: datetime) -> list[str]:
    found = verdict["incidents"]
    wrong = []
    least_most = expected.incidents
    if least_most is None and expected.outages is not None:
        least_most = (len(expected.outages), len(expected.outages))
    if least_most is not None and not least_most[0] <= len(found) <= least_most[1]:
        wrong.append(f"{len(found)} incidents, expected {least_most[0]} to {least_most[1]}")
    for begun, ended in expected.outages or ():
        truth = (start + timedelta(seconds=begun), start + timedelta(seconds=ended))
        beside = [each for each in found if when(each["start"]) <= truth[1] and when(each["end"]) >= truth[0]]
        if not beside:
            wrong.append(f"the outage at {begun:.0f} s was missed")
        for each in beside:
            off = [abs((when(each[key]) - truth[k]).total_seconds()) for k, key in enumerate(("start", "end"))]
            bound = [each["start_uncertainty_s"] + 2.5, each["end_uncertainty_s"] + 2.5]
            if any(a > b for a, b in zip(off, bound, strict=True)):
                wrong.append(f"incident {each['id']} is off by {off} s, beyond its bounds {bound}")
    return wrong
