"""What to do with the boxes that were found: what each would need to be read, and lines for the site file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import tomli_w

from netdoc.app.modem_find import Box, Hunt, Knocked
from netdoc.plugin import Driver

SCHEMA = "netdoc.modem_find/1"
_SURE = ("recognised", "named")


def needs_of(box: Box, drivers: Mapping[str, Driver], name: str) -> tuple[str, ...]:
    """Return what it would take to read more of a box, which the site file would call `name`."""
    needs: list[str] = []
    fitting = [drivers[each.driver] for each in box.drivers if each.driver in drivers]
    if any(each.wants == "login" for each in box.signs):
        needs.append(
            f"a login: write user and password as [{name}] into secrets.toml (it is on the label, or the "
            "provider has it); none was tried"
        )
    if any(each.state == "not_asked" and each.finder.asks_for == "community" for each in box.doors):
        needs.append(
            "an SNMP community, if the box speaks SNMP: ask for it, and give the name of its entry in secrets.toml "
            "as --community NAME; none was tried"
        )
    if not any(each.state == "open" for each in box.doors):
        needs.append("an open door: switch on its web page, telnet or SNMP for the office network")
    elif not fitting and not (box.is_gateway and box.url):  # its session is read by UPnP, without a driver
        needs.append("a driver: save its status page as a file and try `netdoc modem read FILE`")
    return tuple(needs)


def kind_of(box: Box) -> str:
    """Return `modem`, `router` or `combined`: a guess for the person to correct, from where it stands."""
    if not box.is_gateway:
        return "modem"
    return "combined" if any(each.sure in _SURE for each in box.drivers) else "router"


def name_of(box: Box) -> str:
    """Return a name for the box in the site file."""
    return "router" if kind_of(box) == "router" else "modem"


def device_lines(box: Box, name: str, *, community: str | None = None) -> str:
    """Return `[[device]]` lines that the site file takes as they stand; what a person has to decide is a comment."""
    lines = ["[[device]]", _pair("id", name), _pair("kind", kind_of(box)), _pair("address", box.address)]
    sure = [each.driver for each in box.drivers if each.sure in _SURE]
    if len(sure) == 1:
        lines.append(_pair("driver", sure[0]))
    else:
        others = ", ".join(each.driver for each in box.drivers) or "`netdoc modem list` names them"
        lines.append(f"# driver = ...  which: {others}")
    if community is not None and any(_answered_snmp(each) for each in box.doors):
        lines.append(_pair("credentials", community))
    elif any(each.wants == "login" for each in box.signs):
        lines.append(f"# {_pair('credentials', name)}  # once [{name}] stands in secrets.toml")
    if box.url is not None and box.is_gateway:
        lines.append(_pair("url", box.url))
    return "\n".join(lines)


def names_for(boxes: Sequence[Box]) -> tuple[str, ...]:
    """Return a name for each, none twice: `modem`, `modem_2`."""
    taken: dict[str, int] = {}
    found = []
    for each in boxes:
        base = name_of(each)
        taken[base] = taken.get(base, 0) + 1
        found.append(base if taken[base] == 1 else f"{base}_{taken[base]}")
    return tuple(found)


def advice_on(hunt: Hunt) -> tuple[str, ...]:
    """Return what to do about addresses that were not reached."""
    if any(not each.is_gateway and any(door.state == "open" for door in each.doors) for each in hunt.boxes):
        return ()
    missed = [address for address, _ in hunt.unreached if address != hunt.gateway]
    if not missed:
        return ()
    example = missed[0]
    network, _, host = example.rpartition(".")
    other = f"{network}.{2 if host != '2' else 3}/24"
    return (
        "A modem in bridge mode has an address of its own, and the router knows no way there. Look on the modem's "
        f"label for it, and give the router's WAN port a second address in that network, for {example} as an example "
        f"{other}, beside PPPoE and with masquerading. Then run this again.",
        "Without touching the router: put a computer with that second address straight at the modem's LAN port.",
        "A modem whose network is the office's own cannot be reached behind the router: it needs another address.",
    )


def document(hunt: Hunt, drivers: Mapping[str, Driver], site: str | None, community: str | None) -> dict[str, Any]:
    """Return the JSON document."""
    return {
        "schema": SCHEMA,
        "site": site,
        "boxes": [
            {
                "address": box.address,
                "found_as": list(box.reasons),
                "kind": kind_of(box),
                "vendor": box.stated("vendor"),
                "model": box.stated("model"),
                "firmware": box.stated("firmware"),
                "doors": [_door(each) for each in box.doors],
                "drivers": [{"id": each.driver, "sure": each.sure, "why": each.why} for each in box.drivers],
                "needs": list(needs_of(box, drivers, name)),
                "site_file": device_lines(box, name, community=community),
            }
            for box, name in zip(hunt.boxes, names_for(hunt.boxes), strict=True)
        ],
        "unreached": [{"address": address, "why": why} for address, why in hunt.unreached],
        "advice": list(advice_on(hunt)),
        "notes": list(hunt.notes),
    }


def _door(door: Knocked) -> dict[str, Any]:
    return {
        "id": door.finder.id,
        "port": door.port,
        "state": door.state,
        "says": list(door.sign.says) if door.sign is not None else [],
        "wants": (door.sign.wants or None) if door.sign is not None else None,
    }


def _answered_snmp(door: Knocked) -> bool:
    return door.finder.asks_for == "community" and door.state == "open"


def _pair(key: str, value: str) -> str:
    return tomli_w.dumps({key: value}).strip()
