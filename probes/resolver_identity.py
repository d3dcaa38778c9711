"""Which server answers at each resolver's address, and from how near?

In class CH a server may tell of itself: `id.server`, `hostname.bind`, `version.bind` (RFC 4892). Two addresses of
different operators that tell the same name are answered for by one hand. What lives in the office is asked for its
software alone: its name is the office's own matter.

Where an answer from the internet arrives with nearly all of its hop limit left, it may have been made near: then the
resolver is asked with hop limits of 1 and 2. Such a question cannot get past the office's router, or the provider's
first one, so an answer to it was made there. That finds a hand that answers only for well-known addresses, and leaves
the address alone at which nobody lives (`interception`). It is not asked without that sign: routers limit how often
they tell that a packet ran out, and the tests of the path live on that.

Each capture is one JSON object, of one server; each question's note is as in `probes/_dns_ask.py`, without the bytes of
ordinary answers (`near`):

    {"netdoc": "identity/1", "rung": "resolver_public", "role": "public", "server": "9.9.9.9",
     "questions": [{"name": "id.server", "tries": 1, "ended": "answer", ...}],
     "near": [{"ttl": 1, "tries": 1, "ended": "unreachable"}]}
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

from netdoc.model.capture import Capture
from netdoc.model.facts.dns_identity import DnsIdentity
from netdoc.model.facts.dns_lookup import ResolverRole
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Rung, RungKind, Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports
from probes._dns_ask import Note, asked, outcome_of, resolvers, role_of
from probes._dns_message import BadMessage, first_text
from probes._reading import reading

FORM = "identity/1"
NAMES = ("id.server", "hostname.bind", "version.bind")
COMMON, QTYPE = "www.example.com", "A"
HOPS = (1, 2)
FIRST_LIMITS = (64, 128, 255)
"""Hop limits with which packets usually begin."""
TIMEOUT_S = 1.5
FAR = (ResolverRole.ISP, ResolverRole.PUBLIC)
"""Roles of resolvers that do not live in the office."""


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Ask every resolver who it is, all resolvers at the same time; those outside also from how near they answer.

    Raises:
        CannotMeasure: the site names no resolver.
    """
    return await asyncio.gather(*(_ask_one(rung, ports) for rung in resolvers(site)))


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return one fact per resolver, filed under its rung; a gap where nothing could be asked.

    Raises:
        UnreadableCapture: not this probe's form.
    """
    return [_read_one(each) for each in captures]


async def _ask_one(rung: Rung, ports: Ports) -> Capture:
    questions: list[Note] = []
    for name in NAMES if role_of(rung) in FAR else NAMES[-1:]:
        note = await asked(lambda: ports.dns.ask(rung.address, name, "TXT", timeout_s=TIMEOUT_S, chaos=True), tries=1)  # noqa: B023
        questions.append({"name": name, **note})
        if note["ended"] == "not_asked":
            break
    near: list[Note] = []
    for ttl in HOPS if role_of(rung) in FAR and _seems_near(questions) else ():
        note = await asked(lambda: ports.dns.ask(rung.address, COMMON, QTYPE, timeout_s=TIMEOUT_S, ttl=ttl), tries=1)  # noqa: B023
        note.pop("wire_hex", None)
        near.append({"ttl": ttl, **note})
        if note["ended"] == "answer":
            break
    about = {"netdoc": FORM, "rung": rung.id, "role": role_of(rung).value, "server": rung.address}
    body = json.dumps({**about, "questions": questions, "near": near}, ensure_ascii=False).encode()
    return Capture(body, ports.clock.now(), rung.id, f"dns: {', '.join(NAMES)} CH TXT at {rung.address}")


def _seems_near(questions: Sequence[Note]) -> bool:
    """Return whether an answer came with so much of its hop limit left that it may have been made near."""
    left = [ttl for each in questions if isinstance(ttl := each.get("arrived_ttl"), int)]
    return any(0 <= first - ttl < HOPS[-1] for ttl in left for first in FIRST_LIMITS)


def _read_one(capture: Capture) -> Observation:
    with reading("resolver_identity"):
        note = json.loads(capture.body)
        if note["netdoc"] != FORM or not note["questions"]:
            raise ValueError(f"not {FORM}")
        first = note["questions"][0]
        if first["ended"] == "not_asked":
            why, hint = str(first["why"]), str(first.get("hint", ""))
            at = capture.taken_at
            return Gap(str(note["rung"]), at, at, DnsIdentity.KIND, why, hint, capture.digest)
        told = {str(each["name"]): _text(each) for each in note["questions"]}
        near = [int(each["ttl"]) for each in note["near"] if each["ended"] == "answer"]
        fact = DnsIdentity(
            resolver=str(note["server"]),
            role=ResolverRole(note["role"]),
            server_id=told.get(NAMES[0]),
            hostname=told.get(NAMES[1]),
            software=told.get(NAMES[2]),
            distance=min(near) if near else None,
        )
    return Seen(str(note["rung"]), capture.taken_at, fact, capture.digest, Plane.PATH)


def _text(note: Mapping[str, Any]) -> str | None:
    """Return what a server told; None for a refusal, an empty text, or an answer that cannot be read."""
    if note["ended"] != "answer":
        return None
    try:
        _, found, _ = outcome_of(note, "TXT")
        return first_text(found[0]) or None if found else None
    except BadMessage:
        return None


def _applies(site: Site) -> bool:
    return any(each.kind is RungKind.RESOLVER for each in site.rungs)


PROBE = Probe(
    id="resolver_identity",
    title="Which server answers at each resolver's address, and from how near?",
    lane=Lane.LIGHT,
    reports=(DnsIdentity,),
    collect=collect,
    read=read,
    min_interval_s=300.0,
    subject="resolver",
    applies=_applies,
)
