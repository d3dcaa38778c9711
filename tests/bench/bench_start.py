"""How long `netdoc --help` takes, as a ratio to an empty Python program, in one run.

Run: `python tests/bench/bench_start.py`. Prints one line and ends with 1 when the ratio is above the limit.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

LIMIT = 6.0
ROUNDS = 9
PROGRAM = Path(sys.executable).with_name("netdoc")


def wall_ms(command: Sequence[str]) -> float:
    """Return the wall time of a command."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    return (time.perf_counter() - begun) * 1000


def measure(rounds: int = ROUNDS) -> tuple[float, float]:
    """Return the median times of an empty program and of `netdoc --help`, taken in turn, after a warm-up."""
    empty, help_ = [sys.executable, "-c", "pass"], [str(PROGRAM), "--help"]
    wall_ms(help_)
    pairs = [(wall_ms(empty), wall_ms(help_)) for _ in range(rounds)]
    return statistics.median(each for each, _ in pairs), statistics.median(each for _, each in pairs)


def main() -> int:
    """Measure, print, and return 0 when the ratio is within the limit."""
    empty_ms, help_ms = measure()
    ratio = help_ms / empty_ms
    print(f"start: {ratio:.2f} x python -c pass (limit {LIMIT:.0f}); {empty_ms:.1f} ms and {help_ms:.1f} ms")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
