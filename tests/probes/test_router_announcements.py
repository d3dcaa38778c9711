"""Who announces itself as a router for IPv6, as the raw worker heard it."""

from __future__ import annotations

import asyncio
import random

import pytest

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.router_announcements import RouterAnnouncement, RouterAnnouncements
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from probes.router_announcements import PROBE, collect, read
from tests.probes.raw_replay import AT, ReplayRaw, body, ports_with

SITE = Site(id="here")
ABOUT = {"about": {"interface": "eth0"}}
SENT = {"sent": "RS", "mac": "02:00:00:00:00:11", "rounds": 2}
END = ({"rights": "none"}, SENT, {"listened_s": 4.5}, {"end": "nd"})


def announced(router: object = "fe80::1", mac: object = "3c:a6:2f:00:00:01", **more: object) -> dict[str, object]:
    told = {"router": router, "mac": mac, "lifetime_s": 1800, "flags": 0, "networks": ["2001:db8:1::/64"], **more}
    return {"announced": told, "after_ms": 30, "frame": "00"}


def heard(*lines: dict[str, object]) -> RouterAnnouncements:
    (seen,) = read(SITE, [Capture(body(*lines), AT, "host", "raw: nd on eth0")])
    assert isinstance(seen, Seen)
    assert (seen.subject, seen.plane) == ("host", Plane.PATH)
    assert isinstance(seen.fact, RouterAnnouncements)
    return seen.fact


def test_a_router_is_told_with_its_maker_its_networks_and_its_name_servers() -> None:
    fact = heard(ABOUT, *END, announced(resolvers=["2001:db8:1::53"]))

    router = RouterAnnouncement(
        router="fe80::1", mac="3c:a6:2f:00:00:01", maker="AVM", lifetime_s=1800, networks=("2001:db8:1::/64",),
        resolvers=("2001:db8:1::53",),
    )  # fmt: skip
    assert fact == RouterAnnouncements(interface="eth0", listened_s=4.5, routers=(router,))


def test_nobody_heard_is_an_empty_list_and_one_heard_twice_is_told_once() -> None:
    assert heard(ABOUT, *END).routers == ()
    assert len(heard(ABOUT, *END, announced(), announced(), announced("fe80::2")).routers) == 2


@pytest.mark.parametrize("router", ["2001:db8::1", "fe80::1%eth0\n", "192.168.1.1", "", 7, None])
def test_an_impossible_sender_is_no_router_and_named_in_a_remark(router: object) -> None:
    fact = heard(ABOUT, *END, announced(router))

    assert (fact.routers, len(fact.remarks)) == ((), 1)


@pytest.mark.parametrize(
    ("more", "field", "value"),
    [
        ({"lifetime_s": 65536}, "lifetime_s", None),
        ({"lifetime_s": 0}, "lifetime_s", 0),
        ({"mac": "zz"}, "mac", None),
        ({"networks": ["2001:db8::/129", "2001:db8::1/64", "x", 7, "fd00::/8"]}, "networks", ("fd00::/8",)),
        ({"networks": "fd00::/8"}, "networks", ()),
        ({"resolvers": ["fe80::1%x", "192.0.2.1", "fd00::53"]}, "resolvers", ("fd00::53",)),
    ],
)
def test_what_makes_no_sense_is_left_out(more: dict[str, object], field: str, value: object) -> None:
    (router,) = heard(ABOUT, *END, announced(**more)).routers

    assert getattr(router, field) == value


@pytest.mark.parametrize(
    "lines", [(), (ABOUT,), END, ({"about": {}}, SENT)], ids=["empty", "not sent", "where", "no card"]
)
def test_a_capture_that_does_not_tell_what_was_asked_is_unreadable(lines: tuple[dict[str, object], ...]) -> None:
    with pytest.raises(UnreadableCapture):
        heard(*lines)


def test_what_is_asked_is_the_link_that_measures() -> None:
    raw = ReplayRaw(body(*END))
    (capture,) = asyncio.run(collect(SITE, ports_with(raw)))
    (seen,) = read(SITE, [capture])

    assert raw.asked == [("nd", "eth0")]
    assert isinstance(seen, Seen)
    assert seen.capture == capture.digest


def test_without_the_right_it_is_a_gap() -> None:
    with pytest.raises(CannotMeasure, match="right"):
        asyncio.run(collect(SITE, ports_with(ReplayRaw(CannotMeasure("no right to raw packets")))))


def test_hostile_lines_are_read_or_unreadable_and_nothing_else() -> None:
    dice = random.Random(5)
    whole = body(ABOUT, *END, announced(resolvers=["fd00::53"]))
    for _ in range(400):
        broken = bytearray(whole)
        for _ in range(dice.randrange(1, 8)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        try:
            read(SITE, [Capture(bytes(broken), AT, "host", "raw: nd")])
        except UnreadableCapture:
            continue


def test_the_probe_asks_at_most_every_five_minutes() -> None:
    assert PROBE.min_interval_s == 300
