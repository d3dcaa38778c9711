"""What was seen of names and addresses that accuses nobody and yet must be known to whoever reads the verdict."""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from itertools import pairwise

from netdoc.diagnosis.closed_ports import ever_answered
from netdoc.diagnosis.incidents import find_incidents
from netdoc.diagnosis.lan_remarks import lan_remarks
from netdoc.diagnosis.remarks_names import name_remarks
from netdoc.diagnosis.second import another_provider
from netdoc.model.evidence import Evidence
from netdoc.model.facts.address_families import AddressFamilies
from netdoc.model.facts.host_power import HostPower
from netdoc.model.facts.path_trace import PathTrace
from netdoc.model.facts.port_answer import PortAnswer
from netdoc.model.facts.proxy_settings import ProxySettings
from netdoc.model.facts.second_path import SecondPath
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.facts.wifi_state import WifiState
from netdoc.model.incident import IncidentKind
from netdoc.model.site import RungKind

WEAK_DBM, WEAK_PCT = -75.0, 50
"""Weaker than this, frames have to be sent again. Windows counts -100 dBm as 0 % and -50 dBm as 100 %, so that 50 % is
the same (wlanSignalQuality in Microsoft's wlanapi); netdoc's own limit."""
AS_IT_BEGAN, LOOKS_APART = timedelta(seconds=30), timedelta(minutes=3)
"""So near lie two things of one moment; between looks farther apart nobody knows when it was (own)."""
SHARED = ipaddress.IPv4Network("100.64.0.0/10")
"""RFC 6598: between a provider's customers and its own address translation."""
PRIVATE = tuple(ipaddress.IPv4Network(each) for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
"""RFC 1918."""


def remarks(evidence: Evidence) -> tuple[str, ...]:
    """Return the remarks on a window, one sentence each, nothing where nothing was seen."""
    return (
        *name_remarks(evidence),
        *_translation(evidence),
        *_families(evidence),
        *_ports(evidence),
        *_proxy(evidence),
        *lan_remarks(evidence),
        *_second_path(evidence),
        *_weak_radios(evidence),
        *_own_mains(evidence),
    )


def _own_mains(evidence: Evidence) -> list[str]:
    """Tell of a computer that lost its mains as an outage began: a hint for whoever looks at the power, and no more."""
    looks = [each for each in evidence.readings(HostPower) if each.fact.on_battery is not None]
    lost = [(one.at, two.at) for one, two in pairwise(looks) if not one.fact.on_battery and two.fact.on_battery]
    return [
        f"this computer went on its battery between {first:%H:%M:%S} and {last:%H:%M:%S} UTC, as {each.id} began: the "
        "mains failed, or somebody pulled its plug; which, it cannot tell"
        for first, last in lost
        if last - first <= LOOKS_APART
        for each in find_incidents(evidence)[0]
        if each.kind is IncidentKind.OUTAGE and first - AS_IT_BEGAN <= each.start <= last + AS_IT_BEGAN
    ]


def _weak_radios(evidence: Evidence) -> list[str]:
    """Tell of computers whose own system said that their Wi-Fi is weak: their slowness says nothing of the line."""
    told = []
    for subject, fact in {each.subject: each.fact for each in evidence.readings(WifiState)}.items():
        dbm, pct = fact.signal_dbm, fact.signal_pct
        if dbm is not None and dbm < WEAK_DBM:
            strength = f"{dbm:.0f} dBm"
        elif dbm is None and pct is not None and pct < WEAK_PCT:
            strength = f"{pct} % by {fact.system}"
        else:
            continue
        told.append(
            f"the Wi-Fi of {subject} is weak ({strength}, by its own word): what is slow there need not be so by cable"
        )
    return told


def _translation(evidence: Evidence) -> list[str]:
    """Say whose translation stands between, where the router's own address or the path shows one."""
    outside = [each.fact.external_address for each in evidence.readings(WanSession) if each.fact.external_address]
    last = _address(outside[-1]) if outside else None
    if last is not None and last in SHARED:
        return [
            f"the router's internet address {last} is a shared one (RFC 6598): the provider translates addresses, so "
            "nothing can be reached here from outside, and ports for calls and tunnels may be closed or few"
        ]
    if last is not None and any(last in each for each in PRIVATE):
        return [
            f"the router's internet address {last} is a private one: a second box translates addresses behind it; "
            "whether it is the office's or the provider's is to be asked, not guessed"
        ]
    shared = _shared_on_path(evidence)
    if shared is None:
        return []
    return [
        f"{shared} on the path is a shared address (RFC 6598): the provider uses them inside its network; that it "
        "translates this office's own address is likely, and not shown"
    ]


def _families(evidence: Evidence) -> list[str]:
    """Say which family of addresses is broken where the other one works, at the last look; one that worked excuses."""
    last = {each.subject: each.fact for each in evidence.readings(AddressFamilies)}.values()
    told = []
    for broken, sound, failing, tried, answered in (
        ("IPv6", "IPv4", [each for each in last if each.v6_fails], "v6_tried", "v6_answered"),
        ("IPv4", "IPv6", [each for each in last if each.v4_fails], "v4_tried", "v4_answered"),
    ):
        if not failing or any(getattr(each, answered) for each in last):
            continue
        tries = sum(getattr(each, tried) for each in failing)
        told.append(
            f"{broken} does not work from here while {sound} does: none of {tries} connections over {broken} to "
            f"{', '.join(each.target for each in failing)} was answered, all over {sound} were; whose it is, is not "
            "shown"
        )
    return told


def _ports(evidence: Evidence) -> list[str]:
    """Tell of ports that never answered by any way: their silence says nothing."""
    silent: dict[str, str] = {}
    for each in evidence.readings(PortAnswer):
        if not each.fact.answered and not each.fact.refused:
            silent[each.subject] = each.fact.target
    never = [target for subject, target in silent.items() if not ever_answered(evidence, subject)]
    if not never:
        return []
    return [
        f"{', '.join(never)} answered none of our questions, by no way, at no time: whether a server there answers "
        "strangers at all is not known, so that silence proves nothing (ask it over another line: --second-path)"
    ]


def _proxy(evidence: Evidence) -> list[str]:
    """Say that this computer's programs go through a proxy, where the last look found one."""
    looks = evidence.readings(ProxySettings)
    fact = looks[-1].fact if looks else None
    if fact is None or fact.server is None:
        return []
    return [
        f"programs on this computer are told to use the proxy {fact.server} ({fact.told_by}); netdoc's own questions "
        "go straight: what is slow or fails in a browser here may be the proxy's doing, and was not measured"
    ]


def _second_path(evidence: Evidence) -> list[str]:
    """Say where a second path is a weaker witness than it looks."""
    asked = evidence.site.second_path
    if asked is None or not evidence.readings(SecondPath):
        return []
    if not another_provider(evidence.site):
        return [f"the second path is another line of {asked.isp}: it is no witness for or against its network"]
    if not asked.isp:
        return [
            "whose network the second path leads through is not recorded: one of the same provider would share its "
            "faults (`isp` under [second_path])"
        ]
    return []


def _shared_on_path(evidence: Evidence) -> str | None:
    """Return the first shared address beyond the router, on the last path traced."""
    traces = evidence.readings(PathTrace)
    router = {each.address for each in evidence.site.rungs if each.kind is RungKind.ROUTER}
    for hop in traces[-1].fact.hops if traces else ():
        address = None if hop.address is None or hop.address in router or hop.ttl == 1 else _address(hop.address)
        if address is not None and address in SHARED:
            return str(address)
    return None


def _address(text: str) -> ipaddress.IPv4Address | None:
    try:
        return ipaddress.IPv4Address(text)
    except ValueError:
        return None


def doubtful_clock(evidence: Evidence) -> str:
    """Return why times are to be compared with care, for a clock whose error is not known throughout."""
    if evidence.clock.compared:
        return "how far the computer's clock was off is not known for all of the time: compare times with care"
    if evidence.clock.polls:
        return "the clocks that the computer's was compared with contradict each other: compare times with care"
    return "the computer's clock was not checked against a time server: compare times with care"
