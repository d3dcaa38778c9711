"""Reports of the case that the product is for: the vendors' deadlock, and the test agreed in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from netdoc.model.arm import Arm, Changed, SilenceOutcome, SilenceTest
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_log import DeviceLog, LogEvent, LogLine
from netdoc.model.facts.power_state import PowerState
from netdoc.model.facts.silence_plan import SilencePlan
from netdoc.model.facts.step import Action, Outcome, Socket, Step
from netdoc.model.facts.testimony import Light, Testimony, Witness
from netdoc.model.fault import Fault
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.segment import Party, Segment
from netdoc.model.verdict import Conclusion, Judged, NextTest, PartyStanding, Standing, Verdict
from tests.netdoc.report.example_office import (
    BOX_CLEAR,
    LAN_CLEAR,
    SITE,
    Outage,
    at,
    blank,
    digest_of,
    incident,
    line_finding,
    office,
    outages_at,
)

OUR_SITE = replace(SITE, owners={Segment.MODEM: "isp"})
HOURS = (2.1, 5.4, 9.9, 14.2)
SWAP_AT = 15.0
NEEDED_S = 60_300

JOINT_TEST = NextTest(
    id="swap-modem",
    what="Put a second modem, proven on another line, with its own adapter at the test socket, nothing else connected",
    separates=(Party.LINE, Party.EQUIPMENT),
    duration_s=NEEDED_S,
    who_agrees="telco, provider and client",
    disturbs="the internet is interrupted for some minutes",
    command="netdoc step swap-modem",
    pass_mark="pass: no drop in 16.8 h watched, covering 08-13 h UTC; one drop = fail; p < 0.05, exact rule",
    shows=(
        "Silent for the whole time: the drops went with the supplied modem or its adapter. For the provider: please "
        "replace both. For the telco: nothing is asked.",
        "It drops there too: the supplied modem is not needed for the drops. For the telco: please test the pair. For "
        "the provider: nothing is asked.",
    ),
)


def said(hours: float, witness: Witness, says: str, **more: object) -> Seen[Testimony]:
    """Return a statement."""
    fact = Testimony(witness=witness, says=says, **more)  # type: ignore[arg-type]
    return Seen("host", at(hours), fact, digest_of(says), Plane.VENDOR, "case")


def step(hours: float, did: str, **more: object) -> Seen[Step]:
    """Return a step with its capture."""
    fact = Step(did=did, **more)  # type: ignore[arg-type]
    return Seen("host", at(hours), fact, digest_of(did), Plane.OPERATOR, "case")


def both_deny() -> list[Observation]:
    """The telco tests the line and finds nothing; the provider refuses a second modem."""
    return [
        said(6.0, Witness.TELCO, "Line tests OK, it is the modem", denies="loop", ticket="T-77", person="Agent Smith"),
        said(
            7.5,
            Witness.ISP,
            "The modem is fine from here, we do not send another",
            denies="modem",
            ticket="NB-2290",
            person="Ms Jones",
        ),
    ]


def on_site() -> list[Observation]:
    """What a technician does before and during the swap."""
    return [
        step(0.5, "put the supplied modem at the test socket", action=Action.TEST_SOCKET, socket=Socket.TEST,
             socket_label="hall, behind the cupboard", modem="VX-100, serial 4711", filters_off=True, who="J. Doe"),
        step(0.6, "listened to the line", action=Action.QUIET_LINE, outcome=Outcome.QUIET, who="J. Doe"),
        step(0.7, "restarted the modem once, after reading its counters", power_cycled="modem", who="J. Doe"),
        step(0.8, "the same page from a second laptop", action=Action.OTHER_DEVICE, outcome=Outcome.FAILS),
        step(0.9, "fed the modem from the wall", action=Action.UPS_BYPASS, behind_ups=False, who="J. Doe"),
        Seen("host", at(5.41), Testimony(witness=Witness.OPERATOR, says="saw it while it was down", person="J. Doe",
             light_power=Light.STEADY, light_dsl=Light.BLINKING, light_internet=Light.OFF),
             None, Plane.OPERATOR, "case"),
    ]  # fmt: skip


def swap() -> list[Observation]:
    """The proven modem goes in, its mark fixed in the same minute."""
    plan = SilencePlan(drops_before=4, watched_before_s=52_000, needed_s=NEEDED_S, hours=(8, 11, 16, 20))
    return [
        step(
            SWAP_AT,
            "put the proven modem with its own adapter at the test socket",
            action=Action.SWAP_MODEM,
            modem="VX-9, serial 77",
            modem_proven=True,
            adapter="VX-9's own",
            who="J. Doe",
            present="R. Roe for Northern Broadband; Agent Smith (telco) by phone",
        ),
        Seen("host", at(SWAP_AT), plan, digest_of("plan"), Plane.OPERATOR, "case"),
    ]


def boxes(outages: Sequence[Outage]) -> list[Observation]:
    """The modem's log and a UPS that saw nothing."""
    lines = tuple(
        line
        for begin, length in outages
        for line in (
            LogLine(at=begin, event=LogEvent.SYNC_LOST, text='DSL: link down, "loss of margin"'),
            LogLine(at=begin + timedelta(seconds=length), event=LogEvent.SYNC_UP, text="DSL: showtime"),
        )
    )
    log = DeviceLog(lines=lines, clock_offset_s=-4.0, clock_bound_s=1.0, reaches_back_to=at(-30))
    state = PowerState(
        on_battery=False, charge_pct=100.0, runtime_s=1800, load_pct=21.0, input_v=231.0, line_bads=3, status="OL"
    )
    return [
        Seen("modem", at(24), log, digest_of("log"), Plane.MODEM_BOX, "broadcom/1"),
        *(Seen("ups", at(each), state, digest_of("ups"), Plane.POWER, "nut/1") for each in (0.0, 12.0, 24.0)),
    ]


def deadlock(*, test: NextTest = JOINT_TEST, more: Sequence[Observation] = ()) -> tuple[Verdict, Evidence]:
    """Line and modem remain, both vendors deny, and one test is proposed."""
    outages = outages_at(*HOURS)
    evidence = office(outages, site=OUR_SITE, more=[*both_deny(), *on_site(), *boxes(outages), *more])
    findings = [line_finding(index, each) for index, each in enumerate(outages, 1)]
    remaining = (Party.LINE, Party.EQUIPMENT)
    parties = (
        PartyStanding(
            party=Party.LINE,
            standing=Standing.INDICATED,
            minutes_min=4.2,
            minutes_max=4.5,
            speaks_for=tuple(findings),
            missing=("a second modem, proven on another line, at the same socket",),
        ),
        PartyStanding(
            party=Party.EQUIPMENT,
            standing=Standing.INSUFFICIENT,
            minutes_min=0,
            minutes_max=4.5,
            speaks_against=(BOX_CLEAR,),
            missing=("a second modem, proven on another line, at the same socket", "its adapter, changed"),
        ),
        PartyStanding(
            party=Party.PREMISES,
            standing=Standing.CLEARED,
            minutes_min=0,
            minutes_max=0,
            speaks_against=(LAN_CLEAR, replace(LAN_CLEAR, rule="WIRE01", fault=Fault.INHOUSE_WIRING_FAULT,
                            sentence="it drops at the test socket with nothing else on the line")),
        ),
        PartyStanding(
            party=Party.POWER,
            standing=Standing.CLEARED,
            minutes_min=0,
            minutes_max=0,
            speaks_against=(replace(LAN_CLEAR, rule="MAINS02", fault=Fault.MAINS_UPS,
                            sentence="fed from the wall it drops as often"),),
        ),
        PartyStanding(party=Party.PROVIDER, standing=Standing.CLEARED, minutes_min=0, minutes_max=0),
    )  # fmt: skip
    verdict = blank(
        evidence,
        complaint="drops",
        conclusion=Conclusion.FAULT,
        fault=Fault.LOOP_NOISE,
        standing=Standing.INDICATED,
        remaining=remaining,
        reason="At the test socket, with nothing else on the line, the supplied modem loses sync amid errors.",
        parties=parties,
        incidents=tuple(
            Judged(
                incident=incident(index, each),
                party=None,
                fault=Fault.LOOP_NOISE,
                standing=Standing.INDICATED,
                remaining=remaining,
                findings=(findings[index - 1], BOX_CLEAR),
            )
            for index, each in enumerate(outages, 1)
        ),
        window_findings=(BOX_CLEAR, LAN_CLEAR),
        next_tests=(test,),
        arms=(first_arm(24.0, 86_000),),
    )
    return verdict, evidence


def first_arm(until: float, watched_s: float) -> Arm:
    """Return the arm of the supplied modem."""
    return Arm(
        id="A-1",
        start=at(0),
        end=at(until),
        words="the supplied modem at the test socket, nothing else on the line",
        watched_s=watched_s,
        drops=("I-001", "I-002", "I-003", "I-004"),
        socket=Socket.TEST,
        modem="VX-100, serial 4711",
        filters_off=True,
        behind_ups=False,
        margin_down_db=5.8,
        crc_per_hour=1180.0,
        es_per_hour=11.3,
    )


def second_arm() -> Arm:
    """Return the arm of the proven modem."""
    return Arm(
        id="A-2",
        start=at(SWAP_AT),
        end=at(24),
        words="the proven modem VX-9 at the test socket, nothing else on the line",
        watched_s=32_400,
        socket=Socket.TEST,
        modem="VX-9, serial 77",
        modem_proven=True,
        adapter="VX-9's own",
        filters_off=True,
        behind_ups=False,
        margin_down_db=6.1,
        crc_per_hour=0.0,
    )


SWAP_TEST = SilenceTest(
    arm="A-2",
    against="A-1",
    changed=(Changed.MODEM,),
    drops_before=4,
    watched_before_s=52_000,
    needed_s=NEEDED_S,
    silent_s=32_400,
    drops=0,
    outcome=SilenceOutcome.RUNNING,
    sentence="the proven modem has been silent for 9 h of the 16.8 h that would count",
    hours_missing=(8, 11),
    fixed_beforehand=True,
    chance=0.145,
)


def running_test() -> tuple[Verdict, Evidence]:
    """The deadlock with the agreed swap under way."""
    verdict, evidence = deadlock(more=swap())
    arms = (first_arm(SWAP_AT, 52_000), second_arm())
    return replace(verdict, arms=arms, silence_tests=(SWAP_TEST,)), evidence
