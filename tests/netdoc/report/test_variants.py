"""The report goes to whoever must act, and a sheet never says more than the standing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netdoc.model.fault import Fault
from netdoc.model.segment import Party, Segment
from netdoc.model.site import Contract, Site
from netdoc.model.verdict import Conclusion, Standing
from netdoc.report.variants import Variant, accused, default_variant, title, vendor_fields
from tests.netdoc.report.example_edges import nothing_at_all
from tests.netdoc.report.example_office import SITE

BLANK, _ = nothing_at_all()


def named(party: Party, standing: Standing = Standing.INDICATED):
    return replace(BLANK, conclusion=Conclusion.FAULT, party=party, standing=standing)


@pytest.mark.parametrize(
    ("party", "variant"),
    [
        (Party.LINE, Variant.TELCO),
        (Party.EQUIPMENT, Variant.ISP),
        (Party.PROVIDER, Variant.ISP),
        (Party.PREMISES, Variant.PLAIN),
        (Party.POWER, Variant.PLAIN),
        (Party.FAR_END, Variant.PLAIN),
    ],
)
def test_a_named_party_decides_the_reader(party, variant):
    assert default_variant(named(party)) is variant


@pytest.mark.parametrize(
    ("remaining", "variant"),
    [
        ((Party.LINE, Party.EQUIPMENT), Variant.JOINT),
        ((Party.LINE, Party.PREMISES, Party.PROVIDER), Variant.JOINT),
        ((Party.PROVIDER, Party.EQUIPMENT), Variant.ISP),
        ((Party.LINE, Party.PREMISES), Variant.PLAIN),
        ((Party.EQUIPMENT, Party.PREMISES), Variant.PLAIN),
        ((), Variant.PLAIN),
    ],
)
def test_an_open_set_decides_the_reader(remaining, variant):
    assert default_variant(replace(BLANK, fault=Fault.LOOP_NOISE, remaining=remaining)) is variant


def test_while_nothing_speaks_for_anybody_the_office_does_its_own_test_first():
    assert default_variant(replace(BLANK, remaining=(Party.LINE, Party.EQUIPMENT))) is Variant.PLAIN


@pytest.mark.parametrize("standing", [Standing.INSUFFICIENT, Standing.CONTRADICTED, Standing.CLEARED])
def test_nobody_is_accused_on_a_weak_standing(standing):
    assert accused(named(Party.LINE, standing)) is None


def test_nobody_is_accused_while_several_remain_or_without_a_fault():
    assert accused(replace(named(Party.LINE), remaining=(Party.LINE, Party.PREMISES))) is None
    assert accused(replace(named(Party.LINE), conclusion=Conclusion.INSUFFICIENT)) is None
    assert accused(named(Party.LINE)) is Party.LINE


def test_the_line_operator_is_not_told_what_the_provider_sells():
    labels = [label for label, _ in vendor_fields(Variant.TELCO, SITE)]

    assert "Product" not in labels
    assert "Account number" not in labels
    assert "Circuit or line no." in labels


@pytest.mark.parametrize("variant", list(Variant))
def test_a_title_names_its_reader_and_no_fault(variant):
    assert "fault" not in title(variant, SITE)
    assert "None" not in title(variant, Site(id="x", contract=Contract()))


def installed_by(owner: str | None):
    return replace(SITE, owners={} if owner is None else {Segment.LAN: owner})


@pytest.mark.parametrize(
    ("owner", "fault", "variant"),
    [
        ("Acme IT", Fault.LAN_NAMES, Variant.IT),
        ("Acme IT", Fault.LAN_ROGUE_DHCP, Variant.IT),
        ("Acme IT", Fault.INHOUSE_WIRING_FAULT, Variant.PLAIN),
        ("client", Fault.LAN_NAMES, Variant.PLAIN),
        ("unknown", Fault.LAN_NAMES, Variant.PLAIN),
        (None, Fault.LAN_NAMES, Variant.PLAIN),
    ],
)
def test_a_fault_of_what_a_vendor_installed_goes_to_that_vendor(owner, fault, variant):
    assert default_variant(replace(named(Party.PREMISES), fault=fault), installed_by(owner)) is variant


def test_the_it_vendor_is_called_by_name_and_asked_for_no_account():
    assert title(Variant.IT, installed_by("Acme IT")) == "Installation evidence for Acme IT"
    assert title(Variant.IT, installed_by("client")) == "Installation evidence for the IT vendor"
    assert [label for label, _ in vendor_fields(Variant.IT, SITE)] == ["Call back"]
