"""The request asks no more than the standing allows, and always offers the next test."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netdoc.model.fault import Fault
from netdoc.model.segment import Party
from netdoc.model.verdict import Conclusion, NextTest, Standing
from netdoc.report.asks import ask, next_test_line
from netdoc.report.variants import Variant
from tests.netdoc.report.examples import view, view_of

ACTS = ("repair", "replace", "second box")


def named(party: Party, standing: Standing, variant: Variant):
    held = view("no_network")
    verdict = replace(held.verdict, conclusion=Conclusion.FAULT, party=party, standing=standing, remaining=())
    return view_of(verdict, held.evidence, variant)


@pytest.mark.parametrize(
    ("party", "variant", "established", "indicated"),
    [
        (Party.LINE, Variant.TELCO, "test and repair the pair", "test the pair"),
        (Party.EQUIPMENT, Variant.ISP, "Please replace the supplied box", "send a second box"),
        (Party.PROVIDER, Variant.ISP, "Please repair the account", "Please check the account"),
    ],
)
def test_a_repair_is_asked_for_only_when_established(party, variant, established, indicated):
    assert established in ask(named(party, Standing.ESTABLISHED, variant))[0]
    assert indicated in ask(named(party, Standing.INDICATED, variant))[0]
    assert established not in ask(named(party, Standing.INDICATED, variant))[0]


@pytest.mark.parametrize("variant", [Variant.TELCO, Variant.ISP, Variant.JOINT, Variant.PLAIN])
def test_an_open_set_asks_for_data_and_a_test_and_no_repair(variant):
    asked = " ".join(ask(view("line_remaining", variant)))

    assert "Next test: Move a modem proven on another line" in asked
    assert not any(each in asked for each in ACTS)


@pytest.mark.parametrize("variant", [Variant.TELCO, Variant.ISP])
def test_a_reader_who_is_not_concerned_is_asked_for_nothing(variant):
    asked = ask(named(Party.PREMISES, Standing.ESTABLISHED, variant))

    assert "for your information" in asked[0]


@pytest.mark.parametrize("party", list(Party))
@pytest.mark.parametrize("variant", list(Variant))
def test_every_reader_gets_a_request_for_every_party(party, variant):
    asked = ask(named(party, Standing.INDICATED, variant))

    assert asked
    assert all(each.strip() and "None" not in each for each in asked)


def test_insufficient_asks_for_the_next_test_and_that_nobody_be_accused():
    asked = ask(view("no_network"))

    assert asked == (
        "Next test: Plug the computer into the router by cable.",
        "Please accuse nobody on this report alone.",
    )


def test_the_next_test_is_one_that_concerns_the_reader():
    held = view("no_network")
    tests = tuple(
        NextTest(id=str(index), what=f"test {index}.", separates=parties, duration_s=0)
        for index, parties in enumerate(((Party.PREMISES,), (Party.LINE,), (Party.LINE, Party.EQUIPMENT)))
    )
    verdict = replace(held.verdict, next_tests=tests)

    said = {each: next_test_line(view_of(verdict, held.evidence, each)) for each in Variant}

    assert said == {
        Variant.PLAIN: "Next test: test 0.",
        Variant.TELCO: "Next test: test 1.",
        Variant.ISP: "Next test: test 2.",
        Variant.JOINT: "Next test: test 2.",
    }


@pytest.mark.parametrize(
    ("fault", "place"),
    [
        (Fault.NAMES_RESOLVER, "your name server"),
        (Fault.CORE_LOSS, "your network"),
        (Fault.ACCESS_SESSION_DOWN, "the account and its session"),
    ],
)
def test_the_provider_is_asked_about_the_place_of_the_fault(fault, place):
    held = named(Party.PROVIDER, Standing.INDICATED, Variant.ISP)
    verdict = replace(held.verdict, fault=fault)

    assert f"Please check {place}" in ask(view_of(verdict, held.evidence, Variant.ISP))[0]


@pytest.mark.parametrize("variant", list(Variant))
def test_a_report_without_a_fault_asks_no_vendor_for_anything(variant):
    asked = " ".join(ask(view("no_fault", variant)))

    assert "Please" not in asked and "please" not in asked


def test_the_joint_copy_asks_for_a_repair_only_when_a_vendors_fault_is_established():
    assert "carries out the repair" in ask(named(Party.LINE, Standing.ESTABLISHED, Variant.JOINT))[0]
    assert "repair" not in ask(named(Party.LINE, Standing.INDICATED, Variant.JOINT))[0]
    assert "Nothing is asked of you" in ask(named(Party.PREMISES, Standing.ESTABLISHED, Variant.JOINT))[0]
