"""MAINS01, by its specification."""

from dataclasses import replace

import pytest

from netdoc.diagnosis.rules.mains_outage import RULE
from netdoc.model.facts.device_log import LogEvent as E
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Origin, Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import Office, without_rungs

ONSET = 1200
OUTAGE = an_incident(ONSET, ONSET + 90)
AFTER = ONSET + 600


def boots(modem, router, **router_fields):
    """Return an office whose two boxes tell, after the incident, when they booted; None: not told."""
    office = Office(minutes=0)
    if modem is not None:
        office.box(AFTER, modem)
    if router is not None:
        office.box(AFTER + 1, router, subject="router", **router_fields)
    return office


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (boots(ONSET, ONSET + 60), Bearing.BLAMES),
        (boots(ONSET, ONSET + 180), Bearing.BLAMES),
        (boots(ONSET, ONSET + 181), Bearing.SILENT),
        (boots(ONSET + 5, ONSET + 60), Bearing.BLAMES),
        (boots(ONSET + 6, ONSET + 60), Bearing.SILENT),
        (boots(ONSET - 181, ONSET - 100), Bearing.BLAMES),
        (boots(ONSET - 182, ONSET - 100), Bearing.SILENT),
        (boots(ONSET - 60, ONSET + 121), Bearing.SILENT),
        (boots(ONSET, None), Bearing.SILENT),
        (boots(ONSET, ONSET + 60, mains_powered=False), Bearing.SILENT),
        (boots(ONSET, ONSET + 60, mains_powered=True), Bearing.BLAMES),
        (boots(ONSET, -50_000), Bearing.CLEARS),
        (boots(ONSET, ONSET - 182), Bearing.CLEARS),
        (boots(ONSET, -50_000, mains_powered=False), Bearing.SILENT),
        (boots(-50_000, None), Bearing.SILENT),
        (boots(None, None), Bearing.SILENT),
    ],
    ids=[
        "a minute apart",
        "three minutes apart",
        "more than three minutes after the onset",
        "first boot at the onset, within the clocks' slack",
        "first boot after the onset: somebody pressed switches",
        "first boot three minutes before the onset",
        "first boot longer before the onset: one device is left",
        "both near the onset, yet more than three minutes apart",
        "one device only",
        "the second one is not on the mains",
        "the second one is on the mains",
        "the second one ran on",
        "the second one had long been back",
        "a box behind a UPS ran on: no witness",
        "the modem itself ran on: no second device",
        "nothing told",
    ],
)
def test_the_mains_are_blamed_for_two_devices_that_booted_together_not_after_the_onset(office, expected):
    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


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
def test_a_power_strip_that_a_person_switched_is_no_power_cut(second, expected):
    office = boots(ONSET, ONSET + 60).step(second, "switched the strip off and on", power_cycled="modem and router")

    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


def test_a_step_that_restarted_nothing_changes_nothing():
    office = boots(ONSET, ONSET + 60).step(ONSET, "looked at the lights")

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.BLAMES


def test_a_reading_taken_before_the_incident_is_no_alibi():
    office = Office(minutes=0).box(AFTER, ONSET).box(ONSET - 1, -50_000, subject="router")

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    ("lost_s", "expected"), [(0, Bearing.CLEARS), (4, Bearing.CLEARS), (5, Bearing.SILENT)], ids=["all", "91", "90"]
)
def test_a_router_that_answered_95_of_100_pings_had_power(lost_s, expected):
    office = Office(minutes=30).fails(ONSET, ONSET + lost_s, "router")

    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


@pytest.mark.parametrize(("end", "expected"), [(0, Bearing.CLEARS), (-1, Bearing.SILENT)], ids=["5", "4"])
def test_five_pings_of_the_router_are_enough(end, expected):
    incident = an_incident(ONSET, ONSET + end)

    assert RULE.judge(Office(minutes=30).evidence(), incident).bearing is expected


def test_without_the_router_on_the_ladder_pings_say_nothing():
    assert RULE.judge(Office(minutes=30, rungs=without_rungs("router")).evidence(), OUTAGE).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    "incident",
    [None, an_incident(ONSET, ONSET + 90, IncidentKind.BROWNOUT), an_incident(ONSET, ONSET + 90, IncidentKind.NAMES)],
    ids=["the window", "loss only", "names"],
)
def test_only_outages_are_judged(incident):
    assert RULE.judge(boots(ONSET, ONSET + 60).evidence(), incident).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    "incident",
    [an_incident(ONSET, ONSET + 90, IncidentKind.SESSION), an_incident(ONSET, ONSET + 90, zone=Zone.NEAR)],
    ids=["a session", "an outage at the router"],
)
def test_a_power_cut_may_be_felt_at_any_rung(incident):
    assert RULE.judge(boots(ONSET, ONSET + 60).evidence(), incident).bearing is Bearing.BLAMES


def test_the_blame_is_the_power_plane_and_prints_the_spread():
    finding = RULE.judge(boots(ONSET, ONSET + 60).evidence(), OUTAGE)

    assert (finding.planes, "modem, router started anew within 60 s" in finding.sentence) == ({Plane.POWER}, True)


# -- the UPS


def one(modem=ONSET, **fields):
    """Return an office whose modem restarted; nothing else of it is known."""
    return Office(minutes=0).box(AFTER, modem, **fields)


BADS = ((ONSET - 60, 4), (ONSET + 160, 5))
QUIET = ((ONSET - 60, 4), (ONSET + 160, 4))


def with_ups(office, counted=(), **fields):
    for second, bads in counted:
        office.ups(second, line_bads=bads, **fields)
    return office


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (with_ups(one(), BADS), Bearing.BLAMES),
        (with_ups(one(ONSET + 5), BADS), Bearing.BLAMES),
        (with_ups(one(ONSET + 6), BADS), Bearing.SILENT),
        (with_ups(one(), QUIET), Bearing.CLEARS),
        (with_ups(one()), Bearing.SILENT),
        (with_ups(one(ONSET + 40)).ups(ONSET + 2, on_battery=True), Bearing.BLAMES),
        (with_ups(one(ONSET + 40)).ups(1, load_pct=1).log(9000, "ups", (ONSET - 61, E.POWER_LOST)), Bearing.BLAMES),
        (with_ups(one(ONSET + 40)).ups(1, load_pct=1).log(9000, "ups", (ONSET - 62, E.POWER_LOST)), Bearing.SILENT),
        (with_ups(one(ONSET + 90)).ups(1, load_pct=1).log(9000, "ups", (ONSET + 61, E.POWER_LOST)), Bearing.BLAMES),
        (with_ups(one(ONSET + 90)).ups(1, load_pct=1).log(9000, "ups", (ONSET + 62, E.POWER_LOST)), Bearing.SILENT),
        (with_ups(one(ONSET + 40)).ups(1, load_pct=1).log(9000, "ups", (ONSET + 45, E.POWER_LOST)), Bearing.BLAMES),
        (with_ups(one(ONSET + 40)).ups(1, load_pct=1).log(9000, "ups", (ONSET + 46, E.POWER_LOST)), Bearing.SILENT),
        (with_ups(one(mains_powered=False), BADS), Bearing.SILENT),
        (with_ups(one(-50_000), BADS), Bearing.SILENT),
        (with_ups(one(), BADS).step(ONSET, "pulled its plug", power_cycled="modem"), Bearing.SILENT),
        (with_ups(one(), BADS).session(ONSET - 300, None), Bearing.SILENT),
        (with_ups(one(), BADS).box(AFTER, -50_000, subject="router", mains_powered=True), Bearing.BLAMES),
        (with_ups(one(-50_000), BADS).box(AFTER, -50_000, subject="router"), Bearing.SILENT),
    ],
    ids=[
        "its counter grew", "the modem started within the slack of clocks", "the modem started later", "it stood",
        "no UPS", "its battery at work as it began", "its log a minute before", "longer before", "a minute after",
        "longer after", "as the modem started, within the slack", "after the modem had started", "a modem behind it",
        "the modem ran on", "a person", "felt before", "what else ran on is no matter", "nor is it an alibi",
    ],
)  # fmt: skip
def test_the_ups_that_saw_the_mains_fail_speaks_with_one_device_that_restarted(office, expected):
    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


def test_the_blame_quotes_the_ups():
    finding = RULE.judge(with_ups(one(), BADS).evidence(), OUTAGE)

    assert (finding.planes, "ups counted 1 times bad mains" in finding.sentence) == ({Plane.POWER}, True)


def test_the_alibi_of_a_quiet_ups_is_the_power_plane():
    finding = RULE.judge(with_ups(one(), QUIET).evidence(), OUTAGE)

    assert (finding.planes, "the power was quiet: ups counted no bad mains" in finding.sentence) == (
        {Plane.POWER},
        True,
    )


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (with_ups(boots(ONSET, ONSET + 60), QUIET), Bearing.SILENT),
        (with_ups(boots(ONSET, ONSET + 60), QUIET, overloaded=True), Bearing.CLEARS),
        (boots(ONSET, ONSET + 60).ups(ONSET, overloaded=True), Bearing.SILENT),
        (boots(ONSET, ONSET + 60).box(AFTER, -50_000, subject="printer", mains_powered=True), Bearing.SILENT),
        (boots(ONSET, ONSET + 60).box(AFTER, -50_000, subject="printer"), Bearing.BLAMES),
        (
            boots(ONSET, ONSET + 60).ups(ONSET, overloaded=True).box(AFTER, 0, subject="printer", mains_powered=True),
            Bearing.CLEARS,
        ),
        (with_ups(boots(ONSET, ONSET + 60), BADS, overloaded=True), Bearing.BLAMES),
    ],
    ids=[
        "its input was quiet: one strip only", "quiet and overloaded: the UPS", "overloaded, nothing else known",
        "one on the wall ran on", "one fed by nobody knows what ran on", "overloaded, one on the wall ran on",
        "its input failed",
    ],
)  # fmt: skip
def test_two_devices_that_restarted_together_need_not_be_the_mains(office, expected):
    finding = RULE.judge(office.evidence(), OUTAGE)

    assert finding.bearing is expected
    assert expected is not Bearing.CLEARS or finding.planes == {Plane.POWER}


def test_a_ups_that_ran_on_is_no_alibi_and_its_own_restart_no_second_device():
    ran_on = one().ups(1, load_pct=1.0).box(AFTER, -50_000, subject="ups", mains_powered=True)
    restarted = one().ups(1, load_pct=1.0).box(AFTER, ONSET, subject="ups")

    assert RULE.judge(ran_on.evidence(), OUTAGE).bearing is Bearing.SILENT
    assert RULE.judge(restarted.evidence(), OUTAGE).bearing is Bearing.SILENT


def test_a_router_behind_the_ups_that_answered_pings_is_no_alibi():
    office = Office(minutes=30).box(5, -50_000, subject="router", mains_powered=False)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.SILENT


def test_a_boot_told_by_a_log_counts_as_one_of_two():
    office = one().log(9000, "router", (ONSET + 100, E.BOOT))

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.BLAMES


def test_an_onset_that_only_a_box_remembers_does_not_tell_a_power_cut_from_a_person():
    remembered = replace(an_incident(ONSET, ONSET + 90, spread_s=30), origin=Origin.MODEM_MEMORY)

    assert RULE.judge(boots(ONSET, ONSET + 60).evidence(), remembered).bearing is Bearing.SILENT
    assert RULE.judge(boots(ONSET - 30, ONSET + 60).evidence(), remembered).bearing is Bearing.BLAMES


@pytest.mark.parametrize(
    ("zone", "booted", "expected"),
    [
        (Zone.NEAR, -9000, Bearing.CLEARS),
        (Zone.MIDDLE, -9000, Bearing.SILENT),
        (Zone.NEAR, ONSET + 30, Bearing.SILENT),
    ],
    ids=["the modem ran on", "the modem is no second device", "it restarted"],
)
def test_where_the_router_went_silent_the_modem_is_a_second_device(zone, booted, expected):
    office = Office(minutes=0).line(AFTER, 0).box(AFTER, booted)

    assert RULE.judge(office.evidence(), an_incident(ONSET, ONSET + 90, zone=zone)).bearing is expected
