"""Minutes of unattended measuring, quickly made: a block, a modem's page and its reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from netdoc.model.capture import Capture
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from tests.netdoc.store.ladder_blocks import START, ladder_blocks

_LINES = "\n".join(f"counter {number}: {{{number % 4}}}" for number in range(80))


def memory_mb(which: str = "VmRSS") -> float:
    """Return this process's memory: `VmRSS` now, `VmHWM` at most since it was started.

    `getrusage` would tell the parent's greatest, which a child inherits.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith(which))


def minutes(first: int, count: int) -> Iterator[tuple[list[Capture], list[Observation]]]:
    """Yield so many minutes; all but their times and a few numbers is the same in each hour."""
    blocks = list(ladder_blocks(60, slow_rungs=5))
    for minute in range(first, first + count):
        at = START + timedelta(minutes=minute)
        block = blocks[minute % len(blocks)]
        page = Capture(_LINES.format(minute, minute * 7, minute // 60, 5).encode(), at, "modem", "telnet: stats")
        line = DslLine(sync=True, crc_down=minute, showtime_s=60 * minute)
        yield (
            [page],
            [
                replace(block, at=at, fact=replace(block.fact, start=at)),
                Seen("modem", at, line, page.digest, Plane.MODEM_BOX, "x/1"),
            ],
        )
