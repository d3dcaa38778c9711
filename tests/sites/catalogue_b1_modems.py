"""Scenario B1 settled by a second modem: old, new and old again at the same socket, adapter included.

Exact rule: with n drops in a time T before, silence for t = T (20^(1/n) - 1), over the hours of the day in which the
drops had come. Sources: measurement, swap test; architecture section 3, table of planes.
"""

from __future__ import annotations

from tests.sites.acts import HOUR, as_found, days, drops_in, hang, noisy_drop, plan, rearrange, restart
from tests.sites.catalogue_b1_swaps import ANY, FIRST, SECOND
from tests.sites.levels import levelled
from tests.sites.story import ALL, FAULT, INSUFFICIENT, Expected, leaning, named, nobody
from tests.sites.world import World

SWAP = "table of planes, modem.hangs and other modem faults: A-B-A at the same socket, adapter included"
MODEM_FAULTS = ("modem.front_end", "modem.hangs", "modem.reboots", "modem.adapter")


def _aba(world: World, mechanism: object, *, second: dict[str, object] | None = None, socket: str = "test") -> None:
    """Old modem with seven drops in a day, the second silent for a day, the old one again with three drops."""
    drop = mechanism
    assert callable(drop)
    days(world, 61)
    as_found(world, socket=socket)
    drops = drops_in(world, 1800, 23 * HOUR, 7, drop)
    plan(world, 24 * HOUR, drops, watched_s=24 * HOUR)
    rearrange(world, 24 * HOUR, "swap-modem", **(second or SECOND))
    rearrange(world, 49 * HOUR, "swap-modem", **({k: v for k, v in FIRST.items() if k in (second or SECOND)}))
    drops_in(world, 50 * HOUR, 60 * HOUR, 3, drop)


@levelled(
    readable=named("equipment", *MODEM_FAULTS, standing=("established",), why=SWAP),
    pages=named("equipment", *MODEM_FAULTS, why=SWAP),
    lamps=named("equipment", *MODEM_FAULTS, why=SWAP + ": the operator's plane alone"),
    nothing=leaning("equipment", *MODEM_FAULTS, standing=ANY, why=SWAP),
)
def fa_front_end_loses_a_line_that_another_holds(world: World) -> None:
    _aba(world, noisy_drop)


@levelled(
    readable=named("equipment", *MODEM_FAULTS, why=SWAP),
    nothing=leaning("equipment", *MODEM_FAULTS, standing=ANY, why=SWAP),
)
def fa_restarts_settled_by_a_swap(world: World) -> None:
    _aba(world, restart, socket="desk")


@levelled(
    readable=named("equipment", *MODEM_FAULTS, why=SWAP),
    lamps=leaning("equipment", *MODEM_FAULTS, standing=ANY, why=SWAP),
    nothing=leaning("equipment", *MODEM_FAULTS, standing=ANY, why=SWAP),
)
def fa_hangs_settled_by_a_swap(world: World) -> None:
    _aba(world, hang, socket="desk")


@levelled(
    readable=named("equipment", "modem.adapter", "modem.reboots", why=SWAP + "; only the adapter was changed"),
    nothing=leaning("equipment", *MODEM_FAULTS, standing=ANY, why=SWAP + "; only the adapter was changed"),
)
def fa_adapter_settled_by_a_swap_of_it_alone(world: World) -> None:
    """Only the adapter is changed: restarts vanish, and come back with it."""
    _aba(world, restart, second={"adapter": "AD-2"}, socket="desk")


@levelled(
    readable=named("premises", *MODEM_FAULTS, why=SWAP + "; the client bought it"),
    nothing=leaning("premises", *MODEM_FAULTS, standing=ANY, why=SWAP + "; the client bought it"),
)
def fa_front_end_of_the_client_s_own_modem(world: World) -> None:
    world.owners = {"modem": "client", "router": "client"}
    _aba(world, noisy_drop)


@levelled(
    readable=nobody("equipment", "premises", why=SWAP + "; owner unknown: no vendor is named"),
    nothing=nobody("equipment", "premises", why=SWAP + "; owner unknown: no vendor is named"),
)
def fa_front_end_of_a_modem_of_unknown_owner(world: World) -> None:
    world.owners = {"router": "client"}
    _aba(world, noisy_drop)


@levelled(
    readable=leaning("equipment", why=SWAP + "; the first modem was not tried again: indicated at most"),
    nothing=leaning("equipment", why=SWAP + "; the first modem was not tried again: indicated at most"),
)
def fa_swapped_and_never_back(world: World) -> None:
    """A-B without the second A."""
    days(world, 50)
    as_found(world, socket="test")
    drops_in(world, 1800, 23 * HOUR, 7)
    rearrange(world, 24 * HOUR, "swap-modem", **SECOND)


@levelled(
    readable=Expected(
        (FAULT, INSUFFICIENT), (None,), never=ALL, keeps=frozenset({"line"}),
        why="measurement: a sturdier modem can HOLD a bad line; compare margin and CRC/ES as well as drops",
    ),
)  # fmt: skip
def sturdier_modem_holds_a_bad_line(world: World) -> None:
    """The second modem is silent for a day, at the same poor margin and with as many errors as the first."""
    world.margins.append((0, 10**7, 2.0))
    _aba(world, noisy_drop)
    world.noisy += [(k * 3600.0, k * 3600.0 + 1200) for k in range(60)]
