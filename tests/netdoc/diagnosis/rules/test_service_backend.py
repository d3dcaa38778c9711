"""SERVICE03, by its specification."""

import random

import pytest

from netdoc.diagnosis.rules.service_backend import RULE
from netdoc.model.finding import Bearing
from tests.stories.attempts import a_run, an_arm, every, incident_of, mixed, tells
from tests.stories.episodes import an_incident
from tests.stories.office import Office

CLEAN = "o" * 400
FOUR = {f"web-{number}": CLEAN for number in range(1, 5)}
DICE = random.Random(4)
DEAD = an_arm("r" * 400, "web-4", "192.0.2.14", host="Host B")


def judged(run):
    evidence = tells(Office(minutes=10), 300, run).evidence()
    return RULE.judge(evidence, incident_of(evidence))


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (a_run(every(400, 4), {**FOUR, "web-4": DEAD}), Bearing.BLAMES),
        (a_run(every(400, 4), {**FOUR, "web-4": "e" * 400}), Bearing.BLAMES),
        (a_run(mixed(DICE, 400, 0.6), {**FOUR, "web-4": DEAD}), Bearing.SILENT),
        (a_run(every(400, 4), FOUR), Bearing.CLEARS),
        (a_run(every(400, 4), {**FOUR, "web-4": "t" * 5}), Bearing.SILENT),
        (a_run(every(400, 4)), Bearing.SILENT),
        (a_run(mixed(DICE, 400, 0.2, "t"), {name: mixed(DICE, 400, 0.2, "t") for name in FOUR}), Bearing.SILENT),
    ],
    ids=["dead, one in four", "answers 500, one in four", "more fails than it explains", "all clean",
         "one silent to us", "none asked", "all alike"],
)  # fmt: skip
def test_a_server_is_blamed_only_when_it_fails_itself_and_explains_the_share(run, expected):
    assert judged(run).bearing is expected


def test_the_blame_names_whose_machine_it_is():
    assert "machine of Host B" in judged(a_run(every(400, 4), {**FOUR, "web-4": DEAD})).sentence


@pytest.mark.parametrize("incident", [None, an_incident()], ids=["the window", "an outage"])
def test_only_a_failing_service_is_judged(incident):
    evidence = tells(Office(minutes=10), 300, a_run(every(400, 4), {**FOUR, "web-4": DEAD})).evidence()

    assert RULE.judge(evidence, incident).bearing is Bearing.SILENT
