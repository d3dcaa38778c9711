"""Logins and SNMP communities: from a file that only its owner can read, the environment, or a command.

Looked up by the name that the site file gives, in this order: `NETDOC_SECRET_<NAME>_USER`, `_PASSWORD`,
`_COMMUNITY`; then the table `[<name>]` of `secrets.toml`, with the keys `user`, `password`, `community`, and
`command`, a list of words whose first line of output is the password. A value read here goes to the device
and nowhere else: no message of this module holds one.
"""

from __future__ import annotations

import os
import re
import stat
import subprocess
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from netdoc.errors import CannotMeasure, ConfigError
from netdoc.ports import Credential

COMMAND_TIMEOUT_S = 15.0
_KEYS = ("user", "password", "community", "command")


class SecretStore:
    """Implements `ports.Secrets`. Its repr shows names only."""

    def __init__(
        self,
        entries: Mapping[str, Mapping[str, object]],
        environment: Mapping[str, str],
        written: Mapping[str, datetime] | None = None,
    ) -> None:
        self._entries, self._written = entries, written or {}
        self._environment = environment
        self._from_commands: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"SecretStore({', '.join(sorted(self._entries))})"

    def holds(self, name: str) -> bool:
        """Return whether there is an entry of that name; no command is run."""
        told = any(self._environment.get(_variable(name, key)) for key in ("user", "password", "community"))
        return told or bool(self._entries.get(name))

    def find(self, name: str) -> Credential | None:
        """Return the entry of that name, or None where there is none.

        Raises:
            CannotMeasure: its command failed or printed nothing.
        """
        entry = self._entries.get(name, {})
        parts = {key: self._environment.get(_variable(name, key)) for key in ("user", "password", "community")}
        if not self.holds(name):
            return None
        values = {key: held if held is not None else str(entry.get(key, "")) for key, held in parts.items()}
        command = entry.get("command")
        if not values["password"] and isinstance(command, list):
            values["password"] = self._ask(name, command)
        from_file = not parts["password"] and not isinstance(command, list) and bool(values["password"])
        return Credential(**values, written_at=self._written.get(name) if from_file else None)

    def beside(self, name: str, **values: str) -> SecretStore:
        """Return a store that also holds what a person has just typed; it is written nowhere."""
        return SecretStore({**self._entries, name: values}, self._environment, self._without(name))

    def _without(self, name: str) -> Mapping[str, datetime]:
        return {key: each for key, each in self._written.items() if key != name}

    def known(self) -> tuple[tuple[str, str], ...]:
        """Return each secret that is held with its user, to be taken out of what is passed on; no command is run."""
        held: list[tuple[str, str]] = []
        for name, entry in self._entries.items():
            words = (entry.get("password"), entry.get("community"), self._from_commands.get(name))
            held += [(str(each), str(entry.get("user", ""))) for each in words if each]
        for variable, told in self._environment.items():
            name, _, key = variable.rpartition("_")
            if variable.startswith("NETDOC_SECRET_") and key in ("PASSWORD", "COMMUNITY") and told:
                held.append((told, self._environment.get(f"{name}_USER", "")))
        return tuple(dict.fromkeys(held))

    def _ask(self, name: str, command: Sequence[str]) -> str:
        if name not in self._from_commands:
            self._from_commands[name] = _first_line(name, command)
        return self._from_commands[name]


def load_secrets(files: Sequence[Path], environment: Mapping[str, str] = os.environ) -> SecretStore:
    """Read the secrets files that exist; a later file adds to and replaces entries of an earlier one.

    Raises:
        ConfigError: a file can be read by others, is not TOML, or holds what it should not.
    """
    entries: dict[str, Mapping[str, object]] = {}
    written: dict[str, datetime] = {}
    for file in files:
        found = _read(file)
        entries.update(found)
        if found:
            at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            written.update(dict.fromkeys(found, at))
    return SecretStore(entries, environment, written)


def owner_only(file: Path, held: str) -> None:
    """Refuse a file that others than its owner may open.

    Raises:
        ConfigError: they may; `held` says what is in it.
        OSError: it is not there, or cannot be looked at.
    """
    mode = file.stat().st_mode
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigError(
            f"holds {held} and other users may open it (mode {stat.S_IMODE(mode):04o})",
            where=str(file),
            hint=f"chmod 600 {file}",
        )


def _read(file: Path) -> dict[str, Mapping[str, object]]:
    try:
        owner_only(file, "passwords")
        plain = tomllib.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as broken:
        raise ConfigError(
            f"cannot be read: {broken.strerror}",
            where=str(file),
            hint="see whose it and its folders are (`ls -ld`), and run netdoc as that user",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        line = re.search(r"line (\d+)", str(broken))  # the rest of the message may quote a password
        place = f"{file}:{line[1]}" if line else str(file)
        raise ConfigError("is not valid TOML", where=place, hint='write [modem], then password = "..."') from None
    return {name: _entry(file, name, table) for name, table in plain.items()}


def _entry(file: Path, name: str, table: object) -> Mapping[str, object]:
    if not isinstance(table, dict):
        raise ConfigError(
            "stands outside a table", where=f"{file}: {name}", hint="begin each entry with its name: [modem]"
        )
    for key, value in table.items():
        if key not in _KEYS:
            raise ConfigError(
                "is not a known key", where=f"{file}: {name}.{key}", hint=f"use one of: {', '.join(_KEYS)}"
            )
        words = isinstance(value, list) and value and all(isinstance(each, str) for each in value)
        if key == "command" and not words:
            raise ConfigError(
                "must be a list of words",
                where=f"{file}: {name}.command",
                hint='command = ["pass", "show", "office/modem"]',
            )
        if key != "command" and not isinstance(value, str):
            raise ConfigError("must be a text in quotes", where=f"{file}: {name}.{key}", hint=f'write {key} = "..."')
    return table


def _first_line(name: str, command: Sequence[str]) -> str:
    hint = f"run the command of [{name}] by hand and look"
    try:
        done = subprocess.run(command, capture_output=True, timeout=COMMAND_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired, ValueError) as broken:
        raise CannotMeasure(f"the command for the secret {name!r} failed: {type(broken).__name__}", hint=hint) from None
    line = done.stdout.decode("utf-8", "replace").partition("\n")[0].rstrip("\r")
    if done.returncode != 0 or not line:
        raise CannotMeasure(
            f"the command for the secret {name!r} ended with {done.returncode} and gave no password", hint=hint
        )
    return line


def _variable(name: str, key: str) -> str:
    return f"NETDOC_SECRET_{re.sub(r'[^A-Za-z0-9]', '_', name)}_{key}".upper()
