"""Clock evidence in a run: asked at the start, hourly and at the end, never in the way, and told by verify."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from netdoc import discover
from netdoc.app.assemble import assemble
from netdoc.app.case_files import case_file, sealed, write_redacted
from netdoc.app.cases import Question, answered_by, judge
from netdoc.app.check import check
from netdoc.app.lanes import questions
from netdoc.app.measuring import Talk, measure
from netdoc.app.paths import place_of
from netdoc.app.plan import FULL, QUICK, SLOT, WATCH, Plan, plan_for
from netdoc.app.verifying import verify
from netdoc.evidence.checks import Check, Outcome
from netdoc.model.capture import Capture
from netdoc.model.evidence import Evidence
from netdoc.model.facts.clock_offset import ClockOffset, ClockSource
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from netdoc.ports import Clock
from netdoc.store.store import Store
from netdoc.store.tail import UNWATCHED, last_asked
from probes.wire.times import SystemTimes
from tests.emulated.sntp_server import Answer, Manner, silent, sntp_server, well_mannered
from tests.netdoc.app.replay import START, World, office
from tests.netdoc.store.ladder_blocks import START as LADDER
from tests.netdoc.store.ladder_blocks import FixedClock, ladder_blocks
from tests.probes.test_clock_offset import sntp_note


@contextmanager
def three(*manners: Manner) -> Iterator[list[str]]:
    """Serve on three loopback addresses and yield what to write into the site file."""
    with ExitStack() as held:
        hosts = [f"127.0.0.{number}" for number in range(1, len(manners) + 1)]
        yield [
            f"{host}:{held.enter_context(sntp_server(each, host)).port}"
            for host, each in zip(hosts, manners, strict=True)
        ]


def checked(root: Path, world: World, servers: Sequence[str], length_s: float = 3.0) -> tuple[Evidence, float]:
    place = place_of("here", root)
    place.site_file.parent.mkdir(parents=True)
    place.site_file.write_text(f"[clock]\nservers = {json.dumps(list(servers))}\n", encoding="utf-8")
    ports = replace(world.ports(), times=SystemTimes(world.clock))
    began = time.monotonic()
    _, evidence = check(place, ports, Plan(profile=QUICK, ladder_s=length_s))
    return evidence, time.monotonic() - began


@pytest.mark.slow
def test_a_check_compares_the_clock_with_the_sites_servers_and_tells_who_is_wrong(tmp_path: Path) -> None:
    world = office()
    apart_s = world.clock.now().timestamp() - time.time()
    ahead = [Answer(ahead_s=apart_s - each) for each in (3.2, 3.2, -40.0)]

    with three(*map(well_mannered, ahead)) as servers:
        evidence, _ = checked(tmp_path, world, servers)

    polls = evidence.clock.polls
    assert polls and all(len(each.heard) == 3 for each in polls)
    for each in polls:
        assert each.span is not None and abs(each.span.low_s - 3.2) < 0.3 and abs(each.span.high_s - 3.2) < 0.3
        assert [one.fact.server for one in each.contradicted] == [servers[2]]
    assert evidence.clock_bound_s == pytest.approx(3.2, abs=0.3)


@pytest.mark.slow
def test_time_servers_that_are_silent_do_not_lengthen_a_check(tmp_path: Path) -> None:
    with three(silent, silent, silent) as servers:
        evidence, took_s = checked(tmp_path, office(), servers, 4.0)

    missed = [each for each in evidence.missed if each.what == "ClockOffset"]
    assert len(missed) >= 3 and {each.failure for each in missed} == {"timeout"}
    assert took_s < 4.0 + 3.5
    assert evidence.clock_bound_s is None


@dataclass
class Counted:
    """`ports.Times`: one good server, and when it was asked."""

    clock: Clock
    asked: list[float] = field(default_factory=list)

    async def sntp(self, server: str, *, port: int = 123, timeout_s: float) -> Capture:
        self.asked.append(time.monotonic())
        return Capture(json.dumps(sntp_note()).encode(), self.clock.now(), server, f"sntp: {server}")

    async def http_date(self, host: str, port: int, *, tls: bool, name: str = "", timeout_s: float) -> Capture:
        raise AssertionError("a time server answered")


def run(
    folder: Path, plan: Plan, before: Sequence[Observation] = (), stop_after_s: float | None = None
) -> tuple[Counted, float]:
    """Measure with a site that names one time server; return what it was asked, and how long stopping took."""
    world = office()
    times = Counted(world.clock)
    site = replace(assemble("here", None, None), time_servers=("ntp.example.net",))
    stopped_s = 0.0

    async def whole(store: Store) -> None:
        nonlocal stopped_s
        stop = asyncio.Event()
        measuring = asyncio.ensure_future(
            measure(site, replace(world.ports(), times=times), store, plan, Talk(), stop=stop)
        )
        if stop_after_s is not None:
            await asyncio.sleep(stop_after_s)
            stopped_s = time.monotonic()
            stop.set()
        await measuring
        stopped_s = time.monotonic() - stopped_s

    with Store.open(folder / "store.sqlite", clock=world.clock) as store:
        store.put_site(site)
        store.put(before)
        asyncio.run(whole(store))
    return times, stopped_s


def compared(ago: timedelta) -> Seen[ClockOffset]:
    fact = ClockOffset(source=ClockSource.SNTP, server="ntp.example.net", offset_s=0.0, bound_s=0.01)
    return Seen("host", START - ago, fact, None, Plane.PATH, "clock_offset/1")


def unwatched(ago: timedelta) -> Gap:
    start = START - ago
    return Gap(
        "ladder", start, start + timedelta(minutes=2), "EchoBlock", "netdoc was not running", reader="schedule/1"
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "times"),
    [
        ((), 1),
        ((compared(timedelta(minutes=50)),), 0),
        ((compared(timedelta(minutes=56)),), 1),
        ((compared(timedelta(minutes=50)), unwatched(timedelta(minutes=20))), 1),
        ((unwatched(timedelta(minutes=54)), compared(timedelta(minutes=50))), 0),
    ],
    ids=["first", "within the hour", "an hour ago", "not watched since", "not watched before"],
)
def test_slots_compare_the_clock_once_an_hour_and_whenever_it_was_left_alone(
    tmp_path: Path, before: Sequence[Observation], times: int
) -> None:
    asked, _ = run(tmp_path, Plan(profile=SLOT, ladder_s=2.0), before)

    assert len(asked.asked) == times


@pytest.mark.slow
def test_a_watch_compares_the_clock_when_it_is_stopped_and_stops_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    probe = discover.probes()["clock_offset"]
    probes = {**discover.probes(), "clock_offset": replace(probe, min_interval_s=1.0)}
    monkeypatch.setattr("netdoc.app.light.discover.probes", lambda: probes)

    asked, stopping_s = run(tmp_path, Plan(profile=WATCH, ladder_s=None), stop_after_s=3.0)

    assert len(asked.asked) == 2
    assert stopping_s < 2.5


@pytest.mark.slow
def test_a_watch_that_has_only_just_compared_its_clock_does_not_ask_again(tmp_path: Path) -> None:
    asked, _ = run(tmp_path, Plan(profile=WATCH, ladder_s=3.0))

    assert len(asked.asked) == 1


def test_a_check_compares_at_both_ends_and_what_runs_by_itself_hourly() -> None:
    for profile, least_s in ((FULL, 60.0), (QUICK, 60.0), (SLOT, 3300.0), (WATCH, 3300.0)):
        asked = {each.id: each for each in questions(Site(id="here"), plan_for(profile, None), discover.probes(), {})}
        question = asked["clock_offset"]
        assert (question.period_s, question.least_s, question.closing) == (3600.0, least_s, True)


def test_the_end_of_a_store_tells_when_netdoc_last_began_to_run_again(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store.sqlite", clock=FixedClock()) as store:
        store.put_site(Site(id="here"))
        gap = unwatched(timedelta(minutes=20))
        store.put([compared(timedelta(minutes=30)), gap, replace(gap, subject="modem", end=START)])
        asked = last_asked(store, START - timedelta(hours=1))

    assert asked[UNWATCHED, "ladder"] == gap.end
    assert asked["clock_offset", "host"] == START - timedelta(minutes=30)


def offsets(*told: tuple[float, str]) -> list[Observation]:
    at = LADDER + timedelta(seconds=30)
    return [
        Seen(
            "host",
            at,
            ClockOffset(source=ClockSource.SNTP, server=server, offset_s=off_s, bound_s=0.05, stratum=2),
            None,
            Plane.PATH,
            "clock_offset/1",
        )
        for off_s, server in told
    ]


def both_cases(folder: Path, observed: Sequence[Observation]) -> tuple[list[Check], list[Check]]:
    """Return what verify says of the office's own case file and of the one that leaves the house."""
    path, full, redacted = folder / "store.sqlite", folder / "full.ndcase", folder / "redacted.ndcase"
    with Store.open(path, clock=FixedClock()) as store:
        store.put_site(Site(id="here"))
        store.put([*ladder_blocks(3, slow_rungs=5), *observed])
    with sealed(path, FixedClock()) as (opened, made):
        asked = Question().fixed(opened)
        evidence = answered_by(opened, asked)
        verdict = judge(evidence)
        full.write_bytes(b"".join(case_file(opened, made, asked, verdict)))
        assert write_redacted(opened, made, asked, verdict, evidence, redacted)
    return verify(full), verify(redacted)


def clock_of(checks: list[Check]) -> Check:
    assert {each.name: each.outcome for each in checks}["verdict"] is Outcome.HOLDS, checks
    (found,) = (each for each in checks if each.name == "clock")
    return found


def test_verify_tells_the_clocks_error_by_the_records_in_both_copies(tmp_path: Path) -> None:
    # the office's own server has another name in the copy that leaves the house, and counts all the same
    told = offsets((3.2, "ntp1.example.net"), (3.21, "192.168.7.1"), (3.19, "192.168.7.2"))

    for checks in both_cases(tmp_path, told):
        found = clock_of(checks)
        assert found.outcome is Outcome.HOLDS
        assert found.text.startswith("by the records: off by +3.20")
        assert found.text.endswith("s: netdoc's clock is fast (3 time servers)")


def test_verify_says_what_is_not_known_of_the_clock(tmp_path: Path) -> None:
    for checks in both_cases(tmp_path, offsets((3.2, "ntp1.example.net"), (0.0, "ntp2.example.net"))):
        found = clock_of(checks)
        assert found.outcome is Outcome.REMARK
        assert "the clock's error is not known" in found.text


def test_a_question_that_nobody_answered_is_no_comparison(tmp_path: Path) -> None:
    missed = Missed("host", START, "ClockOffset", "timeout", "ntp1.example.net did not answer", reader="clock_offset/1")

    assert "not known" in clock_of(both_cases(tmp_path, [missed])[0]).text
