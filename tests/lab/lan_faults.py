"""Faults of the office network itself: a second address server, a second holder of an address, a storm.

Each function does it and returns what undoes it, as those of `faults` do.
"""

from __future__ import annotations

import sys
from functools import partial

from tests.emulated.flood import FRAME
from tests.lab.faults import Undo
from tests.lab.office import Office
from tests.lab.servers import Recipe

LEASES = 20
ANNOUNCE = """
import socket, struct, sys, time
address = socket.inet_aton(sys.argv[1])
with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as wire:
    wire.bind(("eth0", 0))
    mac = wire.getsockname()[4]
    arp = struct.pack("!HHBBH", 1, 0x0800, 6, 4, 1) + mac + address + bytes(6) + address
    while True:
        wire.send(b"\\xff" * 6 + mac + b"\\x08\\x06" + arp)
        time.sleep(1)
"""
"""A gratuitous ARP each second: what a box sends that has come up with an address (RFC 5227, ARP Announcement)."""


def serve_addresses(office: Office, role: str, gateway: str) -> Undo:
    """A box hands out addresses, with this gateway as the name server too."""
    inside = office.form.inside if role == office.form.gateway else "eth0"
    taken = {office.plan.router_lan, office.plan.laptop, office.plan.second_host}
    free = [each for each in office.plan.lan.hosts() if each not in taken]
    first = next(k for k in range(len(free)) if int(free[k + LEASES]) - int(free[k]) == LEASES)
    argv = (
        *(
            "dnsmasq",
            "-k",
            "-C",
            "/dev/null",
            "--user=root",
            "--pid-file=",
            "--log-facility=-",
            "--port=0",
            "--no-ping",
        ),
        *(f"--interface={inside}", f"--dhcp-leasefile={office.folder}/{role}.leases"),
        *(
            f"--dhcp-range={free[first]},{free[first + LEASES]},1h",
            f"--dhcp-option=3,{gateway}",
            f"--dhcp-option=6,{gateway}",
        ),
    )
    office.run_beside(f"addresses_{role}", Recipe(role, argv, (("udp", "0.0.0.0", 67),)))
    return partial(office.stop, f"addresses_{role}")


def second_server_leads_astray(office: Office) -> None:
    """A second server hands out addresses with itself as the gateway; the laptop has taken one and goes there."""
    second = str(office.plan.second_host)
    serve_addresses(office, office.form.gateway, str(office.plan.router_lan))
    serve_addresses(office, "host", second)
    office.run("laptop", "ip", "route", "replace", "default", "via", second)


def second_holder_of_the_gateways_address(office: Office) -> None:
    """The office's second computer is given the router's address, and announces that it has it."""
    gateway = str(office.plan.router_lan)
    office.run("host", "ip", "addr", "add", f"{gateway}/24", "dev", "eth0")
    office.run_beside("announcer", Recipe("host", (sys.executable, "-c", ANNOUNCE, gateway), ()))


def storm(office: Office, per_s: float, router_kbps: int | None = None) -> None:
    """The office's second computer calls everybody so many times a second.

    With `router_kbps` the switch's port to the router carries no more than that: the storm fills it, as it fills a
    real one at a rate that no test machine could send.
    """
    office.run("host", "ip", "link", "set", "eth0", "gso_max_segs", "1")
    if router_kbps is not None:
        shape = ("rate", f"{router_kbps}kbit", "burst", "3100", "limit", "1000000")
        office.run("switch", "tc", "qdisc", "add", "dev", "port3", "root", "handle", "1:", "tbf", *shape)
        # counted in packets: in octets a ping always finds room
        office.run("switch", "tc", "qdisc", "add", "dev", "port3", "parent", "1:", "pfifo", "limit", "4")
    everybody = str(office.plan.lan.broadcast_address)
    flood = ("-m", "tests.emulated.flood", "--to", everybody, "--kbps", str(per_s * FRAME * 8 / 1000))
    office.run_beside("caller", Recipe("host", (sys.executable, *flood), ()))


def busy_and_sound(office: Office) -> None:
    """Two servers that agree on the gateway and the name server, and forty calls to everybody a second."""
    gateway = str(office.plan.router_lan)
    for role in (office.form.gateway, "host"):
        serve_addresses(office, role, gateway)
    storm(office, 40)
