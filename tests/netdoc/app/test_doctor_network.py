"""The computer's own link and what on this computer spoils a measurement."""

from __future__ import annotations

from pathlib import Path

import pytest

from netdoc.app.doctor_network import network
from netdoc.app.doctor_record import Checked, Level
from tests.netdoc.app.doctor_tree import Tree, a_tree, by_name
from tests.netdoc.app.replay import NO_NETWORK, WIRED_OFFICE

WIFI_ROUTE = "wlan0\t00000000\t0107A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    return a_tree(tmp_path, monkeypatch)


def looked(tree: Tree) -> dict[str, Checked]:
    return by_name(list(network(tree.look())))


def over_wifi(tree: Tree) -> None:
    (tree.root / "sys/class/net/eth0").rename(tree.root / "sys/class/net/wlan0")
    tree.folder("/sys/class/net/wlan0/wireless")
    for path in ("/proc/net/dev", "/proc/net/route", "/proc/net/arp"):
        tree.write(path, WIRED_OFFICE[path].decode().replace("eth0", "wlan0"))


def test_a_cable_with_a_route_lacks_nothing(tree: Tree) -> None:
    found = looked(tree)

    assert {each.level for each in found.values()} == {Level.OK}
    assert found["link"].found == "eth0, cable, 1000 Mbit/s"


def test_no_card_no_carrier_and_no_route_each_stop_the_measuring(tree: Tree) -> None:
    tree.write("/sys/class/net/eth0/carrier", "0\n")
    unplugged = looked(tree)["link"]
    tree.write("/sys/class/net/eth0/carrier", "1\n")
    tree.write("/proc/net/route", NO_NETWORK["/proc/net/route"].decode())
    no_route = looked(tree)["link"]
    tree.write("/proc/net/dev", NO_NETWORK["/proc/net/dev"].decode())
    no_card = looked(tree)["link"]

    assert {each.level for each in (unplugged, no_route, no_card)} == {Level.STOPS}
    assert "no carrier" in unplugged.found
    assert "no default route" in no_route.found
    assert "no network card" in no_card.found


def test_half_duplex_weakens(tree: Tree) -> None:
    tree.write("/sys/class/net/eth0/duplex", "half\n")

    assert looked(tree)["link"].level is Level.WEAKENS


@pytest.mark.parametrize(
    ("script", "level"),
    [("echo 'Power save: on'", "weakens"), ("echo 'Power save: off'", "ok"), ("exit 237", "unknown")],
)
def test_wifi_weakens_and_its_power_saving_is_asked_of_the_card(tree: Tree, script: str, level: str) -> None:
    over_wifi(tree)
    tree.program("iw", f'[ "$*" = "dev wlan0 get power_save" ] || exit 1\n{script}')

    found = looked(tree)

    assert found["link"].level is Level.WEAKENS and "cable" in found["link"].advice
    assert found["Wi-Fi power"].level.value == level


def test_a_vpn_that_takes_all_traffic_weakens(tree: Tree) -> None:
    tree.write("/sys/class/net/tun0/type", "65534\n")
    tree.write("/sys/class/net/tun0/flags", "0x1003\n")
    tree.write("/sys/class/net/tun0/tun_flags", "0x1001\n")
    line = "  tun0: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n"
    tree.write("/proc/net/dev", WIRED_OFFICE["/proc/net/dev"].decode() + line)
    route = "tun0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0\n"
    head, _, rest = WIRED_OFFICE["/proc/net/route"].decode().partition("\n")
    tree.write("/proc/net/route", f"{head}\n{route}{rest}")

    found = looked(tree)["VPN"]

    assert found.level is Level.WEAKENS and "tun0" in found.found


def test_a_tunnel_that_is_up_beside_the_default_route_is_no_lack(tree: Tree) -> None:
    alone = looked(tree)["VPN"]
    tree.write("/sys/class/net/tun0/type", "65534\n")
    tree.write("/sys/class/net/tun0/flags", "0x1003\n")
    tree.write("/sys/class/net/tun0/tun_flags", "0x1001\n")
    line = "  tun0: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n"
    tree.write("/proc/net/dev", WIRED_OFFICE["/proc/net/dev"].decode() + line)
    beside = looked(tree)["VPN"]

    assert alone.found == "none is up"
    assert beside.level is Level.OK and beside.found.startswith("tun0 is up, but")


def test_a_second_default_route_weakens_because_it_takes_over_when_the_first_fails(tree: Tree) -> None:
    tree.write("/proc/net/route", WIRED_OFFICE["/proc/net/route"].decode() + WIFI_ROUTE)

    found = looked(tree)["second way out"]

    assert found.level is Level.WEAKENS and found.commands == ("sudo ip link set wlan0 down",)


@pytest.mark.parametrize(("control", "there"), [("auto", True), ("on", False)])
def test_a_usb_adapter_that_may_be_switched_off_weakens(tree: Tree, control: str, there: bool) -> None:
    usb = "/sys/devices/pci0000:00/usb1/1-2"
    tree.write(f"{usb}/idVendor", "0bda\n")
    tree.write(f"{usb}/power/control", f"{control}\n")
    tree.write(f"{usb}/1-2:1.0/uevent", "DRIVER=r8152\n")
    tree.remove("/sys/class/net/eth0/device/uevent")
    tree.remove("/sys/class/net/eth0/device")
    tree.link("/sys/class/net/eth0/device", "../../../devices/pci0000:00/usb1/1-2/1-2:1.0")

    found = looked(tree)

    assert ("USB network" in found) is there
    assert not there or found["USB network"].commands == (f"echo on | sudo tee {usb}/power/control",)


@pytest.mark.parametrize(("told", "there"), [("yes (guessed)", True), ("no", False)])
def test_a_metered_connection_is_remarked(tree: Tree, told: str, there: bool) -> None:
    tree.process("NetworkManager")
    tree.program("nmcli", f"echo '{told}'")

    assert ("metered" in looked(tree)) is there


def test_programs_that_fill_the_line_are_named(tree: Tree) -> None:
    tree.process("dropbox")
    tree.process("transmission-daemon")

    assert "Dropbox, Transmission" in looked(tree)["own traffic"].found
