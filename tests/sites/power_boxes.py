"""What a UPS and the boxes' own logs of the simulated office say; times are seconds from the story's start."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.sites.world import DAY, Span, World

Line = tuple[float, str]


def log(
    world: World,
    subject: str,
    read_at: float,
    lines: Iterable[Line],
    *,
    back: float = -2 * DAY,
    bound_s: float | None = None,
    dated: bool = True,
) -> None:
    """Let a box's log be read once; each line is off by less than the bound its clock is known to."""
    bound = float(world.chance.choice([1, 3, 8])) if bound_s is None else bound_s
    off = world.chance.uniform(-bound, bound)
    told = [
        {"at": world.iso(t + off), "event": event, "text": f"{event.replace('_', ' ')} ({int(t) % 97})"}
        for t, event in sorted(lines)
        if t <= read_at
    ]
    clock: dict[str, Any] = {"clock_offset_s": world.chance.uniform(-400, 400), "clock_bound_s": bound} if dated else {}
    world.say(subject, read_at, "DeviceLog", lines=told, reaches_back_to=world.iso(back), **clock)


def ups(
    world: World,
    *,
    cuts: Iterable[Span] = (),
    overloaded: Iterable[Span] = (),
    battery_bad: bool = False,
    counts: bool = True,
    every: float = 60.0,
) -> None:
    """Let a UPS be read each minute: its counter of bad mains grows with each cut, seen or missed."""
    base = world.chance.randrange(3, 90)
    cuts, overloaded = list(cuts), list(overloaded)
    for k in range(int(world.end // every)):
        t = k * every + 19.0
        fact: dict[str, Any] = {"load_pct": float(world.chance.randrange(30, 60)), "input_v": 231.0, "status": "OL"}
        if counts:
            fact["line_bads"] = base + sum(start <= t for start, _ in cuts)
        fact["on_battery"] = any(start <= t < end for start, end in cuts)
        if any(start <= t < end for start, end in overloaded):
            fact |= {"overloaded": True, "load_pct": 118.0, "status": "OL OVER"}
        if battery_bad:
            fact["battery_bad"] = True
        world.say("ups", t, "PowerState", plane="power", **fact)


def fed(world: World, subject: str, *, by_ups: bool) -> None:
    """Let a box say, at the first minute, what feeds it."""
    uptime_s = int(30 - world.age.setdefault(subject, -float(world.chance.randrange(9 * DAY, 40 * DAY))))
    world.say(subject, 30.0, "DeviceState", uptime_s=uptime_s, mains_powered=not by_ups)


def runs_on(world: World, subject: str) -> None:
    """Let another box, on the mains and not on the UPS, be read each five minutes; it never restarts."""
    born = -float(world.chance.randrange(9 * DAY, 40 * DAY))
    for k in range(int(world.end // 300)):
        t = k * 300.0 + 41.0
        world.say(subject, t, "DeviceState", uptime_s=int(t - born), mains_powered=True)


def power_fails(world: World, at: float, off_s: float, *devices: str) -> None:
    """Cut the power of some boxes: they are silent at once, and start anew when it is back."""
    for device in devices:
        world.boot(device, at + off_s + world.chance.randrange(0, 3), world.chance.randrange(60, 120), outage=False)
        segment = "modem" if device == "modem" else "router"
        world.broken += [(at, at + off_s + 40, segment), (at, at + off_s + 60, "line")]
    # the last to be back tells how long the office was away
    back = max(end for start, end, segment in world.broken if segment in ("line", "router"))
    world.outages.append((at, back))
    world.session_down.append((at, back - 1))
