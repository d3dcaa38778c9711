"""What lies between the office and the internet, live: each fault beside the twin that flips the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import pytest

from tests.lab import episodes, faults
from tests.lab.expectation import Expected, assert_only
from tests.lab.live import Played, play
from tests.lab.office import Office
from tests.lab.scenarios import NOBODY_TO_BLAME, Scenario

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.usefixtures("lab_machine")]


def the_web_server(office: Office) -> str:
    """Return the web server as a service of the site file, by its address."""
    return f'[[service]]\nname = "web"\naddress = "{office.plan.web.far}"\nport = 443'


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
)


@pytest.fixture(scope="module")
def plays() -> Mapping[str, Future[Played]]:
    players = ThreadPoolExecutor(2, thread_name_prefix="office")
    played = {each.name: players.submit(play, each) for each in ACCESS_SIDE}
    players.shutdown(wait=False)
    return played


@pytest.mark.parametrize("scenario", ACCESS_SIDE, ids=lambda each: each.name)
def test_the_access_side_is_judged_as_expected_and_nobody_else_is_accused(
    scenario: Scenario, plays: Mapping[str, Future[Played]]
) -> None:
    played = plays[scenario.name].result()

    told = f"{scenario.summary}\n{played.done.out}\n{played.done.err}\n{played.story}"
    assert "Traceback" not in played.done.err, told
    try:
        assert_only(played.done.verdict, scenario.expected)
        assert played.done.code == scenario.expected.exit_code
    except AssertionError as wrong:
        raise AssertionError(f"{wrong}\n{told}") from None
