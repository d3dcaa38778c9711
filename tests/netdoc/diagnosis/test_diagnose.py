"""The verdict on a window."""

from datetime import timedelta

import pytest

from netdoc.diagnosis.diagnose import diagnose
from netdoc.discover import rules
from netdoc.model.case import Complaint
from netdoc.model.facts.clock_offset import ClockOffset, ClockSource
from netdoc.model.facts.clock_reading import ClockReading
from netdoc.model.facts.device_log import LogEvent
from netdoc.model.facts.dns_lookup import DnsOutcome, ResolverRole
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.link_state import Neighbour
from netdoc.model.facts.step import Action, Socket
from netdoc.model.fault import Fault
from netdoc.model.plane import Plane
from netdoc.model.segment import CLIENT, ISP, UNKNOWN, Party, Segment
from netdoc.model.verdict import Conclusion, Standing, exit_code, verdict_to_plain
from tests.stories.office import ALL, ANCHORS, BEYOND, Office, at
from tests.stories.swaps import STEP, clean_line, drops, moved, planned, quiet_office

RULES = rules()
FAULT, NO_FAULT, INSUFFICIENT = Conclusion.FAULT, Conclusion.NO_FAULT, Conclusion.INSUFFICIENT


def verdict_on(office):
    return diagnose(office.evidence(), RULES)


def noisy_drop(office, onset):
    """The line loses showtime amid errors and the box runs on."""
    office.fails(onset, onset + 60, *BEYOND)
    office.line(onset - 200, -90_000, ses_down=0).line(onset - 100, -90_000, ses_down=40)
    return office.line(onset + 100, onset + 58).box(onset + 101, -200_000)


@pytest.mark.parametrize(
    ("minutes", "conclusion"), [(24 * 60, NO_FAULT), (24 * 60 - 1, INSUFFICIENT)], ids=["24 h", "a minute less"]
)
def test_drops_three_times_a_day_take_24_hours_to_doubt(minutes, conclusion):
    verdict = verdict_on(Office(minutes=minutes, rungs=Office().rungs[2:]).complains(Complaint.DROPS, 3))

    assert verdict.conclusion is conclusion


def test_a_clean_minute_does_not_refute_a_complaint():
    verdict = verdict_on(Office(minutes=1).complains(Complaint.DROPS, 3))

    assert (verdict.conclusion, verdict.party, verdict.remaining) == (INSUFFICIENT, None, ())
    assert "24 h needed" in verdict.headline
    assert [each.id for each in verdict.next_tests] == ["watch"]
    assert "until 2026-03-03 08:00 UTC: speaks against 3 a day" in verdict.next_tests[0].shows[1]


def test_without_a_complaint_a_clean_minute_is_no_fault_and_counts_what_it_saw():
    verdict = verdict_on(Office(minutes=1))

    assert (verdict.conclusion, verdict.standing) == (NO_FAULT, Standing.CLEARED)
    assert verdict.headline == "No fault found: nothing failed in 60 s of watching"
    assert "0 of 36 lost" in verdict.reason
    assert verdict.next_tests == ()


@pytest.mark.parametrize(
    ("stalled_from", "conclusion"), [(10, NO_FAULT), (8, INSUFFICIENT)], ids=["10 s watched", "8 s watched"]
)
def test_less_than_ten_seconds_of_watching_tell_nothing(stalled_from, conclusion):
    office = Office(minutes=1, rungs=Office().rungs[:2]).stalls(stalled_from, 60)

    assert verdict_on(office).conclusion is conclusion


def test_a_ladder_that_nobody_answered_is_no_clean_one():
    verdict = verdict_on(Office(minutes=0).link(0))

    assert (verdict.conclusion, verdict.headline) == (INSUFFICIENT, "Insufficient evidence: nothing could be measured")


def test_what_was_measured_through_a_vpn_is_refused_and_accuses_nobody():
    office = (
        Office(minutes=20).fails(300, 400, *ALL).link(10, vpn="tun0", default_via_vpn=True).link(350, carrier=False)
    )
    verdict = verdict_on(office)

    assert (verdict.conclusion, verdict.party, verdict.remaining) == (INSUFFICIENT, None, ())
    assert "tun0" in verdict.reason
    assert {(each.party, each.fault, each.standing) for each in verdict.incidents} == {
        (None, None, Standing.INSUFFICIENT)
    }
    assert {each.standing for each in verdict.parties} == {Standing.INSUFFICIENT}
    assert [each.id for each in verdict.next_tests] == ["vpn-off"]


def test_a_vpn_that_does_not_hold_the_default_route_is_no_obstacle():
    assert verdict_on(Office(minutes=5).link(10, vpn="tun0", default_via_vpn=False)).conclusion is NO_FAULT


def test_without_any_network_interface_nothing_is_concluded():
    office = Office(minutes=2).fails(0, 200, *ALL).link(10, interface="", carrier=None, gateway=None)
    verdict = verdict_on(office)

    assert (verdict.conclusion, verdict.party, verdict.remaining) == (INSUFFICIENT, None, ())
    assert "not attached to any network" in verdict.headline
    assert all(each.party is None for each in verdict.incidents)


def test_an_interface_that_came_later_is_a_network():
    office = Office(minutes=5).link(10, interface="", carrier=None, gateway=None).link(60)

    assert verdict_on(office).conclusion is NO_FAULT


def test_path_data_alone_never_tells_line_modem_and_provider_apart():
    verdict = verdict_on(Office(minutes=20).fails(300, 400, *BEYOND))

    assert (verdict.conclusion, verdict.party, verdict.standing) == (INSUFFICIENT, None, Standing.INSUFFICIENT)
    assert set(verdict.remaining) == {Party.LINE, Party.EQUIPMENT, Party.PROVIDER, Party.PREMISES}
    assert verdict.next_tests[0].id == "read-modem"
    assert "remaining: line, equipment, provider or premises" in verdict.headline


def test_a_noisy_drop_is_indicated_and_three_holders_of_the_symptom_remain():
    verdict = verdict_on(noisy_drop(Office(minutes=30), 900))

    assert verdict.reason.startswith("1 outage; showtime was lost and began anew")
    assert (verdict.conclusion, verdict.fault, verdict.party) == (FAULT, Fault.LOOP_NOISE, None)
    assert set(verdict.remaining) == {Party.LINE, Party.EQUIPMENT, Party.PREMISES}


@pytest.mark.parametrize(
    ("step", "remaining"),
    [
        ({"socket": Socket.TEST}, {Party.LINE, Party.EQUIPMENT}),
        ({"modem": "M-2", "modem_proven": True}, {Party.LINE, Party.PREMISES}),
    ],
    ids=["test socket with the old modem", "second modem at the desk socket"],
)
def test_one_of_the_two_tests_leaves_the_other_holder(step, remaining):
    verdict = verdict_on(noisy_drop(Office(minutes=30), 900).step(0, **step))

    assert (verdict.party, set(verdict.remaining), verdict.standing) == (None, remaining, Standing.INDICATED)


def test_a_step_that_took_a_holder_out_holds_for_the_longer_drop_before_it_too():
    """The desk's drop lasted longer; the one at the test socket still tells who is left."""
    office = noisy_drop(Office(minutes=90), 3900).step(3000, socket=Socket.TEST)
    office.fails(900, 1200, *BEYOND).line(700, -90_000, ses_down=0).line(800, -90_000, ses_down=40)
    verdict = verdict_on(office.line(1300, 1198).box(1301, -200_000))

    assert [set(each.remaining) for each in verdict.incidents] == [
        {Party.LINE, Party.EQUIPMENT, Party.PREMISES},
        {Party.LINE, Party.EQUIPMENT},
    ]
    assert (verdict.fault, set(verdict.remaining)) == (Fault.LOOP_NOISE, {Party.LINE, Party.EQUIPMENT})


def test_a_proven_modem_that_drops_at_the_test_socket_establishes_the_line():
    office = noisy_drop(Office(minutes=30), 900).step(0, socket=Socket.TEST, modem="M-2", modem_proven=True)
    verdict = verdict_on(office)

    assert (verdict.party, verdict.fault, verdict.standing) == (Party.LINE, Fault.LOOP_NOISE, Standing.ESTABLISHED)
    assert exit_code(verdict) == 2


def test_many_drops_before_the_test_do_not_hide_the_name_that_one_drop_in_it_gives():
    office = Office(minutes=50)
    for onset in (300, 900, 1500):
        noisy_drop(office, onset)
    office.step(2000, socket=Socket.TEST, modem="SN-2", modem_proven=True)
    verdict = verdict_on(noisy_drop(office, 2400))

    assert (verdict.party, verdict.remaining, verdict.standing) == (Party.LINE, (), Standing.ESTABLISHED)


def test_the_telcos_own_word_establishes_the_line():
    verdict = verdict_on(noisy_drop(Office(minutes=30), 900).telco_says(1700))

    assert (verdict.party, verdict.standing) == (Party.LINE, Standing.ESTABLISHED)


def test_somebody_who_power_cycles_the_modem_after_each_drop_does_not_make_it_the_modem():
    office = Office(minutes=30).fails(900, 1100, *BEYOND)
    office.line(700, -90_000, ses_down=0).line(800, -90_000, ses_down=40).box(801, -200_000)
    office.line(1200, 1098).box(1201, 1010)
    verdict = verdict_on(office)

    assert verdict.fault is not Fault.MODEM_REBOOTS and verdict.party is None
    assert Party.LINE in verdict.remaining


@pytest.mark.parametrize(
    ("owner", "party", "remaining"),
    [
        (ISP, Party.EQUIPMENT, set()),
        (CLIENT, Party.PREMISES, set()),
        (UNKNOWN, None, {Party.EQUIPMENT, Party.PREMISES}),
    ],
)
def test_a_modem_that_reboots_is_laid_to_whose_it_is(owner, party, remaining):
    office = Office(minutes=60, owners={Segment.MODEM: owner, Segment.ROUTER: CLIENT})
    office.line(10, -90_000).box(11, -90_000).box(12, -90_000, subject="router")
    for onset in (900, 2400):
        office.fails(onset, onset + 90, *BEYOND).line(onset + 200, onset + 88).box(onset + 201, onset)
        office.box(onset + 202, -90_000, subject="router")
    verdict = verdict_on(office)

    assert (verdict.party, verdict.fault, set(verdict.remaining)) == (party, Fault.MODEM_REBOOTS, remaining)
    assert verdict.standing is (Standing.ESTABLISHED if party else Standing.INDICATED)


@pytest.mark.parametrize(
    ("router_started", "party", "remaining"),
    [(0, Party.PREMISES, ()), (None, None, (Party.PREMISES, Party.POWER))],
    ids=["the router ran on", "nobody knows what the router did"],
)
def test_a_router_that_may_have_been_without_power_is_not_laid_to_the_office_network(router_started, party, remaining):
    office = Office().fails(300, 361, *ALL).link(330, gateway_neighbour=Neighbour.SILENT)
    if router_started is not None:
        office.box(500, router_started, subject="router")
    verdict = verdict_on(office)

    assert (verdict.fault, verdict.party, verdict.remaining) == (Fault.LAN_UNREACHABLE, party, remaining)


def test_one_reboot_is_indicated_and_the_plan_says_how_to_establish_it():
    office = Office(minutes=60).line(10, -90_000).box(11, -90_000).box(12, -90_000, subject="router")
    office.fails(900, 990, *BEYOND).line(1100, 988).box(1101, 900).box(1102, -90_000, subject="router")
    verdict = verdict_on(office)

    assert (verdict.party, verdict.standing, exit_code(verdict)) == (Party.EQUIPMENT, Standing.INDICATED, 1)
    assert [each.id for each in verdict.next_tests][:2] == ["confirm-modem-reboots", "other-mains-device"]


def test_a_modem_in_sync_with_the_session_down_leaves_provider_and_equipment():
    office = Office(minutes=30).fails(900, 1200, *BEYOND).session(100, -9000).session(1000, None).session(1300, 1195)
    office.line(100, -90_000).line(1000, -90_000).line(1300, -90_000)
    verdict = verdict_on(office)

    assert (verdict.fault, verdict.party) == (Fault.ACCESS_SESSION_DOWN, None)
    assert verdict.remaining == (Party.PROVIDER, Party.EQUIPMENT)


def test_a_contradiction_names_nobody_and_says_so():
    office = noisy_drop(Office(minutes=30), 900)
    rule = RULES["LOOP01"]
    both = {**RULES, "LOOP99": type(rule)(id="LOOP99", fault=rule.fault, needs=rule.needs, judge=cleared)}
    verdict = diagnose(office.evidence(), both)

    assert (verdict.conclusion, verdict.standing, verdict.party) == (INSUFFICIENT, Standing.CONTRADICTED, None)
    assert verdict.headline.startswith("Contradicted: ") and ": :" not in verdict.headline
    assert exit_code(verdict) == 3


def cleared(evidence, incident):
    """Clear what LOOP01 blames."""
    from netdoc.model.finding import Bearing, Finding

    return Finding(
        rule="LOOP99",
        fault=Fault.LOOP_NOISE,
        bearing=Bearing.CLEARS,
        sentence="not so",
        incident=incident and incident.id,
    )


def test_the_party_with_most_attributed_minutes_is_named():
    office = Office(minutes=120).link(10).fails(600, 660, *ALL).link(630, carrier=False).link(700)
    for start in (2000, 4000):
        office.fails(start, start + 200, "resolver", *ANCHORS)
    office.session(2300, -90_000).session(4300, -90_000)
    verdict = verdict_on(office)

    assert (verdict.party, verdict.fault) == (Party.PROVIDER, Fault.CORE_UNREACHABLE)
    assert {each.party for each in verdict.incidents} == {Party.PROVIDER, Party.PREMISES}
    assert "(2 of 3 incidents)" in verdict.reason


def test_of_one_partys_faults_the_one_with_most_minutes_leads():
    office = Office(minutes=120).link(10).fails(600, 620, *ALL).link(610, carrier=False).link(700)
    office.fails(3000, 3600, *ALL).link(3300)
    verdict = verdict_on(office)

    assert (verdict.party, verdict.fault) == (Party.PREMISES, Fault.ROUTER_HANGS)


def test_a_short_named_incident_does_not_hide_a_longer_one_whose_fault_is_shown_but_not_its_holder():
    office = noisy_drop(Office(minutes=120), 900).link(10)
    office.fails(5000, 5030, *ALL).link(5015, carrier=False).link(5100)
    verdict = verdict_on(office)

    assert (verdict.party, verdict.fault) == (None, Fault.LOOP_NOISE)
    assert Fault.HOST_LINK in {each.fault for each in verdict.incidents}


def test_the_best_shown_of_a_faults_incidents_gives_the_standing():
    office = Office(minutes=60).line(10, -90_000).box(11, -90_000).box(1602, 1500, subject="router")
    for onset in (900, 2400):
        office.fails(onset, onset + 90, *BEYOND).line(onset + 200, onset + 88).box(onset + 201, onset)
    verdict = verdict_on(office.box(2602, 1500, subject="router"))

    assert [each.standing for each in verdict.incidents] == [Standing.INDICATED, Standing.ESTABLISHED]
    assert (verdict.party, verdict.standing) == (Party.EQUIPMENT, Standing.ESTABLISHED)


def test_a_silent_destination_never_outweighs_what_concerns_the_whole_office():
    office = Office(minutes=120).fails(600, 6000, "anchor_1").fails(6300, 6360, *BEYOND)
    verdict = verdict_on(office)

    assert (verdict.conclusion, verdict.fault) == (INSUFFICIENT, None)


def test_a_silent_destination_alone_is_the_far_ends():
    verdict = verdict_on(Office(minutes=30).fails(600, 900, "anchor_1"))

    assert (verdict.party, verdict.fault, verdict.standing) == (Party.FAR_END, Fault.BEYOND_TARGET, Standing.INDICATED)


def test_the_providers_resolver_is_named_while_addresses_work():
    office = Office(minutes=20)
    for second in range(10, 1200, 10):
        failing = 300 <= second < 600
        office.lookup(second, ResolverRole.ISP, DnsOutcome.TIMEOUT if failing else DnsOutcome.NXDOMAIN)
        office.lookup(second + 1, ResolverRole.PUBLIC)
        office.lookup(second + 2, ResolverRole.ROUTER)
    verdict = verdict_on(office)

    assert (verdict.party, verdict.fault) == (Party.PROVIDER, Fault.NAMES_RESOLVER)


def test_coverage_is_the_share_really_watched():
    assert verdict_on(Office(minutes=10).sleeps(0, 300).link(0)).coverage == pytest.approx(0.5)
    assert verdict_on(Office(minutes=10)).coverage == 1.0


def test_limitations_say_what_is_not_known():
    office = Office(minutes=20, owners={Segment.MODEM: UNKNOWN, Segment.ROUTER: CLIENT}).fails(300, 400, *BEYOND)
    office.box(10, 0).session(15, 0)
    office.sees(20, "modem", DslLine(sync=True), Plane.MODEM_BOX, None)

    assert verdict_on(office).limitations == (
        "the computer's clock was not checked against a time server: compare times with care",
        "entered without the device's own bytes: DslLine",
        "not recorded whose they are: modem; no vendor is named for them",
    )


def servers(*offsets_s: float) -> list[ClockOffset]:
    return [
        ClockOffset(source=ClockSource.SNTP, server=f"ntp{number}", offset_s=each, bound_s=0.01)
        for number, each in enumerate(offsets_s)
    ]


@pytest.mark.parametrize(
    ("offsets_s", "bound_s", "words"),
    [
        ((0.0, 0.0, 9.0), 0.04, ""),
        ((3.2, 3.2, 3.2), 3.24, ""),
        ((0.0, 9.0), None, "contradict each other: compare times with care"),
    ],
    ids=["a majority", "fast", "a quarrel"],
)
def test_other_clocks_go_before_the_systems_own_word_and_a_quarrel_is_a_limitation(offsets_s, bound_s, words):
    office = Office(minutes=5).sees(10, "host", ClockReading(synchronised=True, bound_s=None), Plane.HOST)
    for each in servers(*offsets_s):
        office.sees(11, "host", each, Plane.PATH)
    verdict = diagnose(office.evidence(), {})

    assert verdict.clock_bound_s == (None if bound_s is None else pytest.approx(bound_s, abs=0.01))
    said = [each for each in verdict.limitations if "clock" in each]
    assert said == [] if not words else words in said[0]


def test_a_checked_clock_is_no_limitation_and_its_bound_is_told():
    office = Office(minutes=5).sees(10, "host", ClockReading(synchronised=True, bound_s=0.02), Plane.HOST)
    verdict = verdict_on(office)

    assert (verdict.clock_bound_s, [each for each in verdict.limitations if "clock" in each]) == (0.02, [])


def test_owners_that_are_not_known_limit_nothing_while_nothing_failed():
    office = Office(minutes=5, owners={Segment.MODEM: UNKNOWN, Segment.ROUTER: UNKNOWN})

    assert not any("whose" in each for each in verdict_on(office).limitations)


def test_steps_and_testimony_need_no_bytes():
    office = Office(minutes=5).step(10).telco_says(20)
    office.said = [type(each)(each.subject, each.at, each.fact, None, each.plane, "") for each in office.said]

    assert not any("bytes" in each for each in verdict_on(office).limitations)


def test_the_windows_findings_are_told_when_they_say_something():
    verdict = verdict_on(Office(minutes=5).traced(100, (10, 4, 10), 100))

    assert [each.rule for each in verdict.window_findings] == ["CORE02"]


def test_the_same_evidence_gives_the_same_bytes():
    first, second = (verdict_to_plain(verdict_on(noisy_drop(Office(minutes=30), 900))) for _ in range(2))

    assert first == second


def test_a_log_that_dates_nothing_is_a_limitation_with_what_it_holds():
    lines = [(-900, LogEvent.SYNC_LOST), (-800, LogEvent.SYNC_UP)]
    undated = Office(minutes=2).log(60, "modem", *lines, offset_s=None)

    assert any("the log of modem dates nothing" in each for each in verdict_on(undated).limitations)
    assert any("1 x sync_lost, 1 x sync_up" in each for each in verdict_on(undated).limitations)
    assert not any("log of" in each for each in verdict_on(Office(minutes=2).log(60, "modem", *lines)).limitations)
    assert not any(
        "log of" in each for each in verdict_on(Office(minutes=2).log(60, "modem", offset_s=None)).limitations
    )


FAST = {"mode": "VDSL2", "rate_down_kbps": 100_000, "margin_down_db": 6.5}


@pytest.mark.parametrize(
    ("complaint", "after", "conclusion"),
    [
        (Complaint.SLOW, {**FAST, "mode": "ADSL2+", "rate_down_kbps": 23_839}, INSUFFICIENT),
        (Complaint.SLOW, FAST, NO_FAULT),
        (Complaint.DROPS, {**FAST, "mode": "ADSL2+", "rate_down_kbps": 23_839}, NO_FAULT),
        (None, {**FAST, "mode": "ADSL2+", "rate_down_kbps": 23_839}, NO_FAULT),
    ],
    ids=["slow, and it fell back", "slow, and it did not", "drops", "no complaint"],
)
def test_a_complaint_of_slowness_is_answered_by_a_line_that_fell_back_and_nobody_is_named(complaint, after, conclusion):
    office = Office(minutes=24 * 60, rungs=Office().rungs[2:])
    if complaint is not None:
        office.complains(complaint, 3)
    verdict = verdict_on(office.line(0, -90_000, **FAST).line(80_000, -90_000, **after))
    fell = [each for each in verdict.window_findings if each.fault is Fault.LOOP_RATE]

    assert (verdict.conclusion, verdict.party, verdict.fault, verdict.remaining) == (conclusion, None, None, ())
    assert len(fell) == (after is not FAST)
    assert ("the line fell back" in verdict.reason) is (conclusion is INSUFFICIENT)


def test_a_verdict_tells_its_arms_and_silence_tests():
    plain = verdict_to_plain(verdict_on(moved(60)))

    assert [each["id"] for each in plain["arms"]] == ["A-1", "A-2"]
    assert [(each["arm"], each["against"], each["outcome"]) for each in plain["silence_tests"]] == [
        ("A-2", "A-1", "passed")
    ]


def test_refused_evidence_tells_neither_arms_nor_tests():
    verdict = verdict_on(moved(60).link(10, vpn="tun0", default_via_vpn=True))

    assert (verdict.arms, verdict.silence_tests) == ((), ())


def test_what_an_earlier_arrangement_leaves_open_is_answered_by_a_contrast_in_a_later_one():
    """The old modem drops at the desk for longer, then at the test socket, where the proven one is silent."""
    office = quiet_office(190).step(1, action=Action.TEST_SOCKET, socket=Socket.DESK, modem="SN-1", adapter="AD-1")
    noisy_drop(office, 600).fails(600, 960, *BEYOND)
    office.said = [each for each in office.said if each.at not in (at(700), at(701))]
    office.line(1000, 958).box(1001, -200_000)
    office.step(1800, action=Action.TEST_SOCKET, socket=Socket.TEST)
    drops(office, 2400, 3000, 3600, 4200)
    office.step(5400, modem="SN-2", adapter="AD-2", modem_proven=True)
    clean_line(office, 5700, 9700).step(9800, modem="SN-1", adapter="AD-1", modem_proven=False)
    drops(office, 10400)
    verdict = verdict_on(office)

    assert [each.party for each in verdict.incidents] == [None, *[Party.EQUIPMENT] * 5]
    assert verdict.incidents[0].fault is Fault.LOOP_NOISE
    assert verdict.incidents[0].incident.duration > sum(
        (each.incident.duration for each in verdict.incidents[1:]), timedelta()
    )
    assert (verdict.party, verdict.fault, verdict.standing) == (
        Party.EQUIPMENT, Fault.MODEM_FRONT_END, Standing.ESTABLISHED,
    )  # fmt: skip


def test_a_drop_in_the_silent_arrangement_long_after_stays_beside_it():
    office = planned(drops(moved(300, action=Action.TEST_SOCKET), STEP + 15000), STEP, 2600)
    verdict = verdict_on(office)

    assert (verdict.party, verdict.fault) == (Party.PREMISES, Fault.INHOUSE_WIRING_FAULT)
    assert verdict.incidents[-1].party is None
