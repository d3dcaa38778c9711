"""Does IPv6 work where IPv4 does, and the reverse? Connections to the office's own services, in turn.

Programs try IPv6 first where a service has it: where it is broken, everything waits although IPv4 is sound. Only
services are asked that the site file gives by name and that have addresses of both families; a computer without an
IPv6 address of its own has nothing to compare.

Captures: `reach/1` (described in `probes/wire/reach.py`), their source the service's rung.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture
from netdoc.model.facts.address_families import AddressFamilies
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Rung, RungKind, Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports
from probes._reading import reading

FORM = "reach/1"
EACH = 2
TRY_S, NAME_S = 3.0, 3.0
MOST_TARGETS = 3
ANSWERED = ("connected", "refused")


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Connect to the first service with both families, in turn; where IPv6 fails there, to two more.

    Raises:
        CannotMeasure: no service is given by name, or none has both families.
    """
    captures: list[Capture] = []
    for rung in _named(site):
        try:
            addresses = await ports.reach.addresses(rung.address, timeout_s=NAME_S)
        except CannotMeasure:
            continue
        if len({_version(each) for each in addresses}) < 2:
            continue
        told = [await ports.reach.connect(each, _port(rung), timeout_s=TRY_S) for each in [*addresses] * EACH]
        captures += [replace(each, source=rung.id) for each in told]
        if all(_note(each)["ended"] in ANSWERED for each in told):
            break
    if not captures:
        raise CannotMeasure(
            "no service with both IPv4 and IPv6 could be compared from here",
            hint="name one that has both in the site file, under [[service]], by its name",
        )
    return captures


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return one fact for each service.

    Raises:
        UnreadableCapture: not this probe's form.
    """
    with reading("families"):
        return [
            _fact(site, source, [each for each in captures if each.source == source])
            for source in dict.fromkeys(each.source for each in captures)
        ]


def _named(site: Site) -> list[Rung]:
    services = [each for each in site.rungs if each.kind is RungKind.SERVICE and each.method.startswith("tcp:")]
    return [each for each in services if not _is_address(each.address)][:MOST_TARGETS]


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _port(rung: Rung) -> int:
    return int(rung.method.removeprefix("tcp:"))


def _version(address: str) -> int:
    return ipaddress.ip_address(address).version


def _note(capture: Capture) -> dict[str, Any]:
    note = json.loads(capture.body)
    if not isinstance(note, dict) or note.get("netdoc") != FORM:
        raise ValueError(f"not {FORM}")
    return note


def _fact(site: Site, source: str, captures: Sequence[Capture]) -> Observation:
    notes = [_note(each) for each in captures]
    ended = {version: [str(n["ended"]) for n in notes if _version(str(n["address"])) == version] for version in (4, 6)}
    rung = site.rung(source)
    fact = AddressFamilies(
        target=f"{rung.address if rung is not None else source}:{int(notes[0]['port'])}",
        v4_tried=len(ended[4]),
        v4_answered=sum(each in ANSWERED for each in ended[4]),
        v6_tried=len(ended[6]),
        v6_answered=sum(each in ANSWERED for each in ended[6]),
        v6_no_way=ended[6].count("no_way"),
    )
    return Seen(source, captures[-1].taken_at, fact, captures[-1].digest, Plane.PATH)


PROBE = Probe(
    id="families",
    title="Does IPv6 work where IPv4 does?",
    lane=Lane.LIGHT,
    reports=(AddressFamilies,),
    collect=collect,
    read=read,
    min_interval_s=300.0,
    subject="service",
)
