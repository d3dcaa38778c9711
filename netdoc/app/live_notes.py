"""A technician's note, kept with its time beside what is measured."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from netdoc.errors import StoreError
from netdoc.model.facts.testimony import Testimony, Witness
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.ports import Clock
from netdoc.store.store import Store

SUBJECT = "operator"
LONGEST = 500
"""Characters of a note: one thought; more belongs in another."""


def keep_note(path: Path, clock: Clock, at: datetime, text: str) -> None:
    """Store what a person saw, as the operator's statement at that time; it admits and denies nothing.

    Opens the store a second time: the measuring one goes on, and the file takes one writer after the other.

    Raises:
        StoreError: it could not be stored, or the measuring has stored nothing yet: then the office has no name.
    """
    fact = Testimony(witness=Witness.OPERATOR, says=text[:LONGEST])
    with Store.open(path, create=False, clock=clock) as store:
        if store.site_id is None:
            raise StoreError("nothing is stored of this office yet", hint="try again in a few seconds")
        store.put([Seen(SUBJECT, at, fact, plane=Plane.OPERATOR, reader="watch/1")])
