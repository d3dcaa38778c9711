"""Take a login's secrets out of bytes before they are kept."""

from __future__ import annotations

from netdoc.model.scrub import REMOVED, without_secret
from netdoc.ports import Credential

__all__ = ["REMOVED", "scrub"]


def scrub(body: bytes, credential: Credential | None) -> bytes:
    """Return the bytes without password and community, in every spelling a page could echo them."""
    if credential is None:
        return body
    for secret in (credential.password, credential.community):
        body = without_secret(body, secret, credential.user)
    return body
