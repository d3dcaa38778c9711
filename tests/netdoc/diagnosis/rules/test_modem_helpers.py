"""What several rules ask of the modem: which reading tells of the line, and which boxes are modems."""

import pytest

from netdoc.diagnosis.rules._modem import (
    in_sync_throughout,
    line_restart_within,
    lost_sync_by_itself,
    modem_subjects,
    sync_held_again,
)
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.plane import Plane
from netdoc.model.site import Device
from tests.stories.episodes import an_incident
from tests.stories.office import Office

ONSET = 10_000
OUTAGE = an_incident(ONSET, ONSET + 60)


@pytest.mark.parametrize(
    ("readings", "in_sync", "restarted"),
    [
        ({1100: 0}, True, False),
        ({1030: 0}, True, False),
        ({1000: 0}, True, False),
        ({999: 0}, False, False),
        ({1030: 1010}, False, True),
        ({1030: 0, 1100: 1050}, False, True),
        ({1000: None, 1100: 0}, False, False),
        ({995: None, 1100: 0}, False, False),
        ({994: None, 1100: 0}, True, False),
        ({1065: None, 1100: 0}, False, False),
        ({1066: None, 1100: 0}, False, False),
    ],
    ids=[
        "read after",
        "read within only",
        "read at the onset",
        "read before only",
        "restarted within",
        "the reading after overrules the one within",
        "out of sync within",
        "out of sync at the onset, within the clocks' slack",
        "out of sync before the onset",
        "out of sync at the end, within the clocks' slack",
        "the first reading after tells no start",
    ],
)
def test_which_reading_tells_what_the_line_did(readings, in_sync, restarted):
    office = Office(minutes=0)
    for second, started in readings.items():
        office.line(second, started)
    evidence, incident = office.evidence(), an_incident(1000, 1060)

    told = in_sync_throughout(evidence, incident), line_restart_within(evidence, incident)

    assert tuple(each is not None for each in told) == (in_sync, restarted)


@pytest.mark.parametrize(
    ("office", "subjects"),
    [
        (Office(minutes=0).line(10, 0), {"modem"}),
        (Office(minutes=0, devices=(Device(id="box", kind="combined", address="192.168.7.1"),)), {"box"}),
        (Office(minutes=0, devices=(Device(id="vx", kind="modem", address="192.168.1.1"),)), {"vx"}),
        (Office(minutes=0, devices=(Device(id="gw", kind="router", address="192.168.7.1"),)), {"modem"}),
    ],
    ids=["told of a line", "a combined box", "a modem", "no modem listed"],
)
def test_which_boxes_are_modems(office, subjects):
    assert modem_subjects(office.evidence()) == subjects


def counting(before, after, *, before_at=ONSET - 299, after_at=ONSET + 360, box=-50_000, **fields):
    """Return an office whose modem counts initialisations and has no clock of the line."""
    office = Office(minutes=0)
    for second, count in ((before_at, before), (after_at, after)):
        told = {"sync": True, "retrains": count, **fields}
        office.sees(second, "modem", DslLine(**told), Plane.MODEM_BOX)
    return office.box(after_at, box) if box is not None else office


@pytest.mark.parametrize(
    ("office", "trained", "held"),
    [
        (counting(4, 5), True, False),
        (counting(4, 6), True, False),
        (counting(4, 4), False, True),
        (counting(4, 1), False, False),
        (counting(None, 5), False, False),
        (counting(4, 5, before_at=ONSET - 302), False, False),
        (counting(4, 5, after_at=ONSET + 361), False, False),
        (counting(4, 5, box=ONSET + 10), False, False),
        (counting(4, 5, box=None), False, False),
        (counting(4, 5, sync=None), False, False),
        (counting(4, 5, showtime_s=50_000), False, True),
    ],
    ids=[
        "one more",
        "two more",
        "as many",
        "fewer: it was cleared",
        "not told before",
        "read too long before",
        "read too long after",
        "the box restarted",
        "whether the box restarted is not known",
        "sync is not told",
        "the line's own clock decides",
    ],
)
def test_a_box_without_a_clock_of_the_line_is_judged_by_its_count_of_initialisations(office, trained, held):
    evidence = office.evidence()

    assert (line_restart_within(evidence, OUTAGE) is not None) is trained
    assert (in_sync_throughout(evidence, OUTAGE) is not None) is held


@pytest.mark.parametrize(
    ("readings", "booted", "lost", "held"),
    [
        ({1030: None}, None, True, False),
        ({1100: 1050}, None, True, False),
        ({1100: 0}, None, False, True),
        ({1030: None, 1300: 1250}, 1200, True, False),
        ({1300: 1250}, 1200, False, False),
        ({1210: None, 1300: 1250}, 1200, False, False),
        ({1100: 0, 1210: None, 1300: 1250}, 1200, False, True),
        ({1059: 0, 1300: 1250}, 1200, False, False),
        ({1060: 0, 1300: 1250}, 1200, False, True),
        ({1100: 990, 1300: 1250}, 1200, False, True),
        ({1100: 1010, 1300: 1250}, 1200, False, False),
        ({1030: None, 1100: 0, 1300: 1250}, 1200, True, False),
        ({1100: 0}, 1060, False, True),
    ],
    ids=[
        "out of sync", "trained anew", "in sync", "out of sync before the restart", "nothing read before the restart",
        "out of sync after the restart only", "in sync until the restart", "read too soon",
        "read a minute after the onset",
        "a showtime just older than the onset", "a showtime begun in it", "out of sync, then in, before the restart",
        "restarted within a minute",
    ],
)  # fmt: skip
def test_a_line_that_went_with_a_restart_of_the_modem_did_not_fail_by_itself(readings, booted, lost, held):
    office = Office(minutes=0)
    for second, started in readings.items():
        office.line(second, started)
    if booted is not None:
        office.box(1400, booted)
    evidence, incident = office.evidence(), an_incident(1000, 1280)

    told = lost_sync_by_itself(evidence, incident), in_sync_throughout(evidence, incident)

    assert tuple(each is not None for each in told) == (lost, held)


@pytest.mark.parametrize(
    ("office", "held"),
    [
        (Office(minutes=0).line(1100, 500), True),
        (Office(minutes=0).line(1099, 500), False),
        (Office(minutes=0).line(1100, 100), False),
        (Office(minutes=0).line(1100, 500).line(1200, None), False),
        (Office(minutes=0).line(3001, 500), False),
        (Office(minutes=0), False),
    ],
    ids=["ten minutes", "less", "in sync since before", "out of sync again", "read after the incident", "not read"],
)
def test_a_line_held_again_when_it_came_up_within_and_kept_it_for_ten_minutes(office, held):
    assert (sync_held_again(office.evidence(), an_incident(300, 3000)) is not None) is held
