"""What an interface is, told from a bundle of /sys/class/net: cable, radio, telephone, tunnel or container.

Sources: include/uapi/linux/if_arp.h (types), Documentation/ABI/testing/sysfs-class-net*, and the
DEVTYPE and DRIVER words of the uevent files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum, auto

from netdoc.model.facts.link_state import LinkKind
from probes._host_tables import interface_index

SYS = "/sys/class/net"
LOOPBACK, ETHER, PPP, TUN, IFF_UP = 772, 1, 512, 65534, 0x1
TUNNELS = frozenset({768, 769, 776, 778, 823})
"""ipip, ip6tnl, sit, gre, ip6gre: the kernel makes some by itself, so only one that is up counts."""
TELEPHONE_DRIVERS = frozenset({"rndis_host", "ipheth", "qmi_wwan", "cdc_mbim", "huawei_cdc_ncm", "sierra_net"})
"""USB drivers that only telephones and mobile modems use."""
SHARED_DRIVERS = frozenset({"cdc_ether", "cdc_ncm", "cdc_eem", "cdc_subset"})
"""USB drivers of telephones and of docking stations: the address tells them apart."""
MAX_LOWER = 4
"""A VLAN on a bridge on a bond on a card; deeper stacks are not followed."""

Bundle = Mapping[str, str]


class Nature(Enum):
    """What an interface is."""

    CABLE = auto()
    RADIO = auto()
    TELEPHONE = auto()
    TUNNEL = auto()
    VIRTUAL = auto()
    """A bridge, a container's veth, a virtual machine's tap, loopback: never the computer's own link by itself."""
    DIALLED = auto()
    """PPP over the computer's own Ethernet: the modem is on its cable."""
    UNKNOWN = auto()
    """/sys does not tell, or tells of another network namespace."""


def own_sysfs(bundle: Bundle, name: str) -> bool:
    """Return whether /sys speaks of the interface of this network namespace.

    /sys shows the namespace it was mounted in, /proc/net the one the program runs in (`nsenter --net`,
    `unshare --net`): then the same name may be another cable.
    """
    if f"{SYS}/{name}/" not in bundle:
        return False
    here = interface_index(bundle.get("/proc/net/igmp", ""), name)
    there = _whole(bundle.get(f"{SYS}/{name}/ifindex", ""))
    return here is None or there is None or here == there


def text(bundle: Bundle, name: str, attribute: str) -> str | None:
    """Return one attribute of an interface, or None where it was not read or is `unknown`."""
    value = bundle.get(f"{SYS}/{name}/{attribute}", "").strip()
    return None if value in ("", "unknown") or not own_sysfs(bundle, name) else value


def number(bundle: Bundle, name: str, attribute: str) -> int | None:
    """Return one attribute as a number; -1 stands for «not known» throughout /sys."""
    return _whole(text(bundle, name, attribute) or "")


def children(bundle: Bundle, name: str) -> frozenset[str]:
    """Return the names in an interface's folder."""
    return frozenset(bundle.get(f"{SYS}/{name}/", "").split() if own_sysfs(bundle, name) else ())


def is_up(bundle: Bundle, name: str) -> bool:
    """Return whether somebody brought the interface up and nothing says that it cannot carry packets."""
    flags = number(bundle, name, "flags")
    return flags is not None and bool(flags & IFF_UP) and number(bundle, name, "carrier") != 0


def hardware(bundle: Bundle, name: str) -> str:
    """Return the card under a bridge, VLAN or bond; the interface itself where it stands on nothing."""
    for _ in range(MAX_LOWER):
        below = [each.removeprefix("lower_") for each in children(bundle, name) if each.startswith("lower_")]
        # Prefer a real card that carries: a bridge may hold containers and an unused port beside it.
        below.sort(
            key=lambda each: ("device" not in children(bundle, each), number(bundle, each, "carrier") != 1, each)
        )
        if not below or f"{SYS}/{below[0]}/" not in bundle:
            break
        name = below[0]
    return name


def nature(bundle: Bundle, name: str) -> Nature:
    """Return what an interface is, by the evidence of its own folder, never by its name alone."""
    kind, inside = number(bundle, name, "type"), children(bundle, name)
    if kind is None:
        return Nature.UNKNOWN
    device_type = _word(bundle, name, "uevent", "DEVTYPE")
    if kind == LOOPBACK or "bridge" in inside or ("brport" in inside and "device" not in inside):
        return Nature.VIRTUAL
    if "wireless" in inside or "phy80211" in inside or device_type == "wlan":
        return Nature.RADIO
    if device_type in ("wwan", "bluetooth") or _is_telephone(bundle, name):
        return Nature.TELEPHONE
    if kind == PPP:
        return Nature.DIALLED if _has_pppoe_session(bundle) else Nature.TUNNEL
    if kind == TUN or kind in TUNNELS or "tun_flags" in inside or device_type == "wireguard":
        return Nature.TUNNEL
    return Nature.CABLE if kind == ETHER else Nature.VIRTUAL


def link_kind(bundle: Bundle, name: str) -> LinkKind:
    """Return how the computer is attached through this interface. A lab's veth is a cable."""
    found = nature(bundle, hardware(bundle, name))
    kinds = {Nature.CABLE: LinkKind.WIRED, Nature.RADIO: LinkKind.WIFI, Nature.TELEPHONE: LinkKind.TETHER}
    return kinds.get(found, LinkKind.OTHER)


def _is_telephone(bundle: Bundle, name: str) -> bool:
    driver = _word(bundle, name, "device/uevent", "DRIVER")
    if driver in TELEPHONE_DRIVERS:
        return True
    # A telephone makes its address up (bit 1 of the first octet); a docking station has a vendor's.
    mac = re.match(r"([0-9a-f]{2}):", text(bundle, name, "address") or "")
    return driver in SHARED_DRIVERS and mac is not None and bool(int(mac[1], 16) & 2)


def _word(bundle: Bundle, name: str, attribute: str, key: str) -> str | None:
    found = re.search(rf"^{key}=(\S+)", bundle.get(f"{SYS}/{name}/{attribute}", ""), re.MULTILINE)
    return found[1] if found else None


def _whole(value: str) -> int | None:
    try:
        parsed = int(value.strip(), 0)
    except ValueError:
        return None
    return parsed if parsed >= 0 else None


def _has_pppoe_session(bundle: Bundle) -> bool:
    return len(bundle.get("/proc/net/pppoe", "").strip().splitlines()) > 1
