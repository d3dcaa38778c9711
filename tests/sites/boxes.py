"""What the boxes of the simulated office say of themselves, and what its name servers answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.sites.world import CORE, MODEM, NEAR, Record, World
from tests.sites.writing import looks


def readings(world: World) -> Iterator[Record]:
    """Yield each box's readings: each minute, and at an outage's onset and recovery."""
    for t in sorted(looks(world)):
        if not world.begin <= t < world.end or not world.awake(t):
            continue
        if "modem" in world.devices and world.modem_at is None:
            yield from _heard(world, "modem", t, _modem(world, t))
        if "router" in world.devices:
            yield from _heard(world, "router", t, _router(world, t))
    for t in world.modem_at or ():
        yield from _modem(world, t)


def _heard(world: World, device: str, t: float, told: Iterator[Record]) -> Iterator[Record]:
    """Yield a box's answers, or that it gave none this time."""
    if world.missing and world.chance.random() < world.missing:
        yield _missed(world, device, t, "DslLine" if device == "modem" else "WanSession")
        return
    yield from told


def _missed(world: World, subject: str, t: float, what: str) -> Record:
    return {"record": "missed", "subject": subject, "at": world.iso(t), "what": what, "failure": "timeout"}


def _state(world: World, device: str, t: float) -> Iterator[Record]:
    if world.box_uptime_known or device != "modem":
        yield world.seen(device, t, "DeviceState", uptime_s=_counted(world, device, world.booted(device, t), t))


def _counted(world: World, device: str, since: float, t: float) -> int:
    """Return the seconds since an instant as a box counts and shows them: its page may be old, its clock slow."""
    lag = sum(old for start, end, old in world.stale if start <= t < end and device == "modem")
    return int((t - lag - since) * (1 - world.drift))


def _modem(world: World, t: float) -> Iterator[Record]:
    if not world.up(NEAR if world.combined else MODEM, t):
        yield _missed(world, "modem", t, "DslLine")
        yield _missed(world, "modem", t, "DeviceState")
        return
    yield from _state(world, "modem", t)
    since = world.booted("modem", t)
    noise = sum(max(0.0, min(t, end) - max(start, since)) for start, end in world.noisy)
    noisy = any(start <= t < end for start, end in world.noisy)
    ended = [end for _, end in world.line_down if since < end <= t]
    counts = {
        "crc_down": int(40 + noise * 37),
        "es_down": int(3 + noise * 0.6),
        "ses_down": int(noise * 0.4),
        "fec_down": int(900 + (t + 100) * 3 if t + 100 > 0 else 900),
        "retrains": 1 + len(ended),
    }
    if any(start <= t < end for start, end in world.line_down):
        yield world.seen("modem", t, "DslLine", sync=False, status="Training", **counts)
        return
    shown = max((end for _, end in world.line_down if end <= t), default=world.showtime)
    told: dict[str, Any] = {
        "mode": "VDSL2", "rate_down_kbps": 104000, "rate_up_kbps": world.rate_up_kbps + 2000,
        "margin_down_db": _margin(world, t, noisy),
    }  # fmt: skip
    for since, other in world.line_values:
        told |= other if t >= since else {}
    showtime_s = _counted(world, "modem", shown, t)
    yield world.seen("modem", t, "DslLine", sync=True, status="Showtime", **told, showtime_s=showtime_s, **counts)


def _margin(world: World, t: float, noisy: bool) -> float:
    for start, end, margin in world.margins:
        if start <= t < end:
            return margin
    return 1.4 if noisy else world.margin_db


def _router(world: World, t: float) -> Iterator[Record]:
    if not world.up(NEAR, t):
        yield _missed(world, "router", t, "WanSession")
        return
    yield from _state(world, "router", t)
    if world.session:
        yield _session(world, t)
    if world.counters:
        yield _counters(world, t)


def _unplugged(world: World, t: float) -> bool:
    return any(start <= t < end and segment == "plug" for start, end, segment in world.broken)


def _session(world: World, t: float) -> Record:
    if _unplugged(world, t):
        return world.seen("router", t, "WanSession", status="down", session="ppp", last_error="ERROR_NO_CARRIER")
    if any(start <= t < end for start, end in world.session_down):
        return world.seen("router", t, "WanSession", status="connecting", session="ppp")
    begun = max((end for _, end in world.session_down if end <= t), default=world.age["router"] + 90)
    fact: dict[str, Any] = {"status": "up", "session": "ppp", "external_address": "203.0.113.77"}
    if world.session_uptime:
        fact["uptime_s"] = int(t - begun)
    return world.seen("router", t, "WanSession", **fact)


def _counters(world: World, t: float) -> Record:
    up = sum(max(0.0, min(t, b) - max(0, a)) * kbps * 125 for a, b, kbps, _ in world.traffic) + t * 6000
    down = sum(max(0.0, min(t, b) - max(0, a)) * kbps * 125 for a, b, _, kbps in world.traffic) + t * 40000
    base = 4_200_000_000 if world.counter_fault == "wrap" else 77_000_000
    tx, rx, bits = base + int(up), base + int(down), 64
    if world.counter_fault == "wrap":
        tx, rx, bits = tx % 2**32, rx % 2**32, 32
    if world.counter_fault == "stick":
        tx, rx, bits = 2**32 - 1, 2**32 - 1, 32
    if world.counter_fault == "reset" and t > world.end / 2:
        tx, rx = int(up * 0.1), int(down * 0.1)
    port = {"up": not _unplugged(world, t)} if world.port_told else {}
    return world.seen(
        "router", t, "InterfaceCounters", interface="ppp0", role="wan", tx_bytes=tx, rx_bytes=rx, bits=bits, **port
    )


ROLE = {
    "router": ("resolver_router", (*NEAR, "proxy")),
    "isp": ("resolver", (*CORE, "resolver")),
    "public": ("resolver_public", (*CORE, "transit", "public")),
}


_ASKED = {"router": "isp"}
"""Whom a resolver asks onward, and waits for."""


def lookups(world: World) -> Iterator[Record]:
    """Yield a cached and a random question to each resolver, each 30 s."""
    for role in world.roles:
        rung, path = ROLE[role]
        addresses = {
            "router": world.address["router"],
            "isp": world.address["resolver"],
            "public": world.address["public"],
        }
        for k in range(world.minutes * 2):
            t = k * 30 + 11.0 + len(role) / 3
            if not world.awake(t) or t >= world.end:
                continue
            for question, name in (
                ("cached", "example.com"),
                ("random", f"x{world.chance.randrange(10**8)}.example.org"),
            ):
                works = world.up(path, t)
                onward = world.up((*CORE, "resolver"), t)
                if question == "random" and not world.up((*CORE, "transit"), t):
                    works = False
                fact: dict[str, Any] = {"resolver": addresses[role], "role": role, "question": question, "name": name}
                if works and (role != "router" or onward):
                    fact |= {
                        "outcome": "noerror" if question == "cached" else "nxdomain",
                        "tries": 1,
                        "answers": 1 if question == "cached" else 0,
                        "duration_us": world.chance.randrange(3000, 30000),
                    }
                    late_us = [
                        us for a, b, whose, us in world.late_names if a <= t < b and whose in (role, _ASKED.get(role))
                    ]
                    if late_us and question == "cached":
                        fact["duration_us"] = max(late_us) + world.chance.randrange(20000)
                elif works and question == "cached" and world.chance.random() < 0.5:
                    fact |= {"outcome": "servfail", "tries": 2, "duration_us": 2000000}
                else:
                    fact |= {"outcome": "timeout", "tries": 2}
                yield world.seen(rung, t, "DnsLookup", **fact)
