"""A token with a checksum over itself, so that every byte of one inside a PDF counts.

A token's signature covers neither the certificates sent with it nor a few numbers around them, and its place in a PDF
is outside the digest that it stamps. So before a token goes there, an unsigned attribute with its SHA-256 is put behind
its signature: readers pass over an attribute that they do not know.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from netdoc.evidence.timestamps import Refused

_OID = bytes.fromhex("06146982dd80d4da91928ab2ffaae088ad88978ecb18")
"""2.25 and a random UUID (ITU-T X.667): netdoc's own, without asking a registry."""
_UNSIGNED = 0xA1
_TO_SIGNER = (0x30, 0xA0, 0x30, 0x31, 0x30)
"""ContentInfo, its content, SignedData, signerInfos, SignerInfo: each the last part of the one before."""


def with_checksum(token: bytes) -> bytes:
    """Return a token (ContentInfo, DER) with its checksum behind it.

    Raises:
        Refused: it is not written in the way that every time-stamp authority's is.
    """
    attribute = _attribute(hashlib.sha256(token).digest())

    def added(parts: Sequence[bytes]) -> Sequence[bytes]:
        if parts[-1][0] == _UNSIGNED:
            return [*parts[:-1], _written(_UNSIGNED, b"".join(_parts(parts[-1])) + attribute)]
        return [*parts, _written(_UNSIGNED, attribute)]

    return _changed(token, _TO_SIGNER, added)


def without_checksum(held: bytes) -> bytes:
    """Return the token of which `with_checksum` made this.

    Raises:
        Refused: any byte of it is not as it was made.
    """
    told = b""

    def taken(parts: Sequence[bytes]) -> Sequence[bytes]:
        nonlocal told
        if parts[-1][0] != _UNSIGNED:
            raise Refused("the token has no checksum")
        *others, told = _parts(parts[-1])
        return [*parts[:-1], _written(_UNSIGNED, b"".join(others))] if others else parts[:-1]

    token = _changed(held, _TO_SIGNER, taken)
    if told != _attribute(hashlib.sha256(token).digest()) or with_checksum(token) != held:
        raise Refused("the token was changed: its checksum is another")
    return token


def _changed(der: bytes, tags: Sequence[int], change: object) -> bytes:
    assert callable(change)
    if not der or der[0] != tags[0]:
        raise Refused("the token is not written as time-stamp tokens are")
    parts = _parts(der)
    if not parts:
        raise Refused("the token is not written as time-stamp tokens are")
    if len(tags) == 1:
        return _written(der[0], b"".join(change(parts)))
    return _written(der[0], b"".join((*parts[:-1], _changed(parts[-1], tags[1:], change))))


def _parts(der: bytes) -> list[bytes]:
    """Return the parts of a constructed value that is all of `der`."""
    body = der[_head(der, 0) :]
    if _written(der[0], body) != der:
        raise Refused("the token is not written in DER")
    found: list[bytes] = []
    at = 0
    while at < len(body):
        start = _head(body, at)
        end = start + _length(body, at)
        if end > len(body):
            raise Refused("the token is cut short")
        found.append(body[at:end])
        at = end
    return found


def _head(der: bytes, at: int) -> int:
    """Return where the contents of the value at `at` begin."""
    if at + 2 > len(der) or der[at] & 0x1F == 0x1F or der[at + 1] == 0x80 or der[at + 1] > 0x84:
        raise Refused("the token is not written in DER")
    return at + 2 + (der[at + 1] & 0x7F if der[at + 1] & 0x80 else 0)


def _length(der: bytes, at: int) -> int:
    start = _head(der, at)
    return int.from_bytes(der[at + 2 : start], "big") if start > at + 2 else der[at + 1]


def _written(tag: int, body: bytes) -> bytes:
    size = len(body)
    if size < 0x80:
        return bytes((tag, size)) + body
    digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(digits))) + digits + body


def _attribute(digest: bytes) -> bytes:
    return _written(0x30, _OID + _written(0x31, _written(0x04, digest)))
