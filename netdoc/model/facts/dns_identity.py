"""What a resolver says of itself, and from how near its address is answered for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact
from netdoc.model.facts.dns_lookup import ResolverRole


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsIdentity(Fact):
    """Answers in class CH (RFC 4892), and the smallest hop limit with which an ordinary question was answered.

    `Seen.subject` is the resolver's rung id. Most servers may refuse to tell: that says nothing against them.
    """

    KIND: ClassVar[str] = "DnsIdentity"
    VERSION: ClassVar[int] = 1

    resolver: Annotated[str, "address asked"]
    role: Annotated[ResolverRole, "whose resolver it is"]
    server_id: Annotated[str | None, "what it told for `id.server`; absent when it would not"] = None
    hostname: Annotated[str | None, "what it told for `hostname.bind`; absent when it would not"] = None
    software: Annotated[str | None, "what it told for `version.bind`; absent when it would not"] = None
    distance: Annotated[
        int | None, "smallest hop limit, of 1 and 2, with which it was answered for; absent when with neither"
    ] = None

    @property
    def names(self) -> frozenset[str]:
        """What it told of which server it is; the software is shared by many."""
        told = {each for each in (self.server_id, self.hostname) if each}
        return frozenset(told - {"localhost", "localhost.localdomain"})
