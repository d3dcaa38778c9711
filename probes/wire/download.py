"""Download with plain sockets: several flows at once, payload bytes counted per 100 ms.

The method is most of the error of a speed test, so it is kept in sight: parallel TCP flows, connections made
before the clock starts, ramp-up left to the reader to drop, payload bytes only (no headers, no TLS framing).
A low-water mark (SO_RCVLOWAT) that follows the rate keeps a fast line from costing 50 000 reads a second
without hiding up to a megabyte of a slow line's bytes.
"""

from __future__ import annotations

import json
import queue
import socket
import ssl
import threading
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

from netdoc.errors import CannotMeasure, NetdocError, NotAnswered
from netdoc.model.capture import Capture
from netdoc.ports import Clock
from probes.wire.download_flow import BIN_NS, Flow
from probes.wire.tool import printable

LIMIT_SECONDS = 60.0
LIMIT_BYTES = 4 * 1024**3
"""All flows together; a test of 8 s reaches it at 4.3 Gbit/s and then ends early."""
LIMIT_FLOWS = 16
OPEN_S = 5.0
"""For the name, the connection, TLS and the first answer each."""
FORM = "netdoc.download/1"
T = TypeVar("T")


@dataclass(slots=True)
class _Run:
    """What the flows share: the start signal, the end, the failures."""

    flows: list[Flow]
    go: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)
    opened: queue.SimpleQueue[NetdocError | None] = field(default_factory=queue.SimpleQueue)
    ended: queue.SimpleQueue[NetdocError | None] = field(default_factory=queue.SimpleQueue)


def download(clock: Clock, url: str, *, seconds: float, flows: int, ramp_s: float) -> Capture:
    """Download `url` over `flows` connections for `seconds` and return what arrived when.

    The body is JSON: `form`, `host`, `scheme`, `flows` (that worked), `failed_flows`, `seconds` (run),
    `ramp_s` (asked for, for the reader to drop), `bin_s`, `bins` (payload bytes of all flows per 100 ms),
    `flow_bytes`, `bytes`, `requests`, `status`.

    Raises:
        NotAnswered: `refused`, `timeout`, `unreachable`: the server did not take any connection, or sent nothing.
        CannotMeasure: anything that is about the server, the tool or us: another status than 200, a redirect,
            TLS that does not verify, a file too small, no length, a name that does not resolve.
    """
    parts = checked(url)
    seconds = min(max(seconds, 0.5), LIMIT_SECONDS)
    addresses = _resolve(parts)
    tls = ssl.create_default_context() if parts.scheme == "https" else None
    count = min(max(flows, 1), LIMIT_FLOWS)
    run = _Run([Flow(clock, parts, addresses, tls) for _ in range(count)])
    for flow in run.flows:
        threading.Thread(target=_drive, args=(run, flow), daemon=True, name="netdoc-download").start()
    try:
        failures = _wait_until_open(clock, run)
        start = clock.monotonic_ns()
        for flow in run.flows:
            flow.start(start, seconds, LIMIT_BYTES // count)
        run.go.set()
        last_ns = start + int((seconds + OPEN_S) * 1e9)
        ends = [
            _next(run.ended, max(0.0, (last_ns - clock.monotonic_ns()) / 1e9)) for _ in range(count - len(failures))
        ]
    finally:
        run.stop.set()
        run.go.set()
        for flow in run.flows:
            flow.close()
    return _told(clock, parts, run, seconds, ramp_s, [*failures, *(each for each in ends if each is not None)])


def checked(url: str) -> SplitResult:
    """Return the parts of a usable download URL.

    Raises:
        CannotMeasure: it is not an http or https URL of a host, or it holds a login.
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not url.isprintable() or not url.isascii() or " " in url or parts.username is not None:
        raise CannotMeasure(
            f"the download address {printable(url, 120)} cannot be used",
            hint="under [throughput] set `url` to http://HOST/PATH or https://HOST/PATH, without a login",
        )
    return parts


def _drive(run: _Run, flow: Flow) -> None:
    """Run one flow in its thread: open, wait for the start, download until the time is up."""
    try:
        flow.open(OPEN_S)
    except NetdocError as failed:
        run.opened.put(failed)
        return
    run.opened.put(None)
    run.go.wait(OPEN_S * 3)
    if run.stop.is_set():
        return
    try:
        flow.download(run.stop, OPEN_S)
    except NetdocError as failed:
        run.ended.put(failed)
        return
    run.ended.put(None)


def _wait_until_open(clock: Clock, run: _Run) -> list[NetdocError]:
    """Return the failures of the flows that could not connect.

    Raises:
        NotAnswered, CannotMeasure: none could.
    """
    deadline_ns = clock.monotonic_ns() + int(OPEN_S * 2e9)
    ends = [_next(run.opened, max(0.0, (deadline_ns - clock.monotonic_ns()) / 1e9)) for _ in run.flows]
    failures = [each for each in ends if each is not None]
    if len(failures) == len(run.flows):
        raise failures[0]
    return failures


def _next(waiting: queue.SimpleQueue[NetdocError | None], timeout_s: float) -> NetdocError | None:
    try:
        return waiting.get(timeout=timeout_s)
    except queue.Empty:
        return NotAnswered("the download server did not answer in time", failure="timeout")


def _resolve(parts: SplitResult) -> list[tuple[int, tuple[object, ...]]]:
    """Return (family, address) pairs; in a thread of its own, since getaddrinfo knows no time limit."""
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found: queue.SimpleQueue[list[tuple[int, tuple[object, ...]]]] = queue.SimpleQueue()

    def ask() -> None:
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            entries = []
        found.put([(int(each[0]), each[4]) for each in entries])

    threading.Thread(target=ask, daemon=True, name="netdoc-resolve").start()
    try:
        addresses = found.get(timeout=OPEN_S)
    except queue.Empty:
        addresses = []
    if not addresses:
        raise CannotMeasure(
            f"the name {host} of the download server cannot be resolved",
            hint="see the DNS measurements, or set [throughput] `url` to a server that can be found",
        )
    return addresses


def _told(
    clock: Clock, parts: SplitResult, run: _Run, seconds: float, ramp_s: float, failures: list[NetdocError]
) -> Capture:
    good = [flow for flow in run.flows if flow.total > 0]
    if not good:
        raise (
            failures[0]
            if failures
            else NotAnswered(f"{parts.hostname}: nothing arrived in {seconds:g} s", failure="timeout")
        )
    ran_s = min(seconds, max(flow.ran_ns for flow in good) / 1e9)
    bins = [sum(each) for each in zip(*(flow.bins for flow in good), strict=True)]
    body = {
        "form": FORM,
        "host": parts.hostname,
        "scheme": parts.scheme,
        "flows": len(good),
        "failed_flows": len(run.flows) - len(good),
        "seconds": round(ran_s, 3),
        "ramp_s": ramp_s,
        "bin_s": BIN_NS / 1e9,
        "bins": bins[: max(1, round(ran_s * 1e9) // BIN_NS)],
        "flow_bytes": [flow.total for flow in good],
        "bytes": sum(flow.total for flow in good),
        "requests": sum(flow.requests for flow in good),
        "status": 200,
    }
    return Capture(
        body=json.dumps(body, separators=(",", ":")).encode(),
        taken_at=clock.now(),
        source=str(parts.hostname),
        method=f"download: {parts.scheme}://{parts.netloc}{printable(parts.path or '/', 200)}, {len(good)} flows",
    )
