"""What became of a seal elsewhere: time stamps that others put on its root, and letters that took it out of the house.

Each is a record of its own behind the seal. It changes nothing of what was sealed, so that a store to which only such
records were added since its last seal counts as sealed; the next seal covers them with all else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from netdoc.model.facts.echo_block import from_us
from netdoc.model.private import looks_private
from netdoc.store.journal import Journal
from netdoc.store.records import Entry, canonical, reading

STAMP, SENT = "stamp", "sent"
KINDS = (STAMP, SENT)
_NOTES = {
    kind: "SELECT CAST(header AS BLOB), body FROM record "  # noqa: S608
    f"WHERE site_id = :site AND kind = '{kind}' ORDER BY seq"
    for kind in KINDS
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A time-stamp authority's reply on a seal."""

    size: int
    """Records that the seal covers."""
    root: bytes
    nonce: int
    """Of the request."""
    server: str
    """Web address that was asked."""
    reply: bytes
    """As it came (TimeStampResp)."""
    at: datetime | None = None
    """When it was stored, by the computer's clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A letter with a seal's root that a mail server took."""

    size: int
    root: bytes
    to: tuple[str, ...]
    server: str
    """Host and port."""
    message_id: str
    at: datetime | None = None
    """When it was stored, by the computer's clock: right after the server took it."""


class SealNotes:
    """Keeps and lists stamps and letters."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def put_stamp(self, stamp: Stamp) -> None:
        """Keep a reply."""
        fields = {"nonce": f"{stamp.nonce:x}", "root": stamp.root.hex(), "server": stamp.server, "size": stamp.size}
        self._journal.append(
            Entry(kind=STAMP, fields=fields, body=stamp.reply, private=looks_private(canonical(fields)))
        )

    def put_sent(self, sent: Sent) -> None:
        """Keep that a letter was sent; whose addresses those are is the office's business."""
        fields = {
            "message_id": sent.message_id,
            "root": sent.root.hex(),
            "server": sent.server,
            "size": sent.size,
            "to": list(sent.to),
        }
        self._journal.append(Entry(kind=SENT, fields=fields, private=True))

    def stamps(self) -> Iterator[Stamp]:
        """Yield the replies, the oldest first.

        Raises:
            StoreError: one is damaged.
        """
        for header, body, at in self._all(STAMP):
            with reading():
                yield Stamp(
                    size=int(header["size"]),
                    root=bytes.fromhex(header["root"]),
                    nonce=int(header["nonce"], 16),
                    server=str(header["server"]),
                    reply=bytes(body or b""),
                    at=at,
                )

    def sent(self) -> Iterator[Sent]:
        """Yield the letters, the oldest first.

        Raises:
            StoreError: one is damaged.
        """
        for header, _, at in self._all(SENT):
            with reading():
                yield Sent(
                    size=int(header["size"]),
                    root=bytes.fromhex(header["root"]),
                    to=tuple(str(each) for each in header["to"]),
                    server=str(header["server"]),
                    message_id=str(header["message_id"]),
                    at=at,
                )

    def _all(self, kind: str) -> Iterator[tuple[dict[str, Any], bytes | None, datetime | None]]:
        for text, body in self._journal.rows(_NOTES[kind], {"site": self._journal.site_id}):
            with reading():
                header = json.loads(text)
                written_us = header.get("wall_utc_us")
                at = None if written_us is None else from_us(written_us)
            yield header, body, at
