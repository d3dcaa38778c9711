"""Random variations of the stories: what happened stays true, what is seen of it changes.

*Gentle* ones leave the evidence sufficient: other times and rates, a missed reading, errors that mean nothing, boxes'
clocks that run slow, a vendor's denial. *Rough* ones take evidence away: sleep, stalls, lossy Wi-Fi, deaf steps, many
missed readings, steps told at the wrong time, people who power-cycle.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.sites.story import ALL, Expected, Story
from tests.sites.world import World

Twist = Callable[[World, random.Random], None]


def _errors_that_mean_nothing(world: World, chance: random.Random) -> None:
    for _ in range(chance.randrange(1, 6)):
        at = chance.random() * world.end
        world.noisy.append((at, at + chance.randrange(20, 90)))


def _some_readings_missed(world: World, chance: random.Random) -> None:
    world.missing = chance.uniform(0.005, 0.03)


def _clocks_run_slow(world: World, chance: random.Random) -> None:
    world.drift = chance.uniform(0, 0.0001)


def _a_denial(world: World, chance: random.Random) -> None:
    who, what = chance.choice([("telco", "loop"), ("isp", "modem"), ("isp", "access")])
    world.say(who, chance.random() * world.end, "Testimony", witness=who, says="not us", denies=what, ticket="D-1")


def _sleeps(world: World, chance: random.Random) -> None:
    for _ in range(chance.randrange(1, 4)):
        at = chance.random() * world.end
        world.asleep.append((at, at + chance.randrange(300, 9000), bool(chance.randrange(2))))


def _stalls(world: World, chance: random.Random) -> None:
    for _ in range(chance.randrange(1, 5)):
        at = chance.random() * world.end
        world.stalled.append((at, at + chance.randrange(60, 900), chance.uniform(0.05, 0.9)))


def _lossy_wifi(world: World, chance: random.Random) -> None:
    world.link = "wifi"
    for _ in range(chance.randrange(1, 4)):
        at = chance.random() * world.end
        world.lossy.append((at, at + chance.randrange(300, 3000), "lan", chance.uniform(0.003, 0.04)))


def _deaf_steps(world: World, chance: random.Random) -> None:
    world.deaf.add(chance.choice(["modem", "first_hop", "router"]))


def _many_readings_missed(world: World, chance: random.Random) -> None:
    world.missing = chance.uniform(0.1, 0.6)


def _steps_told_at_the_wrong_time(world: World, chance: random.Random) -> None:
    """Told from memory, up to ten minutes off; a restart by hand told more than three off is not known for one."""
    for each in world.extra:
        if each["fact"]["kind"] == "Step":
            at = datetime.fromisoformat(each["at"].replace("Z", "+00:00"))
            most_s = 120 if "power_cycled" in each["fact"] else chance.choice([20, 120, 600])
            off = timedelta(seconds=round(chance.uniform(-1, 1) * most_s))
            each["at"] = (at + off).isoformat().replace("+00:00", "Z")


def _power_cycled_after(world: World, chance: random.Random) -> None:
    """Somebody switches the modem off and on in some of the outages; half the time it is written down."""
    for start, end in list(world.outages):
        if end - start < 50 or chance.random() < 0.5:
            continue
        at = start + chance.uniform(15, min(end - start - 10, 240))
        if chance.randrange(2):
            world.say("operator", at - 2, "Step", did="modem off and on", power_cycled="modem", who="Ada")
        world.boot("modem", at, chance.randrange(70, 130), outage=False)


def _power_cycled_for_nothing_and_told(world: World, chance: random.Random) -> None:
    """A healthy modem is restarted, and it is written down; unwritten, nobody could tell (MODEM01, limits)."""
    at = chance.uniform(0.05, 0.95) * world.end
    if all(abs(at - edge) > 1500 for span in (*world.outages, *world.line_down) for edge in span):
        world.say("operator", at - 3, "Step", did="modem off and on", power_cycled="modem", who="Ada")
        world.boot("modem", at, 90, outage=False)


GENTLE: tuple[Twist, ...] = (_errors_that_mean_nothing, _some_readings_missed, _clocks_run_slow, _a_denial)
ROUGH: tuple[Twist, ...] = (
    *GENTLE,
    _sleeps,
    _stalls,
    _lossy_wifi,
    _deaf_steps,
    _many_readings_missed,
    _steps_told_at_the_wrong_time,
    _power_cycled_after,
    _power_cycled_for_nothing_and_told,
)


@dataclass(frozen=True)
class Variation:
    """One story told in another way; the same seed gives the same one."""

    story: str
    seed: str
    gentle: bool
    twists: tuple[str, ...]
    world: World = field(repr=False)
    expected: Expected = field(repr=False)


def vary(story: Story, seed: str) -> Variation:
    """Return a variation of a story."""
    chance = random.Random(f"{seed}/{story.id}")
    gentle = bool(chance.randrange(2))
    kinds = GENTLE if gentle else ROUGH
    chosen = chance.sample(kinds, chance.randrange(1, 3 if gentle else 5))

    def twist(world: World) -> None:
        for each in chosen:
            each(world, chance)

    rate = 1.0 if story.counted else chance.uniform(1.0, 1.6) if gentle else chance.uniform(0.3, 1.8)
    world, expected = story.play(seed, twist=twist, rate=rate)
    return Variation(story.id, seed, gentle, tuple(each.__name__.strip("_") for each in chosen), world, expected)


def accuses(verdict: dict[str, Any], variation: Variation) -> list[str]:
    """Return who is accused and must not be, with the fault; lossy Wi-Fi that was really there may be told."""
    told = [(each["party"], each["fault"]) for each in (verdict, *verdict["incidents"]) if each["party"] is not None]
    wifi = "lossy_wifi" in variation.twists
    return sorted(
        {
            f"{party} ({fault})"
            for party, fault in told
            if party in variation.expected.never and not (wifi and (party, fault) == ("premises", "lan.loss"))
        }
    )


def names_one(expected: Expected) -> bool:
    """Return whether a story must end with a name."""
    return None not in expected.party and expected.never != ALL
