"""The next best test."""

import pytest

from netdoc.diagnosis.planner import own_computer, plan, watch_needed_s, watch_on
from netdoc.model.case import Complaint
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.link_state import LinkKind
from netdoc.model.facts.step import Socket
from netdoc.model.plane import Plane
from netdoc.model.segment import CLIENT, ISP, UNKNOWN, Party, Segment
from netdoc.model.verdict import Judged, Standing
from tests.stories.episodes import a_brownout, a_name_failure, an_incident
from tests.stories.office import BEYOND, Office

P = Party
FOUR = (P.LINE, P.EQUIPMENT, P.PROVIDER, P.PREMISES)


def judged(incident, remaining=FOUR, party=None):
    return Judged(
        incident=incident, party=party, fault=None, standing=Standing.INSUFFICIENT, remaining=tuple(remaining)
    )


def planned(remaining=FOUR, *, office=None, incident=None):
    evidence = (office or Office(minutes=0)).evidence()
    return plan(evidence, tuple(remaining), (judged(incident or an_incident(), remaining),))


def ids(*arguments, **fields):
    return [each.id for each in planned(*arguments, **fields)]


def test_every_test_offered_separates_two_of_those_that_remain():
    for remaining in ((P.LINE, P.EQUIPMENT), (P.PROVIDER, P.PREMISES), (P.POWER, P.EQUIPMENT), FOUR):
        for each in planned(remaining):
            assert len(each.separates) >= 2 and set(each.separates) <= set(remaining)


def test_the_cheapest_separating_test_comes_first():
    assert ids()[0] == "read-modem"


def test_at_most_five_are_offered():
    assert len(ids()) == 5


@pytest.mark.parametrize(
    ("office", "remaining", "offer"),
    [
        (Office(minutes=0).line(0, 0), FOUR, "read-modem"),
        (Office(minutes=0).line(0, 0), FOUR, "modem-leds"),
        (Office(minutes=0).box(0, 0), (P.LINE, P.POWER), "read-modem-uptime"),
        (Office(minutes=0).session(0, None), (P.PROVIDER, P.EQUIPMENT), "read-router"),
        (Office(minutes=0).step(0, socket=Socket.TEST), (P.LINE, P.PREMISES), "test-socket"),
        (Office(minutes=0).step(0, modem_proven=True), (P.LINE, P.EQUIPMENT), "swap-modem"),
        (Office(minutes=0).wan(0, 0, 0), (P.LINE, P.PREMISES), "idle-line"),
    ],
    ids=[
        "line read",
        "line read: no LEDs",
        "uptime read",
        "session read",
        "test socket done",
        "swapped",
        "counters read",
    ],
)
def test_what_was_done_already_is_not_offered_again(office, remaining, offer):
    assert offer in ids(remaining, office=Office(minutes=0))
    assert offer not in ids(remaining, office=office)


def test_a_cable_is_offered_to_who_measured_by_radio():
    radio = Office(minutes=0).link(0, link=LinkKind.WIFI)

    assert ("wired" in ids(office=radio), "wired" in ids(office=Office(minutes=0).link(0))) == (True, False)


def test_a_box_that_was_read_without_its_uptime_is_still_asked_for_it():
    office = Office(minutes=0).sees(0, "modem", DeviceState(model="VX"), Plane.MODEM_BOX)

    assert "read-modem-uptime" in ids((P.LINE, P.POWER), office=office)


def test_what_interrupts_the_office_comes_after_what_does_not():
    order = ids((P.PREMISES, P.PROVIDER), office=Office(minutes=0))

    assert order.index("read-router") < order.index("laptop-at-modem")


def test_for_names_only_tests_of_names_are_offered_and_for_others_none_of_them():
    assert ids((P.PROVIDER, P.PREMISES), incident=a_name_failure()) == ["other-resolver"]
    assert "other-resolver" not in ids((P.PROVIDER, P.PREMISES))


def test_beside_an_outage_a_failure_of_names_does_not_hide_the_tests_of_the_line():
    evidence = Office(minutes=0).evidence()
    both = (judged(an_incident()), judged(a_name_failure(), (P.PROVIDER, P.PREMISES)))
    told = {each.id for each in plan(evidence, FOUR, both)}

    assert "read-modem" in told


def test_a_named_incident_does_not_steer_the_plan():
    evidence = Office(minutes=0).evidence()
    members = (judged(a_name_failure(), (P.PROVIDER, P.PREMISES)), judged(a_brownout(), (), P.LINE))

    assert [each.id for each in plan(evidence, (P.PROVIDER, P.PREMISES), members)] == ["other-resolver"]


@pytest.mark.parametrize(
    ("owners", "remaining", "asked"),
    [
        ({Segment.MODEM: UNKNOWN, Segment.ROUTER: CLIENT}, (P.EQUIPMENT, P.PREMISES), True),
        ({Segment.MODEM: ISP, Segment.ROUTER: UNKNOWN}, (P.EQUIPMENT, P.PREMISES), True),
        ({Segment.MODEM: ISP, Segment.ROUTER: CLIENT}, (P.EQUIPMENT, P.PREMISES), False),
        ({Segment.MODEM: UNKNOWN, Segment.ROUTER: UNKNOWN}, (P.EQUIPMENT, P.LINE), False),
        ({Segment.MODEM: UNKNOWN, Segment.ROUTER: UNKNOWN}, (P.LINE, P.PREMISES), False),
        ({Segment.MODEM: ISP, Segment.ROUTER: CLIENT, Segment.LAN: UNKNOWN}, (P.EQUIPMENT, P.PREMISES), False),
    ],
    ids=["the modem's", "the router's", "both known", "premises are out", "equipment is out", "another segment's"],
)
def test_an_unknown_owner_is_asked_for_first_when_it_decides(owners, remaining, asked):
    told = ids(remaining, office=Office(minutes=0, owners=owners))

    assert (told[:1] == ["ask-owner"]) is asked
    assert told.count("ask-owner") == int(asked)


@pytest.mark.parametrize(
    ("complaint", "per_day", "hours"),
    [
        (Complaint.DROPS, 3, 24),
        (Complaint.DROPS, 1, 72),
        (Complaint.DROPS, None, 72),
        (Complaint.DEAD, 72, 1),
        (None, 3, 0),
    ],
)
def test_how_long_silence_must_last_to_doubt_a_complaint(complaint, per_day, hours):
    assert watch_needed_s(complaint, per_day) == hours * 3600


@pytest.mark.parametrize(
    ("watched_s", "words"),
    [
        (60, "in 60 s"),
        (119, "in 119 s"),
        (120, "in 2 min"),
        (7199, "in 120 min"),
        (7200, "in 2.0 h"),
        (36000, "in 10.0 h"),
    ],
)
def test_the_plan_to_watch_on_tells_what_was_watched_and_what_is_needed(watched_s, words):
    test = watch_on(Complaint.DROPS, 3, watched_s)

    assert (test.id, test.duration_s) == ("watch", 86400)
    assert words in test.what and "24 h" in test.what


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (Office(minutes=2).link(0, default_via_vpn=True), "vpn-off"),
        (Office(minutes=2).fails(0, 200, "router", *BEYOND).link(0, interface="", carrier=None), "attach"),
        (Office(minutes=0).link(0, interface=""), "attach"),
        (Office(minutes=2).fails(0, 200, "router", *BEYOND).link(0), "doctor"),
        (Office(minutes=0), "doctor"),
        (Office(minutes=2).link(0), None),
        (Office(minutes=2).link(0, interface=""), None),
        (Office(minutes=2).fails(0, 200, *BEYOND).link(0), None),
    ],
    ids=[
        "a VPN is up", "no interface", "no interface and no ladder", "nothing answered", "no ladder",
        "healthy", "no interface seen, yet pings were answered", "only the router answered",
    ],
)  # fmt: skip
def test_what_the_measuring_computer_needs_first_is_said(office, expected):
    told = own_computer(office.evidence())

    assert (told.id if told else None) == expected
