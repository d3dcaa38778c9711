"""One question to one resolver."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


class ResolverRole(StrEnum):
    """Whose resolver it is."""

    ROUTER = "router"
    ISP = "isp"
    PUBLIC = "public"
    OFFICE = "office"


class Question(StrEnum):
    """Why the name was asked: only like is compared with like."""

    CACHED = "cached"
    """A common name, likely in the resolver's cache."""
    RANDOM = "random"
    """A random label: the resolver must ask onward; NXDOMAIN (or NOERROR) proves that it could."""
    WILDCARD = "wildcard"
    """A random label in a zone in which every name has an address: asked onward, and answered with one."""


class DnsOutcome(StrEnum):
    """How it ended."""

    NOERROR = "noerror"
    NXDOMAIN = "nxdomain"
    SERVFAIL = "servfail"
    REFUSED = "refused"
    OTHER = "other"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsLookup(Fact):
    """`Seen.subject` is the resolver's rung id (`resolver`, `resolver_router`, `resolver_public` ...)."""

    KIND: ClassVar[str] = "DnsLookup"
    VERSION: ClassVar[int] = 1

    resolver: Annotated[str, "address asked"]
    role: Annotated[ResolverRole, "whose resolver it is"]
    question: Annotated[Question, "why it was asked"]
    name: Annotated[str, "name asked"]
    qtype: Annotated[str, "record type"] = "A"
    outcome: Annotated[DnsOutcome, "how it ended"]
    answers: Annotated[int, "records of that type in the answer"] = 0
    duration_us: Annotated[int | None, "question to answer; absent when none came"] = None
    tries: Annotated[int, "questions sent"] = 1

    @property
    def worked(self) -> bool:
        """True when the resolver could do its work: an answer, or a proof that the name does not exist."""
        return self.outcome in (DnsOutcome.NOERROR, DnsOutcome.NXDOMAIN)
