"""What boxes remember and what people see, derived from what really happened: bins, logs, lamps."""

from __future__ import annotations

from typing import Any

from tests.sites.world import DAY, MODEM, World

BIN_S = 900
BINS = 96
BOOTING_S = 40.0
"""How long a modem's lamps run through their start."""


def overlap(spans: list[tuple[float, float]], start: float, end: float) -> float:
    """Return how many seconds of [start, end] lie in the spans, each second once."""
    return float(sum(any(a <= t < b for a, b in spans) for t in range(int(start), int(end)) if spans))


def tell_bins(world: World, t: float) -> None:
    """Let the modem tell its quarters of an hour at an instant: those since it last started, a day at most."""
    since = max(t - BINS * BIN_S, world.booted("modem", t))
    first = since - (since % BIN_S) + (BIN_S if since % BIN_S else 0)
    bins: list[dict[str, Any]] = []
    start = first
    while start < t:
        end = min(start + BIN_S, t)
        near = [(a, b) for a, b in world.line_down if a < end and start < b]
        uas = int(overlap(near, start, end))
        noisy = overlap([(a, b) for a, b in world.noisy if a < end and start < b], start, end)
        bins.append(
            {
                "start": world.iso(start),
                "duration_s": max(1, int(end - start)),
                "crc_down": int(3 + noisy * 37),
                "es_down": int(1 + noisy * 0.6),
                "ses_down": int(noisy * 0.4),
                "uas_down": uas,
                "inits": sum(start <= b < end for _, b in world.line_down),
            }
        )
        start += BIN_S
    if bins:
        world.say("modem", t, "DslHistory", bin_s=BIN_S, bins=bins)


def tell_log(world: World, device: str, t: float, *, offset_s: float = 0.0, back_s: float = 3 * DAY) -> None:
    """Let a box tell its log at an instant: sync or session, restarts and, for the router, its port.

    A modem keeps no log over a restart; a router with a log in flash does.
    """
    since = max(t - back_s, world.booted("modem", t) if device == "modem" else -1e9)
    if device == "modem":
        told = [(a, "sync_lost", "DSL link down") for a, _ in world.line_down]
        told += [(b, "sync_up", "DSL link up") for _, b in world.line_down]
    else:
        told = [(a, "session_down", "PPPoE: connection lost") for a, _ in world.session_down]
        told += [(b, "session_up", "PPPoE: connected") for _, b in world.session_down]
        plugs = [(a, b) for a, b, segment in world.broken if segment == "plug"]
        told += [(a, "port_down", "wan: link down") for a, _ in plugs] + [
            (b, "port_up", "wan: link up") for _, b in plugs
        ]
    told += [(each, "boot", "system started") for each in world.boots.get(device, ())]
    # a box's log is as exact as its clock: what is left of the offset is told as the bound
    lines = [
        {"at": world.iso(at + offset_s), "event": event, "text": text}
        for at, event, text in sorted(told)
        if since <= at <= t
    ]
    if lines:
        more: dict[str, Any] = {"clock_offset_s": offset_s, "clock_bound_s": abs(offset_s) + 1.0}
        world.say(device, t, "DeviceLog", lines=lines, reaches_back_to=world.iso(since), **more)


def lamps(world: World, t: float) -> dict[str, str]:
    """Return the modem's lamps as they were at an instant."""
    if any(a <= t < b and segment == "unpowered" for a, b, segment in world.broken):
        return dict.fromkeys(("light_power", "light_dsl", "light_internet", "light_ethernet"), "off")
    starting = 0 <= t - world.booted("modem", t) < BOOTING_S
    out = any(a <= t < b for a, b in world.line_down)
    offline = any(a <= t < b for a, b in world.session_down) or out
    plugged = world.up(MODEM[-3:-1], t)
    return {
        "light_power": "blinking" if starting else "steady",
        "light_dsl": "blinking" if out else "steady",
        "light_internet": "off" if offline else "steady",
        "light_ethernet": "steady" if plugged else "off",
    }


def tell_lamps(world: World, t: float, *, by: str = "Ada") -> None:
    """Let a person look at the lamps."""
    world.say(
        "operator", t, "Testimony", witness="operator", says="the lamps as I see them", person=by, **lamps(world, t)
    )
