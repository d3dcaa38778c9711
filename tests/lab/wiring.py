"""Cables, addresses, routes and NAT of the office, as `ip` and `nft` commands made from the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network

from tests.lab.namespaces import Group, ip_batch, run_in
from tests.lab.plan import ANCHORS, Plan

ANCHOR_ROLES = tuple(f"anchor{number}" for number in range(1, len(ANCHORS) + 1))
ROLES = ("laptop", "host", "switch", "router", "modem", "access", "core", "transit", "resolver", "web", *ANCHOR_ROLES)
FORWARDING = ("router", "access", "core", "transit")

CABLES = (
    ("laptop", "eth0", "switch", "port1"),
    ("host", "eth0", "switch", "port2"),
    ("router", "lan0", "switch", "port3"),
    ("router", "wan0", "modem", "eth0"),
    ("modem", "dsl0", "access", "dslam0"),
    ("access", "core0", "core", "access0"),
    ("core", "transit0", "transit", "core0"),
    ("resolver", "eth0", "core", "resolver0"),
    ("web", "eth0", "transit", "web0"),
    *((role, "eth0", "transit", role) for role in ANCHOR_ROLES),
)
"""(box, interface, box, interface)."""

BRIDGES = {"switch": ("port1", "port2", "port3"), "modem": ("eth0", "dsl0")}
"""Boxes that forward frames and not packets, with their ports; the bridge is `bridge0`."""


def wire(group: Group, plan: Plan) -> None:
    """Lay the cables, give the addresses, set the routes, turn forwarding and NAT on."""
    at = group.name
    ip_batch(f"link add {a} netns {at(x)} type veth peer name {b} netns {at(y)}" for x, a, y, b in CABLES)
    addresses, routes = _addresses(plan), _routes(plan)
    for role in ROLES:
        commands = []
        if role in BRIDGES:
            commands.append("link add bridge0 type bridge forward_delay 0")
            commands += [f"link set {each} master bridge0" for each in BRIDGES[role]]
            commands.append("link set bridge0 up")
        commands += [f"addr add {each}" for each in addresses.get(role, ())]
        commands += [f"link set {each} up" for each in _interfaces(role)]
        ip_batch([*commands, *(f"route add {each}" for each in routes.get(role, ()))], namespace=at(role))
    for role in ("laptop", "host"):
        group.etc(role, {"resolv.conf": f"nameserver {plan.router_lan}\n"})
    for role in FORWARDING:
        run_in(at(role), ["sysctl", "-qw", "net.ipv4.ip_forward=1"])
    run_in(
        at("router"),
        ["nft", "-f", "-"],
        text="""table ip nat {
  chain out { type nat hook postrouting priority 100; oifname "wan0" masquerade; }
}
""",
    )


def _interfaces(role: str) -> list[str]:
    return [a for x, a, _, _ in CABLES if x == role] + [b for _, _, y, b in CABLES if y == role]


def _addresses(plan: Plan) -> Mapping[str, Sequence[str]]:
    anchors = zip(ANCHOR_ROLES, plan.anchor_links, ANCHORS, strict=True)
    return {
        "laptop": [f"{plan.laptop}/24 dev eth0"],
        "host": [f"{plan.second_host}/24 dev eth0"],
        "router": [
            f"{plan.router_lan}/24 dev lan0",
            f"{plan.router_wan}/24 dev wan0",
            f"{plan.router_on_modem}/24 dev wan0",
        ],
        "modem": [f"{plan.modem}/24 dev bridge0"],
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


def _routes(plan: Plan) -> Mapping[str, Sequence[str]]:
    isp = [str(plan.wan), _link_net(plan.access_core.near), _link_net(plan.isp_resolver.near)]
    ends = list(zip(ANCHOR_ROLES, plan.anchor_links, ANCHORS, strict=True))
    return {
        "laptop": [f"default via {plan.router_lan}"],
        "host": [f"default via {plan.router_lan}"],
        "router": [f"default via {plan.first_hop}"],
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
