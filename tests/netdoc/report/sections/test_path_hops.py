"""Hop tables for those who can use them: the end decides, and no hop is called lossy."""

from __future__ import annotations

import pytest

from netdoc.model.case import Case
from netdoc.model.evidence import Evidence
from netdoc.model.facts.path_trace import Hop, PathTrace
from netdoc.model.observation import Seen
from netdoc.report.document import Table
from netdoc.report.sections.path_hops import SECTION
from netdoc.report.variants import Variant
from tests.netdoc.report.example_office import SITE, at, blank
from tests.netdoc.report.examples import texts, view_of


def trace(hour: float, answered: int, target: str = "192.0.2.10", rung: str | None = "anchor_1"):
    hops = (
        Hop(ttl=1, address="192.168.1.1", sent=20, answered=20, rtt_median_us=400),
        Hop(ttl=2, sent=20, answered=0),
        Hop(ttl=3, address="198.51.100.3", sent=20, answered=7, rtt_median_us=9000, others=("198.51.100.4",)),
    )
    fact = PathTrace(
        target=target, rung=rung, hops=hops, reached=answered > 0, end_sent=20, end_answered=answered,
        end_rtt_median_us=16000 if answered else None,
    )  # fmt: skip
    return Seen("host", at(hour), fact, reader="trace/2")


def written(traces, variant=Variant.ISP):
    evidence = Evidence(SITE, Case(), traces)
    return SECTION.write(view_of(blank(evidence), evidence, variant))


def tables(traces, variant=Variant.ISP) -> list[Table]:
    return [each for each in written(traces, variant) if isinstance(each, Table)]


@pytest.mark.parametrize("variant", [Variant.TELCO, Variant.JOINT, Variant.PLAIN])
def test_readers_who_cannot_use_it_are_spared(variant):
    assert written([trace(0, 20)], variant) == ()


def test_each_hop_is_a_row_and_the_end_is_the_last():
    (table,) = tables([trace(0, 20)])
    rows = [tuple(cell.replace("\u00a0", " ") for cell in row) for row in table.rows]

    assert rows == [
        ("1", "192.168.1.1", "20 of 20 (100 %)", "0.4 ms", "none"),
        ("2", "no answer", "0 of 20 (0 %)", "no answer", "none"),
        ("3", "198.51.100.3", "7 of 20 (35 %)", "9.0 ms", "198.51.100.4"),
        ("end", "192.0.2.10 (end to end)", "20 of 20 (100 %)", "16.0 ms", "none"),
    ]
    assert table.caption == "To Target 192.0.2.10, by ICMP, 2026-03-02 07:30:00, trace/2"


def test_the_last_and_the_worst_trace_of_a_target_are_printed_and_the_others_counted():
    held = [trace(0, 20), trace(1, 0), trace(2, 12), trace(3, 20), trace(3, 20, "203.0.113.10", None)]

    assert [each.rows[-1][2].replace("\u00a0", " ")[:7] for each in tables(held)] == ["0 of 20", "20 of 2", "20 of 2"]
    assert any("2\u00a0more traces in the record" in each for each in texts(written(held)))
    assert len(tables(held, Variant.TECHNICAL)) == 5


def test_nothing_traced_is_said():
    assert "No path was traced." in texts(written([]))
