"""Looks over a second path and at ports, for rules and stories in code."""

from __future__ import annotations

from netdoc.model.facts.port_answer import PortAnswer
from netdoc.model.facts.portal_check import Page, PortalCheck
from netdoc.model.facts.second_path import SecondPath
from netdoc.model.plane import Plane
from tests.stories.office import ANCHORS, Office


def over_there(office: Office, seconds: float, *, sent: int = 3, **answered: int) -> Office:
    """One round over the second path: answers by rung; anchors that are not named answer all."""
    for rung, count in (dict.fromkeys(ANCHORS, sent) | answered).items():
        fact = SecondPath(interface="wwan0", target="192.0.2.9", method="icmp", sent=sent, answered=count)
        office.sees(seconds, rung, fact, Plane.SECOND_PATH)
    return office


def knocks(
    office: Office,
    seconds: float,
    word: str,
    *,
    name: str = "calls",
    there: bool = False,
    address: str = "203.0.113.80",
    port: int = 5060,
    by: str = "198.51.100.1",
) -> Office:
    """One look at a port: `answers`, `silent`, `refused`, `barred` by somebody on the way, or asked `once` in vain."""
    tries = {
        "answers": {"tried": 1, "answered": 1},
        "silent": {"tried": 3},
        "refused": {"tried": 1, "refused": 1},
        "barred": {"tried": 3, "barred": 3, "barred_by": by},
        "once": {"tried": 1},
    }[word]
    fact = PortAnswer(target=f"{address}:{port}/udp", asks="sip", address=address, **tries)  # type: ignore[arg-type]
    return office.sees(seconds, f"port_{name}", fact, Plane.SECOND_PATH if there else Plane.PATH)


def shows_page(office: Office, seconds: float, page: Page, leads_to: str | None = None) -> Office:
    """One look for a login page."""
    fact = PortalCheck(url="http://check.example.net/", page=page, status=200, leads_to=leads_to)
    return office.sees(seconds, "host", fact, Plane.PATH)
