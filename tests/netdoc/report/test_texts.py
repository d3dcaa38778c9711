"""Texts from devices are printed, never obeyed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netdoc.report.document import Column, Heading, Table
from netdoc.report.texts import LONGEST, map_texts, printable, shorten, storable


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\x1b[31mb", "a[U+001B][31mb"),
        ("nul\x00l", "nul[U+0000]l"),
        ("\u202egnp.exe", "[U+202E]gnp.exe"),
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("zero\u200bwidth", "zero[U+200B]width"),
        ("\ud800", "[U+D800]"),
        ("e\u0301", "é"),
        ("a\u0301\u0302\u0303\u0304", "á\u0302\u0303[U+0304]"),
        ("12\u00a0s", "12\u00a0s"),
        ("  edges  ", "edges"),
    ],
    ids=["ANSI", "NUL", "override", "lines", "zero width", "surrogate", "composed", "stacked", "no-break", "edges"],
)
def test_what_could_act_or_hide_is_shown_as_its_code_point(raw, shown):
    assert printable(raw) == shown


def test_a_text_of_ten_megabytes_is_cut_and_says_so():
    cut = printable("x" * 10_000_000)

    assert len(cut) < LONGEST + 60
    assert cut.endswith("(cut: 10000000 characters)")


@given(st.text(max_size=300))
def test_every_text_becomes_one_printable_line(raw):
    shown = printable(raw)

    assert shown.replace("\u00a0", " ").isprintable()
    assert printable(shown) == shown


@given(st.text(max_size=100))
def test_a_storable_text_can_be_written_as_utf_8(raw):
    storable(raw + "\udfff").encode()


def test_a_text_is_shortened_at_a_word_and_says_so():
    assert shorten("one two three four", 16) == "one two three…"
    assert shorten("x" * 20, 12) == "x" * 11 + "…"
    assert shorten("short", 12) == "short"


def test_every_text_of_a_block_is_changed_and_nothing_else():
    table = Table(caption="a", columns=(Column(title="b", width=2.0),), rows=(("c",),))

    changed = map_texts((table, Heading(text="d", level=2)), str.upper)

    assert changed == (
        Table(caption="A", columns=(Column(title="B", width=2.0),), rows=(("C",),)),
        Heading(text="D", level=2),
    )
