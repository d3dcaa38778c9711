"""Where the computer's current comes from, by what the kernel tells of chargers and batteries."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.host_power import HostPower
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from probes.host_power import PROBE, SUPPLIES

AT = datetime(2026, 3, 1, 8, 15, tzinfo=UTC)
SITE = Site(id="office")


class Computer:
    """A computer with supplies, by name and attribute."""

    def __init__(self, supplies: Mapping[str, Mapping[str, str]]) -> None:
        self._supplies = supplies

    def read(self, path: str) -> bytes | None:
        name, attribute = path.removeprefix(f"{SUPPLIES}/").split("/")
        value = self._supplies.get(name, {}).get(attribute)
        return None if value is None else f"{value}\n".encode()

    def names(self, folder: str) -> Sequence[str]:
        return sorted(self._supplies) if folder == SUPPLIES else ()


def looked(**supplies: Mapping[str, str]) -> HostPower | None:
    clock = SimpleNamespace(now=lambda: AT)
    outside: Any = SimpleNamespace(files=Computer(supplies), clock=clock)
    seen = PROBE.read(SITE, asyncio.run(PROBE.collect(SITE, outside)))  # type: ignore[arg-type]
    if not seen:
        return None
    (only,) = seen
    assert isinstance(only, Seen)
    assert (only.subject, only.at, only.plane) == ("host", AT, Plane.HOST)
    assert isinstance(only.fact, HostPower)
    return only.fact


def battery(status: str, capacity: str = "80", **more: str) -> dict[str, str]:
    return {"type": "Battery", "status": status, "capacity": capacity, **more}


ON, OFF = {"type": "Mains", "online": "1"}, {"type": "Mains", "online": "0"}


@pytest.mark.parametrize(
    ("supplies", "expected"),
    [
        ({"AC": ON, "BAT0": battery("Charging")}, False),
        ({"AC": ON, "BAT0": battery("Full")}, False),
        ({"AC": OFF, "BAT0": battery("Discharging")}, True),
        ({"AC": OFF, "ucsi": {"type": "USB", "online": "1"}, "BAT0": battery("Not charging")}, False),
        ({"AC": ON, "BAT0": battery("Discharging")}, None),
        ({"AC": OFF, "BAT0": battery("Unknown")}, None),
        ({"BAT0": battery("Discharging")}, True),
        ({"BAT0": battery("Full")}, False),
        ({"BAT0": battery("Unknown")}, None),
        ({"AC": OFF, "BAT0": battery("Full"), "BAT1": battery("Discharging")}, True),
    ],
)
def test_chargers_and_batteries_have_to_agree(supplies: dict[str, Any], expected: bool | None) -> None:
    found = looked(**supplies)

    assert found is not None
    assert found.on_battery is expected


def test_a_computer_without_a_battery_tells_nothing() -> None:
    mouse = battery("Discharging", scope="Device")

    assert looked() is None
    assert looked(AC=ON) is None
    assert looked(hidpp_battery_0=mouse) is None


@pytest.mark.parametrize(("capacity", "expected"), [("80", 80), ("101", None), ("-1", None), ("", None), ("x", None)])
def test_an_impossible_charge_is_none(capacity: str, expected: int | None) -> None:
    found = looked(AC=ON, BAT0=battery("Charging", capacity))

    assert found is not None
    assert found.charge_pct == expected


def test_with_two_batteries_no_charge_is_told() -> None:
    found = looked(AC=ON, BAT0=battery("Full", "99"), BAT1=battery("Charging", "20"))

    assert found is not None
    assert found.charge_pct is None


@pytest.mark.parametrize("body", [b"", b"\xff\x00", f"=== {SUPPLIES}/AC/type\nMains\n".encode()])
def test_a_bundle_without_a_battery_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableCapture):
        PROBE.read(SITE, [Capture(body, AT, "host", "files")])
