"""A fault on the client's own side comes with options, never with a reproach."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netdoc.model.case import Case
from netdoc.model.evidence import Evidence
from netdoc.model.facts.link_state import LinkKind, LinkState
from netdoc.model.fault import Fault
from netdoc.model.observation import Seen
from netdoc.model.segment import CLIENT, Party, parties_for
from netdoc.report.options import options
from tests.netdoc.report.example_office import SITE, START, blank
from tests.netdoc.report.examples import view_of

OWN = [each for each in Fault if set(parties_for(each.segment, CLIENT)) & {Party.PREMISES, Party.POWER}]


def told(fault: Fault | None, *links: LinkKind) -> str:
    seen = [Seen("host", START, LinkState(interface="e", link=each)) for each in links]
    evidence = Evidence(SITE, Case(), seen)
    return options(view_of(replace(blank(evidence), fault=fault), evidence))


@pytest.mark.parametrize("fault", OWN)
def test_every_fault_of_the_office_has_more_than_one_option(fault):
    text = told(fault)

    assert text.startswith("Options: ")
    assert text.endswith(".")
    assert ";" in text or " or " in text or fault is Fault.MODEM_ADAPTER


def test_the_wiring_can_be_left_aside_renewed_or_relieved():
    text = told(Fault.INHOUSE_WIRING_FAULT)

    assert "leave the modem at the test socket" in text
    assert "may charge" in text


def test_a_filter_and_the_wiring_have_their_own_options():
    assert "new filter" in told(Fault.INHOUSE_WIRING_FILTER)
    assert "UPS is mended" in told(Fault.MAINS_UPS)
    assert "put modem and router on a small UPS" in told(Fault.MAINS_OUTAGE)


@pytest.mark.parametrize("fault", [Fault.LAN_LOSS, Fault.LAN_UNREACHABLE, Fault.HOST_LINK])
def test_by_wi_fi_the_options_are_those_of_radio(fault):
    assert "access point" in told(fault, LinkKind.WIRED, LinkKind.WIFI)
    assert "access point" not in told(fault, LinkKind.WIFI, LinkKind.WIRED)
    assert "access point" not in told(fault)


def test_by_wi_fi_the_wiring_is_still_the_wiring():
    assert "access point" not in told(Fault.INHOUSE_WIRING_FAULT, LinkKind.WIFI)


def test_without_a_fault_or_for_a_vendors_part_there_are_none():
    assert told(None) == ""
    assert told(Fault.LOOP_NOISE) == ""
    assert told(Fault.CORE_LOSS) == ""
