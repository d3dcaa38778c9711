"""The office network for whoever installed it: who hands out addresses and holds them, clocks, what was changed."""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.model.facts.address_check import AddressCheck
from netdoc.model.facts.clock_offset import ClockOffset
from netdoc.model.facts.dhcp_lease import DhcpLease
from netdoc.model.facts.dhcp_offers import DhcpOffer, DhcpOffers
from netdoc.model.facts.link_state import LinkState
from netdoc.model.facts.step import Step
from netdoc.model.finding import Bearing
from netdoc.model.segment import Segment
from netdoc.plugin import Section
from netdoc.report.document import Align, Block, Bullets, Column, Heading, Paragraph, Table
from netdoc.report.texts import shorten
from netdoc.report.variants import Variant
from netdoc.report.view import View
from netdoc.report.words import NBSP, capital, count, duration, plural

_READERS = (Variant.IT, Variant.TECHNICAL)
_MOST_STEPS, _WORDS, _MOST_CLOCKS = 60, 160, 12
_MINUTE_S = 60.0
_SERVERS = (
    Column(title="Server", width=2.0),
    Column(title="Hardware address", width=2.2),
    Column(title="Gateway", width=2.0),
    Column(title="Name servers", width=2.6),
    Column(title="Offers", width=1.0, align=Align.RIGHT),
    Column(title="Last, local", width=2.2),
)
_HOLDERS = (
    Column(title="Address", width=2.2),
    Column(title="Whose", width=2.4),
    Column(title="Held by", width=4.4),
    Column(title="Looks", width=1.0, align=Align.RIGHT),
)
_CLOCKS = (
    Column(title="When, local", width=2.4),
    Column(title="Compared with", width=3.0),
    Column(title="This computer's clock", width=2.4, align=Align.RIGHT),
    Column(title="Exact to", width=1.4, align=Align.RIGHT),
)
_CHANGES = (
    Column(title="When, local", width=2.2),
    Column(title="Who", width=1.8),
    Column(title="What", width=6.0),
    Column(title="Incidents since", width=1.2, align=Align.RIGHT),
)


def write(view: View) -> Sequence[Block]:
    """Return what was seen of the office network; nothing for readers whom it does not concern."""
    if view.variant not in _READERS:
        return ()
    tables = [each for each in (_servers(view), _holders(view), _clocks(view), _changes(view)) if each is not None]
    blocks: list[Block] = [Heading(text="The office network")]
    told = _told(view)
    if told:
        blocks.append(Bullets(items=told))
    if not tables and not told:
        text = "Nobody asked who hands out addresses here or who holds them, no clock was compared, no change noted."
        return (*blocks, Paragraph(text=text))
    if view.evidence.readings(Step):
        return (*blocks, *tables)
    note = "No change to this network is on record: `netdoc step note` keeps what was done, with its time."
    return (*blocks, *tables, Paragraph(text=note, small=True))


def _told(view: View) -> tuple[str, ...]:
    """Return what was found of the office network over the whole period, whether or not anything failed by it."""
    return tuple(
        f"{capital(each.sentence.rstrip('.'))}."
        for each in view.verdict.window_findings
        if each.bearing is Bearing.BLAMES and each.fault.segment in (Segment.HOST, Segment.LAN)
    )


def _servers(view: View) -> Table | None:
    seen: dict[DhcpOffer, tuple[int, str]] = {}
    for each in view.evidence.readings(DhcpOffers):
        for offer in each.fact.offers:
            alike = DhcpOffer(server=offer.server, mac=offer.mac, gateways=offer.gateways, resolvers=offer.resolvers)
            seen[alike] = (seen.get(alike, (0, ""))[0] + 1, view.times.stamp(each.at))
    if not seen:
        return None
    rows = tuple(
        (
            offer.server,
            offer.mac or "not read",
            ", ".join(offer.gateways) or "none",
            ", ".join(offer.resolvers) or "none",
            count(times),
            last,
        )
        for offer, (times, last) in seen.items()
    )
    servers = len({each.server for each in seen})
    lease = view.evidence.readings(DhcpLease)
    own = f"; this computer's lease is from {lease[-1].fact.server}" if lease and lease[-1].fact.server else ""
    return Table(caption=f"{plural(servers, 'server')} handed out addresses{own}", columns=_SERVERS, rows=rows)


def _holders(view: View) -> Table | None:
    held: dict[tuple[str, str], tuple[dict[str, None], int]] = {}
    links = view.evidence.readings(LinkState)
    own_mac = "this computer" if links else "the measuring computer"
    for each in view.evidence.readings(AddressCheck):
        fact = each.fact
        told = (
            (fact.own_address, "this computer's", (own_mac, *fact.own_claimed_by)),
            (fact.gateway, "the gateway's", fact.gateway_macs),
        )
        for address, whose, macs in told:
            if address is not None:
                known, looks = held.get((address, whose), ({}, 0))
                held[address, whose] = (known | dict.fromkeys(macs), looks + 1)
    if not held:
        return None
    rows = tuple(
        (address, whose, " and ".join(macs) or "nobody answered", count(looks))
        for (address, whose), (macs, looks) in held.items()
    )
    return Table(
        caption="Who answered for an address; two holders take each other's packets", columns=_HOLDERS, rows=rows
    )


def _clocks(view: View) -> Table | None:
    told = [each for each in view.evidence.readings(ClockOffset) if each.fact.offset_s is not None]
    if not told:
        return None
    rows = tuple(
        (
            view.times.stamp(each.at),
            f"{each.fact.server or 'another clock'} ({each.fact.source.value.replace('_', ' ')})",
            _off(each.fact.offset_s or 0.0),
            "not told" if each.fact.bound_s is None else f"{each.fact.bound_s:.1f}{NBSP}s",
        )
        for each in told[-view.most(_MOST_CLOCKS) :]
    )
    return Table(caption="Clocks compared", columns=_CLOCKS, rows=rows)


def _off(seconds: float) -> str:
    if abs(seconds) < 0.05:
        return "alike"
    long = duration(abs(seconds)) if abs(seconds) >= _MINUTE_S else f"{abs(seconds):.1f}{NBSP}s"
    return f"{long} {'fast' if seconds > 0 else 'slow'}"


def _changes(view: View) -> Table | None:
    steps = view.evidence.readings(Step)
    if not steps:
        return None
    rows = []
    for each in steps[-view.most(_MOST_STEPS) :]:
        what = shorten(each.fact.did, _WORDS)
        if each.fact.changed:
            what = f"{what}; setting changed: {shorten(each.fact.changed, _WORDS)}"
        after = sum(1 for judged in view.verdict.incidents if judged.incident.start > each.at)
        rows.append((view.times.minute(each.at), each.fact.who or "not noted", what, count(after)))
    return Table(caption="What was done and changed, as noted at the time", columns=_CHANGES, rows=tuple(rows))


SECTION = Section(id="installation", place=53, write=write)
