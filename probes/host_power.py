"""Look where the measuring computer's own current comes from: the mains, or its battery.

Only files are read (/sys/class/power_supply), nothing is sent. A computer without a battery tells nothing: how long it
runs is no witness of the mains either, for it is switched on in the morning and may stand behind a UPS that nobody
listed. Batteries of mice and headsets (`scope` Device) are passed over.
Source: Documentation/ABI/testing/sysfs-class-power of Linux.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.host_power import HostPower
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports
from probes import _host_tables as tables

SUPPLIES = "/sys/class/power_supply"
ATTRIBUTES = ("type", "scope", "online", "status", "capacity")
MOST_SUPPLIES = 16
CHARGERS = ("Mains", "USB", "Wireless")
FED = ("Charging", "Full", "Not charging")
"""What a battery says while something else feeds the computer; `Unknown` tells nothing."""


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Read what the kernel tells of each supply; nothing where there is no battery."""
    found = {}
    for name in ports.files.names(SUPPLIES)[:MOST_SUPPLIES]:
        for each in ATTRIBUTES:
            if (content := ports.files.read(f"{SUPPLIES}/{name}/{each}")) is not None:
                found[f"{SUPPLIES}/{name}/{each}"] = content
    body = tables.pack(found)
    if not _batteries(tables.unpack(body)):
        return []
    return [Capture(body, ports.clock.now(), "host", f"files: {SUPPLIES}")]


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return where the current comes from. Units: percent.

    Raises:
        UnreadableCapture: no battery in the bundle.
    """
    return [Seen("host", each.taken_at, _power(each.body), each.digest, Plane.HOST) for each in captures]


def _power(body: bytes) -> HostPower:
    told = tables.unpack(body)
    batteries = _batteries(told)
    if not batteries:
        raise UnreadableCapture(
            "host_power: the bundle holds no battery", hint="collect it again: `netdoc probe run host_power`"
        )
    names = {path.split("/")[4] for path in told if path.startswith(f"{SUPPLIES}/")}
    chargers = [_word(told, each, "online") for each in names if _word(told, each, "type") in CHARGERS]
    states = [_word(told, each, "status") for each in batteries]
    charge = _word(told, batteries[0], "capacity") if len(batteries) == 1 else ""
    return HostPower(
        on_battery=_on_battery(chargers, states),
        charge_pct=int(charge) if charge.isascii() and charge.isdigit() and int(charge) <= 100 else None,
    )


def _on_battery(chargers: Sequence[str], states: Sequence[str]) -> bool | None:
    """Return what chargers and batteries agree on; None where they tell nothing, or against each other."""
    fed = "1" in chargers
    if fed and "Discharging" not in states:
        return False
    if not fed and "Discharging" in states:
        return True
    return False if not chargers and states and all(each in FED for each in states) else None


def _batteries(told: Mapping[str, str]) -> list[str]:
    names = sorted({path.split("/")[4] for path in told if path.startswith(f"{SUPPLIES}/")})
    return [each for each in names if _word(told, each, "type") == "Battery" and _word(told, each, "scope") != "Device"]


def _word(told: Mapping[str, str], name: str, attribute: str) -> str:
    return told.get(f"{SUPPLIES}/{name}/{attribute}", "").strip()


PROBE = Probe(
    id="host_power",
    title="Does this computer run on the mains or on its battery?",
    lane=Lane.LIGHT,
    reports=(HostPower,),
    collect=collect,
    read=read,
    min_interval_s=10.0,
    plane=Plane.HOST,
)
