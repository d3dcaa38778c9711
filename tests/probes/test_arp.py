"""Who holds an address, as the raw worker heard it."""

from __future__ import annotations

import asyncio
import random

import pytest

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.address_check import AddressCheck
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from probes.arp import PROBE, collect, read
from tests.netdoc.app.replay import WIRED_OFFICE
from tests.probes.raw_replay import AT, ReplayRaw, body, ports_with

SITE = Site(id="here")
OWN, GATEWAY = "192.168.7.23", "192.168.7.1"
ABOUT = {"about": {"interface": "eth0", "link": "wired", "own": OWN, "gateway": GATEWAY}}
SENT = {"sent": "ARP probe", "mac": "02:00:00:00:00:11", "addresses": [OWN, GATEWAY], "probes": 6}
COUNTED = {"broadcasts": {"frames": 62, "seconds": 3.1, "from": [["02:00:00:00:00:22", 50], ["x", 12]]}}
END = ({"rights": "none"}, SENT, COUNTED, {"end": "arp"})


def claim(address: str, mac: object, kind: str = "reply") -> dict[str, object]:
    return {"claim": {"address": address, "mac": mac, "kind": kind, "times": 3}, "after_ms": 3, "frame": "00"}


def check(*lines: dict[str, object]) -> AddressCheck:
    (seen,) = read(SITE, [Capture(body(*lines), AT, "host", "raw: arp on eth0")])
    assert isinstance(seen, Seen)
    assert (seen.subject, seen.plane) == ("host", Plane.PATH)
    assert isinstance(seen.fact, AddressCheck)
    return seen.fact


def test_a_healthy_network_has_one_holder_of_the_gateways_address() -> None:
    assert check(ABOUT, *END, claim(GATEWAY, "02:00:00:00:00:01")) == AddressCheck(
        interface="eth0",
        wired=True,
        own_address=OWN,
        gateway=GATEWAY,
        gateway_macs=("02:00:00:00:00:01",),
        probes=3,
        broadcasts_per_s=20.0,
        listened_s=3.1,
        loudest="02:00:00:00:00:22",
    )


def test_each_holder_is_told_once_in_the_order_heard() -> None:
    fact = check(
        ABOUT,
        *END,
        claim(GATEWAY, "02:00:00:00:00:02"),
        claim(GATEWAY, "02:00:00:00:00:01"),
        claim(GATEWAY, "02:00:00:00:00:02", "request"),
        claim(OWN, "02:00:00:00:00:33"),
        claim("192.168.7.99", "02:00:00:00:00:44"),
    )

    assert fact.gateway_macs == ("02:00:00:00:00:02", "02:00:00:00:00:01")
    assert fact.own_claimed_by == ("02:00:00:00:00:33",)


@pytest.mark.parametrize(
    ("macs", "name"),
    [
        (("3c:a6:2f:00:00:01",), "AVM"),
        (("02:00:00:00:00:01",), None),
        (("3c:a6:2f:00:00:01", "02:00:00:00:00:01"), None),
        ((), None),
    ],
    ids=["known", "made up by software", "two holders", "nobody"],
)
def test_the_maker_of_the_gateway_is_told_where_one_box_answers(macs: tuple[str, ...], name: str | None) -> None:
    assert check(ABOUT, *END, *(claim(GATEWAY, each) for each in macs)).gateway_maker == name


@pytest.mark.parametrize("mac", ["ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00", "zz", 7, None])
def test_an_impossible_hardware_address_is_no_holder_and_named_in_a_remark(mac: object) -> None:
    fact = check(ABOUT, *END, claim(OWN, mac))

    assert fact.own_claimed_by == ()
    assert len(fact.remarks) == 1


@pytest.mark.parametrize(
    "counted",
    [{}, {"frames": -1, "seconds": 3}, {"frames": "9", "seconds": 3}, {"frames": 9, "seconds": 0}, {"frames": True}],
)
def test_a_count_that_makes_no_sense_is_none(counted: dict[str, object]) -> None:
    assert check(ABOUT, SENT, {"broadcasts": counted}).broadcasts_per_s is None


@pytest.mark.parametrize(
    "lines",
    [(), (ABOUT,), END, ({"about": {"link": "wired"}}, SENT)],
    ids=["empty", "not sent", "not about", "no card"],
)
def test_a_capture_that_does_not_tell_what_was_asked_is_unreadable(lines: tuple[dict[str, object], ...]) -> None:
    with pytest.raises(UnreadableCapture):
        check(*lines)


def test_what_is_asked_is_the_link_that_measures() -> None:
    raw = ReplayRaw(body(*END))
    (capture,) = asyncio.run(collect(SITE, ports_with(raw)))
    (seen,) = read(SITE, [capture])

    assert [each[:2] for each in raw.asked] == [("arp", "eth0")]
    assert isinstance(seen, Seen)
    assert (seen.fact.own_address, seen.fact.gateway) == raw.asked[0][2]
    assert seen.capture == capture.digest


def test_without_a_link_nothing_is_asked() -> None:
    raw = ReplayRaw(body(*END))
    files = {path: content for path, content in WIRED_OFFICE.items() if "eth0" not in path}
    files["/proc/net/dev"] = b"Inter-| head\n face | bytes\n    lo: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n"
    files.pop("/proc/net/route", None)

    with pytest.raises(CannotMeasure, match="no Ethernet and no Wi-Fi"):
        asyncio.run(collect(SITE, ports_with(raw, files=files)))
    assert raw.asked == []


def test_hostile_lines_are_read_or_unreadable_and_nothing_else() -> None:
    dice = random.Random(3)
    whole = body(ABOUT, *END, claim(GATEWAY, "02:00:00:00:00:01"))
    for _ in range(400):
        broken = bytearray(whole)
        for _ in range(dice.randrange(1, 8)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        try:
            read(SITE, [Capture(bytes(broken), AT, "host", "raw: arp")])
        except UnreadableCapture:
            continue


def test_the_probe_asks_at_most_once_a_minute() -> None:
    assert PROBE.min_interval_s == 60
