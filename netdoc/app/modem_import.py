"""Put a page saved from a modem into an office's record: its bytes as a capture, its facts with the page's time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from netdoc import discover
from netdoc.app.assemble import assemble
from netdoc.app.beginning import site_file
from netdoc.app.devices import observe
from netdoc.app.exchange import not_yet_there
from netdoc.app.modem_read import ModemReading, file_time, read_pages
from netdoc.app.names import RULE, is_site_id
from netdoc.app.paths import Place, is_there
from netdoc.app.steps import check_office, check_time
from netdoc.errors import BadInput
from netdoc.model.capture import Capture
from netdoc.model.codec import format_time
from netdoc.model.observation import Observation
from netdoc.model.plane import Plane
from netdoc.model.scrub import without_named_secrets, without_secret
from netdoc.model.site import Device
from netdoc.plugin import Driver
from netdoc.ports import Clock, Secrets
from netdoc.store.store import Store

MODEM = "modem"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageImported:
    """What an import added; `known` is what was there already."""

    site: str
    reading: ModemReading
    at: datetime
    capture: str
    captures: int
    observations: int
    known: int
    cleaned: bool
    """Something that looked like a secret was taken out of the bytes."""


def import_page(
    place: Place,
    file: Path,
    clock: Clock,
    secrets: Secrets,
    *,
    at: datetime | None = None,
    driver_id: str | None = None,
    subject: str = MODEM,
    drivers: Mapping[str, Driver] | None = None,
    others: Sequence[Path] = (),
) -> PageImported:
    """Read a saved page into a store; the same page a second time adds nothing.

    Args:
        place: the office's; a store is begun by its site file where there is none.
        file: the page.
        clock: tells whether `at` lies in the future.
        secrets: the logins of this user, taken out of the bytes before they are kept.
        at: when the page was saved; the file's own time when left out.
        driver_id: the family, when it is known.
        subject: the device it was saved from.
        drivers: by id; every installed one when left out.
        others: further answers of the same look at the same box.

    Raises:
        BadInput: file, driver, subject or time is wrong, or the same page is stored with another time.
        UnreadableCapture: the family is known, and the page is not one this netdoc reads.
        StoreError: it could not be stored.
    """
    if not is_site_id(subject):
        raise BadInput(f"{subject[:60]!r} is not the id of a device", where="--subject", hint=f"use {RULE}")
    given = at is not None
    at = at or file_time(file)
    check_office(place)
    device = _device(place, subject)
    cleaned = False

    known = discover.drivers() if drivers is None else drivers

    def clean(body: bytes) -> bytes:
        nonlocal cleaned
        without = without_named_secrets(_without_login(body, device, secrets))
        for each in known.values():
            without = each.clean(without) if each.clean is not None else without
        cleaned = without != body
        return without

    reading, pages, driver = read_pages(
        [file, *others], driver_id=driver_id, drivers=known, saved_at=at, source=subject, clean=clean
    )
    if driver.plane is Plane.HOST and subject == MODEM:
        raise BadInput(
            "this tells of a computer, not of the modem", where="--subject",
            hint="say which one: --subject reception-pc",
        )  # fmt: skip
    check_time(place, at, clock.now(), where="--at" if given else f"the time of {file}")
    observations = observe(device, driver, pages, facts=reading.facts)
    captures, new = _stored(place, clock, pages, observations, str(file))
    return PageImported(
        site=place.site_id,
        reading=reading,
        at=at,
        capture=pages[0].digest,
        captures=captures,
        observations=new,
        known=len(observations) - new + len({each.digest for each in pages}) - captures,
        cleaned=cleaned,
    )


def _stored(
    place: Place, clock: Clock, pages: Sequence[Capture], observations: list[Observation], where: str
) -> tuple[int, int]:
    with Store.open(place.store, clock=clock) as store, store.transaction():
        if store.site_id is None:
            store.put_site(assemble(place.site_id, site_file(place), None))
        added = 0
        for capture in {each.digest: each for each in pages}.values():
            if store.has_capture(capture.digest):
                _same_time(store, capture, where)
            else:
                store.put_capture(capture)
                added += 1
        new = not_yet_there(store, observations)
        store.put(new)
    return added, len(new)


def _same_time(store: Store, capture: Capture, where: str) -> None:
    """Refuse a page that is stored with another time: one showtime at two times would be two starts of the line."""
    cited = next((each for each in store.stored() if each.capture == capture.digest), None)
    if cited is not None and abs(cited.at - capture.taken_at) >= timedelta(seconds=1):
        raise BadInput(
            f"this very page is stored already as of {format_time(cited.at)}, not {format_time(capture.taken_at)}",
            where=where,
            hint=f"a page has one time: leave it, or give --at {format_time(cited.at)}",
        )


def _device(place: Place, subject: str) -> Device:
    """Return the device as the site knows it; one that it does not know is a modem, unless its name says otherwise."""
    site = None
    if is_there(place.store):
        with Store.open(place.store, create=False, read_only=True) as store:
            site = store.site()
    held = site.device(subject) if site is not None else None
    if held is None and (file := site_file(place)) is not None:
        held = assemble(place.site_id, file, None).device(subject)
    kind = next((each for each in ("router", "ups") if subject.startswith(each)), "modem")
    return held or Device(id=subject, kind=kind, address="")


def _without_login(body: bytes, device: Device, secrets: Secrets) -> bytes:
    credential = secrets.find(device.credentials) if device.credentials is not None else None
    if credential is None:
        return body
    for secret in (credential.password, credential.community):
        body = without_secret(body, secret, credential.user)
    return body
