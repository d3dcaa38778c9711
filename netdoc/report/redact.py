"""Keep the client's privacy in a copy that leaves the house: no MAC, SSID, host name or LAN address.

The provider's own addresses stay, private ones too: its engineers need them.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass

from netdoc.model.evidence import Evidence
from netdoc.model.facts.link_state import LinkState
from netdoc.model.site import RungKind, Site

WITHHELD = {
    "mac": "[MAC withheld]",
    "ssid": "[SSID withheld]",
    "host": "[host name withheld]",
    "address": "[LAN address withheld]",
}
MAC = re.compile(
    r"(?<![0-9a-f:-])(?:[0-9a-f]{2}(?:[:-][0-9a-fx]{2}){5}|[0-9a-f]{4}(?:\.[0-9a-f]{4}){2})(?![0-9a-f:-])"
    r"|\benx[0-9a-f]{12}\b|(?<=\bmac )[0-9a-f]{12}\b|(?<=\bmac: )[0-9a-f]{12}\b",
    re.IGNORECASE,
)
_WIFI_CALLED = r"(?:wi-?fi|wlan)(?: (?:network|netz|called|named|name)){0,2}"
SSID = re.compile(
    rf"\b(e?ssid\b|{_WIFI_CALLED}(?=\s{{0,9}}[:=]?\s{{0,9}}[\"'«„“]))(\s*[:=]?\s*)"
    r"(\"[^\"]*\"|'[^']*'|«[^»]*»|[„“][^“”]*[“”]|\S+)",
    re.IGNORECASE,
)
"""Behind the word SSID, or in quotation marks behind Wi-Fi: netdoc keeps no network's name, so a person typed it."""
HOST_NAME = re.compile(r"\b(host ?name)\b(\s*[:=]\s*)(\"[^\"]*\"|\S+)", re.IGNORECASE)
LOCAL_NAME = re.compile(
    r"\b[\w-]+(?:\.[\w-]+)*\.(?:local|localdomain|lan|home|home\.arpa|internal|intranet|corp|fritz\.box)\b",
    re.IGNORECASE,
)
V4 = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)")
V6 = re.compile(r"(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])", re.IGNORECASE)
_PRIVATE = tuple(
    ipaddress.ip_network(each)
    for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10")
)
_ORDINARY = frozenset({"router", "modem", "gateway", "combined"})
"""Host names that are words of this report: they tell nobody anything."""
_OURS = (RungKind.ROUTER, RungKind.MODEM)


@dataclass(frozen=True, slots=True)
class Redactor:
    """What is known to be the client's (`names`, `addresses`) and what is known to be the provider's."""

    names: tuple[str, ...]
    addresses: frozenset[str]
    providers: frozenset[str]

    def __call__(self, text: str) -> str:
        """Return the text with everything private replaced by a word that says so."""
        text = SSID.sub(lambda found: f"{found[1]}{found[2]}{WITHHELD['ssid']}", text)
        text = HOST_NAME.sub(lambda found: f"{found[1]}{found[2]}{WITHHELD['host']}", text)
        text = MAC.sub(WITHHELD["mac"], text)
        for name in self.names:
            text = re.sub(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", WITHHELD["host"], text, flags=re.IGNORECASE)
        text = LOCAL_NAME.sub(WITHHELD["host"], text)
        text = V4.sub(self._address, text)
        return V6.sub(self._address, text)

    def is_private(self, text: str) -> bool:
        """Return whether a text is an address, and one that is to be held back."""
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            return False
        if text in self.addresses:
            return True
        if text in self.providers:
            return False
        made_from_mac = address.version == 6 and address.packed[11:13] == b"\xff\xfe"
        return made_from_mac or any(address.version == net.version and address in net for net in _PRIVATE)

    def _address(self, found: re.Match[str]) -> str:
        return WITHHELD["address"] if self.is_private(found[0]) else found[0]


def redactor(site: Site, evidence: Evidence) -> Redactor:
    """Return what removes this client's private details from a text."""
    ours = {each.address for each in site.rungs if each.kind in _OURS or each.role in ("router", "office")}
    ours |= {each.address for each in site.devices}
    for link in evidence.readings(LinkState):
        ours |= {each for each in (link.fact.address, link.fact.gateway) if each}
    named = (each for each in ours if each and not _is_address(each) and each.lower() not in _ORDINARY)
    names = tuple(sorted(named, key=len, reverse=True))
    theirs = {
        each.address
        for each in site.rungs
        if each.kind is RungKind.FIRST_HOP or (each.kind is RungKind.RESOLVER and each.role == "isp")
    }
    return Redactor(names, frozenset(filter(_is_address, ours)), frozenset(theirs - ours))


ACCOUNT_WITHHELD = "[account withheld]"


def account_redactor(site: Site) -> Callable[[str], str]:
    """Return what removes the contract's account and circuit numbers from a text, wherever they stand."""
    named = {each for each in (site.contract.account, site.contract.circuit) if each}
    if not named:
        return str
    every = re.compile("|".join(re.escape(each) for each in sorted(named, key=len, reverse=True)), re.IGNORECASE)
    return lambda text: every.sub(ACCOUNT_WITHHELD, text)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
