"""Build the evidence of a small office, minute by minute, with what failed and what the boxes said.

Times are seconds from `T0`. A story names what it injects; everything else is a healthy office: router and first
hop at 1/s, three anchors at 1/5 s, staggered.
"""

from __future__ import annotations

import random
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from netdoc.model.case import Case, Complaint
from netdoc.model.evidence import Evidence
from netdoc.model.facts import Fact
from netdoc.model.facts.address_check import AddressCheck
from netdoc.model.facts.device_log import DeviceLog, LogEvent, LogLine
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dhcp_lease import DhcpLease
from netdoc.model.facts.dhcp_offers import DhcpOffer, DhcpOffers
from netdoc.model.facts.dns_interception import DnsInterception
from netdoc.model.facts.dns_lookup import DnsLookup, DnsOutcome, Question, ResolverRole
from netdoc.model.facts.dsl_history import DslBin, DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.echo_block import LOST, NOT_SENT, EchoBlock, EchoSeries
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.link_state import LinkKind, LinkState, Neighbour
from netdoc.model.facts.path_trace import Hop, PathTrace
from netdoc.model.facts.power_state import PowerState
from netdoc.model.facts.pppoe_discovery import Concentrator, PppoeDiscovery
from netdoc.model.facts.pppoe_session import PppoeSession, PppoeStage
from netdoc.model.facts.step import Step
from netdoc.model.facts.testimony import Testimony, Witness
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.segment import CLIENT, ISP, Segment
from netdoc.model.site import Access, Contract, Device, Rung, RungKind, Site

T0 = datetime(2026, 3, 2, 8, 0, 0, tzinfo=UTC)
OWNED = {Segment.ROUTER: CLIENT, Segment.MODEM: ISP}
RUNGS = (
    Rung(id="router", kind=RungKind.ROUTER, address="192.168.7.1"),
    Rung(id="first_hop", kind=RungKind.FIRST_HOP, address="198.51.100.1"),
    Rung(id="resolver", kind=RungKind.RESOLVER, address="203.0.113.53", role="isp", period_s=10.0),
    Rung(id="anchor_1", kind=RungKind.ANCHOR, address="192.0.2.1", period_s=5.0),
    Rung(id="anchor_2", kind=RungKind.ANCHOR, address="192.0.2.2", period_s=5.0),
    Rung(id="anchor_3", kind=RungKind.ANCHOR, address="192.0.2.3", period_s=5.0),
)
RTT_US = {"router": 600, "first_hop": 9_000, "resolver": 10_000, "modem": 900}
BEYOND = ("first_hop", "resolver", "anchor_1", "anchor_2", "anchor_3")
ANCHORS = ("anchor_1", "anchor_2", "anchor_3")
ALL = ("router", *BEYOND)

Span = tuple[float, float]


def at(seconds: float) -> datetime:
    """Return T0 + seconds."""
    return T0 + timedelta(seconds=seconds)


@dataclass
class Office:
    """A healthy office of some minutes; the methods add what a story needs and return the office."""

    minutes: int = 10
    rungs: tuple[Rung, ...] = RUNGS
    owners: Mapping[Segment, str] = field(default_factory=lambda: dict(OWNED))
    devices: tuple[Device, ...] = (Device(id="modem", kind="modem", address="192.168.1.1"),)
    contract: Contract = field(default_factory=Contract)
    access: Access = field(default_factory=Access)
    case: Case = field(default_factory=Case)
    lost: dict[str, list[Span]] = field(default_factory=dict)
    share: dict[str, float] = field(default_factory=dict)
    seed: int = 1
    slower: list[tuple[float, float, int, tuple[str, ...]]] = field(default_factory=list)
    asleep: list[Span] = field(default_factory=list)
    void: list[Span] = field(default_factory=list)
    under_load: list[Span] = field(default_factory=list)
    said: list[Observation] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)

    def fails(self, start: float, end: float, *rungs: str) -> Office:
        """These rungs lose every sample due in [start, end)."""
        for rung in rungs:
            self.lost.setdefault(rung, []).append((start, end))
        return self

    def loses(self, share: float, *rungs: str) -> Office:
        """These rungs lose this share of their samples, at random."""
        for rung in rungs:
            self.share[rung] = share
        return self

    def complains(self, complaint: Complaint, per_day: float | None = None) -> Office:
        """Somebody complained."""
        self.case = Case(complaint=complaint, per_day=per_day)
        return self

    def sees(self, seconds: float, subject: str, fact: Fact, plane: Plane, capture: str | None = "c0ffee") -> Office:
        """An answer."""
        self.said.append(Seen(subject, at(seconds), fact, capture, plane, "test/1"))
        return self

    def link(self, seconds: float, **fields: object) -> Office:
        """A look at the computer's own link; healthy unless told otherwise."""
        values: dict[str, object] = {
            "interface": "eth0", "link": LinkKind.WIRED, "carrier": True, "address": "192.168.7.20",
            "gateway": "192.168.7.1", "gateway_neighbour": Neighbour.ANSWERS, "gateway_confirmed_s": 0, **fields,
        }  # fmt: skip
        return self.sees(seconds, "host", LinkState(**values), Plane.HOST)  # type: ignore[arg-type]

    def line(self, seconds: float, started: float | None, **fields: object) -> Office:
        """A reading of the line: in sync since `started`, or not in sync (None)."""
        values: dict[str, object] = {"sync": started is not None, **fields}
        if started is not None:
            values["showtime_s"] = round(seconds - started)
        return self.sees(seconds, "modem", DslLine(**values), Plane.MODEM_BOX)  # type: ignore[arg-type]

    def box(self, seconds: float, booted: float, subject: str = "modem", **fields: object) -> Office:
        """A reading of a box's own uptime."""
        plane = Plane.MODEM_BOX if subject == "modem" else Plane.ROUTER_BOX
        return self.sees(seconds, subject, DeviceState(uptime_s=round(seconds - booted), **fields), plane)  # type: ignore[arg-type]

    def session(self, seconds: float, started: float | None, error: str | None = None) -> Office:
        """The router's word for its session: up since `started`, or down (None)."""
        fact = (
            WanSession(status=SessionStatus.DOWN, last_error=error)
            if started is None
            else WanSession(status=SessionStatus.UP, uptime_s=round(seconds - started), last_error=error)
        )
        return self.sees(seconds, "router", fact, Plane.ROUTER_BOX)

    def bins(self, seconds: float, *bins: tuple[float, int, Mapping[str, int]]) -> Office:
        """The modem's 15-minute bins: (start, length, counters)."""
        told = tuple(DslBin(start=at(start), duration_s=length, **counts) for start, length, counts in bins)
        return self.sees(seconds, "modem", DslHistory(bin_s=900, bins=told), Plane.MODEM_BOX)

    def log(
        self,
        seconds: float,
        subject: str,
        *lines: tuple[float, LogEvent],
        offset_s: float | None = 0.0,
        bound_s: float | None = 1.0,
        back: float | None = None,
    ) -> Office:
        """A box's log: (when, what) by our clock, oldest first."""
        fact = DeviceLog(
            lines=tuple(LogLine(at=at(when), event=event, text=event.value) for when, event in lines),
            clock_offset_s=offset_s, clock_bound_s=bound_s, reaches_back_to=None if back is None else at(back),
        )  # fmt: skip
        plane = {"modem": Plane.MODEM_BOX, "ups": Plane.POWER}.get(subject, Plane.ROUTER_BOX)
        return self.sees(seconds, subject, fact, plane)

    def ups(self, seconds: float, **fields: object) -> Office:
        """A reading of the UPS."""
        return self.sees(seconds, "ups", PowerState(**fields), Plane.POWER)  # type: ignore[arg-type]

    def lookup(
        self,
        seconds: float,
        role: ResolverRole,
        outcome: DnsOutcome = DnsOutcome.NXDOMAIN,
        question: Question = Question.RANDOM,
        resolver: str = "203.0.113.53",
    ) -> Office:
        """One question to one resolver."""
        subject = {ResolverRole.ISP: "resolver"}.get(role, f"resolver_{role.value}")
        fact = DnsLookup(resolver=resolver, role=role, question=question, name="kqzv.example.com", outcome=outcome)
        return self.sees(seconds, subject, fact, Plane.PATH)

    def intercepts(self, seconds: float, answered: bool = True, distance: int | None = None) -> Office:
        """A question to an address where nobody lives."""
        fact = DnsInterception(asked="192.0.2.53", tries=1, answered=answered, distance=distance)
        return self.sees(seconds, "names", fact, Plane.PATH)

    def offers(self, seconds: float, *offers: tuple[str, str, str]) -> Office:
        """Who offers addresses: (server, gateway, name server) each."""
        told = tuple(
            DhcpOffer(server=server, mac="02:00:00:00:00:05", gateways=(gateway,), resolvers=(resolver,))
            for server, gateway, resolver in offers
        )
        return self.sees(seconds, "host", DhcpOffers(interface="eth0", offers=told), Plane.PATH)

    def lease(self, seconds: float, server: str | None) -> Office:
        """The computer's own lease."""
        return self.sees(seconds, "host", DhcpLease(interface="eth0", client="dhclient", server=server), Plane.HOST)

    def holders(self, seconds: float, *macs: str, own: tuple[str, ...] = (), wired: bool | None = True) -> Office:
        """Who answered for the gateway's address, and who else claimed the computer's own."""
        fact = AddressCheck(
            interface="eth0", wired=wired, own_address="192.168.7.20", own_claimed_by=own, gateway="192.168.7.1",
            gateway_macs=macs,
        )  # fmt: skip
        return self.sees(seconds, "host", fact, Plane.PATH)

    def discovers(
        self, seconds: float, *names: str, errors: tuple[str, ...] = (), vlans: tuple[int, ...] = (7,), **fields: object
    ) -> Office:
        """Who answered this computer's PADI at the modem; nobody where no name is given."""
        found = tuple(Concentrator(mac="02:00:00:00:00:07", name=each, errors=errors) for each in names)
        values: dict[str, object] = {"interface": "eth0", "untagged": True, "vlans": vlans, **fields}
        return self.sees(seconds, "host", PppoeDiscovery(concentrators=found, **values), Plane.PATH)  # type: ignore[arg-type]

    def logs_in(self, seconds: float, rejected: bool | None = True, **fields: object) -> Office:
        """A login that this computer tried at the modem: rejected, accepted, or (None) never answered."""
        stage = PppoeStage.ADDRESS if rejected is False else PppoeStage.LINK
        values: dict[str, object] = {
            "interface": "eth0", "stage": stage, "rejected": rejected, "login": "a1b2c3d4", "vlan": 7, "own_tag": True,
            "concentrator": "BRAS-1", **fields,
        }  # fmt: skip
        return self.sees(seconds, "host", PppoeSession(**values), Plane.PATH)  # type: ignore[arg-type]

    def ppp(self, seconds: float, session: str | None = "ppp") -> Office:
        """The router's word for what its session is."""
        fact = WanSession(status=SessionStatus.DOWN, session=session)
        return self.sees(seconds, "router", fact, Plane.ROUTER_BOX)

    def wan(self, seconds: float, rx_bytes: int, tx_bytes: int, *, up: bool | None = True) -> Office:
        """The router's WAN octets."""
        fact = InterfaceCounters(interface="wan", role="wan", rx_bytes=rx_bytes, tx_bytes=tx_bytes, up=up)
        return self.sees(seconds, "router", fact, Plane.ROUTER_BOX)

    def misses(self, seconds: float, what: str = "DslLine", subject: str = "modem") -> Office:
        """A question that was asked and not answered."""
        self.said.append(Missed(subject, at(seconds), what, "timeout", plane=Plane.MODEM_BOX))
        return self

    def sleeps(self, start: float, end: float) -> Office:
        """The laptop was suspended: nothing sampled, and a gap recorded."""
        self.asleep.append((start, end))
        self.said.append(Gap("ladder", at(start), at(end), "EchoBlock", "the computer was suspended"))
        return self

    def stops(self, start: float, end: float) -> Office:
        """netdoc was killed: whole minutes without a block, and nobody wrote down a gap."""
        self.asleep.append((start, end))
        return self

    def stalls(self, start: float, end: float) -> Office:
        """This computer sent nothing in its slots: the samples are void."""
        self.void.append((start, end))
        return self

    def loaded(self, start: float, end: float) -> Office:
        """netdoc itself loaded the line in these whole minutes."""
        self.under_load.append((start, end))
        return self

    def step(self, seconds: float, did: str = "did something", **fields: object) -> Office:
        """A person did something on site."""
        return self.sees(seconds, "operator", Step(did=did, **fields), Plane.OPERATOR)  # type: ignore[arg-type]

    def telco_says(self, seconds: float, admits: str | None = "loop.noise", ticket: str | None = "T-1") -> Office:
        """The telco's own statement."""
        fact = Testimony(witness=Witness.TELCO, says="the pair is wet", admits=admits, ticket=ticket)
        return self.sees(seconds, "telco", fact, Plane.VENDOR)

    def traced(
        self, seconds: float, answered: Sequence[int], end_answered: int, *, sent: int = 10, end_sent: int = 100
    ) -> Office:
        """A path: answers of `sent` probes per hop, and end-to-end answers of `end_sent` probes."""
        hops = tuple(
            Hop(ttl=ttl, address=f"198.51.100.{ttl}", sent=sent, answered=n) for ttl, n in enumerate(answered, 1)
        )
        fact = PathTrace(target="192.0.2.1", hops=hops, reached=True, end_sent=end_sent, end_answered=end_answered)
        return self.sees(seconds, "anchor_1", fact, Plane.PATH)

    def slow(self, start: float, end: float, excess_us: int, *rungs: str) -> Office:
        """Round trips of these rungs, or of everything beyond the router, stand this much higher in [start, end)."""
        beyond = tuple(each.id for each in self.rungs if each.kind is not RungKind.ROUTER)
        self.slower.append((start, end, excess_us, rungs or beyond))
        return self

    def site(self) -> Site:
        """Return the site."""
        return Site(
            id="story", rungs=self.rungs, devices=self.devices, owners=dict(self.owners), contract=self.contract,
            session=self.access,
        )  # fmt: skip

    def evidence(self) -> Evidence:
        """Return all of it."""
        blocks = [self._block(minute) for minute in range(self.minutes)]
        seen = [Seen("ladder", each.start, each, None, Plane.PATH, "ladder/1") for each in blocks if each is not None]
        return Evidence(self.site(), self.case, [*self.said, *seen])

    def _block(self, minute: int) -> EchoBlock | None:
        begin = minute * 60.0
        if any(start <= begin and begin + 60 <= end for start, end in self.asleep):
            return None
        loaded = any(start <= begin and begin + 60 <= end for start, end in self.under_load)
        anchors = [each.id for each in self.rungs if each.kind is RungKind.ANCHOR]
        series = []
        for rung in self.rungs:
            offset = 0.3 + (anchors.index(rung.id) * rung.period_s / len(anchors) if rung.id in anchors else 0.0)
            count = round(60 / rung.period_s)
            values = [self._sample(rung, begin + offset + k * rung.period_s, minute * count + k) for k in range(count)]
            series.append(
                EchoSeries(
                    rung=rung.id, target=rung.address, first_offset_us=round(offset * 1e6),
                    period_us=round(rung.period_s * 1e6), rtt_us=array("i", values), loaded=loaded,
                )
            )  # fmt: skip
        return EchoBlock(start=at(begin), series=tuple(series))

    def _sample(self, rung: Rung, due: float, index: int) -> int:
        if any(start <= due < end for start, end in (*self.asleep, *self.void)):
            return NOT_SENT
        if any(start <= due < end for start, end in self.lost.get(rung.id, ())):
            return LOST
        if rung.id in self.share and self._dice.random() < self.share[rung.id]:
            return LOST
        queued = sum(excess for start, end, excess, rungs in self.slower if start <= due < end and rung.id in rungs)
        return RTT_US.get(rung.id, 14_000) + (index * 37) % 90 + queued


def with_rungs(*rungs: Rung) -> tuple[Rung, ...]:
    """Return the usual ladder with more rungs, or with rungs of the same id replaced."""
    kept = {each.id: each for each in RUNGS}
    for rung in rungs:
        kept[rung.id] = rung
    return tuple(sorted(kept.values(), key=lambda each: each.kind.distance))


def without_rungs(*ids: str) -> tuple[Rung, ...]:
    """Return the usual ladder without some rungs."""
    return tuple(each for each in RUNGS if each.id not in ids)
