"""A store as netdoc wrote it before there were bundles: a record for each capture and each observation."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from netdoc.model.capture import Capture
from netdoc.model.codec import to_plain
from netdoc.model.observation import Observation
from netdoc.model.site import Site
from netdoc.store.chain import GENESIS, link
from netdoc.store.records import Entry, canonical, capture_entry, observation_entry
from netdoc.store.schema import MIGRATIONS, connect


def write_older_store(path: Path, site: Site, captures: Iterable[Capture], observations: Iterable[Observation]) -> None:
    """Write a store of the first form."""
    entries = [Entry(kind="site", fields={"site": to_plain(site)})]
    entries += [capture_entry(each) for each in captures]
    entries += [observation_entry(each) for each in observations]
    connection = connect(path, migrations=MIGRATIONS[:1])
    previous = GENESIS
    for seq, entry in enumerate(entries, start=1):
        header = canonical({**entry.fields, "kind": entry.kind, "seq": seq})
        previous = link(previous, header, entry.body)
        connection.execute(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, ?)",
            (site.id, seq, entry.kind, entry.at_us, entry.span_us, entry.digest, header, entry.body, previous),
        )
    connection.close()
