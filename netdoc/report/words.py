"""Numbers and names as words: what was not read is said so, never a zero, a dash or a None."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from netdoc.model.incident import IncidentKind, Origin
from netdoc.model.plane import Plane
from netdoc.model.segment import Party
from netdoc.model.site import Rung, RungKind
from netdoc.model.verdict import Standing

NOT_READ = "not read"
NBSP = "\u00a0"
"""Keeps a number and its unit, and the groups of a number, on one line."""

PARTY_NOUN: Mapping[Party, str] = {
    Party.PREMISES: "the premises",
    Party.POWER: "the power supply",
    Party.EQUIPMENT: "the supplied modem or router",
    Party.LINE: "the telephone line",
    Party.PROVIDER: "the provider's network or account",
    Party.FAR_END: "the far end",
}
PARTY_TITLE: Mapping[Party, str] = {
    Party.PREMISES: "Premises: office network, own router, in-house wiring",
    Party.POWER: "Power: mains, UPS",
    Party.EQUIPMENT: "Supplied equipment: modem or router, with its adapter",
    Party.LINE: "Telephone line: test socket to DSLAM",
    Party.PROVIDER: "Provider: account, session, network, name servers",
    Party.FAR_END: "Far end: the destination or its hosting vendor",
}
PARTY_SHORT: Mapping[Party, str] = {
    Party.PREMISES: "Premises",
    Party.POWER: "Power",
    Party.EQUIPMENT: "Supplied equipment",
    Party.LINE: "Telephone line",
    Party.PROVIDER: "Provider",
    Party.FAR_END: "Far end",
}
STANDING_WORDS: Mapping[Standing, str] = {
    Standing.ESTABLISHED: "established",
    Standing.INDICATED: "indicated",
    Standing.CONTRADICTED: "contradicted",
    Standing.INSUFFICIENT: "insufficient",
    Standing.CLEARED: "cleared",
}
STANDING_MEANING: Mapping[Standing, str] = {
    Standing.ESTABLISHED: "strong support; every independent witness that this fault needs agrees",
    Standing.INDICATED: "the evidence points there; not every witness that would settle it was heard",
    Standing.CONTRADICTED: "witnesses disagree; both sides are printed",
    Standing.INSUFFICIENT: "not enough evidence either way",
    Standing.CLEARED: "what could be at fault there was tested and found in order",
}
NOTHING_SHOWN = "nothing that was measured points there; no test of its own was made"
"""What `cleared` means for a party of which no rule found anything: less than tested and found in order."""
PLANE_WORDS: Mapping[Plane, str] = {
    Plane.HOST: "measuring computer",
    Plane.PATH: "probes along the path",
    Plane.ROUTER_BOX: "router",
    Plane.MODEM_BOX: "modem",
    Plane.SESSION_LOG: "session log of a second box",
    Plane.POWER: "power log",
    Plane.OPERATOR: "person on site",
    Plane.VENDOR: "vendor's statement",
    Plane.SECOND_PATH: "second internet line",
}
KIND_WORDS: Mapping[IncidentKind, str] = {
    IncidentKind.OUTAGE: "no connection",
    IncidentKind.BROWNOUT: "heavy loss",
    IncidentKind.SLOW: "slow",
    IncidentKind.NAMES: "names fail or are late",
    IncidentKind.SESSION: "session lost",
    IncidentKind.TARGET: "one target fails",
    IncidentKind.SERVICE: "a service fails in part",
    IncidentKind.LARGE: "large packets stall",
    IncidentKind.PORT: "a port does not answer",
}
ORIGIN_WORDS: Mapping[Origin, str] = {
    Origin.LADDER: "own samples",
    Origin.MODEM_MEMORY: "modem's memory",
    Origin.ROUTER_MEMORY: "router's memory",
    Origin.LOOKUPS: "name look-ups",
    Origin.HOST: "measuring computer",
    Origin.ATTEMPTS: "attempts at the service",
    Origin.SIZES: "packets of several sizes",
    Origin.PORTS: "questions to ports",
}
FACT_WORDS: Mapping[str, str] = {
    "AddressCheck": "who holds an address of the office",
    "AddressFamilies": "IPv4 beside IPv6",
    "Baseline": "a stretch of time named as baseline",
    "ClockOffset": "our clock beside another",
    "ClockReading": "clock of the measuring computer",
    "ConnectRun": "attempts at a service",
    "DeviceLog": "the box's own log",
    "DeviceState": "state of the box",
    "DnsIdentity": "which server answers, from how near",
    "DnsInterception": "name questions answered on the way",
    "DhcpLease": "the computer's own lease",
    "DhcpOffers": "who hands out addresses",
    "DnsLookup": "name look-up",
    "DnssecPair": "checking of signatures by name servers",
    "DslHistory": "line's own memory",
    "DslLine": "line statistics",
    "EchoBlock": "path samples",
    "FixedAnswer": "names whose addresses are known",
    "HostPower": "power of the measuring computer",
    "InterfaceCounters": "traffic counters",
    "Ipv6Routers": "routers for IPv6",
    "LargePackets": "full-size packets to a service",
    "LinkState": "own link",
    "PathTrace": "path, hop by hop",
    "PppoeDiscovery": "concentrators that answered",
    "PppoeSession": "a login tried at the modem",
    "PowerState": "state of the UPS",
    "RouterAnnouncements": "routers that announce themselves for IPv6",
    "RunNote": "a run of netdoc itself",
    "SilencePlan": "a silence test, fixed beforehand",
    "SizeSweep": "packet sizes along the path",
    "SecureLookup": "name look-up inside TLS",
    "Step": "a step on site",
    "Testimony": "a statement",
    "Transfer": "throughput",
    "WanSession": "internet session",
    "WifiState": "Wi-Fi of a computer",
    "SecondPath": "the same destinations over another line",
    "PortAnswer": "ports that calls and tunnels need",
    "PortalCheck": "a login page in the way",
    "ProxySettings": "proxy of the measuring computer",
}
"""What a kind of fact is about, for people."""
COMPLAINT_WORDS: Mapping[str, str] = {
    "dead": "no connection at all",
    "drops": "the connection drops now and then",
    "slow": "the connection is slow",
    "service": "a service does not work",
}
_OTHER_PLACES: Mapping[str, str] = {
    "host": "Measuring computer",
    "own_link": "Measuring computer's own link",
    "anchors": "Internet targets",
    "ups": "UPS",
}
_RUNG_WORDS: Mapping[RungKind, str] = {
    RungKind.ROUTER: "Office router",
    RungKind.MODEM: "Modem",
    RungKind.FIRST_HOP: "Provider's first hop",
    RungKind.RESOLVER: "Name server",
    RungKind.ANCHOR: "Target",
    RungKind.SERVICE: "Service",
}


def rung_words(rung: Rung | None, rung_id: str) -> str:
    """Return what people call a rung: its own label, or what it is."""
    if rung is None:
        return _OTHER_PLACES.get(rung_id) or capital(rung_id.replace("_", " "))
    if rung.label:
        return rung.label
    words = _RUNG_WORDS[rung.kind]
    return f"{words} {rung.address}" if rung.kind in (RungKind.ANCHOR, RungKind.SERVICE) else words


def joined(words: Sequence[str], last: str = "or") -> str:
    """Return `a, b or c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def capital(text: str) -> str:
    """Return the text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def count(number: int) -> str:
    """Return `86 400`: groups of three from five digits on."""
    return f"{number:,}".replace(",", NBSP) if abs(number) >= 10_000 else str(number)


def plural(number: int, one: str, many: str = "") -> str:
    """Return `1 incident`, `12 incidents`."""
    return f"{count(number)}{NBSP}{one if number == 1 else many or one + 's'}"


def quantity(value: float | None, unit: str, digits: int = 0) -> str:
    """Return `6.5 dB`, or that it was not read."""
    if value is None or not math.isfinite(value):
        return NOT_READ
    text = count(round(value)) if digits == 0 else f"{value:.{digits}f}"
    return f"{text}{NBSP}{unit}" if unit else text


def duration(seconds: float) -> str:
    """Return `45 s`, `3 min 20 s`, `36 h 5 min`, `3 d 4 h`: two units at most."""
    whole = round(seconds)
    if whole < 1:
        return f"less than 1{NBSP}s"
    days, hours = (whole // 86400, whole // 3600 % 24) if whole >= 2 * 86400 else (0, whole // 3600)
    parts = [(days, "d"), (hours, "h"), (whole // 60 % 60, "min"), (whole % 60, "s")]
    first = next(index for index, (number, _) in enumerate(parts) if number)
    return " ".join(f"{number}{NBSP}{unit}" for number, unit in parts[first : first + 2] if number)


_LENGTHS = ((2.0, 60.0, 0, "s"), (10.0, 1.0, 1, "min"), (600.0, 1.0, 0, "min"), (math.inf, 1 / 60, 1, "h"))
"""Below how many minutes a length is given in which unit: bound, units a minute, digits, unit."""


def minutes_range(least: float, most: float) -> str:
    """Return `34 to 36 min`, rounded outwards; one length where both say the same, `up to` from nothing."""
    scale, digits, unit = next(each[1:] for each in _LENGTHS if most < each[0])
    step = 10**digits
    if least == most:
        return f"{most * scale:.{digits}f}{NBSP}{unit}"
    low, high = math.floor(least * scale * step) / step, math.ceil(most * scale * step) / step
    if low <= 0:
        return f"up to {high:.{digits}f}{NBSP}{unit}"
    return f"{low:.{digits}f} to {high:.{digits}f}{NBSP}{unit}"


def share(part: int, whole: int) -> str:
    """Return `12 of 3600 (0.3 %)`."""
    if whole == 0:
        return "none sent"
    return f"{count(part)} of {count(whole)} ({percent(part / whole)})"


def percent(ratio: float) -> str:
    """Return a share in percent, never rounded to a false 0 or 100."""
    value = ratio * 100
    if 0 < value < 0.1:
        return f"<{NBSP}0.1{NBSP}%"
    if 99.9 < value < 100:
        return f">{NBSP}99.9{NBSP}%"
    return f"{value:.1f}{NBSP}%" if value % 1 and value < 99.95 else f"{value:.0f}{NBSP}%"


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return the 95 % interval of a share after Wilson (1927), as two shares."""
    z = 1.959964
    middle = (part + z * z / 2) / (whole + z * z)
    half = z / (whole + z * z) * math.sqrt(part * (whole - part) / whole + z * z / 4)
    return max(0.0, middle - half), min(1.0, middle + half)


def milliseconds(microseconds: float | None) -> str:
    """Return a time in ms with sensible digits, or that it was not read."""
    if microseconds is None:
        return NOT_READ
    value = microseconds / 1000
    return f"{value:.0f}{NBSP}ms" if value >= 100 else f"{value:.1f}{NBSP}ms"


def kilobits(rate: int | None) -> str:
    """Return a rate in kbit/s, or that it was not read."""
    return quantity(rate, "kbit/s")


def lacks(missing: Sequence[str]) -> tuple[str, ...]:
    """Return what a rule lacked, each once, with kinds of facts in words."""
    kinds = re.compile(rf"\b({'|'.join(FACT_WORDS)})\b")
    return tuple(dict.fromkeys(kinds.sub(lambda found: FACT_WORDS[found[1]], each) for each in missing))


def clock_words(bound_s: float | None) -> str:
    """Return how right times are; the bound is rounded up, never down."""
    if bound_s is None:
        return "the clock's error is not known"
    if bound_s >= 1:
        return f"times are right to ±{math.ceil(bound_s)}{NBSP}s"
    return f"times are right to ±{max(1, math.ceil(bound_s * 1000)) / 1000:g}{NBSP}s"


def shorten_label(text: str) -> str:
    """Return a row's label cut to what its column holds."""
    return text if len(text) <= _LABEL else text[: _LABEL - 1].rstrip() + "…"


_LABEL = 26
