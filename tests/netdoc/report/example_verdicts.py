"""Reports of ordinary cases: a line, a modem, path data alone, a clean day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from netdoc.model.case import Case, Complaint
from netdoc.model.evidence import Evidence
from netdoc.model.facts.step import Socket, Step
from netdoc.model.facts.testimony import Testimony, Witness
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing, Finding
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.segment import Party
from netdoc.model.site import Site
from netdoc.model.verdict import (
    Conclusion,
    Discarded,
    GapSpan,
    Judged,
    NextTest,
    PartyStanding,
    Standing,
    Verdict,
)
from tests.netdoc.report.example_office import (
    BOX_CLEAR,
    LAN_CLEAR,
    LINE_TEST,
    SITE,
    Outage,
    at,
    blank,
    digest_of,
    incident,
    ladder,
    line_finding,
    office,
    outages_at,
    surroundings,
)


def line_remaining(outages: Sequence[Outage] | None = None, site: Site = SITE) -> tuple[Verdict, Evidence]:
    """A line fault is indicated, the wiring and the modem's front end are not excluded."""
    outages = outages_at(2.1, 5.4, 9.9, 14.2, 21.7) if outages is None else outages
    evidence = office(outages, site=site)
    remaining = (Party.LINE, Party.PREMISES, Party.EQUIPMENT)
    findings = [line_finding(index, each) for index, each in enumerate(outages, 1)]
    judged = tuple(
        Judged(
            incident=incident(index, each),
            party=None,
            fault=Fault.LOOP_NOISE,
            standing=Standing.INDICATED,
            remaining=remaining,
            findings=(findings[index - 1], BOX_CLEAR),
        )
        for index, each in enumerate(outages, 1)
    )
    minutes = sum(length for _, length in outages) / 60
    return (
        blank(
            evidence,
            complaint="drops",
            conclusion=Conclusion.FAULT,
            fault=Fault.LOOP_NOISE,
            standing=Standing.INDICATED,
            remaining=remaining,
            headline="beyond your LAN: line, wiring or modem",
            reason="The line lost sync while the modem stayed up; the test socket and a second modem were not tried.",
            parties=(
                PartyStanding(
                    party=Party.LINE,
                    standing=Standing.INDICATED,
                    minutes_min=minutes - 0.2,
                    minutes_max=minutes + 0.2,
                    speaks_for=tuple(findings),
                    missing=("the modem at the test socket", "a second modem, proven on another line"),
                ),
                PartyStanding(
                    party=Party.PREMISES,
                    standing=Standing.INSUFFICIENT,
                    minutes_min=0,
                    minutes_max=minutes + 0.2,
                    speaks_against=(LAN_CLEAR,),
                    missing=("the same modem at the test socket",),
                ),
                PartyStanding(
                    party=Party.EQUIPMENT,
                    standing=Standing.INSUFFICIENT,
                    minutes_min=0,
                    minutes_max=minutes + 0.2,
                    speaks_against=(BOX_CLEAR,),
                    missing=("a second modem",),
                ),
                PartyStanding(party=Party.PROVIDER, standing=Standing.CLEARED, minutes_min=0, minutes_max=0),
            ),
            incidents=judged,
            window_findings=(BOX_CLEAR, LAN_CLEAR),
            discarded=tuple(
                Discarded(
                    rung=rung,
                    start=begin,
                    end=begin + timedelta(seconds=length),
                    samples=13,
                    why="a nearer step was failing: these say nothing of their own",
                )
                for begin, length in outages
                for rung in ("anchor_1", "anchor_2", "anchor_3")
            ),
            gaps=(
                GapSpan(
                    subject="host", start=at(11), end=at(11.05), what="ladder", why="the laptop was asleep", hint=""
                ),
                GapSpan(
                    subject="router",
                    start=at(0),
                    end=at(0),
                    what="WanSession",
                    why="the router offers no UPnP IGD",
                    hint="enable UPnP status, or give SNMP",
                ),
            ),
            next_tests=(LINE_TEST,),
            limitations=("The office's own traffic is not known between the readings of the router.",),
        ),
        evidence,
    )


def line_established() -> tuple[Verdict, Evidence]:
    """A proven second modem dropped at the test socket too."""
    outages = outages_at(2.1, 5.4, 9.9, 14.2, 21.7)
    verdict, _ = line_remaining(outages)
    steps: list[Observation] = [
        Seen(
            "host",
            at(8),
            Step(
                did="put the proven modem at the test socket",
                socket=Socket.TEST,
                modem="VX-9, serial 77",
                modem_proven=True,
                who="J. Doe",
            ),
            None,
            Plane.OPERATOR,
        ),
        Seen(
            "host",
            at(8.5),
            Testimony(
                witness=Witness.TELCO, says="Our line test is OK", denies="loop", ticket="T-99123", person="Agent Smith"
            ),
            None,
            Plane.VENDOR,
        ),
    ]
    evidence = office(outages, more=steps)
    line, premises, *rest = verdict.parties
    parties = (
        replace(line, standing=Standing.ESTABLISHED, missing=()),
        replace(premises, standing=Standing.CLEARED, missing=()),
        *rest,
    )
    incidents = tuple(
        replace(each, party=Party.LINE, standing=Standing.ESTABLISHED, remaining=()) for each in verdict.incidents
    )
    return (
        replace(
            verdict,
            party=Party.LINE,
            standing=Standing.ESTABLISHED,
            remaining=(),
            parties=parties,
            incidents=incidents,
            next_tests=(),
            reason="A second modem, proven on another line, lost the line at the test socket too.",
        ),
        evidence,
    )


def equipment_named() -> tuple[Verdict, Evidence]:
    """The modem restarts by itself: indicated, since nobody asked the mains."""
    outages = outages_at(3.3, 12.8, 19.1, length_s=140)
    evidence = office(outages)
    findings = [
        Finding(
            rule="MODEM02",
            fault=Fault.MODEM_REBOOTS,
            bearing=Bearing.BLAMES,
            sentence=f"the box started at {begin:%H:%M:%S}, before the outage did",
            incident=f"I-{index:03d}",
            planes=frozenset({Plane.MODEM_BOX}),
            cites=(digest_of("modem reading 4"),),
        )
        for index, (begin, _) in enumerate(outages, 1)
    ]
    return (
        blank(
            evidence,
            complaint="drops",
            conclusion=Conclusion.FAULT,
            party=Party.EQUIPMENT,
            fault=Fault.MODEM_REBOOTS,
            standing=Standing.INDICATED,
            reason="The modem's boot instant lies before each outage; whether the mains failed is not known.",
            parties=(
                PartyStanding(
                    party=Party.EQUIPMENT,
                    standing=Standing.INDICATED,
                    minutes_min=6.9,
                    minutes_max=7.1,
                    speaks_for=tuple(findings),
                    missing=("the boot instants of other mains devices",),
                ),
                PartyStanding(
                    party=Party.LINE,
                    standing=Standing.CLEARED,
                    minutes_min=0,
                    minutes_max=0,
                    speaks_against=(replace(BOX_CLEAR, sentence="the line came up only after the box did"),),
                ),
            ),
            incidents=tuple(
                Judged(
                    incident=incident(index, each, rung="modem", nearest_good="router"),
                    party=Party.EQUIPMENT,
                    fault=Fault.MODEM_REBOOTS,
                    standing=Standing.INDICATED,
                    remaining=(),
                    findings=(findings[index - 1],),
                )
                for index, each in enumerate(outages, 1)
            ),
            next_tests=(
                NextTest(
                    id="mains",
                    what="Put another mains device with an uptime beside the modem and compare after the next outage",
                    separates=(Party.EQUIPMENT, Party.POWER),
                    duration_s=86400,
                ),
            ),
        ),
        evidence,
    )


def beyond_the_office() -> tuple[Verdict, Evidence]:
    """Path data alone: no modem was read."""
    outages = outages_at(2.1, 9.9, length_s=300)
    seen = [*ladder(SITE.rungs, 24 * 60, outages, failing_from=1), *surroundings()]
    evidence = Evidence(SITE, Case(complaint=Complaint.DEAD), seen)
    remaining = (Party.LINE, Party.EQUIPMENT, Party.PREMISES, Party.PROVIDER)
    return (
        blank(
            evidence,
            complaint="dead",
            remaining=remaining,
            reason="The router answered throughout and nothing beyond it did; the modem could not be read.",
            parties=tuple(
                PartyStanding(
                    party=each,
                    standing=Standing.INSUFFICIENT,
                    minutes_min=0,
                    minutes_max=10.1,
                    speaks_against=(LAN_CLEAR,) if each is Party.PREMISES else (),
                    missing=("a reading of the modem",),
                )
                for each in remaining
            ),
            incidents=tuple(
                Judged(
                    incident=incident(index, each, rung="modem", nearest_good="router"),
                    party=None,
                    fault=None,
                    standing=Standing.INSUFFICIENT,
                    remaining=remaining,
                )
                for index, each in enumerate(outages, 1)
            ),
            next_tests=(replace(LINE_TEST, id="read", what="Read the modem's status page once", duration_s=60),),
        ),
        evidence,
    )
