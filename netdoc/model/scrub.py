"""Take secrets out of bytes before they are kept; pure."""

from __future__ import annotations

import base64
import html
import re
from urllib.parse import quote

REMOVED = b"[removed]"
_PLAIN_LENGTH = 8
"""A shorter secret is removed only where it stands alone: `1234` must not eat into a counter."""


def without_secret(body: bytes, secret: str, user: str = "") -> bytes:
    """Return the bytes without a secret, in every spelling a page could echo it."""
    for spelling in _spellings(secret, user):
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


_WORDS = (
    rb"(?:pass(?:word|wd|phrase)|(?<![a-z-])pass(?![a-z])|pwd|(?<![a-z])psk(?![a-z])|secret|"
    rb"(?:pre[-_]?shared|wpa|wep|network)[-_ ]?key(?![a-z])|community)"
)
"""`QPSK`, `bypass` and `passed` are no secrets."""
_NAMED = (
    # "password": "...", password = '...', password=... , password: ...
    re.compile(rb"(?i)(" + _WORDS + rb"[\w.-]{0,40}[\"']?[ \t]*[:=][ \t]*)(\"[^\"\r\n]*\"|'[^'\r\n]*'|[^\s\"'<>&,;]+)"),
    # <password>...</password>
    re.compile(rb"(?i)(<[\w:.-]{0,40}" + _WORDS + rb"[\w:.-]{0,40}>)([^<\r\n]+)"),
    # <input type="password" ... value="...">
    re.compile(
        rb"(?i)(<input\b(?=[^>]{0,500}\btype\s*=\s*[\"']?password)[^>]{0,500}?\bvalue\s*=\s*)"
        rb"(\"[^\"]*\"|'[^']*'|[^\s>]+)"
    ),
)
"""Every repetition is bounded: a page that was made to keep a reader busy must not."""


def without_named_secrets(body: bytes) -> bytes:
    """Return a page without the values of fields that are called password, key, secret or community.

    A page saved by hand can hold what no login of ours is known to: the password of the internet account, a Wi-Fi
    key. Quotes stay, so that the page reads as before.
    """
    for each in _NAMED:
        body = each.sub(lambda found: found[1] + _emptied(found[2]), body)
    return body


def _emptied(value: bytes) -> bytes:
    for mark in (b'"', b"'"):
        if value.startswith(mark):
            return mark + (REMOVED if len(value) > 2 else b"") + mark
    return REMOVED
