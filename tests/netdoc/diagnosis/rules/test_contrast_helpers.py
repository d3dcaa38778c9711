"""Which silence tests speak for an incident."""

import pytest

from netdoc.diagnosis.arms import incidents, silence_tests
from netdoc.diagnosis.rules import _contrast
from netdoc.diagnosis.rules._contrast import lacking, passed, swap_lacks, went_on
from netdoc.model.arm import Changed
from netdoc.model.facts.step import Socket
from tests.stories.swaps import STEP, drops, moved, swapped


def asked(office, thing, index=0):
    evidence = office.evidence()
    return evidence, _contrast.tests_of(evidence, incidents(evidence)[index], thing)


def test_a_test_answers_for_the_drops_before_the_change_and_not_for_those_after():
    office = drops(moved(60), STEP + 1200)

    assert len(asked(office, Changed.SOCKET)[1]) == 1
    assert asked(office, Changed.SOCKET, -1)[1] == []


def test_a_test_answers_for_its_own_thing_only():
    assert asked(moved(60), Changed.FILTERS)[1] == []
    assert len(asked(moved(60, socket=None, filters_off=True), Changed.FILTERS)[1]) == 1


def test_another_desk_socket_says_nothing_of_the_wiring():
    office = moved(60, socket=Socket.DESK, socket_label="attic").step(1, socket=Socket.DESK, socket_label="hall")

    assert silence_tests(office.evidence())[0].changed == (Changed.SOCKET,)
    assert asked(office, Changed.SOCKET)[1] == []


@pytest.mark.parametrize(
    ("office", "count"),
    [
        (swapped(60), 1),
        (swapped(60, modem_proven=False), 0),
        (swapped(60).step(2, modem_proven=True), 0),
    ],
    ids=["proven against not proven", "neither proven", "both proven"],
)
def test_a_swap_is_of_a_modem_proven_elsewhere_against_one_that_is_not(office, count):
    assert len(asked(office, Changed.MODEM)[1]) == count


def test_a_passed_test_is_found_and_one_that_returned_first():
    _, tests = asked(swapped(60, back=True), Changed.MODEM)

    assert passed(tests).returned
    assert passed([]) is None
    assert passed(asked(moved(20), Changed.SOCKET)[1]) is None


def test_of_two_passed_tests_the_one_that_returned_is_taken():
    office = drops(moved(100).step(STEP + 3600, socket=Socket.DESK), STEP + 4800)
    (returned,) = asked(office, Changed.SOCKET)[1]
    (plain,) = asked(moved(60), Changed.SOCKET)[1]

    assert passed([plain, returned]) is returned
    assert passed([plain]) is plain


FOUR = tuple(STEP + 600 * k for k in range(1, 5))


@pytest.mark.parametrize(
    ("office", "thing", "found"),
    [
        (drops(moved(60), *FOUR), Changed.SOCKET, True),
        (drops(moved(60), FOUR[0]), Changed.SOCKET, False),
        (moved(60), Changed.SOCKET, False),
        (drops(swapped(60), *FOUR), Changed.MODEM, True),
        (drops(swapped(60, adapter=False), *FOUR), Changed.MODEM, False),
        (drops(swapped(60, adapter=False).step(2, adapter="AD-0"), *FOUR), Changed.MODEM, False),
    ],
    ids=["at the old rate", "once", "silent", "with another modem", "with the first one's adapter", "recorded so"],
)
def test_drops_that_go_on_at_the_old_rate_are_found(office, thing, found):
    evidence, tests = asked(office, thing)

    assert (went_on(evidence, tests) is not None) is found


def test_a_swap_whose_adapters_nobody_recorded_is_taken_for_a_whole_kit():
    office = drops(moved(60, socket=None, modem="SN-2", modem_proven=True), *FOUR)
    evidence, tests = asked(office, Changed.MODEM)

    assert tests[0].changed == (Changed.MODEM,)
    assert went_on(evidence, tests) is tests[0]


def test_what_is_lacking_is_told_in_the_last_tests_words():
    _, tests = asked(moved(20), Changed.SOCKET)

    assert lacking(tests, "x") == tests[-1].sentence
    assert lacking([], "nobody tried") == "nobody tried"


@pytest.mark.parametrize(
    ("office", "words"),
    [
        (swapped(60, back=True), ""),
        (swapped(60), "; the first modem was not put back (A-B-A)"),
        (swapped(60, back=True, adapter=False), "; that its adapter was swapped too was not recorded"),
    ],
    ids=["nothing", "the return", "the adapter"],
)
def test_what_a_swap_lacks(office, words):
    assert swap_lacks(passed(asked(office, Changed.MODEM)[1])) == words
