"""Cables, addresses, routes and NAT of the office, as `ip` and `nft` commands made from the plan.

The modem has three forms. As a bridge it forwards frames, and the router holds the session. Routed, it holds the
session itself, and the office's router stands behind it with a second NAT. Combined, it is the office's router.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network

from tests.lab.namespaces import Group, ip_batch, run_in
from tests.lab.plan import ANCHORS, Plan

ANCHOR_ROLES = tuple(f"anchor{number}" for number in range(1, len(ANCHORS) + 1))
ROLES = ("laptop", "host", "switch", "router", "modem", "access", "core", "transit", "resolver", "web", *ANCHOR_ROLES)

LINE = ("modem", "dsl0", "access", "dslam0")
"""A cable, unless the user-space line stands in its place."""

Cable = tuple[str, str, str, str]
"""(box, interface, box, interface)."""


class Form(StrEnum):
    """What the modem is."""

    BRIDGE = "bridge"
    ROUTED = "routed"
    COMBINED = "combined"

    @property
    def roles(self) -> tuple[str, ...]:
        """Every box of the office."""
        return tuple(each for each in ROLES if each != "router" or self is not Form.COMBINED)

    @property
    def gateway(self) -> str:
        """The box that is the office's router."""
        return "modem" if self is Form.COMBINED else "router"

    @property
    def inside(self) -> str:
        """The gateway's interface on the office's network."""
        return "eth0" if self is Form.COMBINED else "lan0"

    @property
    def outside(self) -> str:
        """The gateway's interface towards the internet."""
        return "dsl0" if self is Form.COMBINED else "wan0"

    @property
    def session(self) -> tuple[str, str]:
        """The box and interface that hold the session and the internet address."""
        return ("router", "wan0") if self is Form.BRIDGE else ("modem", "dsl0")

    @property
    def nat(self) -> Mapping[str, str]:
        """The boxes that hide what is behind them, with the interface they do it on."""
        return {self.gateway: self.outside, self.session[0]: self.session[1]}

    @property
    def bridges(self) -> Mapping[str, Sequence[str]]:
        """Boxes that forward frames and not packets, with their ports; the bridge is `bridge0`."""
        switch = {"switch": ("port1", "port2", "port3")}
        return switch | {"modem": ("eth0", "dsl0")} if self is Form.BRIDGE else switch

    @property
    def forwarding(self) -> Sequence[str]:
        """Boxes that forward packets."""
        return ("access", "core", "transit", *self.nat)

    def cables(self) -> Sequence[Cable]:
        """Return every cable but the line."""
        inner: tuple[Cable, ...] = (("router", "lan0", "switch", "port3"), ("router", "wan0", "modem", "eth0"))
        if self is Form.COMBINED:
            inner = (("modem", "eth0", "switch", "port3"),)
        return (
            ("laptop", "eth0", "switch", "port1"),
            ("host", "eth0", "switch", "port2"),
            *inner,
            ("access", "core0", "core", "access0"),
            ("core", "transit0", "transit", "core0"),
            ("resolver", "eth0", "core", "resolver0"),
            ("web", "eth0", "transit", "web0"),
            *((role, "eth0", "transit", role) for role in ANCHOR_ROLES),
        )


def wire(group: Group, plan: Plan, form: Form, *, lay_line: bool = True) -> None:
    """Lay the cables, give the addresses, set the routes, turn forwarding and NAT on.

    Args:
        group: the boxes.
        plan: their addresses.
        form: what the modem is.
        lay_line: a cable in place of the DSL line; else its ends are there already.
    """
    at = group.name
    laid = [*form.cables(), *([LINE] if lay_line else [])]
    ip_batch(f"link add {a} netns {at(x)} type veth peer name {b} netns {at(y)}" for x, a, y, b in laid)
    addresses, routes, bridges = _addresses(plan, form), _routes(plan, form), form.bridges
    for role in form.roles:
        commands = []
        if role in bridges:
            commands.append("link add bridge0 type bridge forward_delay 0")
            commands += [f"link set {each} master bridge0" for each in bridges[role]]
            commands.append("link set bridge0 up")
        commands += [f"addr add {each}" for each in addresses.get(role, ())]
        commands += [f"link set {each} up" for each in _interfaces(role, form)]
        ip_batch([*commands, *(f"route add {each}" for each in routes.get(role, ()))], namespace=at(role))
    for role in ("laptop", "host"):
        group.etc(role, {"resolv.conf": f"nameserver {plan.router_lan}\n"})
    for role in dict.fromkeys(form.forwarding):
        run_in(at(role), ["sysctl", "-qw", "net.ipv4.ip_forward=1"])
    for role, interface in form.nat.items():
        hide = f'type nat hook postrouting priority 100; oifname "{interface}" masquerade;'
        run_in(at(role), ["nft", "-f", "-"], text=f"table ip nat {{\n  chain out {{ {hide} }}\n}}\n")


def _interfaces(role: str, form: Form) -> list[str]:
    cables = [*form.cables(), LINE]
    return [a for x, a, _, _ in cables if x == role] + [b for _, _, y, b in cables if y == role]


def _addresses(plan: Plan, form: Form) -> Mapping[str, Sequence[str]]:
    anchors = zip(ANCHOR_ROLES, plan.anchor_links, ANCHORS, strict=True)
    return {
        "laptop": [f"{plan.laptop}/24 dev eth0"],
        "host": [f"{plan.second_host}/24 dev eth0"],
        **_boxes(plan, form),
        "access": [f"{plan.first_hop}/24 dev dslam0", f"{plan.access_core.near}/30 dev core0"],
        "core": [
            f"{plan.access_core.far}/30 dev access0",
            f"{plan.isp_resolver.near}/30 dev resolver0",
            f"{plan.core_transit.near}/30 dev transit0",
        ],
        "transit": [
            f"{plan.core_transit.far}/30 dev core0",
            f"{plan.web.near}/30 dev web0",
            *(f"{link.near}/30 dev {role}" for role, link in zip(ANCHOR_ROLES, plan.anchor_links, strict=True)),
        ],
        "resolver": [f"{plan.isp_resolver.far}/30 dev eth0"],
        "web": [f"{plan.web.far}/30 dev eth0"],
        **{role: [f"{link.far}/30 dev eth0", f"{anchor}/32 dev lo"] for role, link, anchor in anchors},
    }


def _boxes(plan: Plan, form: Form) -> Mapping[str, Sequence[str]]:
    """The office's router and its modem."""
    lan, wan = f"{plan.router_lan}/24", f"{plan.router_wan}/24"
    if form is Form.COMBINED:
        return {"modem": [f"{lan} dev eth0", f"{wan} dev dsl0"]}
    between = [f"{plan.router_on_modem}/24 dev wan0"]
    if form is Form.ROUTED:
        return {"router": [f"{lan} dev lan0", *between], "modem": [f"{plan.modem}/24 dev eth0", f"{wan} dev dsl0"]}
    return {"router": [f"{lan} dev lan0", f"{wan} dev wan0", *between], "modem": [f"{plan.modem}/24 dev bridge0"]}


def _routes(plan: Plan, form: Form) -> Mapping[str, Sequence[str]]:
    isp = [str(plan.wan), _link_net(plan.access_core.near), _link_net(plan.isp_resolver.near)]
    ends = list(zip(ANCHOR_ROLES, plan.anchor_links, ANCHORS, strict=True))
    boxes = {form.session[0]: [f"default via {plan.first_hop}"]}
    if form is Form.ROUTED:
        boxes["router"] = [f"default via {plan.modem}"]
    return {
        "laptop": [f"default via {plan.router_lan}"],
        "host": [f"default via {plan.router_lan}"],
        **boxes,
        "access": [f"default via {plan.access_core.far}"],
        "core": [f"{plan.wan} via {plan.access_core.near}", f"default via {plan.core_transit.far}"],
        "transit": [
            *(f"{net} via {plan.core_transit.near}" for net in isp),
            *(f"{anchor} via {link.far}" for _, link, anchor in ends),
        ],
        "resolver": [f"default via {plan.isp_resolver.near}"],
        "web": [f"default via {plan.web.near}"],
        **{role: [f"default via {link.near}"] for role, link, _ in ends},
    }


def _link_net(address: IPv4Address) -> str:
    return str(IPv4Network(f"{address}/30", strict=False))
