"""Measure how fast the line moves payload, while nothing else of netdoc runs.

Two ways, chosen by `url` under `[throughput]` in the site file (the site's `test_url`):

- `http://HOST/PATH` or `https://HOST/PATH`: download of a plain file by 4 flows for 8 s, the first 2 s (ramp-up)
  dropped. Down only. Certificates are verified; redirects are not followed.
- `speedtest:` alone: speedtest-cli against the public list over HTTPS (`--secure`), down and up;
  `speedtest:http://HOST/`: the same against an own Speedtest Mini server (`--mini`).

Without it nothing is measured, and the gap says which key to set. A failed or blocked run says
something about the tool or its server and never about the line. Rates are TCP payload: PPPoE, TCP and IP
headers take several per cent of a line's rate away. speedtest-cli runs as a child process, because importing it
replaces standard output; its own results are bit/s and ms, and become kbit/s and µs here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from netdoc.errors import CannotMeasure, NetdocError, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.transfer import Transfer
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports
from probes._xml import clean

SECONDS, FLOWS, RAMP_S = 8.0, 4, 2.0
SPEEDTEST_S = 90.0
SPEEDTEST = "speedtest:"
GREATEST_KBPS = 1_000_000_000
_BLAMES_NOBODY = "set [throughput] `url` to a file of 10 MB or more; a failed speed test says nothing about the line"


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Run the configured test once.

    Raises:
        CannotMeasure: no test is configured, or the tool or its server failed.
        NotAnswered: the download server refused the connection or did not answer.
    """
    url = (site.test_url or "").strip()
    if not url:
        raise CannotMeasure(
            "no throughput test is configured",
            hint="under [throughput] in the site file set `url` to a large file near the provider or to `speedtest:`",
        )
    if not url.startswith(SPEEDTEST):
        return [await ports.http.download(url, seconds=SECONDS, flows=FLOWS, ramp_s=RAMP_S)]
    try:
        return [await ports.tool.run(speedtest_argv(url), timeout_s=SPEEDTEST_S)]
    except CannotMeasure as failed:
        raise CannotMeasure(f"speedtest-cli: {failed.message}", hint=_BLAMES_NOBODY) from failed


def speedtest_argv(url: str) -> list[str]:
    """Return the command line for `speedtest:` or `speedtest:http://HOST/`.

    `-P` keeps the working folder off Python's module path: a file `speedtest.py` lying there is not run.

    Raises:
        CannotMeasure: what follows `speedtest:` is not an http address.
    """
    argv = [sys.executable, "-P", "-m", "speedtest", "--json"]
    server = url.removeprefix(SPEEDTEST)
    if not server:
        return [*argv, "--secure"]
    try:
        parts = urlsplit(server)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        usable = False
    if not usable or not server.isprintable():
        raise CannotMeasure(
            f"[throughput] `url` names no Speedtest Mini server: {clean(server)}",
            hint="write `speedtest:` or `speedtest:http://HOST/`",
        )
    return [*argv, "--mini", server]


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return one `Transfer` per direction measured.

    Raises:
        UnreadableCapture: not the JSON of one of the two tools, or no bytes moved at all.
    """
    observations: list[Observation] = []
    for capture in captures:
        told = _json(capture.body)
        observations += _download(told, capture) if "bins" in told else _speedtest(told, capture)
    return observations


def _download(told: Mapping[str, Any], capture: Capture) -> Sequence[Observation]:
    """Drop the ramp-up (at most the first half) and average over the rest."""
    try:
        bins = [_whole(each) for each in told["bins"]]
        bin_s, ramp_s, flows = float(told["bin_s"]), float(told["ramp_s"]), _whole(told["flows"])
    except (KeyError, TypeError, ValueError) as missing:
        raise _unreadable(f"the download's record lacks or garbles {missing}") from None
    if not bins or not 0 < bin_s <= 60 or not 0 <= ramp_s < 3600:
        raise _unreadable("the download's record holds no samples")
    counted = bins[min(round(ramp_s / bin_s), len(bins) // 2) :]
    moved, duration_s = sum(counted), len(counted) * bin_s
    if moved == 0:
        raise _unreadable("no byte arrived after ramp-up")
    transfer = Transfer(
        direction="down",
        method="http",
        server=clean(str(told.get("host") or capture.source)),
        rate_kbps=round(moved * 8 / duration_s / 1000),
        bytes=moved,
        duration_s=round(duration_s, 3),
        flows=flows,
    )
    return [_seen(transfer, capture)]


def _speedtest(told: Mapping[str, Any], capture: Capture) -> Sequence[Observation]:
    server = told.get("server")
    if "download" not in told or "upload" not in told or not isinstance(server, dict):
        raise _unreadable("the output is not a result of speedtest-cli")
    name = clean(str(server.get("host") or server.get("name") or "unnamed server"))
    ping_ms = _number(told.get("ping"))
    observations: list[Observation] = []
    for direction, key, moved_key in (("down", "download", "bytes_received"), ("up", "upload", "bytes_sent")):
        rate_bps, moved = _number(told[key]), _number(told.get(moved_key))
        if not rate_bps or rate_bps < 1000 or rate_bps / 1000 > GREATEST_KBPS:
            observations.append(_gap(f"speedtest-cli measured no {key}", capture))
            continue
        transfer = Transfer(
            direction=direction,
            method="speedtest",
            server=name,
            rate_kbps=round(rate_bps / 1000),
            bytes=round(moved) if moved else None,
            duration_s=round(moved * 8 / rate_bps, 3) if moved else None,
            ping_us=round(ping_ms * 1000) if ping_ms and ping_ms < 60_000 else None,
        )
        observations.append(_seen(transfer, capture))
    if all(isinstance(each, Gap) for each in observations):
        raise _unreadable("speedtest-cli moved no bytes in either direction")
    return observations


def _json(body: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        start = clean(body[:60].decode("utf-8", "replace"))
        raise _unreadable(f"the output is not JSON (it begins {start!r})") from None
    if not isinstance(told, dict):
        raise _unreadable("the output is JSON, but no result")
    return told


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(clean(repr(value)))
    return value


def _number(value: object) -> float | None:
    """Return a finite number that is not negative, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value < 1e18 else None


def _seen(transfer: Transfer, capture: Capture) -> Seen[Transfer]:
    return Seen(PROBE.subject, capture.taken_at, transfer, capture.digest, plane=PROBE.plane, reader=_reader())


def _gap(why: str, capture: Capture) -> Gap:
    at = capture.taken_at
    return Gap(PROBE.subject, at, at, Transfer.KIND, why, _BLAMES_NOBODY, capture.digest, _reader())


def _reader() -> str:
    return f"{PROBE.id}/{PROBE.version}"


def _unreadable(why: str) -> NetdocError:
    return UnreadableCapture(f"throughput: {why}", hint=_BLAMES_NOBODY)


PROBE = Probe(
    id="throughput",
    title="Throughput: download of a file, or speedtest-cli",
    lane=Lane.EXCLUSIVE,
    reports=(Transfer,),
    collect=collect,
    read=read,
    min_interval_s=3600.0,
    plane=Plane.PATH,
)
