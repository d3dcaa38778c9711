"""Faults of the office network itself, live: each ends in a verdict, and a busy, sound office in none."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from tests.lab import episodes, lan_faults
from tests.lab.expectation import Expected
from tests.lab.playing import Plays, assert_played, playing
from tests.lab.scenarios import NOBODY_TO_BLAME, At, Scenario

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.usefixtures("lab_machine")]


OFFICE_NETWORK = (
    Scenario(
        name="second-address-server-leads-astray",
        summary="a second server gave the laptop a gateway that leads nowhere; the router works",
        before=(episodes.clean, lan_faults.second_server_leads_astray),
        for_s=15,
        expected=Expected(
            conclusion="fault", party="premises", fault="lan.rogue_dhcp", standing="indicated", exit_code=1
        ),
    ),
    Scenario(
        name="second-holder-of-the-gateways-address",
        summary="a second computer has the router's address, and the laptop's packets go there",
        before=(episodes.clean, lan_faults.second_holder_of_the_gateways_address),
        for_s=15,
        expected=Expected(
            conclusion="fault", party="premises", fault="lan.duplicate_ip", standing="indicated", exit_code=1
        ),
    ),
    Scenario(
        name="storm-fills-the-way-to-the-router",
        summary="somebody calls everybody two thousand times a second, and the router hears nothing else",
        before=(episodes.clean,),
        during=(At(4, partial(lan_faults.storm, per_s=2000, router_kbps=32)),),
        for_s=20,
        expected=Expected(conclusion="fault", party="premises", fault="lan.storm", standing="indicated", exit_code=1),
    ),
    Scenario(
        name="busy-and-sound",
        summary="two address servers that agree, forty broadcasts a second: nothing fails",
        before=(episodes.clean, lan_faults.busy_and_sound),
        for_s=15,
        expected=NOBODY_TO_BLAME,
    ),
)


@pytest.fixture(scope="module")
def plays(request: pytest.FixtureRequest) -> Iterator[Plays]:
    """Begin to play every scenario that this run asks for."""
    with playing(request) as begun:
        yield begun


@pytest.mark.parametrize("scenario", OFFICE_NETWORK, ids=lambda each: each.name)
def test_the_office_network_is_judged_as_expected_and_nobody_else_is_accused(scenario: Scenario, plays: Plays) -> None:
    assert_played(scenario, plays)
