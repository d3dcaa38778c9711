"""A name whose addresses are known, asked of one resolver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact
from netdoc.model.facts.dns_lookup import DnsOutcome, ResolverRole


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedAnswer(Fact):
    """`Seen.subject` is the resolver's rung id. Only names that the site file calls fixed are compared at all."""

    KIND: ClassVar[str] = "FixedAnswer"
    VERSION: ClassVar[int] = 1

    resolver: Annotated[str, "address asked"]
    role: Annotated[ResolverRole, "whose resolver it is"]
    name: Annotated[str, "name asked"]
    outcome: Annotated[DnsOutcome, "how it ended"]
    addresses: Annotated[tuple[str, ...], "IPv4 addresses in the answer, sorted"] = ()
    expected: Annotated[tuple[str, ...], "every address that the site file gives it"]

    @property
    def wrong(self) -> bool:
        """True when an answer came and holds an address that the name does not have, or says that there is none."""
        if self.outcome is DnsOutcome.NXDOMAIN:
            return True
        return self.outcome is DnsOutcome.NOERROR and not (self.addresses and set(self.addresses) <= set(self.expected))
