"""The one process that sends and reads raw packets: `python -m probes.wire.raw_worker JOB INTERFACE`.

It opens its packet sockets, gives away every right for good (`_raw_rights`), and only then reads its orders and
what strangers send. The orders are one JSON line on standard input; the answer is JSON lines on standard output:
first `{"rights": "none"}`, last `{"end": "JOB"}` or `{"failed": "why"}`. What it may send is a closed list
(`_raw_allowed`). It ends by itself after LIMIT_S, and with its parent. A login (user name and password) is part of
the orders and of nothing else; the session that it begins is ended before the process does.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address
from typing import Any

from probes.wire._raw_allowed import ARP, DHCP, JOBS, LOGIN, ND, PPPOE
from probes.wire._raw_rights import RightsKept, die_with_parent, drop_everything
from probes.wire._raw_sockets import (
    ETH_P_ALL,
    ETH_P_ARP,
    ETH_P_IP,
    ETH_P_IPV6,
    FOR_ARP,
    FOR_BROADCASTS,
    FOR_DHCP,
    FOR_LOGIN,
    FOR_ND,
    FOR_PPPOE,
    Wire,
)
from probes.wire._raw_text import printable

LIMIT_S, LIMIT_CPU_S = 30, 10
NICE = 10
"""Loading scapy takes a second of a processor: the ladder beside it goes first."""
MOST_ORDERS = 4096
MOST_ASKED = 8
LONGEST_LISTEN_S = 10.0
Line = dict[str, Any]


def main(argv: list[str]) -> int:
    """Do one job and end."""
    if len(argv) < 2 or argv[0] not in JOBS:
        return _fail("no such job")
    os.nice(NICE)
    signal.alarm(LIMIT_S)
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_CPU_S, LIMIT_CPU_S))
    job, interface = argv[0], argv[1]
    # a session that was begun must be ended: a login is told to end, and the others are ended
    dies_by = signal.SIGTERM if job == LOGIN else signal.SIGKILL
    die_with_parent(dies_by)
    try:
        rehearse(job)
        wires = open_wires(job, interface)
        drop_everything(int(argv[2]) if len(argv) > 2 else None, dies_by=dies_by)
    except PermissionError:
        return _fail("this user may not open packet sockets")
    except (OSError, RightsKept, ValueError) as broken:
        return _fail(str(broken))
    _say({"rights": "none", "interface": printable(interface, 20)})
    try:
        for line in work(job, wires, json.loads(sys.stdin.readline(MOST_ORDERS))):
            _say(line)
    except Exception as broken:  # a stranger's packet must not end in a traceback nobody reads
        return _fail(f"{type(broken).__name__}: {broken}")
    _say({"end": job})
    return 0


def rehearse(job: str) -> None:
    """Load all that a job needs: build and read one packet of its kind, for some of it is loaded at first use only.

    Afterwards this process may be a user who cannot read the Python it runs on.
    """
    mac = bytes(5) + b"\x01"
    if job == ARP:
        from probes.wire import _raw_arp

        _raw_arp.claim(_raw_arp.probe(mac, "192.0.2.1"), mac)
    elif job == DHCP:
        from probes.wire import _raw_dhcp

        _raw_dhcp.offer(_raw_dhcp.discover(mac, 1), 1, mac)
    elif job == PPPOE:
        from probes.wire import _raw_pppoe

        _raw_pppoe.padi(mac, b"", None)
    elif job == ND:
        from probes.wire import _raw_nd

        _raw_nd.solicit(mac)
    elif job == LOGIN:
        from probes.wire import _raw_login

        _raw_login.rehearse(mac)


def open_wires(job: str, interface: str) -> list[Wire]:
    """Open the sockets of a job; the only act that needs rights.

    Raises:
        OSError: no right, or no such interface.
    """
    if job == DHCP:
        return [Wire(interface, job, FOR_DHCP, protocol=ETH_P_IP)]
    if job == ARP:
        return [
            Wire(interface, job, FOR_ARP, protocol=ETH_P_ARP),
            Wire(interface, job, FOR_BROADCASTS, protocol=ETH_P_ALL),
        ]
    if job in (PPPOE, LOGIN):
        return [Wire(interface, job, FOR_PPPOE if job == PPPOE else FOR_LOGIN, protocol=ETH_P_ALL)]
    if job == ND:
        return [Wire(interface, job, FOR_ND, protocol=ETH_P_IPV6)]
    raise ValueError(f"{job}: not known")


def work(job: str, wires: list[Wire], orders: Line) -> Iterator[Line]:
    """Yield what a job brings.

    Raises:
        ValueError: the orders ask for what no job does.
    """
    if job == DHCP:
        from probes.wire import _raw_dhcp

        yield from _raw_dhcp.ask(wires[0], min(float(orders["listen_s"]), LONGEST_LISTEN_S))
    elif job == ARP:
        from probes.wire import _raw_arp

        addresses = [str(IPv4Address(each)) for each in _few(orders["addresses"])]
        yield from _raw_arp.ask(wires[0], wires[1], addresses)
    elif job == PPPOE:
        from probes.wire import _raw_pppoe

        yield from _raw_pppoe.ask(wires[0], _tags(orders["vlans"]))
    elif job == LOGIN:
        from probes.wire import _raw_login

        yield from _raw_login.log_in(wires[0], _tags(orders["vlans"]), _raw_login.login_of(orders))
    elif job == ND:
        from probes.wire import _raw_nd

        yield from _raw_nd.ask(wires[0])


def _tags(values: Iterable[Any]) -> list[int | None]:
    asked = [None if each is None else int(each) for each in _few(values)]
    if not asked or any(each is not None and not 0 < each < 4095 for each in asked):
        raise ValueError("no such VLAN")
    return asked


def _few(values: Iterable[Any]) -> list[Any]:
    listed = list(values)
    if len(listed) > MOST_ASKED:
        raise ValueError(f"more than {MOST_ASKED} at once")
    return listed


def _say(line: Line) -> None:
    sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def _fail(why: str) -> int:
    _say({"failed": printable(why, 300)})
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
