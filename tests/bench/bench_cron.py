"""How much of the time slots of real length leave unobserved under a real cron.

Run as root: `python tests/bench/bench_cron.py [--minutes 26] [--quick]`. A cron of its own, in namespaces, starts the
entry that `netdoc schedule install --cron` wrote, unchanged; the office is the loopback. Printed are the slots, the
seconds between them that no block covers, and their share of the time from the first slot on; the exit code is 1 when
that is 5 % or more. `--quick` ends at once: a slot takes five minutes.
"""

from __future__ import annotations

import argparse
import shlex
import sys
import tempfile
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # run as a file: the tests' helpers are found from the repository

from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.observation import Seen
from netdoc.store.store import Store
from tests.lab.machine import why_not
from tests.lab.run import netdoc_program
from tests.netdoc.app.timers.own_machine import enclosed

LIMIT = 0.05
SITE = """
[[anchor]]
address = "127.0.0.2"
[[anchor]]
address = "127.0.0.3"
"""


def main() -> int:
    """Print the share and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=26)
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    if asked.quick or (reason := why_not()):
        print(f"not run: {'slots of real length take too long for a quick run' if asked.quick else reason}")
        return 0
    with tempfile.TemporaryDirectory(prefix="netdoc-bench-") as home:
        folder = Path(home) / "office"
        folder.mkdir()
        (folder / "site.toml").write_text(SITE, encoding="utf-8")
        script = f"""
            {shlex.quote(str(netdoc_program()))} schedule install office --cron
            cron -f &
            sleep {asked.minutes * 60}
            kill $!; sleep 3; pkill -TERM -f '[r]un office'; sleep 4
        """
        enclosed(script, {"HOME": home, "NETDOC_HOME": home}, timeout_s=asked.minutes * 60 + 60)
        return told(folder / "store.sqlite")


def told(path: Path) -> int:
    """Print what a store's blocks leave open."""
    with Store.open(path, create=False, read_only=True) as store:
        seen = [each.fact for each in store.observations() if isinstance(each, Seen)]
    spans = sorted(
        (each.start, each.start + timedelta(seconds=each.duration_s)) for each in seen if isinstance(each, EchoBlock)
    )
    pauses = [max(0.0, (start - end).total_seconds()) for (_, end), (start, _) in pairwise(spans)]
    whole_s = (spans[-1][1] - spans[0][0]).total_seconds()
    between = [each for each in pauses if each >= 1]
    share = sum(pauses) / whole_s
    print(f"{len(between) + 1} slots in {whole_s:.0f} s; between them: {[round(each, 1) for each in between]} s")
    print(f"unobserved: {share:.2%} of the time (limit {LIMIT:.0%})")
    return int(share >= LIMIT)


if __name__ == "__main__":
    sys.exit(main())
