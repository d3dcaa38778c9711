"""The whole report: nothing meaningless on any page, nothing private in a copy, the same twice."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from netdoc.model.verdict import verdict_to_plain
from netdoc.report.compose import compose
from netdoc.report.document import Table
from netdoc.report.variants import Variant
from tests.netdoc.report.example_office import MADE_AT
from tests.netdoc.report.examples import EXAMPLES, captures, report, texts

JUNK = re.compile(r"\bNone\b|\bnan\b|\binf\b|\bTrue\b|\bFalse\b|\{\}|\[\]|\(\)|<[A-Za-z]+\.|Plane\.|Party\.|^[-–—]$|  ")
PRIVATE = re.compile(r"192\.168\.|([0-9a-f]{2}:){5}|\bfe80:", re.IGNORECASE)
NAMES = [each for each in EXAMPLES if each != "hostile"]


@pytest.mark.parametrize("variant", [None, *Variant])
@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_empty_or_a_leftover_of_the_program(name, variant):
    document = report(name, variant).document

    for text in texts((document.title, document.running, document.blocks)):
        assert not JUNK.search(text), text


ACCUSING = re.compile(
    r"\bguilt|\bblam(?:e|es|ed|ing)\b|\bculprit|\bliar|\bfault of the\b|\d+ ?% (?:sure|certain|likely)", re.I
)


@pytest.mark.parametrize("variant", list(Variant))
@pytest.mark.parametrize("name", NAMES)
def test_no_copy_calls_anybody_guilty_or_gives_a_percentage_of_belief(name, variant):
    for text in texts(report(name, variant).document.blocks):
        assert not ACCUSING.search(text.replace("\u00a0", " ").replace("Gaps blame nobody", "")), text


@pytest.mark.parametrize("name", list(EXAMPLES))
def test_every_row_has_a_text_in_every_column(name):
    for block in report(name).document.blocks:
        if isinstance(block, Table):
            assert block.rows
            assert all(len(row) == len(block.columns) and all(row) for row in block.rows)


@pytest.mark.parametrize("variant", [Variant.TELCO, Variant.ISP, Variant.JOINT])
@pytest.mark.parametrize("name", NAMES)
def test_a_copy_that_leaves_the_house_holds_no_lan_address(name, variant):
    made = report(name, variant)

    assert not PRIVATE.search(json.dumps(made.plain))
    assert not any(PRIVATE.search(each.body) for each in made.document.attachments)


def test_the_offices_own_copy_holds_its_addresses():
    assert "192.168.1.50" in json.dumps(report("line_remaining", Variant.PLAIN).plain)


@pytest.mark.parametrize("name", ["line_remaining", "deadlock"])
def test_the_it_vendor_s_copy_holds_the_office_s_addresses_and_nothing_of_the_account(name):
    made = report(name, Variant.IT)
    told = json.dumps(made.plain) + "".join(each.body for each in made.document.attachments)
    other = json.dumps(report(name, Variant.ISP).plain)

    assert "192.168.1.50" in told
    assert not [each for each in ("NB-4711-09", "DSL/0/123456") if each in told]
    assert "NB-4711-09" in other  # the search finds what there is to find


def test_the_offices_own_copy_attaches_the_verdict_word_for_word():
    verdict, _ = EXAMPLES["line_remaining"]()
    files = {each.name: each.body for each in report("line_remaining", Variant.PLAIN).document.attachments}

    assert json.loads(files["verdict.json"]) == json.loads(json.dumps(verdict_to_plain(verdict)))


def test_the_same_input_gives_the_same_report_and_another_time_another():
    verdict, evidence = EXAMPLES["equipment_named"]()
    held = captures("equipment_named")

    first = compose(verdict, evidence, captures=held, made_at=MADE_AT)
    again = compose(verdict, evidence, captures=held, made_at=MADE_AT)
    later = compose(verdict, evidence, captures=held, made_at=MADE_AT + timedelta(seconds=1))

    assert first == again
    assert first.document.reference != later.document.reference


def test_every_page_says_whose_it_is_by_which_rules_and_how_right_its_clock_is():
    running = " | ".join(report("line_remaining").document.running).replace("\u00a0", " ")

    assert running == (
        "Acme Ltd., 12 Mill Lane | report acme-20260303T070000Z-joint | rules 2026.3 | "
        "times are right to ±0.021 s by the system's own word"
    )
    assert report("no_network").document.running[-1] == "the clock's error is not known"


def test_the_json_form_is_one_document_with_the_verdict_inside():
    plain = json.loads(json.dumps(report("line_remaining").plain, allow_nan=False))

    assert plain["schema"] == "netdoc.report/1"
    assert plain["verdict"]["schema"] == "netdoc.verdict/1"
    assert plain["blocks"][0]["block"] == "OnePage"
    assert {each["block"] for each in plain["blocks"]} >= {"Heading", "Table", "TimeAxis", "EndMark"}
