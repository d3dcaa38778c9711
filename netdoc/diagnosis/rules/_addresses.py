"""What the rules on the office's addresses ask: who offers which, and who holds one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TypeVar

from netdoc.diagnosis.rules._gateway import ever_swung
from netdoc.model.evidence import Evidence
from netdoc.model.facts import Fact
from netdoc.model.facts.address_check import AddressCheck
from netdoc.model.facts.dhcp_offers import DhcpOffer, DhcpOffers
from netdoc.model.incident import Incident
from netdoc.model.makers import SHARED_BY_ROUTERS
from netdoc.model.observation import Seen

F = TypeVar("F", bound=Fact)
NEAR = timedelta(minutes=15)
"""Offers are asked for every five minutes: looks on both sides of an incident are this near to it (own)."""


def looks_around(evidence: Evidence, kind: type[F], incident: Incident) -> list[Seen[F]]:
    """Return the looks within an incident; where nobody looked, those on both sides of it and near.

    A look on one side only tells nothing of the incident: the list is then empty.
    """
    within = evidence.readings(kind, start=incident.start, end=incident.end)
    if within:
        return within
    before, after = evidence.last_before(incident.start, kind), evidence.first_after(incident.end, kind)
    if before is None or after is None or incident.start - before.at > NEAR or after.at - incident.end > NEAR:
        return []
    return [before, after]


def differ(offers: Sequence[DhcpOffer]) -> bool:
    """Return whether offers, of whichever servers, name different gateways or name servers."""
    return len({each.gateways for each in offers}) > 1 or len({frozenset(each.resolvers) for each in offers}) > 1


def disagree(offers: Sequence[DhcpOffer]) -> bool:
    """Return whether two servers would send a computer to different gateways or name servers."""
    return len({each.server for each in offers}) > 1 and differ(offers)


def servers_disagree(evidence: Evidence) -> bool:
    """Return whether two servers disagreed at any look."""
    return evidence.once(
        "two servers disagree", lambda: any(disagree(each.fact.offers) for each in evidence.readings(DhcpOffers))
    )


def disputed(check: AddressCheck) -> bool:
    """Return whether somebody else held an address too, as far as a look can tell.

    Not by Wi-Fi, where access points and repeaters answer for others; and not where a pair of routers shares it.
    """
    if check.wired is not True:
        return False
    several = len(check.gateway_macs) > 1 and not _shared(check.gateway_macs)
    return several or bool(check.own_claimed_by and not _shared(check.own_claimed_by))


def told_nothing(check: AddressCheck) -> bool:
    """Return whether a look cannot clear anybody: by Wi-Fi, or the gateway's address had several holders."""
    return check.wired is not True or len(check.gateway_macs) > 1 or bool(check.own_claimed_by)


def ever_disputed(evidence: Evidence) -> bool:
    """Return whether an address was disputed at any look, or the gateway's went back and forth."""
    return evidence.once(
        "an address is disputed",
        lambda: (
            any(disputed(each.fact) for each in evidence.readings(AddressCheck)) or ever_swung(evidence) is not None
        ),
    )


def _shared(macs: Iterable[str]) -> bool:
    return any(each.startswith(SHARED_BY_ROUTERS) for each in macs)
