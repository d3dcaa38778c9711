"""The office network for whoever installed it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netdoc.model.case import Case
from netdoc.model.evidence import Evidence
from netdoc.model.facts.address_check import AddressCheck
from netdoc.model.facts.clock_offset import ClockOffset, ClockSource
from netdoc.model.facts.dhcp_offers import DhcpOffer, DhcpOffers
from netdoc.model.facts.step import Step
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing, Finding
from netdoc.model.observation import Seen
from netdoc.report.document import Bullets, Table
from netdoc.report.sections.installation import SECTION
from netdoc.report.variants import Variant
from tests.netdoc.report.example_office import SITE, at, blank
from tests.netdoc.report.examples import made, texts, view_of


def written(observations, variant=Variant.IT):
    evidence = Evidence(SITE, Case(), observations)
    return SECTION.write(view_of(blank(evidence), evidence, variant))


def tables(observations) -> dict[str, list[tuple[str, ...]]]:
    return {each.caption: list(each.rows) for each in written(observations) if isinstance(each, Table)}


def offers(hour, *servers):
    told = tuple(
        DhcpOffer(
            server=server, mac="02:00:00:00:00:09", gateways=(server,), resolvers=(server,), address="192.168.1.77"
        )
        for server in servers
    )
    return Seen("host", at(hour), DhcpOffers(interface="eth0", offers=told))


def test_each_server_that_hands_out_addresses_is_one_row_with_what_it_hands_out():
    told = tables([offers(0, "192.168.1.1", "192.168.1.9"), offers(1, "192.168.1.9")])

    assert [row[:5] for row in told["2 servers".replace(" ", "\u00a0") + " handed out addresses"]] == [
        ("192.168.1.1", "02:00:00:00:00:09", "192.168.1.1", "192.168.1.1", "1"),
        ("192.168.1.9", "02:00:00:00:00:09", "192.168.1.9", "192.168.1.9", "2"),
    ]


def test_two_holders_of_an_address_stand_in_one_row():
    check = AddressCheck(
        interface="eth0", wired=True, own_address="192.168.1.50", own_claimed_by=("02:00:00:00:00:05",),
        gateway="192.168.1.1", gateway_macs=("02:00:00:00:00:01",),
    )  # fmt: skip

    (rows,) = tables([Seen("host", at(0), check), Seen("host", at(1), check)]).values()

    assert rows == [
        ("192.168.1.50", "this computer's", "the measuring computer and 02:00:00:00:00:05", "2"),
        ("192.168.1.1", "the gateway's", "02:00:00:00:00:01", "2"),
    ]


@pytest.mark.parametrize(
    ("offset_s", "words"), [(7205, "2 h fast"), (59.94, "59.9 s fast"), (-3.2, "3.2 s slow"), (0.01, "alike")]
)
def test_a_clock_is_told_by_how_far_it_is_off(offset_s, words):
    fact = ClockOffset(source=ClockSource.SNTP, server="192.0.2.123", offset_s=offset_s, bound_s=0.1)

    ((row,),) = tables([Seen("host", at(0), fact)]).values()

    assert row[1].startswith("192.0.2.123 (sntp)")
    assert row[2].replace("\u00a0", " ") == words


def test_changes_are_told_with_who_made_them_and_how_many_incidents_came_after():
    verdict, _ = made("line_remaining")
    before = min(each.incident.start for each in verdict.incidents)
    step = Step(did="server installed", changed="DHCP switched on, on the server", who="Acme IT")
    held = Evidence(SITE, Case(), [Seen("operator", before.replace(hour=0), step)])
    blocks = SECTION.write(view_of(verdict, held, Variant.IT))

    ((row,),) = (each.rows for each in blocks if isinstance(each, Table))

    assert row[1:] == (
        "Acme IT", "server installed; setting changed: DHCP switched on, on the server", str(len(verdict.incidents))
    )  # fmt: skip


def test_where_no_change_is_on_record_it_says_so():
    assert "No change to this network is on record" in " ".join(texts(written([offers(0, "192.168.1.1")])))
    assert "Nobody asked who hands out addresses" in " ".join(texts(written([])))


@pytest.mark.parametrize("variant", [each for each in Variant if each not in (Variant.IT, Variant.TECHNICAL)])
def test_nobody_else_is_shown_the_office_network(variant):
    assert written([offers(0, "192.168.1.1")], variant) == ()


def test_what_was_found_over_the_whole_period_comes_first():
    verdict, evidence = made("line_remaining")
    fault = Finding(
        rule="HOST03", fault=Fault.HOST_CLOCK, bearing=Bearing.BLAMES, sentence="this computer's clock was 2 h slow",
        incident=None,
    )  # fmt: skip
    elsewhere = replace(fault, rule="LOOP05", fault=Fault.LOOP_RATE, sentence="the line is slower")
    cleared = replace(fault, bearing=Bearing.CLEARS, sentence="the clock is right")
    told = replace(verdict, window_findings=(fault, elsewhere, cleared))

    (bullets,) = (each for each in SECTION.write(view_of(told, evidence, Variant.IT)) if isinstance(each, Bullets))

    assert bullets.items == ("This computer's clock was 2 h slow.",)
