"""Case files: the sealed records of an office with the verdict on them; and judging from such a file alone."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import netdoc
from netdoc.app.cases import Question, answered_by, judge, uncollected
from netdoc.app.sealing import seal
from netdoc.app.shown_again import evidence_as_shown
from netdoc.errors import BadInput, StoreError
from netdoc.evidence.case_file import SCHEMA, CaseFile, Part, written
from netdoc.evidence.held_stamps import HeldStamp, to_plain_with_reply
from netdoc.model.case import Complaint
from netdoc.model.codec import Plain, format_time, parse_time
from netdoc.model.evidence import Evidence
from netdoc.model.verdict import Verdict, verdict_to_plain
from netdoc.ports import Clock
from netdoc.report.pseudonyms import Pseudonyms
from netdoc.report.redact import redactor
from netdoc.report.texts import map_texts
from netdoc.store.chain import link
from netdoc.store.rebuilt import rebuild
from netdoc.store.sealed import end_seal, records, snapshot
from netdoc.store.seals import Seal
from netdoc.store.standing_in import StandingIn
from netdoc.store.store import Store

_TRIES = 5
COMPARED = (
    "site", "window_start", "window_end", "complaint", "conclusion", "party", "fault", "standing", "remaining",
    "coverage", "clock_bound_s", "rules_version",
)  # fmt: skip
"""Of a verdict; of each incident those of `COMPARED_INCIDENT`, of each party its standing and minutes."""
COMPARED_INCIDENT = (
    "id", "kind", "start", "end", "rung", "origin", "party", "fault", "standing", "remaining", "coverage", "ongoing",
)  # fmt: skip
_COMPARED_PARTY = ("party", "standing", "minutes_min", "minutes_max")


@contextmanager
def sealed(path: Path, clock: Clock) -> Iterator[tuple[Store, Seal]]:
    """Seal a store and open it as of that moment: what others write meanwhile is not seen.

    Raises:
        StoreError: it cannot be read or written, holds nothing, or is written to without a pause.
    """
    for attempt in range(_TRIES):
        if attempt or not _is_sealed(path):
            seal(path, clock)
        with Store.open(path, create=False, read_only=True) as store, snapshot(store):
            newest = end_seal(store)
            if newest is not None:
                yield store, newest
                return
    raise StoreError(f"{path} is written to without a pause", hint="try again in a minute")


def _is_sealed(path: Path) -> bool:
    """Return whether nothing came after the last seal: then a store that may not be written to can be shown too."""
    with Store.open(path, create=False, read_only=True) as store:
        return end_seal(store) is not None


def case_file(
    store: Store, sealed_as: Seal, question: Question, verdict: Verdict, stamp: HeldStamp | None = None
) -> Iterator[bytes]:
    """Yield the bytes of the case file of a sealed store: every record that the seal covers, as it is stored.

    Args:
        store: opened by `sealed`.
        sealed_as: its seal.
        question: what was asked of it, with fixed instants.
        verdict: the answer.
        stamp: on the seal, or on an earlier one.
    """
    parts = (Part(header, body, held) for header, body, held in records(store, sealed_as.size))
    return written(_head(store, sealed_as, question, verdict) | _stamped(stamp), parts)


def write_redacted(
    store: Store,
    sealed_as: Seal,
    question: Question,
    verdict: Verdict,
    evidence: Evidence,
    target: Path,
    stamp: HeldStamp | None = None,
) -> int | None:
    """Write a case file that may leave the house, and return how many records it withholds.

    Records that hold nothing private are written as they are stored. Of the others the hash is, and where the verdict
    may rest on them, something that stands in their place under other names. The file is then read and judged as a
    stranger would; only the samples of blocks that are shown as they are stored are not unpacked again.

    Args:
        store: opened by `sealed`.
        sealed_as: its seal.
        question: what was asked of it, with fixed instants.
        verdict: the answer.
        evidence: what that rests on.
        target: where to write.
        stamp: on the seal, or on an earlier one.

    Returns:
        None where such a file would show less than the verdict: it comes to another one, or a withheld record of an
        older store has no salt, so that its hash could tell what it holds. Then the file is not to be given away.
    """
    hold_back = redactor(evidence.site, evidence)
    names = Pseudonyms(hold_back)
    shown = StandingIn(store, names.json, names.plain, names.literal)
    head = names.plain(_head(store, sealed_as, question, verdict))

    def parts() -> Iterator[Part]:
        for header, body, held in records(store, sealed_as.size):
            stands, its, proven = shown.of(header, body)
            yield Part(stands, its, held, proven)

    with target.open("wb") as file:
        file.writelines(written(head | _stamped(stamp), parts()))
    if shown.guessable:
        return None
    plain = _plain(_judged_as_shown(target, store, evidence))
    printed = map_texts(_plain(verdict), hold_back)
    if differences(head["verdict"], plain) or differences(printed, plain):
        return None
    return sealed_as.size - shown.shown


def _judged_as_shown(path: Path, store: Store, evidence: Evidence) -> Verdict:
    """Return what a stranger's netdoc makes of a case file that was made of this store and shows this evidence."""
    with path.open("rb") as made:
        opened = open_case(made)
        shown = evidence_as_shown(opened, question_from(opened.head), store, evidence)
    if shown is not None:
        return judge(shown)
    with path.open("rb") as made:
        return judged_again(open_case(made))[0]


def _plain(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as it comes back from JSON."""
    held: dict[str, Any] = json.loads(json.dumps(verdict_to_plain(verdict)))
    return held


def _head(store: Store, sealed_as: Seal, question: Question, verdict: Verdict) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "netdoc": netdoc.__version__,
        "site": store.site_id,
        "size": sealed_as.size,
        "root": sealed_as.root.hex(),
        "sealed_at": None if sealed_as.at is None else format_time(sealed_as.at),
        "question": _question_to_plain(question),
        "verdict": _plain(verdict),
    }


def _stamped(stamp: HeldStamp | None) -> dict[str, Any]:
    return {} if stamp is None else {"timestamp": to_plain_with_reply(stamp)}


def judged_again(opened: CaseFile, look: Callable[[Store], None] = lambda _: None) -> tuple[Verdict, Evidence]:
    """Return what the installed rules make of a case file's records, in a passing store of their own.

    Args:
        opened: at its first record.
        look: is given that store before anything is judged.

    Raises:
        netdoc.evidence.case_file.Broken: the file is not what was written.
        StoreError, BadInput: what its records hold cannot be read.
    """
    question = question_from(opened.head)
    site = opened.head.get("site")
    if not isinstance(site, str):
        raise BadInput("names no office", where="head.site", hint="get the file again from whoever made it")
    with tempfile.TemporaryDirectory(prefix="netdoc-verify-") as folder, uncollected():
        path = Path(folder) / "case.netdoc"
        rebuild(path, site, ((each.header, each.body, each.hash) for each in opened.parts()))
        with Store.open(path, create=False, read_only=True) as store:
            look(store)
            evidence = answered_by(store, question)
            return judge(evidence), evidence


def open_case(file: BinaryIO) -> CaseFile:
    """Return a reader of a case file.

    Raises:
        netdoc.evidence.case_file.Broken: it is none, or its head is damaged.
    """
    return CaseFile(file, link)


def differences(printed: Mapping[str, Any], again: Mapping[str, Any]) -> list[str]:
    """Return in what two verdicts, as JSON values, differ; empty where they conclude the same."""
    found = [name for name in COMPARED if printed.get(name) != again.get(name)]
    for name, fields in (("incidents", COMPARED_INCIDENT), ("parties", _COMPARED_PARTY)):
        if _chosen(printed.get(name), fields) != _chosen(again.get(name), fields):
            found.append(name)
    return found


def _chosen(rows: Any, fields: tuple[str, ...]) -> list[list[Any]] | None:
    if not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
        return None
    return [[each.get(name) for name in fields] for each in rows]


def _question_to_plain(question: Question) -> dict[str, Plain]:
    return {
        "since": format_time(question.since) if isinstance(question.since, datetime) else None,
        "until": format_time(question.until) if isinstance(question.until, datetime) else None,
        "complaint": None if question.complaint is None else question.complaint.value,
        "per_day": question.per_day,
    }


def question_from(head: Mapping[str, Any]) -> Question:
    """Return what was asked, of a case file's head.

    Raises:
        BadInput: it cannot be read.
    """
    held = head.get("question")
    try:
        if isinstance(held, dict):
            since, until, complaint, per_day = (held.get(each) for each in ("since", "until", "complaint", "per_day"))
            return Question(
                since=None if since is None else parse_time(since, "since"),
                until=None if until is None else parse_time(until, "until"),
                complaint=None if complaint is None else Complaint(complaint),
                per_day=None if per_day is None else float(per_day),
            )
    except (BadInput, ValueError, TypeError):
        pass
    raise BadInput(
        "what was asked cannot be read", where="head.question", hint="get the file again from whoever made it"
    )
