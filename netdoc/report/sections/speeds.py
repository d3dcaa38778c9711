"""What was sold, what the operator set, what the line synchronised at, and what was moved over it."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.transfer import Transfer
from netdoc.model.observation import Seen
from netdoc.plugin import Section
from netdoc.report.document import Align, Block, Column, Heading, Paragraph, Table
from netdoc.report.variants import Variant
from netdoc.report.view import View
from netdoc.report.words import NOT_READ, count, kilobits, percent, plural

_COLUMNS = (
    Column(title="Rate", width=3.0),
    Column(title="Down", width=2.7, align=Align.RIGHT),
    Column(title="Up", width=2.7, align=Align.RIGHT),
    Column(title="Known from", width=4.2),
)
_NOT_SOLD, _NOT_MEASURED = "not stated", "not measured"


def write(view: View) -> Sequence[Block]:
    """Return one table, or nothing where no rate of any kind is known; a service's host has nothing to do with them."""
    if view.variant in (Variant.HOSTING, Variant.IT):
        return ()
    subjects = sorted({each.subject for each in view.evidence.readings(DslLine)})
    runs = view.evidence.readings(Transfer)
    # the operator of the line neither sees nor answers for what the provider sells
    sold = None if view.variant is Variant.TELCO else _sold(view)
    if not subjects and not runs and (sold is None or sold == (None, None)):
        return ()
    rows: list[tuple[str, ...]] = []
    if sold is not None:
        product = f", product {view.site.contract.product}" if view.site.contract.product else ""
        rows.append(("Sold", *(kilobits(each) if each else _NOT_SOLD for each in sold), f"site file{product}"))
    rows.append(("Set at the operator's end", "not known", "not known", "the operator's port record alone tells it"))
    latest = None
    for subject in subjects:
        readings = view.evidence.readings(DslLine, subject)
        latest = readings[-1].fact
        rows += _line(readings, subject if len(subjects) > 1 else "")
    rows += _measured(runs)
    rows += _shares(sold, latest if len(subjects) == 1 else None, runs)
    return (
        Heading(text="Sold, set, in sync and measured", level=1),
        Table(caption="Rates side by side", columns=_COLUMNS, rows=tuple(rows)),
        Paragraph(
            text="Payload is less than the sync rate even on a perfect line, since headers take their share, and other "
            "traffic of the office takes its own. A rate set at the operator's end bounds the sync rate: sync at its "
            "bound with margin to spare points to that setting rather than to a weak line.",
            small=True,
        ),
    )


def _sold(view: View) -> tuple[int | None, int | None]:
    return view.site.contract.rate_down_kbps, view.site.contract.rate_up_kbps


def _line(readings: Sequence[Seen[DslLine]], subject: str) -> list[tuple[str, ...]]:
    of = f", {subject}" if subject else ""
    latest = readings[-1].fact
    told = f"modem{of}, latest of {plural(len(readings), 'reading')}"
    rows: list[tuple[str, ...]] = [
        ("The line could carry", kilobits(latest.attainable_down_kbps), kilobits(latest.attainable_up_kbps), told),
        ("In sync, latest", kilobits(latest.rate_down_kbps), kilobits(latest.rate_up_kbps), told),
    ]
    down = [each.fact.rate_down_kbps for each in readings if each.fact.rate_down_kbps is not None]
    up = [each.fact.rate_up_kbps for each in readings if each.fact.rate_up_kbps is not None]
    if len(readings) > 1:
        rows.append(("In sync, least to most", _range(down), _range(up), f"modem{of}, whole period"))
    before = (latest.previous_rate_down_kbps, latest.previous_rate_up_kbps)
    if before != (None, None):
        rows.append(("In sync before the last change", kilobits(before[0]), kilobits(before[1]), f"modem{of}"))
    return rows


def _range(values: Sequence[int]) -> str:
    if not values:
        return NOT_READ
    low, high = min(values), max(values)
    return kilobits(low) if low == high else f"{count(low)} to {kilobits(high)}"


def _rates(runs: Sequence[Seen[Transfer]], direction: str) -> list[int]:
    return [each.fact.rate_kbps for each in runs if each.fact.direction == direction]


def _measured(runs: Sequence[Seen[Transfer]]) -> list[tuple[str, ...]]:
    if not runs:
        return [("Measured payload", _NOT_MEASURED, _NOT_MEASURED, "no throughput run was made")]
    down, up = _rates(runs, "down"), _rates(runs, "up")
    middles = [kilobits(round(median(each))) if each else _NOT_MEASURED for each in (down, up)]
    spreads = [_range(each) if each else _NOT_MEASURED for each in (down, up)]
    told = f"{plural(len(down), 'run')} down, {plural(len(up), 'run')} up"
    rows = [("Measured payload, median", *middles, told)]
    return [*rows, ("Measured, least to most", *spreads, "every run stands under «Tests performed»")]


def _shares(
    sold: tuple[int | None, int | None] | None, line: DslLine | None, runs: Sequence[Seen[Transfer]]
) -> list[tuple[str, ...]]:
    sync = (line.rate_down_kbps, line.rate_up_kbps) if line is not None else (None, None)
    measured = [round(median(each)) if each else None for each in (_rates(runs, "down"), _rates(runs, "up"))]
    rows: list[tuple[str, ...]] = []
    pairs = (
        ("Sync, of what was sold", sync, sold or (None, None)),
        ("Measured, of the sync rate", measured, sync),
        ("Measured, of what was sold", measured, sold or (None, None)),
    )
    for name, parts, wholes in pairs:
        shares = [
            percent(part / whole) if part is not None and whole else ""
            for part, whole in zip(parts, wholes, strict=True)
        ]
        if any(shares):
            rows.append((name, *(each or "not known" for each in shares), "the rows above, latest or median"))
    return rows


SECTION = Section(id="speeds", place=42, write=write)
