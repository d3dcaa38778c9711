"""When nothing may be judged: what was measured is another network than the office's, or none at all."""

from __future__ import annotations

from netdoc.diagnosis.login_page import page_in_the_way
from netdoc.model.evidence import Evidence
from netdoc.model.facts.link_state import LinkState


def refusal(evidence: Evidence) -> tuple[str, str] | None:
    """Return headline and reason where a VPN or a login page stood between, or no network was there; else None."""
    vpn = next((each for each in evidence.readings(LinkState) if each.fact.default_via_vpn), None)
    if vpn is not None:
        return (
            "Insufficient evidence: a VPN was up on the measuring computer",
            f"all traffic went through {vpn.fact.vpn or 'a VPN'}, so what was measured is the VPN's network and not "
            "this office's; switch it off and check again",
        )
    page = page_in_the_way(evidence)
    if page is not None:
        return (
            "Insufficient evidence: a login page stands between this computer and the internet",
            f"{page}; nothing that was measured speaks of line or provider: open a browser, log in or read what the "
            "page says (a provider shows one too, on a line that is not activated or not paid), and check again",
        )
    looks = evidence.readings(LinkState)
    if looks and not any(each.fact.interface for each in looks) and not evidence.ladder.ever_answered:
        return (
            "Insufficient evidence: this computer is not attached to any network",
            "no network interface but the loopback was there, so nothing of the office could be measured; plug in a "
            "cable or join the Wi-Fi and check again",
        )
    return None
