"""Tests performed: what was asked, by which reader and version, how often, with what result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from netdoc.model.capture import Capture
from netdoc.model.facts.baseline import Baseline
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.facts.link_state import LinkState
from netdoc.model.facts.silence_plan import SilencePlan
from netdoc.model.facts.step import Step
from netdoc.model.facts.testimony import Testimony
from netdoc.model.facts.transfer import Transfer
from netdoc.model.observation import Gap, Observation, Seen, all_captured, told_capture
from netdoc.plugin import Section
from netdoc.report.box_logs import read_tables
from netdoc.report.document import Align, Block, Column, Heading, KeyValues, Paragraph, Table
from netdoc.report.ladder_counts import ordered_rungs, totals
from netdoc.report.view import View
from netdoc.report.words import (
    FACT_WORDS,
    NBSP,
    count,
    duration,
    joined,
    kilobits,
    milliseconds,
    percent,
    rung_words,
    share,
    wilson,
)

_NOT_TESTS = (Baseline, EchoBlock, SilencePlan, Step, Testimony)


@dataclass(slots=True)
class _Asked:
    answered: int = 0
    missed: int = 0
    gaps: int = 0
    captured: bool = False
    times: list[datetime] = field(default_factory=list)
    methods: dict[str, None] = field(default_factory=dict)


def write(view: View) -> Sequence[Block]:
    """Return the host, the ladder's figures, every other test, logs and power, and the throughput runs."""
    blocks: list[Block] = [Heading(text="Tests performed")]
    host = _host(view)
    if host:
        blocks += [Heading(text="Measuring computer", level=2), KeyValues(pairs=tuple(host))]
    blocks += _ladder(view)
    blocks += _others(view)
    blocks += read_tables(view)
    blocks += _transfers(view)
    if len(blocks) == 1:
        blocks.append(Paragraph(text="No test was performed."))
    return blocks


def _host(view: View) -> list[tuple[str, str]]:
    links = view.evidence.readings(LinkState)
    if not links:
        return []
    link = links[-1].fact
    duplex = {True: ", full duplex", False: ", half duplex", None: ""}[link.full_duplex]
    speed = f"{link.speed_mbps}{NBSP}Mbit/s{duplex}" if link.speed_mbps else "speed not read"
    carrier = {True: "carrier present", False: "no carrier", None: "carrier not read"}[link.carrier]
    attached = f"{link.link.value}, {carrier}, {speed}" if link.interface else "no network interface but loopback"
    pairs = [("Attached by", attached)]
    if link.rx_errors is not None and link.tx_errors is not None:
        pairs.append(
            ("Damaged frames", f"{count(link.rx_errors)} received, {count(link.tx_errors)} sent, since it came up")
        )
    if link.address:
        pairs.append(("Own address", link.address))
    if link.interface:
        gateway = link.gateway or "none: no default route"
        pairs.append(("Gateway", gateway))
        pairs.append(("VPN", f"up ({link.vpn})" if link.vpn else "none up"))
    return pairs


def _ladder(view: View) -> list[Block]:
    ladder = view.evidence.ladder
    rows = []
    stamps: set[str] = set()
    for rung_id, rung in ordered_rungs(view.site, ladder):
        held = totals(ladder, rung_id)
        if held.sent == 0:
            continue
        stamps |= set(held.stamps)
        low, high = wilson(held.lost, held.sent)
        rows.append(
            (
                rung_words(rung, rung_id),
                rung.address if rung else "not in the site file",
                joined(
                    [each.replace("icmp", "ICMP echo").replace("tcp:", "TCP port ") for each in held.methods], "and"
                ),
                f"{rung.period_s:g}{NBSP}s" if rung else "not stated",
                share(held.lost, held.sent),
                f"{percent(low)} to {percent(high)}",
                milliseconds(held.median_us) if held.median_us is not None else "no answer",
                milliseconds(held.p95_us) if held.p95_us is not None else "no answer",
            )
        )
    if not rows:
        return []
    columns = (
        Column(title="Step", width=2.4),
        Column(title="Address", width=2.0),
        Column(title="Method", width=1.3),
        Column(title="Every", width=0.8, align=Align.RIGHT),
        Column(title="Lost", width=2.0, align=Align.RIGHT),
        Column(title="95 % interval", width=1.6, align=Align.RIGHT),
        Column(title="Median", width=1.2, align=Align.RIGHT),
        Column(title="95th", width=1.2, align=Align.RIGHT),
    )
    return [
        Heading(text="Path samples (the ladder), while netdoc itself put no load on the line", level=2),
        Table(caption="Round trips and loss by step, nearest first", columns=columns, rows=tuple(rows)),
        Paragraph(
            text=f"Sent on a clock, in blocks of 60 s; time stamps taken by: {joined(sorted(stamps), 'and')}. "
            "Lost: not answered by the target. Median and 95th percentile are of those answered. Interval after "
            "Wilson, as if losses were independent; losses in bursts make it wider.",
            small=True,
        ),
    ]


def _others(view: View) -> list[Block]:
    asked: dict[tuple[str, str, str], _Asked] = {}
    for each in view.evidence.observations:
        if isinstance(each, Seen) and isinstance(each.fact, _NOT_TESTS):
            continue
        kind = each.fact.KIND if isinstance(each, Seen) else each.what
        held = asked.setdefault((each.reader, each.subject, kind), _Asked())
        held.times.append(each.at)
        if isinstance(each, Seen):
            held.answered += 1
        elif isinstance(each, Gap):
            held.gaps += 1
        else:
            held.missed += 1
        held.captured |= all_captured([each]) if isinstance(each, Seen) else each.capture is not None
        capture = _capture(view, each, first=len(held.times) == 1)
        if capture is not None and len(held.methods) < 3:
            held.methods[capture.method] = None
    if not asked:
        return []
    columns = (
        Column(title="Asked", width=2.4),
        Column(title="For", width=2.4),
        Column(title="Method", width=3.2),
        Column(title="Reader/version", width=2.0),
        Column(title="Answered", width=1.2, align=Align.RIGHT),
        Column(title="When, local", width=2.8),
    )
    rows = tuple(
        (
            rung_words(view.site.rung(subject), subject),
            FACT_WORDS.get(kind, kind),
            _methods(held),
            reader or "not stated",
            _answered(held),
            view.times.span(min(held.times), max(held.times))
            if len(held.times) > 1
            else view.times.stamp(held.times[0]),
        )
        for (reader, subject, kind), held in sorted(
            asked.items(), key=lambda each: (each[0][2], each[0][1], each[0][0])
        )
    )
    return [
        Heading(text="Other tests", level=2),
        Table(caption="What was asked, of whom, how often", columns=columns, rows=rows),
        Paragraph(
            text="«Gap» counts questions that this computer could not ask or whose answer it could not read; "
            "they say nothing about the network.",
            small=True,
        ),
    ]


def _capture(view: View, observation: Observation, *, first: bool) -> Capture | None:
    """Return the bytes it was read of, where the report holds them: those cited, and the first of each question."""
    # working out the digests of a month's captures takes longer than all the rest of the report
    told = told_capture(observation) if isinstance(observation, Seen) and not first else observation.capture
    return view.captures.get(told) if told else None


def _methods(held: _Asked) -> str:
    if held.methods:
        return "; ".join(held.methods)
    return "as its reader asks" if held.captured else "entered without a capture"


def _answered(held: _Asked) -> str:
    asked = held.answered + held.missed
    words = [f"{count(held.answered)} of {count(asked)}"] if asked else []
    if held.gaps:
        words.append(f"{count(held.gaps)}{NBSP}gap{'s' if held.gaps > 1 else ''}")
    return ", ".join(words)


def _transfers(view: View) -> list[Block]:
    runs = view.evidence.readings(Transfer)
    if not runs:
        return []
    columns = (
        Column(title="Time, local", width=2.2),
        Column(title="Direction", width=1.1),
        Column(title="Payload rate", width=1.8, align=Align.RIGHT),
        Column(title="Method", width=1.4),
        Column(title="Server", width=3.4),
        Column(title="Counted for", width=1.4, align=Align.RIGHT),
    )
    rows = tuple(
        (
            view.times.stamp(each.at),
            each.fact.direction,
            kilobits(each.fact.rate_kbps),
            each.fact.method,
            each.fact.server,
            duration(each.fact.duration_s) if each.fact.duration_s is not None else "not stated",
        )
        for each in runs[-view.most(40) :]
    )
    return [Heading(text="Throughput", level=2), Table(caption="Payload moved", columns=columns, rows=rows)]


SECTION = Section(id="tests_performed", place=50, write=write)
