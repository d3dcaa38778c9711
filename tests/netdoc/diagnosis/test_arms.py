"""Arms of the timeline: their drops, their time, their line; and what a change made now could show."""

import pytest

from netdoc.diagnosis.arms import arm_of, arms, incidents, offer, silence_tests
from netdoc.model.arm import Changed
from netdoc.model.case import Case
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_history import DslBin, DslHistory
from netdoc.model.facts.step import Action, Socket
from netdoc.model.plane import Plane
from tests.stories.office import Office, at
from tests.stories.swaps import SIX, STEP, clean_line, drops, moved, quiet_office, swapped


def test_without_a_step_there_is_one_arm():
    (arm,) = arms(drops(quiet_office(70), *SIX).evidence())

    assert (arm.id, arm.start, arm.end, arm.words, arm.watched_s) == ("A-1", at(0), at(4200), "the modem", 4200)
    assert len(arm.drops) == 6


def test_without_anything_recorded_there_is_no_arm_and_no_test():
    evidence = Evidence(Office().site(), Case(), [])

    assert (arms(evidence), silence_tests(evidence), offer(evidence, Changed.SOCKET).plan) == ((), (), None)


def test_each_arm_tells_its_arrangement():
    office = swapped(60, filters_off=True)
    office.step(STEP + 1800, action=Action.UPS_BYPASS, behind_ups=False)
    arm = arms(office.evidence())[-1]

    assert (arm.id, arm.socket, arm.modem, arm.modem_proven, arm.adapter, arm.filters_off, arm.behind_ups) == (
        "A-4", Socket.DESK, "SN-2", True, "AD-2", True, False,
    )  # fmt: skip
    assert arm.socket_recorded


def test_each_arm_tells_its_line():
    office = clean_line(moved(60), 0, 3800, margin=9.0)
    office.line(STEP + 300, -9000, margin_down_db=5.0, attenuation_down_db=21.0, attainable_down_kbps=9000)
    before, after = arms(office.evidence())

    assert (before.margin_down_db, before.crc_per_hour, before.es_per_hour) == (9.0, 0, 0)
    assert (after.margin_down_db, after.attenuation_down_db, after.attainable_down_kbps) == (5.0, 21.0, 9000)


def test_an_arm_is_found_by_its_id():
    evidence = moved(60).evidence()

    assert arm_of(evidence, "A-2") is arms(evidence)[1]


@pytest.mark.parametrize(
    ("start", "length", "owners"),
    [
        (STEP - 400, 60, ["A-1"]),
        (STEP - 290, 60, []),
        (STEP + 100, 60, []),
        (STEP + 200, 60, ["A-2"]),
        (STEP - 400, 690, ["A-1"]),
        (STEP - 400, 720, []),
    ],
    ids=[
        "before", "while it was unplugged", "while it was plugged in", "after", "over soon after the step",
        "seen in both",
    ],
)  # fmt: skip
def test_a_drop_belongs_to_the_arm_in_which_it_came(start, length, owners):
    evidence = drops(moved(60, before=()), start, length=length).evidence()

    assert [each.id for each in arms(evidence) if each.drops] == owners


def test_an_outage_that_no_modem_or_line_causes_is_no_drop():
    evidence = moved(60, before=()).fails(600, 700, "router", "first_hop", "anchor_1", "anchor_2").evidence()

    assert len(incidents(evidence)) == 1
    assert not any(each.drops for each in arms(evidence))


def remembered(start, *, told_at=2000.0):
    """Return an office watched from 2000 s on whose modem remembers an absence in a bin that began at `start`."""
    bins = tuple(
        DslBin(start=at(first), duration_s=900, uas_down=40 if first == start else 0, inits=None)
        for first in (-1800.0, -900.0, 0.0)
    )
    office = quiet_office(90).stops(0, 1980)
    return office.sees(told_at, "modem", DslHistory(bin_s=900, bins=bins), Plane.MODEM_BOX)


def test_drops_before_a_change_may_come_from_memory_with_the_time_it_covers():
    office = remembered(-900.0).step(3000, socket=Socket.TEST)
    office.sees(-1800, "modem", DslHistory(bin_s=900, bins=()), Plane.MODEM_BOX)
    first, _ = arms(office.evidence())

    assert (first.watched_s, first.remembered_s, len(first.drops)) == (1020, 2700, 1)
    (test,) = silence_tests(office.evidence())
    assert (test.drops_before, test.watched_before_s) == (1, 3720)


def test_a_drop_that_may_lie_on_either_side_of_a_step_is_nobodys():
    office = remembered(-900.0).step(-300, socket=Socket.TEST)
    office.sees(-1800, "modem", DslHistory(bin_s=900, bins=()), Plane.MODEM_BOX)

    assert not any(each.drops for each in arms(office.evidence()))


def test_the_offer_counts_what_the_change_could_cause_in_the_present_arm():
    office = drops(quiet_office(65), *SIX)
    drops(office, 600, 1200, kind="held")
    socket, adapter = offer(office.evidence(), Changed.SOCKET), offer(office.evidence(), Changed.ADAPTER)

    assert socket.plan.drops_before == 6
    assert (socket.plan.watched_before_s, socket.plan.hours) == (3900, (8,))
    assert socket.plan.needed_s == int(socket.outlook.needed_s) + 1
    assert (adapter.plan, adapter.outlook.drops) == (None, 0)


def test_the_offer_is_about_the_last_arm():
    assert offer(moved(60).evidence(), Changed.SOCKET).outlook.drops == 0


def test_a_plan_made_from_the_offer_is_believed():
    made = offer(drops(quiet_office(65), *SIX).evidence(), Changed.SOCKET).plan
    office = moved(60).sees(STEP, "operator", made, Plane.OPERATOR)
    (test,) = silence_tests(office.evidence())

    assert (test.fixed_beforehand, test.needed_s) == (True, made.needed_s)


def test_incidents_are_found_once():
    evidence = moved(60).evidence()

    assert incidents(evidence) is incidents(evidence)


def test_an_outage_made_by_a_step_says_so():
    found = incidents(drops(moved(60, before=()), STEP + 30).evidence())

    assert [each.detail for each in found] == ["while somebody changed the arrangement: did something"]
