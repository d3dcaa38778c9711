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

from netdoc.errors import CannotMeasure, NotAnswered, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.dns_lookup import DnsLookup, DnsOutcome, Question, ResolverRole
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Rung, RungKind, Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports
from probes._dns_message import BadMessage, summary

CACHED_NAME = "www.example.com"
"""Reserved for good by RFC 2606; in every resolver's memory soon."""
RANDOM_ZONE = "example.com"
"""A zone that will always exist, so that a name under it needs one question onward."""
RANDOM_LETTERS = 12
QTYPE = "A"
TIMEOUT_S = 2.0
TRIES = 2
FORM = "dns/1"

_OUTCOMES = {0: DnsOutcome.NOERROR, 2: DnsOutcome.SERVFAIL, 3: DnsOutcome.NXDOMAIN, 5: DnsOutcome.REFUSED}
_FAILURES = {
    "timeout": DnsOutcome.TIMEOUT,
    "refused": DnsOutcome.REFUSED,
    "unreachable": DnsOutcome.UNREACHABLE,
}


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Ask every resolver of the site both questions, all resolvers at the same time.

    Raises:
        CannotMeasure: the site names no resolver.
    """
    resolvers = [each for each in site.rungs if each.kind is RungKind.RESOLVER]
    if not resolvers:
        raise CannotMeasure("no resolver is known to ask", hint="name one in the site file, under [[resolver]]")
    kept = await asyncio.gather(*(_ask_one(rung, ports) for rung in resolvers))
    return [capture for each in kept for capture in each]


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return one lookup per question, filed under the resolver's rung.

    Units: µs from the question to the answer's arrival, TCP included for a truncated one.

    Raises:
        UnreadableCapture: not this probe's form, or the answer's bytes are no DNS message.
    """
    return [_read_one(each) for each in captures]


async def _ask_one(rung: Rung, ports: Ports) -> list[Capture]:
    cached = await _ask(rung, Question.CACHED, CACHED_NAME, ports)
    if json.loads(cached.body)["ended"] == "answer":
        cached = await _ask(rung, Question.CACHED, CACHED_NAME, ports)
    label = "".join(secrets.choice(ascii_lowercase) for _ in range(RANDOM_LETTERS))
    return [cached, await _ask(rung, Question.RANDOM, f"{label}.{RANDOM_ZONE}", ports)]


async def _ask(rung: Rung, question: Question, name: str, ports: Ports) -> Capture:
    asked = {
        "netdoc": FORM,
        "rung": rung.id,
        "role": _role(rung).value,
        "server": rung.address,
        "question": question.value,
        "name": name,
        "qtype": QTYPE,
    }
    note: dict[str, object] = {}
    for attempt in range(1, TRIES + 1):
        try:
            answer = await ports.dns.ask(rung.address, name, QTYPE, timeout_s=TIMEOUT_S)
        except NotAnswered as failed:
            note = {"tries": attempt, "ended": failed.failure, "why": failed.message}
        except CannotMeasure as ours:
            # What the first try met stands; without one, nothing was asked.
            note = note or {"tries": 0, "ended": "not_asked", "why": ours.message, "hint": ours.hint}
            break
        else:
            wire = answer.capture.body.hex()
            note = {"tries": attempt, "ended": "answer", "duration_us": answer.duration_us, "wire_hex": wire}
            break
    body = json.dumps({**asked, **note}, ensure_ascii=False).encode()
    return Capture(body, ports.clock.now(), rung.id, f"dns: {name} {QTYPE} at {rung.address}")


def _role(rung: Rung) -> ResolverRole:
    # Without a role it is nobody's in particular: «public» is the role that no provider answers for.
    try:
        return ResolverRole(rung.role or "")
    except ValueError:
        return ResolverRole.PUBLIC


def _read_one(capture: Capture) -> Observation:
    try:
        note = json.loads(capture.body)
        if not isinstance(note, dict) or note.get("netdoc") != FORM:
            raise ValueError(f"not a {FORM} object")
        return _observation(note, capture.digest, capture.taken_at)
    except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError, BadMessage) as wrong:
        raise UnreadableCapture(
            f"dns: the capture cannot be read: {type(wrong).__name__}: {wrong}",
            hint="the bytes are kept; a newer reader can read them again",
        ) from None


def _observation(note: Mapping[str, Any], digest: str, at: datetime) -> Observation:
    if note["ended"] == "not_asked":
        return Gap(note["rung"], at, at, "DnsLookup", str(note["why"]), str(note.get("hint", "")), digest)
    outcome, answers, duration_us = _FAILURES.get(note["ended"]), 0, None
    if outcome is None:
        code, answers = summary(bytes.fromhex(note["wire_hex"]), note["qtype"])
        outcome, duration_us = _OUTCOMES.get(code, DnsOutcome.OTHER), int(note["duration_us"])
    lookup = DnsLookup(
        resolver=str(note["server"]),
        role=ResolverRole(note["role"]),
        question=Question(note["question"]),
        name=str(note["name"]),
        qtype=str(note["qtype"]),
        outcome=outcome,
        answers=answers,
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
