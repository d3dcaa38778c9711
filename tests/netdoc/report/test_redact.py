"""A copy that leaves the house holds nothing of the client's network."""

from __future__ import annotations

import pytest

from netdoc.model.case import Case
from netdoc.model.evidence import Evidence
from netdoc.model.facts.link_state import LinkKind, LinkState
from netdoc.model.observation import Seen
from netdoc.model.site import Device, Rung, RungKind, Site
from netdoc.report.redact import redactor
from tests.netdoc.report.example_office import START

SITE = Site(
    id="s",
    rungs=(
        Rung(id="router", kind=RungKind.ROUTER, address="203.0.113.77"),
        Rung(id="first_hop", kind=RungKind.FIRST_HOP, address="10.9.8.7"),
        Rung(id="resolver", kind=RungKind.RESOLVER, address="10.1.1.1", role="isp"),
    ),
    devices=(
        Device(id="modem", kind="modem", address="box-of-acme"),
        Device(id="m2", kind="modem", address="modem"),
    ),
)
LINK = LinkState(interface="eth0", link=LinkKind.WIRED, address="198.51.100.200", gateway="203.0.113.77")


@pytest.fixture(scope="module")
def held_back():
    return redactor(SITE, Evidence(SITE, Case(), [Seen("host", START, LINK)]))


@pytest.mark.parametrize(
    "private",
    [
        "a0:b1:c2:d3:e4:f5",
        "A0-B1-C2-D3-E4-F5",
        "3c:a6:2f:xx:xx:01",
        "a0b1.c2d3.e4f5",
        "enxa0b1c2d3e4f5",
        "MAC a0b1c2d3e4f5",
        "192.168.7.9",
        "10.0.0.5",
        "172.20.1.1",
        "169.254.3.4",
        "fe80::1",
        "fd12:3456::9",
        "2001:db8::a2b1:c2ff:fed3:e4f5",
        "203.0.113.77",
        "198.51.100.200",
        "box-of-acme",
        "nas01.local",
        "dc.acme.internal",
        "my.fritz.box",
    ],
)
def test_private_details_are_withheld(held_back, private):
    shown = held_back(f"seen at {private}, twice")

    secret = private.split()[-1]
    assert secret not in shown
    assert "withheld]" in shown
    assert shown.startswith("seen at ")
    assert shown.endswith(", twice")


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ('SSID "Acme Guest" is weak', "Acme"),
        ("ssid=AcmeLAN", "AcmeLAN"),
        ('moved to Wi-Fi "Acme 5"', "Acme 5"),
        ("the WLAN network named «Acme»: weak", "Acme"),
        ("WiFi „Acme Gast“ ist schwach", "Acme"),
        ("hostname: front-desk", "front-desk"),
    ],
)
def test_names_of_networks_and_hosts_are_withheld(held_back, said, secret):
    assert secret not in held_back(said)


@pytest.mark.parametrize(
    "kept",
    [
        "10.9.8.7",
        "10.1.1.1",
        "192.0.2.10",
        "2001:db8::1",
        "14:05:10",
        "2026-03-02 14:05:10",
        "the modem restarts by itself",
        "acb9afb743b27fe2d0e601ff61d7207e1e1be611edfc6f5c890d37d4bb703f98",
        "firmware 2.3",
        "5:30 to 6:10",
    ],
)
def test_what_the_provider_needs_stays(held_back, kept):
    assert held_back(f"seen {kept} here") == f"seen {kept} here"
