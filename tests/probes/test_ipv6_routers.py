"""The routers that this computer uses for IPv6, from its own tables."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.ipv6_routers import Ipv6Router, Ipv6Routers
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from probes.ipv6_routers import PROBE, collect, read
from tests.lab.namespaces import Group, enter, ip_batch
from tests.probes.raw_replay import AT
from tests.probes.wire.loopback import RealClock

SITE = Site(id="here")
NONE, ANY = "0" * 32, f"{'0' * 32} 00"
ONE, TWO = "fe80000000000000000000000000" + "0001", "fe80000000000000000000000000" + "0009"
NET = "20010db8000100000000000000000000 40"


def route(to: str, via: str, *, flags: int = 0x450003, metric: int = 0x400, where: str = "eth0") -> str:
    """One line of /proc/net/ipv6_route."""
    return f"{to} {ANY} {via} {metric:08x} 00000001 00000000 {flags:08x} {where:>8}\n"


def own(address: str, flags: int = 0x80) -> str:
    """One line of /proc/net/if_inet6."""
    return f"{address} 02 40 00 {flags:02x}     eth0\n"


ANNOUNCED_NET = route(NET, NONE, flags=0x40001, metric=0x100)
OWN = own("20010db8000100003c52 82fffe112233".replace(" ", ""))
SAID = "fe80::1 lladdr 3c:a6:2f:11:22:01 router REACHABLE\nfe80::7 lladdr 02:00:00:11:22:07 STALE\n"


class Files:
    def __init__(self, files: dict[str, str]) -> None:
        self.files = files

    def read(self, path: str) -> bytes | None:
        found = self.files.get(path)
        return None if found is None else found.encode()


class Ip:
    def __init__(self, said: str | None) -> None:
        self.said, self.asked = said, []  # type: ignore[var-annotated]

    async def run(self, argv: Sequence[str], *, timeout_s: float) -> Capture:
        self.asked.append(" ".join(argv))
        if self.said is None:
            raise CannotMeasure("the program ip is not installed")
        return Capture(self.said.encode(), AT, "host", "tool: ip")


def capture(routes: str | None, addresses: str | None = OWN, said: str | None = SAID, **more: str) -> Capture:
    files = {"/proc/net/dev": "h\n", **more}
    files |= {"/proc/net/ipv6_route": routes} if routes is not None else {}
    files |= {"/proc/net/if_inet6": addresses} if addresses is not None else {}
    outside: Any = SimpleNamespace(files=Files(files), clock=RealClock(), tool=Ip(said))
    (found,) = asyncio.run(collect(SITE, outside))
    return found


def told(found: Capture) -> Ipv6Routers:
    (seen,) = read(SITE, [found])
    assert isinstance(seen, Seen)
    assert (seen.subject, seen.plane, seen.capture) == ("host", Plane.HOST, found.digest)
    assert isinstance(seen.fact, Ipv6Routers)
    return seen.fact


def test_a_router_that_announced_itself_is_told_with_its_maker_and_its_network() -> None:
    fact = told(capture(ANNOUNCED_NET + route(ANY, ONE)))

    router = Ipv6Router(
        interface="eth0", address="fe80::1", mac="3c:a6:2f:xx:xx:01", maker="AVM", metric=1024, announced=True
    )
    assert fact == Ipv6Routers(routers=(router,), networks=("2001:db8:1::/64",))


def test_several_routers_come_with_the_best_metric_first_and_each_once() -> None:
    routes = (
        route(ANY, TWO, metric=0x600) + route(ANY, ONE) + route(ANY, TWO, metric=0x700) + route(ANY, ONE, where="tun0")
    )

    found = [(each.interface, each.address, each.metric) for each in told(capture(routes)).routers]

    assert found == [("eth0", "fe80::1", 1024), ("tun0", "fe80::1", 1024), ("eth0", "fe80::9", 1536)]


@pytest.mark.parametrize(
    "line",
    [
        route(ANY, NONE),
        route(ANY, ONE, flags=0x202),
        route(ANY, ONE, flags=0x203),
        route(ANY, ONE, where="lo"),
        route(NET, ONE),
        route(ANY, "zz" + ONE[2:]),
        route(ANY, ONE)[:60],
        "\n",
    ],
    ids=["no router", "down", "rejects", "loopback", "not a default route", "no address", "cut", "empty"],
)
def test_what_leads_nowhere_is_no_router(line: str) -> None:
    assert told(capture(line)).routers == ()


def test_a_route_set_up_by_hand_or_by_a_program_is_not_called_announced() -> None:
    (router,) = told(capture(route(ANY, ONE, flags=0x3))).routers

    assert router.announced is None


@pytest.mark.parametrize(
    ("flags", "twice"),
    [(0x48, True), (0x08, True), (0x80, False), (0x40, False)],
    ids=["tentative", "", "sound", "asking"],
)
def test_an_own_address_that_somebody_else_held_first_is_told(flags: int, twice: bool) -> None:
    fact = told(capture("", own("20010db8000100000000000000000050", flags)))

    assert fact.held_twice == (("2001:db8:1::50",) if twice else ())


def test_own_sound_addresses_and_whole_hardware_addresses_stay_out_of_the_capture() -> None:
    body = capture(ANNOUNCED_NET + route(ANY, ONE) + route("20010db8000100003c5282fffe112233 80", NONE)).body

    assert b"3c5282fffe112233" not in body
    assert b"11:22" not in body
    assert b"02:00:00" not in body, "a neighbour that is no router"


def test_without_ip_the_routers_are_told_without_hardware_addresses() -> None:
    (router,) = told(capture(route(ANY, ONE), said=None)).routers

    assert (router.address, router.mac, router.maker) == ("fe80::1", None, None)


def test_a_computer_whose_ipv6_is_switched_off_has_no_router_and_that_is_no_gap() -> None:
    assert told(capture(None, None)) == Ipv6Routers()


def test_a_computer_that_tells_nothing_is_a_gap() -> None:
    outside: Any = SimpleNamespace(files=Files({}), clock=RealClock(), tool=Ip(None))

    with pytest.raises(CannotMeasure, match="does not tell its IPv6 routes"):
        asyncio.run(collect(SITE, outside))


@pytest.mark.parametrize("body", [b"", b"\xff\x00", b"=== /proc/net/ipv6_route\n"])
def test_a_bundle_without_the_list_of_addresses_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableCapture):
        read(SITE, [Capture(body, AT, "host", "files")])


def test_hostile_bundles_are_read_or_unreadable_and_nothing_else() -> None:
    dice = random.Random(7)
    whole = capture(ANNOUNCED_NET + route(ANY, ONE) + route(ANY, TWO), own("20010db8" + "0" * 24, 0x48)).body
    for _ in range(400):
        broken = bytearray(whole)
        for _ in range(dice.randrange(1, 8)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        try:
            read(SITE, [Capture(bytes(broken), AT, "host", "files")])
        except UnreadableCapture:
            continue


def test_it_looks_at_most_once_a_minute() -> None:
    assert PROBE.min_interval_s == 60


_LOOK = """
import asyncio, json
from types import SimpleNamespace
from netdoc.model.codec import to_plain
from netdoc.model.site import Site
from probes.ipv6_routers import PROBE
from probes.wire.files import SystemFiles
from probes.wire.tool import SystemTool
from tests.probes.wire.loopback import RealClock
ports = SimpleNamespace(files=SystemFiles(), clock=RealClock(), tool=SystemTool(RealClock()))
print(json.dumps(to_plain(PROBE.read(Site(id="x"), asyncio.run(PROBE.collect(Site(id="x"), ports)))[0].fact)))
"""


@pytest.mark.lab
@pytest.mark.usefixtures("lab_machine")
def test_a_real_kernel_tells_two_routers_and_an_address_that_is_held_twice() -> None:
    with Group(["laptop", "router"]) as office:
        laptop, router = office.name("laptop"), office.name("router")
        ip_batch(
            [f"link add eth0 address 02:00:00:00:79:07 netns {laptop} type veth peer name port netns {router} "
             "address 3c:a6:2f:00:79:01"]
        )  # fmt: skip
        ip_batch(
            ["addr add fd77::1/64 dev port nodad", "addr add fd77::9/64 dev port nodad",
             "addr add fd77::50/64 dev port nodad", "link set port up"],
            namespace=router,
        )  # fmt: skip
        ip_batch(["link set eth0 up", "addr add fd77::2/64 dev eth0 nodad"], namespace=laptop)
        ip_batch(
            ["route add default via fd77::1 dev eth0", "route add default via fd77::9 dev eth0 metric 2048",
             "addr add fd77::50/64 dev eth0"],
            namespace=laptop,
        )  # fmt: skip
        subprocess.run(enter(laptop, ["ping", "-6", "-c1", "-W1", "fd77::1"]), capture_output=True, timeout=5)
        deadline = time.monotonic() + 8
        fact: dict[str, Any] = {}
        while time.monotonic() < deadline and not fact.get("held_twice"):
            done = subprocess.run(
                enter(laptop, [sys.executable, "-c", _LOOK]), capture_output=True, text=True, check=True
            )
            fact = json.loads(done.stdout)

    assert [each["address"] for each in fact["routers"]] == ["fd77::1", "fd77::9"]
    assert (fact["routers"][0]["mac"], fact["routers"][0]["maker"]) == ("3c:a6:2f:xx:xx:01", "AVM")
    assert fact["held_twice"] == ["fd77::50"]
