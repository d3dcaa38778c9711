"""The blocks of a store as another one shows them: under its own layouts, with the samples that are read already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from netdoc.model.casting import caster
from netdoc.model.facts.echo_block import EchoBlock, SampleSheet, held_series, to_us
from netdoc.model.observation import Seen
from netdoc.store.records import StoredLayout, reading
from netdoc.store.store import Store

_SHEET, _BLOCK, _SEEN = caster(SampleSheet), caster(EchoBlock), caster(Seen)


def blocks_as_shown(
    ours: Store, theirs: Store, headers: Iterable[Mapping[str, Any]], seen: Sequence[Seen[EchoBlock]]
) -> list[Seen[EchoBlock]] | None:
    """Return what a reader of the other store would read of blocks whose records are the same in both.

    Args:
        ours: the store that the blocks were read from.
        theirs: holds the same layouts under the same numbers, perhaps with other names in them.
        headers: fields of every block's record, as both hold them, in order.
        seen: what was read of some of those records, all of one time or none, in time order.

    Returns:
        None where that is not known without reading the records themselves.

    Raises:
        StoreError: a header or a layout is damaged.
    """
    wanted: dict[int, list[Mapping[str, Any]]] = {to_us(each.at): [] for each in seen}
    found: list[Seen[EchoBlock]] = []
    layouts: dict[int, tuple[StoredLayout, bool] | None] = {}
    with reading():
        for fields in headers:
            if fields["at_us"] in wanted:
                wanted[fields["at_us"]].append(fields)
        for each in seen:
            told, block = wanted[to_us(each.at)], held_series(each.fact)
            if not told or not isinstance(block, SampleSheet):
                return None
            fields = told.pop(0)
            number = fields["layout"]
            if number not in layouts:
                layouts[number] = _layout(ours._layouts.at(number), theirs._layouts.at(number))
            layout = layouts[number]
            if layout is None:
                return None
            held, is_same = layout
            if is_same:
                found.append(each)
                continue
            own = (block.first_offset_us, block.late_us, block.unreachable_by, block.pieces, block.samples)
            fact = _BLOCK(each.fact.start, each.fact.duration_s, _SHEET(held.layout.common, *own))
            found.append(_SEEN(held.subject, each.at, fact, fields.get("capture"), held.plane, held.reader))
    return None if any(wanted.values()) else found


def _layout(ours: StoredLayout, theirs: StoredLayout) -> tuple[StoredLayout, bool] | None:
    """Return the other store's layout, and whether it is the same; None where samples would be parted otherwise."""
    if ours.layout.usual != theirs.layout.usual:
        return None
    return theirs, ours == theirs
