"""Slots as cron starts them, against a replayed office: what is stored, skipped, remembered and said."""

from __future__ import annotations

import errno
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from netdoc.app.cases import diagnose
from netdoc.app.locking import hold
from netdoc.app.measuring import Talk
from netdoc.app.paths import Place, place_of
from netdoc.app.slot import SlotOutcome, place_to_run, run_slot
from netdoc.diagnosis.watched import gap_spans
from netdoc.errors import BadInput, ConfigError, StoreError
from netdoc.model.facts.echo_block import NOT_SENT, EchoBlock
from netdoc.model.facts.link_state import LinkState
from netdoc.model.facts.run_note import RunEvent, RunNote
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.ports import EchoTarget, Ports
from netdoc.store.store import Store
from netdoc.store.tail import last_run
from tests.netdoc.app.replay import NO_NETWORK, ReplayEngine, World, office

SLOT = timedelta(seconds=290)


@dataclass
class Cut:
    """One slot that a signal ends."""

    outcome: SlotOutcome
    ended_s: float
    """Seconds from the signal to the end."""
    said: list[str] = field(default_factory=list)


class Counting(ReplayEngine):
    """Tells when a rung has been asked for the second time: then its first answer is in."""

    def __init__(self, world: World, rung: str, tell: Callable[[], None]) -> None:
        super().__init__(world)
        self._rung, self._tell, self._asked = rung, tell, 0

    def send(self, target: EchoTarget) -> int:
        self._asked += target.rung == self._rung
        if self._asked == 2:
            self._tell()
        return super().send(target)


class CountingEcho:
    def __init__(self, world: World, rung: str, tell: Callable[[], None]) -> None:
        self._made = lambda: Counting(world, rung, tell)

    def engines(self) -> Sequence[str]:
        return ("own",)

    def open(self, name: str, targets: Sequence[EchoTarget], interface: str | None = None) -> ReplayEngine:
        return self._made()


def slot(place: Place, world: World, *, until: str = "router", sign: signal.Signals = signal.SIGTERM) -> Cut:
    """Run a slot and end it by a signal, once a rung has answered: as cron's killer or a shutdown does."""
    return cut_after(place, world.ports(), 60.0, sign=sign, until=(world, until))


def cut_after(
    place: Place,
    ports: Ports,
    after_s: float,
    *,
    sign: signal.Signals = signal.SIGTERM,
    until: tuple[World, str] | None = None,
) -> Cut:
    """Run a slot and end it by a signal after so many seconds, or sooner."""
    sent: list[float] = []
    said: list[str] = []

    def kill() -> None:
        if not sent:
            sent.append(time.monotonic())
            os.kill(os.getpid(), sign)

    if until is not None:
        ports = Ports(**{**_fields(ports), "echo": CountingEcho(*until, kill)})
    timer = threading.Timer(after_s, kill)
    timer.start()
    try:
        outcome = run_slot(place, ports, SLOT, Talk(trouble=said.append))
    finally:
        timer.cancel()
    return Cut(outcome, time.monotonic() - sent[0], said)


def stored(place: Place) -> list[Observation]:
    with Store.open(place.store, create=False, read_only=True) as store:
        return store.observations()


def blocks(place: Place) -> list[EchoBlock]:
    return [each.fact for each in stored(place) if isinstance(each, Seen) and isinstance(each.fact, EchoBlock)]


def answered(place: Place) -> set[str]:
    return {each.rung for block in blocks(place) for each in block.series if max(each.rtt_us) >= 0}


def gaps(place: Place, subject: str = "ladder") -> list[str]:
    return [each.why for each in stored(place) if isinstance(each, Gap) and each.subject == subject]


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_a_slot_within_two_seconds_and_its_block_is_sealed(tmp_path: Path, sign: signal.Signals) -> None:
    place = place_of("here", tmp_path)

    cut = slot(place, office(), sign=sign)

    assert cut.outcome == SlotOutcome(stopped=True)
    assert cut.ended_s < 2.0
    assert cut.said == []
    assert "router" in answered(place)
    with Store.open(place.store, read_only=True) as store:
        assert store.site_id == "here"
        last = last_run(store)
        assert last is not None
        assert (last.command, last.ended) == ("run", True)


@pytest.mark.slow
def test_a_slot_begins_with_the_stored_site_and_asks_its_router_from_the_first_block(tmp_path: Path) -> None:
    place = place_of("here", tmp_path)
    slot(place, office())
    first = len(blocks(place))

    world = office()
    world.clock._start += timedelta(minutes=5)
    slot(place, world)

    rungs = [[each.rung for each in block.series] for block in blocks(place)]
    assert "router" not in rungs[0]  # nothing was known yet, and the anchors were asked meanwhile
    assert {"router", "first_hop", "resolver"} <= set(rungs[first])


@pytest.mark.slow
def test_an_outage_does_not_take_the_providers_first_hop_off_the_ladder(tmp_path: Path) -> None:
    place = place_of("here", tmp_path)
    slot(place, office())
    cut_off = office(echo_us={"192.168.7.1": 400}, resolvers={}, hops={"1.1.1.1": ("192.168.7.1",)})

    slot(place, cut_off)

    assert {each.rung for each in blocks(place)[-1].series} >= {"router", "first_hop"}
    with Store.open(place.store, read_only=True) as store:
        site = store.site()
        assert site is not None
        assert site.rung("first_hop") is not None


def test_a_run_that_overlaps_another_is_skipped_and_a_record_says_so(tmp_path: Path) -> None:
    place = place_of("here", tmp_path)
    world = office()
    with hold(place.store, "here", world.clock, "watch"):
        begun = time.monotonic()
        outcome = run_slot(place, world.ports(), SLOT, Talk())

    assert f"process {os.getpid()}" in outcome.skipped
    assert outcome.troubles == ()
    assert time.monotonic() - begun < 2.0
    (note,) = [each.fact for each in stored(place) if isinstance(each, Seen) and isinstance(each.fact, RunNote)]
    assert (note.event, note.command) == (RunEvent.SKIPPED, "watch")
    assert blocks(place) == []
    assert gaps(place) == []


@pytest.mark.slow
def test_a_killed_run_is_told_by_the_next_one(tmp_path: Path) -> None:
    place = place_of("here", tmp_path)
    slot(place, office())
    world = office()
    with Store.open(place.store, clock=world.clock) as store:
        store.begin_run("run")  # and never ended
    note = Path(f"{place.store}.lock.json")
    note.write_text(
        f'{{"pid": 999999999, "boot_id": "{world.clock.boot_id()}", "since": "2026-03-02T09:00:00Z",'
        f' "command": "run", "computer": "{os.uname().nodename}"}}',
        encoding="utf-8",
    )
    later = office()
    later.clock._start += timedelta(minutes=10)

    slot(place, later)

    assert any("cut short" in why for why in gaps(place))
    _, evidence = diagnose(place.store)
    assert len([each for each in gap_spans(evidence) if each.subject == "ladder"]) == 1  # recorded, not inferred too
    (broken,) = [each.fact for each in stored(place) if isinstance(each, Seen) and isinstance(each.fact, RunNote)]
    assert (broken.event, broken.pid) == (RunEvent.LOCK_BROKEN, 999999999)


class NoWayOut(ReplayEngine):
    """An engine on a computer without a network, until there is one."""

    def __init__(self, world: World, there: Callable[[], bool]) -> None:
        super().__init__(world)
        self._there = there

    def send(self, target: EchoTarget) -> int:
        if not self._there():
            raise OSError(errno.ENETUNREACH, "no route")
        return super().send(target)


class LateEcho:
    def __init__(self, world: World, there: Callable[[], bool]) -> None:
        self._world, self._there = world, there

    def engines(self) -> Sequence[str]:
        return ("own",)

    def open(self, name: str, targets: Sequence[EchoTarget], interface: str | None = None) -> ReplayEngine:
        return NoWayOut(self._world, self._there)


@pytest.mark.slow
def test_without_a_network_a_slot_goes_on_in_silence_and_says_in_gaps_why(tmp_path: Path) -> None:
    place = place_of("here", tmp_path)
    world = World(files=dict(NO_NETWORK))
    ports = world.ports()
    ports = Ports(**{**_fields(ports), "echo": LateEcho(world, lambda: False)})

    cut = cut_after(place, ports, 2.5)

    assert cut.outcome == SlotOutcome(stopped=True)
    assert cut.said == []
    assert all(value == NOT_SENT for block in blocks(place) for each in block.series for value in each.rtt_us)
    assert any("no route" in why for why in gaps(place, "anchor_1") + gaps(place, "anchor_2") + gaps(place, "anchor_3"))


@pytest.mark.slow
def test_a_network_that_appears_within_the_slot_is_looked_at_and_measured(tmp_path: Path) -> None:
    place = place_of("here", tmp_path)
    world, begun = office(), time.monotonic()
    wired, files = world.files, dict(NO_NETWORK)
    world.files = files
    ports = Ports(**{**_fields(world.ports()), "echo": LateEcho(world, lambda: time.monotonic() - begun > 2)})
    timer = threading.Timer(2.0, lambda: files.update(wired))
    timer.start()

    cut_after(place, ports, 13.0)

    assert {"router", "anchor_1"} <= answered(place)
    links = [each.fact for each in stored(place) if isinstance(each, Seen) and isinstance(each.fact, LinkState)]
    assert links[0].interface == ""
    assert links[-1].interface == "eth0"


def _fields(ports: Ports) -> dict[str, object]:
    return {name: getattr(ports, name) for name in Ports.__slots__}


@pytest.mark.slow
def test_a_site_file_that_went_wrong_is_said_once_and_the_stored_site_is_measured(tmp_path: Path) -> None:
    place = place_of("here", tmp_path)
    slot(place, office())
    place.site_file.write_text("nme = 1", encoding="utf-8")

    cut = slot(place, office())

    assert len(cut.said) == 1
    assert "nme" in cut.said[0]
    assert cut.outcome.troubles == tuple(cut.said)
    assert "router" in answered(place)


def test_a_wrong_site_file_without_a_stored_site_is_an_error(tmp_path: Path) -> None:
    place = place_of("here", tmp_path)
    place.site_file.parent.mkdir()
    place.site_file.write_text("nme = 1", encoding="utf-8")

    with pytest.raises(ConfigError, match="nme"):
        run_slot(place, office().ports(), SLOT, Talk())


def test_a_store_that_is_none_is_one_clear_error(tmp_path: Path) -> None:
    place = place_of("here", tmp_path)
    place.store.parent.mkdir()
    place.store.write_bytes(b"this is somebody's diary" * 10)

    with pytest.raises(StoreError, match="not a netdoc store"):
        run_slot(place, office().ports(), SLOT, Talk())


def test_the_site_of_a_run_is_the_one_named_or_the_only_one(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="none yet"):
        place_to_run(None, tmp_path)
    assert place_to_run("new", tmp_path).site_id == "new"
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "site.toml").write_text("", encoding="utf-8")
        if name == "one":
            assert place_to_run(None, tmp_path).site_id == "one"
    with pytest.raises(BadInput, match="one, two"):
        place_to_run(None, tmp_path)
