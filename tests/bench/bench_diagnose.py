"""How long `netdoc diagnose` takes over a month of one office, how it grows with the days, and the memory.

Run: `python tests/bench/bench_diagnose.py [--days 30] [--names-each-s 60] [--quick]`. The office is that of
`office_month.py`: eight rungs, modem, router, own link and names each minute. Prints for a quarter, half and the
whole of the days the wall time, the processor's time (also in loops of a million additions, taken before and after:
what else runs on a machine makes both slower) and the greatest memory of the command; the ratio of the whole to the
half; and how the whole splits up. Ends with 1 when a target is missed: 30 days in 5 s and 400 MB, and twice the days
in at most 2.3 times the time that a day more takes.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.office_month import write_month  # noqa: E402

SECONDS, MEGABYTES, DAYS = 5.0, 400.0, 30.0
TWICE = 2.3
"""A line that is straight but for noise: twice the days beyond what starting takes."""
LOOP = 1_000_000
CALM_S = 0.03
"""What the loop takes where nothing else runs, on the machine for which the target in seconds was set: on a slower or
busier one the target grows with the loop."""
DIAGNOSE = [sys.executable, "-c", "from netdoc.cli.main import entry; entry()", "diagnose", "--json", "--store"]
SPLIT = """
import gc, json, sys, time
begun = time.process_time()
from pathlib import Path
from netdoc import discover
from netdoc.app import cases
from netdoc.diagnosis import diagnose
from netdoc.store.store import Store
rules = discover.rules()
spent = {"import": time.process_time() - begun}
gc.disable()
def timed(name, work, *given):
    begun = time.process_time()
    found = work(*given)
    spent[name] = spent.get(name, 0.0) + time.process_time() - begun
    return found
with Store.open(Path(sys.argv[1]), create=False, read_only=True) as store:
    evidence = timed("loading", cases.gather, store)
for name, where in (("incidents", "find_incidents"), ("weighing", "judge_incidents"), ("parties", "party_standings")):
    inner = getattr(diagnose, where)
    setattr(diagnose, where, lambda *given, name=name, inner=inner: timed(name, inner, *given))
begun = time.process_time()
diagnose.diagnose(evidence, rules)
whole = time.process_time() - begun
spent["rules and the rest"] = whole - sum(spent[each] for each in ("incidents", "weighing", "parties"))
print(json.dumps(spent))
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command cost."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    loop_s: float


def loop_s() -> float:
    """Return the processor's seconds of a million additions: how fast this machine is just now."""
    begun = time.process_time()
    total = 0
    for each in range(LOOP):
        total += each
    return time.process_time() - begun


def cost_of(store: Path, home: Path) -> Cost:
    """Run the command in a process of its own and return what it cost."""
    before = loop_s()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NETDOC_HOME": str(home)}
    begun = time.perf_counter()
    with subprocess.Popen([*DIAGNOSE, str(store)], stdout=subprocess.DEVNULL, env=environment) as started:
        _, status, used = os.wait4(started.pid, 0)
        wall_s = time.perf_counter() - begun
        started.returncode = os.waitstatus_to_exitcode(status)
    assert started.returncode in (0, 1, 2, 3), f"diagnose ended with {started.returncode}"
    return Cost(wall_s, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, (before + loop_s()) / 2)


def split(store: Path) -> dict[str, float]:
    """Return the processor's seconds of each part."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", SPLIT, str(store)], env=environment, capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> int:
    """Print the table and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=float, default=DAYS)
    parser.add_argument("--names-each-s", type=int, default=60, help="10 is what a slot really asks, 0 none")
    parser.add_argument("--quick", action="store_true", help="four days")
    given = parser.parse_args()
    days = 4.0 if given.quick else given.days
    costs = []
    for package in (
        "netdoc",
        "probes",
    ):  # as an installer does it: else each run compiles it where nothing may be written
        compileall.compile_dir(ROOT / package, quiet=2)
    with tempfile.TemporaryDirectory(prefix="netdoc-bench-") as folder:
        print(f"{'days':>6s}  {'wall s':>7s}  {'cpu s':>6s}  {'x loop':>7s}  {'peak MB':>7s}  {'store MB':>8s}")
        for part in (days / 4, days / 2, days):
            store = Path(folder) / f"{part:g}.netdoc"
            write_month(store, part, names_each_s=given.names_each_s)
            cost = cost_of(store, Path(folder))
            costs.append(cost)
            print(f"{part:6g}  {cost.wall_s:7.2f}  {cost.cpu_s:6.2f}  {cost.cpu_s / cost.loop_s:7.1f}  "
                  f"{cost.peak_mb:7.0f}  {store.stat().st_size / 1e6:8.1f}")  # fmt: skip
        parts = split(store)
    quarter, half, whole = (each.cpu_s / each.loop_s for each in costs)
    growth = (whole - half) / max(half - quarter, 1e-9)
    print(f"half to whole against quarter to half: {growth:.2f} (2 is linear, limit {TWICE})")
    print("cpu s: " + ", ".join(f"{name} {spent:.2f}" for name, spent in parts.items()))
    slower = max(1.0, costs[-1].loop_s / CALM_S)
    per_month = DAYS / days if days < DAYS else 1.0
    met = costs[-1].cpu_s * per_month <= SECONDS * slower * (1.3 if given.quick else 1.0)
    met &= costs[-1].peak_mb <= MEGABYTES and (given.quick or growth <= TWICE)
    print("all targets met" if met else "a target was missed")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
