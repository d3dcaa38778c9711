"""Unattended measuring: one scheduled slot, or watching until stopped; one netdoc at a time for each site."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from netdoc.app import loops
from netdoc.app.asking import Answers
from netdoc.app.locking import AlreadyMeasuring, Broken, hold, record
from netdoc.app.measuring import Look, Onlooker, Talk, measure
from netdoc.app.paths import Place, configured_sites, place_of, stored_sites
from netdoc.app.plan import SLOT, WATCH, Plan, plan_for
from netdoc.errors import BadInput, StoreError
from netdoc.model.facts.run_note import RunEvent
from netdoc.model.site import Site
from netdoc.ports import Clock, Ports
from netdoc.store.store import Store
from netdoc.store.tail import SKIPPED


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotOutcome:
    """How a slot or a watch ended."""

    skipped: str = ""
    """Who was measuring already, in words; nothing was measured, and a record says so."""
    stopped: bool = False
    """A signal or a key ended it before its time."""
    troubles: tuple[str, ...] = ()
    """What a person has to mend, one line each; they were also said."""


def place_to_run(site_id: str | None, root: Path, store: Path | None = None) -> Place:
    """Return the place that an unattended run writes to: the site named, or the only one there is.

    Raises:
        BadInput: not a site id; or none was named and there is not exactly one.
    """
    if site_id is not None:
        return place_of(site_id, root, store)
    known = configured_sites(root, strict=True) or stored_sites(root, strict=True)
    if len(known) == 1:
        return place_of(known[0], root, store)
    there = f"there are {len(known)}: {', '.join(known[:5])}" if known else "there is none yet"
    raise BadInput(f"no site was named ({there})", hint="name it: `netdoc run SITE`; a new name begins a new record")


def run_slot(
    place: Place, ports: Ports, length: timedelta | None, talk: Talk, *, load_the_line: bool = False
) -> SlotOutcome:
    """Measure one scheduled slot, in an event loop of its own; SIGTERM, SIGINT and SIGHUP end it cleanly.

    Raises:
        StoreError: the store cannot be opened or written.
        ConfigError: the site file is wrong, and no site is stored to go on with.
        BadInput: a length that makes no sense.
    """
    plan = plan_for(SLOT, length, load=load_the_line)
    try:
        with hold(place.store, place.site_id, ports.clock, "run") as broken:
            return loops.run(lambda stop: _measured(place, ports, plan, talk, None, stop, "run", broken))
    except AlreadyMeasuring as busy:
        _record_skip(place, ports.clock, busy)
        return SlotOutcome(skipped=busy.message)


async def watch(
    place: Place,
    ports: Ports,
    length: timedelta | None,
    talk: Talk,
    onlooker: Onlooker | None,
    stop: asyncio.Event,
) -> SlotOutcome:
    """Measure in the foreground until `stop` is set, or for `length`. Run it with `loops.run`.

    Raises:
        AlreadyMeasuring: another netdoc is measuring this site (a `StoreError`).
        StoreError: the store cannot be opened or written.
        ConfigError: the site file is wrong, and no site is stored to go on with.
        BadInput: a length that makes no sense.
    """
    plan = plan_for(WATCH, length)
    with hold(place.store, place.site_id, ports.clock, "watch") as broken:
        return await _measured(place, ports, plan, talk, onlooker, stop, "watch", broken)


@dataclass(slots=True)
class _Heard:
    """Passes on what is said and remembers the troubles."""

    talk: Talk
    troubles: list[str] = field(default_factory=list)

    def trouble(self, text: str) -> None:
        self.troubles.append(text)
        self.talk.warn(text)

    @property
    def as_talk(self) -> Talk:
        return replace(self.talk, trouble=self.trouble)


async def _measured(
    place: Place,
    ports: Ports,
    plan: Plan,
    talk: Talk,
    onlooker: Onlooker | None,
    stop: asyncio.Event,
    command: str,
    broken: Broken | None,
) -> SlotOutcome:
    heard = _Heard(talk)
    with Store.open(place.store, clock=ports.clock) as store:
        site = store.site() or _site_of_file(place)
        try:
            await measure(
                site,
                ports,
                store,
                plan,
                heard.as_talk,
                onlooker=onlooker,
                stop=stop,
                opening=_opening(store, site, ports.clock, command, broken),
                look=_look(place, ports),
            )
            store.end_run()
        except StoreError as failed:
            if not heard.troubles:
                raise
            if failed.message not in heard.troubles[-1]:
                heard.trouble(failed.message)
    return SlotOutcome(stopped=stop.is_set(), troubles=tuple(heard.troubles))


def _opening(store: Store, site: Site, clock: Clock, command: str, broken: Broken | None) -> Callable[[], None]:
    def open_run() -> None:
        from netdoc.app.beginning import begin

        with store.transaction():
            if store.site() is None:  # the first record names the office
                store.put_site(site)
            begin(store, command, clock, broken)

    return open_run


def _look(place: Place, ports: Ports) -> Look:
    async def look(known: Site) -> tuple[Site, Answers]:
        from netdoc.app.beginning import look_again

        return await look_again(place, ports, known)

    return look


def _site_of_file(place: Place) -> Site:
    """Return the site as its file gives it, or bare: enough to begin with, before anything was looked at."""
    from netdoc.app.assemble import assemble
    from netdoc.app.beginning import site_file

    return assemble(place.site_id, site_file(place), None)


def _record_skip(place: Place, clock: Clock, busy: AlreadyMeasuring) -> None:
    """Leave a record of the run that did not take place, in the store that the other one writes to."""
    with Store.open(place.store, clock=clock) as store:
        if store.site_id is None:  # the other one has only just begun: the first record names the office
            store.put_site(Site(id=place.site_id))
        store.begin_run(SKIPPED)
        record(store, clock, RunEvent.SKIPPED, busy.holder, busy.message)
        store.end_run()
