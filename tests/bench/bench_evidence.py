"""What a month of evidence costs: sealing, a report with everything inside or beside it, and verifying that.

Run: `python tests/bench/bench_evidence.py [--days 30]`. Eight rungs at 1 Hz for so many days, and each hour a
reading of the modem; every step in a process of its own; seconds are the processor's. Ends with 1 when a target is
missed: sealing a day 2 s; building the office's copy and the telco's 8 s each; verifying each, with its case file, 8 s;
400 MB; PDF 10 MB.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from netdoc.model.facts.dsl_line import DslLine  # noqa: E402
from netdoc.model.observation import Seen  # noqa: E402
from netdoc.model.site import Rung, RungKind, Site  # noqa: E402
from netdoc.store.store import Store  # noqa: E402
from tests.netdoc.store.ladder_blocks import START, FixedClock, ladder_blocks  # noqa: E402

SECONDS, SEAL_SECONDS, MEGABYTES, PDF_MEGABYTES = 8.0, 2.0, 400.0, 10.0
STEP = """
import json, sys, time
from pathlib import Path
from tests.netdoc.store.unattended import memory_mb
begun = time.process_time()
what, store, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
from tests.netdoc.store.ladder_blocks import FixedClock
checks = []
if what == "seal":
    from netdoc.app.sealing import seal
    seal(store, FixedClock())
elif what == "verify":
    from netdoc.app.verifying import verify
    for pdf in out.glob("*.pdf"):
        checks = [[each.name, each.outcome.name] for each in verify(pdf)]
else:
    from datetime import UTC, datetime
    from netdoc.app.cases import Question
    from netdoc.app.paperwork import write_sealed
    from tests.netdoc.evidence.signed_report import key
    key()
    begun = time.process_time()
    write_sealed(store, Question(), clock=FixedClock(), variant=what, out=out, formats=("pdf",),
                 made_at=datetime(2026, 4, 1, tzinfo=UTC), key=key())
print(json.dumps({"s": time.process_time() - begun, "mb": memory_mb("VmHWM"), "checks": checks}))
"""


def step(what: str, store: Path, out: Path) -> dict[str, object]:
    """Run one step in a fresh process and return its seconds, its memory and what it found."""
    done = subprocess.run(
        [sys.executable, "-c", STEP, what, str(store), str(out)],
        capture_output=True, text=True, timeout=900, cwd=ROOT, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr)
    held: dict[str, object] = json.loads(done.stdout)
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


def main() -> int:
    """Print the table and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=float, default=30)
    given = parser.parse_args()
    met = True
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "office.netdoc"
        write(store, given.days)
        print(f"{given.days:g} days of eight rungs at 1 s, store {store.stat().st_size / 1e6:.1f} MB")
        sealing = step("seal", store, Path(folder))
        met &= float(str(sealing["s"])) <= SEAL_SECONDS
        print(f"seal           {sealing['s']:6.2f} s  {sealing['mb']:6.0f} MB")
        for variant in ("client", "telco"):
            out = Path(folder) / variant
            built = step(variant, store, out)
            sizes = {each.suffix: each.stat().st_size / 1e6 for each in out.iterdir()}
            checked = step("verify", store, out)
            told = dict(checked["checks"])  # type: ignore[call-overload]
            for name, each in ((f"build {variant}", built), (f"verify {variant}", checked)):
                print(f"{name:14s} {each['s']:6.2f} s  {each['mb']:6.0f} MB  "
                      + "  ".join(f"{suffix} {size:.1f} MB" for suffix, size in sorted(sizes.items())))  # fmt: skip
                met &= float(str(each["s"])) <= SECONDS and float(str(each["mb"])) <= MEGABYTES
            print(f"               {told}")
            met &= sizes[".pdf"] <= PDF_MEGABYTES and told.get("verdict") == "HOLDS"
    print("all targets met" if met else "a target was missed")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
