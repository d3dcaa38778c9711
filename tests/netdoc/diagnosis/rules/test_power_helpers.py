"""What the UPS tells of the mains and of itself, and which boxes restarted together."""

from dataclasses import replace

import pytest

from netdoc.diagnosis.instants import boots
from netdoc.diagnosis.rules._power import (
    behind_ups,
    in_time,
    input_clean,
    input_lost,
    joint_restart,
    ran_on,
    trouble,
    ups_subjects,
)
from netdoc.model.facts.device_log import LogEvent as E
from netdoc.model.incident import Origin, Zone
from netdoc.model.site import Device
from tests.stories.episodes import an_incident
from tests.stories.office import Office, at

ONSET = 2000
OUTAGE = an_incident(ONSET, ONSET + 100)


def seconds(moment):
    return None if moment is None else round((moment - at(0)).total_seconds())


def test_a_ups_is_a_box_that_tells_of_power_or_that_the_site_calls_one():
    device = Device(id="apc", kind="ups", address="192.0.2.9")

    assert ups_subjects(Office(minutes=0, devices=(device,)).ups(5, load_pct=3.0).evidence()) == {"apc", "ups"}
    assert ups_subjects(Office(minutes=0).box(5, 0).evidence()) == frozenset()


@pytest.mark.parametrize(
    ("office", "subject", "fed"),
    [
        (Office(minutes=0).box(5, 0, subject="router", mains_powered=False), "router", True),
        (Office(minutes=0).box(5, 0, subject="router", mains_powered=True), "router", False),
        (Office(minutes=0).box(5, 0, subject="router"), "router", None),
        (
            Office(minutes=0).box(5, 0, subject="router", mains_powered=False).box(6, 0, subject="router"),
            "router",
            True,
        ),
        (Office(minutes=0).step(5, behind_ups=True), "modem", True),
        (Office(minutes=0).step(5, behind_ups=True).step(9, behind_ups=False).step(10), "modem", False),
        (Office(minutes=0).step(5, behind_ups=True).step(3001, behind_ups=False), "modem", True),
        (Office(minutes=0).step(5, behind_ups=True), "router", None),
        (Office(minutes=0).step(5, behind_ups=False).box(9, 0, mains_powered=False), "modem", False),
        (Office(minutes=0).box(9, 0, mains_powered=False), "modem", True),
    ],
    ids=[
        "its own word", "on the wall", "not told", "told once", "a step", "fed past it since", "only later",
        "a step is about the modem", "the step goes before its word", "its word without a step",
    ],
)  # fmt: skip
def test_what_feeds_a_box_is_told_by_a_step_or_by_itself(office, subject, fed):
    assert behind_ups(office.evidence(), subject, at(3000)) is fed


# -- the mains, by the UPS


def polled(*readings):
    """Return an office whose UPS was read: {second: fields}."""
    office = Office(minutes=0)
    for second, fields in readings:
        office.ups(second, **fields)
    return office


def ups_log(*lines, **fields):
    return Office(minutes=0).ups(1, load_pct=4.0).log(9000, "ups", *lines, **fields)


@pytest.mark.parametrize(
    ("office", "when"),
    [
        (ups_log((ONSET, E.POWER_LOST)), ONSET),
        (ups_log((ONSET - 182, E.POWER_LOST)), ONSET - 182),
        (ups_log((ONSET - 183, E.POWER_LOST)), "none"),
        (ups_log((ONSET + 281, E.POWER_LOST)), ONSET + 281),
        (ups_log((ONSET + 282, E.POWER_LOST)), "none"),
        (ups_log((ONSET, E.POWER_BACK)), "none"),
        (Office(minutes=0).log(9000, "router", (ONSET, E.POWER_LOST)), "none"),
        (polled((ONSET + 10, {"on_battery": True})), ONSET + 10),
        (polled((ONSET + 10, {"on_battery": True, "on_battery_s": 7})), ONSET + 3),
        (polled((ONSET + 10, {"on_battery": True, "last_transfer": "Automatic self TEST"})), "none"),
        (polled((ONSET + 10, {"on_battery": True, "last_transfer": "input voltage low"})), ONSET + 10),
        (polled((ONSET + 10, {"on_battery": False})), "none"),
        (polled((ONSET - 181, {"on_battery": True})), ONSET - 181),
        (polled((ONSET - 182, {"on_battery": True})), "none"),
        (polled((ONSET + 280, {"on_battery": True})), ONSET + 280),
        (polled((ONSET + 281, {"on_battery": True})), "none"),
        (polled((ONSET - 1, {"line_bads": 4}), (ONSET + 100, {"line_bads": 5})), None),
        (polled((ONSET - 1, {"line_bads": 4}), (ONSET + 100, {"line_bads": 4})), "none"),
        (polled((ONSET - 1, {"line_bads": 4}), (ONSET + 99, {"line_bads": 5})), "none"),
        (polled((ONSET, {"line_bads": 4}), (ONSET + 100, {"line_bads": 5})), "none"),
        (polled((ONSET - 1, {"line_bads": 4}), (ONSET + 100, {"line_bads": 0})), "none"),
        (polled((ONSET - 1, {}), (ONSET + 100, {"line_bads": 5})), "none"),
    ],
)
def test_the_ups_tells_that_the_mains_left_their_limits(office, when):
    told = input_lost(office.evidence(), OUTAGE)

    assert ("none" if told is None else seconds(told.at)) == when


@pytest.mark.parametrize(
    ("office", "clean"),
    [
        (polled((ONSET - 1, {"line_bads": 4}), (ONSET + 100, {"line_bads": 4})), True),
        (polled((ONSET - 1, {"line_bads": 4}), (ONSET + 100, {"line_bads": 5})), False),
        (polled((ONSET - 1, {"line_bads": 4})), False),
        (polled((ONSET - 1, {"on_battery": False}), (ONSET + 100, {"on_battery": False})), False),
        (
            polled((ONSET - 1, {"line_bads": 4}), (ONSET + 9, {"on_battery": True}), (ONSET + 100, {"line_bads": 4})),
            False,
        ),
        (ups_log(back=ONSET - 182), True),
        (ups_log(back=ONSET - 181), False),
        (ups_log(), False),
        (ups_log((ONSET + 9, E.POWER_BACK), back=0), False),
        (ups_log((ONSET + 900, E.POWER_LOST), back=0), True),
        (ups_log((ONSET + 9, E.OVERLOAD), back=0), True),
        (Office(minutes=0).log(9000, "router", back=0), False),
        (Office(minutes=0), False),
    ],
    ids=[
        "its counter stood", "its counter grew", "read before only", "no battery seen at work: too little",
        "its battery at work between", "its log holds nothing", "and does not reach back", "or does not say",
        "mains back", "mains lost later", "an overload is not of the mains", "another box's log", "no UPS",
    ],
)  # fmt: skip
def test_the_power_was_quiet_by_a_counter_that_stood_or_a_log_that_reaches_back(office, clean):
    assert bool(input_clean(office.evidence(), OUTAGE)) is clean


# -- the UPS, by itself


@pytest.mark.parametrize(
    ("office", "words"),
    [
        (polled((ONSET, {"overloaded": True})), "ups says that it is overloaded"),
        (polled((ONSET, {"battery_bad": True})), "ups says that its battery is bad"),
        (polled((ONSET, {"output_on": False})), "ups says that it switched its output off"),
        (polled((ONSET, {"output_on": True, "overloaded": False, "battery_bad": False})), ""),
        (
            polled((ONSET, {"output_on": False, "overloaded": True})),
            "ups says that it switched its output off and it is overloaded",
        ),
        (polled((ONSET - 900, {"overloaded": True})), "ups says that it is overloaded"),
        (polled((ONSET - 901, {"overloaded": True})), ""),
        (polled((ONSET + 1000, {"overloaded": True})), "ups says that it is overloaded"),
        (polled((ONSET + 1001, {"overloaded": True})), ""),
        (polled((ONSET, {}), (ONSET + 5, {"overloaded": True})), "ups says that it is overloaded"),
        (ups_log((ONSET, E.OVERLOAD)), "the log of ups: overload at 08:33:20 UTC"),
        (ups_log((ONSET, E.BATTERY_BAD)), "the log of ups: battery_bad at 08:33:20 UTC"),
        (ups_log((ONSET, E.POWER_LOST)), ""),
        (ups_log((ONSET - 181, E.OVERLOAD)), "the log of ups: overload at 08:30:19 UTC"),
        (ups_log((ONSET - 182, E.OVERLOAD)), ""),
        (ups_log((ONSET + 281, E.OVERLOAD)), "the log of ups: overload at 08:38:01 UTC"),
        (ups_log((ONSET + 282, E.OVERLOAD)), ""),
    ],
)
def test_the_ups_tells_that_it_does_not_carry_its_load(office, words):
    told = trouble(office.evidence(), at(ONSET), at(ONSET + 100))

    assert (told.words if told else "") == words


# -- who restarted, who ran on


def joint(office, incident=OUTAGE, **which):
    return joint_restart(office.evidence(), incident, **which)


def two(modem=ONSET, router=ONSET + 60, read_at=ONSET + 700):
    return Office(minutes=0).box(read_at, modem).box(read_at, router, subject="router")


@pytest.mark.parametrize(
    ("office", "subjects"),
    [
        (two(), ("modem", "router")),
        (two(router=ONSET + 180), ("modem", "router")),
        (two(router=ONSET + 181), ("modem",)),
        (two(modem=ONSET - 181, router=ONSET - 181), ("modem", "router")),
        (two(modem=ONSET - 182, router=ONSET - 182), ()),
        (two(modem=ONSET + 280, router=ONSET + 281), ("modem",)),
        (two().box(ONSET + 700, ONSET, subject="ups").ups(5, load_pct=1.0), ("modem", "router")),
        (two(router=-9000), ("modem",)),
    ],
    ids=["two", "three minutes apart", "longer", "before", "longer before", "at its end", "a UPS is none", "ran on"],
)
def test_boxes_restarted_together_within_three_minutes_of_the_first(office, subjects):
    found = joint(office)

    assert (found.subjects if found else ()) == subjects


def test_only_boxes_asked_for_are_among_them():
    assert joint(two(), among=frozenset({"router"})).subjects == ("router",)
    assert joint(two(), among=frozenset()) is None


def test_the_spread_is_that_of_first_and_last():
    assert joint(two()).spread_s == 60


def test_a_person_is_the_excuse_and_so_is_what_the_office_felt_before():
    assert joint(two()).excuse == ""
    assert "a person restarted them: the strip" in joint(two().step(ONSET, "the strip", power_cycled="all")).excuse
    felt = two().session(ONSET - 300, None)
    assert "the session was down before it: a person may have" in joint(felt).excuse


@pytest.mark.parametrize(
    ("incident", "first", "expected"),
    [
        (OUTAGE, ONSET + 5, True),
        (OUTAGE, ONSET + 6, False),
        (an_incident(ONSET, ONSET + 100, zone=Zone.NEAR), ONSET + 60, True),
        (an_incident(ONSET, ONSET + 100, spread_s=60), ONSET + 5, True),
    ],
    ids=["within the slack", "after the onset", "the router failed at once", "seen by the ladder, if roughly"],
)
def test_the_first_restart_is_in_time_when_it_is_not_after_the_onset(incident, first, expected):
    boot = boots(Office(minutes=0).box(ONSET + 700, first).evidence())[0]

    assert in_time(incident, boot) is expected


@pytest.mark.parametrize(
    ("spread_s", "first", "expected"),
    [(5, ONSET + 5, True), (6, ONSET + 5, False), (60, ONSET - 55, True), (60, ONSET - 54, False)],
    ids=["known to some seconds", "not so well", "before all of it", "within its bounds"],
)
def test_an_onset_that_only_a_box_remembers_may_have_been_long_before_the_restart(spread_s, first, expected):
    incident = replace(an_incident(ONSET, ONSET + 100, spread_s=spread_s), origin=Origin.MODEM_MEMORY)
    boot = boots(Office(minutes=0).box(ONSET + 700, first).evidence())[0]

    assert in_time(incident, boot) is expected


@pytest.mark.parametrize(
    ("office", "names"),
    [
        (Office(minutes=0).box(ONSET, -50, subject="router"), ["router"]),
        (Office(minutes=0).box(ONSET - 1, -50, subject="router"), []),
        (Office(minutes=0).box(ONSET, ONSET - 182, subject="router"), ["router"]),
        (Office(minutes=0).box(ONSET, ONSET - 181, subject="router"), []),
        (Office(minutes=0).box(ONSET, -50), []),
        (Office(minutes=0).box(ONSET, -50, subject="ups").ups(5, load_pct=1.0), []),
        (Office(minutes=0).box(ONSET, -50, subject="a").box(ONSET + 9, -50, subject="a"), ["a"]),
    ],
    ids=["since long before", "read before it", "just long enough", "not so", "set aside", "a UPS", "told twice"],
)
def test_a_box_ran_on_when_it_says_so_afterwards(office, names):
    assert [each.subject for each in ran_on(office.evidence(), OUTAGE, besides=frozenset({"modem"}))] == names


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"load_pct": 118.0}, True),
        ({"load_pct": 100.0}, False),
        ({"load_pct": 118.0, "overloaded": False}, False),
        ({"load_pct": 118.0, "overloaded": True}, True),
        ({}, False),
    ],
    ids=["more than rated", "just rated", "the UPS says that it is none", "the UPS says so too", "not told"],
)
def test_a_load_above_the_rated_one_is_an_overload_where_the_ups_does_not_say(fields, told):
    assert (trouble(Office(minutes=0).ups(300, **fields).evidence(), at(300), at(360)) is not None) is told
