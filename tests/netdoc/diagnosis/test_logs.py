"""Lines of boxes' logs: each once, dated on our clock, and only where that clock is known."""

import pytest

from netdoc.diagnosis.logs import bound_s, covers, entries, entries_between, undated
from netdoc.model.facts.device_log import DeviceLog, LogEvent
from tests.stories.office import Office, at

LOST, UP, BOOT = LogEvent.SYNC_LOST, LogEvent.SYNC_UP, LogEvent.BOOT


def told(office, *events, **which):
    """Return the seconds of each dated line."""
    return [round((each.at - at(0)).total_seconds()) for each in entries(office.evidence(), *events, **which)]


@pytest.mark.parametrize(
    ("offset_s", "bound", "expected"),
    [(0.0, 2.0, 2.0), (-7200.0, 2.0, 2.0), (0.0, None, 60.0), (None, 2.0, None), (0.0, 900.0, 900.0), (0.0, 901, None)],
    ids=[
        "compared",
        "off by hours, and known to be",
        "bound not told",
        "not compared",
        "a quarter of an hour",
        "worse",
    ],
)
def test_a_log_dates_as_well_as_its_clock_is_known(offset_s, bound, expected):
    assert bound_s(DeviceLog(lines=(), clock_offset_s=offset_s, clock_bound_s=bound)) == expected


def test_lines_are_told_by_event_and_box_in_time_order():
    office = Office(minutes=0).log(900, "router", (500, BOOT)).log(1000, "modem", (100, LOST), (700, UP))

    assert told(office) == [100, 500, 700]
    assert told(office, LOST, BOOT) == [100, 500]
    assert told(office, subject="modem") == [100, 700]


def test_a_log_that_dates_nothing_is_set_aside_and_tells_how_often():
    office = Office(minutes=0).log(
        900, "modem", (1, LOST), (2, UP), (3, LOST), (4, LogEvent.OTHER), offset_s=None
    ).log(901, "router", (5, BOOT))  # fmt: skip

    assert told(office) == [5]
    assert undated(office.evidence()) == {"modem": "2 x sync_lost, 1 x sync_up"}


@pytest.mark.parametrize(
    ("again", "count"),
    [(100, 1), (104, 1), (96, 1), (105, 2), (95, 2)],
    ids=["as before", "offset found anew", "and earlier", "later than the bounds allow", "earlier than they allow"],
)
def test_a_line_told_again_by_the_next_reading_is_one(again, count):
    office = Office(minutes=0).log(500, "modem", (100, LOST)).log(900, "modem", (again, LOST))

    assert len(told(office)) == count


def test_lines_of_one_reading_are_kept_apart_however_near():
    assert told(Office(minutes=0).log(500, "modem", (100, LOST), (101, LOST))) == [100, 101]


def test_another_line_at_the_same_instant_is_another():
    office = Office(minutes=0).log(500, "modem", (100, LOST)).log(900, "modem", (100, LOST), (101, UP))

    assert told(office) == [100, 101]


def test_a_log_that_grew_adds_what_is_new_and_one_that_reaches_back_farther_what_is_older():
    office = Office(minutes=0).log(500, "modem", (200, LOST), (300, UP))
    office.log(900, "modem", (50, BOOT), (200, LOST), (300, UP), (400, LOST), (700, UP))

    assert told(office) == [50, 200, 300, 400, 700]


def test_a_log_that_was_cut_since_loses_nothing_told_before():
    office = Office(minutes=0).log(500, "modem", (100, LOST), (200, UP), (300, LOST)).log(900, "modem", (300, LOST))

    assert told(office) == [100, 200, 300]


def test_lines_of_two_boxes_are_kept_apart():
    office = Office(minutes=0).log(500, "modem", (100, BOOT)).log(900, "router", (100, BOOT))

    assert len(told(office)) == 2


def test_a_line_known_from_long_ago_is_not_told_again_by_a_log_with_a_coarser_clock():
    office = Office(minutes=0).log(5000, "modem", (100, LOST), (2000, LOST), (4000, LOST))
    office.log(9000, "modem", (130, LOST), (2030, LOST), (4030, LOST), bound_s=60.0)

    assert told(office) == [100, 2000, 4000]


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [(0, 98.5, 0), (0, 99, 1), (101, 300, 1), (101.5, 300, 0)],
    ids=["before it", "within its bound", "after it, within the bound", "beyond"],
)
def test_a_line_lies_between_two_instants_when_it_may(start, end, count):
    evidence = Office(minutes=0).log(500, "modem", (100, LOST)).evidence()

    assert len(entries_between(evidence, at(start), at(end), LOST)) == count


@pytest.mark.parametrize(
    ("office", "covered"),
    [
        (Office(minutes=0).log(900, "ups", back=99), True),
        (Office(minutes=0).log(900, "ups", back=100), False),
        (Office(minutes=0).log(899, "ups", back=0), False),
        (Office(minutes=0).log(900, "ups"), False),
        (Office(minutes=0).log(900, "ups", back=0, offset_s=None), False),
        (Office(minutes=0).log(900, "modem", back=0), False),
    ],
    ids=["reaches back", "not with its bound", "read before the end", "does not say", "not dated", "another box's"],
)
def test_absence_tells_only_in_a_log_that_reaches_back_and_was_read_afterwards(office, covered):
    assert bool(covers(office.evidence(), "ups", at(100), at(900))) is covered
