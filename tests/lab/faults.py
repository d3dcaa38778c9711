"""Faults that can be put into a running office. Each function does it and returns what undoes it.

What happens to packets and what the boxes tell of it change together.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence

from tests.emulated.flood import FRAME
from tests.lab import servers
from tests.lab.namespaces import ip_batch
from tests.lab.office import Office
from tests.lab.plan import ANCHORS, WEB_NAME
from tests.lab.servers import Recipe
from tests.lab.wiring import ANCHOR_ROLES

Undo = Callable[[], None]
TETHER = ("192.0.2.17", "192.0.2.18")
"""The far and the near end of the second path: addresses for documentation, which no office draws."""


def stop_forwarding(office: Office) -> Undo:
    """The router forwards nothing for the office; it itself still reaches the internet."""
    office.run(office.form.gateway, "sysctl", "-qw", "net.ipv4.ip_forward=0")
    return lambda: _quiet(office, office.form.gateway, "sysctl", "-qw", "net.ipv4.ip_forward=1")


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
    return lambda: _each(undo)


def lose_in_switch(office: Office, percent: float) -> Undo:
    """The switch loses this share of all frames, at random, in each direction; its first counter is of ICMP alone."""
    rules = (
        f"numgen random mod 10000 < {round(percent * 100)} meta mark set 1",
        "meta mark 1 ip protocol icmp counter drop",
        "meta mark 1 counter drop",
    )
    return nft_table(office, "switch", "forward", *rules, family="bridge")


def cut_line(office: Office) -> Undo:
    """The pair is cut: no signal, nothing passes. Undone, the line trains for its time and comes back."""
    office.line.set(cut=True)
    return lambda: _mend(office)


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
    """The provider takes the session away: the box that held it has no internet address and no default route.

    The emulated gateway device tells `last_error`; miniupnpd knows no reason.
    """
    plan, (role, interface) = office.plan, office.form.session
    address = f"{plan.router_wan}/{plan.wan.prefixlen}"
    # The route first: the kernel keeps it without its address, and would masquerade as another box's neighbour.
    office.run(role, "ip", "route", "del", "default")
    office.run(role, "ip", "addr", "del", address, "dev", interface)
    office.tell_session("Disconnected", last_error=last_error)

    def bring_up() -> None:
        office.tell_session("Connected", last_error=last_error, up_since=time.time())
        office.run(role, "ip", "addr", "add", address, "dev", interface)
        office.run(role, "ip", "route", "replace", "default", "via", str(plan.first_hop))

    return bring_up


def stop_concentrator(office: Office) -> Undo:
    """The access concentrator is gone: it offers no session, routes nothing and answers nothing."""
    office.stop("pppoe")
    silence = nft_table(office, "access", "input", "drop")
    halt = nft_table(office, "access", "forward", "drop")

    def bring_back() -> None:
        halt()
        silence()
        office.start("pppoe")

    return bring_back


def hang_router(office: Office) -> Undo:
    """The router's software hangs: its interface hardware still answers ARP, nothing else comes out of it."""
    undo = [nft_table(office, office.form.gateway, hook, "drop") for hook in ("input", "forward", "output")]
    return lambda: _each(undo)


def deafen_router(office: Office) -> Undo:
    """The router answers no ping, as many do by default; everything else works."""
    return drop_input(office, office.form.gateway, "icmp type echo-request drop")


def pull_modem_cable(office: Office) -> Undo:
    """The cable between router and modem loses its link at both ends; both boxes stay up."""
    return _port_down(office, "modem", "eth0")


def slow_resolver(office: Office, delay_s: float) -> Undo:
    """The provider's name server answers so much later."""
    address = str(office.plan.isp_resolver.far)
    argv = ("-m", "tests.emulated.slow_relay", "--bind", address, "--port", "5353", "--to", f"{address}:53")
    relay = Recipe("resolver", (sys.executable, *argv, "--delay", str(delay_s)), (("udp", address, 5353),))
    office.run_beside("slow_relay", relay)
    body = f"type nat hook prerouting priority -100\nip daddr {address} udp dport 53 redirect to :5353"
    office.run("resolver", "nft", "-f", "-", text=f"table ip slow {{\nchain c {{\n{body}\n}}\n}}\n")

    def hurry() -> None:
        _quiet(office, "resolver", "nft", "delete", "table", "ip", "slow")
        office.stop("slow_relay")

    return hurry


def congest_concentrator(office: Office, rate_kbps: int, queue_ms: float, overload: float) -> Undo:
    """The provider's link to its access concentrator is full of other customers' traffic.

    Args:
        office: where.
        rate_kbps: what the link carries.
        queue_ms: the queue before it, in time.
        overload: the others' share of the rate; above 1 the queue stays full and loses the rest.
    """
    shape = ("rate", f"{rate_kbps}kbit", "burst", "6000", "limit", "1000000")
    office.run("core", "tc", "qdisc", "add", "dev", "access0", "root", "handle", "1:", "tbf", *shape)
    packets = round(rate_kbps * queue_ms / 8 / FRAME)  # counted in packets: in octets a ping always finds room
    office.run("core", "tc", "qdisc", "add", "dev", "access0", "parent", "1:", "pfifo", "limit", str(packets))
    others = ("-m", "tests.emulated.flood", "--to", str(office.plan.access_core.near), "--kbps")
    office.run_beside("others", Recipe("core", (sys.executable, *others, str(rate_kbps * overload)), ()))

    def clear() -> None:
        office.stop("others")
        _quiet(office, "core", "tc", "qdisc", "del", "dev", "access0", "root")

    return clear


def upload_backup(office: Office, flows: int = 4) -> Undo:
    """The office's second computer sends a backup to the far side, as fast as it goes."""
    if "iperf3" not in office.daemons:
        office.start("iperf3")
    argv = ("iperf3", "-c", str(office.plan.web.far), "-t", "900", "-P", str(flows))
    office.run_beside("backup", Recipe("host", argv, ()))
    return lambda: office.stop("backup")


def swallow_large(office: Office, role: str, octets: int) -> Undo:
    """A box forwards no packet larger than this, in neither direction, and tells nobody (RFC 2923, a black hole)."""
    for end in ("laptop", "web"):  # a kernel hands its own network packets of 64 kB, which are cut where the cable ends
        office.run(end, "ip", "link", "set", "eth0", "gso_max_segs", "1")
    return nft_table(office, role, "forward", f"ip length > {octets} drop")


def tell_large(office: Office, octets: int) -> Undo:
    """The router's line carries no packet larger than this: the router says so, and servers beyond never hear of it."""
    for end in ("laptop", "web"):
        office.run(end, "ip", "link", "set", "eth0", "gso_max_segs", "1")
    gateway, outside = office.form.gateway, office.form.outside
    office.run(gateway, "ip", "link", "set", outside, "mtu", str(octets))
    undo = nft_table(office, "access", "forward", f"ip length > {octets} drop")

    def carry_all() -> None:
        undo()
        office.run(gateway, "ip", "link", "set", outside, "mtu", "1500")

    return carry_all


def intercept_names(office: Office, role: str) -> Undo:
    """A box answers every name question that passes it itself, whatever address it was sent to."""
    server = servers.dns_forwarder(role, office.plan.first_hop, upstream=office.plan.isp_resolver.far)
    own = role == office.form.gateway
    if not own:
        office.run_beside("interceptor", server)
    inside = office.form.inside if own else "dslam0"
    body = f'type nat hook prerouting priority -100\niifname "{inside}" udp dport 53 redirect to :53'
    office.run(role, "nft", "-f", "-", text=f"table ip intercept {{\nchain c {{\n{body}\n}}\n}}\n")

    def pass_on() -> None:
        _quiet(office, role, "nft", "delete", "table", "ip", "intercept")
        if not own:
            office.stop("interceptor")

    return pass_on


def rewrite_names(office: Office) -> Undo:
    """The provider's name server gives an address for every name that does not exist."""
    office.stop("isp_dns")
    address = str(office.plan.isp_resolver.far)
    office.run_beside("rewriter", servers.rewriting_dns("resolver", address, office.plan.web.far))

    def tell_the_truth() -> None:
        office.stop("rewriter")
        office.start("isp_dns")

    return tell_the_truth


def break_ipv6(office: Office) -> Undo:
    """The office has IPv6 addresses and a route into it, and the router carries none of it any farther."""
    net = "2a02:4780:77"
    for role, interface, end in (("laptop", "eth0", 2), (office.form.gateway, office.form.inside, 1)):
        office.run(role, "ip", "-6", "addr", "add", f"{net}::{end}/64", "dev", interface, "nodad")
    office.run("laptop", "ip", "-6", "route", "add", "default", "via", f"{net}::1", "dev", "eth0")
    hosts = f"127.0.0.1 localhost\n{office.plan.web.far} {WEB_NAME}\n2a02:4780:99::7 {WEB_NAME}\n"
    office.group.etc("laptop", {"hosts": hosts, "resolv.conf": f"nameserver {office.plan.router_lan}\n"})
    return lambda: _quiet(office, "laptop", "ip", "-6", "route", "del", "default")


def share_address(office: Office, address: str) -> Undo:
    """The router tells that the provider gave it this address."""
    office.tell_session("Connected", up_since=time.time() - 9000, external=address)
    return lambda: office.tell_session("Connected", up_since=time.time() - 9000)


def lay_second_path(office: Office) -> Undo:
    """The laptop gets another way to the internet, past the office's router and line: `wwan0`, as a phone's tether."""
    laptop, far = office.namespace("laptop"), office.namespace("transit")
    ip_batch([f"link add wwan0 netns {laptop} type veth peer name tether0 netns {far}"])
    ip_batch([f"addr add {TETHER[0]}/28 dev tether0", "link set tether0 up"], namespace=far)
    commands = [f"addr add {TETHER[1]}/28 dev wwan0", "link set wwan0 up"]
    ip_batch([*commands, f"route add default via {TETHER[0]} dev wwan0 metric 700"], namespace=laptop)
    return lambda: _quiet(office, "laptop", "ip", "link", "del", "wwan0")


def drop_on_the_line(office: Office, *rules: str) -> Undo:
    """The provider's access lets some packets of the office not pass; other ways to the internet are untouched."""
    return nft_table(office, "access", "forward", *rules)


def answer_calls(office: Office) -> Undo:
    """The web server's machine answers SIP as well."""
    address = str(office.plan.web.far)
    argv = (sys.executable, "-m", "tests.emulated.sip_server", "--bind", address, "--port", "5060")
    office.run_beside("sip", Recipe("web", argv, (("udp", address, 5060),)))
    return lambda: office.stop("sip")


def show_login_page(office: Office) -> Undo:
    """The network lets nobody out who has not logged in: every page becomes its own, and nothing else passes."""
    address, role = str(office.plan.router_lan), office.form.gateway
    argv = (sys.executable, "-m", "tests.emulated.login_page", "--bind", address, "--port", "8090")
    office.run_beside("login_page", Recipe(role, (*argv, "--to", "http://login.example/"), (("tcp", address, 8090),)))
    inside = office.form.inside
    body = f'type nat hook prerouting priority -100\niifname "{inside}" tcp dport 80 redirect to :8090'
    office.run(role, "nft", "-f", "-", text=f"table ip login {{\nchain c {{\n{body}\n}}\n}}\n")
    nothing_else = nft_table(office, role, "forward", f'iifname "{inside}" drop')

    def log_in() -> None:
        nothing_else()
        _quiet(office, role, "nft", "delete", "table", "ip", "login")
        office.stop("login_page")

    return log_in


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


def _each(undo: Sequence[Undo]) -> None:
    for each in reversed(undo):
        each()


def _mend(office: Office) -> None:
    office.line.set(cut=False)
