"""Stories of a computer at the modem that asks for an access concentrator."""

from __future__ import annotations

from tests.sites.story import ALL, FAULT, INSUFFICIENT, Expected, nobody, open_between, story
from tests.sites.world import World

WHY = "table: in sync, PADI without PADO, devices behind ONE modem: NP +, EQ +"


def _at_the_modem(world: World, *, answers: bool, segment: str = "access") -> None:
    """Let the session fail, and this computer ask at the modem in the middle of it."""
    at, lasts = 800.0, 900.0
    world.break_(at, lasts, segment)
    world.session_down.append((at + 5, at + lasts))
    found = [{"mac": "02:00:00:00:00:07", "name": "BRAS-1"}] if answers else []
    asked = {"interface": "eth0", "untagged": True, "vlans": [7, 835], "concentrators": found}
    world.say("host", at + 400, "PppoeDiscovery", plane="path", **asked)


@story(seeds=2)
def nobody_answers_a_computer_at_the_modem(world: World) -> Expected:
    _at_the_modem(world, answers=False)
    return open_between(
        "provider equipment", "provider equipment premises", why=WHY, fault=("access.no_pado", "access.session_down")
    )


@story()
def nobody_answers_with_a_proven_second_modem_either(world: World) -> Expected:
    world.say("operator", 300.0, "Step", did="a second modem", action="swap-modem", modem="M-2", modem_proven=True)
    _at_the_modem(world, answers=False)
    return Expected(
        (FAULT, INSUFFICIENT), (None, "provider"), keeps=frozenset({"provider"}), never=ALL - {"provider"}, why=WHY
    )


@story()
def a_concentrator_answers_a_computer_at_the_modem(world: World) -> Expected:
    """Twin: the port and the tag are right; what fails lies in session, account or router."""
    _at_the_modem(world, answers=True)
    return nobody("provider", why="layer order: PADO is there", fault=("access.session_down", None))


@story()
def nobody_answers_while_the_line_is_out_of_sync(world: World) -> Expected:
    """Twin: no line, no answer; the provider is not accused of it."""
    world.drop_line(800.0, 300.0)
    asked = {"interface": "eth0", "untagged": True, "vlans": [7, 835]}
    world.say("host", 950.0, "PppoeDiscovery", plane="path", **asked)
    return open_between("line premises equipment", why="no session outlives its line", fault=("loop.noise",))
