"""Take a login's secrets out of bytes before they are kept."""

from __future__ import annotations

import base64
import html
import re
from urllib.parse import quote

from netdoc.ports import Credential

REMOVED = b"[removed]"
_PLAIN_LENGTH = 8
"""A shorter secret is removed only where it stands alone: `1234` must not eat into a counter."""


def scrub(body: bytes, credential: Credential | None) -> bytes:
    """Return the bytes without password and community, in every spelling a page could echo them."""
    if credential is None:
        return body
    for secret in (credential.password, credential.community):
        for spelling in _spellings(secret, credential.user):
            if len(spelling) >= _PLAIN_LENGTH:
                body = body.replace(spelling, REMOVED)
            else:
                body = re.sub(rb"(?<![0-9A-Za-z])" + re.escape(spelling) + rb"(?![0-9A-Za-z])", REMOVED, body)
    return body


def _spellings(secret: str, user: str) -> list[bytes]:
    if not secret:
        return []
    login = f"{user}:{secret}".encode()
    spellings = {
        secret.encode(),
        quote(secret, safe="").encode(),
        html.escape(secret).encode(),
        base64.b64encode(secret.encode()),
        base64.b64encode(login),
    }
    return sorted(spellings, key=len, reverse=True)
