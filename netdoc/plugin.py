"""The records a plug-in module exports, one per module: PROBE, DRIVER, FINDER, RULE or SECTION."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from netdoc.model.capture import Capture
from netdoc.model.evidence import Evidence
from netdoc.model.facts import Fact
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.observation import Observation
from netdoc.model.plane import Plane
from netdoc.model.sign import Sign
from netdoc.model.site import Device, Site

if TYPE_CHECKING:
    from netdoc.ports import Door, Ports

API = 1
"""Number of this contract; a plug-in package names the one it was written for as PLUGIN_API."""


class Lane(StrEnum):
    """When a probe may run."""

    LIGHT = "light"
    EXCLUSIVE = "exclusive"
    """It loads the line: runs alone, and the ladder's samples of that time are stored as loaded."""
    ASKED = "asked"
    """Never by itself: only where a person asks for it, for it loads somebody else's service."""


def always(_: Site) -> bool:
    """Return that a probe applies everywhere."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One way to ask about the network. `collect` does the I/O, `read` is pure.

    `collect` returns the captures; what was asked and not answered is raised as NotAnswered, or, where
    several things are asked, returned among the observations of `read` from a capture that says so.
    """

    id: str
    title: str
    lane: Lane
    reports: tuple[type[Fact], ...]
    collect: Callable[[Site, Ports], Awaitable[Sequence[Capture]]]
    read: Callable[[Site, Sequence[Capture]], Sequence[Observation]]
    version: int = 1
    min_interval_s: float = 60.0
    subject: str = "host"
    """Who is asked: files a Missed or Gap under the right name."""
    plane: Plane = Plane.PATH
    applies: Callable[[Site], bool] = always
    """Whether there is anything to ask at a site; where not, it is not asked and no gap is left."""


class Score(IntEnum):
    """How sure a driver is that a page is its own."""

    NO = 0
    MAYBE = 1
    LIKELY = 2
    CERTAIN = 3


class Proof(StrEnum):
    """What a driver's support rests on."""

    DEVICE = "device"
    """A capture from a real device."""
    DOCUMENTATION = "documentation"
    """Documentation only: it cannot establish anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """One modem family. `read` is pure and takes pages from a login or saved by hand alike."""

    id: str
    title: str
    recognises: Callable[[bytes], Score]
    collect: Callable[[Device, Ports], Awaitable[Sequence[Capture]]]
    read: Callable[[Sequence[Capture]], Sequence[Fact]]
    transport: str
    """`telnet`, `snmp`, `http` ..., for lists and hints."""
    min_interval_s: float = 60.0
    proof: Proof = Proof.DEVICE
    version: int = 1
    hints: tuple[str, ...] = ()
    """Words of a title, banner or certificate that only boxes of this family show (`Vigor`), in any case. The maker's
    name in `title` is one already."""
    plane: Plane | None = None
    """The witness whose word it is, where that is not the kind of the device: a computer's own."""
    clean: Callable[[bytes], bytes] | None = None
    """Takes out of a saved text what may not be kept of it; called for any text, and leaves others alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finder:
    """One door by which a box is told without a login: see docs/adr/0015-looking-for-a-modem.md.

    `look` makes one connection and types no login; `read` is pure. What it finds is a hint for a person who writes a
    site file, never a fact about the line.
    """

    id: str
    title: str
    port: int
    serves: tuple[str, ...]
    """Transports of the drivers that go through this door (`http`, `telnet`)."""
    look: Callable[[Device, Ports], Awaitable[Door]]
    read: Callable[[Door], Sign]
    asks_for: str = ""
    """`community`: looked at only with one that the technician gave; `url`: only where a UPnP search named one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One mechanism in one segment. The module's docstring is its specification.

    `judge` is called once per incident and once with None for the whole window; it answers for its own
    fault only, and SILENT with what it lacked where it cannot.
    """

    id: str
    fault: Fault
    needs: tuple[type[Fact], ...]
    judge: Callable[[Evidence, Incident | None], Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the report; `place` orders them. `write` returns blocks of `netdoc.report.document`."""

    id: str
    place: int
    write: Callable[..., Sequence[object]]
