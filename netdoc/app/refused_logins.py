"""Logins that a box refused, remembered beyond one run: a scheduled slot must not lock the box by trying again.

The file lies beside the office's secrets, is readable by its owner only, and holds a salted hash of each login, never
the login. A box is asked again once its entry in the secrets, its address or its driver changed, or a person runs
`netdoc modem ask`. SNMP communities are no logins: an agent never says that one is wrong.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from netdoc.errors import CannotMeasure, NetdocError, NotAnswered
from netdoc.model.codec import format_time
from netdoc.model.site import Device
from netdoc.ports import Secrets

FILE = "refused-logins.json"
SCHEMA = "netdoc.refused_logins/1"
CUT_OFF_AT_MOST = 2
"""A session cut off that often behind the password is a refusal: a third may lock the box."""
_COST = {"n": 2**13, "r": 8, "p": 1}
"""Of scrypt: some 20 ms, and only where a refusal is remembered."""

Entry = dict[str, Any]


class RefusedLogins:
    """Implements `ports.Logins` in one small file."""

    def __init__(self, path: Path, secrets: Secrets) -> None:
        self._path, self._secrets = path, secrets
        self._unwritten: dict[str, Entry] | None = None
        """What could not be written; this run goes by it."""

    def stopped(self, device: Device, driver_id: str) -> CannotMeasure | None:
        """Return why this login is not tried, or None where it may be."""
        entry = self._entries().get(device.id)
        if entry is None or int(entry["times"]) < CUT_OFF_AT_MOST or not self._is_of(entry, device, driver_id):
            return None
        by = entry["driver"]
        name = device.credentials
        return CannotMeasure(
            f"{device.id}: the login {name} was refused at {entry['at']} (driver {by}) and is not tried again",
            hint=f"correct [{name}] in secrets.toml, or try it once more with `netdoc modem ask` and the device's id",
        )

    def refused(self, device: Device, driver_id: str, failed: NotAnswered, at: datetime) -> None:
        """Take a failed question; only a refused login is remembered, and what could be one."""
        if failed.failure != "denied" and not failed.at_login:
            return
        salt = token_hex(16)
        login = self._login(device, salt)
        if login is None:
            return  # nothing was sent that could be wrong
        entries = self._entries()
        before = entries.get(device.id)
        earlier = int(before["times"]) if before is not None and self._is_of(before, device, driver_id) else 0
        entries[device.id] = {
            "box": _box(device),
            "driver": driver_id,
            "at": format_time(at.replace(microsecond=0)),
            "times": CUT_OFF_AT_MOST if failed.failure == "denied" else earlier + 1,
            "salt": salt,
            "login": login,
        }
        self._write(entries)

    def forget(self, device: Device) -> None:
        """The login was accepted, or a person wants it tried once more."""
        entries = self._entries()
        if entries.pop(device.id, None) is not None:
            self._write(entries)

    def _is_of(self, entry: Entry, device: Device, driver_id: str) -> bool:
        """Return whether it tells of this box and this login; a box without a named driver is one door to all."""
        same = entry["box"] == _box(device) and (device.driver is None or entry["driver"] == driver_id)
        return bool(same and entry["login"] == self._login(device, str(entry["salt"])))

    def _login(self, device: Device, salt: str) -> str | None:
        """Return the login's fingerprint; None where none is known."""
        if device.credentials is None:
            return None
        try:
            held = self._secrets.find(device.credentials)
        except NetdocError:
            return None
        if held is None or not (held.user or held.password):
            return None
        text = json.dumps([held.user, held.password]).encode()
        return hashlib.scrypt(text, salt=bytes.fromhex(salt), **_COST).hex()

    def _entries(self) -> dict[str, Entry]:
        """Read the file anew each time: another netdoc may have been told to try once more."""
        return _read(self._path) if self._unwritten is None else self._unwritten

    def _write(self, entries: dict[str, Entry]) -> None:
        """Write the file whole; where it cannot be, this run still remembers."""
        self._unwritten = entries
        with contextlib.suppress(OSError):
            if entries:
                fresh = self._path.with_name(f"{FILE}.{os.getpid()}")
                with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                    json.dump({"schema": SCHEMA, "devices": entries}, file)
                fresh.replace(self._path)
            else:
                self._path.unlink(missing_ok=True)
            self._unwritten = None


def _box(device: Device) -> list[Any]:
    return [device.address, device.port, device.credentials]


def _read(path: Path) -> dict[str, Entry]:
    """Return the entries of a file; one that is missing or damaged holds none."""
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        entries = plain["devices"] if plain["schema"] == SCHEMA else {}
        return {name: dict(each) for name, each in entries.items() if _is_entry(each)}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _is_entry(plain: Any) -> bool:
    kinds = {"box": list, "driver": str, "at": str, "times": int, "salt": str, "login": str}
    return (
        isinstance(plain, Mapping)
        and all(isinstance(plain.get(name), kind) for name, kind in kinds.items())
        and all(digit in "0123456789abcdef" for digit in plain["salt"])
        and len(plain["salt"]) % 2 == 0
    )
