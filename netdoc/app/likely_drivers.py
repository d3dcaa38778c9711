"""Which drivers could read a box or a file, by what it says: for hints to a person, never for reading a number."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from netdoc.errors import NetdocError
from netdoc.plugin import Driver, Score

_NAME = re.compile(r"(?<![A-Za-z0-9-])[A-Z][A-Za-z0-9!]{3,}(?:-[A-Z][A-Za-z0-9]+)*")
_NO_NAME = re.compile(
    r"SNMP|DSL|MIB|HTTP|SOAP|JSON|HTML|XML|UPnP|Telnet|SSH|TR-|IGD|CLI|PPP|BER|REST|API", re.IGNORECASE
)
_COMMON = frozenset(
    [
        "router",
        "modem",
        "gateway",
        "network",
        "tools",
        "device",
        "line",
        "page",
        "pages",
        "status",
        "session",
        "text",
        "tables",
        "answer",
        "answers",
        "broadband",
        "internet",
        "power",
        "server",
        "system",
        "version",
        "model",
        "table",
        "logs",
        "login",
        "family",
        "driver",
        "others",
        "with",
        "from",
    ]
)
"""Words of every box's page: in a title they name nobody."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A driver, and why it could be the one."""

    driver: str
    sure: str
    """`recognised` (it knows the very bytes), `named` (the box or file uses its name), `possible` (a door fits)."""
    why: str


def names_of(driver: Driver) -> tuple[str, ...]:
    """Return the words by which its boxes are told: its own hints, and the proper names in its title."""
    words = _NAME.findall(driver.title)
    in_title = [each for each in words if not _NO_NAME.search(each) and each.lower() not in _COMMON]
    return tuple(dict.fromkeys([*driver.hints, *in_title]))


def named_in(text: str, drivers: Mapping[str, Driver]) -> tuple[Candidate, ...]:
    """Return the drivers whose names stand in a text."""
    found = []
    for driver in drivers.values():
        for name in names_of(driver):
            if _says(text, name, any_case=name in driver.hints):
                found.append(Candidate(driver.id, "named", f"it says «{name}»"))
                break
    return tuple(found)


def _says(text: str, name: str, *, any_case: bool) -> bool:
    """Return whether a name stands in a text: a maker's as it is written or in capitals, for `orange` is a colour."""
    for form in (name, name.upper()):
        if re.search(rf"(?<![A-Za-z0-9]){re.escape(form)}(?![a-z])", text, re.IGNORECASE if any_case else 0):
            return True
    return False


def likely_drivers(
    words: Sequence[str], bodies: Sequence[bytes], transports: Collection[str], drivers: Mapping[str, Driver]
) -> tuple[Candidate, ...]:
    """Return the drivers for a box, the surest kind only.

    Args:
        words: what its doors say.
        bodies: pages as received, without their heads.
        transports: the kinds of driver that its open doors serve.
        drivers: by id.
    """
    recognised = [
        Candidate(each.id, "recognised", "it reads the page that the box shows")
        for each in drivers.values()
        if any(_score(each, body) >= Score.LIKELY for body in bodies)
    ]
    if recognised:
        return tuple(recognised)
    named = named_in("\n".join(words), drivers)
    fitting = [each for each in named if drivers[each.driver].transport in transports]
    if fitting or named:
        return tuple(fitting or named)
    return tuple(
        Candidate(each.id, "possible", f"its door ({each.transport}) is open")
        for each in drivers.values()
        if each.transport in transports
    )


def _score(driver: Driver, body: bytes) -> Score:
    try:
        return driver.recognises(body)
    except NetdocError:
        return Score.NO
