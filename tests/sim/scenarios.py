"""The stories of whole hours, and what netdoc has to make of each: every other accusation is wrong.

Expectations live in this table only. Times are true seconds since netdoc began to watch.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from netdoc.model.case import Complaint
from tests.lab.expectation import Expected, assert_only
from tests.sim import draws
from tests.sim.story import Episode, Interruption

NOBODY = Expected(conclusion="no_fault", exit_code=0)
BEYOND_THE_MODEM = frozenset({"line", "premises", "equipment"})
"""What a modem's word alone cannot tell apart: the pair, the wiring in the house, its own DSL side."""

HUNG = Expected(conclusion="fault", party="premises", fault="lan.unreachable", exit_code=2)
"""A router that answers nothing, address resolution neither, looks like a dead cable or switch before it; here both are
the client's."""

Draw = Callable[[random.Random, float], Sequence[Episode]]
"""(dice, hours) → what happens."""
Disturb = Callable[[random.Random, float], Sequence[Interruption]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Hours of one office. `manners` are fields of `office.Manners`."""

    name: str
    summary: str
    hours: float
    expected: Expected
    or_else: Expected | None = None
    """Another honest answer, where it depends on chance whether a reading met what happened."""
    story: Draw = draws.nothing
    disturbed: Disturb = draws.undisturbed
    manners: dict[str, Any] = field(default_factory=dict)
    complaint: Complaint | None = None
    per_day: float | None = None


SCENARIOS = (
    Scenario(
        name="line-retrains",
        summary="the line loses showtime for 40 s about every 20 min, amid errors",
        hours=0.8,
        story=draws.retrains,
        manners={"retrain_s": (35.0, 45.0)},
        complaint=Complaint.DROPS,
        expected=Expected(
            conclusion="fault",
            fault="loop.noise",
            standing="indicated",
            remaining=BEYOND_THE_MODEM,
            faults=frozenset({"loop.no_signal"}),  # where a reading met the training
            exit_code=1,
        ),
        # a burst may fall between two readings of every loss: then nothing tells noise from a pulled plug
        or_else=Expected(conclusion="insufficient", remaining=BEYOND_THE_MODEM, exit_code=3),
    ),
    Scenario(
        name="error-bursts",
        summary="bursts of errors cost packets; sync is never lost",
        hours=0.5,
        story=draws.bursts,
        complaint=Complaint.SLOW,
        expected=Expected(
            conclusion="fault",
            fault="loop.errors",
            standing="indicated",
            remaining=BEYOND_THE_MODEM,
            never=frozenset({"core.loss", "lan.loss", "access.session_down", "names.resolver"}),
            exit_code=1,
        ),
        or_else=Expected(
            conclusion="insufficient",
            exit_code=3,
            remaining_at_least=frozenset({"line"}),
            faults=frozenset({"loop.errors"}),
            never=frozenset({"core.loss", "lan.loss", "access.session_down", "names.resolver"}),
        ),
    ),
    Scenario(
        name="modem-reboots",
        summary="the modem restarts by itself, again and again",
        hours=0.65,
        story=draws.reboots,
        expected=Expected(
            conclusion="fault", party="equipment", fault="modem.reboots", standing="indicated", exit_code=1
        ),
    ),
    Scenario(
        name="modem-power-cycled-by-a-person",
        summary="the line dies, then a person power-cycles the modem: a consequence, not the cause",
        hours=0.45,
        story=draws.person_restarts,
        expected=Expected(
            conclusion="fault",
            fault="loop.no_signal",
            standing="indicated",
            remaining=BEYOND_THE_MODEM,
            never=frozenset({"modem.reboots"}),
            exit_code=1,
        ),
        or_else=Expected(
            conclusion="insufficient",
            exit_code=3,
            remaining_at_least=frozenset({"line"}),
            never=frozenset({"modem.reboots"}),
        ),
    ),
    Scenario(
        name="modem-unreachable",
        summary="the line drops; the modem answers nobody, so nothing of it is known",
        hours=0.5,
        story=draws.dead_modem_unread,
        manners={"modem_readable": False},
        expected=Expected(
            conclusion="insufficient",
            exit_code=3,
            remaining_at_least=frozenset({"equipment", "line", "provider", "premises"}),
        ),
    ),
    Scenario(
        name="session-down-in-sync",
        summary="the provider ends the session again and again while the line is in sync",
        hours=0.5,
        story=draws.session_ends,
        expected=Expected(
            conclusion="fault",
            fault="access.session_down",
            standing="indicated",
            remaining=frozenset({"provider", "equipment"}),
            exit_code=1,
        ),
    ),
    Scenario(
        name="access-concentrator-gone",
        summary="the provider's first router disappears while the line is in sync",
        hours=0.5,
        story=draws.access_gone,
        expected=Expected(
            conclusion="fault",
            fault="access.session_down",
            standing="indicated",
            remaining=frozenset({"provider", "equipment"}),
            exit_code=1,
        ),
        or_else=Expected(
            conclusion="insufficient", exit_code=3, remaining_at_least=frozenset({"provider", "equipment"})
        ),
    ),
    Scenario(
        name="peak-hour-congestion",
        summary="queue and loss from the provider's first hop on, at peak hours, on an idle clean line",
        hours=0.6,
        story=draws.peak_hours,
        complaint=Complaint.SLOW,
        expected=Expected(
            conclusion="insufficient",
            exit_code=3,
            remaining_at_least=frozenset({"provider"}),
            never=frozenset({"lan.own_traffic", "loop.noise", "lan.loss"}),
        ),
    ),
    Scenario(
        name="own-backup",
        summary="the office's own upload fills the line",
        hours=0.5,
        story=draws.backup,
        complaint=Complaint.SLOW,
        expected=Expected(conclusion="fault", party="premises", fault="lan.own_traffic", exit_code=2),
    ),
    Scenario(
        name="ping-deaf-router",
        summary="everything works; the router answers no ping",
        hours=0.25,
        manners={"router_deaf": True},
        expected=NOBODY,
    ),
    Scenario(
        name="lossy-switch",
        summary="the office's switch drops 5 % of the frames in each direction",
        hours=0.25,
        story=draws.lossy_switch,
        expected=Expected(conclusion="fault", party="premises", fault="lan.loss", standing="indicated", exit_code=1),
    ),
    Scenario(
        name="router-hangs",
        summary="the client's router stops for minutes; its ports keep their link",
        hours=0.5,
        story=draws.router_hangs,
        expected=HUNG,
    ),
    Scenario(
        name="cable-out",
        summary="the Ethernet cable between router and modem loses its link for a minute and a half, again and again",
        hours=0.4,
        story=draws.cable_out,
        # a modem that loses its power looks the same to the router; who owns the cable must not be left out
        expected=Expected(
            conclusion="fault",
            fault="router_modem_cable.down",
            standing="indicated",
            remaining_at_least=frozenset({"premises"}),
            never=frozenset({"access.session_down", "loop.noise"}),
            exit_code=1,
        ),
    ),
    Scenario(
        name="resolver-slow-then-dead",
        summary="the provider's name server gets slow, then dies, while addresses work",
        hours=0.45,
        story=draws.resolver,
        expected=Expected(
            conclusion="fault", party="provider", fault="names.resolver", standing="indicated", exit_code=1
        ),
    ),
    Scenario(
        name="laptop-suspended",
        summary="nothing is wrong; the laptop sleeps for a while",
        hours=0.45,
        disturbed=draws.sleeps,
        expected=NOBODY,
    ),
    Scenario(
        name="clock-stepped",
        summary="nothing is wrong; the clock is set forward by an hour and back again",
        hours=0.4,
        disturbed=draws.clock_steps,
        expected=NOBODY,
    ),
    Scenario(
        name="killed-and-restarted",
        summary="nothing is wrong; netdoc is killed, then the whole computer",
        hours=0.4,
        disturbed=draws.kills,
        expected=NOBODY,
    ),
    Scenario(name="quiet-hours", summary="nothing is wrong", hours=0.45, complaint=None, expected=NOBODY),
    Scenario(
        name="no-carrier",
        summary="the laptop's own cable has no link all the while",
        hours=0.2,
        story=draws.no_network,
        expected=Expected(conclusion="fault", party="premises", fault="host.link", exit_code=2),
    ),
    Scenario(
        name="no-network",
        summary="the computer has no network card but the loopback",
        hours=0.2,
        story=draws.no_card,
        expected=Expected(conclusion="insufficient", standing="insufficient", exit_code=3),
    ),
)


def assert_fits(verdict: Mapping[str, Any], scenario: Scenario) -> None:
    """Fail unless the verdict is what the scenario expects, or its other honest answer."""
    other = scenario.or_else
    assert_only(
        verdict, other if other is not None and verdict["conclusion"] == other.conclusion else scenario.expected
    )


def by_name(name: str) -> Scenario:
    """Return a scenario."""
    return {each.name: each for each in SCENARIOS}[name]
