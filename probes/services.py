"""Attempts at a service: through its virtual address, and straight to each backend that the site file lists.

Asked for by a person only (`netdoc service probe`), for it loads somebody else's servers: at most 20 attempts a second
at one address and 5000 in all. What the adapter returns is JSON:

    {"service": "shop", "layer": "http", "duration_s": 55.6, "timeout_ms": 3500, "pace_ms": 56,
     "identity": "header:X-Served-By", "proxy": "", "syn_known_by": "tcp_info",
     "arms": [{"name": "virtual", "address": "192.0.2.10", "port": 443, "backend": false, "host": "",
               "given_up": false, "members": ["a1b2c3d4e5"],
               "attempts": [[0, "o", 12, 50123, 0], [56, "r", 1, 40999, -1]]}]}

An attempt is (ms from the start, how it ended, ms it took, source port, member or -1); the letters are `Attempt`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.connect_run import Attempt, ConnectArm, ConnectRun
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports

_LETTERS = frozenset(each.value for each in Attempt)
_LAYERS = frozenset({"tcp", "tls", "http"})


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Ask each service of the site in turn.

    Raises:
        CannotMeasure: the site file lists no service, or its name does not resolve.
    """
    if not site.services:
        raise CannotMeasure("no service is configured", hint="add a [[service]] to site.toml")
    return [await ports.connects.attempts(each) for each in site.services]


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return one `ConnectRun` per capture.

    Raises:
        UnreadableCapture: not the JSON that the adapter writes.
    """
    return [_read_one(each) for each in captures]


def _read_one(capture: Capture) -> Seen[ConnectRun]:
    try:
        told = json.loads(capture.body)
        run = ConnectRun(
            service=_text(told["service"]),
            layer=_one_of(told["layer"], _LAYERS),
            duration_s=round(float(told["duration_s"]), 3),
            timeout_ms=_whole(told["timeout_ms"]),
            pace_ms=_whole(told["pace_ms"]),
            arms=tuple(_arm(each) for each in told["arms"]),
            identity=_text(told["identity"]),
            proxy=_text(told["proxy"]),
            syn_known_by=_one_of(told["syn_known_by"], frozenset({"tcp_info", "time"})),
        )
    except (KeyError, TypeError, ValueError, RecursionError) as wrong:
        raise UnreadableCapture(f"services: the record of attempts lacks or garbles {wrong}") from None
    subject = f"service_{run.service}"
    return Seen(subject, capture.taken_at, run, capture.digest, plane=PROBE.plane, reader=f"{PROBE.id}/{PROBE.version}")


def _arm(told: dict[str, Any]) -> ConnectArm:
    rows = [tuple(each) for each in told["attempts"]]
    members = tuple(_text(each) for each in told["members"])
    if any(len(each) != 5 or each[1] not in _LETTERS for each in rows):
        raise ValueError("attempts")
    seen = tuple(_member(each[4], len(members)) for each in rows)
    return ConnectArm(
        name=_text(told["name"]),
        address=_text(told["address"]),
        port=_whole(told["port"]),
        backend=told["backend"] is True,
        host=_text(told["host"]),
        outcomes="".join(each[1] for each in rows),
        at_ms=tuple(_whole(each[0]) for each in rows),
        took_ms=tuple(_whole(each[2]) for each in rows),
        ports=tuple(_whole(each[3]) for each in rows),
        members=members,
        member=seen if members else (),
        given_up=told["given_up"] is True,
    )


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > 300:
        raise ValueError("text")
    return value


def _one_of(value: object, known: frozenset[str]) -> str:
    if value not in known:
        raise ValueError("word")
    return str(value)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 31:
        raise ValueError("number")
    return value


def _member(value: object, known: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not -1 <= value < known:
        raise ValueError("member")
    return value


PROBE = Probe(
    id="services",
    title="Attempts at a service: through its virtual address and straight to its backends",
    lane=Lane.ASKED,
    reports=(ConnectRun,),
    collect=collect,
    read=read,
    min_interval_s=60.0,
    plane=Plane.PATH,
)
