"""The observations of some bundles, read together: tables of one template and the same columns are read as one.

A bundle holds a few readings of each kind; an hour of bundles holds enough that what is done once per table no
longer counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import repeat

from netdoc.model.observation import Observation
from netdoc.store.bundles import Bundle, holds_captures, whole
from netdoc.store.cited import Cited
from netdoc.store.readings import CITED, Form, Window, form_of
from netdoc.store.records import observation_from, reading
from netdoc.store.unweaving import Columns, Table

Source = tuple[Bundle, Cited]
"""A bundle, and its captures, of which digests may be asked long after."""


def observations_of(sources: Sequence[Source], window: Window) -> list[list[Observation]]:
    """Return the observations of each bundle that reach into a window, in the order put.

    Raises:
        StoreIsNewer: a kind of fact or a word that this netdoc does not know.
        StoreError: one is damaged.
    """
    found: list[list[Iterable[Observation | None]]] = [[repeat(None)] * len(bundle.tables) for bundle, _ in sources]
    alike: dict[tuple[Form, Columns], list[tuple[int, int]]] = {}
    others: list[tuple[int, int]] = []
    forms: dict[int, Form | None] = {}
    for number, (bundle, _) in enumerate(sources):
        for place, table in enumerate(bundle.tables):
            if holds_captures(table):
                continue
            form = None
            if table.known:
                template = id(table.first)  # the table holds it meanwhile
                if template not in forms:
                    forms[template] = form_of(table.first)
                form = forms[template]
            if form is None:
                others.append((number, place))
            else:
                alike.setdefault((form, table.columns), []).append((number, place))
    for (form, _), places in alike.items():
        tables = [(sources[number][0].tables[place], sources[number][1]) for number, place in places]
        made = form.made(tables, window)
        if made is None:
            others += places
            continue
        for (number, place), readings in zip(places, made, strict=True):
            found[number][place] = readings
    for number, place in others:
        found[number][place] = _by_json(sources[number][0].tables[place], sources[number][1], window)
    return [bundle.in_order(of_tables) for (bundle, _), of_tables in zip(sources, found, strict=True)]


def _by_json(table: Table, captures: Cited, window: Window) -> list[Observation | None]:
    with whole():
        texts = table.texts()
    found: list[Observation | None] = []
    with reading():
        for header in json.loads(b"[" + b",".join(texts) + b"]"):
            if CITED in header:
                (promise,) = captures.promises([header[CITED]])
                header["capture"] = promise if header["kind"] == "seen" else promise.kept()
            at_us = header["at_us"]
            reaches = window.holds(at_us, max(at_us, header.get("end_us", at_us)))
            found.append(observation_from(header["kind"], header) if reaches else None)
    return found
