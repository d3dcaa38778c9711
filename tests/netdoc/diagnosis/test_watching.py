"""What is done by leaving things alone."""

import pytest

from netdoc.diagnosis.situation import Situation
from netdoc.diagnosis.watching import keep_watching, own_computer, watch_on, ways_back, wrong_clock
from netdoc.model.arm import Changed, SilenceOutcome, SilenceTest
from netdoc.model.case import Complaint
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing, Finding
from netdoc.model.plane import Plane
from netdoc.model.segment import Party
from tests.stories.office import BEYOND, Office

THREE = (Party.LINE, Party.EQUIPMENT, Party.PREMISES)
HOUR = 3600.0


def a_test(*changed, **fields):
    values = {
        "arm": "A-2", "against": "A-1", "changed": changed, "drops_before": 3, "watched_before_s": 86400.0,
        "needed_s": 25.6 * HOUR, "silent_s": 3 * HOUR, "drops": 0, "outcome": SilenceOutcome.RUNNING, "sentence": "x",
        **fields,
    }  # fmt: skip
    return SilenceTest(**values)


def now(**fields):
    return Situation(evidence=Office(minutes=60).evidence(), remaining=THREE, **fields)


def kept(*changed, **fields):
    (told,) = keep_watching(now(running=(a_test(*changed, **fields),), hours=(2, 3, 4)))
    return told


def test_a_silence_test_under_way_says_until_when_and_not_to_touch_anything():
    told = kept(Changed.SOCKET)

    assert told.what.startswith("Keep watching until 2026-03-03 07:36 UTC and do not touch modem, socket")
    assert "3.0 h of 25.6 h were silent so far. A drop ends the test." in told.what
    assert told.duration_s == round(22.6 * HOUR)
    assert told.pass_mark == "no drop in 25.6 h of watching, covering 02-05 h UTC"
    assert (told.separates, told.disturbs, told.command) == (THREE, "", "netdoc watch")


def test_hours_of_the_day_that_are_missing_are_waited_for():
    told = kept(Changed.SOCKET, silent_s=25 * HOUR, hours_missing=(4,))

    assert "until 2026-03-03 05:00 UTC" in told.what
    assert "and covering 04-05 h UTC" in told.what


def test_a_test_that_is_silent_for_long_enough_and_lacks_nothing_ends_now():
    assert kept(Changed.SOCKET, silent_s=30 * HOUR).duration_s == 0


def test_an_end_within_a_minute_is_told_as_the_full_minute_after_it():
    assert "until 2026-03-03 07:37 UTC" in kept(Changed.SOCKET, needed_s=25.6 * HOUR + 1).what


@pytest.mark.parametrize(
    ("changed", "drops", "silent"),
    [
        ((Changed.SOCKET,), "the in-house wiring is excluded", "the in-house wiring"),
        ((Changed.MODEM,), "the first modem is excluded", "the first modem or its adapter; then put it back (A-B-A)"),
        ((Changed.ADAPTER, Changed.MODEM), "the first modem is excluded", "the first modem or its adapter;"),
        ((Changed.ADAPTER,), "the first adapter is excluded", "the first adapter"),
        ((Changed.FILTERS,), "filters, splitters and phones are excluded", "a filter"),
        ((Changed.UPS,), "the UPS is excluded", "the UPS"),
    ],
)
def test_a_silence_test_says_what_a_drop_and_what_silence_show(changed, drops, silent):
    told = kept(*changed)

    assert told.shows[0] == f"it drops: {drops}"
    assert told.shows[1].startswith(f"silent to the end: {silent}")


def test_a_test_without_a_number_is_none():
    assert keep_watching(now(running=(a_test(Changed.SOCKET, needed_s=None),))) == []


def back(*changed, **fields):
    return ways_back(now(passed=(a_test(*changed, outcome=SilenceOutcome.PASSED, **fields),)))


def test_a_swap_that_passed_goes_back_and_says_within_what_time_it_must_drop():
    (told,) = back(Changed.MODEM)

    assert told.id == "put-back"
    assert "Put the first modem with its own adapter back" in told.what
    assert "if it drops again within 25.6 h" in told.what
    assert told.pass_mark == "a drop within 25.6 h of watching"
    assert told.duration_s == round(25.6 * HOUR)
    assert told.shows[0] == "it drops again: it is the first modem"
    assert told.command == "netdoc step swap-modem --back"


def test_an_adapter_goes_back_alone():
    (told,) = back(Changed.ADAPTER)

    assert "Put the first adapter back" in told.what
    assert told.shows[0] == "it drops again: it is the first adapter"


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ((Changed.MODEM,), {"returned": True}),
        ((Changed.MODEM,), {"needed_s": None}),
        ((Changed.SOCKET,), {}),
        ((Changed.UPS,), {}),
    ],
    ids=["went back already", "no number", "a socket", "a UPS"],
)
def test_what_needs_no_way_back_is_not_sent_back(changed, fields):
    assert back(*changed, **fields) == []


@pytest.mark.parametrize(
    ("watched_s", "words"),
    [
        (60, "in 60 s"),
        (119, "in 119 s"),
        (120, "in 2 min"),
        (7199, "in 120 min"),
        (7200, "in 2.0 h"),
        (36000, "10.0 h"),
    ],
)
def test_the_plan_to_watch_on_tells_what_was_watched_and_what_is_needed(watched_s, words):
    test = watch_on(Complaint.DROPS, 3, Office(minutes=1).evidence(), watched_s)

    assert (test.id, test.duration_s) == ("watch", 86400 - watched_s)
    assert words in test.what and "for this complaint 24 h are needed" in test.what
    assert test.pass_mark == "no failure in 24.0 h of watching, at 3 a day"


@pytest.mark.parametrize(
    ("per_day", "watched_s", "command"),
    [(3, 60, "24h"), (3, 12 * HOUR, "12h"), (3, 12 * HOUR - 1, "13h"), (3, 25 * HOUR, "1h"), (None, 0, "72h")],
)
def test_the_command_watches_for_what_is_still_lacking(per_day, watched_s, command):
    test = watch_on(Complaint.DROPS, per_day, Office(minutes=1).evidence(), watched_s)

    assert test.command == f"netdoc check --for {command}"
    assert f"`{test.command}`" in test.what


def test_a_high_rate_is_told_with_an_hour_at_least():
    assert "complaint 1 h are needed" in watch_on(Complaint.DROPS, 720, Office(minutes=1).evidence(), 0).what


def test_the_plan_to_watch_on_says_what_can_be_shown_by_when():
    test = watch_on(Complaint.DROPS, 3, Office(minutes=60).evidence(), HOUR)

    assert test.shows[1].startswith("silence until 2026-03-03 08:00 UTC: speaks against 3 a day")
    assert test.shows[2].endswith("only more than 72 a day")


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


def of_the_window(fault, bearing):
    return Finding(rule="TEST01", fault=fault, bearing=bearing, sentence="x", planes=frozenset({Plane.HOST}))


@pytest.mark.parametrize(
    ("fault", "bearing", "wrong"),
    [
        (Fault.HOST_CLOCK, Bearing.BLAMES, True),
        (Fault.HOST_CLOCK, Bearing.CLEARS, False),
        (Fault.LAN_LOSS, Bearing.BLAMES, False),
        (Fault.LAN_LOSS, Bearing.CLEARS, False),
    ],
    ids=["blamed", "cleared", "another fault is blamed", "another fault is cleared"],
)
def test_a_clock_is_wrong_only_where_it_is_blamed_itself(fault, bearing, wrong):
    beside = of_the_window(Fault.LAN_WIFI, Bearing.CLEARS)
    told = of_the_window(fault, bearing)

    assert wrong_clock([beside, told]) is (told if wrong else None)
    assert wrong_clock([]) is None
