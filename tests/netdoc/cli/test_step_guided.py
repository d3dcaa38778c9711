"""`netdoc step` on a terminal: it says what to do, asks for what is missing, and takes the time at Enter."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from netdoc.model.facts import testimony
from netdoc.model.facts.silence_plan import SilencePlan
from netdoc.model.facts.step import Outcome, Step
from tests.netdoc.cli.commands import Desk
from tests.netdoc.cli.step_desk import Seat, told, watched_desk, words

pytestmark = pytest.mark.slow


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A computer that has watched an office for an hour, with three drops."""
    return watched_desk(tmp_path, capsys)


def test_on_a_terminal_it_says_what_to_do_asks_what_is_missing_and_takes_the_time_at_enter(desk: Desk) -> None:
    with Seat(desk.root, "step", "swap-modem", "story", "--who", "Anna") as seat:
        seat.wait_for("q records nothing")
        assert "Swap the modem for another one\n  1. Ask the office first" in seat.text
        seat.answer("Serial of the modem that goes in:", "")
        seat.wait_for("an answer is needed here")
        seat.answer("Serial of the modem that goes in:", "SN-2")
        seat.answer("Serial of the modem that comes out:", "SN-1")
        seat.answer("held another line? (yes, no):", "perhaps")
        seat.wait_for("one of: yes, no")
        seat.answer("held another line? (yes, no):", "y")
        seat.answer("(Enter: the same adapter stays):", "P-2")
        seat.wait_for("press Enter")
        assert "Silence test: 3 drops in 60 min watched with modem SN-1" in words(seat.text)
        assert told(desk) == [], "nothing is recorded before the person says that it is done"
        before = time.time()
        seat.answer("Plugged in: press Enter:", "")
        code = seat.end("recorded")

    step, plan = told(desk)
    assert code == 0
    assert isinstance(step.fact, Step) and isinstance(plan.fact, SilencePlan)
    assert (step.fact.modem, step.fact.modem_proven, step.fact.adapter, step.fact.who) == ("SN-2", True, "P-2", "Anna")
    assert step.fact.replaced == "SN-1"
    assert before - 1 <= step.at.timestamp() <= time.time() and plan.at == step.at
    assert all(len(line) <= 80 for line in seat.text.splitlines() if "?" not in line and ": " not in line[60:])


@pytest.mark.parametrize("how", ["q at a question", "q at the end", "Ctrl-C at the end"])
def test_whoever_stops_has_recorded_nothing_and_is_told_so(desk: Desk, how: str) -> None:
    with Seat(desk.root, "step", "test-socket", "story") as seat:
        if how == "q at a question":
            seat.answer("Which socket it is", "q")
        else:
            seat.answer("Which socket it is", "hall")
            seat.answer("Is everything else off the line? (yes, no):", "yes")
            seat.wait_for("press Enter")
            time.sleep(0.5)  # a signal just before the terminal is read would be seen at the next key only
            os.write(seat.ours, b"q\r" if how.startswith("q") else b"\x03")
        code = seat.end("nothing was recorded")

    assert code == (130 if "Ctrl-C" in how else 1)
    assert told(desk) == []


def test_a_lamp_and_an_outcome_are_asked_for_after_the_moment(desk: Desk) -> None:
    with Seat(desk.root, "step", "led", "story") as seat:
        seat.answer("Looking at them: press Enter:", "")
        seat.answer("Power (steady, blinking, off, red):", "")
        seat.answer("DSL (Link, Sync) (steady, blinking, off, red):", "bl")
        seat.answer("Internet (Online) (steady, blinking, off, red):", "off")
        seat.answer("Ethernet (LAN) (steady, blinking, off, red):", "")
        first = seat.end("recorded")
    with Seat(desk.root, "step", "laptop-at-modem", "story") as seat:
        seat.answer("Plugged in: press Enter:", "")
        seat.answer("Does it work there? (works, fails):", "fails")
        second = seat.end("recorded")

    lamp, step = told(desk)
    assert (first, second) == (0, 0)
    assert isinstance(lamp.fact, testimony.Testimony) and isinstance(step.fact, Step)
    assert (lamp.fact.light_dsl, lamp.fact.light_internet, lamp.fact.light_power) == (
        testimony.Light.BLINKING, testimony.Light.OFF, None,
    )  # fmt: skip
    assert step.fact.outcome is Outcome.FAILS and step.fact.at_modem is True


def test_values_are_asked_for_one_by_one_and_asked_again_when_they_cannot_be(desk: Desk) -> None:
    with Seat(desk.root, "step", "values", "story") as seat:
        seat.answer("Is the line in sync? (yes, no):", "yes")
        seat.answer("Type of the modem:", "")
        seat.answer("Rate down", "50")
        seat.wait_for("write 50M")
        seat.answer("Rate down (kbit/s; 39.9M is Mbit/s):", "50M")
        seat.answer("Rate up:", "")
        seat.answer("Noise margin down, dB:", "6,1")
        seat.answer("Noise margin up, dB:", "")
        seat.answer("In sync since how long (3h12m):", "3h12m")
        seat.answer("Running since how long (5d10h52m):", "")
        assert seat.end("recorded") == 0

    (line,) = told(desk)
    assert (line.fact.rate_down_kbps, line.fact.margin_down_db, line.fact.showtime_s) == (50_000, 6.1, 11_520)  # type: ignore[attr-defined]


def test_with_no_input_and_with_a_time_nothing_is_asked_on_a_terminal(desk: Desk) -> None:
    with Seat(desk.root, "step", "test-socket", "story", "--no-input") as seat:
        assert seat.end("recorded") == 0
    with Seat(desk.root, "step", "wired", "story", "--at", "2026-03-02T08:30:00Z") as seat:
        assert seat.end("recorded") == 0

    assert "press Enter" not in seat.text
    assert [each.fact.KIND for each in told(desk)] == ["Step", "SilencePlan", "Step"]
