"""How much of an office can be read: the same truth told by a modem that is polled, by one visit, by lamps, by nothing.

A level takes witnesses away and never changes what happened. `levelled` registers one story per level.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.sites.memories import tell_bins, tell_lamps
from tests.sites.story import STORIES, Expected, Story
from tests.sites.world import World

VISIT_MINUTES = 4


def _readable(world: World) -> None:
    """The modem and the router answer each time they are asked."""


def _bins(world: World) -> None:
    """One visit at the end: the modem's quarters of an hour, both boxes' uptimes; before, nothing was watched."""
    world.begin = world.end - VISIT_MINUTES * 60
    world.sparse = False
    if "modem" in world.devices:
        tell_bins(world, world.begin + 70)
        world.modem_at = (world.begin + 65, world.begin + 185)


def _pages(world: World) -> None:
    """The path was watched all along; the modem's page was saved three times, and the router says nothing of itself."""
    _silence_boxes(world)
    world.devices = tuple(each for each in world.devices if each == "modem")
    world.session = world.counters = False
    world.modem_at = (world.phase + 1.0, world.end * 0.55, world.end - 40)


def _silence_boxes(world: World) -> None:
    """Take away what UPS, printer and the like told by the quarter of an hour; what people said stays."""
    boxes = {*world.listed, "modem", "router"}
    world.extra = [each for each in world.extra if each["subject"] not in boxes]
    world.listed = ()


def _lamps(world: World) -> None:
    """The path was watched, nothing can be read; a person looks at the lamps a minute into each outage, and after."""
    _nothing(world)
    for start, end in world.outages:
        tell_lamps(world, min(start + 65, (start + end) / 2))
        if end + 300 < world.end:
            tell_lamps(world, end + 290, by="Bob")


def _nothing(world: World) -> None:
    """The path was watched; no box can be read, and the modem has no address of its own."""
    _silence_boxes(world)
    world.devices = ()
    world.rungs = tuple(each for each in world.rungs if each != "modem")
    world.session = world.counters = False


@dataclass(frozen=True)
class Level:
    """What can be read."""

    id: str
    apply: Callable[[World], None]


LEVELS = {
    each.id: each
    for each in (
        Level("readable", _readable),
        Level("bins", _bins),
        Level("pages", _pages),
        Level("lamps", _lamps),
        Level("nothing", _nothing),
    )
}


def levelled(
    *, counted: bool = False, **expected: Expected
) -> Callable[[Callable[[World], None]], Callable[[World], None]]:
    """Register what a function makes of a world once per level, with what must be concluded there.

    The function lets everything happen in a fully readable office; the level then takes witnesses away.
    `counted`: the number of drops decides, and may not be varied.
    """
    assert set(expected) <= set(LEVELS), set(expected) - set(LEVELS)

    def add(happens: Callable[[World], None]) -> Callable[[World], None]:
        for level, concluded in expected.items():
            name = f"{happens.__name__.replace('_', '-')}--{level}"
            assert name not in STORIES, name
            STORIES[name] = Story(name, _make(happens, level, concluded), levelled=True, counted=counted)
        return happens

    return add


def _make(happens: Callable[[World], None], level: str, concluded: Expected) -> Callable[[World], Expected]:
    def make(world: World) -> Expected:
        happens(world)
        if world.twist is not None:
            world.twist(world)
        LEVELS[level].apply(world)
        return concluded

    return make
