"""A hosting vendor's pool on the far side: haproxy on a virtual address, nginx on four servers of the same network.

All stand on the box `web`; the balancer and its servers speak over addresses of their own, so that what is dropped
at the virtual address alone does not reach the servers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from ipaddress import IPv4Address, IPv4Network

from tests.lab.faults import drop_input
from tests.lab.office import Office
from tests.lab.servers import Recipe

SERVERS = 4
SERVICE = "shop"
HEADER = "X-Member"


class Ill(StrEnum):
    """What is wrong with the pool."""

    HEALTHY = "healthy"
    STALE_MEMBER = "stale_member"
    """The balancer sends one in four to a port where nobody listens, unchecked; the server itself is well."""
    DEAD_SERVER = "dead_server"
    """One server is gone, and nobody checks."""
    SYN_DROPS = "syn_drops"
    FLAPPING = "flapping"
    """A check of the right port takes a member in, and its errors take it out again."""
    STICKY = "sticky"
    """Each source address always meets the same server."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Addresses of one pool."""

    net: IPv4Network
    virtual: IPv4Address
    servers: tuple[IPv4Address, ...]


def pool_of(office: Office) -> Pool:
    """Return the pool's addresses; the same office always gives the same."""
    octet = 101 + office.plan.seed % 25
    net = IPv4Network((f"{octet}.{office.plan.seed % 251}.{office.plan.seed % 241}.0", 24))
    first = 10 + office.plan.seed % 200
    return Pool(net, net[first], tuple(net[first + 1 + index] for index in range(SERVERS)))


def build(ill: Ill, office: Office) -> None:
    """Start the pool, ill as told."""
    pool = pool_of(office)
    for each in (pool.virtual, *pool.servers):
        office.run("web", "ip", "addr", "add", f"{each}/32", "dev", "lo")
    office.run("transit", "ip", "route", "add", str(pool.net), "via", str(office.plan.web.far))
    for role in ("core", "access"):
        office.succeeds(role, "ip", "route", "get", str(pool.virtual))
    dead = {1 + office.plan.seed % SERVERS} if ill is Ill.DEAD_SERVER else set()
    office.run_beside("servers", _servers(office, pool, dead))
    office.run_beside("balancer", _balancer(office, pool, ill))
    if ill is Ill.SYN_DROPS:
        syn = f"ip daddr {pool.virtual} tcp flags & (syn | ack) == syn"
        drop_input(office, "web", f"{syn} numgen random mod 100 < 30 counter drop")


def site_text(office: Office, *, backends: bool) -> str:
    """Return the service as the site file lists it."""
    pool = pool_of(office)
    lines = [
        "[[service]]",
        f'name = "{SERVICE}"',
        f'address = "{pool.virtual}"',
        "port = 80",
        'layer = "http"',
        f'identity = "header:{HEADER}"',
    ]
    for number, each in enumerate(pool.servers if backends else (), start=1):
        host = "Host A" if number <= SERVERS // 2 else "Host B"
        lines += ["[[service.backend]]", f'name = "web-{number}"', f'address = "{each}"', f'host = "{host}"']
    return "\n".join(lines) + "\n"


def ill_pool(ill: Ill) -> partial[None]:
    """Return the action that builds such a pool."""
    return partial(build, ill)


def _servers(office: Office, pool: Pool, dead: set[int]) -> Recipe:
    work = office.folder / "pool-work"
    work.mkdir(exist_ok=True)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "\n".join(f"  {kind}_temp_path {work}/{kind};" for kind in kinds)
    alive = [(number, each) for number, each in enumerate(pool.servers, start=1) if number not in dead]
    blocks = "\n".join(
        f'  server {{ listen {each}:80; location / {{ add_header {HEADER} "node-{number}"; return 200 "ok\\n"; }} }}'
        for number, each in alive
    )
    config = office.folder / "pool-nginx.conf"
    config.write_text(
        f"daemon off;\nmaster_process off;\nuser root;\npid {work}/pid;\nerror_log stderr warn;\n"
        f"events {{ worker_connections 512; }}\nhttp {{\n{temporary}\n  access_log off;\n{blocks}\n}}\n"
    )
    listens = tuple(("tcp", str(each), 80) for _, each in alive)
    return Recipe("web", ("nginx", "-c", str(config), "-e", "stderr"), listens)


def _balancer(office: Office, pool: Pool, ill: Ill) -> Recipe:
    chosen = 1 + office.plan.seed % SERVERS
    lines = []
    for number, each in enumerate(pool.servers, start=1):
        port, check = 80, ""
        if number == chosen and ill in (Ill.STALE_MEMBER, Ill.FLAPPING):
            port = 8099
        if number == chosen and ill is Ill.FLAPPING:
            check = " check port 80 inter 2s rise 2 fall 2 observe layer4 error-limit 8 on-error mark-down"
        lines.append(f"  server s{number} {each}:{port}{check}")
    balance = "source" if ill is Ill.STICKY else "roundrobin"
    config = office.folder / "haproxy.cfg"
    config.write_text(
        "global\n  maxconn 2000\ndefaults\n  mode http\n  retries 0\n  timeout connect 2s\n  timeout client 10s\n"
        f"  timeout server 10s\nlisten pool\n  bind {pool.virtual}:80\n  balance {balance}\n" + "\n".join(lines) + "\n"
    )
    return Recipe("web", ("haproxy", "-f", str(config), "-db"), (("tcp", str(pool.virtual), 80),))
