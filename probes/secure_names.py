"""Can the public name servers be asked inside TLS, where nobody on the way can answer for them?

A contrast and nothing more: where plain questions to a resolver fail and questions inside TLS are answered, port 53 is
closed or taken over on the way. Resolvers are asked whose certificate's name is known: the well-known public ones, and
those for which the site file gives a `tls_name`.

Each capture is one JSON object; each question's note is as in `probes/_dns_ask.py`, and `ended` may also be
`wrong_name`, `wrong_time` or `no_answer`:

    {"netdoc": "secure/1", "rung": "resolver_public", "role": "public", "server": "9.9.9.9", "over": "tls",
     "server_name": "dns.quad9.net", "name": "www.example.com", "tries": 1, "ended": "answer", ...}
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture
from netdoc.model.facts.dns_lookup import ResolverRole
from netdoc.model.facts.secure_lookup import Carrier, SecureEnd, SecureLookup
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Rung, RungKind, Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import DnsAnswer, Ports
from probes._dns_ask import asked, outcome_of, role_of
from probes._reading import reading

FORM = "secure/1"
NAME, QTYPE = "www.example.com", "A"
TIMEOUT_S = 4.0
TRIES = 2


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Ask each such resolver over TLS, and over HTTPS where a path is known, all at the same time.

    Raises:
        CannotMeasure: no resolver's name is known.
    """
    questions = [
        _ask(rung, carrier, ports)
        for rung in _named(site)
        for carrier in (Carrier.TLS, *((Carrier.HTTPS,) if rung.https_path else ()))
    ]
    if not questions:
        raise CannotMeasure(
            "no name server is known by the name in its certificate",
            hint="give its tls_name in the site file, under [[resolver]]",
        )
    return await asyncio.gather(*questions)


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return one fact per resolver and carrier, filed under the resolver's rung; a gap where it could not be asked.

    Units: µs from connecting to the answer.

    Raises:
        UnreadableCapture: not this probe's form, or the answer's bytes are no DNS message.
    """
    return [_read_one(each) for each in captures]


def _named(site: Site) -> list[Rung]:
    return [each for each in site.rungs if each.kind is RungKind.RESOLVER and each.tls_name]


async def _ask(rung: Rung, over: Carrier, ports: Ports) -> Capture:
    server, named, path = rung.address, rung.tls_name or "", rung.https_path or ""

    async def once() -> DnsAnswer:
        if over is Carrier.TLS:
            return await ports.secure_dns.over_tls(server, named, NAME, QTYPE, timeout_s=TIMEOUT_S)
        return await ports.secure_dns.over_https(server, named, path, NAME, QTYPE, timeout_s=TIMEOUT_S)

    about = {
        "netdoc": FORM, "rung": rung.id, "role": role_of(rung).value, "server": server, "over": over.value,
        "server_name": named, "name": NAME,
    }  # fmt: skip
    body = json.dumps({**about, **await asked(once, tries=TRIES)}, ensure_ascii=False).encode()
    return Capture(body, ports.clock.now(), rung.id, f"dns: {NAME} {QTYPE} over {over.value} at {server}")


def _read_one(capture: Capture) -> Observation:
    with reading("secure_names"):
        note = json.loads(capture.body)
        if note["netdoc"] != FORM:
            raise ValueError(f"not {FORM}")
        return _observation(note, capture)


def _observation(note: Mapping[str, Any], capture: Capture) -> Observation:
    at, rung = capture.taken_at, str(note["rung"])
    if note["ended"] == "not_asked":
        why, hint = str(note["why"]), str(note.get("hint", ""))
        return Gap(rung, at, at, SecureLookup.KIND, why, hint, capture.digest)
    answered = note["ended"] == "answer"
    outcome, _, duration_us = outcome_of(note, QTYPE) if answered else (None, (), None)
    fact = SecureLookup(
        resolver=str(note["server"]),
        role=ResolverRole(note["role"]),
        over=Carrier(note["over"]),
        server_name=str(note["server_name"]),
        ended=SecureEnd.ANSWERED if answered else SecureEnd(note["ended"]),
        outcome=outcome,
        duration_us=duration_us,
    )
    return Seen(rung, at, fact, capture.digest, Plane.PATH)


def _applies(site: Site) -> bool:
    return bool(_named(site))


PROBE = Probe(
    id="secure_names",
    title="Can the public name servers be asked inside TLS?",
    lane=Lane.LIGHT,
    reports=(SecureLookup,),
    collect=collect,
    read=read,
    min_interval_s=300.0,
    subject="resolver",
    applies=_applies,
)
