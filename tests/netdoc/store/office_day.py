"""What an office's unattended watch puts into its store: real pages with moving numbers, read by the real readers.

Eight rungs (three each second, five each 5 s); names each 10 s at the router and the provider and each 30 s at a
public resolver, a common and a random one; the own link each 10 s; a Broadcom modem and the router's UPnP
each minute; two paths each five minutes.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from netdoc.model.capture import Capture
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from probes import dns, link, path, router_igd
from probes.modems import broadcom
from tests.emulated.broadcom_text import BoxState, driver_text
from tests.netdoc.store.ladder_blocks import START, ladder_blocks

CAPTURES = Path(__file__).parents[2] / "captures"
OFFICE = Site(id="office")
_RESOLVERS = (
    ("resolver_router", "router", "192.168.1.1", 900, 1),
    ("resolver", "isp", "192.0.2.53", 18_000, 1),
    ("resolver_public", "public", "198.51.100.9", 22_000, 3),
)
_SOA = "c0190006000100000e10002d026e730469636e6e036f726700036e6f63c04778a2c3c200001c2000000e100012750000000e10"


@dataclass(frozen=True, slots=True)
class Answers:
    """What one question brought: stored together."""

    captures: Sequence[Capture]
    observations: Sequence[Observation]


def office_day(hours: float = 24.0, *, seed: int = 7, start_hour: float = 0.0) -> Iterator[Answers]:
    """Yield the answers of so many hours in the order they come."""
    chance = random.Random(seed)
    box = Box(chance)
    first = int(start_hour * 360)
    blocks = ladder_blocks(int(hours * 60) + 1, slow_rungs=5, seed=seed)
    for number in range(first, first + int(hours * 360)):
        at = START + timedelta(seconds=10 * number, microseconds=chance.randrange(3000))
        yield names(chance, number, at)
        yield own_link(chance, number, at + timedelta(milliseconds=40))
        if number % 6 == 5:
            block = next(blocks)
            moved = START + timedelta(seconds=10 * (number - 5))
            yield Answers((), (replace(block, at=moved, fact=replace(block.fact, start=moved)),))
            yield box.modem(number, at + timedelta(milliseconds=300))
            yield router(chance, number, at + timedelta(milliseconds=200))
        if number % 30 == 29:
            yield paths(chance, at + timedelta(milliseconds=500))


def names(chance: random.Random, number: int, at: datetime) -> Answers:
    """Return one round of name questions."""
    captures: list[Capture] = []
    for rung, role, server, usual_us, every in _RESOLVERS:
        asked = ("cached", "random") if number % every == 0 else ()
        captures += [_lookup(chance, number, at, (rung, role, server, usual_us), each) for each in asked]
    return Answers(captures, _signed(dns.read(OFFICE, captures), "dns/1"))


def _lookup(
    chance: random.Random, number: int, at: datetime, asked: tuple[str, str, str, int], question: str
) -> Capture:
    rung, role, server, usual_us = asked
    label = "".join(chance.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(12))
    name = "www.example.com" if question == "cached" else f"{label}.example.com"
    duration_us = int(usual_us + abs(chance.gauss(0, usual_us / 10)))
    wire = b"".join(bytes([len(each)]) + each.encode() for each in name.split(".")).hex() + "00" + "00010001"
    left_s = 300 - 10 * number % 300
    counts, answer = (
        ("8180000100010000" + "0000", f"c00c00010001{left_s:08x}0004c0000201")
        if question == "cached"
        else ("8183000100000001" + "0000", _SOA)
    )
    note = {
        "netdoc": "dns/1", "rung": rung, "role": role, "server": server, "question": question, "name": name,
        "qtype": "A", "tries": 1, "ended": "answer", "duration_us": duration_us,
        "wire_hex": f"{chance.randrange(65536):04x}{counts}{wire}{answer}",
    }  # fmt: skip
    taken = at + timedelta(microseconds=duration_us + chance.randrange(900))
    return Capture(json.dumps(note).encode(), taken, rung, f"dns: {name} A at {server}")


def own_link(chance: random.Random, number: int, at: datetime) -> Answers:
    """Return one look at the computer's own interface, with its traffic counted on."""
    text = _LINK
    for usual, a_second in _TRAFFIC.items():
        text = text.replace(usual, str(int(usual) + int(10 * number * a_second * 1.1) + chance.randrange(a_second)))
    capture = Capture(text.encode(), at, "host", "files: /sys/class/net, /proc/net")
    return Answers((capture,), _signed(link.read(OFFICE, [capture]), "link/1"))


class Box:
    """A modem whose line has a few errors."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._state = BoxState(booted_at=START.timestamp() - 400_000, showtime_at=START.timestamp() - 300_000)
        self._crc = self._fec = 0

    def modem(self, number: int, at: datetime) -> Answers:
        """Return one reading of the modem: the driver's page and the box's clock."""
        chance = self._chance
        self._crc += chance.choice((0, 0, 0, 0, 0, 1, 3))
        self._fec += chance.randrange(400)
        counted = {"CRC": (self._crc, 0), "FEC": (self._fec, self._fec // 9), "ES": (self._crc // 2, 0)}
        self._state.margin = (round(8.0 + chance.gauss(0, 0.15), 1), 6.4)
        self._state.attainable = (47_500 + chance.randrange(60), 7_833)
        self._state.counters = dict.fromkeys(("total", "latest_day", "since_link"), counted)
        page = driver_text(self._state, at.timestamp())
        up_s = at.timestamp() - self._state.booted_at
        captures = [
            Capture(page.encode(), at, "modem", "telnet: xdslctl info --stats"),
            Capture(f"{up_s:.2f} {up_s * 1.7:.2f}\n".encode(), at, "modem", "telnet: cat /proc/uptime"),
        ]
        seen = [
            Seen("modem", at, each, captures[0].digest, Plane.MODEM_BOX, "broadcom/1")
            for each in broadcom.read(captures)
        ]
        return Answers(captures, seen)


def router(chance: random.Random, number: int, at: datetime) -> Answers:
    """Return one reading of the router by UPnP: its description and four answers."""
    captures = []
    for place, (action, text) in enumerate(_IGD.items()):
        moved = text.replace(">33<", f">{10 * number + 33}<")
        if "TotalBytes" in action:
            moved = re.sub(r">\d{3,}<", lambda _: f">{8_000_000 + 9_000 * number + chance.randrange(9_000)}<", moved)
        taken = at + timedelta(milliseconds=8 * place, microseconds=chance.randrange(2000))
        captures.append(Capture(moved.encode(), taken, "router", f"http: {action}"))
    return Answers(captures, router_igd.read(OFFICE, captures))


def paths(chance: random.Random, at: datetime) -> Answers:
    """Return the paths to two anchors."""
    captures = []
    for place in range(2):
        text = _PATH.replace("10.77.4.2", f"198.51.100.{place + 1}")
        captures.append(Capture(_moved(text, chance).encode(), at, f"anchor_{place + 1}", "trace"))
    return Answers(captures, _signed(path.read(OFFICE, captures), "path/1"))


def _moved(text: str, chance: random.Random) -> str:
    def rtt(_: re.Match[str]) -> str:
        return f'"rtt_us": {int(9000 + abs(chance.gauss(0, 900)))}'

    def sent(found: re.Match[str]) -> str:
        return f'"sent_us": {int(found[1]) + chance.randrange(900)}'

    return re.sub(r'"sent_us": (\d+)', sent, re.sub(r'"rtt_us": \d+', rtt, text))


def _signed(observations: Sequence[Observation], reader: str) -> list[Observation]:
    return [each if each.reader else replace(each, reader=reader) for each in observations]


def _text(*names: str) -> str:
    return CAPTURES.joinpath(*names).read_text(encoding="utf-8")


_LINK = _text("link", "wired", "bundle.txt")
_TRAFFIC = {"918273645": 9_000, "1020304": 30, "55443322": 3_000, "79204": 20}
_PATH = _text("path", "icmp_clean", "capture.jsonl")
_IGD = {
    each.stem: each.read_text(encoding="utf-8")
    for each in sorted((CAPTURES / "router_igd" / "miniupnpd-2.3.1_up").glob("*.xml"))
    if b"Fault>" not in each.read_bytes()
}
