"""The request asks no more than the standing allows, and always offers the next test."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netdoc.model.fault import Fault
from netdoc.model.segment import Party, Segment
from netdoc.model.verdict import Conclusion, NextTest, Standing
from netdoc.report.agreed_test import told_test
from netdoc.report.asks import ask
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

    said = {each: " ".join(told_test(view_of(verdict, held.evidence, each))) for each in Variant}

    assert said == {
        Variant.PLAIN: "Next test: test 0.",
        Variant.TECHNICAL: "Next test: test 0.",
        Variant.TELCO: "Next test: test 1.",
        Variant.ISP: "Next test: test 2.",
        Variant.JOINT: "Next test: test 2.",
        Variant.HOSTING: "Next test: test 0.",
        Variant.IT: "Next test: test 0.",
    }


@pytest.mark.parametrize(
    ("fault", "place"),
    [
        (Fault.NAMES_RESOLVER, "your name server"),
        (Fault.CORE_LOSS, "your network"),
        (Fault.ACCESS_SESSION_DOWN, "the account and its session"),
        (Fault.ACCESS_AUTH_REJECT, "the account and its session"),
    ],
)
def test_the_provider_is_asked_about_the_place_of_the_fault(fault, place):
    held = named(Party.PROVIDER, Standing.INDICATED, Variant.ISP)
    verdict = replace(held.verdict, fault=fault)

    assert f"Please check {place}" in ask(view_of(verdict, held.evidence, Variant.ISP))[0]


def test_a_rejected_login_asks_for_the_reason_that_only_the_provider_sees():
    held = named(Party.PROVIDER, Standing.INDICATED, Variant.ISP)
    for fault, asked in ((Fault.ACCESS_AUTH_REJECT, True), (Fault.ACCESS_SESSION_DOWN, False)):
        lines = ask(view_of(replace(held.verdict, fault=fault), held.evidence, Variant.ISP))
        assert any("which user name and VLAN tag are right" in each for each in lines) is asked


@pytest.mark.parametrize("variant", list(Variant))
def test_a_report_without_a_fault_asks_no_vendor_for_anything(variant):
    asked = " ".join(ask(view("no_fault", variant)))

    assert "Please" not in asked and "please" not in asked


def test_the_joint_copy_asks_for_a_repair_only_when_a_vendors_fault_is_established():
    assert "carries out the repair" in ask(named(Party.LINE, Standing.ESTABLISHED, Variant.JOINT))[0]
    assert "repair" not in ask(named(Party.LINE, Standing.INDICATED, Variant.JOINT))[0]
    assert "nothing is asked of you" in ask(named(Party.PREMISES, Standing.ESTABLISHED, Variant.JOINT))[0]


@pytest.mark.parametrize("variant", [Variant.TELCO, Variant.ISP, Variant.JOINT])
@pytest.mark.parametrize("party", [Party.PREMISES, Party.POWER])
def test_no_visit_is_asked_of_a_vendor_for_what_is_the_offices_own(party, variant):
    asked = ask(named(party, Standing.INDICATED, variant))

    assert asked == ("This copy is for your information: nothing is asked of you, and no visit is asked for.",)


@pytest.mark.parametrize(
    ("party", "fault", "standing", "said"),
    [
        (Party.PREMISES, Fault.INHOUSE_WIRING_FAULT, Standing.ESTABLISHED, "This can be put right in the office;"),
        (Party.PREMISES, Fault.INHOUSE_WIRING_FAULT, Standing.INDICATED, "This can be looked at first in the office;"),
        (Party.POWER, Fault.MAINS_UPS, Standing.INDICATED, "This can be looked at first at the office's power supply;"),
    ],
)
def test_the_office_is_given_options_for_its_own_part(party, fault, standing, said):
    held = named(party, standing, Variant.PLAIN)
    asked = ask(view_of(replace(held.verdict, fault=fault), held.evidence, Variant.PLAIN))

    assert asked[0].startswith(said)
    assert "no call to a vendor is needed" in asked[0]
    assert asked[1].startswith("Options: ")


@pytest.mark.parametrize(
    ("fault", "established", "indicated"),
    [
        (Fault.MODEM_ADAPTER, "replace the power adapter", "send a second power adapter"),
        (Fault.MODEM_REBOOTS, "replace the supplied box together", "send a second box"),
    ],
)
def test_an_adapter_is_asked_for_without_the_box(fault, established, indicated):
    for standing, words in ((Standing.ESTABLISHED, established), (Standing.INDICATED, indicated)):
        held = named(Party.EQUIPMENT, standing, Variant.ISP)
        assert words in ask(view_of(replace(held.verdict, fault=fault), held.evidence, Variant.ISP))[0]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault.LOOP_SIGNAL_LOST, "; a contact that opens now and then would look like this."),
        (Fault.LOOP_RATE, "; please compare the rate and the profile set for it with those it had before."),
        (Fault.LOOP_NOISE, "to the DSLAM port."),
    ],
)
def test_a_line_fault_says_what_to_look_for(fault, said):
    held = named(Party.LINE, Standing.ESTABLISHED, Variant.TELCO)

    assert ask(view_of(replace(held.verdict, fault=fault), held.evidence, Variant.TELCO))[0].endswith(said)


def test_a_running_test_asks_both_vendors_for_objections_before_its_result():
    asked = ask(view("running_test", Variant.JOINT))

    assert asked[0].endswith("a test is running. If you would not accept its result, please say so now, and why.")
    assert asked[1].startswith("Test that is running: ")
    assert asked[2].startswith("Pass mark: ")
    assert asked[3].startswith("So far: ")


def test_a_proposed_joint_test_asks_for_agreement_with_its_mark():
    asked = ask(view("deadlock", Variant.JOINT))

    assert "please agree one joint test" in asked[0]
    assert asked[2].startswith("Pass mark: pass: no drop in 16.8")


@pytest.mark.parametrize("fault", [each for each in Fault if each.segment in (Segment.HOST, Segment.LAN)])
@pytest.mark.parametrize(("standing", "act"), [(Standing.ESTABLISHED, "put right"), (Standing.INDICATED, "check")])
def test_whoever_installed_the_network_is_asked_for_the_place_of_each_fault_there(fault, standing, act):
    held = named(Party.PREMISES, standing, Variant.IT)
    asked = ask(view_of(replace(held.verdict, fault=fault), held.evidence, Variant.IT))

    assert asked[0].startswith(f"Please {act}")
    assert "as of the times on the incident page" in asked[0]
    assert "what was installed or changed" in asked[1]


def test_whoever_installed_the_network_is_asked_for_nothing_that_lies_elsewhere():
    assert "for your information" in ask(named(Party.PROVIDER, Standing.ESTABLISHED, Variant.IT))[0]
    wiring = named(Party.PREMISES, Standing.INDICATED, Variant.IT)
    asked = ask(view_of(replace(wiring.verdict, fault=Fault.INHOUSE_WIRING_FAULT), wiring.evidence, Variant.IT))
    assert asked[0].startswith("Please compare what you installed")
