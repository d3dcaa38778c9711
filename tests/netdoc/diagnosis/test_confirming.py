"""What would raise an indicated fault to an established one."""

import pytest

from netdoc.diagnosis.confirming import CONFIRMATIONS, MOST, confirm
from netdoc.diagnosis.situation import Situation
from netdoc.model.arm import Changed, SilenceOutcome, SilenceTest
from netdoc.model.facts.step import Action
from netdoc.model.fault import Fault
from netdoc.model.segment import Party
from tests.stories.office import Office

F = Fault


def now(**fields):
    values = {"evidence": Office(minutes=0).evidence(), "remaining": (Party.LINE,), "drops": 3, "watched_s": 86400.0}
    return Situation(**{**values, **fields})


def ids(fault, **fields):
    return [each.id for each in confirm(fault, Party.LINE, now(**fields))]


def a_test(outcome, changed):
    return SilenceTest(
        arm="A-2", against="A-1", changed=(changed,), drops_before=3, watched_before_s=86400.0, needed_s=90000.0,
        silent_s=10.0, drops=0, outcome=outcome, sentence="x",
    )  # fmt: skip


@pytest.mark.parametrize("fault", Fault)
def test_every_indicated_fault_has_a_test_that_would_raise_it(fault):
    told = confirm(fault, Party.LINE, now())
    own = [each for each in told if each.id == f"confirm-{fault.value.replace('.', '-').replace('_', '-')}"]

    assert len(own) == 1 and len(told) <= MOST
    for each in told:
        assert (each.separates, bool(each.what), each.duration_s >= 300) == ((Party.LINE,), True, True)
        assert len(each.shows) >= 2 and each.command.startswith("netdoc ")
    assert len({each.id for each in told}) == len(told)


@pytest.mark.parametrize(
    ("fault", "first"),
    [
        (F.MODEM_HANGS, "swap-modem"),
        (F.MODEM_FRONT_END, "swap-modem"),
        (F.MODEM_ADAPTER, "swap-adapter"),
        (F.MODEM_CONFIG, "right-tag"),
        (F.INHOUSE_WIRING_FAULT, "test-socket"),
        (F.LOOP_NOISE, "test-socket"),
        (F.ACCESS_SESSION_DOWN, "laptop-at-modem"),
        (F.MODEM_REBOOTS, "confirm-modem-reboots"),
        (F.MAINS_OUTAGE, "confirm-mains-outage"),
        (F.MAINS_UPS, "confirm-mains-ups"),
        (F.NAMES_RESOLVER, "confirm-names-resolver"),
    ],
)
def test_what_no_watching_establishes_begins_with_the_step(fault, first):
    assert ids(fault)[0] == first


def test_a_modem_that_restarts_is_held_against_the_power():
    assert ids(F.MODEM_REBOOTS) == ["confirm-modem-reboots", "other-mains-device", "ups-log", "swap-adapter"]


def test_no_watching_is_said_to_establish_what_takes_a_step():
    (told,) = confirm(F.MODEM_HANGS, Party.EQUIPMENT, now(drops=0))
    (alone,) = confirm(F.HOST_LINK, Party.PREMISES, now())

    assert "establish" not in f"{told.what} {told.shows}"
    assert "establish" in alone.what


def test_a_step_that_was_taken_is_not_asked_for_again():
    taken = frozenset({Action.TEST_SOCKET, Action.SWAP_MODEM})

    assert ids(F.LOOP_NOISE, taken=taken) == ["ask-telco", "confirm-loop-noise"]


def test_before_anything_dropped_no_silence_test_is_asked_for():
    assert ids(F.MODEM_HANGS, drops=0) == ["confirm-modem-hangs"]


def test_a_silence_test_under_way_comes_first_and_nothing_touches_it():
    told = ids(F.LOOP_NOISE, running=(a_test(SilenceOutcome.RUNNING, Changed.SOCKET),))

    assert told == ["keep-watching", "ask-telco", "confirm-loop-noise"]


def test_a_swap_that_passed_goes_back_first():
    assert ids(F.MODEM_HANGS, passed=(a_test(SilenceOutcome.PASSED, Changed.MODEM),))[0] == "put-back"


@pytest.mark.parametrize(("failing", "seconds"), [(False, 28800 + 300), (True, 300)])
def test_what_shows_at_the_next_failure_waits_for_it(failing, seconds):
    told = confirm(F.MODEM_REBOOTS, Party.EQUIPMENT, now(failing_now=failing))

    assert told[0].duration_s == seconds


def test_what_shows_at_once_does_not_wait():
    assert confirm(F.HOST_NO_ADDRESS, Party.PREMISES, now())[0].duration_s == 300


def test_confirmations_say_both_outcomes():
    for each in CONFIRMATIONS.values():
        assert len(each.shows) == 2 and all(": " in words for words in each.shows)
