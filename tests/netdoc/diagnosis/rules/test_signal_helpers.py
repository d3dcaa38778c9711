"""Whether the signal itself was gone, and whether the modem announced a loss of power."""

import pytest

from netdoc.diagnosis.rules._signal import power_announced, signal_lost
from netdoc.model.facts.device_log import DeviceLog, LogEvent, LogLine
from netdoc.model.facts.dsl_history import DslBin, DslHistory
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import Office, at

ONSET, END = 10_000, 10_060
OUTAGE = an_incident(ONSET, END)
BOTH = pytest.mark.parametrize(
    ("counter", "told"), [("los_down", signal_lost), ("lpr_up", power_announced)], ids=["signal", "power"]
)


def read(counter, first, last, *, before=ONSET - 100, after=END + 100, **fields):
    return Office(minutes=0).line(before, 0, **{counter: first}).line(after, END, **{counter: last}, **fields)


@BOTH
@pytest.mark.parametrize(
    ("first", "last", "grew"), [(4, 5, True), (4, 9, True), (4, 4, False), (4, 1, False), (None, 5, False)]
)
def test_a_counter_that_grew_across_the_incident_tells_of_it(counter, told, first, last, grew):
    assert (told(read(counter, first, last).evidence(), OUTAGE) is not None) is grew


@pytest.mark.parametrize(
    ("before", "after", "near"),
    [
        (ONSET - 1 - 900, END + 100, True),
        (ONSET - 1 - 901, END + 100, False),
        (ONSET - 100, END + 900, True),
        (ONSET - 100, END + 901, False),
    ],
    ids=["a quarter of an hour before", "longer before", "a quarter of an hour after", "longer after"],
)
def test_readings_far_from_the_incident_tell_of_other_times(before, after, near):
    evidence = read("los_down", 4, 5, before=before, after=after).evidence()

    assert (signal_lost(evidence, OUTAGE) is not None) is near


def test_a_counter_that_was_cleared_tells_nothing():
    office = Office(minutes=0).line(ONSET - 100, 0, los_down=4, counter_age_s=9000)

    assert signal_lost(office.line(END + 100, END, los_down=5, counter_age_s=50).evidence(), OUTAGE) is None


def test_without_a_reading_before_or_after_nothing_grew():
    assert signal_lost(Office(minutes=0).line(ONSET - 100, 0, los_down=4).evidence(), OUTAGE) is None
    assert signal_lost(Office(minutes=0).line(END + 100, END, los_down=4).evidence(), OUTAGE) is None


@BOTH
@pytest.mark.parametrize(
    ("start", "count", "told_of"),
    [
        (ONSET - 500, 1, True),
        (ONSET - 500, 0, False),
        (ONSET + 5, 1, True),
        (ONSET + 6, 1, False),
        (ONSET - 1 - 5 - 900, 1, True),
        (ONSET - 1 - 6 - 900, 1, False),
    ],
    ids=["holds the onset", "counts none", "begins at the onset", "begins after it", "ends at it", "ended before"],
)
def test_the_bin_that_holds_the_onset_tells_of_it(counter, told, start, count, told_of):
    office = Office(minutes=0).bins(END + 500, (start, 900, {counter: count}))

    assert (told(office.evidence(), OUTAGE) is not None) is told_of


def test_of_a_bin_told_twice_the_later_telling_stands_and_longer_ones_are_too_coarse():
    office = Office(minutes=0).bins(ONSET + 10, (ONSET - 500, 510, {"los_down": 0}))
    told = signal_lost(office.bins(END + 500, (ONSET - 500, 900, {"los_down": 2})).evidence(), OUTAGE)
    coarse = DslHistory(bin_s=1800, bins=(DslBin(start=at(ONSET - 900), duration_s=1800, los_down=2),))
    day = Office(minutes=0).sees(END + 500, "modem", coarse, Plane.MODEM_BOX)

    assert told.words.startswith("2 losses of signal")
    assert signal_lost(day.evidence(), OUTAGE) is None


def logged(second, event=LogEvent.SIGNAL_LOST, *, offset=0.0, bound=None, subject="modem", text=""):
    lines = (LogLine(at=at(second), event=event, text=text),)
    log = DeviceLog(lines=lines, clock_offset_s=offset, clock_bound_s=bound)
    return Office(minutes=0).line(0, -100).sees(END + 300, subject, log, Plane.MODEM_BOX)


@pytest.mark.parametrize(
    ("office", "told_of"),
    [
        (logged(ONSET), True),
        (logged(ONSET + 65), True),
        (logged(ONSET + 66), False),
        (logged(ONSET - 66), True),
        (logged(ONSET - 67), False),
        (logged(ONSET + 6, bound=1.0), True),
        (logged(ONSET + 7, bound=1.0), False),
        (logged(ONSET, bound=120.0), True),
        (logged(ONSET, bound=121.0), False),
        (logged(ONSET, offset=None), False),
        (logged(ONSET, LogEvent.SYNC_LOST), False),
        (logged(ONSET, subject="router"), False),
    ],
    ids=["at the onset", "a minute after", "later", "a minute before", "earlier", "within its bound", "beyond it",
         "dated to two minutes", "dated worse", "a clock not compared with ours", "another event", "another box"],
)  # fmt: skip
def test_a_line_of_the_modems_log_tells_of_it_as_exactly_as_it_is_dated(office, told_of):
    assert (signal_lost(office.evidence(), OUTAGE) is not None) is told_of


def test_a_line_of_the_log_is_quoted():
    assert "«LOS!»" in signal_lost(logged(ONSET, text="LOS!").evidence(), OUTAGE).words


@pytest.mark.parametrize(("event", "power"), [(LogEvent.POWER_LOST, True), (LogEvent.SIGNAL_LOST, False)])
def test_a_loss_of_power_in_the_log_is_none_of_signal(event, power):
    evidence = logged(ONSET, event).evidence()

    assert (power_announced(evidence, OUTAGE) is not None) is power
    assert (signal_lost(evidence, OUTAGE) is not None) is not power
