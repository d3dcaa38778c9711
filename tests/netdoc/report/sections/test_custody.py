"""The custody page: seal, words, key, how to check, and what none of it shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from netdoc.report.custody import Custody, Enclosed, StampedSeal
from netdoc.report.document import Blanks, OnePage
from netdoc.report.sections import sheet
from netdoc.report.sections.custody import SECTION
from netdoc.report.variants import Variant
from netdoc.report.words import NBSP
from tests.netdoc.report.examples import texts, view

HELD = Custody(
    words=("fun", "toilet", "setup", "panther", "ask", "mobile"), root="5e" * 32, size=12_345,
    sealed_at=datetime(2026, 3, 3, 6, 30, tzinfo=UTC), fingerprint="f6ca cc60", enclosed=Enclosed.RECORDS,
    case_file="evidence.ndcase.base64",
)  # fmt: skip


def said(custody: Custody | None, variant: Variant = Variant.TELCO) -> str:
    return "\n".join(texts(SECTION.write(replace(view("line_remaining", variant), custody=custody)))).replace(NBSP, " ")


def test_without_a_seal_nothing_is_said() -> None:
    assert said(None) == ""


def test_words_root_key_and_place_of_the_records_are_told() -> None:
    told = said(HELD)
    for each in (
        " ".join(HELD.words),
        HELD.root,
        "12 345 records",
        "f6ca cc60",
        "evidence.ndcase.base64",
        "netdoc verify",
    ):
        assert each in told, each
    assert "the right cable" in told
    assert "withheld" not in told


def test_what_is_withheld_is_said_with_its_number_and_what_that_costs() -> None:
    told = said(replace(HELD, withheld=345))
    assert "12 000 of 12 345 as they are stored; 345 are withheld" in told
    assert "rests on the word of whoever made this report" in told


@pytest.mark.parametrize(
    ("enclosed", "words"),
    [(Enclosed.MINUTES, "minutes.csv"), (Enclosed.MINUTES, "in the same folder"), (Enclosed.WITHHELD, "own store")],
)
def test_where_the_records_are_is_told(enclosed: Enclosed, words: str) -> None:
    assert words in said(replace(HELD, enclosed=enclosed))


def test_an_unsigned_report_says_so() -> None:
    told = said(replace(HELD, fingerprint=None))
    assert "not signed" in told
    assert "--key" not in told


def test_who_stamped_the_root_and_when_is_told_with_what_it_covers() -> None:
    stamp = StampedSeal(at=datetime(2026, 3, 3, 6, 31, 5, tzinfo=UTC), by="Example Time", size=HELD.size)
    whole, part = (said(replace(HELD, stamped=each)) for each in (stamp, replace(stamp, size=12_000)))

    assert "this root, " in whole and "by the clock of Example Time" in whole and "07:31:05" in whole
    assert "an earlier root, over the first 12 000 of them" in part
    assert "--tsa-root" in whole and "whoever stamped the root is believed" in whole
    assert "tsa-root" not in said(HELD) and "stamped" not in said(HELD).lower()


def test_page_one_asks_for_the_words_in_the_ticket() -> None:
    held = replace(view("line_remaining", Variant.TELCO), custody=HELD)
    (page,) = (each for each in sheet.SECTION.write(held) if isinstance(each, OnePage))
    ticket = next(each for each in page.blocks if isinstance(each, Blanks))
    assert any(" ".join(HELD.words) in line for line in ticket.lines)
