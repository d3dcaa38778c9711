"""A story: an office, what happened there, and what may and must be concluded from it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.sites.world import Span, World

ALL = frozenset({"premises", "power", "equipment", "line", "provider", "far_end"})
FAULT, NO_FAULT, INSUFFICIENT = "fault", "no_fault", "insufficient"
SURE = ("established", "indicated")
OPEN = ("indicated", "insufficient", "contradicted")


def either(*sets: str) -> tuple[frozenset[str], ...]:
    """Return acceptable sets of remaining parties, each given as words."""
    return tuple(frozenset(each.split()) for each in sets)


@dataclass(frozen=True)
class Expected:
    """What must come out. Each tuple lists what is acceptable; None leaves it open.

    Attributes:
        conclusion: words.
        party: parties; None among them means that nobody may, or need, be named.
        fault: faults named, or None for any that is not forbidden.
        standing: words.
        remaining: whole sets; the empty set when one party is named.
        keeps: parties that must be among the remaining while nobody is named.
        never: parties that neither the verdict nor an incident may name.
        outages: what really happened, seconds from the start; each must be found, and nothing else.
        incidents: least and greatest number of incidents; None: as many as outages when those are given.
        why: the page that says so.
    """

    conclusion: tuple[str, ...]
    party: tuple[str | None, ...] = (None,)
    fault: tuple[str | None, ...] | None = None
    standing: tuple[str, ...] | None = None
    remaining: tuple[frozenset[str], ...] | None = None
    keeps: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    outages: tuple[Span, ...] | None = None
    incidents: tuple[int, int] | None = None
    last: frozenset[str] | None = None
    """Exact remaining set of the last incident by time, when it is told (the step tables)."""
    why: str = ""


@dataclass(frozen=True)
class Story:
    """A named story made from a seed."""

    id: str
    make: Callable[[World], Expected]
    seeds: int = 1
    slow: bool = False
    levelled: bool = False
    """One of a family told at several levels of what can be read (`levels.py`)."""
    counted: bool = False
    """How many drops there are decides it: a variation must not change their number."""

    def play(
        self, seed: int | str, *, twist: Callable[[World], None] | None = None, rate: float = 1.0
    ) -> tuple[World, Expected]:
        """Return the office after the story, and what must be concluded; a twist varies it before it is told."""
        world = World(random.Random(f"{self.id}/{seed}"))
        world.twist, world.rate = twist, rate
        expected = self.make(world)
        return world, expected


STORIES: dict[str, Story] = {}


def story(
    *, seeds: int = 1, slow: bool = False
) -> Callable[[Callable[[World], Expected]], Callable[[World], Expected]]:
    """Register a function as a story under its own name."""

    def add(make: Callable[[World], Expected]) -> Callable[[World], Expected]:
        name = make.__name__.replace("_", "-")
        assert name not in STORIES, name
        STORIES[name] = Story(name, make, seeds, slow)
        return make

    return add


def nobody(*keep: str, why: str, **more: object) -> Expected:
    """Return that nobody may be named, and who must remain."""
    return Expected((FAULT, INSUFFICIENT), (None,), standing=OPEN, keeps=frozenset(keep), never=ALL, why=why, **more)  # type: ignore[arg-type]


def open_between(*sets: str, why: str, fault: tuple[str | None, ...] | None = None, **more: object) -> Expected:
    """Return that nobody may be named and that the remaining set is exactly one of these."""
    return Expected(
        (FAULT, INSUFFICIENT),
        (None,),
        fault,
        OPEN,
        either(*sets),
        never=ALL,
        why=why,
        **more,  # type: ignore[arg-type]
    )


def named(party: str, *faults: str, why: str, standing: tuple[str, ...] = SURE, **more: object) -> Expected:
    """Return that one party must be named and no other may be."""
    return Expected(
        (FAULT,),
        (party,),
        faults,
        standing,
        either(""),
        never=ALL - {party},
        why=why,
        **more,  # type: ignore[arg-type]
    )


def leaning(
    party: str, *faults: str, why: str, standing: tuple[str, ...] = OPEN, alone: bool = False, **more: object
) -> Expected:
    """Return that one party may be named, and must remain while it is not; no other may be.

    `alone`: there may be no other place to look at, so that nothing is listed as remaining.
    """
    return Expected(
        (FAULT, INSUFFICIENT),
        (party, None),
        (*faults, None) if faults else None,
        standing,
        keeps=frozenset() if alone else frozenset({party}),
        never=ALL - {party},
        why=why,
        **more,  # type: ignore[arg-type]
    )


def clean(why: str) -> Expected:
    """Return that nothing is wrong and nothing may be found."""
    return Expected((NO_FAULT,), (None,), (None,), never=ALL, outages=(), incidents=(0, 0), why=why)


def unsettled(why: str, **more: object) -> Expected:
    """Return that a clean record does not refute the complaint."""
    return Expected((INSUFFICIENT,), (None,), (None,), never=ALL, why=why, **more)  # type: ignore[arg-type]
