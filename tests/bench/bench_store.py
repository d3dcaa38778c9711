"""The store's cost: disk, time and memory, of the ladder alone and of a whole office.

Run: `python tests/bench/bench_store.py [--days 30] [--hours 24] [--quick]`. Prints three tables and ends with 1
when a target is missed:

- the ladder (eight rungs with realistic jitter, once with five of them sampled each 5 s and once with all each
  second): 3 bytes a sample beyond an empty store, 400 MB for a month, reading no slower than 10 times what
  inflating the same bytes takes (a Python loop over the samples would add some 5 times); opening a month and
  finding its end in 50 ms;
- the whole office of `tests/netdoc/store/office_day.py`, every answer in a transaction of its own as it comes:
  3 MB a day, reading no slower than 2.5 times what decoding the same facts from JSON takes;
- an unattended week of blocks and modem readings: the memory of its end is at most 1.05 times that of its third day
  (until then SQLite's page cache fills).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from netdoc.model.facts.echo_block import EchoBlock  # noqa: E402
from netdoc.model.observation import Seen  # noqa: E402
from netdoc.model.site import Site  # noqa: E402
from netdoc.store.records import canonical, observation_entry, observation_from  # noqa: E402
from netdoc.store.store import Store  # noqa: E402
from tests.netdoc.store.ladder_blocks import FixedClock, ladder_blocks  # noqa: E402
from tests.netdoc.store.office_day import office_day  # noqa: E402

BYTES_A_SAMPLE, MEGABYTES_A_MONTH, TIMES_INFLATING, OPEN_MS = 3.0, 400.0, 10.0, 50.0
MEGABYTES_A_DAY, TIMES_DECODING = 3.0, 2.5
TIMES_THIRD_DAY = 1.05
READ = """
import json, sys, time
from netdoc.store.store import Store
from tests.netdoc.store.unattended import memory_mb
before = memory_mb("VmHWM")
begun = time.perf_counter()
with Store.open(sys.argv[1], read_only=True) as store:
    assert store.end() is not None
    opened = time.perf_counter() - begun
    begun = time.process_time()
    found = store.observations()
    spent = time.process_time() - begun
    begun = time.process_time()
    assert store.verify_chain() is None
    verified = time.process_time() - begun
after = memory_mb("VmHWM")
print(json.dumps({
    "found": len(found), "s": spent, "verify_s": verified, "open_ms": opened * 1000, "mb": after - before,
}))
"""
WEEK = """
import json, sys
from netdoc.model.site import Site
from netdoc.store.store import Store
from tests.netdoc.store.ladder_blocks import FixedClock
from tests.netdoc.store.unattended import memory_mb, minutes
used_mb = []
with Store.open(sys.argv[1], clock=FixedClock()) as store:
    store.begin_run("netdoc watch")
    store.put_site(Site(id="office"))
    for day in range(int(sys.argv[3])):
        for captures, observations in minutes(day * int(sys.argv[2]), int(sys.argv[2])):
            with store.transaction():
                for capture in captures:
                    store.put_capture(capture)
                store.put(observations)
        used_mb.append(memory_mb())
    store.end_run()
print(json.dumps(used_mb))
"""


def child(code: str, *arguments: object) -> object:
    """Run code in a fresh process and return what it printed as JSON."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True, text=True, timeout=900, cwd=ROOT, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def write_ladder(path: Path, days: float, slow_rungs: int) -> tuple[int, float]:
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


def empty_size() -> int:
    """Return the bytes of a store that holds nothing."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.netdoc"
        Store.open(path).close()
        return path.stat().st_size


def inflating(path: Path) -> float:
    """Return the seconds that SQLite and zlib alone take for the same bodies: the floor."""
    with Store.open(path, read_only=True) as store:
        begun = time.process_time()
        for (body,) in store._journal.rows("SELECT body FROM record WHERE kind = 'echo'", {}):
            zlib.decompressobj(-zlib.MAX_WBITS).decompress(body[9 + int.from_bytes(body[1:5], "little") :])
        return time.process_time() - begun


def ladder(days: float) -> bool:
    """Print the ladder's table and tell whether all targets are met."""
    met = True
    print(f"{days:g} days of eight rungs      samples  MB on disk  B/sample  write µs/block  "
          "read s  x inflating  verify s  peak MB  open ms")  # fmt: skip
    for name, slow_rungs in (("3 at 1 s, 5 at 5 s", 5), ("8 at 1 s", 0)):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "office.netdoc"
            samples, block_us = write_ladder(path, days, slow_rungs)
            size, floor, back = path.stat().st_size, inflating(path), child(READ, path)
        assert isinstance(back, dict)
        each, times = (size - empty_size()) / samples, back["s"] / floor
        print(f"{name:26s} {samples:9d}  {size / 1e6:10.1f}  {each:8.2f}  {block_us:14.0f}  {back['s']:6.2f}  "
              f"{times:11.1f}  {back['verify_s']:8.2f}  {back['mb']:7.0f}  {back['open_ms']:7.1f}")  # fmt: skip
        met &= each <= BYTES_A_SAMPLE and times <= TIMES_INFLATING and back["mb"] <= MEGABYTES_A_MONTH
        met &= back["open_ms"] <= OPEN_MS
    return met


def write_office(path: Path, hours: float, start_hour: float) -> float:
    """Write a part of an office's day, each answer as it comes, and return the processor's seconds."""
    spent = 0.0
    with Store.open(path, clock=FixedClock()) as store:
        store.begin_run("netdoc watch")
        store.put_site(Site(id="office"))
        for answers in office_day(hours, start_hour=start_hour):
            begun = time.process_time()
            with store.transaction():
                for capture in answers.captures:
                    store.put_capture(capture)
                store.put(answers.observations)
            spent += time.process_time() - begun
        store.end_run()
    return spent


def decoding(path: Path) -> float:
    """Return the seconds that decoding the same facts from JSON takes: the floor."""
    with Store.open(path, read_only=True) as store:
        found = [each for each in store.stored() if not (isinstance(each, Seen) and isinstance(each.fact, EchoBlock))]
    entries = [observation_entry(each) for each in found]
    texts = [(each.kind, canonical(each.fields)) for each in entries]
    return best(lambda: [observation_from(kind, json.loads(text)) for kind, text in texts])


def reading(path: Path) -> float:
    """Return the seconds that reading everything back takes."""

    def once() -> None:
        with Store.open(path, read_only=True) as store:
            store.observations()

    return best(once)


def best(work: Callable[[], object]) -> float:
    """Return the processor's seconds of the best of three."""
    times = []
    for _ in range(3):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


def office(hours: float) -> bool:
    """Print the whole office's table and tell whether all targets are met."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "office.netdoc"
        write_office(path, hours / 2, 0.0)
        first = path.stat().st_size
        spent = write_office(path, hours / 2, hours / 2)
        whole = sum(each.stat().st_size for each in Path(folder).iterdir())
        a_day = (path.stat().st_size - first) / 1e6 * 48 / hours
        times = reading(path) / decoding(path)
    print(f"{hours:g} h of an office   MB/day  MB of all files  write CPU s/day  read x decoding")
    print(f"{'':20s}   {a_day:6.2f}  {whole / 1e6:15.1f}  {spent * 48 / hours:15.1f}  {times:15.2f}")
    return a_day <= MEGABYTES_A_DAY and times <= TIMES_DECODING


def week(minutes_a_day: int, days: int) -> bool:
    """Print the memory of an unattended week and tell whether it stayed as it was."""
    with tempfile.TemporaryDirectory() as folder:
        used = child(WEEK, Path(folder) / "office.netdoc", minutes_a_day, days)
    assert isinstance(used, list)
    print(f"{days} days of {minutes_a_day} minutes, MB resident after each: {' '.join(f'{each:.1f}' for each in used)}")
    return bool(used[-1] <= TIMES_THIRD_DAY * used[2])


def main() -> int:
    """Print the tables and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=float, default=30)
    parser.add_argument("--hours", type=float, default=24)
    parser.add_argument("--quick", action="store_true", help="a day, three hours, short days")
    given = parser.parse_args()
    met = ladder(1 if given.quick else given.days)
    met &= office(3 if given.quick else given.hours)
    met &= week(120 if given.quick else 1440, 7)
    print("all targets met" if met else "a target was missed")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
