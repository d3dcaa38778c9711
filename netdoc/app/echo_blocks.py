"""The block in hand: samples as they are taken, packed into a fact once nothing in it can change."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from netdoc.app.pace import Pace
from netdoc.model.facts.echo_block import LOST, NOT_SENT, EchoBlock, EchoSeries
from netdoc.model.observation import Gap
from netdoc.ports import EchoTarget

READER = "ladder/1"
LATE_TOLD_US = 2_000
"""Slots served later than this are listed in `late_us`."""

MeasuredBy = Callable[[EchoTarget], tuple[str, str]]


@dataclass(slots=True)
class Sample:
    """One slot. `value` is None while the answer is awaited."""

    due_ns: int
    value: int | None = None
    sent_ns: int | None = None
    answered_ns: int | None = None
    late_us: int = 0
    unreachable_by: str | None = None
    why: str = ""
    """Why we could not ask; empty for our own stall."""
    hint: str = ""

    def void(self, why: str = "", hint: str = "") -> None:
        """Make it a sample that says nothing about the network."""
        self.value, self.late_us, self.unreachable_by = NOT_SENT, 0, None
        self.why, self.hint = why, hint


@dataclass(slots=True)
class _Run:
    pace: Pace
    loaded: bool
    samples: list[Sample]


@dataclass(slots=True)
class OpenBlock:
    """Sixty seconds of runs. A run ends where the line begins or ceases to be loaded by netdoc."""

    start: datetime
    start_ns: int
    end_ns: int
    runs: list[_Run] = field(default_factory=list)
    _latest: dict[str, _Run] = field(default_factory=dict)

    def add(self, pace: Pace, sample: Sample, *, loaded: bool) -> None:
        """Append the next slot of a rung."""
        run = self._latest.get(pace.target.rung)
        if run is None or run.loaded != loaded:
            run = self._latest[pace.target.rung] = _Run(pace, loaded, [])
            self.runs.append(run)
        run.samples.append(sample)

    def awaiting(self, sent_after_ns: int) -> bool:
        """Tell whether an answer sent for after this instant is still awaited."""
        return any(
            each.value is None and each.sent_ns is not None and each.sent_ns > sent_after_ns
            for run in self.runs
            for each in run.samples
        )

    def cut(self, at_ns: int, listen_ns: int) -> None:
        """End the block before its time: time is known to be true only until `at_ns`.

        Slots from then on are dropped. What was sent less than `listen_ns` before and not answered by then is void;
        what was sent earlier had its time, and is lost.
        """
        self.end_ns = min(self.end_ns, at_ns)
        for run in self.runs:
            for each in run.samples:
                had_its_time = each.sent_ns is not None and each.sent_ns + listen_ns <= at_ns
                if each.answered_ns is None and each.value is None and had_its_time:
                    continue
                if each.value != NOT_SENT and (each.answered_ns is None or each.answered_ns > at_ns):
                    each.void()
            run.samples = [each for each in run.samples if each.due_ns < self.end_ns]

    def pack(self, rungs: Sequence[str], measured_by: MeasuredBy) -> EchoBlock | None:
        """Return the block as a fact, in the order of `rungs`; None when it holds no sample.

        What is still unanswered is lost.
        """
        runs = sorted((each for each in self.runs if each.samples), key=lambda each: rungs.index(each.pace.target.rung))
        if not runs:
            return None
        return EchoBlock(
            start=self.start,
            duration_s=(self.end_ns - self.start_ns) / 1e9,
            series=tuple(self._series(each, measured_by) for each in runs),
        )

    def gaps(self) -> list[Gap]:
        """Return, per rung, the stretches in which we could not ask, each with its reason."""
        found: list[Gap] = []
        for run in self.runs:
            begun: Sample | None = None
            for place, each in enumerate(run.samples):
                begun = begun or (each if each.why else None)
                following = run.samples[place + 1].why if place + 1 < len(run.samples) else ""
                if begun is not None and following != begun.why:
                    end_ns = min(each.due_ns + run.pace.period_ns, self.end_ns)
                    found.append(self._gap(run.pace.target, begun, end_ns))
                    begun = None
        return found

    def _gap(self, target: EchoTarget, first: Sample, end_ns: int) -> Gap:
        why = f"{target.address} was not probed: {first.why}"
        start, end = self._wall(first.due_ns), self._wall(end_ns)
        return Gap(target.rung, start, end, EchoBlock.KIND, why, hint=first.hint, reader=READER)

    def _wall(self, at_ns: int) -> datetime:
        return self.start + timedelta(microseconds=(at_ns - self.start_ns) // 1000)

    def _series(self, run: _Run, measured_by: MeasuredBy) -> EchoSeries:
        method, stamp = measured_by(run.pace.target)
        return EchoSeries(
            rung=run.pace.target.rung,
            target=run.pace.target.address,
            method=method,
            stamp=stamp,
            loaded=run.loaded,
            first_offset_us=(run.samples[0].due_ns - self.start_ns) // 1000,
            period_us=run.pace.period_ns // 1000,
            rtt_us=array("i", [LOST if each.value is None else each.value for each in run.samples]),
            late_us=tuple((k, each.late_us) for k, each in enumerate(run.samples) if each.late_us >= LATE_TOLD_US),
            unreachable_by=tuple(
                (k, each.unreachable_by) for k, each in enumerate(run.samples) if each.unreachable_by is not None
            ),
        )
