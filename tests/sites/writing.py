"""What the measuring computer of a simulated office writes: its own link, the ladder's blocks, its gaps.

For hours and days a world is written sparsely: all of it around what happens, and blocks of a quarter of an hour
with a sample each 5 or 10 s in between, so that nothing watched is lost and days stay cheap.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.sites.world import NEAR, Record, World

QUIET_MINUTES = 15
NEARBY_S = 420.0
"""How far around an event a sparse world is written in full."""
OFFSETS_S = {"anchor_2": 1.666, "anchor_3": 3.332, "service": 2.4}


def close_minutes(world: World) -> set[int] | None:
    """Return the minutes that are written in full; None for all of them."""
    if not world.sparse:
        return None
    edges = [*world.events, *(edge for start, end, _ in world.asleep for edge in (start, end)), *(world.modem_at or ())]
    found: set[int] = set()
    for each in edges:
        found.update(range(int((each - NEARBY_S) // 60), int((each + NEARBY_S) // 60) + 1))
    return found


def looks(world: World) -> list[float]:
    """Return when the boxes are read: each minute written in full, each quarter of an hour else, and at events."""
    close = close_minutes(world)
    minutes = range(world.first_minute, world.minutes)
    kept = [k for k in minutes if close is None or k in close or k % QUIET_MINUTES == 0]
    return [world.phase + 60.0 * k for k in kept] + (world.events if world.event_sets else [])


def host(world: World) -> Iterator[Record]:
    """Yield the looks at the computer's own link, and at its clock."""
    close = close_minutes(world)
    minutes = range(world.first_minute, world.minutes)
    kept = [k for k in minutes if close is None or k in close or k % QUIET_MINUTES == 0]
    for t in [0.5 + 60 * k for k in kept] + (world.events if world.event_sets else []):
        if not world.begin <= t < world.end or not world.awake(t):
            continue
        silent = any(a <= t < b and segment in NEAR[1:] for a, b, segment in world.broken)
        fact: Record = {
            "interface": "eth0" if world.link == "wired" else "wlan0",
            "link": world.link,
            "carrier": True,
            "address": world.address["host"],
            "gateway": world.address["router"],
            "gateway_neighbour": "silent" if silent else "answers",
        }
        for start, end, change in world.links:
            if start <= t < end:
                fact |= change
        yield world.seen("host", t, "LinkState", **{k: v for k, v in fact.items() if v is not None})
    yield world.seen("host", world.begin, "ClockReading", synchronised=True, bound_s=0.02)


def gaps(world: World) -> Iterator[Record]:
    """Yield the gaps that netdoc itself knew of."""
    for start, end, told in world.asleep:
        if told and end > world.begin:
            yield {
                "record": "gap",
                "subject": "ladder",
                "start": world.iso(max(start, world.begin)),
                "end": world.iso(end),
                "what": "EchoBlock",
                "why": "the computer was suspended",
            }


def ladder(world: World) -> Iterator[Record]:
    """Yield the blocks of the ladder."""
    if not world.rungs:
        return
    for minute, length in _blocks(world):
        begin = minute * 60.0
        quiet = length > 1
        series = []
        for rung in world.rungs:
            far = rung.startswith(("anchor", "service"))
            period = (10.0 if rung != "router" else 5.0) if quiet else (5.0 if far else 1.0)
            offset = OFFSETS_S.get(rung, 0.0) * (2 if quiet else 1)
            count = int(length * 60 // period)
            rtt = _plain(world, rung, begin, length * 60.0, count) if quiet else None
            if rtt is None:
                rtt = [world.sample(rung, begin + offset + k * period) for k in range(count)]
            series.append(
                {
                    "rung": rung,
                    "target": world.address[rung],
                    "first_offset_us": int(offset * 1e6),
                    "method": "tcp:443" if rung == "service" else "icmp",
                    "period_us": int(period * 1000000),
                    "rtt_us": rtt,
                    "loaded": any(a <= begin < b for a, b in world.own_load),
                }
            )
        length_told = {"duration_s": 60.0 * length} if quiet else {}
        yield world.seen("ladder", begin, "EchoBlock", start=world.iso(begin), series=series, **length_told)


def _blocks(world: World) -> Iterator[tuple[int, int]]:
    """Yield (first minute, minutes) of each block: single minutes, or quiet stretches joined."""
    close = close_minutes(world)
    first, length = 0, 0
    for minute in range(world.first_minute, world.minutes + 1):
        watched = minute < world.minutes and world.awake(minute * 60.0) and world.awake(minute * 60.0 + 59)
        joins = watched and close is not None and minute not in close
        if length and (not joins or length == QUIET_MINUTES):
            yield first, length
            length = 0
        if joins:
            first, length = (first if length else minute), length + 1
        elif watched:
            yield minute, 1


def _plain(world: World, rung: str, start: float, seconds: float, count: int) -> list[int] | None:
    """Return samples of a stretch in which nothing is wrong; None where something is."""
    end = start + seconds
    spans = [*((a, b) for a, b, *_ in (*world.broken, *world.lossy, *world.slow, *world.stalled))]
    if rung in world.deaf or any(a < end and start < b for a, b in spans):
        return None
    base = world.base_us[rung]
    rate = 1 / (base * 0.05 + 20)
    pool = [base + int(world.chance.expovariate(rate)) for _ in range(12)]
    return world.chance.choices(pool, k=count)
