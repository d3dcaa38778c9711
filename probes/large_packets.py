"""Do full-size packets come through? Two TLS greetings that need them; only where one stalls, more.

The services of the site file are asked that speak TLS from the first octet, and anchors that the site file asks on
such a port: nobody else. First a short greeting, whose answer needs full-size packets, then a long one, which needs
them on the way out. Where both pass nothing more is sent. Where one stalls, it is repeated, in turn with greetings in
small segments, and packets that may not be cut are sent towards the first anchor: what differs is the size alone.

Captures: `greeting/1` and `sizes/1` (described in `probes/wire/sizes.py`).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Sequence
from typing import Any

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture
from netdoc.model.facts.large_packets import Direction, LargePackets
from netdoc.model.facts.size_sweep import SizedHop, SizeSweep
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Rung, RungKind, Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports
from probes._reading import reading

GREETING, SWEEP = "greeting/1", "sizes/1"
TLS_PORTS = (443, 465, 636, 853, 990, 993, 995, 8443)
"""Ports on which TLS is spoken from the first octet (IANA; 8443 by custom)."""
MOST_TARGETS = 3
ORDER = (True, False, True)
"""Small or not, after the full-size try that stalled: the two arms in turn."""
TRY_S = 4.0
"""TCP sends a lost segment again after about 0.2 s, then 0.4, 0.8, 1.6 s: silence for longer is no single loss."""
MAX_TTL = 8
SMALL_OCTETS, LEAST_IPV4 = 100, 68


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Greet each service that speaks TLS; where one stalls, try on and sweep the sizes.

    Raises:
        CannotMeasure: the site names no such service, or none could be asked.
    """
    targets = _targets(site)
    if not targets:
        raise CannotMeasure(
            "no service that speaks TLS is named, so whether large packets pass is not known",
            hint="name one that the office uses in the site file, under [[service]] with port 443",
        )
    asked = await asyncio.gather(*(_first(each, ports) for each in targets), return_exceptions=True)
    captures = [capture for each in asked if isinstance(each, list) for capture in each]
    if not captures:
        raise next(each for each in asked if isinstance(each, BaseException))
    lasts = [(rung, _note(each[-1])) for rung, each in zip(targets, asked, strict=True) if isinstance(each, list)]
    stalled = [(rung, last) for rung, last in lasts if last["ended"] == "stalled"]
    if stalled:
        again = (_more(rung, ports, long=last["long"]) for rung, last in stalled)
        more = await asyncio.gather(_sweep(site, ports), *again)
        captures += [capture for each in more for capture in each]
    return captures


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return one `LargePackets` for each service, and the `SizeSweep` where one was made.

    Units: octets of whole IPv4 packets; of TCP segments, of their payload.

    Raises:
        UnreadableCapture: not this probe's form.
    """
    with reading("large_packets"):
        notes = [(each, _note(each)) for each in captures]
        tries: dict[tuple[str, int], list[tuple[Capture, dict[str, Any]]]] = {}
        for capture, note in notes:
            if note["netdoc"] == GREETING:
                tries.setdefault((str(note["target"]), int(note["port"])), []).append((capture, note))
        seen: list[Observation] = [_greetings(site, *each, told) for each, told in tries.items()]
        return [*seen, *(_swept(site, capture, note) for capture, note in notes if note["netdoc"] == SWEEP)]


def _targets(site: Site) -> list[Rung]:
    kinds = (RungKind.SERVICE, RungKind.ANCHOR)
    known = sorted((each for each in site.rungs if each.kind in kinds), key=lambda each: kinds.index(each.kind))
    return [each for each in known if _port(each) in TLS_PORTS][:MOST_TARGETS]


def _port(rung: Rung) -> int:
    return int(rung.method.removeprefix("tcp:")) if rung.method.startswith("tcp:") else 0


async def _greet(rung: Rung, ports: Ports, *, small: bool, long: bool) -> Capture:
    return await ports.sizes.greeting(rung.address, _port(rung), small=small, long=long, timeout_s=TRY_S)


async def _first(rung: Rung, ports: Ports) -> list[Capture]:
    kept = [await _greet(rung, ports, small=False, long=False)]
    if _note(kept[0])["ended"] == "passed":
        with contextlib.suppress(CannotMeasure):
            kept.append(await _greet(rung, ports, small=False, long=True))
    return kept


async def _more(rung: Rung, ports: Ports, *, long: bool) -> list[Capture]:
    kept = []
    for small in ORDER:
        try:
            kept.append(await _greet(rung, ports, small=small, long=long))
        except CannotMeasure:
            break
    return kept


async def _sweep(site: Site, ports: Ports) -> list[Capture]:
    anchor = next((each.address for each in site.rungs if each.kind is RungKind.ANCHOR), None)
    try:
        return [] if anchor is None else [await ports.sizes.sweep(anchor, max_ttl=MAX_TTL)]
    except CannotMeasure:
        return []


def _note(capture: Capture) -> dict[str, Any]:
    note = json.loads(capture.body)
    if not isinstance(note, dict) or note.get("netdoc") not in (GREETING, SWEEP):
        raise ValueError(f"neither {GREETING} nor {SWEEP}")
    return note


def _subject(site: Site, address: str, port: int | None = None) -> str:
    alike = [each for each in site.rungs if each.address == address and (port is None or _port(each) == port)]
    return alike[0].id if alike else address


def _greetings(site: Site, target: str, port: int, tries: Sequence[tuple[Capture, dict[str, Any]]]) -> Observation:
    direction, meant = _meant([note for _, note in tries])
    full = [note for note in meant if note["small"] is False]
    small = [note for note in meant if note["small"] is True]
    segments = [int(each["segment_octets"]) for each in full if each["segment_octets"] is not None]
    back = [int(each["octets_back"]) for each in full]
    fact = LargePackets(
        target=f"{target}:{port}",
        direction=direction,
        full_tried=len(full),
        full_passed=_ended(full, "passed"),
        full_stalled=_ended(full, "stalled"),
        small_tried=len(small),
        small_passed=_ended(small, "passed"),
        small_stalled=_ended(small, "stalled"),
        segment_octets=max(segments) if segments else None,
        octets_back=max(back) if back else None,
    )
    last = tries[-1][0]
    return Seen(_subject(site, target, port), last.taken_at, fact, last.digest, Plane.PATH)


def _meant(notes: Sequence[dict[str, Any]]) -> tuple[Direction, Sequence[dict[str, Any]]]:
    """Return the tries that a fact counts, and which way they ask: those of the kind that stalled, if one did."""
    short, long = ([each for each in notes if each["long"] is kind] for kind in (False, True))
    if _ended(long, "stalled"):
        return Direction.OUT, long
    return (Direction.BOTH, notes) if _ended(long, "passed") else (Direction.IN, short)


def _ended(tries: Sequence[dict[str, Any]], how: str) -> int:
    return sum(each["ended"] == how for each in tries)


def _swept(site: Site, capture: Capture, note: dict[str, Any]) -> Observation:
    target, local = str(note["target"]), str(note["local"])
    left = [each for each in note["sent"] if "error" not in each and (each.get("by") != local or local == target)]
    ends = [each for each in left if each["kind"] == "end"]
    passed = {int(each["octets"]) for each in ends if each.get("by") == target}
    told = [each for each in left if _told(each) is not None]
    silent = {int(each["octets"]) for each in ends if each.get("by") is None} - passed
    fact = SizeSweep(
        target=target,
        full_octets=max((int(each["octets"]) for each in left), default=None),
        largest_passed=max(passed, default=None),
        smallest_lost=min((each for each in silent if passed and each > max(passed)), default=None),
        told_octets=min((_told(each) or 0 for each in told), default=None),
        told_by=str(min(told, key=lambda each: _told(each) or 0)["by"]) if told else None,
        hops=_hops(left),
    )
    return Seen(_subject(site, target), capture.taken_at, fact, capture.digest, Plane.PATH)


def _told(sent: dict[str, Any]) -> int | None:
    """Return the size that a router says would pass; None where it says none, or one that cannot be (RFC 791: 68)."""
    value = sent.get("told_octets")
    if not isinstance(value, int) or not sent.get("by"):
        return None
    return value if LEAST_IPV4 <= value < int(sent["octets"]) else None


def _hops(left: Sequence[dict[str, Any]]) -> tuple[SizedHop, ...]:
    asked = [each for each in left if each["kind"] == "hop"]
    heard = [int(each["ttl"]) for each in asked if each.get("by")]
    hops = []
    for ttl in sorted({int(each["ttl"]) for each in asked if int(each["ttl"]) <= max(heard, default=0)}):
        here = [each for each in asked if int(each["ttl"]) == ttl]
        small = [each for each in here if int(each["octets"]) == SMALL_OCTETS]
        full = [each for each in here if int(each["octets"]) > SMALL_OCTETS]
        # a «too large» comes from before this distance: it did not get here
        got = [each for each in here if each.get("by") and list(each.get("icmp") or ()) != [3, 4]]
        who = sorted({str(each["by"]) for each in got})
        hops.append(
            SizedHop(
                ttl=ttl,
                address=who[0] if len(who) == 1 else None,
                small_sent=len(small),
                small_answered=sum(each in got for each in small),
                full_sent=len(full),
                full_answered=sum(each in got for each in full),
            )
        )
    return tuple(hops)


PROBE = Probe(
    id="large_packets",
    title="Do full-size packets come through?",
    lane=Lane.LIGHT,
    reports=(LargePackets, SizeSweep),
    collect=collect,
    read=read,
    min_interval_s=300.0,
    subject="service",
)
