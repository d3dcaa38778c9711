"""Which time servers are asked: the site's, else those that this computer was told to follow, and nobody else's."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from netdoc.model.site import Site
from probes._time_servers import MOST, Known, known, told_by_timesyncd
from tests.netdoc.app.replay import ReplayFiles, World

NETWORKD = {"/run/systemd/netif/leases/2": b"ADDRESS=192.168.7.20\nNTP=192.168.7.1 192.168.7.2\nDNS=192.168.7.1\n"}
MANAGER = {"/var/lib/NetworkManager/internal-1234-eth0.lease": b"ADDRESS=192.168.7.20\nNTP=192.168.7.1\n"}
DHCLIENT = {
    "/var/lib/dhcp/dhclient.eth0.leases": b'lease {\n  interface "eth0";\n  option ntp-servers 10.0.0.9;\n}\n'
    b'lease {\n  interface "eth0";\n  option ntp-servers 192.168.7.1, 192.168.7.2;\n}\n'
}
TIMESYNCD = {"/etc/systemd/timesyncd.conf": b"[Time]\n#NTP=\nNTP=ntp1.example.net\nFallbackNTP=far.example.net\n"}
FALLBACK = {"/etc/systemd/timesyncd.conf": b"[Time]\n#NTP=\nFallbackNTP=far.example.net near.example.net\n"}
DROP_IN = {
    "/etc/systemd/timesyncd.conf": b"[Time]\nNTP=old.example.net\n",
    "/etc/systemd/timesyncd.conf.d/office.conf": b"[Time]\nNTP=\nNTP=new.example.net\n",
    "/etc/systemd/timesyncd.conf.d/saved.bak": b"[Time]\nNTP=bak.example.net\n",
}
CHRONY = {
    "/etc/chrony/chrony.conf": b"# pool nobody.example.net\npool 2.pool.example.net iburst\nkeyfile /etc/chrony.keys\n",
    "/etc/chrony/sources.d/office.sources": b"server 192.0.2.7 prefer\n",
}
OPENNTPD = {"/etc/openntpd/ntpd.conf": b"servers pool.example.net\nsensor *\n"}


def of(files: Mapping[str, bytes], *named: str) -> Known:
    return known(Site(id="here", time_servers=named), ReplayFiles(World(files=files)))


def hosts(files: Mapping[str, bytes]) -> tuple[list[str], str]:
    found = of(files)
    assert all(port == 123 for _, port in found.servers)
    return [host for host, _ in found.servers], found.named_by


@pytest.mark.parametrize(
    ("files", "servers", "named_by"),
    [
        (NETWORKD, ["192.168.7.1", "192.168.7.2"], "DHCP"),
        (MANAGER, ["192.168.7.1"], "DHCP"),
        (DHCLIENT, ["192.168.7.1", "192.168.7.2"], "DHCP"),
        ({**TIMESYNCD, **NETWORKD}, ["192.168.7.1", "192.168.7.2"], "DHCP"),
        (TIMESYNCD, ["ntp1.example.net"], "systemd-timesyncd"),
        (FALLBACK, ["far.example.net", "near.example.net"], "systemd-timesyncd"),
        (DROP_IN, ["new.example.net"], "systemd-timesyncd"),
        (CHRONY, ["2.pool.example.net", "192.0.2.7"], "the computer's time service"),
        (OPENNTPD, ["pool.example.net"], "the computer's time service"),
        ({}, [], ""),
    ],
    ids=[
        "networkd", "NetworkManager", "dhclient", "the lease first", "timesyncd", "its fallback", "drop-ins", "chrony",
        "OpenNTPD", "nothing",
    ],
)  # fmt: skip
def test_what_the_computer_was_told_to_follow(files: Mapping[str, bytes], servers: list[str], named_by: str) -> None:
    assert hosts(files) == (servers, named_by)


def test_the_site_file_wins_and_may_name_a_port() -> None:
    found = of(NETWORKD, "ntp.example.net", "127.0.0.1:11123")

    assert found == Known((("ntp.example.net", 123), ("127.0.0.1", 11123)), "the site file")


def test_no_more_are_asked_than_a_majority_needs_and_each_once() -> None:
    many = " ".join(f"ntp{each}.example.net" for each in (1, 1, 2, 3, 4, 5, 6))

    servers, _ = hosts({"/etc/systemd/timesyncd.conf": f"NTP={many}\n".encode()})

    assert servers == [f"ntp{each}.example.net" for each in range(1, MOST + 1)]


@pytest.mark.parametrize(
    "odd", [b"NTP=\xff\xfe;rm -rf $(x) -v --help 'a b' \x1b[31m\n", b"NTP=" + b"a" * 5000, b"\x00" * 100, b"NTP=-n\n"]
)
def test_what_is_no_host_name_is_never_asked(odd: bytes) -> None:
    servers, _ = hosts({"/etc/systemd/timesyncd.conf": odd})

    assert all(each in ("rm", "a", "b") for each in servers)


@pytest.mark.parametrize(
    ("printed", "servers"),
    [
        (b"LinkNTPServers=192.168.7.1\nSystemNTPServers=a.example.net\nFallbackNTPServers=b.example.net\n",
         ["192.168.7.1", "a.example.net"]),
        (b"LinkNTPServers=\nFallbackNTPServers=b.example.net c.example.net\nServerName=b.example.net\n",
         ["b.example.net", "c.example.net"]),
        (b"ServerName=b.example.net\nServerAddress=192.0.2.1\n", ["b.example.net"]),
        (b"ServerName=$(id)\n\xff\n", []),
        (b"", []),
    ],
)  # fmt: skip
def test_whom_a_running_timesyncd_follows(printed: bytes, servers: list[str]) -> None:
    assert [host for host, _ in told_by_timesyncd(printed).servers] == servers
