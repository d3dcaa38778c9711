"""The tables of `site.toml` and what a value in them may be. `docs/site-file.md` describes every key."""

from __future__ import annotations

import re
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from netdoc.app.names import RULE, is_site_id
from netdoc.app.site_values import (
    LONGEST_TEXT,
    host,
    identity_of,
    interface_name,
    ipv4,
    plain_http,
    time_server,
    way_to_ask,
    web_address,
    web_path,
)

_SPEEDTEST = "speedtest:"
MOST_TIME_SERVERS = 8


def _box_address(text: str) -> str:
    """A web address, or the door of a session: `ssh://HOST:PORT`, `telnet://HOST`."""
    scheme, mark, rest = text.partition("://")
    if scheme in ("ssh", "telnet"):
        web_address(f"http{mark}{rest}")
        return text
    return web_address(text)


def _test_address(text: str) -> str:
    """A file on the web, `speedtest:`, or `speedtest:` and the web address of a server of one's own."""
    server = text.removeprefix(_SPEEDTEST)
    if server or server == text:
        web_address(server)
    return text


def _zone(text: str) -> str:
    if text == "UTC":
        return text
    try:
        ZoneInfo(text)
    except (KeyError, OSError, ValueError):
        raise ValueError("is not a time zone this computer knows (write Europe/Rome)") from None
    return text


def _site_id(text: str) -> str:
    if not is_site_id(text):
        raise ValueError(f"must be {RULE}")
    return text


def _plain_text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"is longer than {LONGEST_TEXT} characters")
    if any(not each.isprintable() for each in text):
        raise ValueError("holds control characters")
    return text


def _mail_address(text: str) -> str:
    if len(text) > LONGEST_TEXT or not re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+", text):
        raise ValueError("is not an e-mail address, as in ada@example.com")
    return text


Text = Annotated[str, AfterValidator(_plain_text)]
IPv4 = Annotated[str, AfterValidator(ipv4)]
Host = Annotated[str, AfterValidator(host)]
Port = Annotated[int, Field(ge=1, le=65535)]
Kbps = Annotated[int, Field(ge=1, le=100_000_000)]
Name = Annotated[str, AfterValidator(_site_id)]
WebAddress = Annotated[str, AfterValidator(web_address)]
MailAddress = Annotated[str, AfterValidator(_mail_address)]


class Table(BaseModel):
    """A table of the site file: unknown keys and wrong types are errors."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ContractTable(Table):
    """`[contract]`: what was sold, and what the vendors ask for."""

    isp: Text | None = None
    telco: Text | None = None
    product: Text | None = None
    rate_down_kbps: Kbps | None = None
    rate_up_kbps: Kbps | None = None
    account: Text | None = None
    circuit: Text | None = None
    holder: Text | None = None
    call_back: Text | None = None


class LadderTable(Table):
    """`[ladder]`: the near rungs; `first_hop` is the demarcation, pinned."""

    router: IPv4 | None = None
    modem: IPv4 | None = None
    first_hop: IPv4 | None = None


class ResolverTable(Table):
    """`[[resolver]]`: a name server and whose it is."""

    address: IPv4
    role: Literal["router", "isp", "public", "office"]
    tls_name: Host | None = None
    https_path: Annotated[str, AfterValidator(web_path)] | None = None


class FixedTable(Table):
    """`[[names.fixed]]`: a name whose addresses are known and do not change."""

    name: Host
    addresses: Annotated[tuple[IPv4, ...], Field(min_length=1, max_length=20, strict=False)]


class NamesTable(Table):
    """`[names]`: which names the tests of name servers ask for."""

    signed: Host | None = None
    broken: Host | None = None
    wildcard: Host | None = None
    fixed: Annotated[tuple[FixedTable, ...], Field(max_length=10)] = Field(default=(), strict=False)


class AnchorTable(Table):
    """`[[anchor]]`: a stranger's address that answers; three unrelated ones make a quorum."""

    address: IPv4
    method: Annotated[str, AfterValidator(way_to_ask)] = "icmp"
    name: Text = ""


class BackendTable(Table):
    """`[[service.backend]]`: one server behind the service above, asked straight where that is allowed."""

    name: Name
    address: IPv4
    port: Port | None = None
    host: Text = ""


class ServiceTable(Table):
    """`[[service]]`: something the office really uses; all below `port` is for `netdoc service probe`."""

    name: Name
    address: Host
    port: Port
    layer: Literal["tcp", "tls", "http"] = "tcp"
    tls: bool = False
    server_name: Host | None = None
    path: Annotated[str, AfterValidator(web_path)] = "/"
    status: Annotated[int, Field(ge=100, le=599)] | None = None
    identity: Annotated[str, AfterValidator(identity_of)] = "none"
    attempts: Annotated[int, Field(ge=1, le=5000)] = 1000
    per_second: Annotated[float, Field(gt=0, le=20, strict=False)] = 18.0
    timeout_s: Annotated[float, Field(ge=0.5, le=10, strict=False)] = 3.5
    backend: tuple[BackendTable, ...] = Field(default=(), strict=False)


class PortTable(Table):
    """`[[port]]`: a port that calls or tunnels need, asked in the protocol spoken there."""

    name: Name
    host: Host
    port: Port
    asks: Literal["sip", "ike", "openvpn", "stun", "dns", "ntp", "tcp"]
    what: Literal["vpn", "telephony", ""] = ""


class SecondPathTable(Table):
    """`[second_path]`: another way to the internet, past the office's router and line."""

    interface: Annotated[str, AfterValidator(interface_name)] | None = None
    address: IPv4 | None = None
    isp: Text = ""


class ConnectivityTable(Table):
    """`[connectivity]`: a page whose answer is known, which tells a login page in the way."""

    url: Annotated[str, AfterValidator(plain_http)] | None = None
    expects: Text = ""
    ask: bool = True


class DeviceTable(Table):
    """`[[device]]`: a box that can be asked."""

    id: Name
    kind: Literal["modem", "router", "combined", "ups"]
    address: Host
    driver: Text | None = None
    port: Port | None = None
    credentials: Name | None = None
    url: Annotated[str, AfterValidator(_box_address)] | None = None


class SessionTable(Table):
    """`[session]`: how the internet session is begun, as the provider's letter says."""

    vlan: Annotated[int, Field(ge=1, le=4094)] | None = None
    username: Text = ""
    credentials: Name = "session"


class ThroughputTable(Table):
    """`[throughput]`: where the throughput test downloads from."""

    url: Annotated[str, AfterValidator(_test_address)]


class EvidenceTable(Table):
    """`[evidence]`: time-stamp authorities (RFC 3161) that may be asked; naming them is the consent."""

    timestamp_servers: tuple[WebAddress, ...] = Field(default=(), strict=False, max_length=8)


class MailTable(Table):
    """`[mail]`: who gets a seal's root by e-mail, and the server that takes it; naming them is the consent."""

    to: tuple[MailAddress, ...] = Field(strict=False, min_length=1, max_length=20)
    sender: MailAddress
    host: Host | None = None
    port: Port | None = None
    security: Literal["starttls", "tls"] = "starttls"
    credentials: Name | None = None


class ClockTable(Table):
    """`[clock]`: the time servers that netdoc compares the computer's clock with."""

    servers: Annotated[
        tuple[Annotated[str, AfterValidator(time_server)], ...], Field(strict=False, max_length=MOST_TIME_SERVERS)
    ] = ()


class SiteFile(Table):
    """The whole of `site.toml`; everything may be left out."""

    id: Name | None = None
    name: Text = ""
    time_zone: Annotated[str, AfterValidator(_zone)] | None = None
    contract: ContractTable = ContractTable()
    owners: dict[str, Text] = {}
    ladder: LadderTable = LadderTable()
    resolver: tuple[ResolverTable, ...] = Field(default=(), strict=False)
    anchor: tuple[AnchorTable, ...] = Field(default=(), strict=False)
    names: NamesTable = NamesTable()
    service: tuple[ServiceTable, ...] = Field(default=(), strict=False)
    device: tuple[DeviceTable, ...] = Field(default=(), strict=False)
    throughput: ThroughputTable | None = None
    evidence: EvidenceTable = EvidenceTable()
    mail: MailTable | None = None
    clock: ClockTable = ClockTable()
    session: SessionTable = SessionTable()
    port: tuple[PortTable, ...] = Field(default=(), strict=False)
    second_path: SecondPathTable | None = None
    connectivity: ConnectivityTable | None = None


TABLES: dict[str, type[BaseModel]] = {
    "contract": ContractTable,
    "ladder": LadderTable,
    "resolver": ResolverTable,
    "anchor": AnchorTable,
    "service": ServiceTable,
    "device": DeviceTable,
    "throughput": ThroughputTable,
    "evidence": EvidenceTable,
    "mail": MailTable,
    "clock": ClockTable,
    "session": SessionTable,
    "port": PortTable,
    "second_path": SecondPathTable,
    "connectivity": ConnectivityTable,
    "names": NamesTable,
}
"""By the name under which they stand in the file."""
NESTED: dict[str, type[BaseModel]] = {"fixed": FixedTable, "backend": BackendTable}
"""Tables within those, by the last part of their name: `[[service.backend]]`."""
