"""A time stamp on a seal, as it travels in a store, a case file or a report: the reply, and which seal it is of."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from netdoc.evidence import timestamps
from netdoc.evidence.checks import Check, Outcome

NAME = "timestamp"


class Unreadable(Exception):
    """What is told of a stamp cannot be read; the message says what."""


@dataclass(frozen=True, slots=True)
class HeldStamp:
    """A reply, and what it was asked for."""

    size: int
    """Records that the seal covers."""
    root: bytes
    """Of the seal: the SHA-256 that was sent."""
    nonce: int
    """Of the request."""
    reply: bytes
    """As it came (TimeStampResp)."""


def to_plain(held: HeldStamp) -> dict[str, Any]:
    """Return which seal a stamp is of, as JSON values; the reply itself goes beside it."""
    return {"size": held.size, "root": held.root.hex(), "nonce": f"{held.nonce:x}"}


def to_plain_with_reply(held: HeldStamp) -> dict[str, Any]:
    """Return all of it as JSON values, the reply in base64."""
    return {**to_plain(held), "reply": base64.b64encode(held.reply).decode("ascii")}


def from_plain(plain: Any, reply: bytes | None = None) -> HeldStamp:
    """Return a stamp from JSON values.

    Args:
        plain: as `to_plain` made it, or with the reply.
        reply: the reply, where it is not among them.

    Raises:
        Unreadable: they are not of a stamp.
    """
    try:
        body = base64.b64decode(plain["reply"], validate=True) if reply is None else reply
        size, root, nonce = plain["size"], bytes.fromhex(plain["root"]), int(plain["nonce"], 16)
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error):
        raise Unreadable("what is told of the time stamp cannot be read") from None
    if type(size) is not int or size < 1 or len(root) != 32 or nonce < 0:
        raise Unreadable("what is told of the time stamp cannot be read")
    return HeldStamp(size, root, nonce, body)


def check(
    held: HeldStamp, size: int, root: bytes, root_of: Callable[[int], bytes | None], roots: Sequence[bytes]
) -> Check:
    """Return what a stamp shows of records.

    Args:
        held: the stamp.
        size: how many records there are.
        root: over all of them.
        root_of: makes the root over the first so many; None where they are not here.
        roots: certificates in DER of authorities that are believed.
    """
    try:
        token = timestamps.answered(held.reply, held.root, held.nonce)
    except timestamps.Refused as refused:
        return Check(NAME, Outcome.BROKEN, f"the time stamp on the root does not hold: {refused}")
    own = root if held.size == size else root_of(held.size) if held.size < size else b""
    if own is None:
        return Check(
            NAME,
            Outcome.REMARK,
            f"«{token.tsa}» stamped an earlier root, over {held.size} records, at {token.at:%Y-%m-%d %H:%M:%S} UTC: "
            "not shown that it is one of these records, for they are not here",
        )
    if own != held.root:
        return Check(NAME, Outcome.BROKEN, "the time stamp is of another root than that of these records")
    what = f"all {size} records" if held.size == size else f"the first {held.size} of {size} records"
    return timestamps.judged(NAME, token, held.root, roots, f"the root over {what} existed")


def is_dated(checks: Sequence[Check]) -> bool:
    """Return whether one of the checks is a time by somebody who is believed."""
    return any(each.name in (NAME, timestamps.DOCUMENT) and each.outcome is Outcome.HOLDS for each in checks)


def of_report(about: Mapping[str, Any] | None, files: Mapping[str, bytes]) -> HeldStamp | None:
    """Return the stamp among a report's attachments; None where there is none.

    Raises:
        Unreadable: the manifest names one and holds none, or the other way round.
    """
    reply = files.get(timestamps.ATTACHED)
    if (about is None) != (reply is None):
        raise Unreadable("the time stamp is not the one that the manifest names")
    return None if about is None or reply is None else from_plain(about, reply)
