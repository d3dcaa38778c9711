"""One login that this computer tried at the modem, stage by stage; the session was ended at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


class PppoeStage(StrEnum):
    """How far a login came: the last stage that was passed."""

    ASKED = "asked"
    OFFERED = "offered"
    SESSION = "session"
    LINK = "link"
    LOGGED_IN = "logged_in"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True, kw_only=True)
class PppoeSession(Fact):
    """PADI, PADO, PADR, PADS (RFC 2516), LCP (RFC 1661), PAP or CHAP (RFC 1334, 1994), IPCP (RFC 1332, 1877)."""

    KIND: ClassVar[str] = "PppoeSession"
    VERSION: ClassVar[int] = 1

    interface: Annotated[str, "interface that asked"]
    stage: Annotated[PppoeStage, "the last stage that was passed"]
    why: Annotated[str | None, "why it went no further; absent: it came to an address"] = None
    vlan: Annotated[int | None, "VLAN tag of the session; absent: untagged, or nobody answered"] = None
    vlans: Annotated[tuple[int, ...], "VLAN tags that it was asked with"] = ()
    untagged: Annotated[bool | None, "whether it was asked without a VLAN tag"] = None
    own_tag: Annotated[
        bool | None, "whether the session has the tag of the site file; absent: none there, or untagged"
    ] = None
    mac: Annotated[str | None, "the concentrator's hardware address"] = None
    concentrator: Annotated[str | None, "its AC-Name"] = None
    services: Annotated[tuple[str, ...], "service names it offered"] = ()
    errors: Annotated[tuple[str, ...], "error tags of its answers, with their texts"] = ()
    mru: Annotated[int | None, "bytes of a packet that the concentrator takes (its MRU)"] = None
    method: Annotated[str | None, "how it wanted the login: `PAP`, `CHAP-MD5`, `MS-CHAPv2`"] = None
    rejected: Annotated[bool | None, "whether it rejected the login; absent: no answer to it"] = None
    text: Annotated[str | None, "its words for that"] = None
    login: Annotated[str | None, "mark of the user name: the same for the same name, and nothing of it"] = None
    realm: Annotated[str | None, "what follows the @ of the user name"] = None
    written_at: Annotated[datetime | None, "when the password's file was last written; absent: in no file"] = None
    address: Annotated[str | None, "address it gave"] = None
    resolvers: Annotated[tuple[str, ...], "name servers it gave"] = ()
    offered_ms: Annotated[int | None, "from the first PADI to its offer"] = None
    session_ms: Annotated[int | None, "to the session's number"] = None
    link_ms: Annotated[int | None, "to the end of LCP"] = None
    login_ms: Annotated[int | None, "to the answer to the login"] = None
    address_ms: Annotated[int | None, "to the address"] = None
    ended: Annotated[bool | None, "whether the session that was begun was ended by netdoc or the concentrator"] = None
    remarks: Annotated[tuple[str, ...], "what was left out and why"] = ()
