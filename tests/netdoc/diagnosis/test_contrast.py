"""One arm held against another: when a silence shows something, and when it does not."""

import pytest

from netdoc.diagnosis.arms import arms, silence_tests
from netdoc.model.arm import Changed, SilenceOutcome, Symptom
from netdoc.model.facts.step import Action, Socket
from netdoc.model.site import Device
from tests.stories.swaps import STEP, drops, moved, quiet_office, swapped

PASSED, DROPPED = SilenceOutcome.PASSED, SilenceOutcome.DROPPED
RUNNING, VOID = SilenceOutcome.RUNNING, SilenceOutcome.VOID


def found_in(office):
    return silence_tests(office.evidence())


def the_test(office):
    return found_in(office)[0]


NEEDED = STEP * (20 ** (1 / 6) - 1)


def test_silence_for_the_needed_time_passes():
    test = the_test(moved(60))

    assert (test.arm, test.against, test.changed, test.of) == ("A-2", "A-1", (Changed.SOCKET,), Symptom.LOST_SYNC)
    assert (test.drops_before, test.watched_before_s, test.drops) == (6, STEP, 0)
    assert test.needed_s == pytest.approx(NEEDED)
    assert test.silent_s == 60 * 60 - 180
    assert test.chance == pytest.approx((STEP / (STEP + 3420)) ** 6)
    assert (test.outcome, test.hours_missing, test.returned, test.fixed_beforehand) == (PASSED, (), False, False)
    assert len(test.speaks_for) == 6


@pytest.mark.parametrize(("minutes", "outcome"), [(45, RUNNING), (46, PASSED)])
def test_a_minute_less_is_not_enough(minutes, outcome):
    # 2522 s are needed; the clock starts three minutes after the step
    assert the_test(moved(minutes)).outcome is outcome


def test_what_nothing_is_known_of_counts_for_any_change():
    test = the_test(moved(60, kind="unread"))

    assert (test.outcome, test.of) == (PASSED, Symptom.UNKNOWN)


@pytest.mark.parametrize("kind", ["held", "restarted"])
def test_drops_that_wiring_could_not_cause_are_not_counted_for_a_socket(kind):
    test = the_test(moved(60, kind=kind))

    assert (test.outcome, test.needed_s, test.drops_before) == (VOID, None, 6)
    assert "none of the drops is of a kind that the socket could cause" in test.sentence


def test_a_drop_at_the_test_socket_ends_it():
    test = the_test(drops(moved(60), STEP + 1200))

    assert (test.outcome, test.drops, test.chance, test.goes_on) == (DROPPED, 1, None, False)
    assert test.silent_s == pytest.approx(1200 - 180, abs=6)
    assert test.sentence.endswith("with the modem at the test socket 1 drop, the first after 17 min watched")


def test_drops_that_go_on_at_the_old_rate_are_told():
    test = the_test(drops(moved(60), STEP + 600, STEP + 1200, STEP + 1800, STEP + 2400))

    assert (test.outcome, test.goes_on) == (DROPPED, True)
    assert "4 drops at a rate whose 95 % interval includes the old one" in test.sentence


def test_a_drop_that_the_change_could_not_cause_does_not_end_it():
    test = the_test(drops(moved(60), STEP + 1200, kind="held"))

    assert (test.outcome, test.drops) == (PASSED, 0)
    assert test.silent_s == pytest.approx(3420 - 60, abs=8)


def test_the_outage_of_the_plugging_is_no_drop_and_no_silence():
    test = the_test(drops(moved(60), STEP + 100, length=200))

    assert (test.outcome, test.drops) == (PASSED, 0)
    assert test.silent_s == pytest.approx(3420 - 120, abs=8)


def test_silence_behind_a_dead_router_is_not_watched():
    test = the_test(moved(60).fails(STEP + 600, STEP + 2400, "router", "first_hop", "anchor_1", "anchor_2"))

    assert (test.outcome, test.drops) == (RUNNING, 0)


def test_silence_while_nobody_watched_does_not_count():
    test = the_test(moved(60).sleeps(4200, 6000))

    assert (test.outcome, test.silent_s) == (RUNNING, 3420 - 1800)


def test_an_arm_that_was_ended_before_its_time_is_void():
    test = the_test(moved(60).step(STEP + 1800, socket=Socket.DESK))

    assert test.outcome is VOID
    assert "ended before its time, which only a drop may do" in test.sentence


def test_an_arm_that_was_ended_after_its_time_passed():
    test = the_test(moved(80).step(STEP + 3600, socket=Socket.DESK))

    assert (test.outcome, test.returned) == (PASSED, False)


def test_back_in_the_first_arrangement_it_dropped_again():
    office = drops(moved(100).step(STEP + 3600, socket=Socket.DESK), STEP + 4800)
    test = the_test(office)

    assert (test.outcome, test.returned, len(test.speaks_for)) == (PASSED, True, 7)
    assert test.sentence.endswith("passed; back in the first arrangement it dropped again")


@pytest.mark.parametrize(("minutes", "outcome"), [(100, PASSED), (103, VOID)])
def test_a_first_arrangement_as_silent_when_it_came_back_voids_it(minutes, outcome):
    # the second arm lasts an hour; what is left is the first arrangement again, which needs 2522 s to be as silent
    test = the_test(moved(minutes).step(STEP + 3600, socket=Socket.DESK))

    assert test.outcome is outcome
    assert ("as silent when it came back" in test.sentence) is (outcome is VOID)


def test_the_same_arrangement_that_dropped_in_another_stretch_voids_it():
    office = moved(180).step(STEP + 3600, socket=Socket.DESK).step(STEP + 5400, socket=Socket.TEST)
    office = drops(drops(office, STEP + 4500), *(STEP + 6000 + 600 * k for k in range(7)))
    first = the_test(office)

    assert first.outcome is VOID
    assert "the same arrangement dropped in another stretch" in first.sentence


def test_one_drop_in_another_stretch_long_enough_does_not_void_it():
    office = moved(400).step(STEP + 3600, socket=Socket.DESK).step(STEP + 5400, socket=Socket.TEST)
    first = the_test(drops(drops(office, STEP + 4500), STEP + 18000))

    assert first.outcome is PASSED


def test_nothing_is_held_against_an_arm_that_never_dropped():
    test = the_test(moved(60, before=()))

    assert (test.outcome, test.needed_s, test.drops_before) == (VOID, None, 0)
    assert "no drop had come: silence after that shows nothing" in test.sentence


def test_two_things_at_once_cannot_be_told_apart():
    test = the_test(moved(60, modem="SN-2", modem_proven=True))

    assert (test.outcome, set(test.changed)) == (VOID, {Changed.SOCKET, Changed.MODEM})
    assert "the socket and the modem changed at once: what made the difference cannot be told" in test.sentence
    assert (test.drops_before, test.silent_s) == (6, 3420)


def test_the_latest_arm_that_differs_in_one_thing_and_dropped_is_looked_back_for():
    office = moved(200).step(STEP + 1800, modem="SN-2", modem_proven=True)
    office = drops(office, STEP + 900)
    first, second = found_in(office)

    assert (first.arm, first.against, first.outcome) == ("A-2", "A-1", DROPPED)
    assert (second.arm, second.against, second.changed) == ("A-3", "A-2", (Changed.MODEM,))


def test_an_arm_between_that_did_not_drop_is_passed_over():
    office = moved(200, socket=Socket.DESK, modem="SN-2", modem_proven=True)
    office.step(STEP + 1800, modem="SN-1").step(STEP + 3000, socket=Socket.TEST)
    last = found_in(office)[-1]

    assert (last.arm, last.against, last.changed) == ("A-4", "A-1", (Changed.SOCKET,))


def test_one_arm_may_be_held_against_two_for_two_things():
    office = quiet_office(240).step(1, action=Action.TEST_SOCKET, socket=Socket.TEST, modem="SN-1")
    drops(office, 400, 1000)
    office.step(3000, modem="SN-2", modem_proven=True, socket=Socket.DESK)
    drops(office, 3600, 4200)
    office.step(6000, socket=Socket.TEST)
    found = [each for each in found_in(office) if each.arm == "A-4"]

    assert [(each.against, each.changed) for each in found] == [
        ("A-3", (Changed.SOCKET,)), ("A-2", (Changed.MODEM,)),
    ]  # fmt: skip


def test_the_same_thing_is_held_against_the_latest_only():
    office = drops(moved(160), STEP + 1200).step(STEP + 2400, socket=Socket.DESK)
    office = drops(office, STEP + 3600).step(STEP + 4800, socket=Socket.TEST)
    last = [each for each in found_in(office) if each.arm == "A-4"]

    assert [each.against for each in last] == ["A-3"]


def test_steps_taken_one_after_the_other_make_one_change():
    office = moved(60).step(STEP + 180, filters_off=True)

    assert [(each.arm, each.changed) for each in found_in(office)] == [("A-3", (Changed.SOCKET, Changed.FILTERS))]


def test_a_step_four_minutes_later_makes_an_arm_of_its_own():
    assert [each.arm for each in found_in(moved(60).step(STEP + 240, filters_off=True))] == ["A-2", "A-3"]


def test_a_return_without_a_drop_between_is_no_test():
    office = moved(60, before=()).step(STEP + 1800, socket=Socket.DESK)

    assert [each.arm for each in found_in(office)] == ["A-2"]


def test_a_modem_is_tested_for_lost_and_for_held_sync_apart():
    office = swapped(60)
    drops(office, 600, 1200, kind="held")
    lost, held = [each for each in found_in(office) if each.arm == "A-3"]

    assert (lost.of, lost.drops_before, held.of, held.drops_before) == (Symptom.LOST_SYNC, 6, Symptom.HELD_SYNC, 2)
    assert not set(lost.speaks_for) & set(held.speaks_for)


def test_where_nothing_is_known_of_any_drop_a_modem_is_tested_once():
    found = [each for each in found_in(swapped(60, kind="unread")) if each.arm == "A-3"]

    assert [(each.of, each.drops_before) for each in found] == [(Symptom.UNKNOWN, 6)]


def test_a_modem_back_with_the_other_adapter_still_returned():
    office = swapped(60, back=True)
    office.said = [each for each in office.said if getattr(each.fact, "did", "") != "x"]
    test = next(each for each in found_in(office) if each.arm == "A-3")

    assert (test.returned, set(test.changed)) == (True, {Changed.MODEM, Changed.ADAPTER})


def test_the_other_arms_modem_must_be_proven_alike_to_be_the_same_arrangement():
    office = swapped(60).step(STEP + 3000, modem_proven=False)
    drops(office, STEP + 3300)

    assert arms(office.evidence())[-1].modem_proven is False


def test_a_combined_box_drops_at_the_router():
    office = moved(60)
    office.devices = (Device(id="box", kind="combined", address="192.168.7.1"),)

    assert the_test(office).outcome is PASSED


def test_one_drop_is_told_as_one():
    assert the_test(moved(60, before=(600.0,))).sentence.startswith("1 drop in 65 min with the modem at a desk socket")
    assert the_test(moved(60)).sentence.startswith("6 drops in 65 min with")
