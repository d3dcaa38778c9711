"""Path of four routers: netdoc's trace beside `mtr -n -r -c N` at one round a second, in the same namespaces.

    python tests/bench/bench_path.py [--quick]

Every router answers one probe a second (icmp_ratelimit 1000). Of netdoc's end-to-end probes the last
router drops 1 in 20, counted by nft: that count is the truth. Needs root, nft and mtr.
Exit code 1 when the wall time is above half of mtr's, a router is called lossy, or the loss is not exact.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from netdoc.model.facts.path_trace import PathTrace
from netdoc.model.observation import Seen
from netdoc.model.site import Site
from probes.path import PROBE
from tests.probes.wire.routers import END, Row, row_of_routers

GREATEST_RATIO = 0.5
DROP = """table inet t {
 chain c {
  type filter hook forward priority 0
  icmp type echo-request ip ttl > 50 numgen inc mod 20 == 3 counter drop
 }
}
"""


def main() -> int:
    """Run both once, print the comparison, return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a fifth of the rounds, for CI")
    scale = 5 if parser.parse_args().quick else 1
    with row_of_routers() as row:
        row.nft("r4", DROP)
        trace, own_s, dropped = own(row, rounds=10 // scale, end_probes=100 // scale)
        mtr_s, mtr_loss = mtr(row, count=100 // scale)

    lossy = [hop.ttl for hop in trace.hops if hop.answered < hop.sent]
    lost = trace.end_sent - trace.end_answered
    ratio = own_s / mtr_s
    print(f"path, 4 routers, {trace.end_sent} end-to-end samples, icmp_ratelimit 1000")
    print(f"  netdoc {own_s * 1000:8.0f} ms   mtr -c {100 // scale} {mtr_s * 1000:8.0f} ms   ratio {ratio:.3f}")
    print("  netdoc answers per hop: " + ", ".join(f"{hop.ttl}: {hop.answered}/{hop.sent}" for hop in trace.hops))
    print("  mtr loss per hop:       " + ", ".join(f"{ttl}: {loss:g} %" for ttl, loss in enumerate(mtr_loss, 1)))
    print(f"  end-to-end loss: {lost} of {trace.end_sent}, dropped by nft: {dropped}")
    faults = [
        *([f"ratio {ratio:.3f} above {GREATEST_RATIO}"] if ratio > GREATEST_RATIO else []),
        *([f"called lossy: hops {lossy}"] if lossy else []),
        *([] if lost == dropped > 0 and trace.end_sent == 100 // scale else ["the end-to-end loss is not exact"]),
        *([] if len(trace.hops) == 5 else [f"{len(trace.hops)} hops seen of 5"]),
    ]
    print("  " + ("FAILED: " + "; ".join(faults) if faults else "ok"))
    return 1 if faults else 0


def own(row: Row, *, rounds: int, end_probes: int) -> tuple[PathTrace, float, int]:
    """Return netdoc's trace, the wall time of the whole process, and what nft dropped of it."""
    began = time.monotonic()
    traced = row.trace(rounds=rounds, end_probes=end_probes, timeout_s=rounds + 4)
    took_s = time.monotonic() - began
    (seen,) = PROBE.read(Site(id="bench"), [traced.capture])
    assert isinstance(seen, Seen)
    assert isinstance(seen.fact, PathTrace)
    return seen.fact, took_s, row.dropped("r4")


def mtr(row: Row, *, count: int) -> tuple[float, list[float]]:
    """Return the wall time of mtr and the loss it shows per hop, in percent."""
    began = time.monotonic()
    printed = row.run("start", ["mtr", "-n", "-r", "-c", str(count), "-i", "1", END], timeout_s=count + 30)
    took_s = time.monotonic() - began
    return took_s, [float(each) for each in re.findall(r"\|--\s+\S+\s+([\d.]+)%", printed)]


if __name__ == "__main__":
    sys.exit(main())
