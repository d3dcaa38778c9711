"""Which suspects were not questioned because this user lacks a right, and the one command that gives it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from netdoc.model.evidence import Evidence
from netdoc.model.facts.address_check import AddressCheck
from netdoc.model.facts.dhcp_offers import DhcpOffers
from netdoc.model.facts.pppoe_discovery import PppoeDiscovery
from netdoc.model.observation import Gap
from netdoc.model.site import Rung, RungKind

NO_RIGHT, NO_PING = "need a right", "may not ping"
"""How the adapters say why (`probes/wire/raw.py`, `probes/wire/echo_tcp.py`)."""
_RAW: Mapping[str, str] = {
    DhcpOffers.KIND: "a second address server in the office",
    AddressCheck.KIND: "another device with the router's or this computer's address",
    PppoeDiscovery.KIND: "the provider's access concentrator",
}
_PINGED: Mapping[RungKind, str] = {
    RungKind.ROUTER: "the router",
    RungKind.MODEM: "the modem",
    RungKind.FIRST_HOP: "the provider's first hop",
    RungKind.RESOLVER: "a name server",
    RungKind.ANCHOR: "an internet target",
}


@dataclass(frozen=True, slots=True)
class Unquestioned:
    """Suspects in words, and what to type."""

    suspects: tuple[str, ...]
    command: str

    @property
    def sentence(self) -> str:
        """All of it in one sentence."""
        return f"not questioned, for this user lacks the right: {', '.join(self.suspects)}; `{self.command}` asks them"


def unquestioned(evidence: Evidence) -> Unquestioned | None:
    """Return who was not questioned in the whole window for want of a right; None where nobody."""
    suspects = tuple(dict.fromkeys([*_raw(evidence), *_unpinged(evidence)]))
    if not suspects:
        return None
    at_modem = " --at-modem" if evidence.site.at_modem else ""
    # without the site's name: root has a data folder of its own, and must leave no files of its own in this user's
    return Unquestioned(suspects, f"sudo netdoc check{at_modem}")


def _raw(evidence: Evidence) -> Iterator[str]:
    answered = {kind.KIND for kind in evidence.kinds()}
    for gap in evidence.gaps:
        if gap.what in _RAW and gap.what not in answered and NO_RIGHT in gap.why:
            yield _RAW[gap.what]


def _unpinged(evidence: Evidence) -> Iterator[str]:
    """Yield the rungs that were never sampled because nobody may ping and no TCP port of theirs is known."""
    barred = {gap.subject for gap in evidence.gaps if _about_ping(gap)}
    sampled = set(evidence.ladder.rungs)
    for rung in evidence.site.rungs:
        if rung.id in barred and rung.id not in sampled:
            yield _words(rung)


def _about_ping(gap: Gap) -> bool:
    return NO_PING in gap.why


def _words(rung: Rung) -> str:
    return f"{_PINGED.get(rung.kind, 'a service')} {rung.address}"
