"""Each party is treated alike: for, against, and what is missing, each with its exhibit."""

from __future__ import annotations

from netdoc.report.document import Bullets, Heading, Paragraph, Table
from netdoc.report.sections.for_against import SECTION
from tests.netdoc.report.examples import texts, view


def test_every_judged_party_has_its_part_in_the_verdicts_order():
    titles = [
        each.text for each in SECTION.write(view("line_remaining")) if isinstance(each, Heading) and each.level == 2
    ]

    assert [each.split(":")[0] for each in titles] == ["Telephone line", "Premises", "Supplied equipment", "Provider"]


def test_a_finding_is_printed_with_incidents_witnesses_rule_and_exhibits():
    table = next(each for each in SECTION.write(view("line_remaining")) if isinstance(each, Table))

    sentence, where, witness, rule, exhibit = (each.replace("\u00a0", " ") for each in table.rows[0])
    assert sentence.startswith("Showtime was lost at 08:36:00")
    assert sentence.endswith("and 2 more like it")
    assert where == "5 incidents (I-001 to I-005)"
    assert witness == "probes along the path and modem"
    assert (rule, exhibit) == ("LOOP01", "E-01, E-02")


def test_what_speaks_against_our_own_finding_is_printed_too():
    captions = [each.caption for each in SECTION.write(view("hostile")) if isinstance(each, Table)]

    assert captions == ["Speaks for", "Speaks against"]


def test_what_is_missing_is_listed_once():
    missing = [each.items for each in SECTION.write(view("line_remaining")) if isinstance(each, Bullets)]

    assert missing[0] == ("the modem at the test socket", "a second modem, proven on another line")


def test_a_party_about_which_nothing_was_measured_is_said_to_be_so():
    said = texts(SECTION.write(view("beyond_the_office")))

    assert "Nothing that was measured speaks for it or against it." in said


def test_cleared_without_a_finding_is_not_called_tested():
    blocks = [each.text for each in SECTION.write(view("line_remaining")) if isinstance(each, Paragraph)]

    assert "Cleared: nothing that was measured points there; no test of its own was made." in blocks
    assert not [each for each in blocks if "tested and found in order" in each]


def test_no_party_at_all_is_a_sentence_and_not_an_empty_page():
    assert any("No party was judged" in each for each in texts(SECTION.write(view("no_network"))))
