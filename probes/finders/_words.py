"""Read what a door says: an HTTP answer's head and title, a greeting, the names of a certificate. Strangers' bytes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from probes._xml import clean

LONGEST = 120
_TITLE = re.compile(rb"<title[^>]{0,200}>(.{0,400}?)</title", re.IGNORECASE | re.DOTALL)
_GENERATOR = re.compile(
    rb"<meta[^>]{0,80}name=[\"'](?:generator|description)[\"'][^>]{0,80}content=[\"']([^\"'>]{1,200})"
)
_REALM = re.compile(r"realm=\"?([^\",]{1,120})", re.IGNORECASE)
_ASKS = re.compile(rb"<input\b[^>]{0,500}\btype\s*=\s*[\"']?password", re.IGNORECASE)
_NAMES = {bytes((0x55, 0x04, 0x03)): "CN", bytes((0x55, 0x04, 0x0A)): "O", bytes((0x55, 0x04, 0x0B)): "OU"}
"""X.520 attribute types (2.5.4.3, .10, .11) as DER writes them."""
_SEQUENCE, _SET, _OID, _VERSION = 0x30, 0x31, 0x06, 0xA0


def shown(text: str) -> str:
    """Return a stranger's text as one printable line."""
    line = clean(text)
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def http_words(answer: bytes) -> tuple[tuple[str, ...], bool]:
    """Return (what the page says of its box, whether it wants a login).

    Args:
        answer: head and body as received; the body may be cut.
    """
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    fields = [(name.strip().lower(), value.strip()) for name, _, value in (each.partition(":") for each in lines[1:])]
    found: list[str] = []
    for label, pattern in (("title", _TITLE), ("describes itself", _GENERATOR)):
        if (match := pattern.search(body)) and (text := shown(html.unescape(_text(match[1])))):
            found.append(f"{label}: {text}")
    for name, value in fields:
        if name == "server" and (text := shown(value)):
            found.append(f"server: {text}")
        if name == "www-authenticate" and (realm := _REALM.search(value)) and (text := shown(realm[1])):
            found.append(f"realm: {text}")
        if name == "location" and (text := shown(value)):
            found.append(f"leads to: {text}")
    status = lines[0].split(" ")[1:2]
    return tuple(dict.fromkeys(found)), status in (["401"], ["403"]) or _ASKS.search(body) is not None


def page_body(answer: bytes) -> bytes:
    """Return the body of an HTTP answer."""
    return answer.partition(b"\r\n\r\n")[2]


def greeting_words(said: bytes) -> tuple[str, ...]:
    """Return the lines of a greeting that hold letters, four at most."""
    lines = (shown(each) for each in said[:8_000].decode("latin-1").splitlines())
    return tuple([each for each in lines if re.search(r"[A-Za-z]{2}", each)][:4])


def certificate_words(der: bytes) -> tuple[str, ...]:
    """Return the names in a certificate's subject (RFC 5280): `certificate: CN=fritz.box`; none if unreadable."""
    try:
        names = [f"{kind}={shown(value)}" for kind, value in _subject(der) if value.strip()]
    except (IndexError, ValueError):
        return ()
    return (f"certificate: {', '.join(names)}",) if names else ()


def _subject(der: bytes) -> Iterator[tuple[str, str]]:
    """Yield (CN, O or OU, value) of a DER certificate: serial, algorithm, issuer and validity stand before."""
    ((_, certificate),) = _parts(der)
    (_, signed), *_ = _parts(certificate)
    fields = [each for each in _parts(signed) if each[0] != _VERSION]
    kind, subject = fields[4]
    if kind != _SEQUENCE:
        raise ValueError("no subject")
    for tag, group in _parts(subject):
        for _, pair in _parts(group) if tag == _SET else ():
            (named, oid), (_, value) = list(_parts(pair))[:2]
            if named == _OID and oid in _NAMES:
                yield _NAMES[oid], _text(value)


def _parts(der: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (tag, content) of the values that stand one after the other."""
    place = 0
    while place < len(der):
        tag, length, place = der[place], der[place + 1], place + 2
        if length & 0x80:
            octets = length & 0x7F
            if not 0 < octets <= 4:
                raise ValueError("a length that DER does not have")
            length = int.from_bytes(der[place : place + octets], "big")
            place += octets
        if place + length > len(der):
            raise ValueError("cut short")
        yield tag, der[place : place + length]
        place += length


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
