"""The mark of a silence test holds its number, its hours and its rule, as fixed when the arm began."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netdoc.model.arm import Changed, SilenceOutcome
from netdoc.report.silence_words import CHANGED_WORDS, arm_of, kept_together, plan_of, progress, silence_mark
from netdoc.report.words import NBSP
from tests.netdoc.report.example_settled import NEEDED_S, SWAP_TEST
from tests.netdoc.report.examples import view, view_of


def said(text: str) -> str:
    return text.replace(NBSP, " ")


def test_the_mark_is_the_one_that_was_fixed_with_its_hours():
    assert said(silence_mark(view("running_test"), SWAP_TEST)) == (
        "pass: no drop in 16.8 h watched, covering 08-09, 11-12, 16-17 and 20-21 h UTC; one drop = fail; "
        "p < 0.05, exact rule"
    )


def test_without_a_recorded_plan_the_hours_are_those_of_the_drops():
    held = view("running_test")
    arms = (replace(held.verdict.arms[0], drops=("I-001",)), *held.verdict.arms[1:])
    test = replace(SWAP_TEST, fixed_beforehand=False)

    mark = said(silence_mark(view_of(replace(held.verdict, arms=arms), held.evidence), test))

    assert plan_of(held, SWAP_TEST) is not None
    assert plan_of(held, test) is None
    assert "covering 08-09 h UTC;" in mark


def test_without_a_drop_before_there_is_no_mark():
    assert silence_mark(view("running_test"), replace(SWAP_TEST, needed_s=None)).startswith("none: no drop came")


def test_a_test_without_known_drops_names_no_hours():
    held = view("running_test")
    nowhere = replace(SWAP_TEST, fixed_beforehand=False, against="A-9")

    assert said(silence_mark(held, nowhere)) == "pass: no drop in 16.8 h watched; one drop = fail; p < 0.05, exact rule"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "So far: 9.0 h watched without a drop; 7.8 h to go; still to be watched: 08-09 and 11-12 h UTC."),
        ({"hours_missing": ()}, "So far: 9.0 h watched without a drop; 7.8 h to go."),
        (
            {"silent_s": NEEDED_S},
            "So far: 16.7 h watched without a drop; still to be watched: 08-09 and 11-12 h UTC.",
        ),
        ({"outcome": SilenceOutcome.PASSED}, "Passed: 9.0 h watched without a drop."),
        ({"outcome": SilenceOutcome.DROPPED, "drops": 2}, "It dropped 2 times in the new arrangement."),
        ({"outcome": SilenceOutcome.VOID}, "It can show nothing; 9.0 h watched without a drop."),
        ({"needed_s": None}, "It can show nothing; 9.0 h watched without a drop."),
    ],
)
def test_progress_says_what_is_left(changes, words):
    assert said(progress(replace(SWAP_TEST, **changes))) == words


def test_p_stays_on_one_line():
    assert kept_together("x; p < 0.05") == f"x; p{NBSP}<{NBSP}0.05"


def test_everything_that_can_change_has_words_and_an_unknown_arm_is_none():
    assert set(CHANGED_WORDS) == set(Changed)
    assert arm_of(view("running_test"), "A-9") is None
