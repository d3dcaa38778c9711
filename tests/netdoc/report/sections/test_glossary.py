"""A report explains the terms that it uses and no others."""

from __future__ import annotations

import re

import pytest

from netdoc.report.document import Heading, KeyValues, Paragraph
from netdoc.report.glossary import TERMS, Glossary, explained, occurs
from netdoc.report.sections.glossary import SECTION
from netdoc.report.variants import Variant
from tests.netdoc.report.examples import EXAMPLES, report, texts, view


def explained_in(*said: str) -> list[str]:
    blocks = explained((*(Paragraph(text=each) for each in said), *SECTION.write(view("no_fault"))))
    return [name for each in blocks if isinstance(each, KeyValues) for name, _ in each.pairs]


def test_only_terms_that_occur_are_explained():
    assert explained_in("The line lost showtime; SES +12.", "Median of the readings") == ["Median", "SES", "Showtime"]


def test_a_term_inside_another_word_is_not_that_term():
    assert explained_in("TESTED, LANDED, PROCESSES and Hopscotch") == []


def test_without_a_term_there_is_no_heading():
    assert explained((Paragraph(text="nothing"), Glossary(title="Terms", terms=(("SES", "x"),)))) == (
        Paragraph(text="nothing"),
    )


@pytest.mark.parametrize("name", list(EXAMPLES))
def test_every_term_explained_in_a_report_is_used_in_it(name):
    blocks = report(name, Variant.TECHNICAL).document.blocks
    place = next((at for at, each in enumerate(blocks) if each == Heading(text="Terms")), None)
    assert not any(isinstance(each, Glossary) for each in blocks)
    if place is None:
        return
    others = "\n".join(texts((*blocks[:place], *blocks[place + 2 :])))
    assert all(occurs(term, others) for term, _ in blocks[place + 1].pairs)


def test_explanations_are_short_and_name_nobody():
    for name, (forms, meaning) in TERMS.items():
        assert len(meaning) < 100, name
        assert re.compile(forms)
        assert not meaning.endswith(".")
