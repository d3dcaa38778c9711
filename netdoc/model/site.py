"""One office: what to probe, which boxes there are, who owns which segment, the contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from netdoc.model.segment import DEFAULT_OWNERS, UNKNOWN, Party, Segment, parties_for


class RungKind(StrEnum):
    """What a step of the ladder is; the order is the distance from the laptop."""

    ROUTER = "router"
    MODEM = "modem"
    FIRST_HOP = "first_hop"
    RESOLVER = "resolver"
    ANCHOR = "anchor"
    SERVICE = "service"

    @property
    def distance(self) -> int:
        """0 for the nearest; anchors and services are equally far."""
        return min(list(RungKind).index(self), list(RungKind).index(RungKind.ANCHOR))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step of the ladder."""

    id: Annotated[str, "name used in series, incidents and reports (`router`, `anchor_1`)"]
    kind: Annotated[RungKind, "what it is"]
    address: Annotated[str, "IP address (a service may be a name)"]
    method: Annotated[str, "`icmp` or `tcp:PORT`"] = "icmp"
    period_s: Annotated[float, "seconds between samples"] = 1.0
    label: Annotated[str, "name for people"] = ""
    role: Annotated[str | None, "for a resolver: `router`, `isp`, `public` or `office`"] = None
    tls_name: Annotated[str | None, "for a resolver: the name its certificate holds; it is asked over TLS too"] = None
    https_path: Annotated[str | None, "for a resolver with `tls_name`: path at which it is asked over HTTPS"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A box that can be asked. `credentials` names an entry of the secrets file, never a password."""

    id: Annotated[str, "subject under which its facts are filed (`modem`, `router`)"]
    kind: Annotated[str, "`modem`, `router`, `combined` or `ups`"]
    address: Annotated[str, "IP address or name"]
    driver: Annotated[str | None, "driver id; absent: recognised by its answer"] = None
    port: Annotated[int | None, "TCP or UDP port, when not the usual one"] = None
    credentials: Annotated[str | None, "name of an entry in the secrets file"] = None
    url: Annotated[
        str | None, "description URL for UPnP devices; `ssh://HOST:PORT` or `telnet://HOST:PORT` for a session"
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """One server behind a service, asked straight where that is allowed."""

    name: Annotated[str, "name for people and reports"]
    address: Annotated[str, "IPv4 address"]
    port: Annotated[int, "TCP port"]
    host: Annotated[str, "whose machine it is, where two vendors share the pool; empty: not said"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Something the office uses, as `netdoc service probe` asks for it."""

    name: Annotated[str, "short name; its rung is `service_NAME`"]
    address: Annotated[str, "virtual address: IPv4, or a name"]
    port: Annotated[int, "TCP port"]
    layer: Annotated[str, "how far an attempt goes: `tcp`, `tls` or `http`"] = "tcp"
    tls: Annotated[bool, "with layer `http`: inside TLS"] = False
    server_name: Annotated[str, "name for SNI and Host; empty: the address where that is a name"] = ""
    path: Annotated[str, "path asked for by HTTP"] = "/"
    status: Annotated[int, "status that is expected; 0: any below 500"] = 0
    identity: Annotated[str, "what tells the servers apart: `header:NAME`, `cookie:NAME`, `certificate`, `none`"] = (
        "none"
    )
    attempts: Annotated[int, "attempts per address"] = 1000
    per_second: Annotated[float, "attempts per second at one address"] = 18.0
    timeout_s: Annotated[float, "after which an attempt is a timeout"] = 3.5
    backends: Annotated[tuple[Backend, ...], "servers behind it"] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPort:
    """A port that calls or tunnels of the office need, asked in the protocol spoken there."""

    name: Annotated[str, "short name; its facts are filed under `port_NAME`"]
    host: Annotated[str, "IPv4 address, or a name"]
    port: Annotated[int, "UDP or TCP port"]
    asks: Annotated[str, "`sip`, `ike`, `openvpn`, `stun`, `dns`, `ntp` (all UDP) or `tcp` (a connection)"]
    what: Annotated[str, "what the office needs it for: `vpn`, `telephony`, or empty"] = ""

    @property
    def target(self) -> str:
        """Host, port and protocol in one text: `sip.example.net:5060/udp`."""
        return f"{self.host}:{self.port}/{'tcp' if self.asks == 'tcp' else 'udp'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondWay:
    """Another way to the internet, past the office's router and line: a tether, a second line."""

    interface: Annotated[str, "network interface of this computer; empty or not there: found by `address`"] = ""
    address: Annotated[str, "this computer's own IPv4 address there, where the interface has no lasting name"] = ""
    isp: Annotated[str, "whose network it leads through; one of the office's own provider is no witness for it"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connectivity:
    """A page whose plain answer is known: what comes back in its place is a login page's."""

    url: Annotated[str, "web address, plain http"]
    expects: Annotated[str, "how the page begins; empty: no content at all (status 204)"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedName:
    """A name whose addresses are known and do not change: never one of a distribution network's."""

    name: Annotated[str, "host name"]
    addresses: Annotated[tuple[str, ...], "every IPv4 address it may have"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameTests:
    """Which names the tests of name servers ask for."""

    signed: Annotated[str, "a name whose DNSSEC signatures are right"] = "iana.org"
    broken: Annotated[str, "a name whose DNSSEC signatures are wrong on purpose"] = "dnssec-failed.org"
    wildcard: Annotated[str | None, "a zone in which every name has an address"] = None
    fixed: Annotated[tuple[FixedName, ...], "names whose answers are compared"] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What was sold, and what the vendors will ask for."""

    isp: Annotated[str | None, "provider's name"] = None
    telco: Annotated[str | None, "name of the line's owner"] = None
    product: Annotated[str | None, "product sold"] = None
    rate_down_kbps: Annotated[int | None, "rate sold"] = None
    rate_up_kbps: Annotated[int | None, "rate sold"] = None
    account: Annotated[str | None, "account number"] = None
    circuit: Annotated[str | None, "circuit or line number"] = None
    holder: Annotated[str | None, "account holder"] = None
    call_back: Annotated[str | None, "name and number to call back"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How the internet session of this access is begun, as the provider's letter says; never the password."""

    vlan: Annotated[int | None, "VLAN tag of the contract; absent: not said"] = None
    username: Annotated[str, "user name of the session while a login is tried; recorded nowhere"] = ""
    credentials: Annotated[str, "name of the entry of the secrets file that holds the password"] = "session"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One office. Everything has a default; `limitations` says what the defaults cost."""

    id: Annotated[str, "short name; names the store"]
    name: Annotated[str, "name for people"] = ""
    rungs: Annotated[tuple[Rung, ...], "the ladder, nearest first"] = ()
    devices: Annotated[tuple[Device, ...], "boxes to read"] = ()
    services: Annotated[tuple[Service, ...], "services whose attempts can be counted"] = ()
    names: Annotated[NameTests, "names asked for in tests of name servers"] = NameTests()
    ports: Annotated[tuple[AskedPort, ...], "ports that calls and tunnels need"] = ()
    second_path: Annotated[SecondWay | None, "another way to the internet, as a witness"] = None
    connectivity: Annotated[Connectivity | None, "the page that tells a login page in the way"] = None
    owners: Annotated[
        Mapping[Segment, str], "who owns a segment: `client`, `consultant`, `isp`, `telco`, `unknown`, or a vendor"
    ] = field(default_factory=dict)
    contract: Annotated[Contract, "what was sold"] = field(default_factory=Contract)
    time_zone: Annotated[str, "IANA zone, for reports only"] = "UTC"
    test_url: Annotated[str | None, "file to download for the throughput test, or `speedtest:`"] = None
    time_servers: Annotated[tuple[str, ...], "time servers to compare the clock with: `HOST` or `HOST:PORT`"] = ()
    at_modem: Annotated[bool, "the measuring computer is plugged into the modem itself, in place of the router"] = False
    session: Annotated[Access, "how the internet session is begun"] = field(default_factory=Access)
    logs_in: Annotated[bool, "a person let netdoc try the login of the session once, at the modem"] = False
    limitations: Annotated[tuple[str, ...], "what is not known about the office, and what that costs"] = ()
    through: Annotated[
        str | None, "interface of the measuring computer that is asked about; absent: that of the default route"
    ] = None

    def owner(self, segment: Segment) -> str:
        """Return who owns a segment; the default where the site file does not say."""
        return self.owners.get(segment, DEFAULT_OWNERS[segment])

    def parties(self, segment: Segment) -> tuple[Party, ...]:
        """Return whom a fault in that segment could be laid to."""
        return parties_for(segment, self.owner(segment))

    def rung(self, rung_id: str) -> Rung | None:
        """Return a rung by its id."""
        return next((each for each in self.rungs if each.id == rung_id), None)

    def device(self, device_id: str) -> Device | None:
        """Return a device by its id."""
        return next((each for each in self.devices if each.id == device_id), None)

    def service(self, name: str) -> Service | None:
        """Return a service by its name."""
        return next((each for each in self.services if each.name == name), None)

    @property
    def unknown_owners(self) -> tuple[Segment, ...]:
        """Segments whose owner has to be asked before a party can be named."""
        return tuple(each for each in Segment if self.owner(each) == UNKNOWN)
