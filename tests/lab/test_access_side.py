"""What lies between the office and the internet, live: each fault beside the twin that flips the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from tests.lab import episodes, faults
from tests.lab.expectation import Expected
from tests.lab.office import Office
from tests.lab.plan import WEB_NAME
from tests.lab.playing import Plays, assert_played, assert_told, playing
from tests.lab.scenarios import NOBODY_TO_BLAME, Scenario

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.usefixtures("lab_machine")]


def the_web_server(office: Office) -> str:
    """Return the web server as a service of the site file, by its address."""
    return f'[[service]]\nname = "web"\naddress = "{office.plan.web.far}"\nport = 443'


def the_web_server_by_name(office: Office) -> str:
    """The same, by its name."""
    return the_web_server(office).replace(str(office.plan.web.far), WEB_NAME)


ACCESS_SIDE = (
    Scenario(
        name="large-packets-pass",
        summary="full-size packets come through to the office's service",
        before=(episodes.clean,),
        services=the_web_server,
        for_s=15,
        expected=NOBODY_TO_BLAME,
    ),
    Scenario(
        name="provider-swallows-large-packets",
        summary="behind the provider's first hop large packets vanish, and nobody tells",
        before=(episodes.clean, partial(faults.swallow_large, role="access", octets=1400)),
        services=the_web_server,
        expected=Expected(conclusion="fault", party="provider", fault="core.mtu", standing="indicated", exit_code=1),
    ),
    Scenario(
        name="large-packets-end-at-the-router",
        summary="the same, but they vanish in the office's router: whose it is stays open",
        before=(episodes.clean, partial(faults.swallow_large, role="router", octets=1400)),
        services=the_web_server,
        expected=Expected(
            conclusion="insufficient", exit_code=3, remaining_at_least=frozenset({"premises", "provider"})
        ),
    ),
    Scenario(
        name="router-lets-too-large-packets-be-agreed",
        summary="the line carries 1400 octets; the router tells the office so and lets servers send more",
        before=(episodes.clean, partial(faults.tell_large, octets=1400)),
        services=the_web_server,
        expected=Expected(
            conclusion="fault",
            fault="router.mtu",
            standing="indicated",
            remaining=frozenset({"premises", "provider"}),
            exit_code=1,
        ),
    ),
    Scenario(
        name="router-intercepts-names",
        summary="the router answers every name question itself, whatever server it was meant for",
        before=(episodes.clean, partial(faults.intercept_names, role="router")),
        for_s=15,
        expected=NOBODY_TO_BLAME,
    ),
    Scenario(
        name="provider-intercepts-names",
        summary="the same at the provider's first hop",
        before=(episodes.clean, partial(faults.intercept_names, role="access")),
        for_s=15,
        expected=NOBODY_TO_BLAME,
    ),
    Scenario(
        name="provider-rewrites-names",
        summary="the provider's name server gives an address for names that do not exist",
        before=(episodes.clean, faults.rewrite_names),
        for_s=25,
        expected=NOBODY_TO_BLAME,
    ),
    Scenario(
        name="ipv6-goes-nowhere",
        summary="the office has IPv6 addresses and a route, and nothing carries it",
        before=(episodes.clean, faults.break_ipv6),
        services=the_web_server_by_name,
        for_s=18,
        expected=NOBODY_TO_BLAME,
    ),
    Scenario(
        name="shared-address",
        summary="the provider gives the router a shared address",
        before=(episodes.clean, partial(faults.share_address, address="100.72.9.4")),
        emulated_igd=True,
        for_s=15,
        expected=NOBODY_TO_BLAME,
    ),
    Scenario(
        name="second-box-translates",
        summary="the router stands behind a second box that translates: whose it is, is asked",
        before=(episodes.clean, partial(faults.share_address, address="192.168.44.2")),
        emulated_igd=True,
        for_s=15,
        expected=NOBODY_TO_BLAME,
    ),
)
REMARKS = {
    "router-intercepts-names": "answered on the way by the office's router",
    "provider-intercepts-names": "answered on the way, 2 hops away",
    "provider-rewrites-names": "names that do not exist: it rewrites such answers",
    "ipv6-goes-nowhere": "IPv6 does not work from here while IPv4 does",
    "shared-address": "100.72.9.4 is a shared one",
    "second-box-translates": "192.168.44.2 is a private one",
}
"""What must stand among the limits of a scenario's verdict, and of no other's."""


@pytest.fixture(scope="module")
def plays(request: pytest.FixtureRequest) -> Iterator[Plays]:
    """Begin to play every scenario that this run asks for."""
    with playing(request) as begun:
        yield begun


@pytest.mark.parametrize("scenario", ACCESS_SIDE, ids=lambda each: each.name)
def test_the_access_side_is_judged_as_expected_and_nobody_else_is_accused(scenario: Scenario, plays: Plays) -> None:
    assert_played(scenario, plays, partial(assert_told, scenario, REMARKS))
