"""What a case file shows, beside the store that it was made of: nothing is read twice that is the same in both.

A month is nearly all samples, in records that are shown as they are stored. A stranger unpacks each again; whoever has
them read already needs only to know that the records are the same, which their hashes tell.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from netdoc.app.cases import Question, told_of
from netdoc.evidence.case_file import CaseFile, Part
from netdoc.model.evidence import Evidence
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.observation import Observation, Seen
from netdoc.store.rebuilt import Raw, rebuild
from netdoc.store.records import PLAIN_BLOCK, reading
from netdoc.store.shared_blocks import blocks_as_shown
from netdoc.store.store import Store


def evidence_as_shown(opened: CaseFile, question: Question, store: Store, evidence: Evidence) -> Evidence | None:
    """Return the evidence that a case file's records are, or None where they must be read one by one to tell.

    Args:
        opened: made of the store.
        question: what was asked, with fixed instants.
        store: the records as they are stored.
        evidence: what was read of them in answer to the same question.

    Raises:
        netdoc.evidence.case_file.Broken: the file is not what was written.
        StoreError, BadInput: what its records hold cannot be read.
    """
    since, until = question.since, question.until
    if isinstance(since, timedelta) or isinstance(until, timedelta):
        return None
    blocks: list[Mapping[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="netdoc-shown-") as folder:
        path = Path(folder) / "case.netdoc"
        rebuild(path, str(opened.head.get("site")), _others(opened, blocks))
        with Store.open(path, create=False, read_only=True) as shown:
            site, case = told_of(shown, question.complaint, question.per_day)
            rest = shown.observations(since, until)
            seen = evidence.readings(EchoBlock)
            held = blocks_as_shown(store, shown, blocks, seen)
    found = None if held is None else _together(evidence.observations, held, rest, until)
    return None if found is None else Evidence(site, case, found, until=until, like=evidence)


def _others(opened: CaseFile, blocks: list[Mapping[str, Any]]) -> Iterator[Raw]:
    """Yield the records, of blocks that are shown as they are stored the hash only; their fields go into `blocks`."""
    for each in opened.parts():
        fields = _block(each)
        if fields is None:
            yield each.header, each.body, each.hash
        else:
            blocks.append(fields)
            yield b"", None, each.hash


def _block(part: Part) -> Mapping[str, Any] | None:
    """Return the fields of a block that is shown as it is stored."""
    if not part.proven:
        return None
    plain = PLAIN_BLOCK.fullmatch(part.header)
    if plain is not None:
        return {"at_us": int(plain[1]), "layout": int(plain[2])}
    with reading():
        fields: dict[str, Any] = json.loads(part.header)
        return fields if fields["kind"] == "echo" else None


def _together(
    read: Sequence[Observation], blocks: Sequence[Seen[EchoBlock]], rest: Sequence[Observation], until: datetime | None
) -> list[Observation] | None:
    """Return blocks and the rest in the order of those that were read; None where these are not the same ones."""
    held, others = iter(blocks), iter(rest)
    found: list[Observation] = []
    for each in read:
        is_block = isinstance(each, Seen) and isinstance(each.fact, EchoBlock)
        other: Observation | None = next(held if is_block else others, None)
        if other is None or other.at != each.at or type(other) is not type(each):
            return None
        found.append(other)
    return found if next(held, None) is None and all(until is not None and each.at > until for each in others) else None
