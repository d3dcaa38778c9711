"""A simulated office that writes itself down in the exchange form; made from `docs/facts.md` alone.

Times are seconds from the story's start. What is broken is told per segment; the ladder, the boxes' readings and
the lookups follow from that, so that a story cannot contradict itself by accident.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

Span = tuple[float, float]
Record = dict[str, Any]

NEAR = ("host", "lan", "router")
MODEM = (*NEAR, "forwarding", "cable", "plug", "modem")
FIRST_HOP = (*MODEM, "line", "access")
CORE = (*FIRST_HOP, "core")
DAY = 86400


def _ip(chance: random.Random, prefix: str) -> str:
    return f"{prefix}.{chance.randrange(2, 250)}"


@dataclass
class World:
    """One office and what happens in it; change the fields, then ask for `records()`."""

    chance: random.Random
    minutes: int = 40
    owners: dict[str, str] = field(default_factory=lambda: {"modem": "isp", "router": "client"})
    complaint: dict[str, Any] | None = None
    rungs: tuple[str, ...] = ("router", "modem", "first_hop", "anchor_1", "anchor_2", "anchor_3")
    devices: tuple[str, ...] = ("modem", "router")
    combined: bool = False
    link: str = "wired"
    event_sets: bool = True
    box_uptime_known: bool = True
    deaf: set[str] = field(default_factory=set)
    lookups: bool = True
    roles: tuple[str, ...] = ("router", "isp", "public")
    late_names: list[tuple[float, float, str, int]] = field(default_factory=list)
    """Spans in which a resolver of that role needs so many µs for a name in its memory."""
    counters: bool = True
    session: bool = True
    session_uptime: bool = True
    broken: list[tuple[float, float, str]] = field(default_factory=list)
    lossy: list[tuple[float, float, str, float]] = field(default_factory=list)
    slow: list[tuple[float, float, str, int]] = field(default_factory=list)
    stalled: list[tuple[float, float, float]] = field(default_factory=list)
    asleep: list[tuple[float, float, bool]] = field(default_factory=list)
    boots: dict[str, list[float]] = field(default_factory=dict)
    line_down: list[Span] = field(default_factory=list)
    session_down: list[Span] = field(default_factory=list)
    noisy: list[tuple[float, float]] = field(default_factory=list)
    traffic: list[tuple[float, float, int, int]] = field(default_factory=list)
    links: list[tuple[float, float, dict[str, Any]]] = field(default_factory=list)
    extra: list[Record] = field(default_factory=list)
    events: list[float] = field(default_factory=list)
    outages: list[Span] = field(default_factory=list)
    counter_fault: str = ""
    rate_up_kbps: int = 20000
    own_load: list[Span] = field(default_factory=list)
    port_told: bool = False
    """Whether the router tells if its port to the modem has a link."""
    refusing: list[Span] = field(default_factory=list)
    """Spans in which somebody answers «unreachable» instead of nothing."""
    stale: list[tuple[float, float, float]] = field(default_factory=list)
    """Spans in which the modem's page shows clocks this many seconds old."""
    steps_of_clock: list[tuple[float, float]] = field(default_factory=list)
    """From when the computer's own clock is how many seconds off."""
    sparse: bool = False
    """Written in full only around events: for stories of hours and days."""
    begin: float = 0.0
    """From when the computer is there: all that is before is known only from memories and people."""
    modem_at: tuple[float, ...] | None = None
    """The instants at which the modem's page was read; None: with each look."""
    listed: tuple[str, ...] = ()
    """Further devices that the site lists, in order, and that nobody reads by the minute."""
    margin_db: float = 7.5
    margins: list[tuple[float, float, float]] = field(default_factory=list)
    """Spans with another margin than the usual."""
    line_values: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    """From when the line tells other values than the usual (mode, profile, rates)."""
    missing: float = 0.0
    """Share of the boxes' readings that got no answer."""
    drift: float = 0.0
    """How much slow the boxes' clocks run (0.0001: 8.6 s a day)."""
    rate: float = 1.0
    """How many times as often things happen as the story says."""
    twist: Callable[[World], None] | None = None
    """What varies the story after all has happened and before it is told (`variations.py`)."""

    def __post_init__(self) -> None:
        chance = self.chance
        days = timedelta(days=chance.randrange(300), seconds=chance.randrange(DAY))
        self.start = (datetime(2026, 1, 2, tzinfo=UTC) + days).replace(microsecond=0)
        self.site_id = f"office-{chance.randrange(10**6)}"
        self.age = {each: -float(chance.randrange(4 * DAY, 40 * DAY)) for each in ("modem", "router", "ups")}
        self.showtime = self.age["modem"] + chance.randrange(60, 200)
        self.phase = chance.randrange(10, 50)
        third = chance.randrange(1, 250)
        self.address = {
            "host": f"192.168.{third}.50",
            "router": f"192.168.{third}.1",
            "modem": _ip(chance, "192.168.251"),
            "first_hop": _ip(chance, "203.0.113"),
            "resolver": _ip(chance, "198.18.5"),
            "public": _ip(chance, "198.51.100"),
            **{f"anchor_{k}": _ip(chance, f"198.19.{k}") for k in (1, 2, 3)},
            "service": f"app{chance.randrange(99)}.example.net",
        }
        self.base_us = {
            each: base + chance.randrange(base)
            for each, base in (
                *(("router", 300), ("modem", 900), ("first_hop", 6000), ("resolver", 7000), ("service", 19000)),
                *((f"anchor_{k}", 8000 + 4000 * k) for k in (1, 2, 3)),
            )
        }

    @property
    def first_minute(self) -> int:
        """The minute in which the computer comes."""
        return int(self.begin // 60)

    @property
    def end(self) -> float:
        """Seconds from start to end."""
        return self.minutes * 60.0

    def iso(self, t: float) -> str:
        """Return the instant `t` seconds into the story, RFC 3339."""
        off = sum(by for since, by in self.steps_of_clock if t >= since)
        return (self.start + timedelta(seconds=t + off)).isoformat().replace("+00:00", "Z")

    def break_(self, start: float, seconds: float, segment: str, *, outage: bool = True) -> None:
        """Let nothing pass a segment for a while."""
        self.broken.append((start, start + seconds, segment))
        self.events += [start + 4.3, start + seconds + 3.1]
        if outage:
            self.outages.append((start, start + seconds))

    def drop_line(self, start: float, seconds: float, *, noise: bool = True) -> None:
        """Lose showtime for a while; the box stays up and the session ends with the line."""
        self.break_(start, seconds, "line")
        self.line_down.append((start, start + seconds - 2))
        self.session_down.append((start + 8, start + seconds - 1))
        if noise:
            self.noisy.append((start - self.chance.randrange(50, 130), start))

    def boot(self, device: str, at: float, took: float, *, outage: bool = True) -> None:
        """Start a box at an instant; it is silent at first, and passes nothing until it is done."""
        self.boots.setdefault(device, []).append(at)
        segment = "modem" if device == "modem" else "router"
        self.broken.append((at - 1, at + took * (0.4 if device == "modem" else 1.0), segment))
        if device == "modem":
            self.line_down.append((at - 1, at + took - 2))
            self.broken.append((at - 1, at + took, "line"))
        self.session_down.append((at - 1, at + took - 1))
        self.events += [at + 4.3, at + took + 3.1]
        if outage:
            self.outages.append((at - 1, at + took))

    def say(self, subject: str, t: float, kind: str, plane: str = "", **fact: Any) -> None:
        """Add a fact by hand."""
        record: Record = {"record": "seen", "subject": subject, "at": self.iso(t), "fact": {"kind": kind, **fact}}
        if plane:
            record["plane"] = plane
        self.extra.append(record)

    def up(self, path: tuple[str, ...], t: float) -> bool:
        """Return whether every segment of a path passes packets at an instant."""
        return not any(start <= t < end and segment in path for start, end, segment in self.broken)

    def awake(self, t: float) -> bool:
        """Return whether the measuring computer runs."""
        return not any(start <= t < end for start, end, _ in self.asleep)

    def path(self, rung: str) -> tuple[str, ...]:
        """Return the segments between the laptop and a rung, the rung's own last."""
        if rung == "router":
            return NEAR
        if rung == "modem":
            return MODEM
        if rung == "first_hop":
            return FIRST_HOP
        return (*CORE, rung) if rung == "resolver" else (*CORE, "transit", rung)

    def booted(self, device: str, t: float) -> float:
        """Return when the box last started."""
        return max((each for each in self.boots.get(device, ()) if each <= t), default=self.age[device])

    def sample(self, rung: str, t: float) -> int:
        """Return one echo in µs, or the code for lost or not sent."""
        if any(start <= t < end and self.chance.random() < share for start, end, share in self.stalled):
            return -2
        path = self.path(rung)
        if rung in self.deaf or not self.up(path, t):
            return -3 if any(a <= t < b for a, b in self.refusing) else -1
        own = (*path, f"{rung}_self")
        if any(a <= t < b and segment in own and self.chance.random() < p for a, b, segment, p in self.lossy):
            return -1
        queue = sum(us for a, b, segment, us in self.slow if a <= t < b and segment in path)
        noise = int(self.chance.expovariate(1 / (self.base_us[rung] * 0.05 + 20)))
        return self.base_us[rung] + noise + (int(queue * self.chance.uniform(0.7, 1.1)) if queue else 0)

    def site(self) -> Record:
        """Return the site record."""
        kinds = {"router": "router", "modem": "modem", "first_hop": "first_hop", "service": "service"}
        rungs = []
        for each in self.rungs:
            kind = kinds.get(each, "anchor" if each.startswith("anchor") else "resolver")
            rung: Record = {"id": each, "kind": kind, "address": self.address[each]}
            if kind == "anchor":
                rung["period_s"] = 5.0
            if kind == "service":
                rung |= {"method": "tcp:443", "period_s": 5.0}
            if kind == "resolver":
                rung["role"] = "isp"
            rungs.append(rung)
        devices = [
            {"id": each, "kind": "combined" if self.combined else each, "address": self.address.get(each, "192.0.2.9")}
            for each in (*self.devices, *self.listed)
        ]
        site = {
            "id": self.site_id,
            "name": f"Office {self.chance.randrange(99)}",
            "rungs": rungs,
            "devices": devices,
            "owners": self.owners,
            "contract": {
                "isp": "Some ISP",
                "telco": "Some Lines",
                "rate_down_kbps": 100000,
                "rate_up_kbps": self.rate_up_kbps,
            },
        }
        return {"record": "site", "site": site}

    def records(self) -> list[Record]:
        """Return the whole story."""
        head: list[Record] = [{"schema": "netdoc.observations/1"}, self.site()]
        if self.complaint is not None:
            head.append({"record": "case", "case": self.complaint})
        from tests.sites.boxes import lookups, readings
        from tests.sites.writing import gaps, host, ladder

        asked = lookups(self) if self.lookups else ()
        body = [*host(self), *ladder(self), *readings(self), *asked, *gaps(self), *self.extra]
        return [*head, *sorted(body, key=lambda each: str(each.get("at", each.get("start"))))]

    def lines(self) -> str:
        """Return the story as the text of a file."""
        return "".join(json.dumps(each, separators=(",", ":")) + "\n" for each in self.records())

    def seen(self, subject: str, t: float, kind: str, **fact: Any) -> Record:
        """Return the record of a fact."""
        return {"record": "seen", "subject": subject, "at": self.iso(t), "fact": {"kind": kind, **fact}}
