"""Paths hop by hop, for engineers: who answered at which distance, and what reached the end."""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.model.facts.path_trace import Hop, PathTrace
from netdoc.model.observation import Seen
from netdoc.plugin import Section
from netdoc.report.document import Align, Block, Column, Heading, Paragraph, Table
from netdoc.report.variants import Variant
from netdoc.report.view import View
from netdoc.report.words import count, milliseconds, plural, rung_words, share

_READERS = frozenset({Variant.ISP, Variant.TECHNICAL})
_MOST_TARGETS = 4
_COLUMNS = (
    Column(title="Hop", width=0.8, align=Align.RIGHT),
    Column(title="Address", width=3.2),
    Column(title="Answered", width=2.2, align=Align.RIGHT),
    Column(title="Median", width=1.4, align=Align.RIGHT),
    Column(title="Also answered there", width=3.4),
)


def write(view: View) -> Sequence[Block]:
    """Return the hop tables, for the provider and for engineers; nobody else can use them."""
    if view.variant not in _READERS:
        return ()
    traces = view.evidence.readings(PathTrace)
    blocks: list[Block] = [Heading(text="Paths, hop by hop")]
    if not traces:
        return (*blocks, Paragraph(text="No path was traced."))
    chosen = traces if view.variant is Variant.TECHNICAL else _telling(traces)
    blocks.append(
        Paragraph(
            text="Routers limit the answers they give about themselves: a hop that answers seldom or late shows a "
            "fault only where every hop beyond it, and the target, does so too. The last row decides. The way back is "
            "not seen. Addresses are printed as they answered; no name was looked up.",
            small=True,
        )
    )
    blocks += [_table(view, each) for each in chosen]
    left = len(traces) - len(chosen)
    if left:
        text = f"{plural(left, 'more trace')} in the record: printed are the last of each target, and its worst."
        blocks.append(Paragraph(text=text, small=True))
    return blocks


def _telling(traces: Sequence[Seen[PathTrace]]) -> list[Seen[PathTrace]]:
    """Return the last trace of each target and the one of which least reached it, in the order of time."""
    by_target: dict[str, list[Seen[PathTrace]]] = {}
    for each in traces:
        by_target.setdefault(each.fact.target, []).append(each)
    found: dict[int, Seen[PathTrace]] = {}
    for held in list(by_target.values())[:_MOST_TARGETS]:
        for each in (held[-1], min(held, key=_reached)):
            found[id(each)] = each
    return sorted(found.values(), key=lambda each: each.at)


def _reached(trace: Seen[PathTrace]) -> float:
    fact = trace.fact
    return fact.end_answered / fact.end_sent if fact.end_sent else float(fact.reached)


def _table(view: View, trace: Seen[PathTrace]) -> Table:
    fact = trace.fact
    place = rung_words(view.site.rung(fact.rung), fact.rung) if fact.rung else fact.target
    named = f"{place}, {fact.target}" if fact.target not in place else place
    rows = [_hop(each) for each in fact.hops]
    end = share(fact.end_answered, fact.end_sent) if fact.end_sent else ("reached" if fact.reached else "not reached")
    middle = milliseconds(fact.end_rtt_median_us) if fact.end_rtt_median_us is not None else "no answer"
    rows.append(("end", f"{fact.target} (end to end)", end, middle, "none"))
    when = view.times.stamp(trace.at)
    reader = f", {trace.reader}" if trace.reader else ""
    caption = f"To {named}, by {fact.method.upper()}, {when}{reader}"
    return Table(caption=caption, columns=_COLUMNS, rows=tuple(rows))


def _hop(hop: Hop) -> tuple[str, ...]:
    return (
        count(hop.ttl),
        hop.address or "no answer",
        share(hop.answered, hop.sent),
        milliseconds(hop.rtt_median_us) if hop.rtt_median_us is not None else "no answer",
        ", ".join(hop.others) or "none",
    )


SECTION = Section(id="path_hops", place=52, write=write)
