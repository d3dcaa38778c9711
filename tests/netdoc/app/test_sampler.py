"""The ladder's schedule, what each sample means, and what a jump of time does to it."""

from __future__ import annotations

import errno
import itertools
from datetime import timedelta

import pytest

from netdoc.app.clock_watch import read_clocks
from netdoc.app.sampler import Sampler
from netdoc.errors import CannotMeasure, StoreError
from netdoc.model.facts.echo_block import LOST, NOT_SENT, UNREACHABLE
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Rung, RungKind
from netdoc.ports import EchoTarget
from tests.netdoc.app.ladder_replay import SECOND, START, ReplayClock, ReplayEngine, a_rung, answers, replay


def test_a_block_of_60_s_holds_a_sample_per_period_with_its_due_times() -> None:
    ran = replay([a_rung()], answers(), 125, draw=lambda: 0.25)

    assert [len(each.series[0].rtt_us) for each in ran.blocks] == [60, 60, 5]
    assert [each.duration_s for each in ran.blocks] == [60.0, 60.0, 5.0]
    assert [each.start for each in ran.blocks] == [START + timedelta(seconds=60 * k) for k in range(3)]
    assert {(each.series[0].first_offset_us, each.series[0].period_us) for each in ran.blocks} == {(250_000, 1_000_000)}
    assert set(ran.values("router")) == {1000}
    seen = ran.observations[0]
    assert isinstance(seen, Seen)
    assert (seen.subject, seen.at, seen.plane, seen.reader) == ("ladder", START, Plane.PATH, "ladder/1")


@pytest.mark.parametrize("rtt_us", [200, 300_000, 999_000, 1_900_000])
def test_probes_leave_on_the_clock_whatever_the_round_trip(rtt_us: int) -> None:
    ran = replay([a_rung()], answers(rtt_us), 60)

    left = [at for _, at in ran.engine.sent]
    assert {later - sooner for sooner, later in itertools.pairwise(left)} == {SECOND}
    assert set(ran.values("router")) == {rtt_us}


def test_a_reply_after_two_seconds_keeps_its_time_and_one_after_five_is_lost() -> None:
    def answer(_target: EchoTarget, at_ns: int) -> int:
        return {10: 3_500_000, 20: 5_200_000}.get(at_ns // SECOND, 1000)

    values = replay([a_rung()], answer, 60).values("router")

    assert (values[10], values[20], values.count(LOST)) == (3_500_000, LOST, 1)


def test_the_last_probe_of_a_block_is_listened_for_as_long_as_the_others() -> None:
    ran = replay([a_rung()], lambda _t, at: 4_900_000 if at // SECOND == 59 else 1000, 70)

    assert ran.series("router").rtt_us[59] == 4_900_000


def test_what_nobody_answered_is_lost_and_sealed_five_seconds_after_the_block() -> None:
    sealed_at: list[int] = []

    def during(sampler: Sampler, engine: ReplayEngine) -> None:
        sink = sampler._sink
        sampler._sink = lambda seen: (sealed_at.append(engine.clock.ran_ns - engine.begun_ns), sink(seen))[1]

    ran = replay([a_rung()], lambda _t, _at: None, 90, during=during)

    assert set(ran.values("router")) == {LOST}
    assert 64 * SECOND <= sealed_at[0] <= 66 * SECOND
    assert sealed_at[1] <= 92.1 * SECOND


def test_an_answered_block_is_sealed_at_once_and_the_stop_does_not_wait() -> None:
    ran = replay([a_rung()], answers(), 60.5)

    assert len(ran.blocks) == 2
    assert ran.engine.clock.ran_ns - ran.engine.begun_ns < 60.6 * SECOND


def test_unreachable_is_kept_with_who_said_so() -> None:
    ran = replay([a_rung()], lambda _t, _at: (3000, "192.0.2.9 host"), 3)

    series = ran.series("router")
    assert list(series.rtt_us) == [UNREACHABLE] * 3
    assert series.unreachable_by == tuple((k, "192.0.2.9 host") for k in range(3))
    assert (series.sent, series.lost) == (3, 3)


@pytest.mark.parametrize("number", [errno.ENETUNREACH, errno.ENETDOWN, errno.EPERM, errno.EHOSTUNREACH])
def test_what_the_kernel_refused_to_send_is_void_and_a_gap_names_rung_and_reason(number: int) -> None:
    def answer(_target: EchoTarget, at_ns: int) -> int | OSError:
        return OSError(number, "no way out") if 10 <= at_ns // SECOND < 20 else 1000

    ran = replay([a_rung()], answer, 60)

    assert ran.values("router") == [1000] * 10 + [NOT_SENT] * 10 + [1000] * 40
    (gap,) = ran.gaps
    assert (gap.subject, gap.what) == ("router", "EchoBlock")
    assert (gap.start, gap.end) == (START + timedelta(seconds=10), START + timedelta(seconds=20))
    assert "no way out" in gap.why


def test_a_target_the_engine_cannot_ask_is_a_gap_and_not_a_loss() -> None:
    def answer(target: EchoTarget, _at: int) -> int:
        if target.rung == "service":
            raise CannotMeasure("no such way", hint="do this")
        return 1000

    ran = replay([a_rung(), a_rung("service", RungKind.SERVICE)], answer, 60)

    assert set(ran.values("service")) == {NOT_SENT}
    assert [(each.subject, each.hint) for each in ran.gaps] == [("service", "do this")]
    assert set(ran.values("router")) == {1000}


def test_our_own_stall_is_not_sent_and_never_lost() -> None:
    ran = replay([a_rung()], answers(), 60, lambda clock: [(20.3, lambda: clock.run(7 * SECOND))])

    values = ran.values("router")
    assert values == [1000] * 21 + [NOT_SENT] * 6 + [1000] * 33
    assert ran.series("router").late_us == ((27, 300_000),)


@pytest.mark.parametrize(("late_ms", "expected"), [(1, 0), (300, 300_000), (499, 499_000), (501, None)])
def test_a_slot_served_late_says_how_late_until_it_is_void(late_ms: int, expected: int | None) -> None:
    def stall(clock: ReplayClock) -> list[tuple[float, object]]:
        return [(9.5, lambda: clock.run(SECOND // 2 + late_ms * 1_000_000))]

    ran = replay([a_rung()], answers(), 20, stall)

    series = ran.series("router")
    if expected is None:
        assert series.rtt_us[10] == NOT_SENT
        assert series.late_us == ()
    else:
        assert series.rtt_us[10] == 1000
        assert dict(series.late_us).get(10, 0) == expected


def test_half_a_period_is_the_limit_where_it_is_less_than_500_ms() -> None:
    def stall(clock: ReplayClock) -> list[tuple[float, object]]:
        return [(4.95, lambda: clock.run(120_000_000))]

    ran = replay([a_rung(period_s=0.1)], answers(), 10, stall, unlimited_pace=True)

    assert ran.values("router") == [1000] * 50 + [NOT_SENT] + [1000] * 49


def test_round_trips_by_our_own_clock_are_void_when_we_overslept_and_the_kernels_are_kept() -> None:
    def stall(clock: ReplayClock) -> list[tuple[float, object]]:
        return [(10.2, lambda: clock.run(3 * SECOND))]

    by_user = replay([a_rung()], answers(400_000), 20, stall, stamp="user")
    by_kernel = replay([a_rung()], answers(400_000), 20, stall, stamp="kernel")

    assert by_user.values("router")[10] == NOT_SENT
    assert by_kernel.values("router")[10] == 400_000
    assert LOST not in by_user.values("router")


@pytest.mark.parametrize(
    ("act", "seconds", "words"),
    [
        (lambda clock: clock.sleep(3600 * SECOND), 3600, "slept for 3600.0 s"),
        (lambda clock: clock.step(90 * SECOND), 90, "set forward by 90.0 s"),
        (lambda clock: clock.run(300 * SECOND), 300, "did not run for 30"),
    ],
    ids=["suspend", "clock set forward", "standstill"],
)
def test_a_jump_of_time_seals_the_block_and_is_a_gap(act, seconds: int, words: str) -> None:
    ran = replay([a_rung()], answers(), 400, lambda clock: [(30.5, lambda: act(clock))])

    (gap,) = [each for each in ran.gaps if each.subject == "ladder"]
    assert words in gap.why
    assert gap.start <= START + timedelta(seconds=30.5) < gap.end
    assert gap.end >= START + timedelta(seconds=30 + seconds)
    first, second = ran.blocks[:2]
    assert first.start + timedelta(seconds=first.duration_s) == gap.start
    assert second.start == gap.end
    assert LOST not in ran.values("router")
    dues = [due for block in ran.blocks for series in block.series for due, _ in block.samples(series)]
    assert dues == sorted(dues)


def test_a_clock_set_back_is_a_gap_that_does_not_run_backwards() -> None:
    ran = replay([a_rung()], answers(), 60, lambda clock: [(30.5, lambda: clock.step(-600 * SECOND))])

    (gap,) = ran.gaps
    assert "set back by 600.0 s" in gap.why
    assert timedelta(0) <= gap.end - gap.start < timedelta(seconds=3)


def test_a_probe_under_way_when_the_computer_slept_is_void() -> None:
    def answer(_target: EchoTarget, at_ns: int) -> int | None:
        return None if at_ns // SECOND in (29, 30) else 1000

    ran = replay([a_rung()], answer, 60, lambda clock: [(30.5, lambda: clock.sleep(60 * SECOND))])

    assert LOST not in ran.values("router")


def test_a_slewed_clock_is_no_jump() -> None:
    ran = replay([a_rung()], answers(), 60, lambda clock: [(k, lambda: clock.step(SECOND // 100)) for k in range(60)])

    assert ran.gaps == []
    assert len(ran.values("router")) == 60


def test_samples_under_netdocs_own_load_are_a_series_of_their_own() -> None:
    def during(sampler: Sampler, engine: ReplayEngine) -> None:
        engine.events = [
            (engine.begun_ns + 20 * SECOND - 1, lambda: sampler.set_loaded(True)),
            (engine.begun_ns + 30 * SECOND - 1, lambda: sampler.set_loaded(False)),
        ]

    ran = replay([a_rung()], answers(), 60, during=during)

    runs = [(each.loaded, len(each.rtt_us), each.first_offset_us) for each in ran.blocks[0].series]
    assert runs == [(False, 20, 0), (True, 10, 20_000_000), (False, 30, 30_000_000)]


def test_the_thread_wakes_for_a_slot_or_an_answer_and_for_nothing_else() -> None:
    ran = replay([a_rung(f"rung_{k}") for k in range(8)], answers(), 600)

    assert ran.engine.wakes <= 2 * len(ran.engine.sent) + 60


def test_the_live_view_shows_the_last_samples_and_takes_two_seconds_for_loss() -> None:
    views: list[tuple[int | None, ...]] = []

    def during(sampler: Sampler, engine: ReplayEngine) -> None:
        engine.events = [(engine.begun_ns + 10_900_000_000, lambda: views.append(sampler.snapshot()[0].recent))]

    replay([a_rung()], lambda _t, at: 1000 if at // SECOND < 5 else None, 12, during=during)

    assert views == [(1000,) * 5 + (LOST,) * 4 + (None,) * 2]


class _NoEngine:
    def __init__(self) -> None:
        self.asked = 0

    def engines(self) -> tuple[str, ...]:
        return ("own", "ping")

    def open(self, name: str, targets: object, interface: object = None) -> ReplayEngine:
        self.asked += 1
        raise CannotMeasure(f"{name}: no right", hint="run `netdoc doctor ping`")


@pytest.mark.parametrize(("rungs", "why"), [([a_rung()], "ping: no right"), ([], "no address")])
def test_without_an_engine_or_a_rung_the_time_is_a_gap(rungs: list[Rung], why: str) -> None:
    told: list[Observation] = []
    sampler = Sampler(ReplayClock(), _NoEngine(), rungs, told.append)

    sampler.start()
    sampler.stop()

    assert [type(each).__name__ for each in told] == ["Gap"]
    assert why in told[0].why  # type: ignore[union-attr]


def test_a_sink_that_breaks_is_told_at_the_stop() -> None:
    def broken(_seen: Observation) -> None:
        raise StoreError("disk full")

    clock = ReplayClock()
    engine = ReplayEngine(clock, answers(), 5)
    sampler = Sampler(clock, engine, [a_rung()], broken, draw=lambda: 0.0)
    engine.stop = sampler.request_stop
    sampler.start()
    assert sampler._thread is not None
    sampler._thread.join(10)

    with pytest.raises(StoreError, match="disk full"):
        sampler.stop()


def test_clocks_read_with_an_interruption_are_read_again() -> None:
    class Interrupted(ReplayClock):
        interruptions = 2

        def now(self):
            wall = super().now()
            if self.interruptions:
                self.interruptions -= 1
                self.run(30_000_000)
            return wall

    clock = Interrupted()
    reading = read_clocks(clock)

    assert reading.spread_ns == 0
    assert reading.wall_at(clock.monotonic_ns()) == clock.now()
