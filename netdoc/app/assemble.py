"""Make one `Site` of what the site file says and what discovery found: the file wins, and what is missing is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from netdoc.app.config import COMBINED
from netdoc.app.connectivity import NM_DEFAULT, told_by_file
from netdoc.app.discovery import Found
from netdoc.app.quorum import doubt
from netdoc.app.site_tables import ContractTable, DeviceTable, NamesTable, SecondPathTable, ServiceTable, SiteFile
from netdoc.model.segment import UNKNOWN, Segment
from netdoc.model.site import (
    Access,
    AskedPort,
    Backend,
    Contract,
    Device,
    FixedName,
    NameTests,
    Rung,
    RungKind,
    SecondWay,
    Service,
    Site,
)

DEFAULT_ANCHORS = ("1.1.1.1", "8.8.8.8", "9.9.9.9")
DEFAULT_PUBLIC_RESOLVER = "9.9.9.9"
HTTPS_PATH = "/dns-query"
TLS_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("9.9.9.9", "149.112.112.112"), "dns.quad9.net"),
    **dict.fromkeys(("1.1.1.1", "1.0.0.1"), "one.one.one.one"),
    **dict.fromkeys(("8.8.8.8", "8.8.4.4"), "dns.google"),
}
"""Names in the certificates of well-known public resolvers, as their operators publish them."""
STRANGER_PERIOD_S, OWN_PERIOD_S = 5.0, 1.0


def first_anchor(file: SiteFile | None) -> str:
    """Return the address that discovery traces towards."""
    return file.anchor[0].address if file is not None and file.anchor else DEFAULT_ANCHORS[0]


def assemble(site_id: str, file: SiteFile | None, looked: Found | None) -> Site:
    """Return the site to measure, its `limitations` saying what the defaults cost.

    Args:
        site_id: names the store.
        file: the site file, if there is one.
        looked: what discovery found; None when it was not asked, and then nothing is said of what it would find.
    """
    given, found = file or SiteFile(), looked or Found()
    owners = owners_of(given)
    rungs = (*_near(given, found), *_resolvers(given, found), *_anchors(given), *_services(given))
    devices = _devices(given, found)
    site = Site(
        id=site_id,
        name=given.name,
        rungs=rungs,
        devices=devices,
        services=tuple(service_of(each) for each in given.service),
        names=name_tests_of(given.names),
        owners=owners,
        contract=_contract(given.contract),
        time_zone=given.time_zone or found.time_zone or "UTC",
        test_url=given.throughput.url if given.throughput else None,
        time_servers=given.clock.servers,
        session=Access(vlan=given.session.vlan, credentials=given.session.credentials),
        ports=tuple(AskedPort(**each.model_dump()) for each in given.port),
        second_path=_second_path(given.second_path),
        connectivity=told_by_file(given.connectivity, found.connectivity if looked else NM_DEFAULT),
    )
    lacks = _lacks_of_file(site, has_file=file is not None)
    if looked is not None:
        lacks += [*_lacks_of_network(site), *found.unsure]
    return replace(site, limitations=tuple(lacks))


def owners_of(file: SiteFile) -> Mapping[Segment, str]:
    """Return the owner per segment; a combined box is router, modem and the wire between them, of one owner."""
    owners = {Segment(key): owner for key, owner in file.owners.items() if key != COMBINED}
    if COMBINED in file.owners:
        for each in (Segment.ROUTER, Segment.ROUTER_MODEM_CABLE, Segment.MODEM):
            owners[each] = file.owners[COMBINED]
    return owners


def _near(file: SiteFile, found: Found) -> Sequence[Rung]:
    modem_device = next((each for each in file.device if each.kind == "modem"), None)
    router = file.ladder.router or found.router
    modem = file.ladder.modem or (modem_device.address if modem_device else None)
    first_hop = file.ladder.first_hop or found.first_hop
    near = ((RungKind.ROUTER, router), (RungKind.MODEM, modem), (RungKind.FIRST_HOP, first_hop))
    taken: set[str] = set()
    rungs = []
    for kind, address in near:
        if address is not None and address not in taken:
            taken.add(address)
            rungs.append(Rung(id=kind.value, kind=kind, address=address, period_s=OWN_PERIOD_S))
    return rungs


def _resolvers(file: SiteFile, found: Found) -> Sequence[Rung]:
    named: list[tuple[str, str]] = [(each.address, each.role) for each in file.resolver]
    told = {role for _, role in named}, {address for address, _ in named}
    named += [each for each in found.resolvers if each[1] not in told[0] and each[0] not in told[1]]
    if not any(role == "public" for _, role in named):
        named.append((DEFAULT_PUBLIC_RESOLVER, "public"))
    secure = {each.address: (each.tls_name, each.https_path) for each in file.resolver if each.tls_name}
    counted: dict[str, int] = {}
    rungs = []
    for address, role in named:
        counted[role] = counted.get(role, 0) + 1
        base = "resolver" if role == "isp" else f"resolver_{role}"
        name = base if counted[role] == 1 else f"{base}_{counted[role]}"
        period_s = OWN_PERIOD_S if role == "isp" else STRANGER_PERIOD_S
        tls_name, path = secure.get(address) or _known_names(address, role)
        rungs.append(
            Rung(
                id=name,
                kind=RungKind.RESOLVER,
                address=address,
                period_s=period_s,
                role=role,
                tls_name=tls_name,
                https_path=path,
            )
        )
    return rungs


def _known_names(address: str, role: str) -> tuple[str | None, str | None]:
    """Return under which name and path a resolver is asked inside TLS, where that is known without being told."""
    known = TLS_NAMES.get(address) if role == "public" else None
    return known, HTTPS_PATH if known else None


def _anchors(file: SiteFile) -> Sequence[Rung]:
    named = [(each.address, each.method, each.name) for each in file.anchor]
    named = named or [(each, "icmp", "") for each in DEFAULT_ANCHORS]
    return [
        Rung(
            id=f"anchor_{number}",
            kind=RungKind.ANCHOR,
            address=address,
            method=method,
            period_s=STRANGER_PERIOD_S,
            label=label,
        )
        for number, (address, method, label) in enumerate(named, start=1)
    ]


def _services(file: SiteFile) -> Sequence[Rung]:
    return [
        Rung(
            id=f"service_{each.name}",
            kind=RungKind.SERVICE,
            address=each.address,
            method=f"tcp:{each.port}",
            period_s=STRANGER_PERIOD_S,
            label=each.name,
        )
        for each in file.service
    ]


def service_of(table: ServiceTable) -> Service:
    """Return a service as the site file gives it."""
    backends = tuple(
        Backend(name=each.name, address=each.address, port=each.port or table.port, host=each.host)
        for each in table.backend
    )
    return Service(
        name=table.name,
        address=table.address,
        port=table.port,
        layer=table.layer,
        tls=table.tls,
        server_name=table.server_name or "",
        path=table.path,
        status=table.status or 0,
        identity=table.identity,
        attempts=table.attempts,
        per_second=table.per_second,
        timeout_s=table.timeout_s,
        backends=backends,
    )


def name_tests_of(table: NamesTable) -> NameTests:
    """Return which names are asked for, as the site file gives them."""
    usual = NameTests()
    return NameTests(
        signed=table.signed or usual.signed,
        broken=table.broken or usual.broken,
        wildcard=table.wildcard,
        fixed=tuple(FixedName(name=each.name, addresses=each.addresses) for each in table.fixed),
    )


def _devices(file: SiteFile, found: Found) -> tuple[Device, ...]:
    devices = [_device(each, found) for each in file.device]
    if found.igd_url and found.router and not any(each.kind in ("router", COMBINED) for each in devices):
        devices.append(Device(id="router", kind="router", address=found.router, url=found.igd_url))
    return tuple(devices)


def _device(table: DeviceTable, found: Found) -> Device:
    url = table.url
    if url is None and table.kind in ("router", COMBINED) and table.address == found.router:
        url = found.igd_url
    return Device(
        id=table.id,
        kind=table.kind,
        address=table.address,
        driver=table.driver,
        port=table.port,
        credentials=table.credentials,
        url=url,
    )


def _second_path(table: SecondPathTable | None) -> SecondWay | None:
    if table is None:
        return None
    return SecondWay(interface=table.interface or "", address=table.address or "", isp=table.isp)


def _contract(table: ContractTable) -> Contract:
    return Contract(**table.model_dump())


def _lacks_of_file(site: Site, *, has_file: bool) -> list[str]:
    """Return what only a person can say and nobody did, each with what it costs the verdict."""
    lacks: list[str] = []
    if not has_file:
        lacks.append("no site file: owners, contract and devices are not recorded (`netdoc site init` writes one)")
    boxes = ((Segment.MODEM, "modem"), (Segment.ROUTER, "router"))
    unknown = " and of the ".join(box for segment, box in boxes if site.owner(segment) == UNKNOWN)
    if unknown:
        lacks.append(
            f"the owner of the {unknown} is not recorded: "
            "a fault of the box cannot be laid to the client or the provider"
        )
    if not any(each.kind in ("modem", COMBINED) for each in site.devices):
        lacks.append("no modem is configured: modem, wiring, line and access cannot be told apart by its own counters")
    if site.test_url is None:
        lacks.append("no address for a throughput test is recorded: the speed was not measured")
    lacks += [each for each in (doubt([one.address for one in site.rungs if one.kind is RungKind.ANCHOR]),) if each]
    if site.contract.rate_down_kbps is None:
        lacks.append("the speed sold is not recorded: «slow» cannot be compared with the contract")
    if site.contract.account is None and site.contract.circuit is None:
        lacks.append("neither account nor circuit number is recorded: the vendor will ask for it")
    return lacks


def _lacks_of_network(site: Site) -> list[str]:
    """Return what neither the file nor discovery knew."""
    lacks: list[str] = []
    kinds = {each.kind for each in site.rungs}
    if not any(each.url or each.kind in ("router", COMBINED) for each in site.devices):
        lacks.append("the router does not report its state (UPnP): whether the session is up is not known from it")
    if RungKind.ROUTER not in kinds:
        lacks.append("no router is known (no default route): the office network cannot be told from the router")
    if RungKind.FIRST_HOP not in kinds:
        lacks.append("the provider's first hop is not known: the access cannot be told from the provider's network")
    if not any(each.kind is RungKind.RESOLVER and each.role == "isp" for each in site.rungs):
        lacks.append("the provider's name server is not known: it is not measured")
    return lacks
