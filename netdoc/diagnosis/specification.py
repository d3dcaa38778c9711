"""A rule's specification, read from the docstring of its file: what it blames, clears and is silent about."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from netdoc.model.fault import Fault
from netdoc.plugin import Rule

_HEADING = re.compile(r"^([A-Z][a-z]+): +(.*)$")
_OWN_FAULT = re.compile(r"^[a-z_]+\.[a-z_]+(?: for this incident)?,?\s*")


@dataclass(frozen=True, slots=True)
class Specification:
    """The title, and each heading's paragraph on one line."""

    title: str
    parts: Mapping[str, str]

    def condition(self, heading: str) -> str:
        """Return under what condition the rule blames or clears, without the fault's own name; empty for none."""
        return _OWN_FAULT.sub("", self.parts.get(heading, "")).rstrip(". ")


def specification(rule: Rule) -> Specification:
    """Return what the rule's file says of itself."""
    module = sys.modules[rule.judge.__module__]
    title, _, body = (module.__doc__ or "").strip().partition("\n")
    parts: dict[str, str] = {}
    heading = ""
    for line in body.splitlines():
        found = _HEADING.match(line)
        if found:
            heading, text = found[1], found[2]
        else:
            text = line.strip()
        if heading and text:
            parts[heading] = f"{parts[heading]} {text}" if heading in parts else text
    return Specification(title.partition(": ")[2] or title, MappingProxyType(parts))


def rules_of(rules: Mapping[str, Rule], fault: Fault) -> list[Rule]:
    """Return the rules that answer for a fault."""
    return [each for each in rules.values() if each.fault is fault]
