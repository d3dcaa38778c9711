"""Hand a verdict to the report, with the captures that its findings cite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from netdoc.app.reporting import write_report
from netdoc.errors import BadInput
from netdoc.evidence.keys import SigningKey
from netdoc.model.evidence import Evidence
from netdoc.model.verdict import Verdict
from netdoc.ports import Clock
from netdoc.report.exhibits import captures_wanted
from netdoc.report.variants import Variant, default_variant
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
) -> tuple[Path, ...]:
    """Write the report and return the files.

    Args:
        store: where the captures are.
        verdict: what was concluded.
        evidence: what it rests on.
        variant: who reads it: `telco`, `isp`, `joint`, `hosting` or `client`; None for whoever must act.
        out: folder.
        formats: `pdf`, `html`, `json`.
        made_at: printed as the time of writing.
        key: signs the PDF; unsigned without it.

    Raises:
        ReportError: the report could not be built or written.
    """
    named = Variant.PLAIN if variant == CLIENT else variant
    reader = Variant(named) if named is not None else default_variant(verdict)
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
        )
    )


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
