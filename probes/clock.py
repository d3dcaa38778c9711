"""Ask the operating system how right its clock is, so that a vendor can line up both logs.

The kernel keeps what the time service last told it (adjtimex(2)): whether the clock follows a time
server (STA_UNSYNC not set) and the greatest error it admits (`maxerror`), which grows by 500 ppm
between corrections. A computer that nobody synchronises admits no useful bound: it is then not known,
never zero.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.clock_reading import ClockReading
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports

STATE_PATH = "netdoc:adjtimex"
"""The `Files` port answers this path with the kernel's clock state."""
STA_UNSYNC = 0x40
"""Bit of `status`: the clock follows nobody (<linux/timex.h>)."""
WORTHLESS_BOUND_US = 16_000_000
"""Where the kernel stops counting (NTP_PHASE_LIMIT): the true error may be anything."""

_WORD = re.compile(r"(\w+)=(-?(?:0x[0-9a-f]+|\d+))\b")


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Read the kernel's clock state.

    Raises:
        CannotMeasure: this system has no such call.
    """
    body = ports.files.read(STATE_PATH)
    if body is None:
        raise CannotMeasure(
            "this system does not say how right its clock is", hint="run `netdoc doctor`, which looks at the clock"
        )
    return [Capture(body, ports.clock.now(), "host", "adjtimex")]


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return what the system says of its clock; `bound_s` is None when the clock follows no time server.

    Raises:
        UnreadableCapture: the line lacks `status` or `maxerror_us`.
    """
    return [Seen("host", each.taken_at, _reading(each.body), each.digest, Plane.HOST) for each in captures]


def _reading(body: bytes) -> ClockReading:
    words = {
        name: int(value, 16 if "x" in value else 10) for name, value in _WORD.findall(body.decode("ascii", "replace"))
    }
    try:
        status, bound_us = words["status"], words["maxerror_us"]
    except KeyError as missing:
        raise UnreadableCapture(
            f"clock: the kernel's answer has no {missing.args[0]}", hint="run `netdoc doctor`, which looks at the clock"
        ) from None
    synchronised = not status & STA_UNSYNC
    vouched = synchronised and 0 <= bound_us < WORTHLESS_BOUND_US
    return ClockReading(synchronised=synchronised, bound_s=bound_us / 1e6 if vouched else None)


PROBE = Probe(
    id="clock",
    title="How right is this computer's clock?",
    lane=Lane.LIGHT,
    reports=(ClockReading,),
    collect=collect,
    read=read,
    min_interval_s=600.0,
    plane=Plane.HOST,
)
