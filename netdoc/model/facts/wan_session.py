"""The internet session as a box tells it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


class SessionStatus(StrEnum):
    """State of the session."""

    UP = "up"
    CONNECTING = "connecting"
    DOWN = "down"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class WanSession(Fact):
    """PPPoE or IP over Ethernet, by UPnP IGD, TR-064, SNMP or a log."""

    KIND: ClassVar[str] = "WanSession"
    VERSION: ClassVar[int] = 1

    status: Annotated[SessionStatus, "state of the session"]
    session: Annotated[str | None, "`ppp` or `ip`"] = None
    uptime_s: Annotated[int | None, "since the session came up: the session's clock; absent is not 0"] = None
    last_error: Annotated[str | None, "why it last went down, in the box's word (`ERROR_AUTHENTICATION_FAILURE`)"] = (
        None
    )
    external_address: Annotated[str | None, "address the provider gave"] = None
    remarks: Annotated[tuple[str, ...], "what was left out and why"] = ()
