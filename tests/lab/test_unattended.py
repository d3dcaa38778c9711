"""Nobody is there: slots as cron starts them, live, in an office whose line goes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.path_trace import PathTrace
from netdoc.model.facts.run_note import RunEvent, RunNote
from netdoc.model.observation import Gap, Seen
from tests.lab.expectation import assert_only
from tests.lab.unattended import AWAY_S, KILLED_S, NIGHT, SIGNAL_COUNTED, Night, Watched

pytestmark = [
    pytest.mark.lab,
    pytest.mark.slow,
    pytest.mark.timeout(240),  # the first test of a story waits for all of it
    pytest.mark.usefixtures("lab_machine"),
]
SAMPLE_S = 1.05
"""The near steps are asked once a second."""
NEIGHBOUR_S = 1.5
"""The line is back, and packets wait in the router until it knows its neighbour: it asks once a second."""


def notes(night: Night, event: RunEvent) -> list[RunNote]:
    found = [each.fact for each in night.observations if isinstance(each, Seen) and isinstance(each.fact, RunNote)]
    return [each for each in found if each.event is event]


def test_slots_in_a_bare_environment_are_quiet_and_end_with_0(
    night: Night, record_property: Callable[[str, object], None]
) -> None:
    record_property("lab_scenario", NIGHT.name)

    runs = [*night.slots, night.skipped, night.after_kill]

    assert [(each.code, each.out, each.err) for each in runs] == [(0, "", "")] * len(runs), night.story


def test_a_run_beside_another_is_recorded_as_skipped_and_as_nothing_else(night: Night) -> None:
    (skipped,) = notes(night, RunEvent.SKIPPED)

    assert skipped.command == "run"
    assert "another netdoc is measuring" in skipped.why


def test_the_run_after_a_killed_one_says_so_and_its_time_is_a_gap(night: Night) -> None:
    (broken,) = notes(night, RunEvent.LOCK_BROKEN)
    ladder = [each for each in night.observations if isinstance(each, Gap) and each.subject == "ladder"]
    (killed,) = [each for each in ladder if each.start <= night.killed_at <= each.end]

    assert broken.since is not None and "is gone" in broken.why
    assert "was cut short (killed" in killed.why
    assert killed.end - killed.start > timedelta(seconds=KILLED_S + AWAY_S)
    told = [each for each in night.verdict["gaps"] if each["subject"] == "ladder" and each["why"] == killed.why]
    assert len(told) == 1


def test_the_outage_across_two_slots_is_one_incident_within_a_sample_of_the_truth(night: Night) -> None:
    (truth,) = night.truth
    (incident,) = night.verdict["incidents"]

    start, end = (datetime.fromisoformat(incident[each]) for each in ("start", "end"))
    told = f"{incident}\n{truth}"
    assert abs((start - truth.start).total_seconds()) <= SAMPLE_S, told
    assert -SAMPLE_S <= (end - truth.end).total_seconds() <= SAMPLE_S + NEIGHBOUR_S, told
    assert 0 < incident["start_uncertainty_s"] <= SAMPLE_S, told
    assert 0 < incident["end_uncertainty_s"] <= SAMPLE_S + NEIGHBOUR_S, told
    assert incident["coverage"] < 1, "the pause between the slots was not watched"


def test_the_verdict_of_the_night_states_what_was_not_watched_and_accuses_nobody(night: Night) -> None:
    expected = SIGNAL_COUNTED if night.verdict["fault"] is not None else NIGHT.expected
    assert_only(night.verdict, expected)
    assert night.judged.code == expected.exit_code
    assert 0.5 < night.verdict["coverage"] < 0.75, json.dumps(night.verdict["gaps"], indent=1)


def test_at_a_loss_and_on_recovery_the_modem_is_read_and_the_path_traced_within_seconds(
    long_slot: Watched, record_property: Callable[[str, object], None]
) -> None:
    record_property("lab_scenario", "unattended-event-sets")

    def soon_after(when: datetime, within_s: float, fact: type[DslLine] | type[PathTrace]) -> list[DslLine | PathTrace]:
        seen = [each for each in long_slot.observations if isinstance(each, Seen)]
        near = [each.fact for each in seen if 0 <= (each.at - when).total_seconds() <= within_s]
        return [each for each in near if isinstance(each, fact)]

    lost, back = long_slot.outage.start, long_slot.outage.end
    lines = [soon_after(when, 12, DslLine) for when in (lost, back)]
    traces = [soon_after(when, 30, PathTrace) for when in (lost, back)]  # a trace takes ten seconds and more

    assert long_slot.done.code == 0 and long_slot.done.err == "", long_slot.story
    assert [[each.sync for each in found if isinstance(each, DslLine)] for found in lines] == [[False], [True]]
    assert all(each.end_answered == 0 for each in traces[0] if isinstance(each, PathTrace)) and traces[0]
    assert all(each.end_answered == each.end_sent for each in traces[1] if isinstance(each, PathTrace)) and traces[1]


def test_watching_off_a_terminal_prints_a_line_a_minute_and_ends_cleanly_by_sigterm(long_slot: Watched) -> None:
    lines = long_slot.watch.out.splitlines()

    told = f"{long_slot.watch}"
    assert 1 <= len(lines) <= 2, told
    assert all(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ state=\w+ ", each) for each in lines), told
    assert "\x1b" not in long_slot.watch.out + long_slot.watch.err
    assert "Watched:" in long_slot.watch.err and "Traceback" not in long_slot.watch.err, told
    assert long_slot.watch.code == 0, told
    assert long_slot.watch_ended_s < 8, told
