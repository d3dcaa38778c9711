"""Do the ports that calls and tunnels need answer, over this line and over another one in the same seconds?

Asked are the ports that the site file lists under `[[port]]`, each in the protocol spoken there. A datagram that
nobody answers proves little: the same question goes out over the second path at the same time, where there is one.

Captures: `port/1` (described in `probes/wire/asked.py`), their source the port's name.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture
from netdoc.model.facts.port_answer import PortAnswer
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import AskedPort, Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports
from probes._port_questions import MANNERS, is_answer
from probes._reading import reading
from probes._second_way import second_way

FORM = "port/1"
PREFIX = "port_"
TRIES = 3
MOST_PORTS = 8
TCP = "tcp"


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Ask every port by the usual way out, and by the second one where there is one.

    Raises:
        CannotMeasure: none could be asked.
    """
    ways: list[str | None] = [None]
    with contextlib.suppress(CannotMeasure):  # why there is no second path is told by its own probe
        ways.append(second_way(site, ports))
    asked = [(each, _question(each)) for each in site.ports[:MOST_PORTS]]
    told = await asyncio.gather(
        *(_ask(ports, each, question, way) for each, question in asked for way in ways), return_exceptions=True
    )
    captures = [each for each in told if isinstance(each, Capture)]
    unable = [each for each in told if isinstance(each, BaseException)]
    other = next((each for each in unable if not isinstance(each, CannotMeasure)), None)
    if other is not None:
        raise other
    if not captures:
        raise unable[0] if unable else CannotMeasure("no port is listed", hint="list them under [[port]]")
    return captures


async def _ask(ports: Ports, port: AskedPort, question: bytes | None, way: str | None) -> Capture:
    capture = await ports.asked.port(port.host, port.port, question, by=way, tries=TRIES)
    return replace(capture, source=f"{PREFIX}{port.name}")


def _question(port: AskedPort) -> bytes | None:
    return None if port.asks == TCP else MANNERS[port.asks].make(port.port)


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return one fact for each port and way.

    Raises:
        UnreadableCapture: not this probe's form, or a port that the site does not list.
    """
    with reading("port_answers"):
        return [_fact(site, each) for each in captures]


def _fact(site: Site, capture: Capture) -> Observation:
    note = json.loads(capture.body)
    if not isinstance(note, dict) or note.get("netdoc") != FORM:
        raise ValueError(f"not {FORM}")
    listed = next(each for each in site.ports if f"{PREFIX}{each.name}" == capture.source)
    question = bytes.fromhex(str(note.get("question", "")))
    ended = [_ended(listed.asks, question, each) for each in note["tries"]]
    barred = [each for each in note["tries"] if each["ended"] == "barred"]
    fact = PortAnswer(
        target=listed.target,
        asks=listed.asks,
        tried=len(ended),
        answered=ended.count("answered"),
        refused=ended.count("refused"),
        barred=ended.count("barred"),
        barred_by=str(barred[-1]["by"]) if barred else None,
        address=str(note["address"]),
        what=listed.what,
    )
    plane = Plane.SECOND_PATH if note.get("by") else Plane.PATH
    return Seen(capture.source, capture.taken_at, fact, capture.digest, plane)


def _ended(asks: str, question: bytes, one: dict[str, Any]) -> str:
    ended = str(one["ended"])
    if ended not in ("answered", "refused", "barred", "silent"):
        raise ValueError(f"a try cannot have ended {ended[:20]!r}")
    if ended != "answered" or asks == TCP:
        return ended
    # bytes that answer another question may come from anybody
    return "answered" if is_answer(asks, question, bytes.fromhex(str(one["answer"]))) else "silent"


def _lists_ports(site: Site) -> bool:
    return bool(site.ports)


PROBE = Probe(
    id="port_answers",
    title="Do the ports that calls and tunnels need answer?",
    lane=Lane.LIGHT,
    reports=(PortAnswer,),
    collect=collect,
    read=read,
    min_interval_s=10.0,
    subject="ports",
    applies=_lists_ports,
)
