"""The one test: the one that runs, else the one proposed for this reader, else the last one made."""

from __future__ import annotations

from dataclasses import replace

from netdoc.model.arm import SilenceOutcome
from netdoc.model.segment import Party
from netdoc.model.verdict import Conclusion
from netdoc.report.agreed_test import State, agreed_test, deadlock, running, told_test, unfixed
from netdoc.report.variants import Variant
from netdoc.report.words import NBSP
from tests.netdoc.report.example_settled import JOINT_TEST, SWAP_TEST
from tests.netdoc.report.examples import view, view_of


def changed(name: str, **changes):
    held = view(name)
    return view_of(replace(held.verdict, **changes), held.evidence, Variant.JOINT)


def test_a_running_test_comes_before_a_proposed_one():
    test = agreed_test(view("running_test", Variant.JOINT))

    assert test.state is State.RUNNING
    assert test.silence == SWAP_TEST
    assert test.what.startswith("The proven modem VX-9 at the test socket")
    assert test.what.endswith("Changed: the modem")
    assert dict(test.where) == {
        "Socket": "test socket (hall, behind the cupboard)",
        "Modem": "VX-9, serial 77 (proven on another line)",
        "Power adapter": "VX-9's own",
        "Else on the line": "nothing",
        "Fed": "from the wall",
    }
    assert test.present == "J. Doe (did it), R. Roe for Northern Broadband; Agent Smith (telco) by phone"


def test_a_test_that_was_left_for_another_arm_runs_no_more():
    held = view("running_test")
    left = changed("running_test", arms=(*held.verdict.arms, replace(held.verdict.arms[1], id="A-3")))

    assert running(left) is None
    assert agreed_test(left).state is State.PROPOSED


def test_only_a_silent_test_runs():
    for outcome in set(SilenceOutcome) - {SilenceOutcome.RUNNING}:
        assert running(changed("running_test", silence_tests=(replace(SWAP_TEST, outcome=outcome),))) is None


def test_without_a_proposal_the_last_test_made_is_told_but_not_asked_for():
    made = replace(SWAP_TEST, outcome=SilenceOutcome.PASSED)
    held = changed("running_test", silence_tests=(replace(made, drops=9), made), next_tests=())

    assert agreed_test(held).state is State.MADE
    assert agreed_test(held).silence == made
    assert told_test(held) == ()


def test_with_nothing_at_all_there_is_no_test():
    assert agreed_test(changed("deadlock", next_tests=())) is None
    assert told_test(changed("deadlock", next_tests=())) == ()


def test_a_proposal_is_told_with_its_conditions_and_its_mark_on_a_line_of_its_own():
    lines = [each.replace(NBSP, " ") for each in told_test(view("deadlock", Variant.TELCO))]

    assert lines == [
        "Next test: Put a second modem, proven on another line, with its own adapter at the test socket, nothing else "
        "connected (takes 16 h 45 min, telco, provider and client must agree, it disturbs: the internet is "
        "interrupted for some minutes).",
        "Pass mark: pass: no drop in 16.8 h watched, covering 08-13 h UTC; one drop = fail; p < 0.05, exact rule.",
    ]


def test_a_long_test_without_a_mark_asks_for_one_and_a_momentary_one_does_not():
    long = changed("deadlock", next_tests=(replace(JOINT_TEST, pass_mark=""),))
    short = changed("deadlock", next_tests=(replace(JOINT_TEST, pass_mark="", duration_s=300),))

    assert unfixed(agreed_test(long))
    assert told_test(long)[1] == "Pass mark: not fixed yet: please agree on a number before the start."
    assert not unfixed(agreed_test(short))
    assert len(told_test(short)) == 1


def test_a_running_test_is_told_with_its_progress():
    lines = told_test(view("running_test", Variant.TELCO))

    assert lines[0].startswith("Test that is running: ")
    assert lines[1].startswith("Pass mark: pass: no drop in 16.8")
    assert lines[2].startswith("So far: ")


def test_a_deadlock_needs_a_vendors_part_among_what_remains_and_nobody_named():
    assert deadlock(view("deadlock"))
    assert not deadlock(view("wiring_established"))
    assert not deadlock(changed("deadlock", remaining=(Party.PREMISES, Party.POWER)))
    assert not deadlock(changed("deadlock", remaining=(), conclusion=Conclusion.INSUFFICIENT))
