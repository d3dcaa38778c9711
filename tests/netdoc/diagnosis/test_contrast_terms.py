"""The terms of a silence test: the line's own counters, a time fixed beforehand, the hours of the day."""

import pytest

from netdoc.diagnosis.arms import silence_tests
from netdoc.diagnosis.contrast import HOUR_LEAST_S
from netdoc.model.arm import Changed, SilenceOutcome, Symptom
from netdoc.model.facts.step import Socket
from tests.stories.office import at
from tests.stories.swaps import OLD_START, SIX, STEP, clean_line, drops, moved, planned, quiet_office, swapped

PASSED, DROPPED = SilenceOutcome.PASSED, SilenceOutcome.DROPPED
RUNNING, VOID = SilenceOutcome.RUNNING, SilenceOutcome.VOID


def found_in(office):
    return silence_tests(office.evidence())


def the_test(office):
    return found_in(office)[0]


NEEDED = STEP * (20 ** (1 / 6) - 1)


@pytest.mark.parametrize(
    ("margin", "fine", "outcome"), [(7.5, True, PASSED), (4.6, True, PASSED), (4.5, False, VOID)], ids=str
)
def test_a_margin_that_fell_with_the_change_voids_the_silence(margin, fine, outcome):
    office = swapped(60)
    clean_line(office, 30, STEP - 30)
    clean_line(office, STEP + 200, STEP + 3580, margin=margin, every=60)
    test = next(each for each in found_in(office) if each.arm == "A-3")

    assert (test.line_fine, test.outcome) == (fine, outcome)


def with_bursts(office, *times):
    """Read the line each minute of the silent arm, with severely errored seconds at these times."""
    seconds = STEP + 200
    while seconds <= STEP + 3580:
        ses = sum(each <= seconds for each in times)
        office.line(seconds, OLD_START, crc_down=10, es_down=2, ses_down=ses, margin_down_db=7.5)
        seconds += 60
    return office


@pytest.mark.parametrize(
    ("times", "outcome"),
    [((), PASSED), ((STEP + 900,), VOID), ((STEP + 900, STEP + 1800, STEP + 2700), VOID)],
    ids=["none", "one", "three"],
)
def test_bursts_that_another_modem_rode_out_count_as_drops_it_held(times, outcome):
    test = next(each for each in found_in(with_bursts(swapped(60), *times)) if each.arm == "A-3")

    assert test.outcome is outcome
    assert ("another modem can hold a bad line" in test.sentence) is (outcome is VOID)
    assert (f"{len(times)} burst{'' if len(times) == 1 else 's'} of errors" in test.sentence) is (outcome is VOID)


def test_one_burst_in_a_long_silence_does_not_void_it():
    office = with_bursts(swapped(200), STEP + 900)
    clean = STEP + 3600
    while clean < STEP + 12000:
        office.line(clean, OLD_START, crc_down=10, es_down=2, ses_down=1, margin_down_db=7.5)
        clean += 60
    test = next(each for each in found_in(office) if each.arm == "A-3")

    assert (test.outcome, test.line_fine) == (PASSED, True)


def test_the_same_modem_on_a_line_as_disturbed_shows_nothing_of_the_socket():
    test = the_test(with_bursts(moved(60), STEP + 900, STEP + 1800))

    assert test.outcome is VOID
    assert "another modem can hold" not in test.sentence


@pytest.mark.parametrize(
    ("until", "fine"), [(STEP + 200 + 1800, True), (STEP + 200 + 1500, None)], ids=["half of it", "less"]
)
def test_the_line_counts_as_read_over_half_of_the_silence(until, fine):
    test = next(each for each in found_in(clean_line(swapped(60), STEP + 200, until)) if each.arm == "A-3")

    assert (test.line_fine, test.outcome) == (fine, PASSED)


def test_an_adapter_is_not_tested_by_the_lines_counters():
    office = with_bursts(drops(quiet_office(125), *SIX, kind="restarted").step(STEP, adapter="AD-9"), STEP + 900)
    test = the_test(office)

    assert (test.changed, test.of, test.line_fine, test.outcome) == (
        (Changed.ADAPTER,), Symptom.RESTARTED, None, PASSED,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("needed", "fields", "at_s", "asked", "fixed"),
    [
        (2600, {}, STEP, 2600, True),
        (4000, {}, STEP, 4000, True),
        (int(NEEDED), {}, STEP, NEEDED, True),
        (int(NEEDED) - 1, {}, STEP, NEEDED, False),
        (4000, {"most_drops": 1}, STEP, NEEDED, False),
        (4000, {}, STEP + 600, 4000, True),
        (4000, {}, STEP + 601, NEEDED, False),
        (4000, {}, STEP - 600, 4000, True),
        (4000, {}, STEP - 601, NEEDED, False),
        (4000, {"began": at(STEP + 300)}, STEP - 4000, 4000, True),
        (4000, {"began": at(STEP - 3000)}, STEP, NEEDED, False),
        (4000, {"began": at(STEP)}, STEP + 3000, NEEDED, False),
    ],
    ids=[
        "a little longer", "longer than the arm", "the rule's own", "less than the rule", "drops allowed",
        "ten minutes after", "later", "ten minutes before", "of an earlier arm", "written long before",
        "began at another time", "written afterwards",
    ],
)  # fmt: skip
def test_a_silence_fixed_beforehand_is_kept_to_where_it_is_no_shorter(needed, fields, at_s, asked, fixed):
    test = the_test(planned(moved(60), at_s, needed, **fields))

    assert test.needed_s == pytest.approx(asked)
    assert test.fixed_beforehand is fixed
    assert ("fixed beforehand" in test.sentence) is fixed


def test_a_longer_time_fixed_beforehand_must_be_watched():
    assert the_test(planned(moved(60), STEP, 3421)).outcome is RUNNING
    assert the_test(planned(moved(60), STEP, 3420)).outcome is PASSED


def test_a_drop_after_what_was_fixed_beforehand_is_weighed_by_its_rate():
    late = drops(moved(200), STEP + 9000)
    with_plan = the_test(planned(drops(moved(200), STEP + 9000), STEP, 2600))

    assert the_test(late).outcome is DROPPED
    assert (with_plan.outcome, with_plan.drops, with_plan.chance) == (PASSED, 1, None)
    assert "passed; 1 later" in with_plan.sentence


def test_drops_soon_after_what_was_fixed_beforehand_undo_it():
    office = planned(drops(moved(80), STEP + 3000, STEP + 3600, STEP + 4200), STEP, 2600)

    assert the_test(office).outcome is DROPPED


def test_a_drop_before_what_was_fixed_beforehand_is_over_undoes_it():
    office = planned(drops(moved(400), STEP + 2000), STEP, 2600)

    assert the_test(office).outcome is DROPPED


def in_the_first_hour(minutes):
    """Return an office watched for four hours from 08:00, which drops in the first; then the socket is changed."""
    return drops(quiet_office(minutes), 300, 900, 1500, 2100, 2700).step(4 * 3600, socket=Socket.TEST)


@pytest.mark.parametrize(
    ("minutes", "outcome", "missing"),
    [(60 * 9, RUNNING, (8,)), (60 * 24 + 29, RUNNING, (8,)), (60 * 24 + 30, PASSED, ())],
    ids=["the afternoon", "half an hour of it, almost", "half an hour of it"],
)
def test_the_hours_in_which_it_had_dropped_must_be_watched(minutes, outcome, missing):
    office = in_the_first_hour(minutes)
    # four hours of quiet before: nine, ten and eleven are another kind of hour; six and seven nobody knows
    office.stops(8.5 * 3600, 24 * 3600)
    test = the_test(office)

    assert (test.outcome, test.hours_missing) == (outcome, missing)
    assert ("in which it had dropped: 08" in test.sentence) is bool(missing)


def test_an_hour_near_it_that_the_old_arm_was_not_watched_in_stands_in():
    office = in_the_first_hour(60 * 23).stops(5.5 * 3600, 22 * 3600)

    assert the_test(office).hours_missing == ()


def test_an_hour_three_off_does_not_stand_in():
    office = in_the_first_hour(60 * 22).stops(5.5 * 3600, 21 * 3600)

    assert the_test(office).hours_missing == (8,)


def test_where_less_is_needed_less_of_the_hour_is():
    times = tuple(200.0 + 400 * k for k in range(8))
    office = drops(quiet_office(60), *times).step(3540, socket=Socket.TEST)
    office.minutes = 60 + 32
    test = the_test(office)

    assert test.needed_s < HOUR_LEAST_S
    assert (test.outcome, test.hours_missing) == (PASSED, ())
