"""Whether somebody on the way answers name questions that were sent to an address where nobody lives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsInterception(Fact):
    """An answer from an address reserved for documentation (RFC 5737) can only be somebody's on the way.

    `Seen.subject` is `names`. No answer means that nobody was seen to intercept, not that nobody can.
    """

    KIND: ClassVar[str] = "DnsInterception"
    VERSION: ClassVar[int] = 1

    asked: Annotated[str, "the address at which nobody lives"]
    tries: Annotated[int, "questions sent to it with the usual hop limit"]
    answered: Annotated[bool, "somebody answered in its name"]
    distance: Annotated[
        int | None, "smallest hop limit with which a question was answered: 1 is the router; absent when none was"
    ] = None
