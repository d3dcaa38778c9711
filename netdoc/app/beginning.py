"""What a run does beside its first packets: says what nobody watched before it, and looks round in the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from netdoc.app.asking import Answers
from netdoc.app.assemble import assemble, first_anchor
from netdoc.app.clock_watch import read_clocks
from netdoc.app.config import load_site_file
from netdoc.app.discovery import Found, discover_office
from netdoc.app.locking import Broken, record
from netdoc.app.missed import Now, missed
from netdoc.app.paths import Place
from netdoc.app.site_tables import SiteFile
from netdoc.errors import ConfigError
from netdoc.model.facts.run_note import RunEvent
from netdoc.model.site import RungKind, Site
from netdoc.ports import Clock, Ports
from netdoc.store.store import Store
from netdoc.store.tail import last_run


def begin(store: Store, command: str, clock: Clock, broken: Broken | None) -> None:
    """Begin a run in the store; what was not watched since the last one becomes gaps with their reasons.

    Raises:
        StoreError: the store cannot be written; then nothing of this is in it.
    """
    last = last_run(store)
    gaps = missed(last, Now(read_clocks(clock), clock.boot_id())) if last is not None else []
    with store.transaction():
        store.begin_run(command)
        if broken is not None and store.site_id is not None:
            record(store, clock, RunEvent.LOCK_BROKEN, broken.holder, broken.why)
        store.put(gaps)


async def look_again(place: Place, ports: Ports, known: Site) -> tuple[Site, Answers]:
    """Return the site as its file and this network give it now, and what was seen on the way.

    What is not found this time is remembered from before, as long as the router is the same one: an outage must
    not take the provider's first hop off the ladder.

    Raises:
        ConfigError: the site file is wrong, or is another site's.
    """
    file = site_file(place)
    found = await discover_office(place.site_id, ports, first_anchor(file))
    return assemble(place.site_id, file, with_memory(found, known)), Answers(found.captures, found.observations)


def site_file(place: Place) -> SiteFile | None:
    """Return what the site file says; None where there is none.

    Raises:
        ConfigError: the site file is wrong, or is another site's.
    """
    if not place.site_file.exists():
        return None
    file = load_site_file(place.site_file)
    if file.id is not None and file.id != place.site_id:
        raise ConfigError(
            f"is {file.id!r}, but the file lies in the folder of {place.site_id!r}",
            where=f"{place.site_file}: id",
            hint="give the folder the site's id, or take the id out of the file",
        )
    return file


def with_memory(found: Found, known: Site) -> Found:
    """Return what was found, with what was known of the same network and not found this time."""
    router = _address(known, RungKind.ROUTER)
    if router is None or (found.router is not None and found.router != router):
        return found
    named: Sequence[tuple[str, str]] = [
        (each.address, each.role) for each in known.rungs if each.kind is RungKind.RESOLVER and each.role is not None
    ]
    url = next((each.url for each in known.devices if each.id == "router" and each.address == router), None)
    return replace(
        found,
        router=router,
        resolvers=found.resolvers or tuple(named),
        first_hop=found.first_hop or _address(known, RungKind.FIRST_HOP),
        igd_url=found.igd_url or url,
        time_zone=found.time_zone or (None if known.time_zone == "UTC" else known.time_zone),
    )


def _address(site: Site, kind: RungKind) -> str | None:
    return next((each.address for each in site.rungs if each.kind is kind), None)
