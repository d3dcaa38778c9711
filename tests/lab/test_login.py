"""A login at the modem against concentrators of our own, by the real probe, worker and sockets."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.lab.namespaces import Group, enter, ip_batch, run_in

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("lab_machine")]

ROOT = Path(__file__).parents[2]
OWN = "10.79.1.7"
USER, PASSWORD = "0123456789@isp.example", "s3cr-et Pass"
RIGHT = {USER: PASSWORD}


@pytest.fixture
def modem(lab_machine: None) -> Iterator[Group]:
    """A laptop that is plugged into a modem, which bridges to a concentrator."""
    with Group(["laptop", "bras"]) as group:
        laptop, bras = group.name("laptop"), group.name("bras")
        ip_batch([f"link add eth0 netns {laptop} type veth peer name eth0 netns {bras}"])
        for role, number in ((laptop, 7), (bras, 1)):
            ip_batch([f"addr add 10.79.1.{number}/24 dev eth0", "link set eth0 up"], namespace=role)
        ip_batch(["route add default via 10.79.1.1"], namespace=laptop)
        yield group


@contextmanager
def concentrator(group: Group, **settings: object) -> Iterator[subprocess.Popen[str]]:
    """Let a concentrator serve, and end it."""
    argv = ["env", f"PYTHONPATH={ROOT}", sys.executable, "-m", "tests.lab.pppoe_peer", "eth0", json.dumps(settings)]
    peer = subprocess.Popen(
        enter(group.name("bras"), argv), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert peer.stdout and peer.stdout.readline() == "ready\n"
    try:
        yield peer
    finally:
        peer.kill()
        peer.wait(5)


def told_by(peer: subprocess.Popen[str]) -> list[dict[str, Any]]:
    """Return what happened at a concentrator, once it is ended."""
    peer.kill()
    assert peer.stdout
    return [json.loads(each) for each in peer.stdout.read().splitlines()]


def logged_in(group: Group, *, vlan: int | None = None) -> dict[str, Any]:
    argv = [sys.executable, "-m", "tests.lab.login_question", str(vlan or 0)]
    environment = ["env", f"--chdir={ROOT}", f"PYTHONPATH={ROOT}", f"LAB_USER={USER}", f"LAB_PASSWORD={PASSWORD}"]
    done = run_in(group.name("laptop"), [*environment, *argv], timeout_s=40)
    assert PASSWORD not in done.stdout
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


@pytest.mark.parametrize("auth", ["pap", "chap"])
def test_a_right_login_comes_to_an_address_and_leaves_no_session(modem: Group, auth: str) -> None:
    begun = time.monotonic()
    with concentrator(modem, auth=auth, accepts=RIGHT, extra=True) as peer:
        fact = logged_in(modem)
        happened = told_by(peer)

    assert (fact["stage"], fact["address"], fact["rejected"]) == ("address", "100.64.7.9", False)
    assert (fact["concentrator"], fact["realm"], fact["mru"]) == ("LAB-BRAS", "isp.example", 1492)
    assert fact["method"] == {"pap": "PAP", "chap": "CHAP-MD5"}[auth]
    assert fact["offered_ms"] <= fact["session_ms"] <= fact["link_ms"] <= fact["login_ms"] <= fact["address_ms"]
    assert fact["ended"] is True
    assert happened[-1]["happened"] == "PADT"
    assert time.monotonic() - begun < 10


def test_a_wrong_login_is_rejected_in_its_words_on_the_contracts_tag(modem: Group) -> None:
    with concentrator(modem, accepts={USER: "another"}, vlan=132, reject="RADIUS says no") as peer:
        fact = logged_in(modem, vlan=132)
        happened = told_by(peer)

    assert (fact["stage"], fact["rejected"], fact["text"]) == ("link", True, "RADIUS says no")
    assert (fact["vlan"], fact["own_tag"], fact["vlans"]) == (132, True, [132])
    assert [each["happened"] for each in happened].count("login") == 1
    assert happened[-1]["happened"] == "PADT"


def test_the_wrong_tag_finds_nobody(modem: Group) -> None:
    with concentrator(modem, accepts=RIGHT, vlan=301):
        fact = logged_in(modem, vlan=132)

    assert fact["stage"] == "asked"
    assert 132 in fact["vlans"]
    assert "vlan" not in fact


def test_a_worker_that_is_told_to_end_ends_the_session_first(modem: Group) -> None:
    environment = ["env", f"PYTHONPATH={ROOT}", "PYTHONDONTWRITEBYTECODE=1", "HOME=/nonexistent"]
    worker = [*environment, sys.executable, "-m", "probes.wire.raw_worker", "login", "eth0"]
    with concentrator(modem, silent="auth") as peer:
        running = subprocess.Popen(
            enter(modem.name("laptop"), worker), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert running.stdin and running.stdout
        running.stdout.readline()
        orders = {"vlans": [None], "user": USER, "password": PASSWORD}
        running.stdin.write(json.dumps(orders) + "\n")
        running.stdin.close()
        assert peer.stdout
        assert [json.loads(peer.stdout.readline())["happened"] for _ in range(2)] == ["PADI", "PADR"]
        time.sleep(0.3)
        running.terminate()
        rest = running.stdout.read()
        running.wait(5)
        happened = told_by(peer)

    assert [each["happened"] for each in happened] == ["Terminate-Request", "PADT"]
    assert PASSWORD not in rest
