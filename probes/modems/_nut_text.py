"""Variables of a UPS as NUT writes them: `upsc` output, `.dev` dumps, or the lines of its network protocol.

Source: NUT developer guide, chapters on variable names, on status words and on the network protocol; RFC 9271.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_NAME = r"[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)+"
_UPSC = re.compile(rf"({_NAME}):[ \t](.*)")
_PROTOCOL = re.compile(rf'VAR ([^ "]+) ({_NAME}) "((?:[^"\\]|\\.)*)"[ \t]*')
_TYPICAL = re.compile(r"(?:ups|battery|driver|input|output|device)\.[a-z]")
_OWN = re.compile(r"(?:ups|battery|driver)\.[a-z]")
_NUMBER = re.compile(r"-?[0-9]{1,10}(?:\.[0-9]{1,4})?")

_USUAL = ("OL", "OB", "LB", "HB", "RB", "CHRG", "DISCHRG", "BYPASS", "CAL", "OFF", "OVER", "TRIM", "BOOST", "FSD")
KNOWN_WORDS = frozenset((*_USUAL, "ALARM", "ECO", "TEST", "WAIT", "NOCOMM", "OVERHEAT"))
"""What drivers put into `ups.status`; OVERHEAT and NOCOMM are of clients and older drivers."""
OWN_DOING = frozenset({"CAL", "TEST"})
"""On these the UPS may run on its battery while the mains are good."""
NOT_TOLD = frozenset({"WAIT", "NOCOMM"})
"""The driver has nothing from the UPS, or nothing any more."""


class Several(Exception):
    """The text tells of more than one UPS; `names` are theirs."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = tuple(names)


def variables(lines: Sequence[str]) -> Mapping[str, str]:
    """Return the variables by name; one that is told twice and differently is left out.

    Raises:
        Several: lines of the protocol tell of more than one UPS.
    """
    found: dict[str, str] = {}
    doubtful: set[str] = set()
    owners: dict[str, None] = {}
    for line in lines:
        if (told := _PROTOCOL.fullmatch(line)) is not None:
            owners[told[1]] = None
            name, value = told[2], re.sub(r"\\(.)", r"\1", told[3])
        elif (told := _UPSC.fullmatch(line)) is not None:
            name, value = told[1], told[2]
        else:
            continue
        if found.setdefault(name, value.strip()) != value.strip():
            doubtful.add(name)
    if len(owners) > 1:
        raise Several(list(owners))
    return {name: value for name, value in found.items() if name not in doubtful}


def likeness(text: str) -> tuple[int, bool, bool]:
    """Return how many lines are of a UPS, whether one is of NUT alone, and whether its status is among them."""
    names = [found[1] for found in re.finditer(rf"^(?:VAR [^ \"\n]+ )?({_NAME})(?::[ \t]| \")", text, re.MULTILINE)]
    typical = [each for each in names if _TYPICAL.match(each)]
    return len(set(typical)), any(map(_OWN.match, typical)), "ups.status" in typical


def number(text: str | None) -> float | None:
    """Return a number that a variable wholly is, or None."""
    return float(text) if text is not None and _NUMBER.fullmatch(text) else None
