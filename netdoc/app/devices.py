"""Read the boxes that the site names: modems, combined boxes, a UPS; each by its driver, or by recognition."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

from netdoc.app.asking import Answers
from netdoc.errors import CannotMeasure, NotAnswered, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Device, Site
from netdoc.plugin import Driver, Proof, Score
from netdoc.ports import Ports

PLANES: Mapping[str, Plane] = {
    "modem": Plane.MODEM_BOX,
    "combined": Plane.MODEM_BOX,
    "router": Plane.ROUTER_BOX,
    "ups": Plane.POWER,
}
"""The witness that a kind of device is."""

MAIN_FACT: Mapping[str, str] = {"modem": "DslLine", "combined": "DslLine", "ups": "PowerState"}
"""What was asked for, when nothing came; anything else is asked for its `DeviceState`."""

_WITHOUT_LOGIN = ("snmp", "nut")
"""Transports that no refused password stops: what they send is not the login."""

_DOCUMENTED_ONLY = "read by a driver that rests on documentation only: it cannot establish anything"


def readable(site: Site) -> tuple[Device, ...]:
    """Return the devices that are read by a driver.

    A device that names no driver is tried by recognition when it is a modem or a combined box; a router or UPS
    without a driver is left to the probes.
    """
    return tuple(each for each in site.devices if each.driver is not None or each.kind in ("modem", "combined"))


def driver_of(device: Device, drivers: Mapping[str, Driver]) -> Driver | None:
    """Return the driver that the site file names, where it is installed."""
    return drivers.get(device.driver) if device.driver is not None else None


async def ask_device(
    device: Device,
    ports: Ports,
    drivers: Mapping[str, Driver],
    *,
    timeout_s: float,
    unexpected: Callable[[Exception], None] = lambda _: None,
) -> Answers:
    """Return what one box answered within `timeout_s`; a reading that breaks or overruns is a gap and ends nothing."""
    begun = ports.clock.now()
    limit = asyncio.timeout(timeout_s)
    try:
        async with limit:
            captures, observations = await read_device(device, ports, drivers)
    except Exception as broken:
        why, hint = f"took longer than the {timeout_s:.0f} s it was given", ""
        if not (isinstance(broken, TimeoutError) and limit.expired()):
            unexpected(broken)
            why, hint = f"reading the box broke: {type(broken).__name__}: {str(broken)[:200]}", "repeat with --debug"
        return Answers((), (_gap(device, begun, ports, why, hint, driver=driver_of(device, drivers)),))
    return Answers(tuple(captures), tuple(observations))


async def read_device(
    device: Device, ports: Ports, drivers: Mapping[str, Driver]
) -> tuple[list[Capture], list[Observation]]:
    """Return what one box answered, as bytes and as observations.

    Nothing is raised for a box: silence is Missed, what could not be asked or read is a Gap (and its bytes are
    kept).
    """
    started = ports.clock.now()
    if device.driver is not None and device.driver not in drivers:
        known = f"known drivers: {', '.join(sorted(drivers))}"
        return [], [_gap(device, started, ports, f"no driver is called {device.driver}", known)]
    named = [drivers[device.driver]] if device.driver is not None else _by_manners(drivers)
    trouble: list[Observation] = []
    without_line: tuple[list[Capture], list[Observation]] | None = None
    for driver in named:
        try:
            captures = list(await _collected(device, driver, ports))
        except NotAnswered as failed:
            trouble.append(_missed(device, driver, ports, failed))
            if failed.failure in ("denied", "busy"):  # the box is there: another door would be a second guess
                break
            continue
        except CannotMeasure as cannot:
            trouble.append(_gap(device, started, ports, cannot.message, cannot.hint, driver=driver))
            continue
        if device.driver is None and not _recognised(driver, captures):
            what = f"the answer is not one of the family {driver.id}"
            trouble.append(_gap(device, started, ports, what, "name the driver in the site file", driver=driver))
            continue
        told = captures, _read(device, driver, captures)
        if device.driver is not None or _tells_what_matters(device, told[1]):
            return told
        without_line = without_line or told  # a modem's SNMP may tell of its ports only: another door may tell more
    if without_line is not None:
        return without_line
    return [], _worst(trouble) or [
        _gap(device, started, ports, "no driver could be tried", "name one in the site file")
    ]


async def _collected(device: Device, driver: Driver, ports: Ports) -> Sequence[Capture]:
    """Ask once; a login that the box refused in an earlier run is not sent again."""
    if stopped := ports.logins.stopped(device, driver.id) if driver.transport not in _WITHOUT_LOGIN else None:
        raise stopped
    try:
        captures = await driver.collect(device, ports)
    except NotAnswered as failed:
        ports.logins.refused(device, driver.id, failed, ports.clock.now())
        raise
    if captures:
        ports.logins.forget(device)
    return captures


def observe(
    device: Device, driver: Driver, captures: Sequence[Capture], *, facts: Sequence[Fact] | None = None
) -> list[Observation]:
    """Return the observations that a driver reads from captures of a device.

    Args:
        device: whom they are of.
        driver: reads them.
        captures: what it answered.
        facts: what was read of them already, where that was more than `driver.read` does by itself.

    Raises:
        UnreadableCapture: the bytes are not of this driver's family.
    """
    plane = driver.plane or PLANES.get(device.kind, Plane.ROUTER_BOX)
    reader = f"{driver.id}/{driver.version}"
    if facts is None:
        facts = driver.read(captures)
    latest = max(captures, key=lambda each: each.taken_at)
    found: list[Observation] = []
    source_of = _sources(driver, captures)
    for fact in facts:
        source = source_of(fact) or latest
        shown = fact if driver.proof is Proof.DEVICE else _with_remark(fact, _DOCUMENTED_ONLY)
        found.append(Seen(device.id, source.taken_at, shown, source.digest, plane=plane, reader=reader))
    return found


def _read(device: Device, driver: Driver, captures: Sequence[Capture]) -> list[Observation]:
    if not captures:
        return []
    try:
        return observe(device, driver, captures)
    except UnreadableCapture as unreadable:
        first, last = captures[0], captures[-1]
        return [
            Gap(
                device.id,
                first.taken_at,
                last.taken_at,
                MAIN_FACT.get(device.kind, "DeviceState"),
                unreadable.message,
                unreadable.hint,
                capture=first.digest,
                reader=f"{driver.id}/{driver.version}",
            )
        ]


def _sources(driver: Driver, captures: Sequence[Capture]) -> Callable[[Fact], Capture | None]:
    """Return what tells the one capture that a fact comes from, where that can be told.

    Each is read alone, once at most, and compared; some are read beside another only: then what is missing without
    it is its own.
    """

    @cache
    def alone(number: int) -> Sequence[Fact]:
        return _quietly_read(driver, [captures[number]])

    @cache
    def without(number: int) -> Sequence[Fact]:
        return _quietly_read(driver, [*captures[:number], *captures[number + 1 :]])

    def source(fact: Fact) -> Capture | None:
        if len(captures) == 1:
            return captures[0]
        whole = next((each for number, each in enumerate(captures) if fact in alone(number)), None)
        if whole is not None:
            return whole
        needed = [each for number, each in enumerate(captures) if fact not in without(number)]
        left = [each for each in needed if not alone(captures.index(each))]
        return left[0] if len(left) == 1 else None

    return source


def _quietly_read(driver: Driver, captures: Sequence[Capture]) -> Sequence[Fact]:
    try:
        return driver.read(captures)
    except UnreadableCapture:
        return ()


def _by_manners(drivers: Mapping[str, Driver]) -> list[Driver]:
    """Return the drivers to try, those first that need no session on the box.

    One that goes through another program's server (NUT) is asked only where the site file names it.
    """
    order = ("snmp", "http", "telnet", "ssh")
    return sorted(
        (each for each in drivers.values() if each.transport in order),
        key=lambda each: (order.index(each.transport), each.id),
    )


def _recognised(driver: Driver, captures: Sequence[Capture]) -> bool:
    return any(driver.recognises(each.body) >= Score.LIKELY for each in captures)


def _tells_what_matters(device: Device, observations: Sequence[Observation]) -> bool:
    wanted = MAIN_FACT.get(device.kind, "DeviceState")
    return any(isinstance(each, Seen) and wanted == each.fact.KIND for each in observations)


def _worst(trouble: Sequence[Observation]) -> list[Observation]:
    """Return the one trouble to record: a failure of the box before one of ours."""
    missed: list[Observation] = [each for each in trouble if isinstance(each, Missed)]
    return [*trouble, *missed][-1:]


def _missed(device: Device, driver: Driver, ports: Ports, failed: NotAnswered) -> Missed:
    return Missed(
        device.id,
        ports.clock.now(),
        MAIN_FACT.get(device.kind, "DeviceState"),
        failed.failure,
        failed.message,
        plane=PLANES.get(device.kind, Plane.ROUTER_BOX),
        reader=f"{driver.id}/{driver.version}",
    )


def _gap(device: Device, started: datetime, ports: Ports, why: str, hint: str, *, driver: Driver | None = None) -> Gap:
    reader = "" if driver is None else f"{driver.id}/{driver.version}"
    what = MAIN_FACT.get(device.kind, "DeviceState")
    return Gap(device.id, started, max(started, ports.clock.now()), what, why, hint, reader=reader)


def _with_remark(fact: Fact, remark: str) -> Fact:
    remarks = getattr(fact, "remarks", None)
    if remarks is None:
        return fact
    return replace(fact, remarks=(*remarks, remark))  # type: ignore[type-var]
