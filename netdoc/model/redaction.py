"""Take a person's details out of a capture that is to be passed on; pure, and the one place for it.

What is removed keeps its shape, so that the page reads as before: a MAC becomes zeros with its own separators, a public
address one of the documentation ranges (RFC 5737, RFC 3849), the same one each time, digits of a phone or serial number
become zeros. Private addresses stay: they are every office's. Line values are never touched: every pattern is anchored
to a label, to a shape that no counter has, or to a secret that is known.
"""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from netdoc.model.scrub import REMOVED, without_named_secrets, without_secret

USER, NAME = "user@example.net", "removed"
KINDS: Mapping[str, str] = {
    "secret": "known passwords and communities",
    "password": "fields called password, key, secret or community",
    "user": "names of the internet account and mail addresses",
    "address": "public addresses",
    "mac": "MAC addresses",
    "serial": "serial numbers and unique ids",
    "phone": "phone numbers",
    "ssid": "names of wireless networks",
    "name": "names and places of the box",
}
_NOTHING_LEFT = re.compile(r"[^1-9A-Za-z]*")
_MAC = re.compile(
    r"(?<![0-9A-Za-z:.-])(?:[0-9A-Fa-f]{2}(?:(?P<sep>[:-])[0-9A-Fa-f]{2})(?:(?P=sep)[0-9A-Fa-f]{2}){4}"
    r"|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4})(?![0-9A-Za-z:-]|\.[0-9A-Fa-f])"
)
_OUI = r"(?P<head>(?<![A-Za-z])(?:mac|oui|hwaddr|bssid)[\w -]{0,20}[\"']?>?[ \t]*[:=>]?[ \t]*[\"']?)"
_BARE_MAC = re.compile(_OUI + r"(?P<value>[0-9A-Fa-f]{12})(?![0-9A-Fa-f])", re.IGNORECASE)
_WALK_MAC = re.compile(r"^(?P<head>[0-9.]+\|4x\|)(?P<value>[0-9A-Fa-f]{12})(?=\r?$)", re.MULTILINE)
_WALK_NAME = re.compile(r"^(?P<head>1\.3\.6\.1\.2\.1\.1\.[456]\.0\|4x?\|)(?P<value>[^\r\n]+)", re.MULTILINE)
_WALK_NEIGHBOURS = re.compile(r"^1\.3\.6\.1\.2\.1\.(?:3|4\.[23][0-9])\.[0-9.]+\|[^\n]*\n?", re.MULTILINE)
"""Rows of the address, route and neighbour tables (RFC 4293): they are addresses and nothing else."""
_MAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,20}(?![\w-])")
_UUID = re.compile(r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}(?![0-9A-Fa-f])")
_V4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)(?!\.\w)")
_V6 = re.compile(r"(?<![\w:.])(?=[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:)[0-9A-Fa-f:]{3,39}(?![\w:.])")
_VERSION_BEFORE = re.compile(
    r"(?:(?:version|firmware|release|software|build|driver|revision|\bfw|\bsw|\bver|\bv)[^\w\n]{0,60}|\|6\|)$",
    re.IGNORECASE,
)
"""Four numbers with points are a version behind these, and an object number in a walk's row of that type."""
_PHONE = re.compile(r"(?<![\w+])\+[1-9][\d /()-]{7,18}\d(?!\w)")
_VALUE = r"(?P<value>\"[^\"\r\n]+\"|'[^'\r\n]+'|[^\s\"'<>,;&|]+)"


def _labelled(words: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return patterns for `label: value`, `"label": "value"`, and `<Label>value</Label>`, each bounded."""
    return (
        re.compile(rf"(?P<head>(?<![A-Za-z])(?:{words})[\"']?[ \t]*[:=][ \t]*){_VALUE}", re.IGNORECASE),
        re.compile(rf"(?P<head><[\w:.-]{{0,40}}(?:{words})>)(?P<value>[^<\r\n]+)", re.IGNORECASE),
    )


_SERIAL = _labelled(r"serial(?:[ _-]?(?:number|no|num|nr))?\.?|s/n|UDN|Seriennummer")
_PHONES = _labelled(r"(?:tele)?phone(?:[ _-]?number)?|msisdn|(?:called|calling|directory)[ _-]?number|Rufnummer")
_SSIDS = _labelled(r"e?ssid(?:[ _-]?name)?")
_USERS = _labelled(
    r"(?:(?:ppp(?:oe)?|wan|dsl|isp|login|auth|account|internet)[ _-]?)?user(?:[ _-]?(?:name|id))?"
    r"|ppp[ _-]?(?:login|account)"
)
_NAMES = _labelled(r"sys(?:Name|Location|Contact)|host[ _-]?name")


@dataclass
class Redaction:
    """Redacts the bodies of one look at a box together: an address is the same stand-in in all of them.

    `removed` counts by kind what was taken out, never what it was.
    """

    secrets: Sequence[tuple[str, str]] = ()
    """Pairs (secret, user) that are known."""
    removed: Counter[str] = field(default_factory=Counter)
    _stand_ins: dict[str, str] = field(default_factory=dict)
    _taken: dict[str, str] = field(default_factory=dict)

    def __call__(self, body: bytes) -> bytes:
        """Return the bytes without a person's details."""
        for secret, user in self.secrets:
            body = self._count("secret", body, without_secret(body, secret, user), REMOVED)
            if len(user) >= _LEAST_USER and user.lower() not in _ORDINARY_USERS:
                body = self._count("user", body, without_secret(body, user), REMOVED)
        body = self._count("password", body, without_named_secrets(body), REMOVED)
        return self.text(body.decode("latin-1")).encode("latin-1")

    def text(self, text: str) -> str:
        """Return a text without a person's details; the known secrets are taken out of bytes only."""
        for patterns, kind, stand_in in (
            (_SERIAL, "serial", _zeros),
            (_PHONES, "phone", _zeros),
            (_SSIDS, "ssid", _name),
            (_USERS, "user", _user),
            (_NAMES, "name", _name),
            ((_WALK_NAME,), "name", _walk_name),
        ):
            for pattern in patterns:
                text = self._replaced(text, pattern, kind, stand_in)
        text = self._replaced(text, _UUID, "serial", _zeros)
        text = self._replaced(text, _MAIL, "user", lambda _: USER)
        text, rows = _WALK_NEIGHBOURS.subn("", text)
        if rows:
            self.removed["address"] += rows
        octets = {each["value"].lower() for each in _WALK_MAC.finditer(text)}
        for pattern in (_MAC, _BARE_MAC, _WALK_MAC):
            text = self._replaced(text, pattern, "mac", _zeros_of_mac)
        for each in octets - {"0" * 12}:  # tables of neighbours have them in their object numbers
            decimal = ".".join(str(octet) for octet in bytes.fromhex(each))
            text = re.sub(rf"(?<=\.){re.escape(decimal)}(?=[.|])", "0.0.0.0.0.0", text)
        text = self._replaced(text, _PHONE, "phone", _zeros)
        text = self._addresses(text, _V4)
        return self._addresses(text, _V6)

    def _replaced(self, text: str, pattern: re.Pattern[str], kind: str, stand_in: Callable[[str], str]) -> str:
        def instead(found: re.Match[str]) -> str:
            labelled = "value" in pattern.groupindex
            value = found["value"] if labelled else found[0]
            new = stand_in(value)
            if REMOVED.decode() in value:
                return found[0]
            new = self._noted(kind, value, new)
            return found["head"] + new if labelled else new

        return pattern.sub(instead, text)

    def _noted(self, kind: str, value: str, new: str) -> str:
        if new != value:
            self.removed[kind] += 1
            self._taken[value.strip("\"'")] = new.strip("\"'")
        return new

    def plain(self, value: Any) -> Any:
        """Return JSON values as they would be read from the redacted bytes: texts in them hold details too."""
        if isinstance(value, str):
            return self._taken[value] if value in self._taken else self.text(value)
        if isinstance(value, Mapping):
            return {key: self.plain(held) for key, held in value.items()}
        return [self.plain(each) for each in value] if isinstance(value, list) else value

    def _addresses(self, text: str, pattern: re.Pattern[str]) -> str:
        def instead(found: re.Match[str]) -> str:
            before = text[max(0, found.start() - 80) : found.start()]
            if pattern is _V4 and _VERSION_BEFORE.search(before):
                return found[0]
            return self._noted("address", found[0], self._stand_in(found[0]))

        text = pattern.sub(instead, text)
        for address, new in self._stand_ins.items():  # an SNMP table of addresses has them in its object numbers too
            if "." in address and f".{address}" in text:
                text = re.sub(rf"(?<=[0-9]\.){re.escape(address)}(?=[.0-9]*\|)", new, text)
        return text

    def _stand_in(self, written: str) -> str:
        """Return what stands for a public address; others, and what is none, stay."""
        try:
            address = ipaddress.ip_address(written)
        except ValueError:
            return written
        if not _is_public(address):
            return written
        key = str(address)
        if key not in self._stand_ins:
            number = sum(("." in each) == (address.version == 4) for each in self._stand_ins) + 1
            self._stand_ins[key] = _documentation(address.version, number)
        return self._stand_ins[key]

    def _count(self, kind: str, before: bytes, after: bytes, mark: bytes) -> bytes:
        if after != before:
            self.removed[kind] += max(after.count(mark) - before.count(mark), 1)
        return after


_LEAST_USER = 5
_ORDINARY_USERS = frozenset({"admin", "administrator", "user", "root", "support", "guest", "technician", "dslf-config"})
"""Words of every manual: removing them would say nothing and could hit the page's own text."""
_EXAMPLES = tuple(
    ipaddress.ip_network(each) for each in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
)
_KEPT = (ipaddress.ip_network("100.64.0.0/10"), ipaddress.ip_network("255.0.0.0/8"), ipaddress.ip_network("0.0.0.0/8"))
_RESOLVERS = frozenset({"1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4", "9.9.9.9"})
"""Everybody's: they tell nothing of the office."""


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    nets = (*_EXAMPLES, *_KEPT)
    if any(address.version == each.version and address in each for each in nets) or str(address) in _RESOLVERS:
        return False
    return address.is_global and not address.is_multicast


def _documentation(version: int, number: int) -> str:
    if version == 6:
        return f"2001:db8::{number:x}"
    net = ("192.0.2", "198.51.100", "203.0.113")[(number - 1) // 254 % 3]
    return f"{net}.{(number - 1) % 254 + 1}"


def _zeros(value: str) -> str:
    """Return the value with every letter and digit a zero; a label's words and units have none."""
    if _NOTHING_LEFT.fullmatch(value) or not any(each.isdigit() for each in value):
        return value
    if value.isdigit():
        return "1" + "0" * (len(value) - 1)  # unquoted, it has to stay a number of JSON
    return re.sub(r"[0-9A-Za-z]", "0", value)


def _zeros_of_mac(value: str) -> str:
    return re.sub(r"[0-9A-Fa-f]", "0", value)


def _name(value: str) -> str:
    return _quoted(value, NAME)


def _user(value: str) -> str:
    if re.fullmatch(r"\d{1,3}(?:\.\d+)?%?", value):
        return value  # `CPU user: 12%`
    return _quoted(value, USER)


def _walk_name(value: str) -> str:
    return NAME if not re.fullmatch(r"(?:[0-9a-fA-F]{2})+", value) else NAME.encode().hex()


def _quoted(value: str, new: str) -> str:
    inner = value.strip("\"'")
    if inner in ("", new, "null", "none", "true", "false", "-", "N/A", "(null)"):
        return value
    quote = value[0] if value[0] in "\"'" else ""
    return f"{quote}{new}{quote}"
