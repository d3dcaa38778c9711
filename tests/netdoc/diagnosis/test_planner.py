"""The next best test."""

import pytest

from netdoc.diagnosis.diagnose import diagnose
from netdoc.diagnosis.planner import MOST, plan
from netdoc.discover import rules
from netdoc.model.arm import Arm, Changed, SilenceOutcome, SilenceTest
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.link_state import LinkKind
from netdoc.model.facts.power_state import PowerState
from netdoc.model.facts.step import Action, Socket
from netdoc.model.facts.testimony import Light, Witness
from netdoc.model.facts.testimony import Testimony as Statement
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing, Finding
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from netdoc.model.segment import CLIENT, ISP, UNKNOWN, Party, Segment
from netdoc.model.site import Device
from netdoc.model.verdict import Judged, Standing
from tests.stories.episodes import a_brownout, a_name_failure, a_silent_target, an_incident
from tests.stories.office import BEYOND, Office, at
from tests.stories.open_faults import opened
from tests.stories.other_ways import knocks

P, F = Party, Fault
RULES = rules()
FOUR = (P.LINE, P.EQUIPMENT, P.PROVIDER, P.PREMISES)
THREE = (P.LINE, P.EQUIPMENT, P.PREMISES)
UPS = Device(id="ups", kind="ups", address="192.168.7.9")
MODEM = Device(id="modem", kind="modem", address="192.168.1.1")


def finding(fault, bearing=Bearing.BLAMES):
    return Finding(rule="TEST01", fault=fault, bearing=bearing, sentence="x", planes=frozenset({Plane.MODEM_BOX}))


def judged(incident, remaining=FOUR, party=None, findings=()):
    return opened(Judged(
        incident=incident, party=party, fault=None, standing=Standing.INSUFFICIENT, remaining=tuple(remaining),
        findings=tuple(findings),
    ))  # fmt: skip


LOST_SYNC = (finding(F.LOOP_NOISE),)
RESTARTED = (finding(F.MODEM_REBOOTS),)
SESSION = (
    finding(F.ACCESS_SESSION_DOWN),
    finding(F.ROUTER_CONFIG, Bearing.CLEARS),
    finding(F.CABLE_DOWN, Bearing.CLEARS),
)


def watched(minutes=120):
    return Office(minutes=minutes)


def planned(remaining=FOUR, *, office=None, incident=None, findings=(), times=3, **more):
    evidence = (office or watched()).evidence()
    members = [judged(incident or an_incident(), remaining, findings=findings)] * times
    return plan(evidence, tuple(remaining), tuple(members), **more)


def ids(*arguments, **fields):
    return [each.id for each in planned(*arguments, **fields)]


def a_test(outcome, *changed, **fields):
    values = {
        "arm": "A-2", "against": "A-1", "changed": changed, "drops_before": 3, "watched_before_s": 86400.0,
        "needed_s": 148000.0, "silent_s": 10800.0, "drops": 0, "outcome": outcome, "sentence": "x", **fields,
    }  # fmt: skip
    return SilenceTest(**values)


@pytest.mark.parametrize(
    ("remaining", "findings"),
    [(FOUR, ()), (THREE, LOST_SYNC), ((P.PROVIDER, P.EQUIPMENT), SESSION), ((P.EQUIPMENT, P.POWER), RESTARTED)],
)
def test_every_test_offered_separates_two_of_those_that_remain(remaining, findings):
    told = planned(remaining, findings=findings)

    assert told
    for each in told:
        assert len(each.separates) >= 2 and set(each.separates) <= set(remaining)
        assert each.what and each.command and each.shows and each.duration_s > 0


def test_an_unreadable_modem_is_read_looked_at_and_asked_about_before_socket_and_swap():
    told = ids(office=watched().session(0, -100))

    assert told == [
        "read-modem", "values-by-phone", "modem-leds", "laptop-at-modem", "ask-login", "test-socket", "swap-modem",
        "ask-telco",
    ]  # fmt: skip


def test_at_most_eight_are_offered():
    assert len(ids()) == MOST == 8


def test_after_lost_sync_the_test_socket_comes_before_the_swap():
    assert ids(THREE, findings=LOST_SYNC) == ["test-socket", "swap-modem", "ask-telco"]


def test_after_the_test_socket_with_the_old_modem_the_swap_at_the_test_socket_comes_first():
    office = watched().step(0, socket=Socket.TEST)
    told = planned((P.LINE, P.EQUIPMENT), office=office,
                   findings=(*LOST_SYNC, finding(F.INHOUSE_WIRING_FAULT, Bearing.CLEARS)))  # fmt: skip

    assert told[0].id == "swap-modem"
    assert "at the test socket, where the first modem dropped too" in told[0].what


def test_after_a_swap_at_the_desk_the_test_socket_comes_first():
    office = watched().step(0, modem="M-2", modem_proven=True)
    told = ids((P.LINE, P.PREMISES), office=office,
               findings=(*LOST_SYNC, finding(F.MODEM_FRONT_END, Bearing.CLEARS)))  # fmt: skip

    assert told == ["test-socket", "ask-telco"]


def test_between_provider_and_equipment_the_laptop_the_right_tag_and_a_second_modem_are_offered():
    told = ids((P.PROVIDER, P.EQUIPMENT), findings=SESSION, office=watched().session(0, None).line(0, -9))

    assert told == ["right-tag", "laptop-at-modem", "swap-modem"]


def test_between_modem_and_power_the_other_devices_and_the_ups_come_before_a_second_modem():
    office = Office(minutes=120, devices=(MODEM, UPS))
    told = ids((P.EQUIPMENT, P.POWER), findings=RESTARTED, office=office)

    assert told == ["other-mains-device", "ups-log", "swap-modem"]
    ups = (*RESTARTED, finding(F.MAINS_UPS))
    assert ids((P.EQUIPMENT, P.POWER), findings=ups, office=office)[:3] == [
        "other-mains-device", "ups-log", "ups-bypass",
    ]  # fmt: skip


def test_one_holder_needs_no_separating():
    assert planned((P.LINE,), findings=LOST_SYNC) == ()


@pytest.mark.parametrize(
    ("office", "remaining", "findings", "offer"),
    [
        (watched().line(0, 0), FOUR, (), "read-modem"),
        (watched().line(0, 0), FOUR, (), "values-by-phone"),
        (watched().line(0, 0), FOUR, (), "ask-login"),
        (watched().line(0, 0), FOUR, (), "modem-leds"),
        (watched().session(0, None), FOUR, (), "read-router"),
        (watched().step(0, socket=Socket.TEST), THREE, LOST_SYNC, "test-socket"),
        (watched().step(0, modem="M-2", modem_proven=True), THREE, LOST_SYNC, "swap-modem"),
        (watched().step(0, action=Action.LAPTOP_AT_MODEM), (P.PROVIDER, P.PREMISES), (), "laptop-at-modem"),
        (watched().telco_says(0, admits=None), THREE, LOST_SYNC, "ask-telco"),
    ],
    ids=[
        "line read", "line read: no phone", "line read: no login", "line read: no lamps", "session read",
        "test socket done", "swapped", "laptop at the modem done", "telco asked",
    ],
)  # fmt: skip
def test_what_was_done_already_is_not_offered_again(office, remaining, findings, offer):
    assert offer in ids(remaining, findings=findings)
    assert offer not in ids(remaining, findings=findings, office=office)


def test_a_provider_who_was_asked_is_not_the_telco():
    office = watched().sees(0, "isp", Statement(witness=Witness.ISP, says="all is well"), Plane.VENDOR)

    assert "ask-telco" in ids(THREE, findings=LOST_SYNC, office=office)


@pytest.mark.parametrize(("light", "again"), [(Light.OFF, False), (None, True)])
def test_lamps_that_were_seen_are_not_looked_at_again(light, again):
    fact = Statement(witness=Witness.OPERATOR, says="dark", light_dsl=light)
    office = watched().sees(0, "operator", fact, Plane.OPERATOR)

    assert ("modem-leds" in ids(office=office)) is again


def test_the_modems_uptime_is_asked_for_where_its_line_was_read_without_it():
    fact = DeviceState(model="VX")
    read = watched().line(0, 0)
    without, silent = watched().line(0, 0).sees(0, "modem", fact, Plane.MODEM_BOX), watched()

    assert "read-modem-uptime" in ids(office=read)
    assert "read-modem-uptime" in ids(office=without)
    assert "read-modem-uptime" not in ids(office=watched().line(0, 0).box(0, -9))
    assert "read-modem-uptime" not in ids(office=silent)


def test_a_cable_is_offered_to_who_measured_by_radio():
    def told(office):
        return "wired" in ids((P.PREMISES, P.PROVIDER), office=office, incident=an_incident(zone=Zone.ANY))

    radio = watched().link(0, link=LinkKind.WIFI)
    assert (told(radio), told(watched().link(0))) == (True, False)
    assert not told(watched().link(0, link=LinkKind.WIFI).step(9, action=Action.WIRED))


def test_for_loss_the_counters_of_modem_and_router_are_offered_until_they_were_read():
    told = ids(incident=a_brownout(zone=Zone.MIDDLE))
    read = watched().wan(0, 0, 0).line(0, 0)

    assert {"read-counters", "idle-line"} <= set(told)
    assert not {"read-counters", "idle-line", "read-modem"} & set(
        ids(incident=a_brownout(zone=Zone.MIDDLE), office=read)
    )
    lan = watched().sees(0, "router", type(read.said[0].fact)(interface="lan", role="lan"), Plane.ROUTER_BOX)
    assert "idle-line" in ids(incident=a_brownout(zone=Zone.MIDDLE), office=lan)


@pytest.mark.parametrize(
    ("office", "offered"),
    [
        (Office(minutes=120), False),
        (Office(minutes=120, devices=(MODEM, UPS)), True),
        (Office(minutes=120).step(0, behind_ups=True), True),
        (Office(minutes=120).sees(0, "ups", PowerState(load_pct=9.0), Plane.POWER), True),
        (Office(minutes=120, devices=(MODEM, UPS)).step(0, behind_ups=False), False),
    ],
    ids=["no UPS known", "a UPS in the site file", "told by a step", "read", "bypassed already"],
)
def test_a_ups_is_bypassed_where_there_is_one(office, offered):
    findings = (finding(F.MAINS_UPS), finding(F.MODEM_REBOOTS))

    assert ("ups-bypass" in ids((P.EQUIPMENT, P.POWER), findings=findings, office=office)) is offered


def test_a_ups_that_was_read_is_not_read_again():
    office = watched().sees(0, "ups", PowerState(load_pct=9.0), Plane.POWER)

    assert "ups-log" in ids((P.EQUIPMENT, P.POWER), findings=RESTARTED)
    assert "ups-log" not in ids((P.EQUIPMENT, P.POWER), findings=RESTARTED, office=office)


def test_the_adapter_alone_is_swapped_where_the_modem_restarts_and_once_only():
    findings = (finding(F.MODEM_ADAPTER), finding(F.MAINS_OUTAGE))
    swapped = watched().step(0, action=Action.SWAP_MODEM, adapter="P-2")

    assert "swap-adapter" in ids((P.EQUIPMENT, P.POWER), findings=findings)
    assert "swap-adapter" not in ids((P.EQUIPMENT, P.POWER), findings=findings, office=swapped)
    assert "swap-adapter" not in ids(FOUR, office=watched().line(0, 0).session(0, None).telco_says(0))


def test_filters_come_off_after_the_test_socket_and_once_only():
    findings = (finding(F.INHOUSE_WIRING_FILTER), finding(F.MODEM_FRONT_END))
    at_test = watched().step(0, socket=Socket.TEST)
    off = watched().step(0, socket=Socket.TEST, filters_off=True)
    pair = (P.EQUIPMENT, P.PREMISES)

    assert "filter-out" not in ids(pair, findings=findings)
    assert "filter-out" in ids(pair, findings=findings, office=at_test)
    assert "filter-out" not in ids(pair, findings=findings, office=off)


def test_the_setup_is_asked_about_once_the_line_is_out_of_the_question():
    assert "right-tag" not in ids(office=watched().line(0, 0).session(0, None).telco_says(0))
    assert "right-tag" in ids((P.PROVIDER, P.EQUIPMENT), findings=SESSION)


def test_for_names_only_tests_of_names_are_offered_and_for_others_none_of_them():
    assert ids((P.PROVIDER, P.PREMISES), incident=a_name_failure()) == ["other-resolver"]
    assert "other-resolver" not in ids((P.PROVIDER, P.PREMISES))


def test_for_one_silent_destination_another_line_is_offered():
    assert ids((P.FAR_END, P.PROVIDER), incident=a_silent_target()) == ["second-path"]


@pytest.mark.parametrize(
    ("there", "offer"), [(False, "second-path"), (True, "ask-far-end")], ids=["this line alone", "another line too"]
)
def test_a_closed_port_asks_for_another_line_until_one_was_asked_and_then_for_the_far_end(there, offer):
    office = knocks(watched(minutes=10), 310, "silent", there=there)
    closed = an_incident(kind=IncidentKind.PORT, zone=Zone.FAR, rung="port_calls")
    told = ids((P.FAR_END, P.PROVIDER), office=office, incident=closed)

    assert {"second-path", "ask-far-end"} & set(told) == {offer}


def test_beside_an_outage_a_failure_of_names_does_not_hide_the_tests_of_the_line():
    both = (judged(an_incident()), judged(a_name_failure(), (P.PROVIDER, P.PREMISES)))

    assert "read-modem" in {each.id for each in plan(watched().evidence(), FOUR, both)}


def test_a_named_incident_does_not_steer_the_plan():
    members = (judged(a_name_failure(), (P.PROVIDER, P.PREMISES)), judged(a_brownout(), (), P.LINE))
    told = plan(watched().evidence(), (P.PROVIDER, P.PREMISES), members)

    assert [each.id for each in told] == ["other-resolver"]


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


def test_beside_others_the_owner_is_asked_for_last_and_never_left_out():
    told = ids(office=Office(minutes=120, owners={Segment.MODEM: UNKNOWN}))

    assert (told[-1], len(told)) == ("ask-owner", MOST)


def test_a_silence_test_under_way_comes_first_and_nothing_else_touches_the_office():
    told = planned(THREE, findings=LOST_SYNC, silence_tests=(a_test(SilenceOutcome.RUNNING, Changed.SOCKET),))

    assert [each.id for each in told] == ["keep-watching", "ask-telco"]
    assert len(ids(silence_tests=(a_test(SilenceOutcome.RUNNING, Changed.SOCKET),))) <= MOST


def test_after_a_swap_that_passed_the_first_modem_goes_back_first():
    told = ids(THREE, findings=LOST_SYNC, silence_tests=(a_test(SilenceOutcome.PASSED, Changed.MODEM),))

    assert told[0] == "put-back"


def test_the_silence_is_counted_in_the_arrangement_that_dropped_last():
    arm = Arm(id="A-1", start=at(0), end=at(9), words="x", watched_s=86400.0, drops=("I-1", "I-2", "I-3"))
    told = planned(THREE, findings=LOST_SYNC, arms=(arm,))

    assert told[0].pass_mark == "no drop in 41.2 h of watching, covering 08-09 h UTC"


def test_where_everything_was_tried_the_vendors_are_asked_for_one_joint_test():
    office = watched().step(0, socket=Socket.TEST, modem="M-2", modem_proven=True).telco_says(0, admits=None)
    told = planned((P.LINE, P.EQUIPMENT), findings=LOST_SYNC, office=office)

    assert [(each.id, each.separates) for each in told] == [("joint-test", (P.LINE, P.EQUIPMENT))]
    assert ids((P.LINE, P.PREMISES), findings=LOST_SYNC, office=office) == []
    running = (a_test(SilenceOutcome.RUNNING, Changed.SOCKET),)
    assert ids((P.LINE, P.EQUIPMENT), findings=LOST_SYNC, office=office, silence_tests=running) == ["keep-watching"]


def test_the_verdict_of_an_office_whose_modem_says_nothing_begins_with_its_page():
    verdict = diagnose(Office(minutes=20).fails(300, 400, *BEYOND).evidence(), RULES)

    assert [each.id for each in verdict.next_tests][:2] == ["read-modem", "values-by-phone"]
