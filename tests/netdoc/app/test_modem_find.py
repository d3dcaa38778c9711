"""`netdoc modem find`: which places are looked at, what is left alone, what a person is told to do next."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from netdoc import discover
from netdoc.app.config import parse_site_file
from netdoc.app.likely_drivers import likely_drivers, named_in, names_of
from netdoc.app.modem_find import USUAL, Hunt, find_boxes, is_near
from netdoc.app.modem_found import advice_on, device_lines, document, kind_of, names_for, needs_of
from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.model.capture import Capture
from netdoc.model.site import Device, Rung, RungKind, Site
from netdoc.ports import Door, Ports
from tests.emulated.broadcom_text import BoxState, driver_text
from tests.emulated.modem_http import description
from tests.netdoc.app.replay import START, World
from tests.netdoc.app.test_devices import a_driver
from tests.probes.wire.loopback import page

GATEWAY, BRIDGE = "192.168.7.1", "192.168.100.1"
Answers = Mapping[tuple[str, int], bytes | Exception]


class ReplayDoors:
    """Answers by (address, port); whatever it was not given is silent. Every knock is noted."""

    def __init__(self, answers: Answers) -> None:
        self.answers, self.knocks = answers, list[tuple[str, int]]()

    async def listen(self, address: str, port: int, *, timeout_s: float) -> Door:
        self.knocks.append((address, port))
        found = self.answers.get((address, port), NotAnswered("silence", failure="timeout"))
        if isinstance(found, Exception):
            raise found
        return Door(Capture(found, START, address, "test"))

    async def page(self, address: str, port: int, path: str, *, tls: bool, timeout_s: float) -> Door:
        return await self.listen(address, port, timeout_s=timeout_s)


class NotedSnmp:
    def __init__(self) -> None:
        self.asked = list[tuple[str, str | None]]()

    async def get(self, device: Device, oids: Any, *, timeout_s: float) -> Capture:
        self.asked.append((device.address, device.credentials))
        return Capture(b"1.3.6.1.2.1.1.1.0|4|Vigor\n", START, device.id, "snmp: get")


def hunt(answers: Answers, **more: Any) -> tuple[Hunt, ReplayDoors, NotedSnmp]:
    doors, snmp = ReplayDoors(answers), NotedSnmp()
    world = World(ssdp=more.pop("ssdp", ()), files=more.pop("files", World().files))
    ports: Ports = replace(world.ports(), doors=doors, snmp=snmp)  # type: ignore[arg-type]
    drivers = more.pop("drivers", discover.drivers())
    found = asyncio.run(find_boxes(ports, drivers, discover.finders(), **more))
    return found, doors, snmp


ROUTER = {(GATEWAY, 80): page(b"<title>RouterOS</title>"), (GATEWAY, 23): NotAnswered("no", failure="refused")}
TELNET = {**ROUTER, (BRIDGE, 23): b"BCM963168 Broadband Router\nLogin: ", (BRIDGE, 80): page(b"", "401 No")}


def test_the_gateway_and_every_usual_address_are_knocked_at_once_each() -> None:
    found, doors, _ = hunt(ROUTER)

    assert {address for address, _ in doors.knocks} == {GATEWAY, *USUAL}
    assert len(doors.knocks) == len(set(doors.knocks))
    assert [each.address for each in found.boxes] == [GATEWAY]
    assert {address for address, _ in found.unreached} == set(USUAL)


def test_a_bridge_modem_is_told_with_its_driver_its_needs_and_lines_for_the_site_file() -> None:
    found, _, _ = hunt(TELNET)
    (box,) = (each for each in found.boxes if each.address == BRIDGE)

    lines = device_lines(box, "modem")
    needs = " ".join(needs_of(box, discover.drivers(), "modem_2"))
    assert [(each.driver, each.sure) for each in box.drivers] == [("broadcom", "named")]
    assert 'driver = "broadcom"' in lines and 'kind = "modem"' in lines
    assert "[modem_2] into secrets.toml" in needs and "--community" in needs
    assert advice_on(found) == ()


def test_the_lines_for_the_site_file_are_accepted_as_they_stand() -> None:
    found, _, _ = hunt({**TELNET, ("192.168.8.1", 23): b"hello\n"}, ssdp=(f"http://{GATEWAY}:5000/rootDesc.xml",))

    named = zip(found.boxes, names_for(found.boxes), strict=True)
    text = 'id = "office"\n' + "\n\n".join(device_lines(each, name) for each, name in named)

    assert [each["id"] for each in tomllib.loads(text)["device"]] == ["router", "modem", "modem_2"]
    assert len(parse_site_file(text, "site.toml").device) == 3


def test_a_page_that_a_driver_reads_names_it_for_certain_and_makes_the_gateway_a_combined_box() -> None:
    text = driver_text(BoxState(), START.timestamp()).encode()
    found, _, _ = hunt({(GATEWAY, 80): page(text)})

    assert [(each.driver, each.sure) for each in found.boxes[0].drivers] == [("broadcom", "recognised")]
    assert kind_of(found.boxes[0]) == "combined"


def test_what_answered_a_upnp_search_is_told_with_maker_and_model() -> None:
    url = f"http://{BRIDGE}:5000/rootDesc.xml"
    found, _, _ = hunt({(BRIDGE, 5000): page(description().encode())}, ssdp=(url,))
    (box,) = found.boxes

    assert (box.address, box.stated("vendor"), box.stated("model")) == (BRIDGE, "lab", "emulated")
    assert "answered the UPnP search" in box.reasons


@pytest.mark.parametrize(
    "url", ["http://8.8.8.8:80/x.xml", "http://[::1]/", "http://fritz.box/x", "http://192.168.9.9:99999/"]
)
def test_a_upnp_answer_leads_nowhere_but_to_private_addresses(url: str) -> None:
    _, doors, _ = hunt({}, ssdp=(url,))

    assert all(is_near(address) for address, _ in doors.knocks)


def test_no_community_is_tried_unless_it_was_given() -> None:
    found, _, snmp = hunt(TELNET)
    told = [each.state for box in found.boxes for each in box.doors if each.finder.id == "snmp_door"]

    assert snmp.asked == []
    assert told == ["not_asked", "not_asked"]


def test_a_community_that_was_given_is_shown_to_boxes_that_are_there_and_to_no_other() -> None:
    found, _, snmp = hunt(TELNET, community="lab")
    (box,) = (each for each in found.boxes if each.address == BRIDGE)

    assert sorted(snmp.asked) == [(BRIDGE, "lab"), (GATEWAY, "lab")]
    assert 'credentials = "lab"' in device_lines(box, "modem", community="lab")


def test_the_advice_names_an_address_for_the_routers_wan_port_when_nothing_but_the_router_answers() -> None:
    found, _, _ = hunt(ROUTER)

    assert "192.168.100.2/24" in advice_on(found)[0]


def test_a_public_gateway_and_a_public_device_are_left_alone_and_said() -> None:
    files = dict(World().files)
    files["/proc/net/route"] = (
        b"Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
        b"eth0\t00000000\t017100CB\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
    )
    site = Site(
        id="office",
        devices=(Device(id="far", kind="modem", address="203.0.113.9"),),
        rungs=(Rung(id="modem", kind=RungKind.MODEM, address="192.168.55.1"),),
    )
    found, doors, _ = hunt({}, files=files, site=site)

    knocked = {address for address, _ in doors.knocks}
    assert {"203.0.113.1", "203.0.113.9"} & knocked == set()
    assert "192.168.55.1" in knocked
    assert sum("was left alone" in each for each in found.notes) == 2


def test_a_usual_address_that_only_refuses_is_no_box_and_one_without_a_route_is_knocked_at_once() -> None:
    refusing = {("192.168.1.1", port): NotAnswered("no", failure="refused") for port in (22, 23, 80, 443, 49000)}
    routeless = {("192.168.2.1", 22): CannotMeasure("no route")}
    found, doors, _ = hunt({**refusing, **routeless})
    told = dict(found.unreached)

    assert found.boxes == ()
    assert "firewall" in told["192.168.1.1"] and "no route" in told["192.168.2.1"]
    assert [port for address, port in doors.knocks if address == "192.168.2.1"] == [22]


def test_the_document_holds_everything_and_no_credential() -> None:
    found, _, _ = hunt(TELNET)
    plain = document(found, discover.drivers(), "office", None)

    assert plain["schema"] == "netdoc.modem_find/1"
    assert [each["address"] for each in plain["boxes"]] == [GATEWAY, BRIDGE]
    assert {"open", "timeout", "not_asked"} <= {door["state"] for box in plain["boxes"] for door in box["doors"]}


def test_drivers_are_matched_by_hint_then_by_the_makers_name_then_by_the_open_door() -> None:
    vigor = replace(a_driver("vigor", [b""], knows=b"line"), title="DrayTek Vigor (telnet)", hints=("DSL-2640U",))
    other = replace(a_driver("other", [b""], knows=b"x"), title="SNMP DSL tables (ADSL-LINE-MIB)", transport="snmp")
    drivers = {"vigor": vigor, "other": other}

    assert names_of(vigor) == ("DSL-2640U", "DrayTek", "Vigor")
    assert names_of(other) == ()
    assert [each.driver for each in named_in("realm: dsl-2640u", drivers)] == ["vigor"]
    assert [each.driver for each in named_in("DRAYTEK", drivers)] == ["vigor"]
    assert named_in("Vigorous training, vigor", drivers) == ()
    assert [each.sure for each in likely_drivers(["nothing"], [b""], {"snmp"}, drivers)] == ["possible"]
    assert likely_drivers(["nothing"], [b""], set(), drivers) == ()


def test_the_words_of_every_boxs_page_name_no_driver() -> None:
    page = (
        "Broadband Router Modem Status Page Network Tools Internet Gateway Session Login Power System Device DSL VDSL2"
    )

    assert named_in(page, discover.drivers()) == ()
