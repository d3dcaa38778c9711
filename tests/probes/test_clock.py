"""The clock probe reads one line of the kernel's words."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.clock_reading import ClockReading
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from netdoc.ports import Ports
from probes.clock import PROBE

AT = datetime(2026, 3, 1, 8, 15, tzinfo=UTC)
SITE = Site(id="office")


def read(line: str) -> ClockReading:
    (seen,) = PROBE.read(SITE, [Capture(line.encode(), AT, "host", "adjtimex")])
    assert isinstance(seen, Seen)
    assert (seen.subject, seen.at, seen.plane) == ("host", AT, Plane.HOST)
    return cast(ClockReading, seen.fact)


@pytest.mark.parametrize(
    ("line", "synchronised", "bound_s"),
    [
        ("state=0 status=0x2001 maxerror_us=143500 esterror_us=0 offset=-1843 tai_s=37", True, 0.1435),
        ("state=5 status=0x0040 maxerror_us=16000000 esterror_us=16000000 offset=0 tai_s=0", False, None),
        ("state=5 status=0x2041 maxerror_us=1500 esterror_us=0 offset=0 tai_s=37", False, None),
        ("state=0 status=0x0001 maxerror_us=16000000 esterror_us=0 offset=0 tai_s=0", True, None),
    ],
    ids=["chrony, in step", "nobody ever set it", "no longer followed", "followed once, bound grown past use"],
)
def test_a_bound_is_stated_only_while_somebody_vouches_for_it(
    line: str, synchronised: bool, bound_s: float | None
) -> None:
    assert read(line) == ClockReading(synchronised=synchronised, bound_s=bound_s)


@pytest.mark.parametrize("line", ["", "status=0x40", "maxerror_us=5", "\x00\xff", "status=maxerror_us="])
def test_a_line_without_its_words_is_unreadable(line: str) -> None:
    with pytest.raises(UnreadableCapture):
        read(line)


def test_a_system_without_the_call_is_a_gap() -> None:
    ports: Any = SimpleNamespace(files=SimpleNamespace(read=lambda path: None))

    with pytest.raises(CannotMeasure):
        asyncio.run(cast(Any, PROBE.collect)(SITE, cast(Ports, ports)))
