"""Trace the path to the first two anchors: the end-to-end series decides, the hops only locate.

A router that answers some of our probes and forwards all of them is limiting its answers, not losing
packets; a router that answers none is no evidence at all. So each router is asked once a second at
most, and beside it the target itself is asked in the same flow. The second anchor is a shorter control:
where both paths end alike, the far end is not to blame.

Capture: JSON lines, as `ports.Trace` gives them (described in `probes/wire/trace.py`).
"""

from __future__ import annotations

import json
import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture
from netdoc.model.facts.path_trace import Hop, PathTrace
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import RungKind, Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports
from probes._reading import reading

FORM = "path/1"
MAX_TTL = 30


@dataclass(frozen=True, slots=True)
class _Plan:
    rounds: int
    end_probes: int
    timeout_s: float


PLANS = (_Plan(10, 50, 12.0), _Plan(5, 25, 7.0))
"""For the first anchor and for the control. One after the other: their first routers are the same boxes."""


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Trace to the first two anchors, one after the other.

    Raises:
        CannotMeasure: the site has no anchor, or none could be traced.
    """
    anchors = [each.address for each in site.rungs if each.kind is RungKind.ANCHOR]
    if not anchors:
        raise CannotMeasure("no anchor is known to trace to", hint="name one in the site file, under [[anchor]]")
    captures: list[Capture] = []
    failed: list[CannotMeasure] = []
    for address, plan in zip(anchors, PLANS, strict=False):
        try:
            captures.append(
                await ports.trace.trace(
                    address,
                    max_ttl=MAX_TTL,
                    rounds=plan.rounds,
                    end_probes=plan.end_probes,
                    timeout_s=plan.timeout_s,
                )
            )
        except CannotMeasure as ours:
            failed.append(ours)
            note = {"netdoc": FORM, "target": address, "not_asked": ours.message, "hint": ours.hint}
            captures.append(Capture(json.dumps(note).encode(), ports.clock.now(), address, "trace"))
    if len(failed) == len(captures):
        raise failed[0]
    return captures


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return one trace per capture, filed under the target's rung (its address where it is no rung).

    Units: µs. A hop's `sent` counts what really left. Silence to a method that the target never answered
    in this trace (UDP and TCP, which firewalls drop) is not counted as end-to-end loss: `end_sent` is 0.

    Raises:
        UnreadableCapture: not this probe's form.
    """
    return [_read_one(site, each) for each in captures]


def _read_one(site: Site, capture: Capture) -> Observation:
    with reading("path"):
        lines = [json.loads(line) for line in capture.body.splitlines() if line.strip()]
        header, probes = lines[0], [_Line.of(each) for each in lines[1:] if each["kind"] in ("hop", "end")]
        if header["netdoc"] != FORM:
            raise ValueError(f"not a {FORM} capture")
        target = str(header["target"])
        rung = next((each.id for each in site.rungs if each.address == target), None)
        subject = rung or target
        if "not_asked" in header:
            at = capture.taken_at
            return Gap(
                subject, at, at, "PathTrace", str(header["not_asked"]), str(header.get("hint", "")), capture.digest
            )
        fact = _trace(header, probes, target, rung)
    return Seen(subject, capture.taken_at, fact, capture.digest, Plane.PATH)


@dataclass(frozen=True, slots=True)
class _Line:
    """One probe that left this computer, or None of it from `of` where it did not."""

    kind: str
    ttl: int
    left: bool
    by: str | None
    rtt_us: int | None

    @classmethod
    def of(cls, line: Any) -> _Line:
        by, rtt_us = line.get("by"), line.get("rtt_us")
        return cls(
            str(line["kind"]),
            int(line["ttl"]),
            "error" not in line,
            None if by is None else str(by),
            None if rtt_us is None else int(rtt_us),
        )


def _trace(header: dict[str, Any], probes: Sequence[_Line], target: str, rung: str | None) -> PathTrace:
    local, method = header.get("local"), str(header["method"])
    # Our own kernel answers «unreachable» when the gateway does not answer ARP: that is no hop.
    hops = [each for each in probes if each.kind == "hop" and each.left and (each.by != local or local == target)]
    ends = [each for each in probes if each.kind == "end" and each.left]
    answered = [each.rtt_us for each in ends if each.by == target and each.rtt_us is not None]
    counts = method == "icmp" or bool(answered)
    return PathTrace(
        target=target,
        rung=rung,
        method=method,
        hops=_hops(hops, target),
        reached=any(each.by == target for each in probes),
        end_sent=len(ends) if counts else 0,
        end_answered=len(answered),
        end_rtt_median_us=_median(answered),
    )


def _hops(probes: Sequence[_Line], target: str) -> tuple[Hop, ...]:
    by_ttl: dict[int, list[_Line]] = defaultdict(list)
    for each in probes:
        by_ttl[each.ttl].append(each)
    arrived = [each.ttl for each in probes if each.by == target]
    heard = [each.ttl for each in probes if each.by is not None]
    # Beyond the target everything is the target; beyond the last that answered there is nothing to tell.
    last = min(arrived) if arrived else max(heard, default=0)
    hops = [_hop(ttl, by_ttl[ttl]) for ttl in sorted(by_ttl) if ttl <= last]
    # A router that has no way on says «unreachable» to every probe that would have gone further.
    while not arrived and len(hops) > 1 and hops[-1].address in (None, hops[-2].address):
        hops.pop()
    return tuple(hops)


def _hop(ttl: int, probes: Sequence[_Line]) -> Hop:
    who = Counter(each.by for each in probes if each.by is not None)
    ranked = [address for address, _ in who.most_common()]
    return Hop(
        ttl=ttl,
        address=ranked[0] if ranked else None,
        sent=len(probes),
        answered=sum(who.values()),
        rtt_median_us=_median([each.rtt_us for each in probes if each.by is not None and each.rtt_us is not None]),
        others=tuple(ranked[1:]),
    )


def _median(values: Sequence[int]) -> int | None:
    return round(statistics.median(values)) if values else None


PROBE = Probe(
    id="path",
    title="Which way do packets take, and do they arrive at the end?",
    lane=Lane.LIGHT,
    reports=(PathTrace,),
    collect=collect,
    read=read,
    min_interval_s=60.0,
    subject="anchor",
)
