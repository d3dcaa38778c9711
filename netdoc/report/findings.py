"""Many findings of one rule as one line: what it says, in how many incidents, on whose word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.plane import Plane
from netdoc.report.words import PLANE_WORDS, joined, plural

_ROOM = 330
"""Characters of one line of the table; the first sentence stands whole (own)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The findings of one rule that point the same way."""

    rule: str
    fault: Fault
    sentences: tuple[str, ...]
    incidents: tuple[str, ...]
    window: bool
    planes: frozenset[Plane]
    cites: tuple[str, ...]

    def line(self) -> str:
        """Return the first sentence, and how often the same was found."""
        return f"{_sentence(self.sentences[0])}{self.more()}"

    def more(self) -> str:
        """Return ` (and in 11 more incidents)`, or nothing for a single finding."""
        others = len(self.incidents) - (0 if self.window else 1)
        if others < 1:
            return ""
        return f" (and in {plural(others, 'incident' if self.window else 'more incident')})"

    def witnesses(self) -> str:
        """Return the independent witnesses in words."""
        words = [PLANE_WORDS[each] for each in Plane if each in self.planes]
        return joined(words, "and") or "no witness of its own"


def grouped(findings: Sequence[Finding]) -> list[Group]:
    """Return one group per rule and fault, the one found most often first."""
    held: dict[tuple[str, Fault], list[Finding]] = {}
    for each in findings:
        held.setdefault((each.rule, each.fault), []).append(each)
    groups = [
        Group(
            rule=rule,
            fault=fault,
            sentences=tuple(dict.fromkeys(each.sentence for each in found)),
            incidents=tuple(dict.fromkeys(each.incident for each in found if each.incident is not None)),
            window=any(each.incident is None for each in found),
            planes=frozenset().union(*(each.planes for each in found)),
            cites=tuple(dict.fromkeys(digest for each in found for digest in each.cites)),
        )
        for (rule, fault), found in held.items()
    ]
    return sorted(groups, key=lambda each: -(len(each.incidents) + each.window))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def sentences(group: Group, most: int = 3) -> str:
    """Return the group's sentences, as many as stay short, as running text, and how many more there are."""
    shown = [_sentence(group.sentences[0]).rstrip(".")]
    for each in group.sentences[1:most]:
        if sum(map(len, (*shown, each))) > _ROOM:
            break
        shown.append(each)
    left = len(group.sentences) - len(shown)
    told = "; ".join(shown)
    return f"{told}; and {left} more like it" if left > 0 else told
