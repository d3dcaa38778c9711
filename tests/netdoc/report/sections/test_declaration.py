"""The declaration is a person's: the tool fills in nothing."""

from __future__ import annotations

from netdoc.report.document import Blanks
from netdoc.report.sections.declaration import SECTION
from tests.netdoc.report.examples import texts, view


def test_it_is_the_same_for_every_report_and_holds_nothing_of_it():
    one, other = SECTION.write(view("line_established")), SECTION.write(view("nothing_at_all"))

    assert one == other
    assert not any("Acme" in each or "Doe" in each for each in texts(one))


def test_it_asks_for_what_a_court_or_an_ombudsman_asks():
    (blank,) = (each for each in SECTION.write(view("no_fault")) if isinstance(each, Blanks))

    asked = {"Name", "Instructed by", "What I saw myself", "What others did or told me", "Place and date", "Signature"}
    assert asked <= set(blank.labels)
    assert "What speaks against the finding" in blank.labels
