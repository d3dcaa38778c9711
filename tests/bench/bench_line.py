"""The user-space DSL line: rates carried, losses told, round-trip bias and cost, as ratios within one run.

    python tests/bench/bench_line.py [--quick]

Needs root, network namespaces, ping and iperf3; makes two namespaces of its own and removes them. Prints each figure
beside what theory or the log says. Exit code 1 when a bound is broken, 0 also where the machine cannot hold the lab.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.lab.line.stretch import PAYLOAD_SHARE, Stretch
from tests.lab.line.truth import lost_frames
from tests.lab.machine import why_not

DELAY_MS = 4.0
PING_BYTES = 98
BIAS_BOUND_MS = 0.5
CARRIED_BOUND = 0.05
LINES = ((100_000, 40_000, 256_000), (20_000, 1_000, 60_000))


@dataclass(frozen=True, slots=True)
class Size:
    """How long each part measures."""

    echoes: int
    carry_s: float
    rounds: int


def carried(stretch: Stretch, size: Size) -> bool:
    """Print TCP payload against what the rate leaves for it, each way, with the line's CPU."""
    fine = True
    for down_kbps, up_kbps, queue_bytes in LINES:
        stretch.line.set(rate_kbps=[down_kbps, up_kbps], queue_bytes=queue_bytes)
        with stretch.receiver():
            for name, down, kbps in (("down", True, down_kbps), ("up", False, up_kbps)):
                before = stretch.line.stats()
                bps = stretch.carry(size.carry_s, down=down)
                after = stretch.line.stats()
                cpu = (after["cpu_s"] - before["cpu_s"]) / (after["at"] - before["at"])
                frames = sum(after[side]["frames_in"] - before[side]["frames_in"] for side in ("down", "up"))
                share = bps / (kbps * 1000 * PAYLOAD_SHARE)
                fine &= abs(share - 1) <= CARRIED_BOUND
                each_us = (after["cpu_s"] - before["cpu_s"]) / max(1, frames) * 1e6
                print(
                    f"{down_kbps // 1000}/{up_kbps // 1000} {name:4}  {bps / 1e6:6.2f} Mbit/s, {share:6.1%} of theory"
                    f"   line CPU {cpu:4.2f} core, {each_us:3.0f} us a frame"
                )
    return fine


def told(stretch: Stretch, size: Size) -> bool:
    """Print what ping lost beside what the log says."""
    fine = True
    for name, trouble in (("random 2 %", {"loss": 0.02}), ("Gilbert-Elliott", {"gilbert": [0.005, 0.1, 0.9]})):
        before = lost_frames(stretch.line.truth(), "icmp")
        stretch.line.set(**trouble)
        echoes = stretch.ping(size.echoes * 2, 0.004)
        lost = lost_frames(stretch.line.truth(), "icmp") - before
        stretch.line.set(loss=0, gilbert=None)
        fine &= lost == echoes.lost
        print(f"loss, {name:15}  ping lost {echoes.lost} of {echoes.sent}, the log says {lost}")
    return fine


def biased(stretch: Stretch, size: Size) -> bool:
    """Print the median round trip minus theory: twice the delay and the time to send both frames."""
    fine = True
    for down_kbps, up_kbps, queue_bytes in LINES:
        stretch.line.set(rate_kbps=[down_kbps, up_kbps], queue_bytes=queue_bytes)
        theory_ms = 2 * DELAY_MS + PING_BYTES * 8 * (1 / down_kbps + 1 / up_kbps)
        before = stretch.line.stats()["cpu_s"]
        rounds = [stretch.ping(size.echoes, 0.01) for _ in range(size.rounds)]
        cpu_us = (stretch.line.stats()["cpu_s"] - before) / (2 * size.echoes * size.rounds) * 1e6
        biases = [ms - theory_ms for echoes in rounds for _, _, ms in echoes.answers]
        bias_ms, tail_ms = statistics.median(biases), statistics.quantiles(biases, n=100)[98]
        fine &= bias_ms <= BIAS_BOUND_MS
        print(
            f"{down_kbps // 1000}/{up_kbps // 1000} idle  round trip {theory_ms:.2f} ms in theory, bias median "
            f"{bias_ms:+.2f} ms (bound {BIAS_BOUND_MS}), p99 {tail_ms:+.2f} ms   {cpu_us:.0f} us CPU a frame"
        )
    return fine


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="a few seconds, for information")
    size = Size(echoes=150, carry_s=2, rounds=1) if parser.parse_args().quick else Size(600, 8, 3)
    if reason := why_not():
        print(f"not run: {reason}")
        return
    with Stretch(seed=11, settings={"path": {"delay_ms": DELAY_MS}}) as stretch:
        print(f"real-time priority: {'yes' if stretch.line.stats()['punctual'] else 'no'}")
        fine = [part(stretch, size) for part in (biased, told, carried)]
        missed = stretch.line.stats()["kernel_dropped"]
        print(f"frames that the kernel dropped before the line: {missed}")
    sys.exit(0 if all(fine) and not any(missed.values()) else 1)


if __name__ == "__main__":
    main()
