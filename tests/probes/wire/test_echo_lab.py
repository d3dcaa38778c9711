"""The echo engines and the ladder on a network of their own: exact loss, who refused, cadence, stalls, rights."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from netdoc.model.facts.echo_block import LOST, NOT_SENT, UNREACHABLE

LAND = Path(__file__).with_name("echo_land.py")
NOBODY = ["--reuid", "65534", "--regid", "65534", "--clear-groups"]
NO_RIGHTS = [*NOBODY, "--bounding-set", "-all", "--no-new-privs"]
NOBODY_PINGS = ["sysctl -qw net.ipv4.ping_group_range='1 0'"]
EVERYBODY_PINGS = ["sysctl -qw net.ipv4.ping_group_range='0 2147483647'"]


@cache
def _why_not() -> str:
    if os.geteuid() != 0:
        return "needs root to make a network namespace"
    if not Path("/dev/net/tun").exists():
        return "this kernel has no TAP device"
    tried = subprocess.run(["unshare", "--net", "nft", "list", "ruleset"], capture_output=True, text=True)
    return "" if tried.returncode == 0 else f"needs unshare and nft: {tried.stderr.strip()}"


@pytest.fixture(autouse=True)
def _lab() -> None:
    if reason := _why_not():
        pytest.skip(reason)


pytestmark = pytest.mark.lab


def land(rungs: list[dict[str, Any]], seconds: float, **asked: Any) -> dict[str, Any]:
    """Run the sampler on a fresh network and return what it told."""
    asked |= {"rungs": rungs, "seconds": seconds}
    done = subprocess.run(
        ["unshare", "--net", sys.executable, str(LAND), json.dumps(asked)],
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def rung(address: str, period_s: float = 0.05, method: str = "icmp") -> dict[str, Any]:
    return {"id": f"{address}/{method}", "address": address, "period_s": period_s, "method": method}


def values(told: dict[str, Any], address: str, method: str = "icmp") -> list[int]:
    return [v for each in told["series"] if each["rung"] == f"{address}/{method}" for v in each["values"]]


def one(told: dict[str, Any], address: str, method: str = "icmp") -> dict[str, Any]:
    (found,) = [each for each in told["series"] if each["rung"] == f"{address}/{method}"]
    return dict(found)


def drops(told: dict[str, Any]) -> int:
    return sum(int(each) for each in re.findall(r"packets (\d+)", told["after"][0]))


COUNT = ["nft list table ip t"]
CHAIN = ["nft add table ip t", "nft 'add chain ip t c { type filter hook input priority 0 ; }'"]


@pytest.mark.parametrize(
    ("engine", "period_s"), [("own", 0.005), ("icmplib", 0.005), ("ping", 0.05)], ids=["own", "icmplib", "ping"]
)
def test_loss_equals_the_count_of_dropped_replies(engine: str, period_s: float) -> None:
    rule = "nft 'add rule ip t c iifname tap0 icmp type echo-reply numgen inc mod 17 == 5 counter drop'"

    told = land(
        [rung("10.81.0.2", period_s)],
        4,
        engine=engine,
        hosts={"10.81.0.2": {"delay_ms": 3}},
        setup=[*CHAIN, rule],
        after=COUNT,
    )

    sampled = values(told, "10.81.0.2")
    assert drops(told) > 2
    assert sampled.count(LOST) == drops(told)
    assert len(told["arrived"]) == len(sampled) - sampled.count(NOT_SENT)
    assert one(told, "10.81.0.2")["stamp"] == ("kernel" if engine == "own" else "user")


def test_loss_of_tcp_probes_equals_the_count_of_dropped_syns() -> None:
    once = [
        "nft 'add set ip t seen { type inet_service ; flags dynamic ; size 65535 ; }'",
        "nft 'add rule ip t c tcp dport 9 tcp sport @seen accept'",  # a repeated SYN is always let through
        "nft 'add rule ip t c tcp dport 9 add @seen { tcp sport }'",
        "nft 'add rule ip t c tcp dport 9 numgen inc mod 10 == 3 counter drop'",
    ]

    told = land([rung("127.0.0.1", 0.1, "tcp:9")], 4.05, setup=[*CHAIN, *once], after=COUNT)

    series = one(told, "127.0.0.1", "tcp:9")
    assert drops(told) > 2
    assert series["values"].count(LOST) == drops(told)
    assert (series["method"], series["stamp"]) == ("tcp:9", "user")
    assert max(series["values"]) < 100_000


@pytest.mark.parametrize(
    ("engine", "code", "word"),
    [
        ("own", 0, "net"),
        ("own", 1, "host"),
        ("own", 3, "port"),
        ("own", 13, "admin"),
        ("icmplib", 1, "host"),
        ("ping", 13, "admin"),
    ],
)
def test_unreachable_names_who_said_so_and_the_code(engine: str, code: int, word: str) -> None:
    told = land([rung("10.81.0.3", 0.2)], 0.7, engine=engine, hosts={"10.81.0.3": {"unreachable": code}})

    series = one(told, "10.81.0.3")
    assert set(series["values"]) == {UNREACHABLE}
    assert series["by"] == [f"10.81.0.254 {word}"]


def test_an_unprivileged_datagram_socket_hears_who_refused_too() -> None:
    told = land(
        [rung("10.81.0.3", 0.05), rung("10.81.0.2", 0.05)],
        1,
        hosts={"10.81.0.3": {"unreachable": 13}, "10.81.0.2": {}},
        setup=EVERYBODY_PINGS,
        setpriv=NOBODY,
    )

    assert told["engines"][0] == told["engine"] == "own"
    assert one(told, "10.81.0.3")["by"] == ["10.81.0.254 admin"]
    assert set(values(told, "10.81.0.3")) == {UNREACHABLE}
    assert min(values(told, "10.81.0.2")) >= 0
    assert one(told, "10.81.0.2")["stamp"] == "kernel"


@pytest.mark.parametrize(("address", "method"), [("10.81.0.4", "icmp"), ("10.81.0.4", "tcp:80"), ("fd81::4", "icmp")])
def test_a_next_hop_that_does_not_resolve_is_unreachable_by_our_own_address(address: str, method: str) -> None:
    setup = ["ip addr add fd81::1/64 dev tap0 nodad"]

    told = land([rung(address, 0.5, method)], 2, hosts={"10.81.0.4": {"arp": False}}, setup=setup)

    series = one(told, address, method)
    assert series["by"] == [f"{'10.81.0.1' if '.' in address else 'fd81::1'} host"]
    assert NOT_SENT not in series["values"]
    assert max(series["values"]) < 0


@pytest.mark.parametrize(
    ("engine", "method"), [("own", "icmp"), ("icmplib", "icmp"), ("ping", "icmp"), ("own", "tcp:80"), ("tcp", "icmp")]
)
def test_no_route_and_no_carrier_are_void_and_a_gap(engine: str, method: str) -> None:
    setup = [
        "ip link add v0 type veth peer name v1",
        "ip addr add 10.82.0.1/24 dev v0",
        "ip link set v0 up",
        "ip route add unreachable 198.51.100.0/24",
    ]
    away = ["203.0.113.9", "10.82.0.2", "198.51.100.1"]

    told = land([rung(each, 0.2, method) for each in away], 1, engine=engine, setup=setup)

    for each in away:
        assert set(values(told, each, method)) == {NOT_SENT}
    why = {each["subject"]: each["why"] for each in told["gaps"]}
    assert "no route" in why[f"203.0.113.9/{method}"]
    assert "no carrier on v0" in why[f"10.82.0.2/{method}"]
    assert "no route" in why[f"198.51.100.1/{method}"]


def test_a_firewall_of_our_own_that_refuses_to_send_is_void() -> None:
    setup = ["nft add table ip t", "nft 'add chain ip t o { type filter hook output priority 0 ; }'"]
    setup.append("nft 'add rule ip t o ip daddr 10.81.0.2 numgen inc mod 2 == 1 drop'")

    told = land([rung("10.81.0.2", 0.05)], 1, hosts={"10.81.0.2": {}}, setup=setup)

    sampled = values(told, "10.81.0.2")
    assert LOST not in sampled
    assert abs(sampled.count(NOT_SENT) * 2 - len(sampled)) <= 1
    assert max(sampled) < 100_000
    assert one(told, "10.81.0.2")["stamp"] == "kernel"


@pytest.mark.parametrize("engine", ["own", "icmplib"])
@pytest.mark.parametrize("delay_ms", [100, 1000])
def test_the_cadence_holds_at_any_round_trip_time(engine: str, delay_ms: int) -> None:
    told = land([rung("10.81.0.2", 0.1)], 5, engine=engine, hosts={"10.81.0.2": {"delay_ms": delay_ms}})

    arrived = [at for _, at in told["arrived"]]
    assert (arrived[-1] - arrived[0]) / (len(arrived) - 1) == pytest.approx(0.1, rel=0.01)
    sampled = values(told, "10.81.0.2")
    assert sorted(sampled)[len(sampled) // 2] == pytest.approx(delay_ms * 1000, abs=10_000)
    assert min(sampled) >= delay_ms * 1000 - 1000
    assert told["stop_s"] <= 2.5


def test_a_reply_after_two_seconds_is_late_and_not_lost() -> None:
    told = land([rung("10.81.0.2", 0.5)], 4, hosts={"10.81.0.2": {"delay_ms": 2300}})

    assert values(told, "10.81.0.2")[0] == pytest.approx(2_300_000, abs=50_000)


def test_duplicates_and_answers_of_strangers_do_not_count() -> None:
    hosts = {"10.81.0.2": {"copies": 3}, "10.81.0.5": {"from": "10.81.0.6"}}

    told = land([rung("10.81.0.2"), rung("10.81.0.5")], 1, hosts=hosts)

    assert min(values(told, "10.81.0.2")) >= 0
    assert set(values(told, "10.81.0.5")) == {LOST}


def test_a_stopped_process_gives_slots_not_sent_and_loses_nothing() -> None:
    rungs = [rung(f"127.0.0.{k}", 0.1) for k in range(2, 6)]

    told = land(rungs, 4, stops=[[1.0, 2.0]])

    for each in rungs:
        sampled = values(told, each["address"])
        assert LOST not in sampled
        assert 18 <= sampled.count(NOT_SENT) <= 21
        assert max(sampled) < 50_000


@pytest.mark.parametrize(
    ("setup", "rights", "engines"),
    [
        (NOBODY_PINGS, [], ["own", "icmplib", "ping", "tcp"]),
        (EVERYBODY_PINGS, NO_RIGHTS, ["own", "icmplib", "tcp"]),
        (NOBODY_PINGS, NOBODY, ["ping", "tcp"]),
        (NOBODY_PINGS, NO_RIGHTS, ["tcp"]),
    ],
    ids=["root", "ping sockets allowed, no program", "no ICMP right, ping has one", "nothing"],
)
def test_every_user_gets_the_best_engine_that_works(setup: list[str], rights: list[str], engines: list[str]) -> None:
    if "ping" not in engines and not _ping_needs_capability():
        engines = [*engines[:-1], "ping", "tcp"] if EVERYBODY_PINGS is setup else engines

    told = land([rung("127.0.0.1", 0.1)], 1.5, setup=setup, setpriv=rights)

    assert told["engines"] == engines
    assert told["engine"] == engines[0]
    assert [v for v in values(told, "127.0.0.1") if v >= 0]
    assert LOST not in values(told, "127.0.0.1")
    expected = {"own": "icmp", "ping": "ping", "tcp": "tcp:443"}[engines[0]]
    assert one(told, "127.0.0.1")["method"] == expected


def _ping_needs_capability() -> bool:
    found = subprocess.run(["sh", "-c", "getcap $(command -v ping)"], capture_output=True, text=True)
    return "cap_net_raw" in found.stdout


def test_without_any_right_a_target_that_answers_on_no_port_is_a_gap() -> None:
    told = land([rung("10.81.0.2", 0.2)], 1.5, hosts={"10.81.0.2": {}}, setup=NOBODY_PINGS, setpriv=NO_RIGHTS)

    assert set(values(told, "10.81.0.2")) == {NOT_SENT}
    assert [(each["subject"], each["hint"]) for each in told["gaps"]] == [
        ("10.81.0.2/icmp", 'run `netdoc doctor ping`; an [[anchor]] in the site file may have method = "tcp:443"')
    ]
    assert "may not ping" in told["gaps"][0]["why"]


def test_a_name_that_does_not_resolve_is_a_gap() -> None:
    told = land([rung("no-such-name.invalid", 0.2), rung("10.81.0.2", 0.2)], 1, hosts={"10.81.0.2": {}})

    assert set(values(told, "no-such-name.invalid")) == {NOT_SENT}
    assert ["has no address" in each["why"] for each in told["gaps"]] == [True]
    assert min(values(told, "10.81.0.2")) >= 0


def test_due_times_run_on_across_blocks() -> None:
    told = land([rung("127.0.0.1", 0.1)], 3.5, block_s=1)

    dues = [due for each in told["series"] for due in each["due_us"]]
    assert len(told["series"]) >= 3
    steps = [later - sooner for sooner, later in itertools.pairwise(dues)]
    assert min(steps) > 99_000
    assert max(steps) < 101_000
