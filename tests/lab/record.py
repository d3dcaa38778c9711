"""Turn a lab run into a replay: the store in the exchange form, and beside it what was done and what is expected.

`NAME.jsonl.gz` is what `netdoc export` writes; `NAME.expected.json` holds the expectation of the scenario's table
and the truth: every injection with its instant, and the log of the line where there was one.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from tests.lab.expectation import Expected
from tests.lab.line.course import Event
from tests.lab.live import TIMEOUT_S, Conductor, check_arguments, data_home, stage, write_site
from tests.lab.run import run_netdoc
from tests.lab.scenarios import Scenario


def record(scenario: Scenario, out: Path, *, described: bool = True) -> str:
    """Play a scenario, write its replay and return what `check` printed.

    Args:
        scenario: one with an office.
        out: the replay, gzipped when its name ends in `.gz`.
        described: write the expectation and the truth beside it.
    """
    with stage(scenario) as (namespace, office), data_home() as home:
        assert office is not None, f"{scenario.name} has no office to record"
        site = write_site(home, scenario, office)
        conductor = Conductor(office, scenario.during)
        conductor.start()
        begun = time.monotonic()
        try:
            done = run_netdoc(
                check_arguments(scenario, site),
                namespace,
                home=home,
                timeout_s=TIMEOUT_S + scenario.for_s,
                heard=conductor.heard,
            )
        finally:
            conductor.stop()
        out.unlink(missing_ok=True)
        run_netdoc(["export", site, "--out", str(out)], None, home=home, timeout_s=TIMEOUT_S)
        told = {"injected": [asdict(each) for each in conductor.injected], "line": _since_start(office.line.truth())}
        if described:
            beside(out).write_text(json.dumps(_described(scenario) | told, indent=1) + "\n")
        return f"{done.out}\n{out}: {out.stat().st_size} bytes after {time.monotonic() - begun:.0f} s"


def beside(replay: Path) -> Path:
    """Return the file of the expectation that lies beside a replay."""
    return replay.with_name(replay.name.partition(".")[0] + ".expected.json")


def _since_start(truth: Sequence[Event]) -> list[Event]:
    """Return what happened to the line since the office was built; before that it has a made-up past."""
    begun = next((place for place, each in enumerate(truth) if each["kind"] == "start"), 0)
    return list(truth[begun:])


def _described(scenario: Scenario) -> dict[str, Any]:
    return {"summary": scenario.summary, "expected": expected_to(scenario.expected)}


def expected_to(expected: Expected) -> dict[str, Any]:
    """Return an expectation as JSON values."""
    return {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in asdict(expected).items()
        if value or isinstance(value, int)
    }


def expected_from(plain: dict[str, Any]) -> Expected:
    """Return the expectation that a sidecar holds."""
    sets = {each.name for each in fields(Expected) if "frozenset" in str(each.type)}
    held: dict[str, Any] = {name: frozenset(value) if name in sets else value for name, value in plain.items()}
    return Expected(**held)
