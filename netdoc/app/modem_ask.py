"""Ask the configured boxes once, as measuring does, to see whether address, driver and login are right.

Nothing is changed on any box and nothing is stored. A box whose driver wants more than the usual minute between
two questions is left alone while the last answer in the store is younger than that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from netdoc.app.asking import Answers
from netdoc.app.assemble import assemble
from netdoc.app.beginning import site_file
from netdoc.app.devices import MAIN_FACT, ask_device, readable
from netdoc.app.paths import Place
from netdoc.app.plan import READING_S
from netdoc.errors import BadInput, NetdocError
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.model.site import Device
from netdoc.plugin import Driver
from netdoc.ports import Ports
from netdoc.store.store import Store
from netdoc.store.tail import last_asked

TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One box and what came of asking it."""

    device: Device
    observations: tuple[Observation, ...]

    @property
    def answered(self) -> bool:
        """Whether it was read, all of it."""
        return bool(self.observations) and all(isinstance(each, Seen) for each in self.observations)


def boxes_of(place: Place, name: str | None) -> tuple[Device, ...]:
    """Return the boxes of a site file that a driver reads: all, or the one named.

    Raises:
        BadInput: there is none, or none of that name.
        ConfigError: the site file is wrong.
    """
    site = assemble(place.site_id, site_file(place), None)
    found = readable(site)
    if name is None:
        if found:
            return found
        raise BadInput(
            f"no modem is configured for {place.site_id}",
            hint=f"write a [[device]] into {place.site_file}; `netdoc modem list` names the drivers",
        )
    chosen = tuple(each for each in found if each.id == name)
    if chosen:
        return chosen
    if site.device(name) is not None:
        raise BadInput(
            f"the device {name!r} names no driver, so none reads it",
            hint="give it a `driver` in the site file; a router's UPnP is asked by `netdoc probe run router_igd`",
        )
    known = ", ".join(each.id for each in found)
    raise BadInput(
        f"{place.site_id} has no device {name[:60]!r}",
        hint=f"name one of: {known}" if known else f"write a [[device]] into {place.site_file}",
    )


async def ask_boxes(
    devices: Sequence[Device],
    ports: Ports,
    drivers: Mapping[str, Driver],
    *,
    store: Path,
    unexpected: Callable[[Exception], None] = lambda _: None,
) -> tuple[Asked, ...]:
    """Ask each box once, one after the other; whatever happens is told as observations.

    A login that was refused earlier is sent once more: a person wants it.
    """
    found = []
    for device in devices:
        early = too_soon(device, ports, drivers, store)
        if early is None:
            ports.logins.forget(device)
        answers = early or await ask_device(device, ports, drivers, timeout_s=TIMEOUT_S, unexpected=unexpected)
        found.append(Asked(device, answers.observations))
    return tuple(found)


def too_soon(device: Device, ports: Ports, drivers: Mapping[str, Driver], store: Path) -> Answers | None:
    """Return the gap that stands for a box which may not be asked yet; None where it may be."""
    driver = drivers.get(device.driver or "")
    if driver is None or driver.min_interval_s <= READING_S:
        return None
    now = ports.clock.now()
    last = _last_asked(store, driver.id, device.id, now - timedelta(seconds=driver.min_interval_s))
    if last is None:
        return None
    wait_s = driver.min_interval_s - (now - last).total_seconds()
    why = f"it may be asked every {driver.min_interval_s:.0f} s and was asked at {last:%H:%M:%S} UTC"
    gap = Gap(device.id, now, now, MAIN_FACT.get(device.kind, "DeviceState"), why, f"try again in {wait_s:.0f} s")
    return Answers((), (replace(gap, reader=f"{driver.id}/{driver.version}"),))


def _last_asked(store: Path, driver_id: str, device_id: str, since: datetime) -> datetime | None:
    if not store.exists():
        return None
    try:
        with Store.open(store, create=False, read_only=True) as opened:
            return last_asked(opened, since).get((driver_id, device_id))
    except NetdocError:  # a store that cannot be read is told by the commands that need it
        return None
