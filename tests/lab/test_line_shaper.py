"""One direction of the line: nothing appears, nothing vanishes unsaid, and time is what rate and delay make it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lab.line.conditions import DOWN
from tests.lab.line.frames import kind_of
from tests.lab.line.shaper import PathSettings, Shaper


@dataclass
class Wire:
    """A medium with a rate, an outage and frames that it takes by number."""

    bps: float = 8_000_000
    out: tuple[float, float] = (0.0, 0.0)
    takes: frozenset[int] = frozenset()
    sent: int = field(default=0)

    def blocked(self, at: float) -> str:
        return "no_showtime" if self.out[0] <= at < self.out[1] else ""

    def rate_bps(self, at: float, side: int) -> float:
        return 0.0 if self.blocked(at) else self.bps

    def fate(self, at: float, side: int) -> str:
        self.sent += 1
        return self.blocked(at) or ("random" if self.sent in self.takes else "")


def a_path(wire: Wire, **settings: float) -> Shaper:
    return Shaper(wire, DOWN, PathSettings(**settings), seed=1)  # type: ignore[arg-type]


def run_dry(shaper: Shaper, at: float = 0.0) -> list[tuple[float, bytes]]:
    """Run at each `next_at`, as a loop would, until the path is empty."""
    arrived = []
    while shaper.waiting:
        at = max(at, shaper.next_at)
        arrived += [(at, frame) for frame in shaper.run(at)]
    return arrived


def frame(number: int, size: int = 1000) -> bytes:
    return number.to_bytes(4, "big") + bytes(size - 4)


def test_a_frame_takes_its_serialisation_and_the_delay() -> None:
    shaper = a_path(Wire(), delay_ms=9)
    shaper.offer(5.0, frame(1))

    assert [at for at, _ in run_dry(shaper)] == [pytest.approx(5.0 + 0.001 + 0.009)]


def test_a_full_queue_delays_by_its_bytes_and_drops_the_tail() -> None:
    shaper = a_path(Wire(), delay_ms=0, queue_bytes=10_000)
    for number in range(15):
        shaper.offer(1.0, frame(number))
    arrived = run_dry(shaper, 1.0)

    assert [int.from_bytes(each[:4], "big") for _, each in arrived] == list(range(10))
    assert arrived[-1][0] == pytest.approx(1.0 + 10 * 0.001)
    assert shaper.counts.dropped == {"queue": 5}


def test_the_queue_empties_at_the_rate_also_when_nobody_runs_it() -> None:
    shaper = a_path(Wire(), delay_ms=50, queue_bytes=3000)
    for number in range(3):
        shaper.offer(1.0, frame(number))
    shaper.offer(1.0025, frame(4))
    shaper.offer(1.0025, frame(5))

    assert shaper.counts.dropped == {}


def test_no_frame_overtakes_another_whatever_the_jitter() -> None:
    shaper = a_path(Wire(bps=1e9), delay_ms=5, jitter_ms=20)
    at, arrived = 0.0, []
    for number in range(500):
        at = number / 1000
        arrived += [(at, each) for each in shaper.run(at)]
        shaper.offer(at, frame(number, 100))
    arrived += run_dry(shaper, at)

    assert [int.from_bytes(each[:4], "big") for _, each in arrived] == list(range(500))
    delays = [came - int.from_bytes(each[:4], "big") / 1000 for came, each in arrived]
    assert 0.005 <= min(delays) < 0.010
    assert 0.020 < max(delays) < 0.0275


def test_an_outage_takes_what_waits_and_what_comes_and_spares_what_has_left() -> None:
    shaper = a_path(Wire(out=(1.0025, 2.0)), delay_ms=10)
    for number in range(5):
        shaper.offer(1.0, frame(number))
    arrived = run_dry(shaper, 1.0)
    shaper.offer(1.5, frame(8))
    shaper.offer(2.0, frame(9))
    arrived += run_dry(shaper, 2.0)

    assert [int.from_bytes(each[:4], "big") for _, each in arrived] == [0, 1, 9]
    assert shaper.counts.dropped == {"no_showtime": 4}


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 0.01), st.integers(60, 1514)), max_size=80),
    st.frozensets(st.integers(1, 80)),
    st.floats(0, 0.2),
    st.integers(1000, 20_000),
)
def test_every_frame_goes_out_is_lost_or_waits(
    offers: list[tuple[float, int]], takes: frozenset[int], out_at: float, queue_bytes: int
) -> None:
    lost: list[bytes] = []
    wire = Wire(takes=takes, out=(out_at, out_at + 0.1))
    path = PathSettings(delay_ms=3, jitter_ms=2, queue_bytes=queue_bytes)
    shaper = Shaper(wire, DOWN, path, seed=1, lost=lambda at, reason, frame: lost.append(frame))
    at, given_in, out = 0.0, [], []
    for number, (wait, size) in enumerate(offers):
        at += wait
        out += shaper.run(at)
        given_in.append(frame(number, size))
        shaper.offer(at, given_in[-1])
        counts = shaper.counts
        assert counts.frames_in == counts.frames_out + counts.dropped.total() + shaper.waiting
    out += [each for _, each in run_dry(shaper, at)]

    assert sorted(out + lost) == sorted(given_in)
    assert out == [each for each in given_in if each in set(out)]
    assert (shaper.counts.bytes_out, shaper.queued_bytes) == (sum(map(len, out)), 0)
    assert shaper.counts.dropped.total() == len(lost)


@settings(deadline=None)
@given(st.integers(1, 300), st.integers(64, 1514))
def test_the_rate_is_exact_under_load(frames: int, size: int) -> None:
    shaper = a_path(Wire(bps=20e6), delay_ms=0, queue_bytes=10**9)
    for number in range(frames):
        shaper.offer(100.0, frame(number, size))

    assert run_dry(shaper, 100.0)[-1][0] - 100.0 == pytest.approx(frames * size * 8 / 20e6, rel=1e-6)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("0800" + "45" + "00" * 8 + "01", "icmp"),
        ("0800" + "45" + "00" * 8 + "11", "udp"),
        ("0806", "arp"),
        ("86dd", "ipv6"),
        ("8863", "pppoe"),
        ("1234", "other"),
        ("", "other"),
    ],
)
def test_a_lost_frame_is_told_by_its_kind(head: str, kind: str) -> None:
    assert kind_of(bytes(12) + bytes.fromhex(head)) == kind
