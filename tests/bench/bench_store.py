"""The store's cost: bytes a sample on the disk, time and memory to read a month back.

Run: `python tests/bench/bench_store.py [--days 30]`. Eight rungs with realistic jitter, once with five of them
sampled each 5 s and once with all each second. Prints a table and ends with 1 when a target is missed:
3 bytes a sample, 400 MB for a month, and reading no slower than 10 times what inflating
the same bytes takes (a Python loop over the samples would add some 5 times).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from netdoc.model.site import Site  # noqa: E402
from netdoc.store.store import Store  # noqa: E402
from tests.netdoc.store.ladder_blocks import FixedClock, ladder_blocks  # noqa: E402

BYTES_A_SAMPLE, MEGABYTES_A_MONTH, TIMES_INFLATING = 3.0, 400.0, 10.0
READ = """
import json, resource, sys, time
from netdoc.store.store import Store
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with Store.open(sys.argv[1], read_only=True) as store:
    begun = time.process_time()
    found = store.observations()
    spent = time.process_time() - begun
    begun = time.process_time()
    assert store.verify_chain() is None
    verified = time.process_time() - begun
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"blocks": len(found), "s": spent, "verify_s": verified, "mb": (after - before) / 1024}))
"""


def write(path: Path, days: float, slow_rungs: int) -> tuple[int, float]:
    """Write so many days of blocks, each in a transaction of its own hour, and return (samples, µs a block)."""
    samples, count, spent = 0, int(days * 1440), 0.0
    with Store.open(path, clock=FixedClock()) as store:
        store.begin_run("netdoc watch")
        store.put_site(Site(id="office"))
        blocks = iter(ladder_blocks(count, slow_rungs=slow_rungs))
        hour = [block for _, block in zip(range(60), blocks, strict=False)]
        while hour:
            samples += sum(len(series.rtt_us) for block in hour for series in block.fact.series)
            begun = time.process_time()
            store.put(hour)
            spent += time.process_time() - begun
            hour = [block for _, block in zip(range(60), blocks, strict=False)]
        store.end_run()
    return samples, spent / count * 1e6


def read(path: Path) -> dict[str, float]:
    """Read everything back in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], capture_output=True, text=True, timeout=300, cwd=ROOT, check=True
    )
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def inflating(path: Path) -> float:
    """Return the seconds that SQLite and zlib alone take for the same bodies: the floor."""
    with Store.open(path, read_only=True) as store:
        begun = time.process_time()
        for (body,) in store._journal.rows("SELECT body FROM record WHERE kind = 'echo'", {}):
            zlib.decompressobj(-zlib.MAX_WBITS).decompress(body[9 + int.from_bytes(body[1:5], "little") :])
        return time.process_time() - begun


def main() -> int:
    """Print the table and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=float, default=30)
    days = parser.parse_args().days
    missed = False
    print(f"{days:g} days of eight rungs      samples  MB on disk  B/sample  write µs/block  "
          "read s  x inflating  verify s  peak MB")  # fmt: skip
    for name, slow_rungs in (("3 at 1 s, 5 at 5 s", 5), ("8 at 1 s", 0)):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "office.netdoc"
            samples, block_us = write(path, days, slow_rungs)
            size, floor, back = path.stat().st_size, inflating(path), read(path)
        each, times = size / samples, back["s"] / floor
        print(f"{name:26s} {samples:9d}  {size / 1e6:10.1f}  {each:8.2f}  {block_us:14.0f}  "
              f"{back['s']:6.2f}  {times:11.1f}  {back['verify_s']:8.2f}  {back['mb']:7.0f}")  # fmt: skip
        missed |= each > BYTES_A_SAMPLE or times > TIMES_INFLATING or back["mb"] > MEGABYTES_A_MONTH
    print("a target was missed" if missed else "all targets met")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
