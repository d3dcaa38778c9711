"""Exhibits: the captures that something in the report cites, numbered E-01 on in the order of citing.

Ladder blocks are one exhibit together, and so are the many answers of one box to one question: a page
that lists a thousand hashes is read by nobody. Every digest stands in the attached `exhibits.json`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from netdoc.model.capture import Capture
from netdoc.model.codec import Plain, format_time
from netdoc.model.evidence import Evidence
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.finding import Finding
from netdoc.model.observation import Gap, Observation, Seen, told_capture
from netdoc.model.verdict import Verdict
from netdoc.report.words import joined, plural

_MOST_ALONE = 4
"""Captures of one question that are exhibits of their own; more become one exhibit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One capture, or many of one kind.

    `hash` is the capture's SHA-256, or for several that of their sorted digests, one a line.
    """

    id: str
    what: str
    source: str
    reader: str
    first: datetime | None
    last: datetime | None
    digests: tuple[str, ...]
    hash: str
    size: int | None
    held: bool


class Exhibits:
    """Every exhibit, and the ids to cite a capture by."""

    def __init__(self, listed: Sequence[Exhibit]) -> None:
        self.listed = tuple(listed)
        self._ids = {digest: each.id for each in listed for digest in each.digests}

    def ids(self, digests: Iterable[str]) -> tuple[str, ...]:
        """Return the exhibits that hold these captures, each once, in order."""
        return tuple(sorted({self._ids[each] for each in digests if each in self._ids}))

    def words(self, digests: Iterable[str]) -> str:
        """Return `E-01, E-04`, or that none is cited."""
        found = self.ids(digests)
        if len(found) > 6:
            return f"{', '.join(found[:4])} and {len(found) - 4} more"
        return ", ".join(found) or "none cited"

    def plain(self) -> list[dict[str, Plain]]:
        """Return every exhibit with all its digests, for the attachment."""
        return [
            {
                "id": each.id,
                "what": each.what,
                "source": each.source,
                "first": format_time(each.first) if each.first else None,
                "last": format_time(each.last) if each.last else None,
                "sha256": each.hash,
                "captures": list(each.digests),
            }
            for each in self.listed
        ]


def findings_of(verdict: Verdict) -> list[Finding]:
    """Return every finding a verdict holds, parties first."""
    found = [each for held in verdict.parties for each in (*held.speaks_for, *held.speaks_against)]
    found += verdict.window_findings
    found += [each for judged in verdict.incidents for each in judged.findings]
    return found


def assign(verdict: Verdict, evidence: Evidence, captures: Mapping[str, Capture], more: Iterable[str] = ()) -> Exhibits:
    """Number the captures that the verdict cites, and `more` that the report itself cites."""
    cited = dict.fromkeys(digest for finding in findings_of(verdict) for digest in finding.cites)
    cited |= dict.fromkeys(more)
    observed = _observed(evidence, cited)
    groups: dict[tuple[str, str, str], list[str]] = {}
    for digest in cited:
        groups.setdefault(_question(digest, observed.get(digest), captures.get(digest)), []).append(digest)
    listed: list[Exhibit] = []
    for (what, source, reader), digests in groups.items():
        alone = len(digests) <= _MOST_ALONE and what != _LADDER
        for batch in [[each] for each in digests] if alone else [digests]:
            listed.append(_exhibit(f"E-{len(listed) + 1:02d}", what, source, reader, batch, observed, captures))
    return Exhibits(listed)


def _observed(evidence: Evidence, cited: Collection[str]) -> Mapping[str, Observation]:
    """Return by their digests the observations that were read of the captures cited, and perhaps of others.

    A month cites half a million captures, whose digests are worked out when asked for. Those that a rule cited have
    been asked for; only where that does not give them all are the others.
    """
    told = ((told_capture(each) if isinstance(each, Seen) else each.capture, each) for each in evidence.observations)
    found: dict[str, Observation] = {digest: each for digest, each in told if digest}
    if all(each in found for each in cited):
        return found
    return {each.capture: each for each in evidence.observations if each.capture}


_LADDER = "Ladder samples, 60-second blocks"


def _question(digest: str, seen: Observation | None, capture: Capture | None) -> tuple[str, str, str]:
    if isinstance(seen, Seen) and isinstance(seen.fact, EchoBlock):
        return _LADDER, "measuring computer", seen.reader
    reader = seen.reader if seen is not None else ""
    if capture is not None:
        return capture.method, capture.source, reader
    if seen is not None:
        what = seen.fact.KIND if isinstance(seen, Seen) else seen.what
        return f"{what} reading", seen.subject, reader
    return "capture named by a finding, not held in this store", "unknown", ""


def _exhibit(
    identity: str,
    what: str,
    source: str,
    reader: str,
    digests: list[str],
    observed: Mapping[str, Observation],
    captures: Mapping[str, Capture],
) -> Exhibit:
    times = [_taken(observed.get(each), captures.get(each)) for each in digests]
    known = [each for each in times if each is not None]
    held = [captures[each] for each in digests if each in captures]
    one = len(digests) == 1
    return Exhibit(
        id=identity,
        what=what if one else f"{what} ({plural(len(digests), 'capture')})",
        source=source,
        reader=reader,
        first=min(known, default=None),
        last=max(known, default=None),
        digests=tuple(digests),
        hash=digests[0] if one else hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest(),
        size=sum(len(each.body) for each in held) if len(held) == len(digests) else None,
        held=all(each in captures or each in observed for each in digests),
    )


def _taken(seen: Observation | None, capture: Capture | None) -> datetime | None:
    if capture is not None:
        return capture.taken_at
    if seen is None:
        return None
    return seen.start if isinstance(seen, Gap) else seen.at


def readers_words(readers: Iterable[str]) -> str:
    """Return the readers and their versions, `broadcom/2 and router_igd/1`."""
    return joined(sorted({each for each in readers if each}), "and") or "reader not stated"


def captures_wanted(verdict: Verdict, evidence: Evidence) -> tuple[str, ...]:
    """Return the digests whose captures a report prints something of, sorted: fetch these from the store.

    Those that a finding cites, and the first of each question, which tells by what method it was asked.
    """
    wanted = {digest for finding in findings_of(verdict) for digest in finding.cites}
    asked: set[tuple[str, str, str]] = set()
    for each in evidence.observations:
        kind = each.fact.KIND if isinstance(each, Seen) else each.what
        question = (each.reader, each.subject, kind)
        if kind == EchoBlock.KIND or question in asked:
            continue  # before the digest is asked for: a month has half a million, and each is worked out
        if each.capture is not None:
            asked.add(question)
            wanted.add(each.capture)
    return tuple(sorted(wanted))
