"""`netdoc modem find` in the office of namespaces: a bridge modem behind the router, and one that is out of reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

import pytest

from tests.lab.office import Office
from tests.lab.plan import Plan, draw
from tests.lab.recipes import MORE
from tests.lab.run import run_netdoc

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.usefixtures("lab_machine")]

MODEM, ON_MODEM, NETWORK = IPv4Address("192.168.100.1"), IPv4Address("192.168.100.2"), IPv4Network("192.168.100.0/24")


def usual_plan() -> Plan:
    """Return a plan whose modem stands where most bridge modems do."""
    plan = draw()
    while plan.lan.overlaps(NETWORK):
        plan = draw()
    return replace(plan, modem=MODEM, router_on_modem=ON_MODEM, modem_net=NETWORK)


@pytest.fixture(scope="module")
def office(lab_machine: None) -> Iterator[Office]:
    with Office(usual_plan()) as built:
        built.start_all(MORE)
        yield built


def test_the_bridge_modem_behind_the_router_is_found_and_only_the_community_that_was_given_is_shown(
    office: Office, tmp_path: Path
) -> None:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(f'[modem-snmp]\ncommunity = "{office.plan.modem_community}"\n')
    secrets.chmod(0o600)

    words = ["modem", "find", "--community", "modem-snmp", "--json"]
    done = run_netdoc(words, office.namespace("laptop"), home=tmp_path, timeout_s=60)
    found = {each["address"]: each for each in done.verdict["boxes"]}
    box = found[str(MODEM)]
    doors = {each["id"]: each for each in box["doors"]}

    assert (done.code, box["kind"]) == (0, "modem")
    assert {doors[each]["state"] for each in ("telnet_door", "web_door", "tr064_door", "snmp_door")} == {"open"}
    assert any(each.startswith("sysDescr: ") for each in doors["snmp_door"]["says"])
    assert any("login" in each for each in box["needs"])
    assert f'address = "{MODEM}"' in box["site_file"]
    assert "default gateway" in found[str(office.plan.router_lan)]["found_as"]
    assert office.plan.modem_community not in done.out + done.err


def test_a_modem_in_a_network_that_the_router_does_not_know_is_told_with_the_address_to_give_the_router(
    office: Office, tmp_path: Path
) -> None:
    office.run("router", "ip", "addr", "del", f"{ON_MODEM}/24", "dev", "wan0")
    try:
        done = run_netdoc(["modem", "find", "--json"], office.namespace("laptop"), home=tmp_path, timeout_s=60)
    finally:
        office.run("router", "ip", "addr", "add", f"{ON_MODEM}/24", "dev", "wan0")

    assert str(MODEM) in [each["address"] for each in done.verdict["unreached"]]
    assert "192.168.100.2/24" in done.verdict["advice"][0]
