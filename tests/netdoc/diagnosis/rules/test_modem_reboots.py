"""MODEM01, by its specification: cause before consequence."""

from dataclasses import replace

import pytest

from netdoc.diagnosis.rules.modem_reboots import RULE
from netdoc.model.facts.device_log import LogEvent as E
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Origin, Zone
from netdoc.model.plane import Plane
from netdoc.model.site import Device
from tests.stories.episodes import an_incident
from tests.stories.office import Office

ONSET = 1000
OUTAGE = an_incident(ONSET, ONSET + 90)
AFTER = ONSET + 200


def an_office(booted, *, read_at=AFTER, before=True):
    """Return an office whose modem tells when it booted, after the incident; and before it, its earlier start."""
    office = Office(minutes=0)
    if before:
        office.box(ONSET - 300, -50_000)
    return office.box(read_at, booted)


@pytest.mark.parametrize(
    ("booted", "expected"),
    [
        (ONSET, Bearing.BLAMES),
        (ONSET - 5, Bearing.BLAMES),
        (ONSET + 5, Bearing.BLAMES),
        (ONSET + 6, Bearing.CLEARS),
        (ONSET + 60, Bearing.CLEARS),
        (ONSET + 95, Bearing.CLEARS),
        (ONSET - 6, Bearing.BLAMES),
        (ONSET - 7, Bearing.CLEARS),
        (-50_000, Bearing.CLEARS),
    ],
    ids=[
        "booted at the onset",
        "just before it",
        "within the slack of clocks after it",
        "beyond the slack after it",
        "somebody power-cycled it in mid-outage",
        "at the end of the outage",
        "as much before as the clocks allow",
        "up again before the onset",
        "running for long",
    ],
)
def test_the_modem_is_blamed_for_a_boot_that_is_not_after_the_onset(booted, expected):
    assert RULE.judge(an_office(booted).evidence(), OUTAGE).bearing is expected


def test_a_boot_seen_within_an_outage_that_goes_on_counts_like_one_seen_after():
    ongoing = an_incident(ONSET, ONSET + 400, ongoing=True)

    assert RULE.judge(an_office(ONSET, read_at=ONSET + 300).evidence(), ongoing).bearing is Bearing.BLAMES


def test_a_modem_that_runs_on_in_an_outage_that_goes_on_is_cleared():
    ongoing = an_incident(ONSET, ONSET + 400, ongoing=True)

    assert RULE.judge(an_office(-50_000, read_at=ONSET + 300).evidence(), ongoing).bearing is Bearing.CLEARS


@pytest.mark.parametrize(
    ("booted", "expected"),
    [(ONSET - 181, Bearing.BLAMES), (ONSET - 182, Bearing.SILENT)],
    ids=["three minutes before the earliest onset", "longer before"],
)
def test_a_boot_told_before_the_outage_only_counts_for_three_minutes(booted, expected):
    office = Office(minutes=0).box(ONSET - 50, booted)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


@pytest.mark.parametrize(
    ("booted", "expected"),
    [(ONSET + 5, Bearing.SILENT), (ONSET - 5, Bearing.SILENT), (ONSET + 6, Bearing.CLEARS)],
    ids=["near the first sample", "before it", "after it"],
)
def test_what_had_begun_before_anybody_looked_may_have_begun_long_before_the_boot(booted, expected):
    incident = an_incident(ONSET, ONSET + 90, spread_s=0.0, began_before=True)

    assert RULE.judge(an_office(booted).evidence(), incident).bearing is expected


@pytest.mark.parametrize(
    ("spread_s", "expected"), [(5, Bearing.BLAMES), (12, Bearing.SILENT)], ids=["known to 5 s", "known to 12 s"]
)
def test_a_boot_between_the_bounds_of_the_onset_counts_where_they_are_narrow(spread_s, expected):
    incident = an_incident(ONSET, ONSET + 90, spread_s=spread_s)

    assert RULE.judge(an_office(ONSET + 2).evidence(), incident).bearing is expected


@pytest.mark.parametrize(
    ("booted", "expected"),
    [(ONSET + 5, Bearing.BLAMES), (ONSET + 50, Bearing.SILENT), (ONSET + 66, Bearing.CLEARS)],
    ids=["at the earliest onset", "between the bounds of the onset", "after the latest onset"],
)
def test_an_onset_known_to_a_minute_only_tells_what_came_first_outside_its_bounds(booted, expected):
    vague = an_incident(ONSET + 60, ONSET + 200, spread_s=60)

    assert RULE.judge(an_office(booted, read_at=ONSET + 300).evidence(), vague).bearing is expected


def test_a_modem_that_does_not_tell_its_start_is_not_judged():
    assert RULE.judge(Office(minutes=0).line(AFTER, 0).evidence(), OUTAGE).bearing is Bearing.SILENT


def test_another_box_that_restarts_alone_is_not_the_modem():
    office = Office(minutes=0).line(ONSET - 100, 0).box(AFTER, ONSET, subject="router")

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (ONSET - 600, Bearing.SILENT),
        (ONSET + 600, Bearing.SILENT),
        (ONSET - 601, Bearing.BLAMES),
        (ONSET + 601, Bearing.BLAMES),
    ],
    ids=["ten minutes before", "ten minutes after", "longer before", "longer after"],
)
def test_a_restart_by_a_person_blames_nobody(second, expected):
    office = an_office(ONSET).step(second, "pulled the modem's plug", power_cycled="modem")

    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


def test_a_step_that_restarted_nothing_changes_nothing():
    office = an_office(ONSET).step(ONSET, "looked at the lights")

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.BLAMES


@pytest.mark.parametrize(
    ("booted", "expected"),
    [(ONSET + 180, Bearing.SILENT), (ONSET - 180, Bearing.SILENT), (ONSET + 181, Bearing.BLAMES)],
    ids=["three minutes later", "three minutes earlier", "later than three minutes"],
)
def test_a_second_device_that_restarted_with_it_makes_it_a_power_event(booted, expected):
    office = an_office(ONSET, read_at=AFTER).box(AFTER + 1, booted, subject="router")

    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


@pytest.mark.parametrize(
    "incident",
    [None, an_incident(ONSET, ONSET + 90, zone=Zone.NEAR), an_incident(ONSET, ONSET + 90, IncidentKind.BROWNOUT)],
    ids=["the window", "a failure at the router", "loss only"],
)
def test_only_outages_behind_the_router_are_judged(incident):
    assert RULE.judge(an_office(ONSET).evidence(), incident).bearing is Bearing.SILENT


def test_a_combined_box_may_be_the_modem_that_fails_at_the_router():
    combined = Device(id="modem", kind="combined", address="192.168.7.1")
    office = Office(minutes=0, devices=(combined,)).box(AFTER, ONSET)

    assert RULE.judge(office.evidence(), an_incident(ONSET, ONSET + 90, zone=Zone.NEAR)).bearing is Bearing.BLAMES


def test_the_blame_is_the_modems_own_word():
    finding = RULE.judge(an_office(ONSET).evidence(), OUTAGE)

    assert (finding.planes, finding.cites) == ({Plane.MODEM_BOX}, ("c0ffee",))


# -- what the log tells


def logged(*lines, bound_s=1.0, **fields):
    """Return an office whose modem tells no uptime; its log was read afterwards."""
    return Office(minutes=0).log(AFTER, "modem", *lines, bound_s=bound_s, **fields)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (logged((ONSET + 3, E.BOOT)), Bearing.BLAMES),
        (logged((ONSET + 4, E.BOOT)), Bearing.SILENT),
        (logged((ONSET + 30, E.BOOT)), Bearing.SILENT),
        (logged((ONSET + 126, E.BOOT)), Bearing.SILENT),
        (logged((ONSET + 127, E.BOOT)), Bearing.CLEARS),
        (logged((ONSET + 30, E.WATCHDOG)), Bearing.BLAMES),
        (logged((ONSET + 30, E.BOOT), (ONSET + 40, E.WATCHDOG)), Bearing.BLAMES),
        (logged((ONSET + 127, E.WATCHDOG)), Bearing.SILENT),
        (logged((ONSET + 20, E.SYNC_LOST), (ONSET + 30, E.WATCHDOG)), Bearing.SILENT),
        (logged((ONSET - 800, E.SYNC_LOST), (ONSET - 700, E.SYNC_UP), (ONSET + 30, E.WATCHDOG)), Bearing.SILENT),
        (logged((ONSET - 2000, E.SYNC_LOST), (ONSET - 1900, E.SYNC_UP), (ONSET + 30, E.WATCHDOG)), Bearing.BLAMES),
        (logged((ONSET + 30, E.WATCHDOG), (ONSET + 90, E.SYNC_UP)), Bearing.BLAMES),
        (logged((ONSET + 30, E.WATCHDOG), offset_s=None), Bearing.SILENT),
    ],
    ids=[
        "its line is not after the onset", "it may be, by its bound", "its line may be late", "two minutes late",
        "later than that",
        "a watchdog", "a boot and its watchdog", "a watchdog well after the onset: may have hung since",
        "the line was lost first", "a loss a quarter of an hour before", "a loss long before", "the line came after",
        "a log that dates nothing",
    ],
)  # fmt: skip
def test_a_boot_that_only_the_log_tells_is_held_against_it_when_it_surely_came_first_or_a_watchdog_says_so(
    office, expected
):
    incident = an_incident(ONSET, ONSET + 200)

    assert RULE.judge(office.evidence(), incident).bearing is expected


def test_what_the_watchdog_did_is_quoted_and_cited():
    by_clock = RULE.judge(an_office(ONSET).log(AFTER, "modem", (ONSET + 9, E.WATCHDOG)).evidence(), OUTAGE)
    by_log = RULE.judge(logged((ONSET + 30, E.WATCHDOG)).evidence(), an_incident(ONSET, ONSET + 200))

    assert "not after the onset at 08:16:40; its log says «watchdog»" in by_clock.sentence
    assert "started anew at 08:17:10 UTC; its log says «watchdog»" in by_log.sentence


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (an_office(ONSET).log(AFTER, "modem", (ONSET - 9, E.FIRMWARE)), Bearing.SILENT),
        (an_office(ONSET).log(AFTER, "modem", (ONSET - 9, E.REBOOT_ASKED)), Bearing.SILENT),
        (an_office(ONSET).log(AFTER, "modem", (ONSET + 9, E.WATCHDOG)), Bearing.BLAMES),
        (Office(minutes=0).box(AFTER, ONSET, reboot_reason="TR-069"), Bearing.SILENT),
        (Office(minutes=0).box(AFTER, ONSET, reboot_reason="exception"), Bearing.BLAMES),
        (an_office(ONSET).log(AFTER, "router", (ONSET - 9, E.FIRMWARE)), Bearing.BLAMES),
    ],
    ids=["new firmware", "an order", "a watchdog", "its word: ordered", "its word: crashed", "another box's log"],
)
def test_an_ordered_restart_is_not_its_own_failing(office, expected):
    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


def test_a_restart_at_the_same_hour_each_day_is_a_schedule():
    lines = [(ONSET - k * 86_400, E.BOOT) for k in (2, 1)]
    finding = RULE.judge(Office(minutes=0).box(AFTER, ONSET).log(AFTER, "modem", *lines).evidence(), OUTAGE)

    assert finding.bearing is Bearing.SILENT
    assert "restarts at about 08:16 UTC, on 3 days: a schedule; look for a timer" in finding.sentence


def test_a_restart_on_two_days_is_no_schedule_yet():
    office = Office(minutes=0).box(AFTER, ONSET).log(AFTER, "modem", (ONSET - 86_400, E.BOOT))

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.BLAMES


def test_a_log_that_tells_of_trouble_before_the_restart_may_be_why_a_person_restarted_it():
    office = an_office(ONSET).log(AFTER, "router", (ONSET - 300, E.NO_ANSWER))

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.SILENT


# -- the power


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (an_office(ONSET).ups(ONSET, on_battery=True), Bearing.SILENT),
        (an_office(ONSET).ups(ONSET, on_battery=False), Bearing.BLAMES),
        (an_office(ONSET).ups(ONSET, overloaded=True), Bearing.SILENT),
        (an_office(ONSET).ups(ONSET, overloaded=True).step(5, behind_ups=False), Bearing.BLAMES),
        (an_office(ONSET).ups(ONSET, overloaded=True).step(5, behind_ups=True), Bearing.SILENT),
        (
            an_office(ONSET).ups(ONSET, overloaded=True).box(AFTER, -9, subject="router", mains_powered=False),
            Bearing.BLAMES,
        ),
        (an_office(ONSET).ups(ONSET, overloaded=True).box(AFTER, -9, subject="router"), Bearing.SILENT),
    ],
    ids=[
        "the mains failed", "they did not", "the UPS is overloaded", "the modem is fed past it", "through it",
        "what hangs on it ran on", "a box fed by nobody knows what ran on",
    ],
)  # fmt: skip
def test_a_ups_in_doubt_may_have_dropped_the_modem(office, expected):
    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


@pytest.mark.parametrize(("booted", "expected"), [(ONSET + 405, Bearing.SILENT), (ONSET + 406, Bearing.CLEARS)])
def test_what_a_bin_counted_may_have_begun_later_than_its_middle(booted, expected):
    counted = replace(an_incident(ONSET, ONSET + 900, spread_s=400), origin=Origin.MODEM_MEMORY)

    assert RULE.judge(an_office(booted, read_at=ONSET + 999).evidence(), counted).bearing is expected


@pytest.mark.parametrize(
    ("behind", "ups", "router_behind", "expected"),
    [
        (True, False, None, Bearing.SILENT),
        (True, True, None, Bearing.BLAMES),
        (False, False, None, Bearing.BLAMES),
        (None, False, None, Bearing.BLAMES),
        (True, False, False, Bearing.BLAMES),
    ],
    ids=["nobody read the UPS", "the UPS tells of nothing", "fed past it", "nothing told", "another box on it ran on"],
)
def test_a_modem_on_a_ups_that_nobody_read_is_excused(behind, ups, router_behind, expected):
    office = an_office(ONSET)
    if behind is not None:
        office.step(ONSET - 5000, "looked at the plugs", behind_ups=behind)
    if ups:
        office.ups(ONSET - 60).ups(AFTER)
    if router_behind is not None:
        office.box(AFTER, -50_000, subject="router", mains_powered=router_behind)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected
