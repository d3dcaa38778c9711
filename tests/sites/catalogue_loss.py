"""Stories of scattered loss, full lines and counters that lie."""

from __future__ import annotations

from tests.sites.story import ALL, FAULT, INSUFFICIENT, NO_FAULT, Expected, clean, named, nobody, story
from tests.sites.world import World


@story(seeds=4)
def lossy_switch(world: World) -> Expected:
    world.minutes = 60
    world.lossy.append((0, 10**6, "lan", world.chance.choice([0.02, 0.04, 0.06, 0.1])))
    return Expected(
        (FAULT, INSUFFICIENT),
        ("premises", None),
        ("lan.loss", None),
        keeps=frozenset({"premises"}),
        never=ALL - {"premises"},
        why="issue 3 point 4: must not convict the provider",
    )


@story(seeds=2)
def barely_lossy_switch(world: World) -> Expected:
    world.minutes = 60
    world.lossy.append((0, 10**6, "lan", 0.01))
    return Expected(
        (FAULT, INSUFFICIENT, NO_FAULT),
        ("premises", None),
        never=ALL - {"premises"},
        why="issue 3 point 4: must not convict the provider",
    )


@story(seeds=2)
def lossy_wifi(world: World) -> Expected:
    world.link = "wifi"
    world.minutes = 60
    world.links.append((0, 10**6, {"signal_dbm": -81.0}))
    world.lossy.append((0, 10**6, "lan", 0.08))
    return Expected(
        (FAULT, INSUFFICIENT),
        ("premises", None),
        keeps=frozenset({"premises"}),
        never=ALL - {"premises"},
        why="scenarios C1",
    )


@story(seeds=2)
def lossy_switch_and_deaf_router(world: World) -> Expected:
    """The switch loses 6 %, the router does not answer pings: loss seems to begin beyond it."""
    world.minutes = 60
    world.deaf.add("router")
    world.rungs = ("router", "first_hop", "anchor_1", "anchor_2", "anchor_3")
    world.lossy.append((0, 10**6, "lan", 0.06))
    return nobody("premises", why="a hop that never answers is no evidence; the office network is not cleared")


@story(seeds=2)
def loss_beyond_the_router_path_only(world: World) -> Expected:
    world.devices, world.rungs = (), ("router", "first_hop", "anchor_1", "anchor_2", "anchor_3")
    world.minutes = 60
    world.lossy.append((0, 10**6, "line", 0.06))
    return nobody("line", "equipment", "provider", why="scenarios: first persistent loss at the ISP's first hop")


@story(seeds=2)
def loss_beyond_the_first_hop(world: World) -> Expected:
    world.minutes = 60
    world.lossy += [(600, 1500, "core", 0.12), (2400, 3300, "core", 0.12)]
    return Expected(
        (FAULT, INSUFFICIENT),
        ("provider", None),
        ("core.loss", None),
        keeps=frozenset({"provider"}),
        never=ALL - {"provider"},
        why="table of planes: core.*",
    )


def _upload(world: World) -> None:
    """The office uploads: the queue holds 400 ms and drops."""
    for start, end in ((600, 1300), (1900, 2300)):
        world.traffic.append((start, end, int(world.rate_up_kbps * 0.97), 900))
        world.slow.append((start, end, "line", 400000))
        world.lossy.append((start, end, "line", 0.05))


@story(seeds=2)
def own_upload_with_counters(world: World) -> Expected:
    _upload(world)
    return named("premises", "lan.own_traffic", why="scenarios X5; loss only while the office fills the uplink: LA ++")


@story(seeds=2)
def own_upload_without_counters(world: World) -> Expected:
    world.counters = False
    _upload(world)
    return Expected(
        (FAULT, INSUFFICIENT),
        (None, "premises"),
        keeps=frozenset({"premises"}),
        never=ALL - {"premises"},
        why="measurement: office traffic unknown; loss on a full uplink is normal",
    )


@story(seeds=2)
def own_upload_and_counters_that_stick(world: World) -> Expected:
    """Stuck counters look like an idle line; they are void, so the line was not shown idle."""
    world.counter_fault = "stick"
    _upload(world)
    return Expected(
        (FAULT, INSUFFICIENT),
        (None, "premises"),
        keeps=frozenset({"premises"}),
        never=ALL - {"premises"},
        why="scenarios X6: sample void",
    )


@story(seeds=2)
def own_upload_behind_a_narrow_core(world: World) -> Expected:
    """Full by the counters, but the loss begins only beyond the first hop and outside the upload too."""
    world.minutes = 60
    world.traffic.append((600, 900, int(world.rate_up_kbps * 0.97), 900))
    world.lossy.append((600, 3300, "core", 0.12))
    return Expected((FAULT, INSUFFICIENT), ("provider", None), never=ALL - {"provider"}, why="C1 twin T")


@story()
def counters_wrap_while_all_is_well(world: World) -> Expected:
    world.counter_fault = "wrap"
    world.traffic.append((300, 2000, 1500, 30000))
    return clean("scenarios X6")


@story()
def counters_reset_while_core_loses(world: World) -> Expected:
    world.counter_fault, world.minutes = "reset", 60
    world.lossy += [(1500, 2400, "core", 0.12)]
    return Expected(
        (FAULT, INSUFFICIENT), ("provider", None), never=ALL - {"provider"}, why="scenarios X6: a reset is no traffic"
    )


@story()
def counters_wrap_while_core_loses(world: World) -> Expected:
    world.counter_fault, world.minutes = "wrap", 60
    world.lossy += [(600, 1500, "core", 0.12), (2400, 3300, "core", 0.12)]
    return Expected(
        (FAULT, INSUFFICIENT), ("provider", None), never=ALL - {"provider"}, why="scenarios X6: a wrap is no traffic"
    )
