"""Does somebody on the way answer name questions that were meant for another?

A question goes to an address at which nobody lives: 192.0.2.53 is reserved for documentation and routed nowhere
(RFC 5737). An answer in its name is proof, needs no third party, and says that questions to *any* name server may be
answered by the same hand. Only where it is answered are a few more sent, with small hop limits: the smallest that is
still answered tells how near the hand is.

Each capture is one JSON object; `ttl` is absent for the usual hop limit, `ended` as in the `dns` probe:

    {"netdoc": "interception/1", "asked": "192.0.2.53", "name": "www.example.com", "ttl": 1, "ended": "answer"}
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from netdoc.errors import NotAnswered
from netdoc.model.capture import Capture
from netdoc.model.facts.dns_interception import DnsInterception
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports
from probes._reading import reading

FORM = "interception/1"
NOBODY = "192.0.2.53"
NAME, QTYPE = "www.example.com", "A"
TRIES = 2
TIMEOUT_S = 2.0
DISTANCES = (1, 2, 3, 4)
SUBJECT = "names"


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Ask nobody, twice at most; where somebody answers, from how near.

    Raises:
        CannotMeasure: no socket or no route.
    """
    captures: list[Capture] = []
    while len(captures) < TRIES:
        captures.append(await _ask(ports, None))
        if _ended(captures[-1]) == "answer":
            break
    if _ended(captures[-1]) == "answer":
        for ttl in DISTANCES:
            captures.append(await _ask(ports, ttl))
            if _ended(captures[-1]) == "answer":
                break
    return captures


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return one fact of all the questions.

    Raises:
        UnreadableCapture: not this probe's form.
    """
    with reading("interception"):
        notes = [json.loads(each.body) for each in captures]
        if not notes or any(each["netdoc"] != FORM for each in notes):
            raise ValueError(f"not {FORM}")
        plain = [each for each in notes if each.get("ttl") is None]
        near = [int(each["ttl"]) for each in notes if each.get("ttl") is not None and each["ended"] == "answer"]
        fact = DnsInterception(
            asked=str(notes[0]["asked"]),
            tries=len(plain),
            answered=any(each["ended"] == "answer" for each in plain),
            distance=min(near) if near else None,
        )
    last = captures[-1]

    return [Seen(SUBJECT, last.taken_at, fact, last.digest, Plane.PATH)]


async def _ask(ports: Ports, ttl: int | None) -> Capture:
    note: dict[str, object] = {"netdoc": FORM, "asked": NOBODY, "name": NAME}
    if ttl is not None:
        note["ttl"] = ttl
    try:
        await ports.dns.ask(NOBODY, NAME, QTYPE, timeout_s=TIMEOUT_S, ttl=ttl)
        note["ended"] = "answer"
    except NotAnswered as failed:
        note["ended"] = failed.failure
    limit = "" if ttl is None else f" with hop limit {ttl}"
    return Capture(json.dumps(note).encode(), ports.clock.now(), SUBJECT, f"dns: {NAME} {QTYPE} at {NOBODY}{limit}")


def _ended(capture: Capture) -> str:
    return str(json.loads(capture.body)["ended"])


PROBE = Probe(
    id="interception",
    title="Does somebody on the way answer name questions meant for another?",
    lane=Lane.LIGHT,
    reports=(DnsInterception,),
    collect=collect,
    read=read,
    min_interval_s=300.0,
    subject=SUBJECT,
)
