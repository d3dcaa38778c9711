"""One question to one resolver over TLS or HTTPS."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact
from netdoc.model.facts.dns_lookup import DnsOutcome, ResolverRole


class Carrier(StrEnum):
    """How the question was carried."""

    TLS = "tls"
    """DNS over TLS, port 853 (RFC 7858)."""
    HTTPS = "https"
    """DNS over HTTPS, port 443 (RFC 8484)."""


class SecureEnd(StrEnum):
    """How it ended."""

    ANSWERED = "answered"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    WRONG_NAME = "wrong_name"
    """A certificate came that is not the resolver's: another name, or nobody's to trust."""
    WRONG_TIME = "wrong_time"
    """A certificate that is not valid now, by this computer's clock: the clock is wrong, or the certificate is."""
    NO_ANSWER = "no_answer"
    """Connected, and no DNS answer came: another service, or one that wants HTTP/2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecureLookup(Fact):
    """`Seen.subject` is the resolver's rung id. A contrast to plain questions: it cannot be answered by another."""

    KIND: ClassVar[str] = "SecureLookup"
    VERSION: ClassVar[int] = 1

    resolver: Annotated[str, "address asked"]
    role: Annotated[ResolverRole, "whose resolver it is"]
    over: Annotated[Carrier, "how the question was carried"]
    server_name: Annotated[str, "name that its certificate has to hold"]
    ended: Annotated[SecureEnd, "how it ended"]
    outcome: Annotated[DnsOutcome | None, "what the answer said; absent when none came"] = None
    duration_us: Annotated[int | None, "from connecting to the answer; absent when none came"] = None
