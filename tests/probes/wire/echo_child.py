"""Child process of the echo lab: run the real sampler for a while and print, as JSON, what it told.

Usage: python echo_child.py '{"rungs": [{"id", "address", "period_s", "method"}], "seconds": 3, "engine": null}'
"""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import Any

from netdoc.app.sampler import Sampler
from netdoc.app.system import RealClock
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.model.site import Rung, RungKind
from probes.wire.echo import SystemEcho


def run(asked: dict[str, Any]) -> dict[str, Any]:
    """Sample the rungs and return engine names, values per rung, gaps, and the processor time used."""
    told: list[Observation] = []
    echo = SystemEcho(RealClock())
    rungs = [Rung(kind=RungKind.ROUTER, **each) for each in asked["rungs"]]
    sampler = Sampler(
        RealClock(),
        echo,
        rungs,
        told.append,
        engine=asked.get("engine"),
        unlimited_pace=True,
        block_s=asked.get("block_s", 60),
    )
    print(json.dumps({"engines": list(echo.engines())}), flush=True)
    sampler.start()
    started, settling_s = time.monotonic(), min(0.5, asked["seconds"] / 4)
    time.sleep(settling_s)  # modules are loaded and sockets opened in this time
    used_s, begun = _used_s(), time.monotonic()
    time.sleep(asked["seconds"] - (begun - started))
    stopping = time.monotonic()
    cores = (_used_s() - used_s) / (stopping - begun)
    name = sampler.engine
    sampler.stop()
    ended = time.monotonic()
    blocks = [each.fact for each in told if isinstance(each, Seen) and isinstance(each.fact, EchoBlock)]
    return {
        "engine": name,
        "cores": cores,
        "stop_s": ended - stopping,
        "series": [_plain(block, each) for block in blocks for each in block.series],
        "gaps": [
            {"subject": each.subject, "why": each.why, "hint": each.hint} for each in told if isinstance(each, Gap)
        ],
    }


def _plain(block: EchoBlock, series: Any) -> dict[str, Any]:
    return {
        "rung": series.rung,
        "method": series.method,
        "stamp": series.stamp,
        "values": list(series.rtt_us),
        "late": list(series.late_us),
        "by": sorted({by for _, by in series.unreachable_by}),
        "due_us": [due for due, _ in block.samples(series)],
    }


def _used_s() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime


if __name__ == "__main__":
    print(json.dumps(run(json.loads(sys.argv[1]))), flush=True)
