"""A second path, a closed port and a login page, live: each beside the twin that flips the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.lab import episodes, faults
from tests.lab.expectation import Expected
from tests.lab.office import Office
from tests.lab.plan import ANCHORS
from tests.lab.playing import Plays, assert_played, playing
from tests.lab.scenarios import At, Scenario

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.usefixtures("lab_machine")]

TETHERED = '[second_path]\ninterface = "wwan0"\n'


def tether(_: Office) -> str:
    """Return the second path as the site file names it."""
    return TETHERED


def calls_and_tether(office: Office) -> str:
    """Return a port that calls need, and the second path."""
    port = f'[[port]]\nname = "calls"\nhost = "{office.plan.web.far}"\nport = 5060\nasks = "sip"\nwhat = "telephony"\n'
    return f"{port}\n{TETHERED}"


def a_known_page(office: Office) -> str:
    """Return a page whose answer is known."""
    return f'[connectivity]\nurl = "http://{office.plan.web.far}/"\nexpects = "all is well"\n'


def an_anchor_dies(office: Office) -> None:
    """One anchor is silent for everybody."""
    faults.kill_anchor(office, ANCHORS[1])


def an_anchor_is_cut_off_from_the_line(office: Office) -> None:
    """One anchor is silent for the office's line alone."""
    faults.drop_on_the_line(office, f"ip daddr {ANCHORS[1]} drop")


def calls_are_closed_on_the_line(office: Office) -> None:
    """The provider lets no question for calls pass."""
    faults.drop_on_the_line(office, "udp dport 5060 drop")


OTHER_WAYS = (
    Scenario(
        name="anchor-dead-on-both-lines",
        summary="one anchor dies while it is asked over the line and over a tether",
        before=(episodes.clean, faults.lay_second_path),
        during=(At(7, an_anchor_dies),),
        services=tether,
        for_s=30,
        expected=Expected(
            conclusion="fault", party="far_end", fault="beyond.target", standing="established", exit_code=2
        ),
    ),
    Scenario(
        name="anchor-dead-on-the-line-only",
        summary="the twin: over the tether it goes on answering",
        before=(episodes.clean, faults.lay_second_path),
        during=(At(7, an_anchor_is_cut_off_from_the_line),),
        services=tether,
        for_s=30,
        expected=Expected(conclusion="insufficient", remaining=frozenset({"provider", "far_end"}), exit_code=3),
    ),
    Scenario(
        name="port-closed-on-the-line-only",
        summary="the port that calls need answers over the tether and not over the line",
        before=(episodes.clean, faults.lay_second_path, faults.answer_calls, calls_are_closed_on_the_line),
        services=calls_and_tether,
        for_s=30,
        expected=Expected(
            conclusion="fault",
            fault="core.filter",
            standing="indicated",
            remaining=frozenset({"provider", "premises", "far_end"}),
            exit_code=1,
        ),
    ),
    Scenario(
        name="login-page-in-the-way",
        summary="the network shows everybody its login page and lets nothing else pass",
        before=(episodes.clean, faults.show_login_page),
        services=a_known_page,
        for_s=15,
        expected=Expected(conclusion="insufficient", exit_code=3),
    ),
)


@pytest.fixture(scope="module")
def plays(request: pytest.FixtureRequest) -> Iterator[Plays]:
    """Begin to play every scenario that this run asks for."""
    with playing(request) as begun:
        yield begun


@pytest.mark.parametrize("scenario", OTHER_WAYS, ids=lambda each: each.name)
def test_other_ways_are_judged_as_expected_and_nobody_else_is_accused(scenario: Scenario, plays: Plays) -> None:
    def page_named(verdict: Mapping[str, Any]) -> None:
        assert ("login.example" in verdict["reason"]) is (scenario.name == "login-page-in-the-way")

    assert_played(scenario, plays, page_named)
