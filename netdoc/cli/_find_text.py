"""What `netdoc modem find` found, for people. Every word of a box goes through `safe`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from netdoc.cli._text import paragraph, safe, table

if TYPE_CHECKING:
    from netdoc.app.modem_find import Box, Hunt, Knocked
    from netdoc.plugin import Driver

_STATES = {
    "timeout": "no answer",
    "not_asked": "not asked",
    "no_route": "no route",
    "error": "open, answers nothing useful",
    "closed": "open, and closes at once",
}
_SURE = {"recognised": "reads it", "named": "fits", "possible": "may fit"}


def to_text(hunt: Hunt, drivers: Mapping[str, Driver], community: str | None) -> str:
    """Return the findings box by box, the lines for the site file, and what to do about what was not reached."""
    from netdoc.app.modem_found import advice_on, device_lines, names_for

    named = list(zip(hunt.boxes, names_for(hunt.boxes), strict=True))
    parts = [_box(each, drivers, name) for each, name in named] or ["Nothing answered."]
    if hunt.boxes:
        parts.append("For the site file, to be looked over:")
        parts += [_pasted(device_lines(each, name, community=community)) for each, name in named]
    if hunt.unreached:
        parts.append("Not reached\n" + table(hunt.unreached))
    parts += [paragraph(each) for each in (*advice_on(hunt), *hunt.notes)]
    return "\n\n".join(parts)


def _box(box: Box, drivers: Mapping[str, Driver], name: str) -> str:
    from netdoc.app.modem_found import needs_of

    stated = " ".join(each for each in map(box.stated, ("vendor", "model", "firmware")) if each)
    head = f"{box.address} ({', '.join(box.reasons)}){f': {stated}' if stated else ''}"
    rows: list[Sequence[object]] = [_row(each) for each in box.doors]
    lines = [paragraph(head), table(rows)]
    lines += [paragraph(each, indent="    ", first="  ") for each in _drivers(box, drivers)]
    lines += [paragraph(f"needs {each}", indent="    ", first="  ") for each in needs_of(box, drivers, name)]
    return "\n".join(lines)


def _row(door: Knocked) -> tuple[str, str, str]:
    state = _STATES.get(door.state, door.state)
    says = "; ".join(door.sign.says) if door.sign is not None else door.detail if door.state == "not_asked" else ""
    wants = f"wants a {door.sign.wants}" if door.sign is not None and door.sign.wants else ""
    return f"{door.finder.title}, {door.port}", state, "; ".join(each for each in (says, wants) if each)


def _drivers(box: Box, drivers: Mapping[str, Driver]) -> Iterator[str]:
    if all(each.sure == "possible" for each in box.drivers):
        if box.drivers:
            yield f"drivers whose door is open: {', '.join(each.driver for each in box.drivers)}"
        return
    for each in box.drivers:
        title = drivers[each.driver].title if each.driver in drivers else ""
        yield f"driver {each.driver} {_SURE[each.sure]} ({each.why}): {title}"


def _pasted(lines: str) -> str:
    return "\n".join(safe(each) for each in lines.splitlines())
