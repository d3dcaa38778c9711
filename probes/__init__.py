"""netdoc's own probes and modem drivers, found through the entry point `netdoc.plugins` like anybody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netdoc.ports import Clock, Ports, Secrets

PLUGIN_API = 1
PROBES = "probes"
DRIVERS = "probes.modems"
FINDERS = "probes.finders"


def connect(clock: Clock, secrets: Secrets) -> Ports:
    """Return the real outside world. The adapters are imported here, at first use, and nowhere else."""
    from probes.wire.connect import connect as real

    return real(clock, secrets)
