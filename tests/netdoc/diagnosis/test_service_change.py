"""Two runs held against each other."""

from netdoc.diagnosis.service_change import changes
from tests.stories.attempts import SERVICE, a_run, an_arm, every, tells
from tests.stories.office import Office


def told(*runs):
    office = Office(minutes=10)
    for number, run in enumerate(runs):
        office = tells(office, 60 + 100 * number, run)
    return changes(office.evidence(), SERVICE)


def test_a_cure_is_shown_with_its_interval():
    (change,) = told(a_run(every(400, 4)), a_run("o" * 400))

    assert change.shown
    assert change.words.startswith("before 100 of 400 (21-29 %), after 0 of 400 (below 1.0 %): better by 2")


def test_what_got_worse_is_said_so():
    (change,) = told(a_run("o" * 400), a_run(every(400, 4)))

    assert change.shown
    assert ": worse by " in change.words


def test_too_few_attempts_show_no_cure_and_say_how_many_would():
    (change,) = told(a_run(every(400, 20)), a_run("o" * 40))

    assert not change.shown
    assert "clean attempts would show a cure" in change.words


def test_nothing_before_is_nothing_to_mend():
    (change,) = told(a_run("o" * 100), a_run("o" * 100))

    assert "nothing to mend" in change.words


def test_runs_that_asked_another_question_are_not_compared():
    assert told(a_run(every(400, 4)), a_run("o" * 400, timeout_ms=900)) == []
    assert told(a_run(every(400, 4)), a_run(an_arm("o" * 400, address="192.0.2.77"))) == []
    assert told(a_run(every(400, 4))) == []
