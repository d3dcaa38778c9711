"""The same destinations over another way to the internet: what fails there too is not this line's fault.

Asked, at a gentle pace, are the anchors, the services and one public name server, through the interface that the site
file names under `[second_path]`. Where nothing at all answers there, the second way itself is down: a gap that blames
nobody. A way that leads through the office's own router is none.

Captures: `second/1` and `port/1` (described in `probes/wire/asked.py`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture
from netdoc.model.facts.second_path import SecondPath
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Rung, RungKind, Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import EchoTarget, Ports
from probes._port_questions import MANNERS, is_answer
from probes._reading import reading
from probes._second_way import second_way

SECOND, PORT = "second/1", "port/1"
EACH = 3
MOST_ANCHORS, MOST_SERVICES = 5, 3
SUBJECT = "second_path"


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Ask each destination three times by the second way.

    Raises:
        CannotMeasure: no second way is given, its interface is not there, or it is no other way.
    """
    by = second_way(site, ports)
    targets = [EchoTarget(each.id, each.address, each.method) for each in _asked(site)]
    if not targets:
        raise CannotMeasure("no anchor or service is known to ask", hint="list [[anchor]] in the site file")
    captures = [replace(await ports.asked.echo(targets, by=by, each=EACH), source=SUBJECT)]
    resolver = _public_resolver(site)
    if resolver is not None:
        try:
            told = await ports.asked.port(resolver.address, 53, MANNERS["dns"].make(53), by=by, tries=EACH)
        except CannotMeasure:
            return captures
        captures.append(replace(told, source=resolver.id))
    return captures


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return one fact for each destination, or one gap where nothing answered by the second way.

    Raises:
        UnreadableCapture: not this probe's form.
    """
    with reading("second_path"):
        seen = [each for capture in captures for each in _facts(capture)]
    if any(each.fact.answered for each in seen):
        return [each for each in seen if each.fact.sent]
    last = captures[-1]
    by = json.loads(captures[0].body).get("by", "")
    return [
        Gap(
            SUBJECT,
            captures[0].taken_at,
            last.taken_at,
            SecondPath.KIND,
            f"nothing answered over the second path ({by}): it is down itself, and says nothing of any destination",
            hint="look at the tether; it needs a default route of its own, with a larger metric",
            capture=captures[0].digest,
        )
    ]


def _facts(capture: Capture) -> list[Seen[SecondPath]]:
    note = json.loads(capture.body)
    if not isinstance(note, dict) or note.get("netdoc") not in (SECOND, PORT):
        raise ValueError(f"neither {SECOND} nor {PORT}")
    by = str(note["by"])
    if note["netdoc"] == SECOND:
        told = [
            (str(one["rung"]), one["address"], one["method"], one["sent"], one["answered"]) for one in note["targets"]
        ]
    else:
        question, tries = bytes.fromhex(str(note["question"])), note["tries"]
        good = sum(
            one["ended"] == "answered" and is_answer("dns", question, bytes.fromhex(str(one["answer"])))
            for one in tries
        )
        told = [(capture.source, note["address"], "dns", len(tries), good)]
    facts = []
    for rung, address, method, sent, answered in told:
        if type(sent) is not int or type(answered) is not int or not 0 <= answered <= sent:
            raise ValueError(f"{answered!r} answers to {sent!r} probes")
        fact = SecondPath(interface=by, target=str(address), method=str(method), sent=sent, answered=answered)
        facts.append(Seen(rung, capture.taken_at, fact, capture.digest, Plane.SECOND_PATH))
    return facts


def _asked(site: Site) -> list[Rung]:
    anchors = [each for each in site.rungs if each.kind is RungKind.ANCHOR][:MOST_ANCHORS]
    services = [each for each in site.rungs if each.kind is RungKind.SERVICE][:MOST_SERVICES]
    return [*anchors, *services]


def _public_resolver(site: Site) -> Rung | None:
    return next((each for each in site.rungs if each.kind is RungKind.RESOLVER and each.role == "public"), None)


def _has_second(site: Site) -> bool:
    return site.second_path is not None


PROBE = Probe(
    id="second_path",
    title="Do the same destinations answer over another line?",
    lane=Lane.LIGHT,
    reports=(SecondPath,),
    collect=collect,
    read=read,
    min_interval_s=10.0,
    subject=SUBJECT,
    plane=Plane.SECOND_PATH,
    applies=_has_second,
)
