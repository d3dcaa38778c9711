"""What a value of the site file may be: web addresses, interfaces, what tells servers apart."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

LONGEST_TEXT = 200
_HOST_NAME = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})(?:\.[A-Za-z0-9_-]{1,63})*\.?")


def ipv4(text: str) -> str:
    """Return an IPv4 address in its usual form; ValueError for any other text."""
    try:
        return str(ipaddress.IPv4Address(text))
    except ValueError:
        raise ValueError("is not an IPv4 address (netdoc probes IPv4)") from None


def host(text: str) -> str:
    """Return an IPv4 address or a host name; ValueError for any other text."""
    if re.fullmatch(r"[0-9.]+", text):
        return ipv4(text)
    if not _HOST_NAME.fullmatch(text):
        raise ValueError("is neither an IPv4 address nor a host name")
    return text


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


def way_to_ask(text: str) -> str:
    """Return how a rung is asked, `icmp` or `tcp:PORT`; ValueError for any other text."""
    port = text.removeprefix("tcp:")
    if text == "icmp" or (port != text and port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        return text
    raise ValueError("must be `icmp` or `tcp:PORT`, as in `tcp:443`")


def time_server(text: str) -> str:
    """Return a time server, `HOST` or `HOST:PORT`; ValueError for any other text."""
    name, mark, port = text.partition(":")
    if mark and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError("must be `HOST` or `HOST:PORT`, as in `ntp.example.net`")
    host(name)
    return text
