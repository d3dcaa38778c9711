"""Bytes as a device or tool gave them, known by their SHA-256."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Capture:
    """One answer, kept as it came.

    Attributes:
        body: the bytes, secrets already removed.
        taken_at: aware UTC, when the answer was complete.
        source: who answered, as a subject (`modem`, `router`, `host`) or an address.
        method: how it was asked, for a reader and for the report (`telnet: xdslctl info --stats`).
    """

    body: bytes
    taken_at: datetime
    source: str
    method: str

    @property
    def digest(self) -> str:
        """The lower-case hex SHA-256 of the body."""
        return hashlib.sha256(self.body).hexdigest()
