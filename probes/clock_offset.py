"""Compare this computer's clock with others, so that a vendor can line up both logs: see docs/adr/0022.

Time servers are asked all at once, one question each: those that the site file names, else those that the computer
itself was told to follow. Where none answers (UDP 123 is often blocked), web servers that are asked anyway tell their
date. What the computer's own time service says of itself stands beside it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Iterator, Sequence
from dataclasses import dataclass

from netdoc.errors import CannotMeasure, NotAnswered, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.clock_offset import ClockOffset
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import RungKind, Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Files, Ports
from probes import _time_servers as servers
from probes import _times_read as reading

SNTP_S, HTTP_S, TOOL_S = 1.5, 2.5, 1.5
"""Together less than the six seconds between a check's closing questions and its end."""
MOST_WEB = 3
FAILED = "clock_offset: not answered"
UNABLE = "clock_offset: not asked"
CHRONY = ("chronyc", "-n", "-c", "tracking")
TIMESYNC = ("timedatectl", "show-timesync", "--all")
SERVICES = {"chronyd": CHRONY, "systemd-timesyn": TIMESYNC}
"""By the program's name in /proc, which holds 15 letters. Asked only while it runs: D-Bus would start timesyncd."""
HINT = "name three or more time servers in site.toml: `[clock]`, `servers = [...]`"


@dataclass(frozen=True, slots=True)
class _Web:
    host: str
    port: int
    tls: bool
    name: str


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Ask the time servers, else the web servers, and the computer's own time service."""
    known = servers.known(site, ports.files)
    own = asyncio.ensure_future(_time_services(ports))
    try:
        if not known.servers:
            known = _followed(await own)
        asked = [
            _tried(ports.times.sntp(host, port=port, timeout_s=SNTP_S), host, ports) for host, port in known.servers
        ]
        found = list(await asyncio.gather(*asked))
        if not any(_answered(each) for each in found):
            web = [
                _tried(ports.times.http_date(e.host, e.port, tls=e.tls, name=e.name, timeout_s=HTTP_S), e.host, ports)
                for e in _web_servers(site)
            ]
            found += await asyncio.gather(*web)
        found += await own
    finally:
        own.cancel()
    if not known.servers and not any(_answered(each) for each in found):
        found.append(_note(ports, UNABLE, "", "no time server is known to this computer", HINT))
    return found


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return each comparison; what was asked and answered nothing of use is missed, what could not be asked a gap.

    Raises:
        UnreadableCapture: not the notes of `ports.Times` or of the tools.
    """
    return [_observed(each) for each in captures]


def _observed(capture: Capture) -> Observation:
    at, digest, kind = capture.taken_at, capture.digest, ClockOffset.KIND
    own = capture.method.startswith("tool: ")
    plane = Plane.HOST if own else Plane.PATH
    try:
        return Seen("host", at, _fact(capture, own), digest, plane)
    except reading.Worthless as why:
        if own:
            return Gap("host", at, at, kind, str(why), "see `netdoc doctor`", digest)
        return Missed("host", at, kind, "error", f"{capture.source[:120]}: {why}", digest, plane)
    except UnreadableCapture as odd:
        if own:
            return Gap("host", at, at, kind, odd.message, odd.hint, digest)
        raise
    except _Failed as failed:
        if failed.failure:
            return Missed("host", at, kind, failed.failure, failed.why, digest, plane)
        return Gap("host", at, at, kind, failed.why, failed.hint, digest)


def _fact(capture: Capture, own: bool) -> ClockOffset:
    if own:
        return reading.tracking(capture.body) if "chronyc" in capture.method else reading.timesync(capture.body)
    note = reading.note_of(capture)
    if capture.method in (FAILED, UNABLE):
        raise _Failed(*(str(note.get(key, ""))[:200] for key in ("failure", "why", "hint")))
    return reading.http_date(note) if capture.method.startswith("http_date: ") else reading.sntp(note)


class _Failed(Exception):
    """A note that stands for a question without an answer."""

    def __init__(self, failure: str, why: str, hint: str) -> None:
        super().__init__(why)
        self.failure, self.why, self.hint = failure, why or "it failed", hint


async def _tried(asked: Awaitable[Capture], whom: str, ports: Ports) -> Capture:
    """Return the answer, or a note that says why there is none: one silent server must not cost the others."""
    try:
        return await asked
    except NotAnswered as silent:
        return _note(ports, FAILED, silent.failure, silent.message, silent.hint, whom)
    except CannotMeasure as unable:
        return _note(ports, UNABLE, "", unable.message, unable.hint, whom)


def _note(ports: Ports, method: str, failure: str, why: str, hint: str, whom: str = "host") -> Capture:
    body = json.dumps({"failure": failure, "why": why, "hint": hint}).encode()
    return Capture(body, ports.clock.now(), whom, method)


def _answered(capture: Capture) -> bool:
    if capture.method in (FAILED, UNABLE):
        return False
    try:
        _fact(capture, own=False)
    except reading.Worthless:
        return False
    return True


def _followed(own: Sequence[Capture]) -> servers.Known:
    """Return the time servers that the running time service names where no file does."""
    by_timesyncd = (each for each in own if each.method.startswith(f"tool: {TIMESYNC[0]}"))
    return next((servers.told_by_timesyncd(each.body) for each in by_timesyncd), servers.Known())


def _web_servers(site: Site) -> tuple[_Web, ...]:
    """Return the web servers that this site asks anyway: its anchors on ports 80 and 443, its services over HTTP."""
    usual = {"tcp:80": (80, False), "tcp:443": (443, True)}
    anchors = [
        _Web(each.address, *usual[each.method], each.address)
        for each in site.rungs
        if each.kind is RungKind.ANCHOR and each.method in usual
    ]
    services = [
        _Web(each.address, each.port, each.tls, each.server_name or each.address)
        for each in site.services
        if each.layer == "http"
    ]
    return tuple((anchors + services)[:MOST_WEB])


async def _time_services(ports: Ports) -> list[Capture]:
    """Return what the running time services say of themselves; one that cannot be asked says nothing."""
    running = _running(ports.files)
    found = []
    for name, argv in SERVICES.items():
        if name in running:
            try:
                found.append(await ports.tool.run(argv, timeout_s=TOOL_S))
            except CannotMeasure:
                continue
    return found


def _running(files: Files) -> frozenset[str]:
    return frozenset(_names(files))


def _names(files: Files) -> Iterator[str]:
    for each in files.names("/proc"):
        if each.isdecimal():
            yield (files.read(f"/proc/{each}/comm") or b"").decode("utf-8", "replace").strip()


PROBE = Probe(
    id="clock_offset",
    title="How far is this computer's clock from others?",
    lane=Lane.LIGHT,
    reports=(ClockOffset,),
    collect=collect,
    read=read,
    min_interval_s=60.0,
    plane=Plane.PATH,
)
