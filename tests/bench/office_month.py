"""A month of one office as unattended slots leave it in the store, made quickly: for benches of judging.

Eight rungs at the paces of the architecture (router, modem and first hop each second, the others each 5 s); each
minute the modem's line and box, the router's session, box and counters, the own link, and a common and a random
name at three resolvers; each quarter of an hour two bins of the line. Each answer has its capture, of a usual size.
Three times a day the line drops amid errors; twice a day some minutes lose packets behind the modem.

The answers are sealed five minutes at a time as the store itself would, without the file's waiting table: that
alone makes a month in a minute.
"""

from __future__ import annotations

import random
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from netdoc.model.capture import Capture
from netdoc.model.case import Case, Complaint
from netdoc.model.facts import Fact
from netdoc.model.facts.clock_reading import ClockReading
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dns_lookup import DnsLookup, DnsOutcome, Question, ResolverRole
from netdoc.model.facts.dsl_history import DslBin, DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.echo_block import LOST, EchoBlock
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.link_state import LinkKind, LinkState, Neighbour
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.segment import CLIENT, ISP, Segment
from netdoc.model.site import Device, Rung, RungKind, Site
from netdoc.store.records import Entry, held_capture, observation_entry
from netdoc.store.store import Store
from tests.netdoc.store.ladder_blocks import START, FixedClock, ladder_blocks

DAY = 1440
POOL = 360
"""Different minutes of ladder: they come again in turn, which costs a reader nothing less."""
SEALED = 5
FIRST_LOST = ("first_hop", "anchor_1", "anchor_2", "anchor_3", "resolver", "service")
_KINDS = {"router": RungKind.ROUTER, "modem": RungKind.MODEM, "first_hop": RungKind.FIRST_HOP,
          "resolver": RungKind.RESOLVER, "service": RungKind.SERVICE}  # fmt: skip
_RESOLVERS = (
    ("resolver_router", ResolverRole.ROUTER, "192.168.1.1", 900),
    ("resolver", ResolverRole.ISP, "192.0.2.7", 18_000),
    ("resolver_public", ResolverRole.PUBLIC, "198.51.100.9", 22_000),
)


def _page(what: str, lines: int) -> str:
    """Return a page of which each sixth line changes."""
    return "\n".join(
        f"{what} value {k}: {{{k % 3}}}" if k % 6 == 0 else f"{what} value {k}: {7 * k}" for k in range(lines)
    )


_LINES = {"line": 75, "box": 2, "session": 20, "traffic": 20, "link": 130, "lookup": 14}
_PAGES = {what: _page(what, lines) for what, lines in _LINES.items()}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What goes wrong, in seconds since the month began."""

    drops: Sequence[tuple[float, float]]
    lossy: Sequence[tuple[float, float]]


def trouble(days: float, chance: random.Random) -> Trouble:
    """Return three drops and two lossy stretches a day, each in an hour of its own."""
    drops, lossy = [], []
    for day in range(int(days) + 1):
        hours = chance.sample(range(24), 5)
        begun = [day * 86_400 + hour * 3600 + chance.uniform(300, 2400) for hour in hours]
        drops += [(each, each + chance.uniform(60, 160)) for each in begun[:3]]
        lossy += [(each, each + chance.uniform(120, 600)) for each in begun[3:]]
    return Trouble(sorted(drops), sorted(lossy))


def site() -> Site:
    """Return the office."""
    block = next(ladder_blocks(1, slow_rungs=5)).fact
    rungs = tuple(
        Rung(id=each.rung, kind=_KINDS.get(each.rung, RungKind.ANCHOR), address=each.target,
             period_s=each.period_us / 1e6, role="isp" if each.rung == "resolver" else None)
        for each in block.series
    )  # fmt: skip
    devices = tuple(Device(id=each, kind=each, address=f"192.168.1.{k}") for k, each in enumerate(("router", "modem")))
    return Site(id="office", rungs=rungs, devices=devices, owners={Segment.ROUTER: CLIENT, Segment.MODEM: ISP})


def write_month(path: Path, days: float, seed: int = 7, *, names_each_s: int = 60) -> None:
    """Write so many days into a new store.

    Args:
        path: where.
        days: how many.
        seed: of the chance that makes the trouble.
        names_each_s: seconds between rounds of name questions, and between looks at the own link; 0: none of either.
    """
    with Store.open(path, clock=FixedClock()) as store:
        store.begin_run("netdoc watch")
        store.put_site(site())
        store.put_case(Case(complaint=Complaint.DROPS, per_day=3))
        minutes = _minutes(days, random.Random(seed), names_each_s)
        while hour := list(islice(minutes, 60)):
            with store.transaction():
                for first in range(0, len(hour), SEALED):
                    _write(store, hour[first : first + SEALED])
        store.put([Seen("host", START, ClockReading(synchronised=True, bound_s=0.02), plane=Plane.HOST)])
        store.end_run()


Answer = tuple[Capture | None, Seen[Fact]]


def _write(store: Store, minutes: Sequence[Sequence[Answer]]) -> None:
    """Write some minutes: each block as it is, all else as one bundle."""
    waiting: list[Entry] = []
    held: set[str] = set()
    for minute in minutes:
        for page, seen in minute:
            if isinstance(seen.fact, EchoBlock):
                store.put([seen])
                continue
            if page is not None and page.digest not in held:  # no bytes are twice in a bundle
                held.add(page.digest)
                waiting.append(held_capture(page))
            waiting.append(observation_entry(seen))
    store._pending._seal(waiting, store._journal.begun())


def _minutes(days: float, chance: random.Random, names_each_s: int) -> Iterator[list[Answer]]:
    wrong = trouble(days, chance)
    pool = list(ladder_blocks(POOL, slow_rungs=5))
    crc = 0
    for minute in range(int(days * DAY)):
        at = 60.0 * minute
        noisy = any(begin - 180 <= at < begin for begin, _ in wrong.drops)
        crc += chance.randrange(200, 900) if noisy else chance.choice((0, 0, 0, 0, 1))
        answers: list[Answer] = [(None, _block(pool[minute % POOL], minute, wrong, chance))]
        answers += _boxes(at + 20.3, crc, wrong)
        for k in range(60 // names_each_s if names_each_s else 0):
            answers += _host(at + names_each_s * k + 4.1, wrong, chance)
        if minute % 15 == 14:
            answers.append(_bins(at + 21.0, wrong))
        yield answers


def _block(usual: Observation, minute: int, wrong: Trouble, chance: random.Random) -> Seen[EchoBlock]:
    assert isinstance(usual, Seen) and isinstance(usual.fact, EchoBlock)
    at, start = START + timedelta(minutes=minute), 60.0 * minute
    down = [span for span in wrong.drops if span[0] < start + 60 and span[1] > start]
    lossy = [span for span in wrong.lossy if span[0] < start + 60 and span[1] > start]
    series = usual.fact.series
    if down or lossy:
        changed = []
        for each in series:
            rtt = array("i", each.rtt_us)
            for k in range(len(rtt)) if each.rung in FIRST_LOST else ():
                due = start + (each.first_offset_us + k * each.period_us) / 1e6
                lost = any(a <= due < b for a, b in down)
                if lost or (any(a <= due < b for a, b in lossy) and chance.random() < 0.12):
                    rtt[k] = LOST
            changed.append(replace(each, rtt_us=rtt))
        series = tuple(changed)
    return Seen("ladder", at, replace(usual.fact, start=at, series=series), None, Plane.PATH, "ladder/1")


def _boxes(t: float, crc: int, wrong: Trouble) -> list[Answer]:
    out = any(a <= t < b for a, b in wrong.drops)
    since = max((b for a, b in wrong.drops if b <= t), default=-300_000.0)
    common = {"mode": "VDSL2 Annex B", "profile": "17a", "rate_down_kbps": 39_999, "rate_up_kbps": 7_833,
              "attenuation_down_db": 21.3, "hec_down": 0, "hec_up": 0, "los_down": 0, "los_up": 0}  # fmt: skip
    line = DslLine(
        sync=not out, status="G.994 Training" if out else "Showtime", showtime_s=None if out else int(t - since),
        margin_down_db=round(8.0 + (crc % 7) / 10, 1), margin_up_db=6.4, crc_down=crc, crc_up=0,
        fec_down=int(t * 3), fec_up=int(t / 3), es_down=crc // 20, es_up=0, ses_down=crc // 60, ses_up=0,
        uas_down=0, uas_up=0, counter_age_s=int(t + 400_000), es_counted_at="near", ses_counted_at="near", **common,  # type: ignore[arg-type]
    )  # fmt: skip
    session = WanSession(
        status=SessionStatus.DOWN if out else SessionStatus.UP, session="ppp",
        uptime_s=None if out else int(t - since), last_error="ERROR_NONE",
    )  # fmt: skip
    octets = InterfaceCounters(
        interface="ppp0", role="wan", rx_bytes=int(t * 9_000), tx_bytes=int(t * 2_000), bits=64, up=True
    )
    router = DeviceState(vendor="Maker", model="Router", firmware="1.2", uptime_s=int(t + 500_000))
    return [
        _answer("modem", t, line, "line", Plane.MODEM_BOX, "broadcom/1", crc),
        _answer("modem", t, DeviceState(uptime_s=int(t + 400_000)), "box", Plane.MODEM_BOX, "broadcom/1", crc),
        _answer("router", t + 0.2, session, "session", Plane.ROUTER_BOX, "router_igd/1", crc),
        _answer("router", t + 0.3, router, "box", Plane.ROUTER_BOX, "router_igd/1", crc),
        _answer("router", t + 0.4, octets, "traffic", Plane.ROUTER_BOX, "router_igd/1", crc),
    ]


def _host(t: float, wrong: Trouble, chance: random.Random) -> list[Answer]:
    out = any(a <= t < b for a, b in wrong.drops)
    link = LinkState(
        interface="eno1", link=LinkKind.WIRED, carrier=True, address="192.168.1.23", gateway="192.168.1.1",
        gateway_neighbour=Neighbour.ANSWERS, gateway_confirmed_s=1, speed_mbps=1000, full_duplex=True, mtu=1500,
        rx_bytes=int(t * 9_500), tx_bytes=int(t * 2_200), rx_errors=0, tx_errors=0, collisions=0, carrier_changes=4,
        default_via_vpn=False,
    )  # fmt: skip
    answers = [_answer("host", t, link, "link", Plane.HOST, "link/1", 0)]
    for subject, role, server, usual_us in _RESOLVERS:
        for question in Question:
            label = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=12))
            cached = question is Question.CACHED
            good = DnsOutcome.NOERROR if cached else DnsOutcome.NXDOMAIN
            lookup = DnsLookup(
                resolver=server, role=role, question=question,
                name="www.example.com" if cached else f"{label}.example.com",
                outcome=DnsOutcome.TIMEOUT if out else good, answers=int(cached and not out),
                duration_us=None if out else usual_us + chance.randrange(900), tries=2 if out else 1,
            )  # fmt: skip
            answers.append(_answer(subject, t + 0.05, lookup, "lookup", Plane.PATH, "dns/1", usual_us))
    return answers


def _bins(t: float, wrong: Trouble) -> Answer:
    bins = []
    for k in (2, 1):
        start = t - 21.0 - 840 - 900 * (k - 1)
        away = [min(b, start + 900) - max(a, start) for a, b in wrong.drops if a < start + 900 and b > start]
        bins.append(
            DslBin(start=_when(start), duration_s=900, crc_down=len(away) * 900, crc_up=0, es_down=len(away) * 20,
                   es_up=0, ses_down=len(away) * 15, ses_up=0, uas_down=int(sum(away)), uas_up=0)
        )  # fmt: skip
    return _answer("modem", t, DslHistory(bin_s=900, bins=tuple(bins)), "line", Plane.MODEM_BOX, "broadcom/1", 1)


def _when(t: float) -> datetime:
    return START + timedelta(seconds=round(t, 3))


def _answer(subject: str, t: float, fact: Fact, what: str, plane: Plane, reader: str, number: int) -> Answer:
    at = _when(t)
    page = Capture(_PAGES[what].format(int(t * 1000), number, int(t)).encode(), at, subject, what)
    return page, Seen(subject, at, fact, page.digest, plane, reader)
