"""Reports of the ways out of the deadlock, and the same deadlock with the longest names."""

from __future__ import annotations

from dataclasses import replace

from netdoc.model.arm import Changed, SilenceOutcome
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_log import DeviceLog, LogEvent, LogLine
from netdoc.model.facts.power_state import PowerState
from netdoc.model.facts.step import Action, Socket, Step
from netdoc.model.facts.testimony import Witness
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing, Finding
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.segment import Party
from netdoc.model.verdict import Judged, NextTest, PartyStanding, Standing, Verdict
from tests.netdoc.report.example_edges import longest_names
from tests.netdoc.report.example_office import at, digest_of, incident, office, outages_at
from tests.netdoc.report.example_settled import (
    HOURS,
    NEEDED_S,
    OUR_SITE,
    SWAP_AT,
    SWAP_TEST,
    both_deny,
    deadlock,
    first_arm,
    on_site,
    said,
    second_arm,
    step,
)


def wiring_established() -> tuple[Verdict, Evidence]:
    """At the test socket it is silent, at the desk it drops, and it was tried twice."""
    verdict, _ = deadlock()
    outages = outages_at(*HOURS)
    moved = [
        step(14.9, "moved the modem to the test socket", action=Action.TEST_SOCKET, socket=Socket.TEST, who="J. Doe"),
    ]
    evidence = office(outages, site=OUR_SITE, more=[*both_deny(), *moved])
    finding = Finding(
        rule="WIRE01",
        fault=Fault.INHOUSE_WIRING_FAULT,
        bearing=Bearing.BLAMES,
        sentence="it drops at the desk and is silent at the test socket for longer than chance allows, tried twice",
        planes=frozenset({Plane.OPERATOR, Plane.PATH}),
        cites=(digest_of("moved the modem to the test socket"),),
    )
    parties = (
        PartyStanding(
            party=Party.PREMISES,
            standing=Standing.ESTABLISHED,
            minutes_min=4.2,
            minutes_max=4.5,
            speaks_for=(finding,),
        ),
        PartyStanding(
            party=Party.LINE,
            standing=Standing.CLEARED,
            minutes_min=0,
            minutes_max=0,
            speaks_against=(replace(finding, fault=Fault.LOOP_NOISE, bearing=Bearing.CLEARS),),
        ),
    )
    desk = replace(first_arm(14.9, 52_000), words="the supplied modem at the desk", socket=Socket.DESK)
    arm = replace(first_arm(24, 86_000), id="A-2", start=at(14.9), words="the same modem at the test socket", drops=())
    passed = replace(
        SWAP_TEST, changed=(Changed.SOCKET,), silent_s=61_000, outcome=SilenceOutcome.PASSED, hours_missing=(),
        chance=0.0489, returned=True, sentence="at the test socket the same modem is silent for longer than the mark",
    )  # fmt: skip
    return (
        replace(
            verdict,
            party=Party.PREMISES,
            fault=Fault.INHOUSE_WIRING_FAULT,
            standing=Standing.ESTABLISHED,
            remaining=(),
            reason="The same modem is silent at the test socket and drops at the desk, tried twice.",
            parties=parties,
            incidents=tuple(
                replace(
                    each,
                    party=Party.PREMISES,
                    fault=Fault.INHOUSE_WIRING_FAULT,
                    standing=Standing.ESTABLISHED,
                    remaining=(),
                )
                for each in verdict.incidents
            ),
            window_findings=(finding,),
            next_tests=(),
            arms=(desk, arm),
            silence_tests=(passed,),
        ),
        evidence,
    )


def ups_indicated() -> tuple[Verdict, Evidence]:
    """The UPS drops what hangs on it; its own log says so."""
    verdict, _ = deadlock()
    outages = outages_at(*HOURS, length_s=140)
    state = PowerState(
        on_battery=False,
        load_pct=96.0,
        charge_pct=100.0,
        line_bads=3,
        overloaded=True,
        status="OL OVER",
        output_on=True,
    )
    lines = tuple(LogLine(at=begin, event=LogEvent.OVERLOAD, text="output overload") for begin, _ in outages)
    log = DeviceLog(lines=lines, reaches_back_to=at(-1), remarks=("2 lines without a date were left out",))
    more: list[Observation] = [
        Seen("ups", at(0), state, digest_of("ups"), Plane.POWER, "nut/1"),
        Seen("ups", at(24), state, digest_of("ups later"), Plane.POWER, "nut/1"),
        Seen("ups", at(24), log, digest_of("ups log"), Plane.POWER, "nut/1"),
        step(0.3, "the modem hangs on the UPS", behind_ups=True, who="J. Doe"),
    ]
    evidence = office(outages, site=OUR_SITE, more=more)
    finding = Finding(
        rule="MAINS02",
        fault=Fault.MAINS_UPS,
        bearing=Bearing.BLAMES,
        sentence="the UPS logged an overload at each outage, and the modem started anew after it",
        planes=frozenset({Plane.POWER, Plane.MODEM_BOX}),
        cites=(digest_of("ups log"),),
    )
    party = PartyStanding(
        party=Party.POWER,
        standing=Standing.INDICATED,
        minutes_min=9.1,
        minutes_max=9.5,
        speaks_for=(finding,),
        missing=("the modem fed from the wall for a while",),
    )
    return (
        replace(
            verdict,
            party=Party.POWER,
            fault=Fault.MAINS_UPS,
            standing=Standing.INDICATED,
            remaining=(),
            reason="The UPS logged an overload at each outage.",
            parties=(party,),
            incidents=tuple(
                Judged(
                    incident=incident(index, each, rung="modem", nearest_good="router"),
                    party=Party.POWER,
                    fault=Fault.MAINS_UPS,
                    standing=Standing.INDICATED,
                    remaining=(),
                    findings=(finding,),
                )
                for index, each in enumerate(outages, 1)
            ),
            window_findings=(finding,),
            next_tests=(
                NextTest(
                    id="ups-bypass",
                    what="Feed the modem from the wall instead of the UPS and watch",
                    separates=(Party.POWER, Party.EQUIPMENT),
                    duration_s=NEEDED_S,
                    disturbs="the internet is interrupted for some minutes",
                ),
            ),
            arms=(),
        ),
        evidence,
    )


def longest_deadlock() -> tuple[Verdict, Evidence]:
    """The longest plausible names, five parties, three vendors quoted at length and a test that is running."""
    verdict, evidence = longest_names()
    wide = "WMWM Mmmm " * 4
    long = "we have tested everything from here and it is all in perfect order, as we told you last week, " * 3
    voices = zip((2.0, 3.0, 4.0), (Witness.TELCO, Witness.ISP, Witness.VENDOR), ("loop", "modem", "core"), strict=True)
    more: list[Observation] = [
        *(said(hours, who, long, denies=denies, ticket="W" * 30, person=wide) for hours, who, denies in voices),
        *(replace(each, fact=replace(each.fact, socket_label=wide) if isinstance(each.fact, Step) else each.fact)
          for each in on_site() if isinstance(each, Seen)),
        step(SWAP_AT, wide, modem=wide, modem_proven=True, adapter="another", who=wide, present=wide * 3),
        step(SWAP_AT - 1, wide, adapter="one", at_modem=True),
    ]  # fmt: skip
    seen = Evidence(evidence.site, evidence.case, [*evidence.observations, *more])
    arms = (
        replace(first_arm(SWAP_AT, 52_000), words=f"the modem {wide} at the socket {wide}"),
        replace(second_arm(), words=f"the modem {wide}{wide} at the socket {wide}", modem=wide, adapter=wide),
    )
    test = replace(SWAP_TEST, hours_missing=tuple(range(0, 24, 2)))
    return replace(verdict, arms=arms, silence_tests=(test,)), seen
