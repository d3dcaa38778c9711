"""LOOP02, by its specification."""

import pytest

from netdoc.diagnosis.rules.loop_no_sync import RULE
from netdoc.model.finding import Bearing
from netdoc.model.incident import Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import Office

OUTAGE = an_incident(1000, 1600)


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ({1100: None, 1200: None}, Bearing.BLAMES),
        ({1000: None}, Bearing.BLAMES),
        ({1600: None}, Bearing.BLAMES),
        ({1100: None, 1200: 1150}, Bearing.SILENT),
        ({1700: 0}, Bearing.CLEARS),
        ({999: None, 1601: None}, Bearing.SILENT),
        ({}, Bearing.SILENT),
    ],
    ids=[
        "no sync at each reading",
        "at the first instant",
        "at the last instant",
        "in sync again within the incident",
        "in sync throughout",
        "no sync outside only",
        "no reading",
    ],
)
def test_a_line_without_sync_at_every_reading_is_blamed(readings, expected):
    office = Office(minutes=0).box(900, -50_000)
    for second, started in readings.items():
        office.line(second, started)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


@pytest.mark.parametrize(
    ("booted", "expected"),
    [(900, Bearing.BLAMES), (901, Bearing.SILENT), (1150, Bearing.SILENT)],
    ids=["five minutes ago", "less than five minutes ago", "just now"],
)
def test_a_modem_that_may_still_be_training_is_not_believed(booted, expected):
    office = Office(minutes=0).line(1200, None).box(1200, booted)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [(1400, Bearing.BLAMES), (1399, Bearing.SILENT)],
    ids=["five minutes of readings", "less"],
)
def test_without_the_modems_own_clock_the_readings_must_outlast_a_training(last, expected):
    office = Office(minutes=0).line(1100, None).line(last, None)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


@pytest.mark.parametrize(
    ("end", "back_at", "expected"),
    [
        (1299, 1295, Bearing.SILENT),
        (1300, 1295, Bearing.BLAMES),
        (1299, 1400, Bearing.SILENT),
        (1300, 1400, Bearing.BLAMES),
    ],
    ids=["back within a training's time", "away for longer", "over as soon, by the path", "over later, by the path"],
)
def test_a_line_that_came_back_within_the_time_of_a_training_may_have_trained(end, back_at, expected):
    office = Office(minutes=0).box(900, -50_000).line(1100, None).line(1500, back_at)

    assert RULE.judge(office.evidence(), an_incident(1000, end)).bearing is expected


@pytest.mark.parametrize(
    ("ongoing", "expected"), [(True, Bearing.BLAMES), (False, Bearing.SILENT)], ids=["goes on", "over"]
)
def test_an_outage_that_goes_on_may_yet_outlast_a_training(ongoing, expected):
    office = Office(minutes=0).box(900, -50_000).line(1100, None)

    assert RULE.judge(office.evidence(), an_incident(1000, 1299, ongoing=ongoing)).bearing is expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((1190, -50_000), (1201, 1150), Bearing.SILENT),
        ((1199, -50_000), (1210, 1205), Bearing.BLAMES),
        ((1199, 1150), (1210, -50_000), Bearing.SILENT),
        ((1190, 1150), (1201, -50_000), Bearing.BLAMES),
    ],
    ids=["after it, just booted", "before it, long up", "before it, just booted", "after it, long up"],
)
def test_of_the_modems_clocks_the_one_read_nearest_to_its_line_counts(before, after, expected):
    office = Office(minutes=0).line(1200, None)
    for second, booted in (before, after):
        office.box(second, booted)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


def test_another_boxs_clock_is_not_the_modems():
    office = Office(minutes=0).line(1200, None).box(1200, -50_000, subject="router")

    assert RULE.judge(office.evidence(), OUTAGE).missing == ("DeviceState of the modem",)


def test_the_modems_clock_may_be_read_after_its_line():
    office = Office(minutes=0).line(1200, None).box(1201, -50_000)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.BLAMES


def test_the_blame_quotes_the_modems_word():
    finding = RULE.judge(Office(minutes=0).box(900, 0).line(1200, None, status="G.993 Started").evidence(), OUTAGE)

    assert (finding.planes, "«G.993 Started»" in finding.sentence) == ({Plane.MODEM_BOX}, True)


@pytest.mark.parametrize("incident", [None, an_incident(zone=Zone.NEAR)], ids=["the window", "a failure at the router"])
def test_only_incidents_behind_the_router_are_judged(incident):
    assert RULE.judge(Office(minutes=0).box(0, -1000).line(330, None).evidence(), incident).bearing is Bearing.SILENT


def test_a_reading_that_does_not_tell_of_sync_is_none():
    office = Office(minutes=0).box(900, -50_000).line(1200, None, sync=None)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.SILENT
