"""The worker's parts: its closed list, its decoding of strangers' bytes, and what it looks for among its rights."""

from __future__ import annotations

import json
import random
import struct
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("scapy")

from probes.wire import _raw_arp, _raw_dhcp, _raw_nd, _raw_pppoe, raw_worker
from probes.wire._raw_allowed import why_not
from probes.wire._raw_rights import rights_kept
from probes.wire._raw_text import quietly

MAC = bytes.fromhex("020000000011")
OTHER = bytes.fromhex("020000000022")
DISCOVER = _raw_dhcp.discover(MAC, 0x1234)
PROBE = _raw_arp.probe(MAC, "192.0.2.1")
SOLICIT = _raw_nd.solicit(MAC)


def patched(frame: bytes, at: int, new: bytes) -> bytes:
    return frame[:at] + new + frame[at + len(new) :]


def discovery(code: int, tag: int | None = None) -> bytes:
    tagged = struct.pack("!HH", 0x8100, tag) if tag is not None else b""
    return b"\xff" * 6 + MAC + tagged + struct.pack("!HBBHH", 0x8863, 0x11, code, 0, 4) + b"\x01\x01\0\0"


@pytest.mark.parametrize(
    ("job", "frame"),
    [
        ("dhcp", DISCOVER),
        ("arp", PROBE),
        ("nd", SOLICIT),
        ("pppoe", discovery(0x09)),
        ("pppoe", discovery(0x09, 7)),
        ("pppoe", _raw_pppoe.padi(MAC, bytes(8), None)),
        ("pppoe", _raw_pppoe.padi(MAC, bytes(8), 835)),
    ],
    ids=["DISCOVER", "ARP probe", "RS", "PADI", "PADI with a tag", "our PADI", "our PADI with a tag"],
)
def test_what_a_job_needs_may_be_sent(job: str, frame: bytes) -> None:
    assert why_not(job, frame, MAC) == ""


REQUEST = DISCOVER.replace(b"\x63\x82\x53\x63\x35\x01\x01", b"\x63\x82\x53\x63\x35\x01\x03")
OPTIONS = DISCOVER.index(b"\x35\x01\x01") + 3


@pytest.mark.parametrize(
    ("job", "frame"),
    [
        ("dhcp", REQUEST),
        ("dhcp", DISCOVER.replace(b"\x35\x01\x01", b"\x35\x01\x07")),
        ("dhcp", patched(DISCOVER, OPTIONS, b"\x35\x01\x03")),
        ("dhcp", patched(DISCOVER, 14 + 28 + 12, b"\xc0\0\x02\x01")),
        ("dhcp", patched(DISCOVER, 14 + 28 + 28, OTHER)),
        ("dhcp", patched(DISCOVER, 0, OTHER)),
        ("dhcp", patched(DISCOVER, 14 + 22, b"\0\x45")),
        ("dhcp", PROBE),
        ("arp", DISCOVER),
        ("arp", patched(PROBE, 14 + 6, b"\0\x02")),
        ("arp", patched(PROBE, 14 + 14, b"\xc0\0\x02\x07")),
        ("arp", patched(PROBE, 14 + 8, OTHER)),
        ("arp", patched(PROBE, 6, OTHER)),
        ("arp", patched(PROBE, 0, OTHER)),
        ("pppoe", discovery(0x19)),
        ("pppoe", discovery(0xA7)),
        ("pppoe", patched(discovery(0x09), 12, b"\x88\x64")),
        ("pppoe", patched(discovery(0x09, 7), 16, b"\x08\x00")),
        ("arp", discovery(0x09)),
        ("pppoe", patched(discovery(0x09), 0, OTHER)),
        ("nd", PROBE),
        ("arp", SOLICIT),
        ("nd", patched(SOLICIT, 0, OTHER)),
        ("nd", patched(SOLICIT, 6, OTHER)),
        ("nd", patched(SOLICIT, 14 + 8, b"\xfe\x80")),
        ("nd", patched(SOLICIT, 14 + 24, b"\xff\x02" + bytes(13) + b"\x01")),
        ("nd", patched(SOLICIT, 14 + 40, b"\x86")),
        ("nd", patched(SOLICIT, 14 + 40, b"\x88")),
        ("nd", patched(SOLICIT, 14 + 5, b"\x10") + b"\x01\x01" + MAC),
        ("other", PROBE),
        ("arp", b""),
        ("arp", PROBE[:20]),
        ("dhcp", DISCOVER + bytes(1500)),
    ],
    ids=[
        "REQUEST", "RELEASE", "a second message type", "an address of one's own", "another's lease", "to one server",
        "to another port", "ARP in a DHCP job", "DHCP in an ARP job", "ARP reply", "ARP that changes tables",
        "ARP for another", "another's frame", "ARP to one host", "PADR", "PADT",
        "session", "IP behind a tag", "PPPoE in an ARP job", "PADI to one host",
        "ARP in an ND job", "ND in an ARP job", "RS to one host", "RS in another's name", "RS that changes tables",
        "RS to everybody", "an announcement", "a neighbour's answer", "RS with an own address",
        "no such job", "nothing", "half a probe", "too long",
    ],
)  # fmt: skip
def test_nothing_else_may_be_sent(job: str, frame: bytes) -> None:
    assert why_not(job, frame, MAC)


def an_offer(options: bytes, *, number: int = 0x1234, mac: bytes = MAC, kind: int = 2) -> bytes:
    """Build the bytes of an answer by hand, as RFC 2131 draws them: no library of ours takes part."""
    message = struct.pack("!BBBBIHH", 2, 1, 6, 0, number, 0, 0x8000)
    message += bytes(4) + bytes([192, 0, 2, 50]) + bytes(4) + bytes([192, 0, 2, 9]) + mac + bytes(10) + bytes(192)
    message += b"\x63\x82\x53\x63" + bytes([53, 1, kind]) + options + b"\xff"
    udp = struct.pack("!HHHH", 67, 68, 8 + len(message), 0) + message
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0) + bytes([192, 0, 2, 1]) + b"\xff" * 4
    return b"\xff" * 6 + OTHER + b"\x08\x00" + ip + udp


FULL = bytes.fromhex("3604c00002010104ffffff000304c00002010608c0000235c0000236330400000e10") + b"\x0f\x03lan"


def test_an_offer_is_read_whole() -> None:
    assert _raw_dhcp.offer(an_offer(FULL), 0x1234, MAC) == {
        "mac": "02:00:00:00:00:22",
        "server": "192.0.2.1",
        "sender": "192.0.2.1",
        "address": "192.0.2.50",
        "mask": "255.255.255.0",
        "gateways": ["192.0.2.1"],
        "resolvers": ["192.0.2.53", "192.0.2.54"],
        "lease_s": 3600,
        "relay": "192.0.2.9",
        "domain": "lan",
    }


@pytest.mark.parametrize(
    "frame",
    [
        an_offer(FULL, number=0x1235),
        an_offer(FULL, mac=OTHER),
        an_offer(FULL, kind=5),
        an_offer(FULL, kind=6),
        DISCOVER,
    ],
    ids=["another transaction", "another computer's", "ACK", "NAK", "our own"],
)
def test_what_is_no_offer_to_us_is_passed_over(frame: bytes) -> None:
    assert _raw_dhcp.offer(frame, 0x1234, MAC) is None


def test_options_that_an_offer_does_not_have_are_left_out_and_never_made_up() -> None:
    assert set(_raw_dhcp.offer(an_offer(b""), 0x1234, MAC) or {}) == {"mac", "sender", "address", "relay"}


def test_a_claim_is_an_arp_packet_of_somebody_else_with_an_address() -> None:
    reply = b"\xff" * 6 + OTHER + b"\x08\x06\0\1\x08\0\6\4\0\2" + OTHER + bytes([192, 0, 2, 1]) + MAC + bytes(4)

    assert _raw_arp.claim(reply, MAC) == ("192.0.2.1", "02:00:00:00:00:22", "reply")
    assert _raw_arp.claim(patched(reply, 20, b"\0\1"), MAC) == ("192.0.2.1", "02:00:00:00:00:22", "request")
    assert _raw_arp.claim(reply, OTHER) is None
    assert _raw_arp.claim(PROBE, OTHER) is None
    assert _raw_arp.claim(patched(reply, 20, b"\0\3"), MAC) is None


def a_pado(*tags: tuple[int, bytes], to: bytes = MAC, code: int = 0x07) -> bytes:
    body = b"".join(struct.pack("!HH", kind, len(value)) + value for kind, value in tags)
    return to + OTHER + struct.pack("!HBBHH", 0x8863, 0x11, code, 0, len(body)) + body


UNIQUE = b"12345678"
MARK = (0x0103, UNIQUE)


def test_a_pado_is_read_whole() -> None:
    frame = a_pado(MARK, (0x0102, b"BRAS-1"), (0x0101, b""), (0x0101, b"isp"), (0x0104, b"cookie"), (0x0203, b"busy"))

    assert _raw_pppoe.pado(frame, MAC, UNIQUE) == {
        "mac": "02:00:00:00:00:22",
        "name": "BRAS-1",
        "services": ["isp"],
        "errors": ["busy"],
    }


@pytest.mark.parametrize(
    "frame",
    [
        a_pado((0x0102, b"BRAS-1")),
        a_pado((0x0103, b"another's")),
        a_pado((0x0000, b""), MARK),
        a_pado(MARK, to=OTHER),
        a_pado(MARK, code=0x09),
        a_pado(MARK)[:-3],
    ],
    ids=["no mark", "another's mark", "after the end of the list", "to another", "a PADI", "cut short"],
)
def test_what_answers_no_padi_of_ours_is_passed_over(frame: bytes) -> None:
    assert _raw_pppoe.pado(frame, MAC, UNIQUE) is None


def test_a_recorded_discovery_packet_is_read_without_an_error(shared_captures: Path) -> None:
    pcap = shared_captures / "pcap" / "pppoe.pcap"
    if not pcap.is_file():
        pytest.skip("the recorded packet is not here")

    assert [_raw_pppoe.pado(each, each[:6], UNIQUE) for each in frames_of(pcap.read_bytes())] == [None]


def test_hostile_bytes_end_in_a_line_or_an_error_that_the_worker_tells_and_never_hang() -> None:
    dice = random.Random(5)
    offer = an_offer(FULL)
    for _ in range(300):
        broken = bytearray(offer[: dice.randrange(14, len(offer))])
        for _ in range(dice.randrange(6)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        told = quietly(partial(_raw_dhcp.offer, bytes(broken), 0x1234, MAC))
        assert told is None or json.dumps(told)
        quietly(partial(_raw_arp.claim, bytes(broken), MAC))
        torn = bytearray(a_pado(MARK, (0x0102, b"BRAS-1")))
        torn[dice.randrange(12, len(torn))] = dice.randrange(256)
        told = quietly(partial(_raw_pppoe.pado, bytes(torn[: dice.randrange(12, len(torn))]), MAC, UNIQUE))
        assert told is None or json.dumps(told)


HELD = (
    "Uid:\t{uid}\t{uid}\t{uid}\t{uid}\nGid:\t65534\t65534\t65534\t65534\nGroups:\t{groups}\nCapInh:\t{inh}\n"
    "CapPrm:\t0000000000000000\nCapEff:\t0000000000000000\nCapBnd:\t{bnd}\nCapAmb:\t{amb}\nNoNewPrivs:\t{nnp}\n"
)
ZERO, SOME = "0000000000000000", "0000000000002000"
CLEAN = {"uid": 1000, "groups": "", "inh": ZERO, "bnd": ZERO, "amb": ZERO, "nnp": 1}


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ({}, ""),
        ({"uid": 0}, "Uid"),
        ({"groups": "0"}, "Groups"),
        ({"inh": SOME}, "CapInh"),
        ({"bnd": SOME}, "CapBnd"),
        ({"amb": SOME}, "CapAmb"),
        ({"nnp": 0}, "NoNewPrivs"),
    ],
)
def test_a_right_that_was_left_is_found(change: dict[str, object], left: str) -> None:
    told = rights_kept(HELD.format(**{**CLEAN, **change}), was_root=True)

    assert told.partition("=")[0] == left


def frames_of(pcap: bytes) -> list[bytes]:
    """Return the frames of a little- or big-endian pcap file."""
    order = "<" if pcap[:4] == b"\xd4\xc3\xb2\xa1" else ">"
    found, at = [], 24
    while at + 16 <= len(pcap):
        (length,) = struct.unpack_from(f"{order}I", pcap, at + 8)
        found.append(pcap[at + 16 : at + 16 + length])
        at += 16 + length
    return found


def test_a_recorded_exchange_is_read_without_a_library_error(shared_captures: Path) -> None:
    pcap = shared_captures / "pcap" / "dhcp-rfc3004.pcap"
    if not pcap.is_file():
        pytest.skip("the recorded exchange is not here")
    frames = frames_of(pcap.read_bytes())
    numbers = {(struct.unpack_from("!I", each, 46)[0], each[70:76]) for each in frames}
    offers = [_raw_dhcp.offer(each, number, mac) for each in frames for number, mac in numbers]

    assert frames
    assert all(each["mac"] for each in offers if each is not None)


def test_a_job_that_is_not_known_is_refused_before_anything_is_opened(capsys: pytest.CaptureFixture[str]) -> None:
    assert raw_worker.main(["exec", "lo"]) == 1
    assert json.loads(capsys.readouterr().out) == {"failed": "no such job"}


@pytest.mark.parametrize(
    "orders",
    [{"addresses": ["192.0.2.1"] * 9}, {"addresses": ["192.0.2.1; rm"]}, {"addresses": 5}, {}],
    ids=["too many", "no address", "no list", "nothing"],
)
def test_orders_that_no_job_takes_are_refused(orders: dict[str, object]) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        list(raw_worker.work("arp", [], orders))


ROUTER6, ALL_NODES = bytes.fromhex("fe80" + "00" * 13 + "01"), bytes.fromhex("ff02" + "00" * 13 + "01")
PREFIX = bytes.fromhex("0304 40c0 00015180 00003840 00000000 20010db800010000 0000000000000000")
RDNSS = bytes.fromhex("1903 0000 00000e10 20010db8000100000000000000000053")


def an_announcement(
    options: bytes = PREFIX + RDNSS, *, sender: bytes = ROUTER6, hops: int = 255, kind: int = 134
) -> bytes:
    """Build the bytes of an announcement by hand, as RFC 4861 draws them."""
    message = struct.pack("!BBHBBHII", kind, 0, 0, 64, 0xC0, 1800, 0, 0) + options
    head = struct.pack("!IHBB", 6 << 28, len(message), 58, hops) + sender + ALL_NODES
    return bytes.fromhex("333300000001") + OTHER + b"\x86\xdd" + head + message


def test_an_announcement_is_read_whole() -> None:
    assert _raw_nd.announcement(an_announcement(), MAC) == {
        "router": "fe80::1",
        "mac": "02:00:00:00:00:22",
        "lifetime_s": 1800,
        "flags": 0xC0,
        "networks": ["2001:db8:1::/64"],
        "resolvers": ["2001:db8:1::53"],
    }


@pytest.mark.parametrize(
    "frame",
    [
        an_announcement(hops=254),
        an_announcement(sender=bytes.fromhex("20010db8" + "00" * 12)),
        an_announcement(kind=133),
        patched(an_announcement(), 6, MAC),
        patched(an_announcement(), 12, b"\x08\x00"),
        patched(an_announcement(), 20, b"\x11"),
        patched(an_announcement(), 18, b"\0\x08"),
    ],
    ids=["from afar", "of a global address", "a solicitation", "our own", "not IPv6", "UDP", "too short"],
)
def test_what_is_no_announcement_of_this_link_is_passed_over(frame: bytes) -> None:
    assert _raw_nd.announcement(frame, MAC) is None


@pytest.mark.parametrize(
    "options", [b"", b"\x03\x00" + bytes(30), PREFIX[:20], b"\x03\x04\x81" + PREFIX[3:], b"\xfd\x01" + bytes(6)]
)
def test_options_that_make_no_sense_announce_no_network(options: bytes) -> None:
    found = _raw_nd.announcement(an_announcement(options), MAC)

    assert found is not None
    assert (found["networks"], found["resolvers"]) == ([], [])


def test_a_solicitation_has_the_checksum_that_routers_check() -> None:
    from scapy.layers.inet6 import ICMPv6ND_RS, IPv6
    from scapy.layers.l2 import Ether

    plain = Ether(src="02:00:00:00:00:11", dst="33:33:00:00:00:02") / IPv6(src="::", dst="ff02::2", hlim=255)

    assert bytes(plain / ICMPv6ND_RS()) == SOLICIT


def test_hostile_announcements_are_read_or_passed_over() -> None:
    dice = random.Random(11)
    whole = an_announcement()
    for _ in range(2000):
        broken = bytearray(whole[: dice.randrange(len(whole) + 1)])
        for _ in range(dice.randrange(0, 6)):
            if broken:
                broken[dice.randrange(len(broken))] = dice.randrange(256)
        found = quietly(partial(_raw_nd.announcement, bytes(broken), MAC))
        assert found is None or len(json.dumps(found)) < 2000


@pytest.mark.parametrize(("job", "loaded"), [("arp", True), ("dhcp", True), ("pppoe", False), ("nd", False)])
def test_a_job_loads_what_it_needs_before_its_rights_are_gone_and_nothing_else(job: str, loaded: bool) -> None:
    code = f"import sys; from probes.wire import raw_worker as w; w.rehearse({job!r}); before = set(sys.modules)"
    code += f"; w.rehearse({job!r}); print('scapy' in before, f'probes.wire._raw_{job}' in before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)

    assert done.stdout.split() == [str(loaded), "True"]
