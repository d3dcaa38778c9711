"""Do the name servers check DNSSEC signatures, and does their checking break what is sound?

Two names are asked of each: one that is signed rightly, and one that is signed wrongly on purpose. A name that fails is
asked for once more without checking (CD): where it is answered then, the signatures were what was objected to. Who
answers the wrong one does not check; who fails the right one, and answers it unchecked, has a wrong clock or an old
trust anchor.

The names are the site file's `[names]`. Defaults: `iana.org`, signed by those who publish the root's own keys, and
`dnssec-failed.org`, which Comcast keeps broken for such tests. Servers that no longer know its old algorithm may take
it for unsigned, so «does not check» is told and accuses nobody.

Each capture is one JSON object, of one server; each question's note is as in `probes/_dns_ask.py`:

    {"netdoc": "dnssec/1", "rung": "resolver", "role": "isp", "server": "192.0.2.53",
     "questions": [{"name": "iana.org", "unchecked": false, "tries": 1, "ended": "answer", ...}]}

Source: RFC 4033 to 4035; RFC 6840 section 5.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from netdoc.model.capture import Capture
from netdoc.model.facts.dns_lookup import DnsOutcome, ResolverRole
from netdoc.model.facts.dnssec_pair import DnssecPair
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Rung, RungKind, Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports
from probes._dns_ask import Note, asked, outcome_of, resolvers, role_of
from probes._dns_message import BadMessage
from probes._reading import reading

FORM = "dnssec/1"
QTYPE = "A"
TIMEOUT_S = 3.0
"""Longer than for a common name: the resolver may have to fetch keys along the whole chain first."""
TRIES = 2


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Ask every resolver for the pair, all resolvers at the same time.

    Raises:
        CannotMeasure: the site names no resolver.
    """
    pair = (site.names.signed, site.names.broken)
    return await asyncio.gather(*(_ask_one(rung, pair, ports) for rung in resolvers(site)))


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return one fact per resolver, filed under its rung; a gap where nothing could be asked.

    Raises:
        UnreadableCapture: not this probe's form, or the answer's bytes are no DNS message.
    """
    return [_read_one(each) for each in captures]


async def _ask_one(rung: Rung, pair: tuple[str, str], ports: Ports) -> Capture:
    questions: list[Note] = []
    for name in pair:
        for unchecked in (False, True):
            note = await _ask(rung, name, ports, unchecked=unchecked)
            questions.append({"name": name, "unchecked": unchecked, **note})
            if unchecked or note["ended"] != "answer" or _outcome(note) is not DnsOutcome.SERVFAIL:
                break
        if questions[0]["ended"] != "answer":
            break  # it does not answer at all: the second name would tell nothing more
    about = {"netdoc": FORM, "rung": rung.id, "role": role_of(rung).value, "server": rung.address}
    body = json.dumps({**about, "questions": questions}, ensure_ascii=False).encode()
    return Capture(body, ports.clock.now(), rung.id, f"dns: {pair[0]} and {pair[1]} {QTYPE} at {rung.address}")


async def _ask(rung: Rung, name: str, ports: Ports, *, unchecked: bool) -> Note:
    return await asked(
        lambda: ports.dns.ask(rung.address, name, QTYPE, timeout_s=TIMEOUT_S, unchecked=unchecked), tries=TRIES
    )


def _outcome(note: Note) -> DnsOutcome:
    """Return how a question ended; an answer that cannot be read is a failure of another kind."""
    try:
        return outcome_of(note, QTYPE)[0]
    except BadMessage:
        return DnsOutcome.OTHER


def _read_one(capture: Capture) -> Observation:
    with reading("dnssec"):
        note = json.loads(capture.body)
        if note["netdoc"] != FORM or not note["questions"]:
            raise ValueError(f"not {FORM}")
        return _observation(note, capture)


def _observation(note: dict[str, Any], capture: Capture) -> Observation:
    first = note["questions"][0]
    at = capture.taken_at
    if first["ended"] == "not_asked":
        why, hint = str(first["why"]), str(first.get("hint", ""))
        return Gap(str(note["rung"]), at, at, DnssecPair.KIND, why, hint, capture.digest)
    told = {
        (str(each["name"]), bool(each["unchecked"])): outcome_of(each, QTYPE)[0]
        for each in note["questions"]
        if each["ended"] != "not_asked"
    }
    signed = str(first["name"])
    names = {name for name, _ in told}
    broken = next(iter(names - {signed}), "")
    fact = DnssecPair(
        resolver=str(note["server"]),
        role=ResolverRole(note["role"]),
        signed=signed,
        signed_outcome=told[signed, False],
        signed_unchecked=told.get((signed, True)),
        broken=broken,
        broken_outcome=told.get((broken, False)),
        broken_unchecked=told.get((broken, True)),
    )
    return Seen(str(note["rung"]), at, fact, capture.digest, Plane.PATH)


def _applies(site: Site) -> bool:
    return any(each.kind is RungKind.RESOLVER for each in site.rungs)


PROBE = Probe(
    id="dnssec",
    title="Do the name servers check signatures, and does that break sound names?",
    lane=Lane.LIGHT,
    reports=(DnssecPair,),
    collect=collect,
    read=read,
    min_interval_s=300.0,
    subject="resolver",
    applies=_applies,
)
