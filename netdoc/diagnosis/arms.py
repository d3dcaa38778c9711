"""Arms of the timeline: stretches in one arrangement of socket, modem, adapter, filters and UPS."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from netdoc.diagnosis.incidents import find_incidents
from netdoc.diagnosis.silence import Outlook, outlook
from netdoc.model.arm import Arm, Changed
from netdoc.model.evidence import Evidence
from netdoc.model.facts.silence_plan import SilencePlan
from netdoc.model.facts.step import Socket, Step
from netdoc.model.incident import Incident, IncidentKind, Zone


@dataclass(frozen=True, slots=True)
class _Held:
    socket: Socket | None = None
    modem: str | None = None
    modem_proven: bool = False
    adapter: str | None = None
    filters_off: bool | None = None
    behind_ups: bool | None = None

    def then(self, step: Step) -> _Held:
        said = {
            name: getattr(step, name)
            for name in ("socket", "modem", "modem_proven", "adapter", "filters_off", "behind_ups")
            if getattr(step, name) is not None
        }
        if step.modem is not None and step.modem != self.modem:
            said.setdefault("modem_proven", False)
        return replace(self, **said)


def arms(evidence: Evidence) -> tuple[Arm, ...]:
    """Return the arms in time order; the last one is the current arm."""
    incidents = find_incidents(evidence)[0]
    edges = [(evidence.start, _Held())]
    for step in evidence.readings(Step):
        held = edges[-1][1].then(step.fact)
        if held == edges[-1][1]:
            continue
        if step.at <= edges[-1][0]:
            edges.pop()
        edges.append((step.at, held))
    ends = [*(start for start, _ in edges[1:]), evidence.end]
    return tuple(
        _arm(evidence, incidents, f"A-{number}", start, max(start, end), held)
        for number, ((start, held), end) in enumerate(zip(edges, ends, strict=True), 1)
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """What a change made now could show: the plan to store with the step, and the outlook."""

    plan: SilencePlan | None
    outlook: Outlook


def offer(evidence: Evidence, change: Changed) -> Offer:
    """Return what a change of the present arrangement could show, and the silence to fix before it is made."""
    del change
    arm = arms(evidence)[-1]
    shown = outlook(len(arm.drops), arm.watched_s)
    if shown.needed_s is None:
        return Offer(None, shown)
    drops = [each for each in find_incidents(evidence)[0] if each.id in arm.drops]
    plan = SilencePlan(
        drops_before=len(drops), watched_before_s=round(arm.watched_s), needed_s=int(shown.needed_s) + 1,
        hours=tuple(sorted({each.start.hour for each in drops})),
    )  # fmt: skip
    return Offer(plan, shown)


def _arm(
    evidence: Evidence, incidents: tuple[Incident, ...], name: str, start: datetime, end: datetime, held: _Held
) -> Arm:
    drops = tuple(
        each.id
        for each in incidents
        if each.kind is IncidentKind.OUTAGE
        and each.zone in (Zone.MIDDLE, Zone.ANY)
        and start <= each.start
        and (each.end <= end or end == evidence.end)
    )
    return Arm(
        id=name, start=start, end=end, words=held.modem or "as found", watched_s=_watched_s(evidence, start, end),
        drops=drops, socket=held.socket, modem=held.modem, modem_proven=held.modem_proven, adapter=held.adapter,
        filters_off=held.filters_off, behind_ups=held.behind_ups,
    )  # fmt: skip


def _watched_s(evidence: Evidence, start: datetime, end: datetime) -> float:
    seconds = 0.0
    for block in evidence.ladder.blocks_within(start, end):
        block_end = block.start + timedelta(seconds=block.duration_s)
        seconds += max(0.0, (min(end, block_end) - max(start, block.start)).total_seconds())
    return seconds
