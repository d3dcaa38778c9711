"""Raw packets against real servers in namespaces: who offers addresses, who holds one, and what the worker may do."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lab.namespaces import Group, enter, ip_batch, run_in

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("lab_machine")]

ROOT = Path(__file__).parents[2]
ROUTER, SECOND, OWN = "10.79.0.1", "10.79.0.9", "10.79.0.7"
ROLES = ("laptop", "router", "second")
MAC = {"laptop": "02:00:00:00:79:07", "router": "02:00:00:00:79:01", "second": "02:00:00:00:79:09"}
WITHOUT_RIGHTS = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"]


@pytest.fixture
def office(lab_machine: None) -> Iterator[Group]:
    """A laptop, a router that serves addresses, and a second box, on one switch."""
    with Group([*ROLES, "switch"]) as group:
        switch = group.name("switch")
        ip_batch(["link add br0 type bridge", "link set br0 up"], namespace=switch)
        for role, address in zip(ROLES, (OWN, ROUTER, SECOND), strict=True):
            where = group.name(role)
            ip_batch([f"link add eth0 netns {where} address {MAC[role]} type veth peer name {role} netns {switch}"])
            ip_batch([f"link set {role} master br0", f"link set {role} up"], namespace=switch)
            ip_batch([f"addr add {address}/24 dev eth0", "link set eth0 up"], namespace=where)
        ip_batch([f"route add default via {ROUTER}"], namespace=group.name("laptop"))
        serve(group, "router", ROUTER)
        yield group


def serve(group: Group, role: str, gateway: str, resolver: str = ROUTER) -> None:
    """Let a box hand out addresses, with a real DHCP server."""
    files = [f"--dhcp-leasefile={group.folder}/{role}.leases", "--pid-file=", "--log-facility=-"]
    options = [f"--dhcp-option=3,{gateway}", f"--dhcp-option=6,{resolver}", "--dhcp-range=10.79.0.100,10.79.0.120,1h"]
    quick = ["--no-ping", "--user=root", "--port=0", "-k", "-C", "/dev/null"]
    argv = enter(group.name(role), ["dnsmasq", *quick, *options, *files])
    subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    bound = lambda: ":67 " in run_in(group.name(role), ["ss", "-uln"]).stdout  # noqa: E731
    deadline = time.monotonic() + 5
    while not bound() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert bound(), "the DHCP server did not start"


def asked(group: Group, *names: str, before: tuple[str, ...] = ()) -> dict[str, dict[str, Any]]:
    argv = [*before, sys.executable, "-m", "tests.lab.raw_questions", *names]
    done = run_in(group.name("laptop"), ["env", f"--chdir={ROOT}", f"PYTHONPATH={ROOT}", *argv], timeout_s=30)
    lines = [json.loads(each) for each in done.stdout.splitlines()]
    return {each.get("kind") or each.get("gap"): each for each in lines}


def test_a_healthy_office_has_one_server_and_one_holder_of_each_address(office: Group) -> None:
    begun = time.monotonic()
    told = asked(office, "dhcp", "arp", "pppoe")
    took_s = time.monotonic() - begun

    (offer,) = told["DhcpOffers"]["offers"]
    assert (offer["server"], offer["gateways"], offer["resolvers"]) == (ROUTER, [ROUTER], [ROUTER])
    assert (offer["mac"], offer["lease_s"], offer["after_ms"] < 3000) == (MAC["router"], 3600, True)
    check = told["AddressCheck"]
    assert (check["own_address"], check["gateway"], check["gateway_macs"]) == (OWN, ROUTER, [MAC["router"]])
    assert "own_claimed_by" not in check
    assert "concentrators" not in told["PppoeDiscovery"]
    assert took_s <= 10
    leases = office.folder / "router.leases"
    assert not leases.exists() or leases.read_text() == "", "a lease was taken"


def test_a_second_server_and_a_second_holder_of_the_gateways_address_are_seen(office: Group) -> None:
    serve(office, "second", SECOND, SECOND)
    ip_batch([f"addr add {ROUTER}/24 dev eth0"], namespace=office.name("second"))
    told = asked(office, "dhcp", "arp", "quick")

    offers = {each["server"]: each["gateways"] for each in told["DhcpOffers"]["offers"]}
    assert offers == {ROUTER: [ROUTER], SECOND: [SECOND]}
    assert sorted(told["AddressCheck"]["gateway_macs"]) == sorted([MAC["router"], MAC["second"]])
    assert "own_claimed_by" not in told["AddressCheck"]


def test_who_holds_the_computers_own_address_too_is_named_and_no_table_is_changed(office: Group) -> None:
    second = office.name("second")
    ip_batch([f"addr add {OWN}/24 dev eth0"], namespace=second)
    ip_batch(["neigh flush all"], namespace=office.name("router"))
    told = asked(office, "arp")

    assert told["AddressCheck"]["own_claimed_by"] == [MAC["second"]]
    assert OWN not in run_in(office.name("router"), ["ip", "neigh", "show"]).stdout


FLOOD = f"""
import socket, time
with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as wire:
    wire.bind(("eth0", 0))
    end = time.monotonic() + 20
    while time.monotonic() < end:
        wire.send(b"\\xff" * 6 + bytes.fromhex("{MAC["second"].replace(":", "")}") + b"\\x88\\xb5" + bytes(46))
        time.sleep(0.001)
"""


def test_a_storm_of_broadcasts_is_counted_and_its_source_named(office: Group) -> None:
    storm = subprocess.Popen(enter(office.name("second"), [sys.executable, "-c", FLOOD]))
    told = asked(office, "arp")
    storm.kill()

    check = told["AddressCheck"]
    assert 200 < check["broadcasts_per_s"] < 1100
    assert check["loudest"] == MAC["second"]
    assert check["gateway_macs"] == [MAC["router"]]


def test_the_running_worker_holds_no_right_at_all(office: Group) -> None:
    environment = ["env", f"PYTHONPATH={ROOT}", "PYTHONDONTWRITEBYTECODE=1", "HOME=/nonexistent"]
    worker = subprocess.Popen(
        enter(office.name("laptop"), [*environment, sys.executable, "-m", "probes.wire.raw_worker", "dhcp", "eth0"]),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert worker.stdin and worker.stdout
    first = json.loads(worker.stdout.readline())  # it now waits for its orders
    status = dict(
        line.split(":\t", 1) for line in Path(f"/proc/{worker.pid}/status").read_text().splitlines() if ":\t" in line
    )
    worker.stdin.close()
    rest = worker.communicate(timeout=10)[0] if not worker.stdin.closed else worker.stdout.read()
    worker.wait(10)

    assert first == {"rights": "none", "interface": "eth0"}
    held = {key: status[key] for key in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")}
    assert held == dict.fromkeys(held, "0000000000000000")
    assert (status["NoNewPrivs"], status["Groups"].strip()) == ("1", "")
    assert status["Uid"].split() == status["Gid"].split() == ["65534"] * 4
    assert "failed" in json.loads(rest.splitlines()[-1]), "no orders, no deeds"


ONE_RIGHT = [*WITHOUT_RIGHTS[:-1], "--inh-caps=-all,+net_raw", "--ambient-caps=-all,+net_raw"]


def test_with_the_one_right_and_no_root_it_works_and_gives_that_right_away(office: Group) -> None:
    worker = [sys.executable, "-m", "probes.wire.raw_worker", "arp", "eth0"]
    done = run_in(
        office.name("laptop"),
        ["env", f"PYTHONPATH={ROOT}", "PYTHONDONTWRITEBYTECODE=1", "HOME=/nonexistent", *ONE_RIGHT, *worker],
        text=json.dumps({"addresses": [ROUTER]}) + "\n",
    )
    lines = [json.loads(each) for each in done.stdout.splitlines()]

    assert lines[0] == {"rights": "none", "interface": "eth0"}
    assert [each["claim"]["mac"] for each in lines if "claim" in each] == [MAC["router"]]


def test_without_any_right_it_is_a_gap_that_says_what_would_allow_it(office: Group) -> None:
    told = asked(office, "dhcp", "arp", before=tuple(WITHOUT_RIGHTS))

    hints = {key: each["hint"] for key, each in told.items() if "gap" in each}
    assert set(hints) == {"DhcpOffers", "AddressCheck"}
    assert all("sudo netdoc check" in each for each in hints.values())


def test_a_real_concentrator_answers_and_its_name_and_service_are_told(office: Group) -> None:
    argv = ["pppoe-server", "-F", "-I", "eth0", "-C", "LAB-BRAS", "-S", "isp", "-N", "5", "-O", "/dev/null"]
    server = subprocess.Popen(enter(office.name("second"), argv), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    told = asked(office, "pppoe")["PppoeDiscovery"]
    server.kill()

    (found,) = told["concentrators"]
    assert (found["name"], found["mac"], found["services"]) == ("LAB-BRAS", MAC["second"], ["isp"])
    assert "vlan" not in found
    assert (told["untagged"], 7 in told["vlans"]) == (True, True)


TAGGED = """
import socket
with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)) as wire:
    wire.bind(("eth0", 3))
    wire.setsockopt(263, 8, 1)
    print("ready", flush=True)
    while True:
        frame, extra, _, sender = wire.recvmsg(2000, 100)
        tags = [data[16:18] for level, kind, data in extra if data[:4] and data[0] & 16]
        if sender[2] != 4 and frame[12:16] == bytes.fromhex("88631109") and tags == [bytes([7, 0])]:
            body = frame[20:20 + int.from_bytes(frame[18:20], "big")] + bytes.fromhex("01020004") + b"BRAS"
            head = bytes.fromhex("81000007886311070000") + len(body).to_bytes(2, "big")
            wire.send(frame[6:12] + bytes.fromhex("MAC") + head + body)
"""


def test_a_concentrator_behind_a_tag_answers_with_it_and_only_there(office: Group) -> None:
    code = TAGGED.replace("MAC", MAC["second"].replace(":", ""))
    server = subprocess.Popen(
        enter(office.name("second"), [sys.executable, "-c", code]), stdout=subprocess.PIPE, text=True
    )
    assert server.stdout and server.stdout.readline() == "ready\n"
    told = asked(office, "pppoe")["PppoeDiscovery"]
    server.kill()

    assert [(each["name"], each["vlan"]) for each in told["concentrators"]] == [("BRAS", 7)]


def announce(group: Group, role: str, net: str) -> None:
    """Let a box announce itself as a router for IPv6, with a real server."""
    ip_batch([f"addr add {net}::1/64 dev eth0 nodad"], namespace=group.name(role))
    options = ["--enable-ra", f"--dhcp-range={net}::,ra-only,64", "--port=0", "--user=root", "--pid-file=", "-k"]
    argv = enter(group.name(role), ["dnsmasq", "-C", "/dev/null", "--log-facility=-", *options])
    subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_a_router_that_announces_itself_for_ipv6_is_heard_and_so_is_a_second_one(office: Group) -> None:
    assert "routers" not in asked(office, "router_announcements")["RouterAnnouncements"]

    announce(office, "router", "fd79:1")
    announce(office, "second", "fd79:2")
    told = asked(office, "router_announcements")["RouterAnnouncements"]

    heard = {each["mac"]: (each["networks"], each["lifetime_s"] > 0) for each in told["routers"]}
    assert heard == {MAC["router"]: (["fd79:1::/64"], True), MAC["second"]: (["fd79:2::/64"], True)}
    assert 4 < told["listened_s"] < 7


def test_without_a_concentrator_nobody_answers(office: Group) -> None:
    assert "concentrators" not in asked(office, "pppoe")["PppoeDiscovery"]
