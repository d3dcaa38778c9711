"""How long `netdoc --help` takes, and `netdoc run` until its first packet, as ratios to an empty Python program.

Run: `python tests/bench/bench_start.py [--quick]`. Prints a line each and ends with 1 when one is above its limit.
The first packet is seen on the wire, in a network namespace; without the right to make one that part is left out.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # run as a file: the tests' helpers are found from the repository

from tests.bench.first_packet import SITE, desk
from tests.lab.machine import why_not

LIMIT = 6.0
FIRST_PACKET_LIMIT = 20.0
"""0.6 s where an empty program takes 30 ms."""
ROUNDS = 9
PROGRAM = Path(sys.executable).with_name("netdoc")
EMPTY = [sys.executable, "-c", "pass"]


def wall_ms(command: Sequence[str]) -> float:
    """Return the wall time of a command."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    return (time.perf_counter() - begun) * 1000


def measure(rounds: int = ROUNDS) -> tuple[float, float]:
    """Return the median times of an empty program and of `netdoc --help`, taken in turn, after a warm-up."""
    help_ = [str(PROGRAM), "--help"]
    wall_ms(help_)
    pairs = [(wall_ms(EMPTY), wall_ms(help_)) for _ in range(rounds)]
    return statistics.median(each for each, _ in pairs), statistics.median(each for _, each in pairs)


def first_packet(rounds: int) -> tuple[float, float]:
    """Return the median times (ms) of an empty program and of `netdoc run` from its start to its first packet.

    The site is one that was measured before, as for every slot but the first.
    """
    with desk() as laptop, tempfile.TemporaryDirectory(prefix="netdoc-bench-") as home:
        folder = Path(home) / "here"
        folder.mkdir()
        (folder / "site.toml").write_text(SITE, encoding="utf-8")
        environment = {**os.environ, "NETDOC_HOME": home}
        run = [str(PROGRAM), "run", "here", "--for", "60s"]
        laptop.first_packet_s(run, environment)
        pairs = [(wall_ms(EMPTY), laptop.first_packet_s(run, environment) * 1000) for _ in range(rounds)]
    return statistics.median(each for each, _ in pairs), statistics.median(each for _, each in pairs)


def told(what: str, empty_ms: float, took_ms: float, limit: float) -> bool:
    """Print one result and return whether it is within its limit."""
    ratio = took_ms / empty_ms
    print(f"{what}: {ratio:.2f} x python -c pass (limit {limit:.0f}); {empty_ms:.1f} ms and {took_ms:.1f} ms")
    return ratio <= limit


def main() -> int:
    """Measure, print, and return 0 when the ratios are within their limits."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="fewer rounds")
    quick = options.parse_args().quick
    good = told("start", *measure(3 if quick else ROUNDS), LIMIT)
    if reason := why_not():
        print(f"first packet: not measured: {reason}")
    else:
        good &= told("first packet of a slot", *first_packet(3 if quick else ROUNDS), FIRST_PACKET_LIMIT)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
