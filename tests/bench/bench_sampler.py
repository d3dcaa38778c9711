"""What unattended measuring costs: processor time, memory and disk of `netdoc run`, eight rungs and a modem.

Run as root: `python tests/bench/bench_sampler.py [--quick]`. Makes two namespaces joined by a veth pair, all
rungs and an emulated Broadcom modem (telnet) on the far side, and removes them. What the start costs is told
apart from what a minute costs. Prints ratios and ends with 1 when a limit is missed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # run as a file: the tests' helpers are found from the repository

from tests.emulated.broadcom_text import BoxState  # noqa: E402
from tests.lab.machine import why_not  # noqa: E402
from tests.lab.namespaces import Group, enter, ip_batch  # noqa: E402

SHARE_LIMIT, MEMORY_LIMIT_MB = 0.01, 90.0
WARM_S = 12.0
"""Discovery, the first path and the first reading lie within it."""
LONG_S, QUICK_S = 240.0, 60.0
PROGRAM = Path(sys.executable).with_name("netdoc")
FAR = [f"192.0.2.{each}" for each in range(1, 9)]
ROUTER, MODEM, FIRST_HOP, RESOLVER, *OTHERS = FAR
USER, PASSWORD = "admin", BoxState().password


@dataclass(frozen=True, slots=True)
class Cost:
    """What a stretch of measuring cost."""

    seconds: float
    processor_s: float
    resident_mb: float
    peak_mb: float
    start_processor_s: float
    stored_bytes: int

    @property
    def share(self) -> float:
        """Share of one core."""
        return self.processor_s / self.seconds


def site() -> str:
    """Return the site file: router, modem, first hop, resolver, three anchors and a service are eight rungs."""
    anchors = "\n".join(f'[[anchor]]\naddress = "{each}"' for each in OTHERS[:3])
    return f"""id = "here"
[ladder]
router = "{ROUTER}"
modem = "{MODEM}"
first_hop = "{FIRST_HOP}"
[[resolver]]
address = "{RESOLVER}"
role = "isp"
{anchors}
[[service]]
name = "mail"
address = "{OTHERS[3]}"
port = 23
[[device]]
id = "modem"
kind = "modem"
address = "{MODEM}"
driver = "broadcom"
credentials = "modem"
"""


@contextmanager
def office(folder: Path) -> Iterator[str]:
    """Yield the laptop's namespace; everything it asks lives in the other one."""
    with Group(["laptop", "far"]) as group:
        laptop, far = group.name("laptop"), group.name("far")
        group.etc("laptop", {"resolv.conf": f"nameserver {RESOLVER}\n"})
        ip_batch([f"link add wire0 netns {laptop} type veth peer name wire1 netns {far}"])
        ip_batch(
            ["addr add 192.0.2.100/24 dev wire0", "link set wire0 up", f"route add default via {ROUTER}"],
            namespace=laptop,
        )
        ip_batch([*(f"addr add {each}/24 dev wire1" for each in FAR), "link set wire1 up"], namespace=far)
        state = folder / "box.json"
        state.write_text(BoxState().to_json(), encoding="utf-8")
        box = subprocess.Popen(
            enter(far, [sys.executable, "-m", "tests.emulated.broadcom_telnet", "--bind", "0.0.0.0", "--state", state]),  # type: ignore[list-item]
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert box.stdout is not None
            assert box.stdout.readline().startswith("listening")
            time.sleep(2.5)  # the bridge of a fresh veth pair comes up
            yield laptop
        finally:
            box.terminate()
            box.wait(10)


def measure(length_s: float) -> Cost:
    """Run one slot and return what it cost after its start."""
    with tempfile.TemporaryDirectory(prefix="netdoc-bench-") as home:
        folder = Path(home) / "here"
        folder.mkdir()
        (folder / "site.toml").write_text(site(), encoding="utf-8")
        secrets = folder / "secrets.toml"
        secrets.write_text(f'[modem]\nuser = "{USER}"\npassword = "{PASSWORD}"\n', encoding="utf-8")
        secrets.chmod(0o600)
        with office(Path(home)) as laptop:
            argv = enter(laptop, [str(PROGRAM), "run", "here", "--for", f"{WARM_S + length_s + 10:.0f}s"])
            run = subprocess.Popen(argv, env={**os.environ, "NETDOC_HOME": home}, stderr=subprocess.PIPE, text=True)
            try:
                return watched(run, folder / "store.sqlite", length_s)
            finally:
                run.terminate()
                _, said = run.communicate(timeout=20)
                if said or run.returncode:
                    print(f"netdoc run: exit {run.returncode}: {said.strip()}")


def watched(run: subprocess.Popen[str], store: Path, length_s: float) -> Cost:
    """Read the kernel's account of the process before and after."""
    time.sleep(WARM_S)
    begun, before_s, stored = time.monotonic(), processor_s(run.pid), size(store)
    time.sleep(length_s)
    after_s, seconds = processor_s(run.pid), time.monotonic() - begun
    resident_mb, peak_mb = memory_mb(run.pid)
    return Cost(seconds, after_s - before_s, resident_mb, peak_mb, before_s, size(store) - stored)


def processor_s(pid: int) -> float:
    """Return the processor time that a process and its children have used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(each) for each in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> tuple[float, float]:
    """Return (resident now, the most ever) in MB."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(lines["VmRSS"].split()[0]) / 1000, int(lines["VmHWM"].split()[0]) / 1000


def size(store: Path) -> int:
    """Return the bytes of a store and its log."""
    files = [store, store.with_name(store.name + "-wal")]
    return sum(each.stat().st_size for each in files if each.exists())


def main() -> int:
    """Measure, print, and return 0 when the limits are kept."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="one minute instead of four")
    quick = options.parse_args().quick
    if reason := why_not():
        print(f"not measured: {reason}")
        return 0
    cost = measure(QUICK_S if quick else LONG_S)
    print(f"processor: {cost.share:.2%} of one core over {cost.seconds:.0f} s (limit {SHARE_LIMIT:.0%})")
    print(f"memory: {cost.resident_mb:.1f} MB resident, {cost.peak_mb:.1f} at most (limit {MEMORY_LIMIT_MB:.0f})")
    print(f"start: {cost.start_processor_s:.2f} s of processor time in the first {WARM_S:.0f} s of a slot")
    return 0 if cost.share <= SHARE_LIMIT and cost.peak_mb <= MEMORY_LIMIT_MB else 1


if __name__ == "__main__":
    sys.exit(main())
