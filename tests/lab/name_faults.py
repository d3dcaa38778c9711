"""Faults of name servers that can be put into a running office; each function returns what undoes it."""

from __future__ import annotations

from tests.lab import servers
from tests.lab.faults import Undo
from tests.lab.office import Office
from tests.lab.plan import ZONE
from tests.lab.signed_zones import BROKEN_ZONE, signed_zones


def check_signatures(office: Office, *, clock_right: bool) -> Undo:
    """The provider's name server checks DNSSEC signatures, by a right clock or by one that stands in 2001."""
    office.stop("isp_dns")
    zones = signed_zones(office.folder, {ZONE: office.plan.web.far, BROKEN_ZONE: office.plan.web.far})
    date = "" if clock_right else "20010101000000"
    office.run_beside("validator", servers.validating_unbound(office.folder, office.plan.isp_resolver.far, zones, date))

    def check_no_more() -> None:
        office.stop("validator")
        office.start("isp_dns")

    return check_no_more


def answer_for(office: Office, address: str) -> Undo:
    """The provider's first box answers questions that are meant for one address itself, and lets all others pass."""
    server = servers.dns_forwarder("access", office.plan.first_hop, upstream=office.plan.isp_resolver.far)
    office.run_beside("interceptor", server)
    body = f'type nat hook prerouting priority -100\niifname "dslam0" ip daddr {address} udp dport 53 redirect to :53'
    office.run("access", "nft", "-f", "-", text=f"table ip answering {{\nchain c {{\n{body}\n}}\n}}\n")

    def let_pass() -> None:
        office.run("access", "nft", "delete", "table", "ip", "answering")
        office.stop("interceptor")

    return let_pass
