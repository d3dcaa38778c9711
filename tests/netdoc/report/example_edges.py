"""Reports that are hard to print: nothing measured, many incidents, long names, hostile texts."""

from __future__ import annotations

from array import array
from dataclasses import replace
from datetime import timedelta

from netdoc.model.arm import Arm, Changed, SilenceOutcome, SilenceTest
from netdoc.model.capture import Capture
from netdoc.model.case import Case, Complaint
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_log import DeviceLog, LogEvent, LogLine
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.echo_block import LOST, EchoBlock, EchoSeries
from netdoc.model.facts.link_state import LinkKind, LinkState
from netdoc.model.facts.power_state import PowerState
from netdoc.model.facts.step import Step
from netdoc.model.facts.testimony import Testimony, Witness
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing, Finding
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.segment import Party
from netdoc.model.site import Contract, Site
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
    RUNGS,
    SITE,
    START,
    at,
    blank,
    digest_of,
    incident,
    ladder,
    modem_day,
    surroundings,
)
from tests.netdoc.report.example_verdicts import line_remaining


def no_fault() -> tuple[Verdict, Evidence]:
    """A clean day without a complaint; one gateway that never answers a ping."""
    seen = [*ladder(SITE.rungs[1:], 24 * 60, failing_from=9), *modem_day([]), *surroundings()]
    for minute in range(24 * 60):
        start = START + timedelta(minutes=minute)
        deaf = EchoSeries(rung="router", target="192.168.1.1", rtt_us=array("i", [LOST] * 60))
        seen.append(Seen("host", start, EchoBlock(start=start, series=(deaf,)), None, Plane.PATH, "ladder/1"))
    evidence = Evidence(SITE, Case(), seen)
    clear = [
        PartyStanding(party=each, standing=Standing.CLEARED, minutes_min=0, minutes_max=0, speaks_against=(LAN_CLEAR,))
        for each in (Party.PREMISES, Party.LINE, Party.PROVIDER)
    ]
    return (
        blank(
            evidence,
            conclusion=Conclusion.NO_FAULT,
            standing=Standing.CLEARED,
            reason="Every step answered in the whole period.",
            parties=tuple(clear),
            coverage=1.0,
        ),
        evidence,
    )


def no_network() -> tuple[Verdict, Evidence]:
    """An empty namespace: no interface but loopback."""
    site = Site(id="nowhere", limitations=("There is no site file: everything was discovered.",))
    link = LinkState(interface="", link=LinkKind.NONE)
    seen: list[Observation] = [
        Seen("host", START, link, digest_of("link"), Plane.HOST, "link/1"),
        Gap("router", START, START, "WanSession", "there is no network interface", "plug in a cable"),
        Missed("resolver", START, "DnsLookup", "unreachable"),
    ]
    evidence = Evidence(site, Case(complaint=Complaint.DEAD), seen)
    verdict = blank(
        evidence,
        window_end=START,
        complaint="dead",
        conclusion=Conclusion.INSUFFICIENT,
        reason="This computer has no network interface but loopback; nothing beyond it was measured.",
        coverage=0.0,
        clock_bound_s=None,
        gaps=(
            GapSpan(
                subject="router",
                start=START,
                end=START,
                what="WanSession",
                why="there is no network interface",
                hint="plug in a cable",
            ),
        ),
        next_tests=(
            NextTest(id="cable", what="Plug the computer into the router by cable", separates=(), duration_s=0),
        ),
    )
    return verdict, evidence


def nothing_at_all() -> tuple[Verdict, Evidence]:
    """An empty store."""
    evidence = Evidence(Site(id="empty"), Case(), [], until=START)
    return blank(evidence, window_end=START, coverage=0.0, clock_bound_s=None, rules_version=""), evidence


def sixty_incidents() -> tuple[Verdict, Evidence]:
    """A line that drops every 24 minutes."""
    return line_remaining([(at(0.2 + 0.39 * index), 30 + index) for index in range(60)])


def longest_names() -> tuple[Verdict, Evidence]:
    """The longest plausible names, in letters as wide as they come."""
    wide = "WMWMW Mmmm "
    site = replace(
        SITE,
        id="a" * 40,
        name=(wide * 9)[:60],
        contract=Contract(
            isp=(wide * 9)[:60],
            telco=(wide * 9)[:60],
            product=(wide * 12)[:80],
            account="W" * 40,
            circuit="M" * 60,
            holder=(wide * 9)[:60],
            call_back=(wide * 9)[:60],
            rate_down_kbps=51200,
        ),
        rungs=tuple(replace(each, label=(wide * 9)[:60]) for each in RUNGS),
    )
    verdict, evidence = line_remaining(site=site)
    long = "a sentence that goes on and on about what the modem said in the incident and afterwards, " * 4
    parties = tuple(
        replace(
            each,
            speaks_for=tuple(replace(one, sentence=long) for one in each.speaks_for)
            or (replace(BOX_CLEAR, sentence=long),),
            speaks_against=(replace(LAN_CLEAR, sentence=long), replace(BOX_CLEAR, sentence=long)),
        )
        for each in (*verdict.parties, *_rest())
    )
    tests = (replace(LINE_TEST, what=long, who_agrees="WMWM Mmmm" * 5, disturbs="WMWM Mmmm" * 5),)
    return replace(verdict, site=site.id, reason=long, parties=parties, next_tests=tests), evidence


def _rest() -> tuple[PartyStanding, ...]:
    return tuple(
        PartyStanding(party=each, standing=Standing.INSUFFICIENT, minutes_min=0, minutes_max=0)
        for each in (Party.POWER, Party.FAR_END)
    )


HOSTILE = (
    "#strong[x] $y$ *b* \\#emph <script>alert(1)</script> &amp; \x1b[31mred\x1b[0m "
    "\u202egnp.exe\u202c nul\x00l א בגד https://evil.example/ \ue000 \U0001f600 e\u0301\u0301\u0301\u0301 \ud800"
)
"""Typst markup, HTML, ANSI, right-to-left, NUL, private use, emoji, stacked marks, a lone surrogate."""


def hostile(words: str = HOSTILE) -> tuple[Verdict, Evidence]:
    """Hostile text in every field that a device or a person can fill."""
    site = Site(
        id="h",
        name=words,
        rungs=tuple(replace(each, label=words) for each in RUNGS),
        contract=Contract(
            isp=words,
            telco=words,
            product=words,
            account=words,
            circuit=words,
            holder=words,
            call_back=words,
        ),
        time_zone="../../etc/passwd\x00",
        limitations=(words,),
    )
    finding = Finding(
        rule="LOOP01",
        fault=Fault.LOOP_NOISE,
        bearing=Bearing.BLAMES,
        sentence=words,
        incident="I-001",
        planes=frozenset({Plane.MODEM_BOX}),
        cites=(digest_of("hostile"),),
        missing=(words,),
    )
    line = DslLine(sync=False, status=words, mode=words, profile=words, last_retrain_reason=words, remarks=(words,))
    box = DeviceState(vendor=words, model=words, firmware=words, reboot_reason=words)
    seen: list[Observation] = [
        *ladder(site.rungs, 60),
        Seen("modem", at(0.1), line, digest_of("hostile"), Plane.MODEM_BOX, words),
        Seen("modem", at(0.1), box, digest_of("hostile"), Plane.MODEM_BOX, words),
        Seen("host", at(0.2), Step(did=words, who=words, power_cycled=words), None, Plane.OPERATOR),
        Seen("host", at(0.2), Testimony(witness=Witness.ISP, says=words, ticket=words, person=words)),
        Seen(
            "modem",
            at(0.3),
            DeviceLog(lines=(LogLine(at=at(0.1), event=LogEvent.SYNC_LOST, text=words),), remarks=(words,)),
        ),
        Seen("ups", at(0.3), PowerState(last_transfer=words, status=words, remarks=(words,))),
        Gap(words, at(0), at(0.1), words, words, words),
        Missed(words, at(0), words, words, words),
    ]
    evidence = Evidence(site, Case(note=words), seen)
    judged = Judged(
        incident=incident(1, (at(0.1), 60), rung=words, detail=words),
        party=Party.LINE,
        fault=Fault.LOOP_NOISE,
        standing=Standing.INDICATED,
        remaining=(),
        findings=(finding,),
    )
    party = PartyStanding(
        party=Party.LINE,
        standing=Standing.INDICATED,
        minutes_min=1,
        minutes_max=1,
        speaks_for=(finding,),
        speaks_against=(finding,),
        missing=(words,),
    )
    return (
        blank(
            evidence,
            window_end=at(1),
            complaint=words,
            conclusion=Conclusion.FAULT,
            party=Party.LINE,
            fault=Fault.LOOP_NOISE,
            standing=Standing.INDICATED,
            headline=words,
            reason=words,
            parties=(party,),
            incidents=(judged,),
            discarded=(Discarded(rung=words, start=at(0), end=at(0.1), samples=3, why=words),),
            gaps=(GapSpan(subject=words, start=at(0), end=at(0.1), what=words, why=words, hint=words),),
            next_tests=(
                NextTest(
                    id="x",
                    what=words,
                    separates=(Party.LINE,),
                    duration_s=60,
                    who_agrees=words,
                    disturbs=words,
                    command=words,
                    pass_mark=words,
                    shows=(words,),
                ),
            ),
            arms=(
                Arm(id="A-1", start=at(0), end=at(0.2), words=words, watched_s=600, drops=("I-001",)),
                Arm(id="A-2", start=at(0.2), end=at(1), words=words, watched_s=600, modem=words, adapter=words),
            ),
            silence_tests=(
                SilenceTest(
                    arm="A-2",
                    against="A-1",
                    changed=(Changed.MODEM,),
                    drops_before=1,
                    watched_before_s=600,
                    needed_s=11_400,
                    silent_s=600,
                    drops=0,
                    outcome=SilenceOutcome.RUNNING,
                    sentence=words,
                ),
            ),
            limitations=(words,),
            rules_version=words,
        ),
        evidence,
    )


def hostile_captures() -> dict[str, Capture]:
    """Return the capture that the hostile finding cites, its method hostile too."""
    held = Capture(b"hostile", START, HOSTILE, HOSTILE)
    return {held.digest: held}
