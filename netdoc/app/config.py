"""The site file: read, and checked so that each error names the file, the line and the key.

Passwords and SNMP communities never stand in it: a device names an entry of the secrets file
(`netdoc/app/secrets.py`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from netdoc import discover
from netdoc.app.site_tables import NESTED, TABLES, SiteFile
from netdoc.app.toml_lines import line_of
from netdoc.errors import ConfigError
from netdoc.model.segment import Segment

COMBINED = "combined"
BIGGEST_FILE = 1_000_000
SECRET_KEYS = frozenset({"password", "passwd", "pass", "user", "username", "login", "community", "secret", "token"})
ALLOWED_NAMES = frozenset({("session", "username")})
"""The user name of an internet session stands in the contract: it is compared, told to the vendor, and no secret."""
_EXAMPLE = "`netdoc site init --out example.toml` writes one with comments; all keys: docs/site-file.md in the source"
_TYPE_WORDS = {
    "string_type": ("must be a text", 'texts stand in double quotes: "like this"'),
    "int_type": ("must be a whole number", "numbers stand without quotes, point or exponent: 100000"),
    "dict_type": ("must be a table", "write [owners] on a line of its own, its keys below it"),
}
"""By pydantic's kind of error: what the value must be, and how that is written in TOML."""
_LISTS_OF_TEXT = ("timestamp_servers", "to")
"""Keys whose value is a list of texts and not of tables."""


def load_site_file(path: Path) -> SiteFile:
    """Read and check a site file.

    Raises:
        ConfigError: it cannot be read, is not TOML, or a key is wrong; `where` is `file:line: key`.
    """
    try:
        raw = path.read_bytes()
    except OSError as broken:
        missing = isinstance(broken, FileNotFoundError)
        hint = "`netdoc site init` writes one" if missing else "see whose it and its folders are (`ls -ld`)"
        raise ConfigError(f"cannot be read: {broken.strerror}", where=str(path), hint=hint) from None
    if len(raw) > BIGGEST_FILE:
        raise ConfigError(
            "is too big for a site file", where=str(path), hint="check the file name: it should be a site.toml"
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as broken:
        line = raw[: broken.start].count(b"\n") + 1
        raise ConfigError(
            "is not UTF-8 text", where=f"{path}:{line}", hint="save it as UTF-8 in a plain text editor"
        ) from None
    return parse_site_file(text, str(path))


def parse_site_file(text: str, file: str) -> SiteFile:
    """Check the text of a site file; see `load_site_file`."""
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        message, _, place = str(broken).partition(" (at ")
        line = re.search(r"line (\d+)", place)
        number = int(line[1]) if line else text.count("\n") + 1
        raise ConfigError(
            f"is not valid TOML: {message[:1].lower()}{message[1:]}",
            where=f"{file}:{number}",
            hint=f"texts stand in double quotes, tables in [brackets]; {_EXAMPLE}",
        ) from None
    checks = _Checks(text, file)
    checks.no_secrets(plain, ())
    try:
        site = SiteFile.model_validate(plain)
    except ValidationError as broken:
        raise checks.from_pydantic(broken) from None
    checks.owners(site)
    checks.no_duplicates(site)
    checks.drivers(site)
    checks.second_path(site)
    return site


class _Checks:
    """What a table's types cannot state, with the place of each error."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file

    def error(self, path: tuple[str | int, ...], message: str, hint: str = "") -> ConfigError:
        key = ".".join(str(each + 1) if isinstance(each, int) else each for each in path)
        place = f"{self.file}:{line_of(self.text, path)}: {_printable(key)}"
        return ConfigError(message, where=place, hint=hint or _EXAMPLE)

    def no_secrets(self, plain: Any, path: tuple[str | int, ...]) -> None:
        items = plain.items() if isinstance(plain, Mapping) else enumerate(plain) if isinstance(plain, list) else ()
        for key, value in items:
            here = (*path, key)
            if isinstance(key, str) and key.lower() in SECRET_KEYS and here not in ALLOWED_NAMES:
                raise self.error(
                    here,
                    "does not belong into the site file, which gets copied and shown",
                    'put it into secrets.toml (mode 0600) as [modem], and write credentials = "modem" here',
                )
            self.no_secrets(value, here)

    def from_pydantic(self, broken: ValidationError) -> ConfigError:
        first = broken.errors(include_url=False)[0]
        path, kind = tuple(first["loc"]), first["type"]
        if kind == "extra_forbidden":
            known = ", ".join(_known_keys(path[:-1]))
            return self.error(path, "is not a key that netdoc knows", f"use one of: {known}")
        if kind == "missing":
            return self.error(path, "is missing")
        if kind == "value_error":
            value = _printable(str(first.get("input", "")))
            shown = "" if path[-1] in ("url",) else f"{value!r} "
            return self.error(path, f"{shown}{first['ctx']['error']}")
        if kind in _TYPE_WORDS:
            return self.error(path, *_TYPE_WORDS[kind])
        if kind in ("tuple_type", "too_short", "too_long") and path[-1] in _LISTS_OF_TEXT:
            return self.error(path, f'must be a list of one or a few texts: {path[-1]} = ["...", "..."]')
        if kind in ("tuple_type", "model_type"):
            table = f"[[{path[0]}]]" if kind == "tuple_type" or len(path) > 1 else f"[{path[0]}]"
            return self.error(path, f"must be a table: write {table} on a line of its own, its keys below it")
        message = first["msg"].replace("Input should be", "must be")
        return self.error(path, message[:1].lower() + message[1:])

    def owners(self, site: SiteFile) -> None:
        segments = [each.value for each in Segment]
        boxes = {Segment.ROUTER.value, Segment.MODEM.value, Segment.ROUTER_MODEM_CABLE.value}
        for key, owner in site.owners.items():
            if key != COMBINED and key not in segments:
                raise self.error(
                    ("owners", key), "is not a segment", f"use one of: {', '.join(segments)}; or {COMBINED} for one box"
                )
            if not owner.strip():
                raise self.error(
                    ("owners", key), "is empty", "write client, consultant, isp, telco, unknown or a vendor's name"
                )
            if key in boxes and COMBINED in site.owners:
                raise self.error(
                    ("owners", key),
                    f"contradicts owners.{COMBINED}",
                    "a combined box has one owner: keep one of the two",
                )

    def no_duplicates(self, site: SiteFile) -> None:
        lists: tuple[tuple[str, str, list[Any]], ...] = (
            ("device", "id", [each.id for each in site.device]),
            ("service", "name", [each.name for each in site.service]),
            ("anchor", "address", [(each.address, each.method) for each in site.anchor]),
            ("resolver", "address", [each.address for each in site.resolver]),
            ("port", "name", [each.name for each in site.port]),
        )
        for number, service in enumerate(site.service):
            names = [each.name for each in service.backend]
            for index, name in enumerate(names):
                if name in names[:index]:
                    where = ("service", number, "backend", index, "name")
                    raise self.error(where, f"{name!r} is used twice", "give each [[service.backend]] its own")
        for table, key, values in lists:
            for index, value in enumerate(values):
                if value in values[:index]:
                    shown = value[0] if isinstance(value, tuple) else value
                    raise self.error((table, index, key), f"{shown!r} is used twice", f"give each [[{table}]] its own")

    def second_path(self, site: SiteFile) -> None:
        way = site.second_path
        if way is not None and way.interface is None and way.address is None:
            raise self.error(
                ("second_path",),
                "names neither an interface nor an address",
                'write interface = "wwan0", or address = "192.168.42.10" where the interface has no lasting name',
            )

    def drivers(self, site: SiteFile) -> None:
        for index, device in enumerate(site.device):
            if device.driver is not None and device.driver not in discover.drivers():
                known = ", ".join(discover.drivers()) or "none is installed"
                raise self.error(
                    ("device", index, "driver"),
                    f"{_printable(device.driver)!r} is not a known driver",
                    f"use one of: {known}",
                )


def _known_keys(path: tuple[str | int, ...]) -> list[str]:
    named = [each for each in path if isinstance(each, str)]
    table = {**TABLES, **NESTED}.get(named[-1], SiteFile) if named else SiteFile
    return list(table.model_fields)


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else "?" for each in text)[:80]
