"""Name servers that check signatures or are answered for, live: each fault beside the twin that flips the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from tests.lab import episodes, name_faults
from tests.lab.expectation import Expected
from tests.lab.office import Office
from tests.lab.plan import ANCHORS, WEB_NAME
from tests.lab.playing import Plays, assert_played, assert_told, playing
from tests.lab.scenarios import NOBODY_TO_BLAME, Scenario
from tests.lab.signed_zones import BROKEN_ZONE

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.usefixtures("lab_machine")]


def the_names(office: Office) -> str:
    """Return which names are signed, and one whose address is known."""
    return (
        f'[names]\nsigned = "{WEB_NAME}"\nbroken = "www.{BROKEN_ZONE}"\n\n'
        f'[[names.fixed]]\nname = "{WEB_NAME}"\naddresses = ["{office.plan.web.far}"]'
    )


NAMES = (
    Scenario(
        name="provider-fails-signed-names",
        summary="the provider's name server checks signatures by a clock that stands in 2001",
        before=(episodes.clean, partial(name_faults.check_signatures, clock_right=False)),
        services=the_names,
        for_s=15,
        expected=Expected(
            conclusion="fault", party="provider", fault="names.resolver", standing="indicated", exit_code=1
        ),
    ),
    Scenario(
        name="provider-checks-signed-names",
        summary="the twin: the same server with a right clock",
        before=(episodes.clean, partial(name_faults.check_signatures, clock_right=True)),
        services=the_names,
        for_s=15,
        expected=NOBODY_TO_BLAME,
    ),
    Scenario(
        name="provider-answers-for-one-server",
        summary="the provider's first box answers for the public name server alone; addresses where nobody lives pass",
        before=(episodes.clean, partial(name_faults.answer_for, address=ANCHORS[2])),
        services=the_names,
        for_s=15,
        expected=NOBODY_TO_BLAME,
    ),
)
REMARKS = {
    "provider-fails-signed-names": "its checking of signatures is broken",
    "provider-answers-for-one-server": f"the public name server {ANCHORS[2]} are answered by the box at the second hop",
}
"""What must stand among the limits of a scenario's verdict, and of no other's."""


@pytest.fixture(scope="module")
def plays(request: pytest.FixtureRequest) -> Iterator[Plays]:
    """Begin to play every scenario that this run asks for."""
    with playing(request) as begun:
        yield begun


@pytest.mark.parametrize("scenario", NAMES, ids=lambda each: each.name)
def test_name_servers_are_judged_as_expected_and_nobody_else_is_accused(scenario: Scenario, plays: Plays) -> None:
    assert_played(scenario, plays, partial(assert_told, scenario, REMARKS))
