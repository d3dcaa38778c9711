"""Hand a verdict to the report, with the captures that its findings cite."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import netdoc
from netdoc.app.case_files import case_file, sealed, write_redacted
from netdoc.app.cases import Question, answered_by, judge, uncollected
from netdoc.app.enclosing import Backing, enclosed_as
from netdoc.app.reporting import stem, write_report
from netdoc.diagnosis.diagnose import RULES_VERSION
from netdoc.errors import BadInput
from netdoc.evidence import timestamps
from netdoc.evidence.held_stamps import HeldStamp
from netdoc.evidence.keys import SigningKey, fingerprint
from netdoc.evidence.manifest import CASE_FILE
from netdoc.evidence.words import words_of
from netdoc.model.capture import Capture
from netdoc.model.evidence import Evidence
from netdoc.model.site import Site
from netdoc.model.verdict import Verdict
from netdoc.ports import Clock
from netdoc.report.compose import reference
from netdoc.report.custody import Custody, Enclosed, StampedSeal
from netdoc.report.exhibits import captures_wanted
from netdoc.report.scope import scoped
from netdoc.report.variants import Variant, default_variant, unfilled
from netdoc.report.view import Amendment
from netdoc.store.sealed import run_fields
from netdoc.store.seals import Seal
from netdoc.store.store import Store

FIXED_TIME = "SOURCE_DATE_EPOCH"
CLIENT = "client"
"""The office, which gets the plain copy with nothing held back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A sealed report: what was concluded, and where it stands."""

    verdict: Verdict
    """On the whole period, also where the report is about one incident."""
    files: tuple[Path, ...]
    lacking: tuple[str, ...]
    """What the reader will ask for and the site file does not hold, as the page names it."""


def amendment(replaces: str | None, reason: str | None) -> Amendment | None:
    """Return what a report replaces and why, or None where it replaces nothing.

    Raises:
        BadInput: one was given without the other.
    """
    number, words = (replaces or "").strip(), (reason or "").strip()
    if bool(number) != bool(words):
        raise BadInput(
            "a report that replaces another says which one, and why",
            where="--replaces" if words else "--reason",
            hint='netdoc report --replaces NUMBER --reason "the account number was wrong"',
        )
    return Amendment(replaces=number, reason=words) if number else None


def write_sealed(
    path: Path,
    question: Question,
    *,
    clock: Clock,
    variant: str | None,
    out: Path,
    formats: Sequence[str],
    made_at: datetime,
    key: SigningKey | None = None,
    incident: str | None = None,
    amends: Amendment | None = None,
) -> Written:
    """Seal a store, judge exactly what the seal covers, and write the report with that evidence.

    Args:
        path: the store.
        question: what is asked of it.
        clock: dates the seal.
        variant: who reads it: `telco`, `isp`, `joint`, `hosting`, `it`, `client` or `technical`; None for whoever must
            act.
        out: folder.
        formats: `pdf`, `html`, `json`.
        made_at: printed as the time of writing.
        key: signs the PDF; unsigned without it.
        incident: id of the one incident to report on; the whole period when None. The records and the verdict that are
            attached are those of the whole period.
        amends: the report that this one replaces.

    Raises:
        StoreError: the store cannot be read or sealed, or holds nothing in that window.
        BadInput: the window ends before it begins, or there is no incident of that id.
        ReportError: the report could not be built or written.
    """
    with sealed(path, clock) as (store, seal), uncollected(), tempfile.TemporaryDirectory(prefix="netdoc-") as passing:
        asked = question.fixed(store)
        evidence = answered_by(store, asked)
        verdict = judge(evidence)
        shown = verdict if incident is None else scoped(verdict, incident)
        reader = _reader(variant, shown, evidence.site)
        stamp = _stamp(store, seal)
        case = Path(passing) / "case.ndcase"
        withheld: int | None = None
        if "pdf" in formats and reader.redacted:
            withheld = write_redacted(store, seal, asked, verdict, evidence, case, stamp)
        elif "pdf" in formats and reader.knows_account:
            with case.open("wb") as file:
                file.writelines(case_file(store, seal, asked, verdict, stamp))
            withheld = 0
        name = reference(evidence.site.id, made_at, reader, incident)
        backing = _backing(store, seal, None if withheld is None else case, key, name, withheld or 0, stamp)
        files = write_report(
            verdict,
            evidence,
            captures=_captures(store, verdict, evidence),
            variant=reader,
            out=out,
            formats=tuple(formats),
            made_at=made_at,
            key=key,
            backing=backing,
            incident=incident,
            amends=amends,
        )
    return Written(verdict=verdict, files=tuple(files), lacking=unfilled(reader, evidence.site, shown))


def _stamp(store: Store, seal: Seal) -> HeldStamp | None:
    """Return the stamp that shows most of what a seal covers, the latest of such; None where no seal was stamped."""
    own = {(each.size, each.root) for each in store.seals() if each.size <= seal.size}
    held = [each for each in store.seal_notes.stamps() if (each.size, each.root) in own]
    held.sort(key=lambda stamp: stamp.size)
    for each in held[::-1]:
        with suppress(timestamps.Refused):  # a damaged one is the chain's affair, and goes into no report
            timestamps.answered(each.reply, each.root, each.nonce)
            return HeldStamp(each.size, each.root, each.nonce, each.reply)
    return None


def _backing(
    store: Store, seal: Seal, case: Path | None, key: SigningKey | None, name: str, withheld: int,
    stamp: HeldStamp | None,
) -> Backing:  # fmt: skip
    enclosed = enclosed_as(case)
    token = None if stamp is None else timestamps.answered(stamp.reply, stamp.root, stamp.nonce)
    custody = Custody(
        words=words_of(seal.root),
        root=seal.root.hex(),
        size=seal.size,
        sealed_at=seal.at,
        fingerprint=None if key is None else fingerprint(key.certificate_der),
        enclosed=enclosed,
        case_file=CASE_FILE if enclosed is Enclosed.RECORDS else f"{stem(name)}.ndcase",
        withheld=withheld,
        stamped=None if token is None or stamp is None else StampedSeal(at=token.at, by=token.tsa, size=stamp.size),
    )
    about = {
        "netdoc": netdoc.__version__,
        "rules_version": RULES_VERSION,
        "measured_with": run_fields(store),
        "key": custody.fingerprint,
    }
    return Backing(custody=custody, case=case, about=about, stamp=stamp)


def _reader(variant: str | None, verdict: Verdict, site: Site) -> Variant:
    named = Variant.PLAIN if variant == CLIENT else variant
    return Variant(named) if named is not None else default_variant(verdict, site)


def _captures(store: Store, verdict: Verdict, evidence: Evidence) -> dict[str, Capture]:
    held = ((each, store.capture(each)) for each in captures_wanted(verdict, evidence))
    return {digest: capture for digest, capture in held if capture is not None}


def time_of_writing(clock: Clock, environment: Mapping[str, str]) -> datetime:
    """Return now, or the time that `SOURCE_DATE_EPOCH` fixes so that the same store gives the same bytes.

    Raises:
        BadInput: the variable holds no number of seconds.
    """
    fixed = environment.get(FIXED_TIME)
    if not fixed:
        return clock.now().replace(microsecond=0)
    try:
        return datetime.fromtimestamp(int(fixed), UTC)
    except (ValueError, OverflowError, OSError):
        raise BadInput("is not a number of seconds since 1970", where=FIXED_TIME, hint=f"unset {FIXED_TIME}") from None
