"""Reading observations back: blocks, bundles, what waits for a bundle, and the single records of older stores."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from netdoc.model.facts.echo_block import from_us, to_us
from netdoc.model.observation import Observation
from netdoc.store.batches import Source, observations_of
from netdoc.store.bundles import Bundle
from netdoc.store.cited import Citations
from netdoc.store.held import Bundles
from netdoc.store.journal import Journal
from netdoc.store.layouts import Layouts
from netdoc.store.pairs import Pair
from netdoc.store.readings import Window
from netdoc.store.records import block_from, observation_from, reading
from netdoc.store.schema import OBSERVED

_WINDOW = """
    (:until IS NULL OR at_us <= :until) AND (:since IS NULL OR at_us + span_us >= :since)
"""
# One statement, so that nothing is missed or seen twice when another process seals it meanwhile.
# NOT INDEXED: records lie in the order they were written, and nearly all of them are wanted.
_STORED = f"""
    SELECT kind, CAST(header AS BLOB), body FROM record NOT INDEXED
    WHERE rowid >= :first AND site_id = :site AND {OBSERVED} AND {_WINDOW}
    UNION ALL
    SELECT kind, CAST(header AS BLOB), body FROM pending NOT INDEXED
    WHERE site_id = :site AND kind <> 'capture' AND {_WINDOW}
"""  # noqa: S608
_FIRST = f"SELECT min(+rowid) FROM record WHERE +site_id = :site AND {OBSERVED} AND at_us + span_us >= :since"  # noqa: S608
_END = f"""
    SELECT at_us + span_us FROM record WHERE +site_id = :site AND {OBSERVED} ORDER BY at_us + span_us DESC LIMIT 1
"""  # noqa: S608
_END_WAITING = "SELECT max(at_us + span_us) FROM pending WHERE site_id = :site AND kind <> 'capture'"

_PAST_ALL = 1 << 62
_TOGETHER = 512
"""Rows read together: some seven hours of an office."""


class Observations:
    """The observations of a store."""

    def __init__(self, journal: Journal, layouts: Layouts, bundles: Bundles) -> None:
        self._journal = journal
        self._layouts = layouts
        self._bundles = bundles

    def stored(self, since: datetime | None, until: datetime | None) -> Iterator[list[Observation]]:
        """Yield what reaches into a window, both ends included, in the order stored, some at a time.

        Raises:
            StoreIsNewer: a kind of fact or a word that this netdoc does not know.
            StoreError: something stored is damaged.
        """
        window = {"since": None if since is None else to_us(since), "until": None if until is None else to_us(until)}
        site = {"site": self._journal.site_id}
        first = 0
        if since is not None:
            ((first,),) = self._journal.rows(_FIRST, site | {"since": window["since"]})
        start = {"first": _PAST_ALL if first is None else first}
        rows = self._journal.rows(_STORED, site | window | start)
        citations = Citations()
        while some := list(islice(rows, _TOGETHER)):
            while some[-1][0] == "bundle" and b'"order":' in some[-1][1]:
                more = list(islice(rows, 1))  # the other one of a pair
                some += more
                if not more:
                    break
            yield self._read(some, citations, Window(**window))

    def _read(self, rows: Sequence[tuple[Any, ...]], citations: Citations, window: Window) -> list[Observation]:
        """Return the observations of some rows; of several bundles at once, which is quicker than one by one."""
        singles: dict[int, Observation] = {}
        sources: dict[int, Source] = {}
        pairs: dict[int, Pair] = {}
        shown: dict[int, tuple[int, Mapping[str, Any], Bundle]] = {}
        with reading():
            headers = json.loads(f"[{b','.join([header for _, header, _ in rows]).decode()}]")
            for number, ((kind, _, body), fields) in enumerate(zip(rows, headers, strict=True)):
                if kind == "echo":
                    singles[number] = block_from(fields, body, self._layouts.at)
                elif kind == "bundle" and "order" in fields:
                    shown[fields["seq"]] = number, fields, self._bundles.unpacked(fields, body)
                elif kind == "bundle":
                    sources[number] = self._bundles.cited(fields, body, citations)
                    if fields.get("beside") in shown:
                        first, others, bundle = shown.pop(fields["beside"])
                        sources[first] = bundle, sources[number][1]
                        pairs[first] = Pair.of(number, others)
                else:
                    singles[number] = observation_from(kind, fields)
            for seq, (number, _, bundle) in shown.items():
                sources[number] = bundle, self._bundles.withheld(seq, citations)
        read = self._bundles_read(sources, pairs, window)
        found: list[Observation] = []
        for number in range(len(rows)):
            if number in singles:
                found.append(singles[number])
            elif number in pairs:
                found += pairs[number].joined(read.pop(pairs[number].other), read[number], window)
            else:
                found += read.get(number, ())
        return found

    def _bundles_read(
        self, sources: Mapping[int, Source], pairs: Mapping[int, Pair], window: Window
    ) -> dict[int, list[Observation]]:
        """Return what each bundle holds; of pairs all, for their order is that of all."""
        whole = {*pairs, *(each.other for each in pairs.values())}
        found: dict[int, list[Observation]] = {}
        for numbers, wanted in (
            ([each for each in sources if each not in whole], window),
            ([each for each in sources if each in whole], Window()),
        ):
            lists = observations_of([sources[each] for each in numbers], wanted)
            found |= zip(numbers, lists, strict=True)
        return found

    def end(self) -> datetime | None:
        """Return the last instant that an observation reaches to, by an index; None when there is none."""
        site = {"site": self._journal.site_id}
        ends = [end for each in (_END, _END_WAITING) for (end,) in self._journal.rows(each, site) if end is not None]
        return from_us(max(ends)) if ends else None
