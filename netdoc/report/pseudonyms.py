"""Other names for what is private, the same one each time: records that stand in for withheld ones can still be judged.

A rule may ask whether two addresses are the same; it never asks which. Addresses become those of networks that are set
aside for benchmarks and examples (RFC 2544, 3849), hardware addresses locally administered ones, names `host-1`.
"""

from __future__ import annotations

import ipaddress
import json
import re
from typing import Any

from netdoc.model.makers import SHARED_BY_ROUTERS
from netdoc.report.redact import HOST_NAME, LOCAL_NAME, MAC, SSID, V4, V6, Redactor

_REMEMBERED = 100_000
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAMING = frozenset({"ssid", "essid", "bssid", "hostname", "host_name", "device_name"})
"""Fields whose whole text is a name."""
_NAMELESS = frozenset({int, float, bool, type(None)})
_BENCHMARK = int(ipaddress.IPv4Address("198.18.0.0"))
_EXAMPLE = int(ipaddress.IPv6Address("2001:db8::"))
_MOST_V4 = 1 << 17


class Pseudonyms:
    """Replaces what is private in texts, JSON values and lines of JSON."""

    def __init__(self, known: Redactor) -> None:
        self._known = known
        self._given: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}
        self._texts: dict[str, str] = {}
        literal = [re.escape(each) for each in (*known.names, *sorted(known.addresses))]
        self.literal = re.compile("|".join(literal).encode(), re.IGNORECASE) if literal else None
        """What only this office's own record tells to be private; None where nothing does."""

    def json(self, text: bytes) -> bytes:
        """Return a line of JSON with other names in it."""
        plain = self.plain(json.loads(text))
        told = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        return told.encode("utf-8", "backslashreplace")

    def plain(self, value: Any, field: str = "") -> Any:
        """Return a JSON value with other names in it."""
        if isinstance(value, str):
            return self._name("host", value) if field.lower() in _NAMING and value else self.text(value)
        if isinstance(value, dict):
            return {name: each if type(each) in _NAMELESS else self.plain(each, name) for name, each in value.items()}
        if isinstance(value, list):
            return [self.plain(each, field) for each in value]
        return value

    def text(self, text: str) -> str:
        """Return a text with other names in it."""
        if text not in self._texts:
            if len(self._texts) >= _REMEMBERED:
                self._texts.clear()
            self._texts[text] = text if _DIGEST.fullmatch(text) else self._replaced(text)
        return self._texts[text]

    def _replaced(self, text: str) -> str:
        text = SSID.sub(lambda found: f"{found[1]}{found[2]}{self._name('ssid', found[3])}", text)
        text = HOST_NAME.sub(lambda found: f"{found[1]}{found[2]}{self._name('host', found[3])}", text)
        text = MAC.sub(lambda found: self._mac(found[0]), text)
        for name in self._known.names:
            text = re.sub(
                rf"(?<![\w.-]){re.escape(name)}(?![\w-])", self._name("host", name.lower()), text, flags=re.IGNORECASE
            )
        text = LOCAL_NAME.sub(lambda found: self._name("host", found[0].lower()), text)
        text = V4.sub(lambda found: self._address(found[0]), text)
        return V6.sub(lambda found: self._address(found[0]), text)

    def _address(self, text: str) -> str:
        if not self._known.is_private(text):
            return text
        address = ipaddress.ip_address(text)
        if address.version == 4:
            number = self._number("v4", str(address)) % _MOST_V4
            return str(ipaddress.IPv4Address(_BENCHMARK + number))
        return str(ipaddress.IPv6Address(_EXAMPLE + self._number("v6", str(address))))

    def _mac(self, text: str) -> str:
        plain = re.sub(r"[^0-9a-f]", "", text.lower())
        number = self._number("mac", plain)
        if ":".join(re.findall("..", plain)).startswith(SHARED_BY_ROUTERS):
            # the address of no box, but of a standard: what a rule reads from it is kept, the group's number is not
            return f"{SHARED_BY_ROUTERS[0]}{number & 255:02x}"
        return f"02:00:00:{number >> 16 & 255:02x}:{number >> 8 & 255:02x}:{number & 255:02x}"

    def _name(self, kind: str, text: str) -> str:
        return f"{kind}-{self._number(kind, text)}"

    def _number(self, kind: str, text: str) -> int:
        if (kind, text) not in self._given:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._given[kind, text] = str(self._counts[kind])
        return int(self._given[kind, text])
