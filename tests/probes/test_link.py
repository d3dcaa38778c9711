"""The link probe: which interface measures, what it is, and what its own kernel says of it."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.codec import from_plain, to_plain
from netdoc.model.facts.link_state import LinkKind, LinkState, Neighbour
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from probes import _host_tables as tables
from probes.link import MAX_INTERFACES, PROBE
from probes.wire.files import SystemFiles
from tests.lab.namespaces import Group, enter, ip_batch
from tests.probes.wire.loopback import RealClock

AT = datetime(2026, 3, 1, 8, 15, tzinfo=UTC)
SITE = Site(id="office")
CAPTURES = Path(__file__).parents[1] / "captures" / "link"
BUNDLES = {each.parent.name: each.read_bytes() for each in sorted(CAPTURES.glob("*/bundle.txt"))}


@dataclass(frozen=True)
class SavedFiles:
    """A computer as a table of files."""

    files: Mapping[str, bytes]

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def names(self, folder: str) -> Sequence[str]:
        listed = self.files.get(f"{folder}/", b"").decode().split()
        return sorted(listed)


class NoTool:
    """A computer without `ip`."""

    async def run(self, argv: Sequence[str], *, timeout_s: float) -> Capture:
        raise CannotMeasure(f"the program {argv[0]} is not installed", hint="install it")


def collect(files: object, tool: object | None = None) -> Capture:
    outside: Any = SimpleNamespace(files=files, clock=RealClock(), tool=tool or NoTool())

    async def run() -> Sequence[Capture]:
        return await PROBE.collect(SITE, outside)

    (capture,) = asyncio.run(run())
    return capture


def read(body: bytes) -> LinkState:
    (seen,) = PROBE.read(SITE, [Capture(body, AT, "host", "files")])
    assert isinstance(seen, Seen)
    assert (seen.subject, seen.at, seen.plane) == ("host", AT, Plane.HOST)
    return cast(LinkState, seen.fact)


@pytest.mark.parametrize("name", BUNDLES)
def test_a_kept_bundle_reads_as_it_did(name: str) -> None:
    expected = json.loads((CAPTURES / name / "expected.json").read_text())

    assert to_plain(read(BUNDLES[name])) == expected


@pytest.mark.parametrize("name", BUNDLES)
def test_a_collected_bundle_reads_like_the_saved_one(name: str) -> None:
    saved = {path: content.encode() for path, content in tables.unpack(BUNDLES[name]).items()}

    assert to_plain(read(collect(SavedFiles(saved)).body)) == to_plain(read(BUNDLES[name]))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("wired", {"link": LinkKind.WIRED, "carrier": True, "gateway_neighbour": Neighbour.ANSWERS}),
        ("half_duplex_with_collisions", {"full_duplex": False, "collisions": 4711}),
        ("no_carrier_route_left", {"carrier": False, "speed_mbps": None, "gateway_neighbour": Neighbour.SILENT}),
        ("switched_off", {"carrier": False, "gateway": None, "gateway_neighbour": None}),
        ("nothing_but_loopback", {"interface": "", "link": LinkKind.NONE, "carrier": None}),
        ("no_route_two_cards_one_with_carrier", {"interface": "enp3s0", "gateway": None, "address": None}),
        ("wifi_beside_an_unplugged_cable", {"link": LinkKind.WIFI, "carrier": True, "signal_dbm": -58.0}),
        ("cable_preferred_to_wifi_by_metric", {"interface": "eno1", "gateway_neighbour": Neighbour.NOT_ASKED}),
        ("tether_by_usb", {"link": LinkKind.TETHER}),
        ("docking_station_is_a_cable", {"link": LinkKind.WIRED}),
        ("mobile_modem_point_to_point", {"link": LinkKind.TETHER, "gateway": "0.0.0.0", "vpn": None}),
        ("vpn_up_default_beside_it", {"interface": "eno1", "vpn": "wg0", "default_via_vpn": False}),
        ("vpn_covers_the_default_route", {"interface": "eno1", "vpn": "tun0", "default_via_vpn": True}),
        ("vpn_replaced_the_default_route", {"gateway": "192.168.1.1", "vpn": "ppp0", "default_via_vpn": True}),
        ("vpn_by_policy_table_not_known", {"vpn": "wg0", "default_via_vpn": None}),
        ("bridge_hides_the_unplugged_card", {"interface": "br0", "link": LinkKind.WIRED, "carrier": False}),
        ("sysfs_of_another_namespace", {"carrier": None, "speed_mbps": None, "rx_bytes": 777}),
    ],
)
def test_the_point_of_each_bundle(name: str, expected: dict[str, object]) -> None:
    state = read(BUNDLES[name])

    assert {field: getattr(state, field) for field in expected} == expected


def test_pppoe_of_the_computer_itself_is_no_vpn() -> None:
    files = tables.unpack(BUNDLES["vpn_replaced_the_default_route"])
    session = "Id       Address              Device\n00000001 b0:7f:b9:11:22:33    eno1\n"
    body = tables.pack({path: text.encode() for path, text in {**files, "/proc/net/pppoe": session}.items()})

    state = read(body)

    assert (state.interface, state.vpn, state.default_via_vpn) == ("ppp0", None, False)


def test_a_bridge_with_a_used_and_an_unused_port_has_a_carrier() -> None:
    body = BUNDLES["bridge_hides_the_unplugged_card"].replace(
        b"=== /sys/class/net/veth9/\n", b"=== /sys/class/net/veth9/\ndevice\n"
    )

    assert read(body).carrier is True


def test_no_whole_mac_address_enters_a_capture() -> None:
    whole = re.compile(rb"(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}|enx[0-9a-f]{12}")
    files = {
        "/proc/net/dev": b"h\nh\nenx00e04c680123: " + b"0 " * 16,
        "/proc/net/arp": b"IP HW Flags MAC Mask Device\n192.0.2.1 0x1 0x2 B0:7F:B9:11:22:33 * enx00e04c680123\n",
        "/sys/class/net/enx00e04c680123/address": b"00:e0:4c:68:01:23\n",
        "/sys/class/net/enx00e04c680123/": b"address",
    }

    captured = collect(SavedFiles(files)).body

    assert whole.search(b"".join(files.values()))
    assert not whole.search(captured)
    assert b"B0:7F:B9:xx:xx:xx" in captured


ARP_HEAD = "IP address HW type Flags HW address Mask Device\n"


@pytest.mark.parametrize(
    ("lines", "mac"),
    [
        ("192.168.1.1 0x1 0x2 B0:7F:B9:11:22:33 * eno1\n", "b0:7f:b9:xx:xx:33"),
        ("192.168.1.1 0x1 0x0 b0:7f:b9:11:22:33 * eno1\n", "b0:7f:b9:xx:xx:33"),
        ("192.168.1.1 0x1 0x0 00:00:00:00:00:00 * eno1\n", None),
        ("192.168.1.1 0x1 0x2 ff:ff:ff:ff:ff:ff * eno1\n", None),
        ("192.168.1.1 0x1 0x2 b0:7f:b9:11:22:33 * wlan0\n", None),
        ("192.168.1.9 0x1 0x2 b0:7f:b9:11:22:33 * eno1\n", None),
        ("192.168.1.1 0x1 0x2 b0:7f:b9:xx:xx:xx * eno1\n", None),
        ("192.168.1.1 0x20 0x2 80:00:02:08:fe:80 * eno1 more\n", "80:00:02:xx:xx:80"),
        ("192.168.1.1\n", None),
        ("", None),
    ],
    ids=[
        "answers", "held from before", "nobody answered", "everybody", "another port", "another box",
        "an old capture", "a longer line", "cut", "no entry",
    ],
)  # fmt: skip
def test_the_gateways_hardware_address_is_told_without_two_of_its_octets(lines: str, mac: str | None) -> None:
    files = {path: text.encode() for path, text in tables.unpack(BUNDLES["wired"]).items()}
    files["/proc/net/arp"] = (ARP_HEAD + lines).encode()

    body = collect(SavedFiles(files)).body

    assert read(body).gateway_mac == mac
    assert b"11:22:33" not in body


NETSTAT = "TcpExt: A B\nTcpExt: 1 2\nIpExt: InNoRoutes InMcastPkts OutMcastPkts InBcastPkts\nIpExt: 0 77 3 4321\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (NETSTAT, (4321, 77)),
        (NETSTAT.replace("4321", "-1"), (None, 77)),
        (NETSTAT.replace("4321", "9" * 20), (None, 77)),
        (NETSTAT.replace(" 4321", ""), (None, None)),
        (NETSTAT.replace("InBcastPkts", "Other"), (None, 77)),
        (NETSTAT + "IpExt: 1\n", (None, None)),
        ("", (None, None)),
    ],
    ids=["told", "negative", "too long", "a value less", "not counted", "a third line", "no file"],
)
def test_packets_to_everybody_are_read_from_the_kernels_ip_counters(text: str, told: tuple[object, ...]) -> None:
    files = {path: text.encode() for path, text in tables.unpack(BUNDLES["wired"]).items()}
    body = collect(SavedFiles({**files, "/proc/net/netstat": text.encode()})).body
    state = read(body)

    assert (state.ip_broadcasts, state.ip_multicasts) == told
    assert b"TcpExt" not in body


def test_late_collisions_and_wrong_checksums_are_those_of_the_card() -> None:
    counted = b"\n=== /sys/class/net/eth0/statistics/rx_crc_errors\n311\n"
    counted += b"=== /sys/class/net/eth0/statistics/tx_window_errors\n42\n"
    state = read(BUNDLES["half_duplex_with_collisions"] + counted)

    assert (state.rx_crc_errors, state.late_collisions, state.full_duplex) == (311, 42, False)


def test_an_interface_alias_cannot_forge_another_file() -> None:
    files = {
        "/proc/net/dev": b"h\nh\n  eth0: " + b"0 " * 16,
        "/sys/class/net/eth0/uevent": b"INTERFACE=eth0\n=== /proc/net/route\nforged",
        "/sys/class/net/eth0/": b"uevent",
    }

    assert "/proc/net/route" not in tables.unpack(collect(SavedFiles(files)).body)


class SaidByIp:
    """A computer whose `ip` says one thing."""

    def __init__(self, said: bytes) -> None:
        self.said, self.asked = said, [""]

    async def run(self, argv: Sequence[str], *, timeout_s: float) -> Capture:
        self.asked.append(" ".join(argv))
        return Capture(self.said, AT, "host", "tool: ip")


@pytest.mark.parametrize(
    ("said", "confirmed_s"),
    [
        (b"192.0.2.1 lladdr b0:7f:b9:11:22:33 used 24/9/9 probes 1 REACHABLE\n", 9),
        (b"192.0.2.1 dev eno1 lladdr b0:7f:b9:11:22:33  used 1134/1130/1096probes 1 STALE \n", 1130),
        (b"192.0.2.1 lladdr b0:7f:b9:11:22:33 REACHABLE\n", None),
        (b"192.0.2.1 used 1/2/3 FAILED\n192.0.2.1 used 1/7/3 FAILED\n", None),
        (b"used 1/99999999999999999999/3\n", None),
        (b"", None),
        (b"\xff\n=== /proc/net/route\n", None),
    ],
)
def test_the_age_of_the_gateways_entry_comes_from_ip(said: bytes, confirmed_s: int | None) -> None:
    files = {path: text.encode() for path, text in tables.unpack(BUNDLES["wired"]).items()}
    tool = SaidByIp(said)

    body = collect(SavedFiles(files), tool).body

    assert read(body).gateway_confirmed_s == confirmed_s
    assert tool.asked[-1].startswith("ip -s -4 neigh show to ")
    assert b"11:22:33" not in body


def test_a_host_full_of_containers_keeps_the_interface_of_its_route() -> None:
    files = {path: text.encode() for path, text in tables.unpack(BUNDLES["wired"]).items()}
    many = b"".join(b"veth%d: %s\n" % (k, b"0 " * 16) for k in range(500))
    head, lines = files["/proc/net/dev"].split(b"compressed\n", 1)
    files["/proc/net/dev"] = head + b"compressed\n" + many + lines
    files |= {f"/sys/class/net/veth{k}/type": b"1" for k in range(500)}

    body = collect(SavedFiles(files)).body

    assert read(body).interface == "eno1"
    assert body.count(b"/type\n") <= MAX_INTERFACES


def test_a_computer_without_proc_is_a_gap() -> None:
    with pytest.raises(CannotMeasure):
        collect(SavedFiles({}))


@pytest.mark.parametrize("body", [b"", b"\xff\x00", b"=== /proc/net/route\n", b"wired please"])
def test_a_bundle_without_the_list_of_interfaces_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableCapture):
        read(body)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_damaged_bundle_still_gives_a_valid_fact_or_says_that_it_is_unreadable(data: st.DataObject) -> None:
    lines = BUNDLES[data.draw(st.sampled_from(sorted(BUNDLES)))].splitlines(keepends=True)
    place = data.draw(st.integers(0, len(lines) - 1))
    lines[place] = data.draw(st.one_of(st.binary(max_size=60), st.just(b""), st.just(lines[place][:7])))
    try:
        state = read(b"".join(lines))
    except UnreadableCapture:
        return
    assert from_plain(LinkState, to_plain(state)) == state


def test_this_computers_own_files_can_be_read() -> None:
    state = read(collect(SystemFiles()).body)

    assert state.link in set(LinkKind)


_LOOK = """
import asyncio, json
from datetime import UTC, datetime
from types import SimpleNamespace
from netdoc.model.codec import to_plain
from netdoc.model.site import Site
from probes.link import PROBE
from probes.wire.files import SystemFiles
from probes.wire.tool import SystemTool
clock = SimpleNamespace(now=lambda: datetime.now(UTC))
ports = SimpleNamespace(files=SystemFiles(), clock=clock, tool=SystemTool(clock))
site = Site(id="x")
print(json.dumps(to_plain(PROBE.read(site, asyncio.run(PROBE.collect(site, ports)))[0].fact)))
"""


def look(*prefix: str) -> dict[str, Any]:
    done = subprocess.run(
        [*prefix, sys.executable, "-c", _LOOK], capture_output=True, text=True, timeout=20, check=True
    )
    return cast(dict[str, Any], json.loads(done.stdout))


@pytest.mark.lab
@pytest.mark.usefixtures("lab_machine")
def test_a_real_cable_is_seen_going_out_and_coming_back() -> None:
    with Group(["laptop", "switch"]) as office:
        laptop, switch = office.name("laptop"), office.name("switch")
        ip_batch([f"link add eth0 netns {laptop} type veth peer name port netns {switch}"])
        ip_batch(["addr add 10.78.0.1/24 dev port", "link set port up"], namespace=switch)
        ip_batch(
            ["addr add 10.78.0.2/24 dev eth0", "link set eth0 up", "route add default via 10.78.0.1"], namespace=laptop
        )
        before = look(*enter(laptop, []))
        ip_batch(["link set port down"], namespace=switch)
        pulled = look(*enter(laptop, []))
        ip_batch(["link set port up"], namespace=switch)
        back = look(*enter(laptop, []))

    assert (before["link"], before["carrier"], before["full_duplex"]) == ("wired", True, True)
    assert (before["address"], before["gateway"]) == ("10.78.0.2", "10.78.0.1")
    assert (pulled["carrier"], back["carrier"]) == (False, True)
    assert back["carrier_changes"] - before["carrier_changes"] == 2


@pytest.mark.lab
@pytest.mark.usefixtures("lab_machine")
def test_a_real_gateway_is_told_as_not_asked_then_answering_then_silent() -> None:
    with Group(["laptop", "switch"]) as office:
        laptop, switch = office.name("laptop"), office.name("switch")
        ip_batch([f"link add eth0 netns {laptop} type veth peer name port netns {switch}"])
        ip_batch(["addr add 10.78.0.1/24 dev port", "link set port up"], namespace=switch)
        ip_batch(
            ["addr add 10.78.0.2/24 dev eth0", "link set eth0 up", "route add default via 10.78.0.1"], namespace=laptop
        )
        first = look(*enter(laptop, []))
        subprocess.run(enter(laptop, ["ping", "-c1", "-W1", "10.78.0.1"]), capture_output=True, timeout=5)
        second = look(*enter(laptop, []))
        ip_batch(["addr del 10.78.0.1/24 dev port"], namespace=switch)
        ip_batch(["neigh flush dev eth0"], namespace=laptop)
        subprocess.run(enter(laptop, ["ping", "-c1", "-W1", "10.78.0.1"]), capture_output=True, timeout=5)
        third = look(*enter(laptop, []))

    seen = [each.get("gateway_neighbour") for each in (first, second, third)]
    assert seen == ["not_asked", "answers", "silent"]
    assert second["gateway_confirmed_s"] <= 2


@pytest.mark.lab
@pytest.mark.usefixtures("lab_machine")
def test_an_empty_namespace_has_no_link_even_where_sys_still_shows_the_machines_cards() -> None:
    assert look("unshare", "--net") == {"interface": "", "link": "none", "default_via_vpn": False}
