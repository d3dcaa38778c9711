"""Arms and tests stand in tables with their numbers; what was not read is no nought."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netdoc.model.arm import Changed, SilenceOutcome
from netdoc.report.document import Bullets, Table
from netdoc.report.sections.silence_tests import SECTION
from netdoc.report.words import NBSP
from tests.netdoc.report.example_settled import SWAP_TEST
from tests.netdoc.report.examples import texts, view, view_of


def changed(**changes):
    held = view("running_test")
    return SECTION.write(view_of(replace(held.verdict, **changes), held.evidence))


def table(blocks, index):
    found = [each for each in blocks if isinstance(each, Table)][index]
    return [tuple(cell.replace(NBSP, " ") for cell in row) for row in found.rows]


def told(test):
    blocks = changed(silence_tests=(test,))
    return next(each for each in blocks if isinstance(each, Bullets)).items[0].replace(NBSP, " ")


def test_arms_are_told_with_watch_time_drops_margin_and_errors():
    assert table(SECTION.write(view("running_test")), 0) == [
        (
            "A-1",
            "The supplied modem at the test socket, nothing else on the line",
            "2026-03-02 07:30 to 22:30",
            "14.4 h",
            "4 (I-001 to I-004)",
            "5.8 dB",
            "1180",
            "11",
        ),
        (
            "A-2",
            "The proven modem VX-9 at the test socket, nothing else on the line",
            "2026-03-02 22:30 to 2026-03-03 07:30",
            "9.0 h",
            "none",
            "6.1 dB",
            "0",
            "not read",
        ),
    ]


def test_few_drops_are_named_and_small_rates_keep_a_digit():
    arm = replace(view("running_test").verdict.arms[0], drops=("I-001", "I-004"), crc_per_hour=0.4)
    row = table(changed(arms=(arm, arm)), 0)[0]

    assert row[4] == "I-001, I-004"
    assert row[6] == "0.4"


def test_a_test_is_told_with_what_changed_needed_reached_and_lacking():
    assert table(SECTION.write(view("running_test")), 1) == [
        ("A-2 against A-1", "The modem", "16.8 h", "9.0 h", "0", "08-09 and 11-12 h UTC", "yes", "running")
    ]


@pytest.mark.parametrize(
    ("changes", "column", "said"),
    [
        ({"needed_s": None}, 2, "no mark"),
        ({"changed": ()}, 1, "nothing recorded"),
        ({"changed": (Changed.MODEM, Changed.SOCKET)}, 1, "The modem and the socket"),
        ({"hours_missing": ()}, 5, "none"),
        ({"fixed_beforehand": False}, 6, "no"),
        ({"outcome": SilenceOutcome.PASSED}, 7, "passed"),
        ({"outcome": SilenceOutcome.DROPPED}, 7, "dropped too"),
        ({"outcome": SilenceOutcome.VOID}, 7, "void: can show nothing"),
        ({"arm": "A-1"}, 7, "stopped before its mark: shows nothing"),
    ],
)
def test_each_column_says_what_the_test_says(changes, column, said):
    assert table(changed(silence_tests=(replace(SWAP_TEST, **changes),)), 1)[0][column] == said


def test_a_test_is_told_in_words_with_its_mark_and_when_it_was_fixed():
    assert told(SWAP_TEST) == (
        "A-2 against A-1: the proven modem has been silent for 9 h of the 16.8 h that would count. "
        "Mark: pass: no drop in 16.8 h watched, covering 08-09, 11-12, 16-17 and 20-21 h UTC; one drop = fail; "
        "p < 0.05, exact rule. Fixed on 2026-03-02 22:30 (UTC+1), when the arm began. "
        "If nothing had changed, such a silence would come by chance with p = 0.145."
    )


def test_what_is_not_so_is_not_said():
    bare = told(replace(SWAP_TEST, chance=None, needed_s=None, sentence=""))

    assert "by chance" not in bare
    assert "Mark:" not in bare
    assert "A-B-A" not in bare
    assert "no sentence was recorded" in bare


def test_a_mark_that_was_not_recorded_beforehand_is_owned_up_to():
    assert "a reader may object to that" in told(replace(SWAP_TEST, fixed_beforehand=False))
    void = replace(SWAP_TEST, fixed_beforehand=False, outcome=SilenceOutcome.VOID)
    assert "a reader may object" not in told(void)


def test_the_way_back_and_a_small_chance_are_told():
    sure = told(replace(SWAP_TEST, outcome=SilenceOutcome.PASSED, returned=True, chance=0.0002))

    assert sure.endswith("The first arrangement was tried again afterwards, and it dropped again (A-B-A).")
    assert "with p < 0.001." in sure
    assert "by chance" not in told(replace(SWAP_TEST, outcome=SilenceOutcome.DROPPED))


def test_one_arrangement_is_a_sentence_and_none_is_nothing():
    first = view("running_test").verdict.arms[:1]
    alone = changed(arms=first, silence_tests=())

    assert not any(isinstance(each, Table) for each in alone)
    assert any(
        each.startswith("Everything was watched in one arrangement: the supplied modem") for each in texts(alone)
    )
    assert changed(arms=(), silence_tests=()) == ()


def test_arms_without_a_test_say_that_none_can_be_drawn():
    assert any("No silence test can be drawn" in each for each in texts(changed(silence_tests=())))


def test_tests_without_arms_are_still_told():
    assert table(changed(arms=()), 0)[0][0] == "A-2 against A-1"


def test_beyond_sixty_arms_the_last_are_printed_and_the_rest_counted():
    arm = view("running_test").verdict.arms[0]
    blocks = changed(arms=tuple(replace(arm, id=f"A-{index}") for index in range(1, 64)))

    assert len(table(blocks, 0)) == 60
    assert table(blocks, 0)[-1][0] == "A-63"
    assert any(each.startswith("The 3 arms before these") for each in texts(blocks))
