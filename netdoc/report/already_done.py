"""The first line's script, answered beforehand: what was done, with its exhibit, or an honest «not done»."""

from __future__ import annotations

from netdoc.model.evidence import Evidence
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.link_state import LinkKind, LinkState
from netdoc.model.facts.step import Socket, Step
from netdoc.report.document import Tick
from netdoc.report.exhibits import Exhibits
from netdoc.report.texts import shorten
from netdoc.report.times import LocalTimes


def cited_links(evidence: Evidence) -> list[str]:
    """Return the captures of the computer's own link that the ticks rest on."""
    links = [each.capture for each in evidence.readings(LinkState) if each.capture]
    return links[:1]


def ticks(evidence: Evidence, exhibits: Exhibits, times: LocalTimes) -> tuple[Tick, ...]:
    """Return the questions a first line asks, each answered from the facts."""
    return (
        _by_cable(evidence, exhibits),
        _no_vpn(evidence),
        _restarted(evidence, times),
        _test_socket(evidence, times),
        _other_modem(evidence, times),
        _not_only_ping(evidence),
        _own_traffic(evidence),
        Tick(text="Filters, phones, alarm, fax on the line: no record", done=False),
    )


def _by_cable(evidence: Evidence, exhibits: Exhibits) -> Tick:
    links = evidence.readings(LinkState)
    kinds = {each.fact.link for each in links if each.fact.link is not LinkKind.NONE}
    if not kinds:
        return Tick(text="Measured by cable: own link not read", done=False)
    if kinds != {LinkKind.WIRED}:
        words = " and ".join(sorted({"Wi-Fi" if each is LinkKind.WIFI else each.value for each in kinds}))
        return Tick(text=f"Measured by cable only: no, by {words}", done=False)
    found = exhibits.ids(cited_links(evidence))
    return Tick(text=f"Measured by cable, not Wi-Fi{f' ({found[0]})' if found else ''}", done=True)


def _no_vpn(evidence: Evidence) -> Tick:
    links = [each for each in evidence.readings(LinkState) if each.fact.interface]
    if not links:
        return Tick(text="VPN off while measuring: not checked", done=False)
    vpn = any(each.fact.vpn is not None for each in links)
    return Tick(text="VPN off while measuring" if not vpn else "VPN off while measuring: no, one was up", done=not vpn)


def _restarted(evidence: Evidence, times: LocalTimes) -> Tick:
    done = [each for each in evidence.readings(Step) if each.fact.power_cycled]
    if not done:
        return Tick(text="Restart: no record (a restart clears the counters)", done=False)
    last = done[-1]
    return Tick(text=f"Restarted {shorten(last.fact.power_cycled or '', 40)}, {times.minute(last.at)}", done=True)


def _test_socket(evidence: Evidence, times: LocalTimes) -> Tick:
    done = [each for each in evidence.readings(Step) if each.fact.socket is Socket.TEST]
    if not done:
        return Tick(text="Modem at the test socket: no record", done=False)
    return Tick(text=f"Modem at the test socket since {times.minute(done[0].at)}", done=True)


def _other_modem(evidence: Evidence, times: LocalTimes) -> Tick:
    named = [each for each in evidence.readings(Step) if each.fact.modem is not None]
    names = list(dict.fromkeys(each.fact.modem for each in named))
    proven = [each for each in named if each.fact.modem_proven]
    if len(names) < 2 and not proven:
        return Tick(text="Another modem tried: no record", done=False)
    which = proven[0] if proven else next(each for each in named if each.fact.modem == names[1])
    quality = "proven on another line" if which.fact.modem_proven else "not proven on another line"
    return Tick(text=f"Another modem tried ({quality}), {times.minute(which.at)}", done=True)


def _not_only_ping(evidence: Evidence) -> Tick:
    methods = {series.method for rung in evidence.ladder.rungs for _, series in evidence.ladder.runs(rung)}
    tcp = any(each.startswith("tcp") for each in methods)
    return Tick(text="TCP beside ping" if tcp else "TCP beside ping: not measured", done=tcp)


def _own_traffic(evidence: Evidence) -> Tick:
    wan = [each for each in evidence.readings(InterfaceCounters) if each.fact.role == "wan"]
    known = len(wan) >= 2
    words = "Office's own traffic counted at the router"
    return Tick(text=words if known else f"{words}: not known", done=known)
