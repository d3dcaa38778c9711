"""A name that is signed rightly and one that is signed wrongly on purpose, asked of one resolver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact
from netdoc.model.facts.dns_lookup import DnsOutcome, ResolverRole


@dataclass(frozen=True, slots=True, kw_only=True)
class DnssecPair(Fact):
    """Whether a resolver checks DNSSEC signatures, and whether its checking breaks what is sound (RFC 4035).

    `Seen.subject` is the resolver's rung id. A name that fails is asked for once more with the wish to leave the
    checking out (CD, RFC 4035 section 3.2.2): where it is answered then, it was the checking that failed.
    """

    KIND: ClassVar[str] = "DnssecPair"
    VERSION: ClassVar[int] = 1

    resolver: Annotated[str, "address asked"]
    role: Annotated[ResolverRole, "whose resolver it is"]
    signed: Annotated[str, "name whose signatures are right"]
    signed_outcome: Annotated[DnsOutcome, "how the question for it ended"]
    signed_unchecked: Annotated[DnsOutcome | None, "the same without checking; absent when it was not asked"] = None
    broken: Annotated[str, "name whose signatures are wrong on purpose"]
    broken_outcome: Annotated[DnsOutcome | None, "how the question for it ended; absent when it was not asked"] = None
    broken_unchecked: Annotated[DnsOutcome | None, "the same without checking; absent when it was not asked"] = None

    @property
    def validates(self) -> bool | None:
        """True when it keeps back what is signed wrongly, False when it hands that out; None when neither was shown."""
        if self.signed_outcome is not DnsOutcome.NOERROR:
            return None
        if self.broken_outcome is DnsOutcome.NOERROR:
            return False
        held_back = self.broken_outcome is DnsOutcome.SERVFAIL and self.broken_unchecked is DnsOutcome.NOERROR
        return True if held_back else None

    @property
    def breaks_signed(self) -> bool:
        """True when its checking fails for a name that is signed rightly: its clock, or its trust anchor."""
        return self.signed_outcome is DnsOutcome.SERVFAIL and self.signed_unchecked is DnsOutcome.NOERROR
