"""Who offers addresses, as the raw worker heard it, and the own lease, as the DHCP clients write it down."""

from __future__ import annotations

import asyncio
import random

import pytest

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.dhcp_lease import DhcpLease
from netdoc.model.facts.dhcp_offers import DhcpOffer, DhcpOffers
from netdoc.model.observation import Gap, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from probes._dhcp_files import lease
from probes.dhcp import LISTEN_S, collect, read
from tests.netdoc.app.replay import WIRED_OFFICE
from tests.probes.raw_replay import AT, ReplayRaw, body, ports_with

SITE = Site(id="here")
ABOUT = {"about": {"interface": "eth0", "listened_s": 6.0}}
SENT = {"sent": "DISCOVER", "mac": "02:00:00:00:00:11", "frame": "00"}
FULL = {
    "mac": "02:00:00:00:00:01", "server": "192.168.7.1", "sender": "192.168.7.1", "address": "192.168.7.50",
    "mask": "255.255.255.0", "gateways": ["192.168.7.1"], "resolvers": ["192.168.7.1", "203.0.113.53"],
    "lease_s": 3600, "domain": "lan",
}  # fmt: skip


def offer(**fields: object) -> dict[str, object]:
    return {"offer": {**FULL, **fields}, "after_ms": 12, "frame": "00"}


def offers(*lines: dict[str, object]) -> DhcpOffers:
    (seen,) = read(SITE, [Capture(body(*lines), AT, "host", "raw: dhcp on eth0")])
    assert isinstance(seen, Seen)
    assert (seen.subject, seen.plane) == ("host", Plane.PATH)
    assert isinstance(seen.fact, DhcpOffers)
    return seen.fact


def test_an_offer_is_told_whole() -> None:
    assert offers(ABOUT, SENT, offer(), {"end": "dhcp"}) == DhcpOffers(
        interface="eth0",
        listened_s=6.0,
        offers=(
            DhcpOffer(
                server="192.168.7.1",
                mac="02:00:00:00:00:01",
                address="192.168.7.50",
                gateways=("192.168.7.1",),
                resolvers=("192.168.7.1", "203.0.113.53"),
                lease_s=3600,
                domain="lan",
                after_ms=12,
            ),
        ),
    )


def test_nobody_who_offers_is_an_answer_too() -> None:
    assert offers(ABOUT, SENT, {"end": "dhcp"}).offers == ()


def test_a_server_that_gives_no_identifier_is_known_by_the_address_it_sent_from() -> None:
    assert offers(ABOUT, SENT, offer(server=None)).offers[0].server == "192.168.7.1"


def test_an_offer_from_nobody_is_left_out_with_a_remark() -> None:
    fact = offers(ABOUT, SENT, offer(server="0.0.0.0", sender=None))

    assert fact.offers == ()
    assert fact.remarks == ("an offer that names no server, from 02:00:00:00:00:01",)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("mac", "xx", None),
        ("gateways", "192.168.7.1", ()),
        ("gateways", ["192.168.7.1", "192.168.7.1", "x", 4], ("192.168.7.1",)),
        ("lease_s", -1, None),
        ("lease_s", True, None),
        ("lease_s", 2**32, None),
        ("relay", "0.0.0.0", None),
        ("domain", "a\x1b[2J", "a\ufffd[2J"),
    ],
)
def test_a_value_that_makes_no_sense_is_none(field: str, value: object, told: object) -> None:
    assert getattr(offers(ABOUT, SENT, offer(**{field: value})).offers[0], field) == told


@pytest.mark.parametrize("lines", [(), (ABOUT,), (SENT,)], ids=["empty", "not sent", "not about"])
def test_a_capture_that_does_not_tell_what_was_asked_is_unreadable(lines: tuple[dict[str, object], ...]) -> None:
    with pytest.raises(UnreadableCapture):
        offers(*lines)


NETWORKD = "# This is private data. Do not parse.\nADDRESS=192.168.7.23\nNETMASK=255.255.255.0\nROUTER=192.168.7.1\n" \
    "SERVER_ADDRESS=192.168.7.1\nLIFETIME=86400\nDNS=192.168.7.1 203.0.113.53\n"  # fmt: skip
DHCLIENT = """lease {
  interface "eth0";
  fixed-address 192.168.7.9;
  option routers 192.168.7.254;
}
lease {
  interface "eth0";
  fixed-address 192.168.7.23;
  option subnet-mask 255.255.255.0;
  option dhcp-lease-time 86400;
  option routers 192.168.7.1;
  option domain-name-servers 192.168.7.1,203.0.113.53;
  option dhcp-server-identifier 192.168.7.1;
  renew 3 2026/03/01 20:00:00;
}
lease {
  interface "wlan0";
  fixed-address 192.168.9.9;
}
"""
WHOLE = {
    "server": "192.168.7.1", "address": "192.168.7.23", "gateways": ("192.168.7.1",),
    "resolvers": ("192.168.7.1", "203.0.113.53"), "lease_s": 86400,
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "text", "client"),
    [
        ("/run/systemd/netif/leases/2", NETWORKD, "networkd"),
        ("/var/lib/NetworkManager/internal-6f9619ff-eth0.lease", NETWORKD, "networkmanager"),
        ("/var/lib/dhcp/dhclient.eth0.leases", DHCLIENT, "dhclient"),
        ("/var/lib/dhclient/dhclient.leases", DHCLIENT, "dhclient"),
    ],
)
def test_a_lease_is_read_as_each_client_writes_it(path: str, text: str, client: str) -> None:
    assert lease({path: text}, "eth0") == DhcpLease(interface="eth0", client=client, **WHOLE)  # type: ignore[arg-type]


def test_what_a_client_did_not_write_is_none_and_another_interfaces_lease_is_no_lease() -> None:
    assert lease({"/run/systemd/netif/leases/2": "ADDRESS=192.168.7.23\nLIFETIME=²\n"}, "eth0") == DhcpLease(
        interface="eth0", client="networkd", address="192.168.7.23"
    )
    assert lease({"/var/lib/dhcp/dhclient.leases": DHCLIENT}, "eth1") is None
    assert lease({}, "eth0") is None


@pytest.mark.parametrize(
    ("files", "used"),
    [
        ({"/etc/resolv.conf": "search lan\nnameserver 192.168.7.1\nnameserver 203.0.113.53\n"},
         ("192.168.7.1", "203.0.113.53")),
        ({"/etc/resolv.conf": "nameserver 127.0.0.53\n",
          "/run/systemd/resolve/resolv.conf": "nameserver 192.168.7.1\n"}, ("192.168.7.1",)),
    ],
    ids=["as written", "behind the computer's own stub"],
)  # fmt: skip
def test_the_name_servers_that_are_used_are_told(files: dict[str, str], used: tuple[str, ...]) -> None:
    assert lease(files, "eth0") == DhcpLease(interface="eth0", resolvers_used=used)


def test_one_question_leaves_on_the_link_that_measures_and_the_lease_is_read_beside_it() -> None:
    raw = ReplayRaw(body(SENT, offer(), {"end": "dhcp"}))
    files = {
        **WIRED_OFFICE,
        "/sys/class/net/eth0/ifindex": b"2\n",
        "/run/systemd/netif/leases/2": NETWORKD.encode(),
    }
    captures = asyncio.run(collect(SITE, ports_with(raw, files=files)))
    heard, own = read(SITE, captures)

    assert raw.asked == [("dhcp", "eth0", LISTEN_S)]
    assert isinstance(heard, Seen)
    assert isinstance(heard.fact, DhcpOffers)
    assert isinstance(own, Seen)
    assert isinstance(own.fact, DhcpLease)
    assert (own.plane, own.fact.server) == (Plane.HOST, "192.168.7.1")
    assert [heard.capture, own.capture] == [each.digest for each in captures]


def test_without_the_right_to_raw_packets_the_lease_is_read_all_the_same_and_the_rest_is_a_gap() -> None:
    raw = ReplayRaw(CannotMeasure("raw packets need a right", hint="sudo netdoc check"))
    files = {**WIRED_OFFICE, "/etc/resolv.conf": b"nameserver 192.168.7.1\n"}
    gap, own = read(SITE, asyncio.run(collect(SITE, ports_with(raw, files=files))))

    assert isinstance(gap, Gap)
    assert (gap.what, gap.why, gap.hint) == ("DhcpOffers", "raw packets need a right", "sudo netdoc check")
    assert isinstance(own, Seen)


def test_hostile_lines_are_read_or_unreadable_and_nothing_else() -> None:
    dice = random.Random(4)
    whole = body(ABOUT, SENT, offer(), {"end": "dhcp"})
    for _ in range(400):
        broken = bytearray(whole)
        for _ in range(dice.randrange(1, 8)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        try:
            read(SITE, [Capture(bytes(broken), AT, "host", "raw: dhcp")])
        except UnreadableCapture:
            continue
