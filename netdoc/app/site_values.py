"""What a value of the site file may be: web addresses, interfaces, what tells servers apart."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

LONGEST_TEXT = 200


def web_address(text: str) -> str:
    """Return a web address without a login, as it was written; ValueError for any other text."""
    try:
        parts = urlsplit(text)
        wrong = parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0
    except ValueError:
        wrong = True
    if wrong:
        raise ValueError("is not a web address: it must begin with http:// or https:// and name a host")
    if parts.username is not None or parts.password is not None:
        raise ValueError("holds a login: put it into the secrets file and name it as `credentials`")
    return text


def interface_name(text: str) -> str:
    """Return what can be the name of a network interface on Linux; ValueError for any other text."""
    if not re.fullmatch(r"[!-.0-~]{1,15}", text):
        raise ValueError("is not the name of a network interface (`ip link` lists them)")
    return text


def plain_http(text: str) -> str:
    """Return a web address without encryption; ValueError for any other text."""
    web_address(text)
    if not text.startswith("http://"):
        raise ValueError("must begin with http://: a login page cannot stand in place of an https page unseen")
    return text


def identity_of(text: str) -> str:
    """Return what tells the servers behind a service apart; ValueError for any other text."""
    kind, _, name = text.partition(":")
    if text in ("none", "certificate") or (
        kind in ("header", "cookie") and re.fullmatch(r"[!#-'*+.0-9A-Z^-z|~-]+", name)
    ):
        return text
    raise ValueError("must be `none`, `certificate`, `header:NAME` or `cookie:NAME`")


def web_path(text: str) -> str:
    """Return the path of a web address; ValueError for any other text."""
    if not text.startswith("/") or not all("!" <= each <= "~" for each in text) or len(text) > LONGEST_TEXT:
        raise ValueError("is not the path of a web address: it begins with / and holds no blanks")
    return text
