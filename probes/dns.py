"""Ask each resolver a common name and a random one: does it answer, and can it still ask onward?

`cached`: a name that never goes away, asked twice; the second asking counts, so that every resolver is
timed from its memory. `random`: twelve random letters under a stable zone; nobody has it in memory, so
NXDOMAIN (or NOERROR) proves that the resolver could ask onward just now. All resolvers are asked in
the same seconds; only like is compared with like.

A question that was not answered is a fact about the resolver (`DnsLookup.outcome`); only our own
inability to ask is a gap. Each capture is one JSON object, answered or not:

    {"netdoc": "dns/1", "rung": "resolver", "role": "isp", "server": "192.0.2.53", "question": "cached",
     "name": "www.example.com", "qtype": "A", "tries": 1, "ended": "answer", "duration_us": 8120,
     "wire_hex": "1c0b8180…"}

`ended` is `answer` (then `wire_hex` holds the message as received), `timeout`, `refused` (ICMP port
unreachable: nobody listens), `unreachable` or `not_asked` (then `why` says what kept us).
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from string import ascii_lowercase
from typing import Any

from netdoc.model.capture import Capture
from netdoc.model.facts.dns_lookup import DnsLookup, Question, ResolverRole
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Rung, Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports
from probes._dns_ask import asked, outcome_of, resolvers, role_of
from probes._reading import reading

CACHED_NAME = "www.example.com"
"""Reserved for good by RFC 2606; in every resolver's memory soon."""
RANDOM_ZONE = "example.com"
"""A zone that will always exist, so that a name under it needs one question onward."""
RANDOM_LETTERS = 12
QTYPE = "A"
TIMEOUT_S = 2.0
TRIES = 2
FORM = "dns/1"


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Ask every resolver of the site both questions, all resolvers at the same time.

    Raises:
        CannotMeasure: the site names no resolver.
    """
    kept = await asyncio.gather(*(_ask_one(rung, site.names.wildcard, ports) for rung in resolvers(site)))
    return [capture for each in kept for capture in each]


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return one lookup per question, filed under the resolver's rung.

    Units: µs from the question to the answer's arrival, TCP included for a truncated one.

    Raises:
        UnreadableCapture: not this probe's form, or the answer's bytes are no DNS message.
    """
    return [_read_one(each) for each in captures]


async def _ask_one(rung: Rung, wildcard: str | None, ports: Ports) -> list[Capture]:
    cached = await _ask(rung, Question.CACHED, CACHED_NAME, ports)
    if json.loads(cached.body)["ended"] == "answer":
        cached = await _ask(rung, Question.CACHED, CACHED_NAME, ports)
    kept = [cached, await _ask(rung, Question.RANDOM, f"{_label()}.{RANDOM_ZONE}", ports)]
    if wildcard is not None:
        kept.append(await _ask(rung, Question.WILDCARD, f"{_label()}.{wildcard}", ports))
    return kept


def _label() -> str:
    return "".join(secrets.choice(ascii_lowercase) for _ in range(RANDOM_LETTERS))


async def _ask(rung: Rung, question: Question, name: str, ports: Ports) -> Capture:
    about = {
        "netdoc": FORM,
        "rung": rung.id,
        "role": role_of(rung).value,
        "server": rung.address,
        "question": question.value,
        "name": name,
        "qtype": QTYPE,
    }
    note = await asked(lambda: ports.dns.ask(rung.address, name, QTYPE, timeout_s=TIMEOUT_S), tries=TRIES)
    body = json.dumps({**about, **note}, ensure_ascii=False).encode()
    return Capture(body, ports.clock.now(), rung.id, f"dns: {name} {QTYPE} at {rung.address}")


def _read_one(capture: Capture) -> Observation:
    with reading("dns"):
        note = json.loads(capture.body)
        if not isinstance(note, dict) or note.get("netdoc") != FORM:
            raise ValueError(f"not a {FORM} object")
        return _observation(note, capture.digest, capture.taken_at)


def _observation(note: Mapping[str, Any], digest: str, at: datetime) -> Observation:
    if note["ended"] == "not_asked":
        return Gap(note["rung"], at, at, "DnsLookup", str(note["why"]), str(note.get("hint", "")), digest)
    outcome, found, duration_us = outcome_of(note, note["qtype"])
    lookup = DnsLookup(
        resolver=str(note["server"]),
        role=ResolverRole(note["role"]),
        question=Question(note["question"]),
        name=str(note["name"]),
        qtype=str(note["qtype"]),
        outcome=outcome,
        answers=len(found),
        duration_us=duration_us,
        tries=int(note["tries"]),
    )
    return Seen(str(note["rung"]), at, lookup, digest, Plane.PATH)


PROBE = Probe(
    id="dns",
    title="Do the name servers answer, and can they ask onward?",
    lane=Lane.LIGHT,
    reports=(DnsLookup,),
    collect=collect,
    read=read,
    min_interval_s=10.0,
    subject="resolver",
)
