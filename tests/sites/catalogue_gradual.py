"""Stories of errors in sync, of delay, of a plug that slipped, of an old address entry, of two faults in a row."""

from __future__ import annotations

from tests.sites.story import ALL, FAULT, INSUFFICIENT, SURE, Expected, named, nobody, open_between, story
from tests.sites.world import World

PLANES = "architecture 3, table of planes"
BURSTS = ((900, 1500), (2400, 3000))


def _bursts(world: World, segment: str = "line") -> None:
    """Lose packets in two stretches of ten minutes."""
    world.minutes = 70
    for start, end in BURSTS:
        world.lossy.append((start, end, segment, world.chance.choice([0.04, 0.06, 0.1])))


@story(seeds=2)
def error_bursts_in_sync(world: World) -> Expected:
    """Noise damages packets for ten minutes, twice; the line stays in sync."""
    _bursts(world)
    world.noisy += [*BURSTS]
    return open_between("line premises equipment", fault=("loop.errors",), why=PLANES + ": loop.*")


@story(seeds=2)
def error_bursts_in_sync_behind_a_deaf_first_hop(world: World) -> Expected:
    _bursts(world)
    world.noisy += [*BURSTS]
    world.deaf.add("first_hop")
    return nobody("line", "premises", "equipment", why=PLANES + ": loop.*")


@story(seeds=2)
def errors_at_all_times_while_the_core_loses(world: World) -> Expected:
    """A line that always counts errors; the loss comes and goes behind the first hop."""
    _bursts(world, "core")
    world.noisy.append((-3600, 10**6))
    return Expected(
        (FAULT, INSUFFICIENT), (None, "provider"), never=ALL - {"provider"}, keeps=frozenset({"provider"}),
        why="errors that come at other times too explain nothing",
    )  # fmt: skip


def _delay(world: World, segment: str, excess_us: int, *, spans: tuple[tuple[int, int], ...] = BURSTS) -> None:
    world.minutes = 70
    world.complaint = {"complaint": "slow"}
    world.slow += [(start, end, segment, excess_us) for start, end in spans]


@story(seeds=2)
def delay_behind_the_first_hop_on_an_idle_line(world: World) -> Expected:
    _delay(world, "core", world.chance.randrange(80_000, 300_000))
    return named("provider", "core.loss", why=PLANES + ": core.*, idle uplink shown by router_box counters")


@story(seeds=2)
def delay_behind_the_first_hop_and_no_counters(world: World) -> Expected:
    world.counters = False
    _delay(world, "core", world.chance.randrange(80_000, 300_000))
    return nobody("provider", why=PLANES + ": core.* needs the idle uplink")


def _uploads(world: World) -> None:
    _delay(world, "line", world.chance.randrange(200_000, 800_000))
    world.traffic += [(start, end, int(world.rate_up_kbps * 0.97), 900) for start, end in BURSTS]


@story(seeds=2)
def delay_of_the_own_upload_with_counters(world: World) -> Expected:
    _uploads(world)
    return named("premises", "lan.own_traffic", why="scenarios X5: a full queue delays everything from the line on")


@story(seeds=2)
def delay_of_the_own_upload_without_counters(world: World) -> Expected:
    world.counters = False
    _uploads(world)
    return Expected(
        (FAULT, INSUFFICIENT), (None, "premises"), keeps=frozenset({"premises"}), never=ALL - {"premises"},
        why="measurement: office traffic unknown",
    )  # fmt: skip


@story(seeds=2)
def delay_from_the_first_hop_on_with_one_bad_minute(world: World) -> Expected:
    """The line is idle and holds 70 ms for ten minutes, and a second in one of them: the first hop shares all of it."""
    _delay(world, "line", 100_000)
    world.slow += [(start + 240, start + 300, "line", 900_000) for start, _ in BURSTS]
    return nobody("provider", why="delay shared by the first hop is not the core's")


@story(seeds=2)
def delay_on_the_wifi(world: World) -> Expected:
    """Everything from the router on is slow: it is the computer's own radio."""
    world.link = "wifi"
    _delay(world, "lan", 150_000)
    return named("premises", "lan.loss", standing=("indicated",), why="shared by the router: lies before it")


def _slips(world: World) -> None:
    """The plug between router and modem slips out for a while; the modem and its line stay up."""
    at, lasts = 700.0 + world.chance.randrange(200), world.chance.randrange(60, 300)
    world.break_(at, lasts, "plug")
    world.session_down.append((at, at + lasts))


@story(seeds=2)
def plug_slipped_and_the_router_says_so(world: World) -> Expected:
    world.port_told = True
    _slips(world)
    return Expected(
        (FAULT, INSUFFICIENT), (None, "premises"), ("router_modem_cable.down", None), keeps=frozenset({"premises"}),
        never=ALL - {"premises"}, outages=tuple(world.outages), why="the router's port had no link, the line had sync",
    )  # fmt: skip


@story(seeds=2)
def plug_slipped_and_only_the_session_tells(world: World) -> Expected:
    """`ERROR_NO_CARRIER` beside a line in sync: not the provider's session that failed."""
    _slips(world)
    return Expected(
        (FAULT, INSUFFICIENT), (None, "premises"), keeps=frozenset({"premises"}), never=ALL - {"premises"},
        outages=tuple(world.outages), why="the router's port had no link, the line had sync",
    )  # fmt: skip


@story(seeds=2)
def dead_switch_and_an_old_entry_for_a_deaf_router(world: World) -> Expected:
    """The router never answers pings; the computer still holds its address from before the switch died."""
    world.deaf.add("router")
    at = 60.0 * world.chance.randrange(12, 20) + 3
    world.links.append((at, at + 45, {"gateway_neighbour": "answers", "gateway_confirmed_s": 20}))
    world.break_(at, 45, "lan")
    return nobody("premises", why="an entry held from before is no answer")


@story(seeds=2)
def dead_switch_and_an_old_entry_without_its_age(world: World) -> Expected:
    world.deaf.add("router")
    world.devices, world.rungs = (), ("router", "first_hop", "anchor_1", "anchor_2", "anchor_3")
    at = 60.0 * world.chance.randrange(12, 20) + 3
    world.links.append((at, at + 45, {"gateway_neighbour": "answers"}))
    world.break_(at, 45, "lan")
    return nobody("premises", "line", "provider", why="an entry held from before is no answer")


def _session_ends(world: World, at: float, lasts: float) -> None:
    world.session_down.append((at, at + lasts))
    world.break_(at, lasts, "access")


@story(seeds=2)
def session_ends_and_the_line_drops_two_minutes_later(world: World) -> Expected:
    at = 600.0 + world.chance.randrange(200)
    _session_ends(world, at, 60)
    world.drop_line(at + 60 + world.chance.randrange(100, 220), 70)
    return nobody(
        "line", "equipment", last=frozenset({"line", "premises", "equipment"}), outages=tuple(world.outages),
        why="the modem's clocks show that only the second took the line out of sync",
    )  # fmt: skip


@story(seeds=2)
def line_drops_and_the_session_ends_two_minutes_later(world: World) -> Expected:
    at = 600.0 + world.chance.randrange(200)
    world.drop_line(at, 70)
    _session_ends(world, at + 70 + world.chance.randrange(100, 220), 60)
    return nobody(
        "equipment", last=frozenset({"provider", "equipment"}), outages=tuple(world.outages),
        why="the modem's clocks show that only the first took the line out of sync",
    )  # fmt: skip


@story(seeds=2)
def modem_restarts_and_the_core_dies_two_minutes_later(world: World) -> Expected:
    """Two faults in a row, thrice: each stands with its own minutes."""
    world.minutes = 90
    for at in (600.0, 2000.0, 3400.0):
        world.boot("modem", at, 90)
        world.break_(at + 90 + world.chance.randrange(100, 200), 400, "core")
    return Expected(
        (FAULT,), ("provider",), ("core.unreachable",), SURE, never=ALL - {"provider", "equipment"},
        outages=tuple(world.outages), why="architecture 3 point 6",
    )  # fmt: skip
