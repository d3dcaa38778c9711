"""Random addresses and names of one office, so that no code can learn them by heart."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

ANCHORS = ("1.1.1.1", "8.8.8.8", "9.9.9.9")
"""netdoc's default anchors. In the lab's namespaces they are ours; nothing leaves the machine."""

ZONE, WEB_NAME = "example.com", "www.example.com"
_WORDS = ("copper", "harbour", "linden", "meadow", "orchard", "pewter", "quarry", "saddle", "thistle", "willow")
_PUBLIC_LOOKING = tuple(range(20, 100))
"""First octets for the provider's side: miniupnpd refuses private, shared and documentation ranges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A cable between two boxes, with a network of its own."""

    near: IPv4Address
    far: IPv4Address
    prefix: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Every address of an office, drawn from one seed."""

    seed: int
    site_id: str
    lan: IPv4Network
    router_lan: IPv4Address
    laptop: IPv4Address
    second_host: IPv4Address
    modem: IPv4Address
    router_on_modem: IPv4Address
    modem_net: IPv4Network
    wan: IPv4Network
    first_hop: IPv4Address
    router_wan: IPv4Address
    access_core: Link
    core_transit: Link
    isp_resolver: Link
    web: Link
    anchor_links: tuple[Link, ...]
    igd_port: int
    session_age_s: int
    modem_user: str
    modem_password: str
    modem_community: str
    router_community: str
    concentrator: str
    line_rate_kbps: tuple[int, int]
    """(down, up) of the user-space line."""
    line_delay_ms: float
    """Each way."""

    @property
    def hops(self) -> tuple[str, ...]:
        """The routers between the laptop and an anchor behind a bridge modem, as the laptop sees them."""
        return (
            str(self.router_lan),
            str(self.first_hop),
            str(self.access_core.far),
            str(self.core_transit.far),
        )


def draw(seed: int | None = None) -> Plan:
    """Return a plan; the same seed gives the same one."""
    seed = random.SystemRandom().randrange(1 << 32) if seed is None else seed
    dice = random.Random(seed)
    private = _private_networks(dice)
    lan, modem_net = next(private), next(private)
    public = _public_networks(dice)
    wan, backbone, far_side, web_net = next(public), next(public), next(public), next(public)
    first, last = lan.network_address + 1, lan.broadcast_address - 1
    router_lan = dice.choice([first, last, first + dice.randrange(1, 250)])
    laptop, second_host = dice.sample([each for each in lan.hosts() if each != router_lan], 2)
    modem, router_on_modem = dice.sample(list(modem_net.hosts()), 2)
    first_hop, router_wan = dice.sample(list(wan.hosts()), 2)
    isp_links, far_links = _links(dice, backbone), _links(dice, far_side)
    return Plan(
        seed=seed,
        site_id=f"{dice.choice(_WORDS)}-{dice.randrange(100, 1000)}",
        lan=lan,
        router_lan=router_lan,
        laptop=laptop,
        second_host=second_host,
        modem=modem,
        router_on_modem=router_on_modem,
        modem_net=modem_net,
        wan=wan,
        first_hop=first_hop,
        router_wan=router_wan,
        access_core=next(isp_links),
        isp_resolver=next(isp_links),
        core_transit=next(far_links),
        anchor_links=tuple(next(far_links) for _ in ANCHORS),
        web=next(_links(dice, web_net)),
        igd_port=dice.randrange(20000, 40000),
        session_age_s=dice.randrange(7_200, 600_000),
        modem_user=dice.choice(["admin", "support", "user"]),
        modem_password=f"{dice.choice(_WORDS)}{dice.randrange(1000, 10000)}",
        modem_community=f"{dice.choice(_WORDS)}-{dice.randrange(1000, 10000)}",
        router_community=f"{dice.choice(_WORDS)}-{dice.randrange(1000, 10000)}",
        concentrator=f"BRAS-{dice.choice(_WORDS)}-{dice.randrange(1, 100)}",
        line_rate_kbps=(dice.randrange(16_000, 50_000), dice.randrange(1_000, 5_000)),
        line_delay_ms=round(dice.uniform(2, 8), 1),
    )


def _private_networks(dice: random.Random) -> Iterator[IPv4Network]:
    """Yield /24 networks of RFC 1918 that do not overlap."""
    taken = set()
    while True:
        net = dice.choice(
            [
                IPv4Network((f"10.{dice.randrange(256)}.{dice.randrange(256)}.0", 24)),
                IPv4Network((f"172.{dice.randrange(16, 32)}.{dice.randrange(256)}.0", 24)),
                IPv4Network((f"192.168.{dice.randrange(256)}.0", 24)),
            ]
        )
        if net not in taken:
            taken.add(net)
            yield net


def _public_networks(dice: random.Random) -> Iterator[IPv4Network]:
    """Yield /24 networks with different first octets."""
    for octet in dice.sample(_PUBLIC_LOOKING, len(_PUBLIC_LOOKING)):
        yield IPv4Network((f"{octet}.{dice.randrange(256)}.{dice.randrange(256)}.0", 24))


def _links(dice: random.Random, net: IPv4Network) -> Iterator[Link]:
    """Yield /30 links of a network, in random order."""
    for subnet in dice.sample(list(net.subnets(new_prefix=30)), 64):
        near, far = subnet.hosts()
        yield Link(near=near, far=far, prefix=30)
