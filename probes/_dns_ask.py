"""One name question put up to so many times, noted as plain values, and the reading of such a note.

    {"tries": 1, "ended": "answer", "duration_us": 20311, "wire_hex": "..."}
    {"tries": 2, "ended": "timeout", "why": "192.0.2.53 did not answer within 2 s"}

`ended` is `answer`, `timeout`, `refused` (nobody listens), `unreachable` or `not_asked` (then `why` says what kept us);
`arrived_ttl` is the hop limit that the answer had left, where that is known.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.model.facts.dns_lookup import DnsOutcome, ResolverRole
from netdoc.model.site import Rung, RungKind, Site
from netdoc.ports import DnsAnswer
from probes._dns_message import records

Note = dict[str, object]

_OUTCOMES = {0: DnsOutcome.NOERROR, 2: DnsOutcome.SERVFAIL, 3: DnsOutcome.NXDOMAIN, 5: DnsOutcome.REFUSED}
_FAILURES = {
    "timeout": DnsOutcome.TIMEOUT,
    "refused": DnsOutcome.REFUSED,
    "unreachable": DnsOutcome.UNREACHABLE,
}


def resolvers(site: Site) -> list[Rung]:
    """Return the resolvers of a site.

    Raises:
        CannotMeasure: there is none.
    """
    found = [each for each in site.rungs if each.kind is RungKind.RESOLVER]
    if not found:
        raise CannotMeasure("no resolver is known to ask", hint="name one in the site file, under [[resolver]]")
    return found


def role_of(rung: Rung) -> ResolverRole:
    """Return whose resolver it is. Without a role it is nobody's in particular, as public ones are."""
    try:
        return ResolverRole(rung.role or "")
    except ValueError:
        return ResolverRole.PUBLIC


async def asked(question: Callable[[], Awaitable[DnsAnswer]], *, tries: int) -> Note:
    """Put a question until it is answered, so many times at most; return the note."""
    note: Note = {}
    for attempt in range(1, tries + 1):
        try:
            answer = await question()
        except NotAnswered as failed:
            note = {"tries": attempt, "ended": failed.failure, "why": failed.message}
        except CannotMeasure as ours:
            # What the first try met stands; without one, nothing was asked.
            return note or {"tries": 0, "ended": "not_asked", "why": ours.message, "hint": ours.hint}
        else:
            wire = answer.capture.body.hex()
            arrived = {} if answer.arrived_ttl is None else {"arrived_ttl": answer.arrived_ttl}
            return {"tries": attempt, "ended": "answer", "duration_us": answer.duration_us, **arrived, "wire_hex": wire}
    return note


def outcome_of(note: Mapping[str, Any], qtype: str) -> tuple[DnsOutcome, Sequence[bytes], int | None]:
    """Return how a question ended, the data of the answer's records of that type, and the µs it took.

    Raises:
        BadMessage: the answer's bytes are no DNS message.
        KeyError, ValueError, TypeError: not such a note.
    """
    failed = _FAILURES.get(note["ended"])
    if failed is not None:
        return failed, (), None
    code, found = records(bytes.fromhex(note["wire_hex"]), qtype)
    return _OUTCOMES.get(code, DnsOutcome.OTHER), found, int(note["duration_us"])
