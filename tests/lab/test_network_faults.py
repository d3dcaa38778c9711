"""Faults of router, cable, name server and provider bite as they say, and heal."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator

import pytest

from tests.lab import faults
from tests.lab.clients import reaches
from tests.lab.office import Office
from tests.lab.plan import ANCHORS
from tests.lab.test_office import within

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("lab_machine")]

ASK = """
import socket, sys, time
question = b"\\x12\\x34\\x01\\x00\\x00\\x01\\0\\0\\0\\0\\0\\0\\x07example\\x03com\\0\\0\\x06\\0\\x01"
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
    asking.settimeout(3)
    asked = time.monotonic()
    asking.sendto(question, (sys.argv[1], 53))
    answer = asking.recv(2000)
    print(answer[:2] == question[:2], time.monotonic() - asked)
"""


@pytest.fixture(scope="module")
def office(lab_machine: None) -> Iterator[Office]:
    with Office() as built:
        yield built


@pytest.fixture
def healed(office: Office) -> Iterator[Callable[[Callable[[], None]], None]]:
    held: list[Callable[[], None]] = []
    yield held.append
    for undo in reversed(held):
        undo()
    assert within(5, lambda: all(reaches(office, each) for each in ANCHORS)), "the office did not heal"


def test_a_hung_router_answers_arp_and_nothing_else(office: Office, healed: Callable[..., None]) -> None:
    healed(faults.hang_router(office))

    reached = [reaches(office, each) for each in (office.plan.router_lan, office.plan.modem, ANCHORS[0])]
    office.run("laptop", "ip", "neigh", "flush", "dev", "eth0")
    reaches(office, office.plan.router_lan)

    assert reached == [False, False, False]
    assert "lladdr" in office.run("laptop", "ip", "neigh", "show", str(office.plan.router_lan))


def test_a_deaf_router_passes_everything(office: Office, healed: Callable[..., None]) -> None:
    healed(faults.deafen_router(office))

    assert not reaches(office, office.plan.router_lan)
    assert reaches(office, ANCHORS[0])


def test_a_loose_cable_takes_the_carrier_from_the_routers_wan_port(office: Office, healed: Callable[..., None]) -> None:
    healed(faults.pull_modem_cable(office))

    assert "NO-CARRIER" in office.run("router", "ip", "link", "show", "wan0")
    assert not reaches(office, office.plan.modem)
    assert reaches(office, office.plan.router_lan)


def test_a_slow_name_server_answers_late_and_right(office: Office, healed: Callable[..., None]) -> None:
    healed(faults.slow_resolver(office, 0.8))

    said = office.run("laptop", sys.executable, "-c", ASK, str(office.plan.isp_resolver.far)).split()

    assert said[0] == "True"
    assert 0.8 <= float(said[1]) < 1.6


def test_a_full_link_of_the_provider_delays_and_loses_what_goes_beyond_the_first_hop(
    office: Office, healed: Callable[..., None]
) -> None:
    healed(faults.congest_concentrator(office, 10_000, 80, 1.1))
    assert within(5, lambda: _ping(office, ANCHORS[0], 1)[1] > 40)

    for _ in range(5):  # a machine that is busy elsewhere loses and delays too, for a while
        lost, beyond_ms = _ping(office, ANCHORS[0], 120)
        lost_near, near_ms = _ping(office, str(office.plan.first_hop), 40)
        if 2 < lost < 30 and beyond_ms > 40 and (lost_near, near_ms < 20) == (0, True):
            break

    assert 2 < lost < 30
    assert beyond_ms > 40
    assert (lost_near, near_ms < 20) == (0, True)


def _ping(office: Office, address: str, count: int) -> tuple[float, float]:
    """Return the loss in percent and the mean round trip in ms."""
    script = f"ping -qc{count} -i0.02 -W0.5 {address} || true"
    said = office.run("laptop", "sh", "-c", script, timeout_s=30)
    mean = re.findall(r"= [\d.]+/([\d.]+)/", said)
    return float(re.findall(r"([\d.]+)% packet loss", said)[0]), float(mean[0]) if mean else 0.0
