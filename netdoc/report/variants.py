"""Who the report is for. The data are the same; page 1, the ask and what is held back differ."""

from __future__ import annotations

from enum import StrEnum

from netdoc.model.fault import Fault
from netdoc.model.segment import CLIENT, CONSULTANT, DEFAULT_OWNERS, ISP, TELCO, UNKNOWN, Party, Segment
from netdoc.model.site import Site
from netdoc.model.verdict import Conclusion, Standing, Verdict


class Variant(StrEnum):
    """A reader."""

    TELCO = "telco"
    ISP = "isp"
    JOINT = "joint"
    HOSTING = "hosting"
    """The desk of whoever runs a service: what was asked of it, how often it failed, and which test settles it."""
    IT = "it"
    """Whoever installed the office's network and servers: what was seen of them, and what was changed when."""
    PLAIN = "plain"
    """The office and its consultant; nothing is held back."""
    TECHNICAL = "technical"
    """An engineer; nothing is held back, and nothing is left out."""

    @property
    def redacted(self) -> bool:
        """True for copies that leave the house: no MAC, SSID, host name or LAN address of the client."""
        return self not in (Variant.PLAIN, Variant.TECHNICAL, Variant.IT)

    @property
    def knows_account(self) -> bool:
        """False for whoever has no business with the provider's contract: no account or circuit number."""
        return self is not Variant.IT


_NAMED = {Party.LINE: Variant.TELCO, Party.EQUIPMENT: Variant.ISP, Party.PROVIDER: Variant.ISP}
_OF_THE_ISP = frozenset({Party.EQUIPMENT, Party.PROVIDER})


def accused(verdict: Verdict) -> Party | None:
    """Return the party that may be named: one candidate, with enough standing. Naming is accusing."""
    if verdict.conclusion is not Conclusion.FAULT or len(verdict.remaining) > 1:
        return None
    return verdict.party if verdict.standing in (Standing.ESTABLISHED, Standing.INDICATED) else None


def default_variant(verdict: Verdict, site: Site | None = None) -> Variant:
    """Return whom the report is for when nobody says: whoever must act, or both when both could."""
    party = accused(verdict)
    if party is Party.PREMISES and site is not None and verdict.fault is not None:
        return Variant.IT if _installed(verdict.fault) and it_vendor(site) else Variant.PLAIN
    if party is not None:
        of_a_service = verdict.fault in (Fault.SERVICE_BALANCER, Fault.SERVICE_BACKEND)
        return Variant.HOSTING if of_a_service else _NAMED.get(party, Variant.PLAIN)
    if verdict.fault is None:
        return Variant.PLAIN  # nothing speaks for anybody yet: the next test comes before any vendor is asked
    remaining = set(verdict.remaining)
    if Party.LINE in remaining and remaining & _OF_THE_ISP:
        return Variant.JOINT
    if remaining and remaining <= _OF_THE_ISP:
        return Variant.ISP
    return Variant.PLAIN


def telco_name(site: Site) -> str:
    """Return what to call the line's operator."""
    owner = site.owner(Segment.LOOP)
    return site.contract.telco or ("the line operator" if owner in ("telco", "unknown") else owner)


def isp_name(site: Site) -> str:
    """Return what to call the provider."""
    owner = site.owner(Segment.ACCESS)
    return site.contract.isp or ("the provider" if owner in ("isp", "unknown") else owner)


def hosting_name(site: Site) -> str:
    """Return what to call whoever runs the service."""
    owner = site.owner(Segment.SERVICE)
    return DEFAULT_OWNERS[Segment.SERVICE] if owner == "unknown" else owner


def it_vendor(site: Site) -> str | None:
    """Return the vendor that the site file names for the office network; None where it is the client's own."""
    owner = site.owner(Segment.LAN)
    return None if owner in (CLIENT, CONSULTANT, ISP, TELCO, UNKNOWN) else owner


def _installed(fault: Fault) -> bool:
    return fault.segment in (Segment.HOST, Segment.LAN)


def title(variant: Variant, site: Site) -> str:
    """Return the report's title: for whom it is, never what it finds."""
    telco, isp = telco_name(site), isp_name(site)
    return {
        Variant.TELCO: f"Connection evidence for {telco}",
        Variant.ISP: f"Connection evidence for {isp}",
        Variant.JOINT: f"Joint test request for {telco} and {isp}",
        Variant.HOSTING: f"Service evidence for {hosting_name(site)}",
        Variant.IT: f"Installation evidence for {it_vendor(site) or 'the IT vendor'}",
        Variant.PLAIN: "Connection report for the office",
        Variant.TECHNICAL: "Connection report, technical copy",
    }[variant]


def vendor_fields(variant: Variant, site: Site) -> tuple[tuple[str, str | None], ...]:
    """Return what this reader will ask for, with the value where the site file gives one."""
    contract = site.contract
    account = ("Account number", contract.account)
    circuit = ("Circuit or line no.", contract.circuit)
    holder = ("Account holder", contract.holder)
    call_back = ("Call back", contract.call_back)
    product = ("Product", contract.product)
    return {
        Variant.TELCO: (circuit, holder, call_back),
        Variant.ISP: (account, circuit, holder, product, call_back),
        Variant.JOINT: (account, circuit, holder, call_back),
        Variant.HOSTING: (call_back,),
        Variant.IT: (call_back,),
        Variant.PLAIN: (account, circuit, product),
        Variant.TECHNICAL: (account, circuit, holder, product, call_back),
    }[variant]


_VENDORS = frozenset({Party.LINE, Party.EQUIPMENT, Party.PROVIDER})


def unfilled(variant: Variant, site: Site, verdict: Verdict) -> tuple[str, ...]:
    """Return what a vendor will ask for and the site file does not hold; nothing where no vendor is concerned."""
    asked = variant.redacted or variant is Variant.IT or bool(_VENDORS & {verdict.party, *verdict.remaining})
    return tuple(label for label, value in vendor_fields(variant, site) if asked and not value)
