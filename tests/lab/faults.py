"""Faults that can be put into a running office. Each function does it and returns what undoes it.

What happens to packets and what the boxes tell of it change together.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from tests.lab.office import Office
from tests.lab.plan import ANCHORS
from tests.lab.wiring import ANCHOR_ROLES

Undo = Callable[[], None]


def stop_forwarding(office: Office) -> Undo:
    """The router forwards nothing for the office; it itself still reaches the internet."""
    office.run("router", "sysctl", "-qw", "net.ipv4.ip_forward=0")
    return lambda: _quiet(office, "router", "sysctl", "-qw", "net.ipv4.ip_forward=1")


def pull_laptop_cable(office: Office) -> Undo:
    """The laptop's port on the switch loses its link, so that the laptop has no carrier."""
    return _port_down(office, "switch", "port1")


def stop_isp_resolver(office: Office) -> Undo:
    """The provider's name server is gone from the network; nothing answers for it."""
    return drop_input(office, "resolver", "udp dport 53 drop", "tcp dport 53 drop")


def kill_anchor(office: Office, address: str) -> Undo:
    """One anchor answers nothing any more."""
    return drop_input(office, ANCHOR_ROLES[ANCHORS.index(address)], 'iifname "eth0" drop')


def limit_icmp(office: Office, roles: Sequence[str] = ("access", "core")) -> Undo:
    """Hops answer almost no probe of their own address or of an expired TTL; all traffic passes."""
    kinds = "icmp type { echo-reply, time-exceeded, destination-unreachable }"
    undo = [
        nft_table(office, each, "output", f"{kinds} limit rate over 6/minute burst 1 packets drop") for each in roles
    ]

    def allow() -> None:
        for each in undo:
            each()

    return allow


def lose_in_switch(office: Office, percent: float) -> Undo:
    """The switch loses this share of all frames, at random, in each direction; its first counter is of ICMP alone."""
    rules = (
        f"numgen random mod 10000 < {round(percent * 100)} meta mark set 1",
        "meta mark 1 ip protocol icmp counter drop",
        "meta mark 1 counter drop",
    )
    return nft_table(office, "switch", "forward", *rules, family="bridge")


def cut_line(office: Office) -> Undo:
    """Nothing passes between modem and access any more. What the modem tells of it is set apart (`modem`)."""
    return _port_down(office, "modem", "dsl0")


def stop_modem_telnet(office: Office) -> Undo:
    """The modem's command line refuses connections; packets pass."""
    office.stop("modem_telnet")
    return lambda: office.start("modem_telnet")


def switch_modem_off(office: Office) -> Undo:
    """The modem box is dead: no packet passes, it does not answer, the router's WAN port loses its link."""
    office.stop("modem_telnet")
    plug_in = _port_down(office, "modem", "eth0")

    def switch_on() -> None:
        plug_in()
        office.start("modem_telnet")

    return switch_on


def end_session(office: Office, last_error: str = "ERROR_ISP_TIME_OUT") -> Undo:
    """The provider takes the session away: the router has no internet address and no default route.

    The emulated gateway device tells `last_error`; miniupnpd knows no reason.
    """
    plan = office.plan
    address = f"{plan.router_wan}/{plan.wan.prefixlen}"
    office.run("router", "ip", "addr", "del", address, "dev", "wan0")
    office.tell_session("Disconnected", last_error=last_error)

    def bring_up() -> None:
        office.tell_session("Connected", last_error=last_error, up_since=time.time())
        office.run("router", "ip", "addr", "add", address, "dev", "wan0")
        office.run("router", "ip", "route", "replace", "default", "via", str(plan.first_hop))

    return bring_up


def nft_table(office: Office, role: str, hook: str, *rules: str, family: str = "ip") -> Undo:
    """Put a table of rules on a hook of a box (`input`, `output`, `forward`); undoing deletes the table."""
    body = "\n".join([f"type filter hook {hook} priority 0", *rules])
    office.run(role, "nft", "-f", "-", text=f"table {family} fault_{hook} {{\nchain c {{\n{body}\n}}\n}}\n")
    return lambda: _quiet(office, role, "nft", "delete", "table", family, f"fault_{hook}")


def drop_input(office: Office, role: str, *rules: str) -> Undo:
    """Let a box not see some packets that are meant for it."""
    return nft_table(office, role, "input", *rules)


def _port_down(office: Office, role: str, port: str) -> Undo:
    office.run(role, "ip", "link", "set", port, "down")
    return lambda: _quiet(office, role, "ip", "link", "set", port, "up")


def _quiet(office: Office, role: str, *argv: str) -> None:
    office.run(role, *argv)
