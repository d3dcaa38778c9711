"""Whatever happens to a probe becomes a Seen, a Missed or a Gap."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import pytest

from netdoc.app.asking import Answers, ask
from netdoc.errors import CannotMeasure, NotAnswered, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.clock_reading import ClockReading
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports
from tests.netdoc.app.replay import World

SITE = Site(id="here")
PAGE = Capture(b"page", World().clock.now(), "router", "test")


def a_probe(
    collect: Callable[[Site, Ports], object], read: Callable[[Site, Sequence[Capture]], Sequence[Observation]]
) -> Probe:
    return Probe(
        id="testing",
        title="A test",
        lane=Lane.LIGHT,
        reports=(ClockReading,),
        collect=collect,  # type: ignore[arg-type]
        read=read,
        version=3,
        subject="router",
        plane=Plane.ROUTER_BOX,
    )


async def answers(_: Site, __: Ports) -> Sequence[Capture]:
    return [PAGE]


def reads(_: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    return [Seen("host", captures[0].taken_at, ClockReading(synchronised=True), captures[0].digest)]


def raising(error: Exception) -> Callable[..., object]:
    async def collect(_: Site, __: Ports) -> Sequence[Capture]:
        raise error

    return collect


def unreadable(_: Site, __: Sequence[Capture]) -> Sequence[Observation]:
    raise UnreadableCapture("not a page this reader knows", hint="record it")


def asked(probe: Probe, timeout_s: float = 5.0, told: list[Exception] | None = None) -> Answers:
    heard = [] if told is None else told
    return asyncio.run(ask(probe, SITE, World().ports(), timeout_s=timeout_s, unexpected=heard.append))


def test_an_answer_is_seen_and_signed_with_the_probes_name_and_version() -> None:
    found = asked(a_probe(answers, reads))

    assert found.captures == (PAGE,)
    assert [(type(each), each.reader) for each in found.observations] == [(Seen, "testing/3")]


def test_no_answer_is_evidence_about_the_network() -> None:
    (missed,) = asked(a_probe(raising(NotAnswered("silent", failure="refused")), reads)).observations

    assert isinstance(missed, Missed)
    assert (missed.subject, missed.what, missed.failure, missed.plane) == (
        "router",
        "ClockReading",
        "refused",
        Plane.ROUTER_BOX,
    )


def test_what_we_could_not_ask_is_a_gap_with_its_reason_and_what_to_do() -> None:
    (gap,) = asked(a_probe(raising(CannotMeasure("no right", hint="netdoc doctor")), reads)).observations

    assert isinstance(gap, Gap)
    assert (gap.why, gap.hint, gap.what) == ("no right", "netdoc doctor", "ClockReading")


def test_a_page_nobody_can_read_is_a_gap_and_its_bytes_are_kept() -> None:
    found = asked(a_probe(answers, unreadable))

    (gap,) = found.observations
    assert isinstance(gap, Gap)
    assert found.captures == (PAGE,)
    assert gap.capture == PAGE.digest


@pytest.mark.parametrize(
    "error", [ValueError("x" * 999), TimeoutError("socket"), KeyError("k")], ids=["value", "time-out", "key"]
)
def test_a_probe_that_breaks_is_a_gap_that_names_the_error_and_tells_the_developer(error: Exception) -> None:
    told: list[Exception] = []

    (gap,) = asked(a_probe(raising(error), reads), told=told).observations

    assert isinstance(gap, Gap)
    assert type(error).__name__ in gap.why
    assert len(gap.why) < 300
    assert told == [error]


def test_a_probe_that_overruns_its_time_is_a_gap() -> None:
    async def sleeps(_: Site, __: Ports) -> Sequence[Capture]:
        await asyncio.sleep(30)
        return []

    (gap,) = asked(a_probe(sleeps, reads), timeout_s=0.05).observations

    assert isinstance(gap, Gap)
    assert "longer than" in gap.why
