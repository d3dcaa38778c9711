"""What the boxes of the office offer besides packets: the modem's doors, the router's counters, PPPoE discovery."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator

import pytest

from tests.lab import faults
from tests.lab.clients import columns, offers, reaches, telnet
from tests.lab.office import Office
from tests.lab.plan import ANCHORS
from tests.lab.recipes import MORE
from tests.lab.wiring import Form

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("lab_machine")]

RATE_DOWN, DESCRIPTION, OCTETS_OUT = "1.3.6.1.2.1.10.251.1.2.2.1.2", "1.3.6.1.2.1.2.2.1.2", "1.3.6.1.2.1.31.1.1.1.10"
GET = "import sys, urllib.request as r; print(r.urlopen(sys.argv[1], timeout=3).read().decode())"


@pytest.fixture(scope="module")
def office(lab_machine: None) -> Iterator[Office]:
    with Office() as built:
        built.start_all(MORE)
        yield built


def test_every_door_of_the_modem_is_open_to_the_laptop_and_tells_the_same_rate(office: Office) -> None:
    plan, rate = office.plan, office.box_state().rate[0]

    by_telnet = telnet(office, plan.modem_user, plan.modem_password, "xdslctl info --stats")
    by_snmp = columns(office, plan.modem, plan.modem_community, RATE_DOWN)
    page = office.run("laptop", sys.executable, "-c", GET, f"http://{plan.modem}/status.html")

    assert f"Downstream rate = {rate} Kbps" in by_telnet
    assert str(rate * 1000) in by_snmp.values()
    assert f"<td>Rate (kbit/s)</td><td>{rate}</td>" in page


@pytest.mark.slow
def test_the_router_counts_the_octets_of_its_real_interfaces(office: Office) -> None:
    plan = office.plan

    def sent() -> dict[str, int]:
        told = columns(office, plan.router_lan, plan.router_community, DESCRIPTION, OCTETS_OUT)
        names = {oid.rsplit(".", 1)[1]: name for oid, name in told.items() if oid.startswith(f"{DESCRIPTION}.")}
        counted = {oid.rsplit(".", 1)[1]: int(n) for oid, n in told.items() if oid.startswith(f"{OCTETS_OUT}.")}
        return {names[index]: value for index, value in counted.items()}

    before = sent()
    office.run("laptop", "ping", "-qc100", "-i0.002", "-s1000", ANCHORS[0])
    deadline = time.monotonic() + 20  # the agent reads its interfaces every 15 s only
    while (after := sent())["wan0"] - before["wan0"] <= 100_000 and time.monotonic() < deadline:
        time.sleep(0.5)

    assert 100_000 < after["wan0"] - before["wan0"] < 200_000


def test_iperf3_measures_through_the_office(office: Office) -> None:
    said = office.run("laptop", "iperf3", "-c", str(office.plan.web.far), "-t1", "-J", "-b", "5M", "-R", timeout_s=15)

    assert 4e6 < json.loads(said)["end"]["sum_received"]["bits_per_second"] < 6e6


def test_the_access_concentrator_offers_a_session_until_it_is_gone(office: Office) -> None:
    assert offers(office, "router", "wan0") == [office.plan.concentrator]

    undo = faults.stop_concentrator(office)
    gone = (
        offers(office, "router", "wan0", 1),
        reaches(office, office.plan.first_hop),
        reaches(office, office.plan.modem),
    )
    undo()

    assert gone == ([], False, True)
    assert offers(office, "modem", "bridge0") == [office.plan.concentrator]
    assert reaches(office, ANCHORS[0])


@pytest.mark.parametrize("form", [Form.ROUTED, Form.COMBINED])
def test_a_modem_that_routes_holds_the_session_and_hides_the_office(form: Form) -> None:
    with Office(form=form) as office:
        plan = office.plan
        hops = []
        for ttl in range(1, 4):
            argv = ("sh", "-c", f"ping -nc1 -W1 -t{ttl} {ANCHORS[0]} || true")
            found = re.search(r"[Ff]rom ([0-9.]+)", office.run("laptop", *argv))
            hops.append(found[1] if found else None)
        told = telnet(office, plan.modem_user, plan.modem_password, "cat /proc/uptime")
        undo = faults.end_session(office)
        during = reaches(office, ANCHORS[0]), reaches(office, plan.modem)
        undo()
        after = reaches(office, ANCHORS[0])

    between = [str(plan.modem)] if form is Form.ROUTED else []
    assert hops == [str(plan.router_lan), *between, str(plan.first_hop), str(plan.access_core.far)][:3]
    assert re.search(r"^\d+\.\d\d ", told, re.MULTILINE)
    assert (during, after) == ((False, True), True)
