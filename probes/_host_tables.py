"""The tables of /proc/net and /sys/class/net as a saved bundle, and how to read each of them.

A bundle is one text: for each file a line `=== path`, then its content; a folder is a path that ends
in `/`, its content the names in it. Everything here is pure, so a bundle saved by hand or last month
reads like a fresh one. Formats: proc(5), Documentation/ABI/testing/sysfs-class-net of Linux.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

MARK = "=== "

_MAC = re.compile(r"\b((?:[0-9a-fA-F]{2}:){3})(?:[0-9a-fA-F]{2}:){2}[0-9a-fA-F]{2}\b")
_MAC_IN_NAME = re.compile(r"\benx([0-9a-f]{6})[0-9a-f]{6}\b")

RTF_UP, RTF_GATEWAY, RTF_REJECT = 0x1, 0x2, 0x200
ATF_COMPLETE = 0x2


@dataclass(frozen=True, slots=True)
class Route:
    """One line of /proc/net/route. `gateway` is 0.0.0.0 for a network that needs none."""

    interface: str
    network: IPv4Network
    gateway: IPv4Address
    metric: int


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return the bundle of these files, in the order given, without whole MAC addresses."""
    parts = []
    for path, content in files.items():
        text = content.decode("utf-8", "replace").replace(f"\n{MARK}", f"\n {MARK}")
        parts.append(f"{MARK}{path}\n{text.strip(chr(10))}\n")
    return without_macs("".join(parts)).encode()


def unpack(body: bytes) -> dict[str, str]:
    """Return the files of a bundle by path; text before the first mark is passed over."""
    files: dict[str, str] = {}
    for part in re.split(rf"^{MARK}", body.decode("utf-8", "replace"), flags=re.MULTILINE)[1:]:
        path, _, content = part.partition("\n")
        files[path.strip()] = content
    return files


def without_macs(text: str) -> str:
    """Return a text in which each MAC address shows its vendor half only, in interface names (`enx…`) too."""
    return _MAC_IN_NAME.sub(r"enx\1xxxxxx", _MAC.sub(r"\1xx:xx:xx", text))


def interface_names(proc_net_dev: str) -> list[str]:
    """Return the interfaces of /proc/net/dev, in its order."""
    return [name.strip() for name, mark, _ in (line.partition(":") for line in proc_net_dev.splitlines()[2:]) if mark]


def interface_counters(proc_net_dev: str, interface: str) -> dict[str, int]:
    """Return the counters of one interface from /proc/net/dev, named as under /sys/…/statistics."""
    for line in proc_net_dev.splitlines()[2:]:
        name, mark, rest = line.partition(":")
        values = rest.split()
        if mark and name.strip() == interface and len(values) >= 16 and all(each.isdigit() for each in values):
            places = {"rx_bytes": 0, "rx_errors": 2, "tx_bytes": 8, "tx_errors": 10, "collisions": 13}
            return {key: int(values[place]) for key, place in places.items()}
    return {}


def interface_index(proc_net_igmp: str, interface: str) -> int | None:
    """Return the interface's index as this network namespace counts it, where /proc/net/igmp tells."""
    found = re.search(rf"^(\d+)\s+{re.escape(interface)}\s*:", proc_net_igmp, re.MULTILINE)
    return int(found[1]) if found else None


def routes(proc_net_route: str) -> list[Route]:
    """Return the IPv4 routes that are up and lead somewhere, best metric first; odd lines are passed over."""
    return sorted(_routes(proc_net_route), key=lambda each: each.metric)


def _routes(text: str) -> Iterator[Route]:
    for line in text.splitlines()[1:]:
        words = line.split()
        try:
            flags, metric = int(words[3], 16), int(words[6])
            network = IPv4Network((_address(words[1]), str(_address(words[7]))), strict=False)
            route = Route(words[0], network, _address(words[2]), metric)
        except (ValueError, IndexError):
            continue
        if flags & RTF_UP and not flags & RTF_REJECT:
            yield route


def _address(word: str) -> IPv4Address:
    # The kernel prints the address as a number in the host's byte order: little-endian wherever netdoc runs.
    return IPv4Address(int.from_bytes(bytes.fromhex(word.zfill(8)), "little"))


def neighbour_flags(proc_net_arp: str, interface: str, address: str) -> int | None:
    """Return the ATF_* flags that the address table holds for a neighbour, or None where it has no entry."""
    for line in proc_net_arp.splitlines()[1:]:
        words = line.split()
        if len(words) >= 6 and words[0] == address and words[5] == interface:
            try:
                return int(words[2], 16)
            except ValueError:
                return None
    return None


_AGES = re.compile(r"\bused (\d{1,9})/(\d{1,9})/\d{1,9}")


def confirmed_s(ip_neighbour: str) -> int | None:
    """Return how long ago a neighbour last proved to be there, from `ip -s neigh show to ADDRESS dev NAME`.

    The line is `used USED/CONFIRMED/UPDATED`, in seconds (ip-neighbour(8), iproute2 `ipneigh.c`).
    """
    ages = {int(found[2]) for found in _AGES.finditer(ip_neighbour)}
    return ages.pop() if len(ages) == 1 else None


def local_addresses(fib_trie: str) -> list[IPv4Address]:
    """Return the computer's own IPv4 addresses, without loopback, in the order of the table."""
    found: dict[IPv4Address, None] = {}
    last: IPv4Address | None = None
    for line in fib_trie.splitlines():
        if leaf := re.match(r"\s*\|--\s+([\d.]+)\s*$", line):
            last = _try_address(leaf[1])
        elif last and re.match(r"\s*/32 host LOCAL", line) and not last.is_loopback:
            found[last] = None
    return list(found)


def tables_with_default(fib_trie: str) -> list[str]:
    """Return the names of the routing tables that hold a default route (`Main`, `Id 51820`)."""
    found: dict[str, None] = {}
    table, leaf = "", ""
    for line in fib_trie.splitlines():
        if heading := re.match(r"(\S[^:]*):\s*$", line):
            table = heading[1]
        elif node := re.match(r"\s*\|--\s+([\d.]+)\s*$", line):
            leaf = node[1]
        elif leaf == "0.0.0.0" and re.match(r"\s*/0 \w+ UNICAST", line):  # noqa: S104 - not a socket address
            found[table] = None
    return list(found)


def wireless_level_dbm(proc_net_wireless: str, interface: str) -> float | None:
    """Return the signal level of a Wi-Fi interface; None where the driver gives a relative figure."""
    found = re.search(rf"^\s*{re.escape(interface)}:\s+\S+\s+\S+\s+(-?\d+)\.?\s", proc_net_wireless, re.MULTILINE)
    level = int(found[1]) if found else 0
    return float(level) if -120 <= level < 0 else None


def _try_address(text: str) -> IPv4Address | None:
    try:
        return IPv4Address(text)
    except ValueError:
        return None
