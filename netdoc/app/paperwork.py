"""Hand a verdict to the report, with the captures that its findings cite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from netdoc.app.reporting import write_report
from netdoc.errors import BadInput
from netdoc.evidence.keys import SigningKey
from netdoc.model.evidence import Evidence
from netdoc.model.site import Site
from netdoc.model.verdict import Verdict
from netdoc.ports import Clock
from netdoc.report.exhibits import captures_wanted
from netdoc.report.scope import scoped
from netdoc.report.variants import Variant, default_variant, unfilled
from netdoc.report.view import Amendment
from netdoc.store.store import Store

FIXED_TIME = "SOURCE_DATE_EPOCH"
CLIENT = "client"
"""The office, which gets the plain copy with nothing held back."""


def write(
    store: Path,
    verdict: Verdict,
    evidence: Evidence,
    *,
    variant: str | None,
    out: Path,
    formats: Sequence[str],
    made_at: datetime,
    key: SigningKey | None = None,
    incident: str | None = None,
    amends: Amendment | None = None,
) -> tuple[Path, ...]:
    """Write the report and return the files.

    Args:
        store: where the captures are.
        verdict: what was concluded.
        evidence: what it rests on.
        variant: who reads it: `telco`, `isp`, `joint`, `hosting`, `client` or `technical`; None for whoever must act.
        out: folder.
        formats: `pdf`, `html`, `json`.
        made_at: printed as the time of writing.
        key: signs the PDF; unsigned without it.
        incident: id of the one incident to report on; the whole period when None.
        amends: the report that this one replaces.

    Raises:
        BadInput: there is no incident of that id.
        ReportError: the report could not be built or written.
    """
    reader = _reader(verdict, variant, incident)
    with Store.open(store, create=False, read_only=True) as opened:
        held = ((each, opened.capture(each)) for each in captures_wanted(verdict, evidence))
        captures = {digest: capture for digest, capture in held if capture is not None}
    return tuple(
        write_report(
            verdict,
            evidence,
            captures=captures,
            variant=reader,
            out=out,
            formats=tuple(formats),
            made_at=made_at,
            key=key,
            incident=incident,
            amends=amends,
        )
    )


def lacking(verdict: Verdict, site: Site, *, variant: str | None, incident: str | None = None) -> tuple[str, ...]:
    """Return what the report's reader will ask for and the site file does not hold, as the page names it."""
    shown = verdict if incident is None else scoped(verdict, incident)
    return unfilled(_reader(verdict, variant, incident), site, shown)


def _reader(verdict: Verdict, variant: str | None, incident: str | None) -> Variant:
    if variant is not None:
        return Variant.PLAIN if variant == CLIENT else Variant(variant)
    return default_variant(verdict if incident is None else scoped(verdict, incident))


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
