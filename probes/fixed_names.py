"""Do the name servers give the right addresses for names whose addresses are known?

Only names that the site file lists under `[[names.fixed]]` are compared: the mail server with its one address, the
branch office. Names of distribution networks give each asker other addresses, rightly, and prove nothing.

Each capture is one JSON object, of one server. A question's note is as in `probes/_dns_ask.py`, but holds what was read
of the answer in place of its bytes: the office's own addresses may stand in it, and what goes to others is cleaned of
them as text.

    {"netdoc": "fixed/1", "rung": "resolver", "role": "isp", "server": "192.0.2.53",
     "questions": [{"name": "mail.example.org", "expected": ["198.51.100.25"], "tries": 1, "ended": "answer",
                    "outcome": "noerror", "addresses": ["198.51.100.25"], "duration_us": 9120}]}
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

from netdoc.model.capture import Capture
from netdoc.model.facts.dns_lookup import DnsOutcome, ResolverRole
from netdoc.model.facts.fixed_answer import FixedAnswer
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import FixedName, Rung, RungKind, Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports
from probes._dns_ask import Note, asked, outcome_of, resolvers, role_of
from probes._dns_message import BadMessage, address
from probes._reading import reading

FORM = "fixed/1"
QTYPE = "A"
TIMEOUT_S = 2.0
TRIES = 2


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Ask every resolver for every fixed name, all resolvers at the same time.

    Raises:
        CannotMeasure: the site names no resolver.
    """
    return await asyncio.gather(*(_ask_one(rung, site.names.fixed, ports) for rung in resolvers(site)))


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return one fact per resolver and name, filed under the resolver's rung; a gap where it could not be asked.

    Raises:
        UnreadableCapture: not this probe's form.
    """
    return [seen for each in captures for seen in _read_one(each)]


async def _ask_one(rung: Rung, names: Sequence[FixedName], ports: Ports) -> Capture:
    questions = []
    for each in names:
        note = await asked(lambda: ports.dns.ask(rung.address, each.name, QTYPE, timeout_s=TIMEOUT_S), tries=TRIES)  # noqa: B023
        questions.append({"name": each.name, "expected": list(each.addresses), **_without_bytes(note)})
        if note["ended"] != "answer":
            break  # who does not answer one name is not asked for the others
    about = {"netdoc": FORM, "rung": rung.id, "role": role_of(rung).value, "server": rung.address}
    body = json.dumps({**about, "questions": questions}, ensure_ascii=False).encode()
    return Capture(body, ports.clock.now(), rung.id, f"dns: names of known addresses at {rung.address}")


def _without_bytes(note: Note) -> Note:
    """Return the note with the outcome and the addresses of an answer; what cannot be read is another outcome."""
    if note["ended"] != "answer":
        return note
    try:
        outcome, found, _ = outcome_of(note, QTYPE)
        told = {"outcome": outcome.value, "addresses": sorted(address(each) for each in found)}
    except BadMessage:
        told = {"outcome": DnsOutcome.OTHER.value, "addresses": []}
    return {**{key: held for key, held in note.items() if key != "wire_hex"}, **told}


def _read_one(capture: Capture) -> list[Observation]:
    with reading("fixed_names"):
        note = json.loads(capture.body)
        if note["netdoc"] != FORM:
            raise ValueError(f"not {FORM}")
        return [_observation(note, each, capture) for each in note["questions"]]


def _observation(note: Mapping[str, Any], question: Mapping[str, Any], capture: Capture) -> Observation:
    at, rung = capture.taken_at, str(note["rung"])
    if question["ended"] == "not_asked":
        why, hint = str(question["why"]), str(question.get("hint", ""))
        return Gap(rung, at, at, FixedAnswer.KIND, why, hint, capture.digest)
    answered = question["ended"] == "answer"
    outcome = DnsOutcome(question["outcome"]) if answered else outcome_of(question, QTYPE)[0]
    fact = FixedAnswer(
        resolver=str(note["server"]),
        role=ResolverRole(note["role"]),
        name=str(question["name"]),
        outcome=outcome,
        addresses=tuple(str(each) for each in question["addresses"]) if answered else (),
        expected=tuple(str(each) for each in question["expected"]),
    )
    return Seen(rung, at, fact, capture.digest, Plane.PATH)


def _applies(site: Site) -> bool:
    return bool(site.names.fixed) and any(each.kind is RungKind.RESOLVER for each in site.rungs)


PROBE = Probe(
    id="fixed_names",
    title="Do the name servers give the right addresses for names whose addresses are known?",
    lane=Lane.LIGHT,
    reports=(FixedAnswer,),
    collect=collect,
    read=read,
    min_interval_s=300.0,
    subject="resolver",
    applies=_applies,
)
