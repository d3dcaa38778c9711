"""What a month of evidence costs: sealing, a report with everything inside or beside it, and verifying that.

Run: `python tests/bench/bench_evidence.py [--days 30] [--quick] [--flips 10000] [--office]`. Eight rungs at 1 Hz for so
many days, and each hour a reading of the modem; every step in a process of its own, for every reader. Prints wall time,
the processor's time (also in loops of a million additions, taken before and after each step: what else runs on a
machine makes both slower) and the greatest memory of each. Ends with 1 when a target is missed, by loops: sealing a day
2 s; building each copy 8 s; verifying it, with its case file, 8 s; 400 MB; PDF 10 MB.

`--quick` is three days, with targets in proportion. `--office` adds a month of one office with names, boxes and own
link each minute, half a million answers, without targets. `--flips` changes one bit at a time of five different reports
so many times in all, and asks of verify that it finds every one.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from netdoc.app.cases import Question  # noqa: E402
from netdoc.app.paperwork import write_sealed  # noqa: E402
from netdoc.app.verifying import verify  # noqa: E402
from netdoc.errors import NetdocError  # noqa: E402
from netdoc.evidence.checks import Outcome, worst  # noqa: E402
from netdoc.model.facts.dsl_line import DslLine  # noqa: E402
from netdoc.model.observation import Seen  # noqa: E402
from netdoc.model.site import Rung, RungKind, Site  # noqa: E402
from netdoc.store.store import Store  # noqa: E402
from tests.bench.bench_diagnose import CALM_S, DAYS  # noqa: E402
from tests.bench.office_month import write_month  # noqa: E402
from tests.netdoc.evidence.signed_report import key  # noqa: E402
from tests.netdoc.store.ladder_blocks import START, FixedClock, ladder_blocks  # noqa: E402

SECONDS, SEAL_SECONDS, MEGABYTES, PDF_MEGABYTES = 8.0, 2.0, 400.0, 10.0
STARTING_S = 1.0
"""Importing and typesetting, which fewer days do not shorten."""
VARIANTS = ("client", "telco", "isp", "joint", "hosting", "technical")
FLIPPED = ("client", "technical", "telco", "isp", "joint")
MADE_AT = datetime(2026, 4, 1, tzinfo=UTC)
STEP = """
import json, resource, sys, time
from pathlib import Path
from tests.bench.bench_diagnose import loop_s
before = loop_s()
what, store, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
from tests.netdoc.store.ladder_blocks import FixedClock
begun, wall = time.process_time(), time.perf_counter()
checks = []
if what == "seal":
    from netdoc.app.sealing import seal
    seal(store, FixedClock())
elif what == "verify":
    from netdoc.app.verifying import verify
    for pdf in out.glob("*.pdf"):
        checks = [[each.name, each.outcome.name] for each in verify(pdf)]
else:
    from tests.bench.bench_evidence import MADE_AT, Question, key, write_sealed
    key()
    begun, wall = time.process_time(), time.perf_counter()
    write_sealed(store, Question(), clock=FixedClock(), variant=what, out=out, formats=("pdf",), made_at=MADE_AT,
                 key=key())
cpu, wall = time.process_time() - begun, time.perf_counter() - wall
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"cpu": cpu, "wall": wall, "loop": (before + loop_s()) / 2, "mb": peak, "checks": checks}))
"""


def step(what: str, store: Path, out: Path) -> dict[str, Any]:
    """Run one step in a fresh process and return its seconds, its memory and what it found."""
    done = subprocess.run(
        [sys.executable, "-c", STEP, what, str(store), str(out)],
        capture_output=True, text=True, timeout=900, cwd=ROOT, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr)
    held: dict[str, Any] = json.loads(done.stdout)
    return held


def write(path: Path, days: float) -> None:
    """Write the ladder, and each hour a reading of the modem."""
    kinds = {each.value: each for each in RungKind}
    blocks = ladder_blocks(int(days * 1440), slow_rungs=0)
    with Store.open(path, clock=FixedClock()) as store:
        store.begin_run("netdoc watch")
        first = next(blocks)
        rungs = [
            Rung(id=each.rung, kind=kind, address=each.target)
            for each in first.fact.series
            if (kind := next((held for word, held in kinds.items() if each.rung.startswith(word)), None)) is not None
        ]
        store.put_site(Site(id="office", rungs=tuple(rungs)))
        store.put([first])
        for hour in range(int(days * 24)):
            at = START + timedelta(hours=hour)
            held = [block for _, block in zip(range(60), blocks, strict=False)]
            store.put([*held, Seen("modem", at, DslLine(sync=True, crc_down=hour))])
        store.end_run()


def printed(name: str, cost: dict[str, Any], seconds: float | None, more: str = "") -> bool:
    """Print what a step cost and return whether that is within the target, which grows with the loop."""
    line = f"{name:17s} {cost['wall']:6.2f}  {cost['cpu']:6.2f}  {cost['cpu'] / cost['loop']:6.0f}"
    target = f"{seconds / CALM_S:6.0f}" if seconds is not None else "     -"
    met = seconds is None or (cost["cpu"] <= seconds * max(1.0, cost["loop"] / CALM_S) and cost["mb"] <= MEGABYTES)
    print(f"{line}  {target}  {cost['mb']:5.0f}  {more}{'' if met else '  MISSED'}", flush=True)
    return met


def measured(store: Path, folder: Path, seconds: float | None, variants: tuple[str, ...]) -> bool:
    """Print what every copy of a report on a store costs, and return whether all targets were met."""
    met = True
    print(f"{'':17s} {'wall s':>6s}  {'cpu s':>6s}  {'x loop':>6s}  {'target':>6s}  {'MB':>5s}")
    for variant in variants:
        out = folder / variant
        met &= printed(f"build {variant}", built := step(variant, store, out), seconds)
        sizes = {each.suffix: each.stat().st_size / 1e6 for each in out.iterdir()}
        beside = ", ".join(f"{suffix[1:]} {size:.1f} MB" for suffix, size in sorted(sizes.items()))
        checked = step("verify", store, out)
        told = dict(checked["checks"])
        met &= printed(f"verify {variant}", checked, seconds, beside)
        if seconds is not None and sizes[".pdf"] > PDF_MEGABYTES:
            print(f"  the PDF is larger than {PDF_MEGABYTES:g} MB")
            met = False
        if told.get("verdict") != "HOLDS" or "BROKEN" in told.values():
            print(f"  {told}")
            met = False
        assert built["checks"] == []
    return met


def flipped(folder: Path, times: int) -> bool:
    """Change bits of five reports and return whether every change was found."""
    store = folder / "small.netdoc"
    write_month(store, 0.1)
    pdfs = []
    for variant in FLIPPED:
        written = write_sealed(store, Question(), clock=FixedClock(), variant=variant, out=folder / f"flip-{variant}",
                               formats=("pdf",), made_at=MADE_AT, key=key())  # fmt: skip
        assert worst(verify(written.files[0])) is not Outcome.BROKEN
        pdfs.append((variant, written.files[0].read_bytes()))
    chance, file, missed = random.Random(11), folder / "flipped.pdf", 0
    begun = time.perf_counter()
    for number in range(times):
        variant, pdf = pdfs[number % len(pdfs)]
        place, bit = chance.randrange(len(pdf)), chance.randrange(8)
        changed = bytearray(pdf)
        changed[place] ^= 1 << bit
        file.write_bytes(bytes(changed))
        try:
            found = worst(verify(file)) is Outcome.BROKEN
        except NetdocError:
            found = True  # no file of netdoc's at all any more
        if not found:
            missed += 1
            print(f"  not found: bit {bit} of byte {place} of the copy for {variant}")
    size, spent = sum(len(each) for _, each in pdfs) / 1e6, time.perf_counter() - begun
    print(
        f"{times} bits changed one at a time in {len(pdfs)} reports of {size:.1f} MB: {missed} not found, {spent:.0f} s"
    )
    return missed == 0


def main() -> int:
    """Print the tables and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=float, default=DAYS)
    parser.add_argument("--quick", action="store_true", help="three days, three readers")
    parser.add_argument("--office", action="store_true", help="also a month of one office with all its answers")
    parser.add_argument("--flips", type=int, default=0, metavar="N", help="change N bits, and nothing else")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="netdoc-bench-") as name:
        folder = Path(name)
        if given.flips:
            met = flipped(folder, given.flips)
        else:
            days = 3.0 if given.quick else given.days
            store = folder / "office.netdoc"
            write(store, days)
            print(f"{days:g} days of eight rungs at 1 s, store {store.stat().st_size / 1e6:.1f} MB")
            met = printed("seal", step("seal", store, folder), SEAL_SECONDS)
            seconds = SECONDS if days >= DAYS else STARTING_S + SECONDS * days / DAYS
            met &= measured(store, folder, seconds, VARIANTS[:3] if given.quick else VARIANTS)
            if given.office:
                store = folder / "answers.netdoc"
                write_month(store, days)
                step("seal", store, folder)
                print(f"{days:g} days of an office with all its answers, store {store.stat().st_size / 1e6:.1f} MB")
                met &= measured(store, folder / "answers", None, ("client", "telco", "technical"))
    print("all targets met" if met else "a target was missed")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
