"""One rule's answer for its own fault and one incident."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from netdoc.model.fault import Fault
from netdoc.model.plane import Plane

OUR_OWN = "our own change"
"""How the sentence of a finding begins that lays a failure to what we set ourselves and recorded: reports say so."""


class Bearing(StrEnum):
    """Which way the finding points."""

    BLAMES = "blames"
    CLEARS = "clears"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A sentence that can be printed, the planes behind it, the captures it cites, what it lacked.

    `incident` is the incident's id, or None for a finding on the whole window.
    """

    rule: str
    fault: Fault
    bearing: Bearing
    sentence: str
    incident: str | None = None
    planes: frozenset[Plane] = frozenset()
    cites: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
