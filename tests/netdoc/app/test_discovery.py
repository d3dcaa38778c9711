"""What is found out without being told, and what is asked instead of guessed."""

from __future__ import annotations

import asyncio

import pytest

from netdoc.app.assemble import assemble, first_anchor
from netdoc.app.config import parse_site_file
from netdoc.app.discovery import Found, choose_first_hop, classify, discover_office, nameservers
from netdoc.model.facts.link_state import LinkKind, LinkState
from netdoc.model.segment import Segment
from netdoc.model.site import RungKind, Site
from tests.netdoc.app.replay import NO_NETWORK, World, office

LINK = LinkState(interface="eth0", link=LinkKind.WIRED, address="192.168.7.20", gateway="192.168.7.1")


def found_in(world: World) -> Found:
    found = asyncio.run(discover_office("here", world.ports(), "1.1.1.1"))
    assert world.unexpected == []
    return found


def addresses(site: Site, kind: RungKind) -> list[str]:
    return [each.address for each in site.rungs if each.kind is kind]


def test_a_wired_office_is_found_without_being_told() -> None:
    found = found_in(office())

    assert found.router == "192.168.7.1"
    assert found.resolvers == (("192.168.7.1", "router"), ("203.0.113.53", "isp"))
    assert found.first_hop == "203.0.113.1"
    assert found.time_zone == "Europe/Rome"
    assert found.observations and found.captures


def test_without_any_network_nothing_is_asked_and_nothing_is_made_up() -> None:
    world = World(files=NO_NETWORK)

    found = found_in(world)

    assert (found.router, found.first_hop, found.igd_url, found.resolvers) == (None, None, None, ())
    assert world.asked == []


def test_only_the_gateways_own_upnp_description_is_taken() -> None:
    world = office(ssdp=("http://192.168.7.99:80/tv.xml", "http://[bad", "http://192.168.7.1:5000/rootDesc.xml"))

    assert found_in(world).igd_url == "http://192.168.7.1:5000/rootDesc.xml"
    assert found_in(office(ssdp=("http://192.168.7.99:80/tv.xml",))).igd_url is None


def test_no_address_is_tried_that_nothing_named() -> None:
    world = office()
    found_in(world)

    assert sorted(world.asked) == ["ssdp", "trace 1.1.1.1"]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (b"nameserver 203.0.113.53\nnameserver 203.0.113.53\n", ["203.0.113.53"]),
        (b"nameserver fe80::1%eth0\nnameserver 2001:db8::1\n", []),
        (b"# nameserver 1.1.1.1\n", []),
        (b"nameserver 127.0.0.53\n", ["203.0.113.9"]),
        (b"\xff\xfe\x00 nameserver\n\x1b[2J", []),
    ],
    ids=["twice", "IPv6 only", "a comment", "systemd's stub", "garbage"],
)
def test_name_servers_are_read_from_the_computers_settings(settings: bytes, expected: list[str]) -> None:
    files = {"/etc/resolv.conf": settings, "/run/systemd/resolve/resolv.conf": b"nameserver 203.0.113.9\n"}

    assert nameservers(World(files=files).ports()) == expected


@pytest.mark.parametrize(
    ("server", "role", "doubtful"),
    [
        ("192.168.7.1", "router", False),
        ("192.168.7.10", "office", True),
        ("8.8.8.8", "public", False),
        ("203.0.113.53", "isp", False),
        ("10.9.0.53", "isp", True),
        ("127.0.0.1", None, True),
    ],
)
def test_a_name_servers_role_follows_from_its_address_and_a_guess_is_named(
    server: str, role: str | None, doubtful: bool
) -> None:
    roles, unsure = classify([server], LINK)

    assert roles == (((server, role),) if role else ())
    assert bool(unsure) is doubtful


@pytest.mark.parametrize("second", ["10.1.1.1", "172.20.0.1", "192.168.1.1", "100.64.3.4", "169.254.1.1", None])
def test_a_second_hop_that_could_be_the_offices_own_is_asked_not_guessed(second: str | None) -> None:
    chosen, doubt = choose_first_hop(["192.168.7.1", second], "192.168.7.1", "1.1.1.1")

    assert chosen is None
    assert doubt


def test_a_public_second_hop_is_the_providers_and_the_target_itself_is_not() -> None:
    assert choose_first_hop(["192.168.7.1", "203.0.113.1"], "192.168.7.1", "1.1.1.1") == ("203.0.113.1", ())
    assert choose_first_hop([None, "203.0.113.1"], "192.168.7.1", "1.1.1.1") == ("203.0.113.1", ())
    assert choose_first_hop(["192.168.7.1", "1.1.1.1"], "192.168.7.1", "1.1.1.1") == (None, ())
    assert choose_first_hop([], "192.168.7.1", "1.1.1.1") == (None, ())


def test_a_silent_path_leaves_the_first_hop_unknown() -> None:
    assert found_in(office(hops={}, echo_us={})).first_hop is None


def test_the_site_file_wins_over_what_was_found() -> None:
    file = parse_site_file(
        '[ladder]\nrouter = "192.168.7.254"\nfirst_hop = "198.51.100.1"\n'
        '[[resolver]]\naddress = "198.51.100.53"\nrole = "isp"\n[[anchor]]\naddress = "198.51.100.99"\n'
        '[owners]\ncombined = "isp"',
        "site.toml",
    )

    site = assemble("here", file, found_in(office()))

    assert addresses(site, RungKind.ROUTER) == ["192.168.7.254"]
    assert addresses(site, RungKind.FIRST_HOP) == ["198.51.100.1"]
    assert addresses(site, RungKind.RESOLVER) == ["198.51.100.53", "192.168.7.1", "9.9.9.9"]
    assert addresses(site, RungKind.ANCHOR) == [first_anchor(file)] == ["198.51.100.99"]
    assert {site.owner(each) for each in (Segment.ROUTER, Segment.MODEM, Segment.ROUTER_MODEM_CABLE)} == {"isp"}


def test_without_a_file_everything_has_a_default_and_each_lack_is_named_with_its_cost() -> None:
    site = assemble("here", None, found_in(World(files=NO_NETWORK)))

    assert addresses(site, RungKind.ANCHOR) == ["1.1.1.1", "8.8.8.8", "9.9.9.9"]
    assert [each.role for each in site.rungs if each.kind is RungKind.RESOLVER] == ["public"]
    for words in ("no site file", "owner of the modem and of the router", "no modem", "no router", "first hop"):
        assert any(words in each for each in site.limitations), words


def test_a_complete_file_leaves_no_lack_but_what_the_network_did_not_show() -> None:
    file = parse_site_file(
        '[owners]\nmodem = "isp"\nrouter = "client"\n[contract]\nrate_down_kbps = 100000\naccount = "1"\n'
        '[[device]]\nid = "modem"\nkind = "modem"\naddress = "192.168.8.1"\n[throughput]\nurl = "http://192.0.2.1/f"',
        "site.toml",
    )

    assert assemble("here", file, None).limitations == ()
    assert [each[:10] for each in assemble("here", file, found_in(office())).limitations] == ["the router"]


def test_rung_ids_are_unique_whatever_is_named() -> None:
    lines = "".join(f'[[resolver]]\naddress = "203.0.113.{number}"\nrole = "isp"\n' for number in range(1, 4))
    site = assemble("here", parse_site_file(lines, "site.toml"), found_in(office()))

    ids = [each.id for each in site.rungs]

    assert len(ids) == len(set(ids))
    assert {"resolver", "resolver_2", "resolver_3", "resolver_router", "resolver_public"} <= set(ids)
