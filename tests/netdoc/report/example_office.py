"""A made-up office: its site, a day of samples and readings, and what a verdict is built of."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from netdoc.model.capture import Capture
from netdoc.model.case import Case, Complaint
from netdoc.model.evidence import Evidence
from netdoc.model.facts.clock_reading import ClockReading
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dns_lookup import DnsLookup, DnsOutcome, Question, ResolverRole
from netdoc.model.facts.dsl_history import DslBin, DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.echo_block import LOST, EchoBlock, EchoSeries
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.link_state import LinkKind, LinkState, Neighbour
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing, Finding
from netdoc.model.incident import Incident, IncidentKind, Origin, Zone
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.segment import Party
from netdoc.model.site import Contract, Device, Rung, RungKind, Site
from netdoc.model.verdict import (
    Conclusion,
    NextTest,
    Standing,
    Verdict,
)

START = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
MADE_AT = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
RULES = "2026.3"

RUNGS = (
    Rung(id="router", kind=RungKind.ROUTER, address="192.168.1.1"),
    Rung(id="modem", kind=RungKind.MODEM, address="192.168.100.1"),
    Rung(id="first_hop", kind=RungKind.FIRST_HOP, address="10.20.30.1"),
    Rung(id="resolver", kind=RungKind.RESOLVER, address="198.51.100.53", role="isp", period_s=5.0),
    Rung(id="anchor_1", kind=RungKind.ANCHOR, address="192.0.2.10", period_s=5.0),
    Rung(id="anchor_2", kind=RungKind.ANCHOR, address="198.51.100.10", period_s=5.0),
    Rung(id="anchor_3", kind=RungKind.ANCHOR, address="203.0.113.10", period_s=5.0, method="tcp:443"),
)
SITE = Site(
    id="acme",
    name="Acme Ltd., 12 Mill Lane",
    rungs=RUNGS,
    devices=(Device(id="modem", kind="modem", address="192.168.100.1", driver="broadcom"),),
    contract=Contract(
        isp="Northern Broadband",
        telco="Copper & Co.",
        product="Office DSL 50",
        rate_down_kbps=51200,
        rate_up_kbps=10240,
        account="NB-4711-09",
        circuit="DSL/0/123456",
        holder="Acme Ltd.",
        call_back="J. Doe, +44 20 7946 0000",
    ),
    time_zone="Europe/Berlin",
    limitations=("No second internet line: nothing could be compared over another path.",),
)
LINE_TEST = NextTest(
    id="test_socket_proven_modem",
    what="Move a modem proven on another line to the test socket with everything else unplugged and watch for 18 h",
    separates=(Party.LINE, Party.PREMISES, Party.EQUIPMENT),
    duration_s=18 * 3600,
    who_agrees="the office",
    disturbs="the office for five minutes",
)

Outage = tuple[datetime, float]
"""Start and seconds."""


def at(hours: float) -> datetime:
    """Return the instant that many hours after START."""
    return START + timedelta(hours=hours)


def digest_of(text: str) -> str:
    """Return the digest of a capture with this text."""
    return capture_of(text).digest


def capture_of(text: str, method: str = "telnet: xdslctl info --stats", source: str = "modem") -> Capture:
    """Return a capture with this text."""
    return Capture(text.encode(), START, source, method)


def ladder(
    rungs: Sequence[Rung], minutes: int, outages: Sequence[Outage] = (), failing_from: int = 2
) -> list[Observation]:
    """Return one block a minute; in an outage every rung from `failing_from` on loses everything."""
    calm = [_calm_minute(rung, index) for index, rung in enumerate(rungs)]
    blocks: list[Observation] = []
    for minute in range(minutes):
        start = START + timedelta(minutes=minute)
        series = tuple(
            _series(rung, start, calm[index], outages if index >= failing_from else ())
            for index, rung in enumerate(rungs)
        )
        block = EchoBlock(start=start, series=series)
        blocks.append(Seen("host", start, block, digest_of(f"block {minute}"), Plane.PATH, "ladder/1"))
    return blocks


def _calm_minute(rung: Rung, index: int) -> array[int]:
    base_us = (400, 900, 9000, 11000, 16000, 18000, 21000)[min(index, 6)]
    return array("i", [base_us + slot * 37 % (base_us // 4) for slot in range(round(60 / rung.period_s))])


def _series(rung: Rung, start: datetime, calm: array[int], outages: Sequence[Outage]) -> EchoSeries:
    values = array("i", calm)
    for begin, length_s in outages:
        first = (begin - start).total_seconds() / rung.period_s
        for slot in range(max(0, round(first)), min(len(values), round(first + length_s / rung.period_s))):
            values[slot] = LOST
    return EchoSeries(
        rung=rung.id,
        target=rung.address,
        method=rung.method,
        period_us=round(rung.period_s * 1e6),
        rtt_us=values,
    )


def modem_day(outages: Sequence[Outage], hours: int = 24) -> list[Observation]:
    """Return hourly modem readings: the line restarts in each outage, the box never does."""
    box_began = START - timedelta(days=9)
    seen: list[Observation] = []
    for hour in range(hours + 1):
        now = at(hour)
        ended = [begin + timedelta(seconds=length) for begin, length in outages if begin <= now]
        line_began = max(ended, default=START - timedelta(days=2))
        text = f"modem reading {hour}"
        line = DslLine(
            sync=True,
            status="Showtime",
            mode="VDSL2",
            profile="17a",
            rate_down_kbps=51392 - 900 * len(ended),
            rate_up_kbps=10240,
            attainable_down_kbps=60210,
            margin_down_db=6.4 - 0.3 * len(ended),
            margin_up_db=8.1,
            attenuation_down_db=24.5,
            es_down=40 * len(ended),
            ses_down=12 * len(ended),
            uas_down=65 * len(ended),
            crc_down=4100 * len(ended),
            fec_down=183421,
            los_down=len(ended),
            retrains=len(ended),
            counter_age_s=hour * 3600 + 172800,
            crc_counted_at="near",
            fec_counted_at="near",
            es_counted_at="near",
            ses_counted_at="near",
            uas_counted_at="near",
            los_counted_at="near",
            showtime_s=max(0, round((now - line_began).total_seconds())),
            remarks=("upstream attenuation 0.0 means not measured and is left out",),
        )
        box = DeviceState(
            vendor="Acme", model="VX-100", firmware="2.3", uptime_s=round((now - box_began).total_seconds())
        )
        seen.append(Seen("modem", now, line, digest_of(text), Plane.MODEM_BOX, "broadcom/1"))
        seen.append(Seen("modem", now, box, digest_of(text), Plane.MODEM_BOX, "broadcom/1"))
    bins = tuple(_bin(at(quarter / 4), outages) for quarter in range(hours * 4))
    history = DslHistory(bin_s=900, bins=bins)
    seen.append(Seen("modem", at(hours), history, digest_of("history"), Plane.MODEM_BOX, "broadcom/1"))
    return seen


def _bin(start: datetime, outages: Sequence[Outage]) -> DslBin:
    hit = sum(1 for begin, _ in outages if start <= begin < start + timedelta(minutes=15))
    return DslBin(
        start=start, duration_s=900, es_down=40 * hit, ses_down=12 * hit, uas_down=65 * hit, los_down=hit, inits=hit
    )


def surroundings(hours: float = 24) -> list[Observation]:
    """Return own link, clock, session, counters and look-ups at both ends of the period."""
    seen: list[Observation] = []
    for hour in (0.0, hours):
        link = LinkState(
            interface="enp3s0",
            link=LinkKind.WIRED,
            carrier=True,
            address="192.168.1.50",
            gateway="192.168.1.1",
            gateway_neighbour=Neighbour.ANSWERS,
            speed_mbps=1000,
            full_duplex=True,
            rx_errors=0,
            tx_errors=0,
        )
        seen.append(Seen("host", at(hour), link, digest_of("link"), Plane.HOST, "link/1"))
        seen.append(Seen("host", at(hour), ClockReading(synchronised=True, bound_s=0.021), None, Plane.HOST, "clock/1"))
        session = WanSession(status=SessionStatus.UP, session="ppp", uptime_s=4000)
        seen.append(Seen("router", at(hour), session, digest_of("igd"), Plane.ROUTER_BOX, "router_igd/1"))
        wan = InterfaceCounters(interface="ppp0", role="wan", rx_bytes=10**9, tx_bytes=10**8)
        seen.append(Seen("router", at(hour), wan, digest_of("igd"), Plane.ROUTER_BOX, "router_igd/1"))
        lookup = DnsLookup(
            resolver="198.51.100.53",
            role=ResolverRole.ISP,
            question=Question.CACHED,
            name="example.com",
            outcome=DnsOutcome.NOERROR,
            answers=1,
            duration_us=11000,
        )
        seen.append(Seen("resolver", at(hour), lookup, None, Plane.PATH, "dns/1"))
    return seen


def incident(number: int, outage: Outage, **changes: object) -> Incident:
    """Return the incident of an outage."""
    begin, length_s = outage
    made = Incident(
        id=f"I-{number:03d}",
        kind=IncidentKind.OUTAGE,
        start=begin,
        end=begin + timedelta(seconds=length_s),
        start_uncertainty_s=1.0,
        end_uncertainty_s=1.0,
        rung="first_hop",
        origin=Origin.LADDER,
        zone=Zone.MIDDLE,
        nearest_good="modem",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def line_finding(number: int, outage: Outage) -> Finding:
    """Return what LOOP01 says of an outage in which the line restarted."""
    return Finding(
        rule="LOOP01",
        fault=Fault.LOOP_NOISE,
        bearing=Bearing.BLAMES,
        sentence=f"showtime was lost at {outage[0]:%H:%M:%S} while the modem stayed up; ES +40, SES +12 before",
        incident=f"I-{number:03d}",
        planes=frozenset({Plane.MODEM_BOX, Plane.PATH}),
        cites=(digest_of(f"modem reading {min(23, number)}"), digest_of("block 1")),
        missing=("the modem at the test socket",),
    )


BOX_CLEAR = Finding(
    rule="MODEM02",
    fault=Fault.MODEM_REBOOTS,
    bearing=Bearing.CLEARS,
    sentence="the box has been running since 2026-02-21 06:30:00, before every incident",
    planes=frozenset({Plane.MODEM_BOX}),
    cites=(digest_of("modem reading 23"),),
)
LAN_CLEAR = Finding(
    rule="LAN01",
    fault=Fault.LAN_UNREACHABLE,
    bearing=Bearing.CLEARS,
    sentence="the router answered in every second of every incident",
    planes=frozenset({Plane.PATH, Plane.HOST}),
    cites=(digest_of("link"), digest_of("block 2")),
)


def outages_at(*hours: float, length_s: float = 65) -> list[Outage]:
    """Return an outage at each of these hours."""
    return [(at(each), length_s) for each in hours]


def blank(evidence: Evidence, **changes: object) -> Verdict:
    """Return an insufficient verdict on the evidence, with changes."""
    made = Verdict(
        site=evidence.site.id,
        window_start=START,
        window_end=at(24),
        complaint=None,
        conclusion=Conclusion.INSUFFICIENT,
        party=None,
        fault=None,
        standing=Standing.INSUFFICIENT,
        remaining=(),
        headline="",
        reason="",
        coverage=0.998,
        clock_bound_s=0.021,
        rules_version=RULES,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def office(
    outages: Sequence[Outage] = (), *, site: Site = SITE, case: Case | None = None, more: Sequence[Observation] = ()
) -> Evidence:
    """Return a watched day: an hour of ladder samples around each quarter would be slow, so all of 24 h at 1 min."""
    seen = [*ladder(site.rungs, 24 * 60, outages), *modem_day(outages), *surroundings(), *more]
    return Evidence(site, case or Case(complaint=Complaint.DROPS, per_day=3), seen)
