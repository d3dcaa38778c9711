"""Stories of boxes that restart: by themselves, by a person, with the mains."""

from __future__ import annotations

from tests.sites.catalogue_line import CAUSE, PLANES, drops
from tests.sites.story import ALL, FAULT, INSUFFICIENT, OPEN, Expected, named, nobody, open_between, story
from tests.sites.world import World


@story(seeds=2)
def modem_reboots_once(world: World) -> Expected:
    world.boot("modem", 600 + world.chance.randrange(300), world.chance.randrange(80, 160))
    return Expected(
        (FAULT, INSUFFICIENT),
        ("equipment", None),
        ("modem.reboots", None),
        ("indicated", "insufficient"),
        keeps=frozenset({"equipment"}),
        never=ALL - {"equipment"},
        why="modem.reboots needs 'repeatedly'",
        outages=tuple(world.outages),
    )


def _reboots(world: World, count: int) -> None:
    t = 500.0 + world.chance.randrange(100)
    for _ in range(count):
        world.boot("modem", t + world.chance.random(), world.chance.randrange(80, 160))
        t += world.chance.randrange(560, 700)
    world.minutes = int(t // 60) + 2


@story(seeds=3)
def modem_reboots_repeatedly(world: World) -> Expected:
    _reboots(world, 3)
    return named(
        "equipment",
        "modem.reboots",
        why="table of planes: modem.reboots, power quiet (the router stayed up)",
        standing=("established", "indicated"),
        outages=tuple(world.outages),
    )


@story()
def modem_reboots_repeatedly_ups_saw_nothing(world: World) -> Expected:
    _reboots(world, 3)
    for k in range(world.minutes):
        world.say("ups", k * 60.0 + 7, "DeviceState", uptime_s=int(9 * 86400 + k * 60), mains_powered=True)
    return named("equipment", "modem.reboots", why="table of planes: modem.reboots with UPS log")


@story()
def client_bought_modem_reboots(world: World) -> Expected:
    world.owners = {"modem": "client", "router": "client"}
    _reboots(world, 3)
    return named("premises", "modem.reboots", why="architecture 2: a modem the client bought is premises")


@story()
def modem_of_unknown_owner_reboots(world: World) -> Expected:
    world.owners = {"router": "client"}
    _reboots(world, 3)
    return open_between("equipment premises", fault=("modem.reboots",), why="architecture 2: owner unknown")


@story(seeds=2)
def mains_outage(world: World) -> Expected:
    """The mains fails for a moment: modem and router start within a minute of each other."""
    at = 700.0 + world.chance.randrange(200)
    world.boot("router", at + world.chance.randrange(2, 25), 55)
    world.boot("modem", at + world.chance.randrange(2, 25), 110, outage=False)
    world.broken += [(at, at + 60, "router"), (at, at + 130, "line")]
    world.outages = [(at, at + 130)]
    return named("power", "mains.outage", why="several mains devices' boot instants within +-3 min: PW ++")


@story(seeds=2)
def line_dies_then_a_person_restarts_modem_and_router(world: World) -> Expected:
    """Both boxes restart together, but a minute after the line died: consequence, no mains failure."""
    at = 700.0 + world.chance.randrange(200)
    delay = world.chance.randrange(45, 150)
    world.drop_line(at, delay + 200)
    world.boot("modem", at + delay, 100, outage=False)
    world.boot("router", at + delay + world.chance.randrange(3, 20), 50, outage=False)
    return nobody("line", why=CAUSE)


@story()
def combined_box_of_isp_reboots(world: World) -> Expected:
    _combined(world, "isp")
    return Expected(
        (FAULT, INSUFFICIENT),
        ("equipment", None),
        ("modem.reboots", None, "mains.outage"),
        (*OPEN, "established"),
        keeps=frozenset({"equipment"}),
        never=ALL - {"equipment"},
        why="one box: power is not shown quiet",
    )


@story()
def combined_box_of_client_reboots(world: World) -> Expected:
    _combined(world, "client")
    return Expected(
        (FAULT, INSUFFICIENT),
        ("premises", None),
        keeps=frozenset({"premises"}),
        never=ALL - {"premises"},
        why="architecture 2: client's box is premises",
    )


@story()
def combined_box_of_unknown_owner_reboots(world: World) -> Expected:
    _combined(world, "unknown")
    return nobody("premises", "equipment", why="architecture 2: owner unknown, no vendor is named")


def _combined(world: World, owner: str) -> None:
    world.combined, world.devices = True, ("modem",)
    world.rungs = ("router", "first_hop", "anchor_1", "anchor_2", "anchor_3")
    world.owners = {"modem": owner, "router": owner}
    for at in (500.0, 1200.0, 1900.0):
        world.broken.append((at - 1, at + 70, "router"))
        world.boot("modem", at, 110)


@story()
def combined_box_of_client_loses_showtime(world: World) -> Expected:
    world.combined, world.devices = True, ("modem",)
    world.rungs = ("router", "first_hop", "anchor_1", "anchor_2", "anchor_3")
    world.owners = {"modem": "client", "router": "client"}
    drops(world, 2)
    return open_between("line premises", fault=("loop.noise",), why=PLANES + "; the modem is the client's")
