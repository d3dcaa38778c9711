"""A Sagemcom's data model in any of the forms in which people save it, as flat fields per object.

Forms: the box's own reply to a `getValue` of `Device/DSL`; the value alone (`{"DSL": {"Lines": [...]}}`); a tree from
`Device` down; and single values beside the XPath they were asked by.

Source: public clients of F@ST 3890, 5364, 5370 and Speedport Pro; Broadband Forum TR-181 for the meanings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from probes.modems._json import Path, Scalar, Tree

_XPATH = re.compile(
    r"Device/(?:DSL/(?P<kind>Lines|Channels)/(?:Line|Channel)(?P<which>\[[^\]]{0,40}\])?|(?P<box>DeviceInfo))/"
    r"(?P<rest>[A-Za-z0-9_/]{1,120})"
)
_LISTS = {"Lines": "Line", "Channels": "Channel", "Interfaces": "Interface"}
Fields = dict[str, Scalar]
"""Values by their path below the object: `LinkStatus`, `Stats/Total/ErroredSecs`."""


@dataclass(slots=True)
class Model:
    """What the answers hold. Lines, channels and PPP interfaces by their place or predicate."""

    lines: dict[str, Fields] = field(default_factory=dict)
    channels: dict[str, Fields] = field(default_factory=dict)
    interfaces: dict[str, Fields] = field(default_factory=dict)
    device: Fields = field(default_factory=dict)
    whole: bool = True
    """Every text was JSON to its end."""

    def add(self, target: Fields, key: str, value: Scalar, doubtful: set[tuple[int, str]]) -> None:
        """Hold a value, and neither of two that disagree."""
        mark = (id(target), key)
        if mark not in doubtful and target.setdefault(key, value) != value:
            doubtful.add(mark)
            del target[key]


def model_of(trees: Sequence[Tree]) -> Model:
    """Return the data model that the answers hold; an empty one when they are of another kind."""
    model = Model(whole=all(each.whole for each in trees))
    doubtful: set[tuple[int, str]] = set()
    for tree in trees:
        for path, value in tree.values.items():
            place = _place(path, model) or _named(path, value, tree, model)
            if place is not None:
                target, key, held = (*place, value) if len(place) == 2 else place
                model.add(target, key, held, doubtful)
    return model


def _place(path: Path, model: Model) -> tuple[Fields, str] | None:
    """Return where a value of a tree belongs."""
    for at, step in enumerate(path[:-1]):
        if step == "DeviceInfo":
            return (model.device, str(path[-1])) if len(path) == at + 2 else None
        if step not in _LISTS or (step == "Interfaces" and "PPP" not in path[:at]):
            continue
        if step != "Interfaces" and "DSL" not in path[:at] and at > 0:
            continue
        below = path[at + 1 :]
        if below and below[0] == _LISTS[str(step)]:
            below = below[1:]
        which, rest = ("0", below) if below and isinstance(below[0], str) else (str(below[0]), below[1:])
        if not rest or not all(isinstance(each, str) for each in rest):
            return None
        holder = {"Lines": model.lines, "Channels": model.channels, "Interfaces": model.interfaces}[str(step)]
        return holder.setdefault(which, {}), "/".join(map(str, rest))
    return None


def _named(path: Path, value: Scalar, tree: Tree, model: Model) -> tuple[Fields, str, Scalar] | None:
    """Return where a value belongs that stands beside, or under, its XPath."""
    xpath = next((each for each in path if isinstance(each, str) and each.startswith("Device/")), None)
    held: Scalar = value
    if xpath is None and path[-1:] == ("xpath",) and isinstance(value, str):
        xpath, beside = value, (*path[:-1], "parameters", "value")
        leaf = value.rpartition("/")[2]
        found = [each for each in (beside, (*beside, leaf)) if each in tree.values]
        if not found:
            return None
        held = tree.values[found[0]]
    match = None if xpath is None else _XPATH.fullmatch(xpath)
    if match is None:
        return None
    if match["box"]:
        return model.device, match["rest"], held
    holder = model.lines if match["kind"] == "Lines" else model.channels
    return holder.setdefault(match["which"] or "0", {}), match["rest"], held
