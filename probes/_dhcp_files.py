"""What DHCP clients write down about their lease: dhclient, systemd-networkd, NetworkManager; and resolv.conf.

Source: dhclient.leases(5); the key=value files of sd_dhcp_lease_save (systemd), which NetworkManager's internal
client uses too; resolv.conf(5).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from netdoc.model.facts.dhcp_lease import DhcpLease
from netdoc.ports import Files
from probes import _raw_lines as raw

NETWORKD = "/run/systemd/netif/leases/"
MANAGER = "/var/lib/NetworkManager/"
DHCLIENT = ("/var/lib/dhcp/", "/var/lib/dhclient/")
RESOLV, UPSTREAM = "/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"
MOST_FILES = 16
_LEASE = re.compile(r"lease\s*\{(.*?)^\}", re.DOTALL | re.MULTILINE)
_STUB = "127."


def gather(files: Files, interface: str) -> dict[str, bytes]:
    """Return the files that may tell of an interface's lease, by path."""
    index = (files.read(f"/sys/class/net/{interface}/ifindex") or b"").decode("ascii", "replace").strip()
    paths = [f"{NETWORKD}{index}"] if index.isdecimal() else []
    paths += [f"{MANAGER}{each}" for each in files.names(MANAGER) if each.endswith(f"-{interface}.lease")]
    paths += [
        f"{each}{name}" for each in DHCLIENT for name in files.names(each) if name.endswith((".leases", ".lease"))
    ]
    found = {path: files.read(path) for path in [*paths[:MOST_FILES], RESOLV, UPSTREAM]}
    return {path: body for path, body in found.items() if body is not None}


@dataclass(frozen=True, slots=True)
class _Lease:
    client: str
    values: dict[str, str]


def lease(bundle: dict[str, str], interface: str) -> DhcpLease | None:
    """Return what the files tell; None where they tell nothing."""
    found = next(filter(None, (_of_file(path, body, interface) for path, body in bundle.items())), None)
    used = resolvers_used(bundle)
    if found is None:
        return DhcpLease(interface=interface, resolvers_used=used) if used else None
    tell = found.values.get
    length = tell("lease_s", "")
    return DhcpLease(
        interface=interface,
        client=found.client,
        server=raw.address(tell("server")),
        address=raw.address(tell("address")),
        gateways=raw.addresses(re.split(r"[\s,]+", tell("gateways", ""))),
        resolvers=raw.addresses(re.split(r"[\s,]+", tell("resolvers", ""))),
        lease_s=raw.whole(int(length), 2**32 - 1) if length.isascii() and length.isdecimal() else None,
        resolvers_used=used,
    )


def resolvers_used(bundle: dict[str, str]) -> tuple[str, ...]:
    """Return the name servers asked; where that is the computer's own stub, those that the stub asks."""

    def listed(path: str) -> tuple[str, ...]:
        words = [line.split() for line in bundle.get(path, "").splitlines()]
        return raw.addresses([each[1] for each in words if len(each) > 1 and each[0] == "nameserver"])

    asked = listed(RESOLV)
    if asked and all(each.startswith(_STUB) for each in asked):
        return listed(UPSTREAM)
    return asked


_KEYS = {
    "ADDRESS": "address",
    "SERVER_ADDRESS": "server",
    "ROUTER": "gateways",
    "DNS": "resolvers",
    "LIFETIME": "lease_s",
}
_OPTIONS = {
    "fixed-address": "address",
    "option dhcp-server-identifier": "server",
    "option routers": "gateways",
    "option domain-name-servers": "resolvers",
    "option dhcp-lease-time": "lease_s",
}


def _of_file(path: str, body: str, interface: str) -> _Lease | None:
    if path.startswith(DHCLIENT):
        blocks = [each for each in _LEASE.findall(body) if f'interface "{interface}"' in each]
        return _Lease("dhclient", _statements(blocks[-1])) if blocks else None
    client = {NETWORKD: "networkd", MANAGER: "networkmanager"}.get(path[: path.rfind("/") + 1])
    if client is None:
        return None
    pairs = [line.partition("=") for line in body.splitlines()]
    values = {_KEYS[key]: value.strip() for key, _, value in pairs if key in _KEYS}
    return _Lease(client, values) if values else None


def _statements(block: str) -> dict[str, str]:
    found = {}
    for statement in block.split(";"):
        words = " ".join(statement.split())
        for name, key in _OPTIONS.items():
            if words.startswith(f"{name} "):
                found[key] = words[len(name) + 1 :]
    return found
