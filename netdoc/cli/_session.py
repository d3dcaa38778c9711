"""What every command is handed: the environment, the clock and the way to the outside world, made when asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from netdoc.app.secrets import SecretStore
    from netdoc.ports import Clock, Ports, Secrets


def _real_clock() -> Clock:
    from netdoc.app.system import RealClock

    return RealClock()


def _real_ports(clock: Clock, secrets: Secrets) -> Ports:
    from netdoc.app.system import connect

    return connect(clock, secrets)


@dataclass
class Session:
    """The composition root's settings. Tests hand in a replayed world."""

    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    make_clock: Callable[[], Clock] = _real_clock
    make_ports: Callable[[Clock, Secrets], Ports] = _real_ports
    debug: bool = False

    @property
    def root(self) -> Path:
        """The folder that holds all sites."""
        from netdoc.app.paths import data_root

        return data_root(self.environment)

    def ports(self, clock: Clock, site_id: str | None = None) -> Ports:
        """Return the outside world with the secrets of this user, and of one site; raises as `secrets` does."""
        secrets = self.secrets(site_id)
        ports = self.make_ports(clock, secrets)
        if site_id is None:
            return ports
        from netdoc.app.refused_logins import FILE, RefusedLogins

        return replace(ports, logins=RefusedLogins(self.root / site_id / FILE, secrets))

    def secrets(self, site_id: str | None = None) -> SecretStore:
        """Return the secrets of this user, and of one site.

        Raises:
            ConfigError: a secrets file can be read by others or is wrong.
        """
        from netdoc.app.paths import SECRETS_FILE
        from netdoc.app.secrets import load_secrets

        files = [self.root / SECRETS_FILE]
        if site_id is not None:
            files.append(self.root / site_id / SECRETS_FILE)
        return load_secrets(files, self.environment)


def say(text: str) -> None:
    """Talk: to stderr, so that stdout holds data only."""
    click.echo(text, err=True)


def may_ask(no_input: bool) -> bool:
    """Return whether a person can be asked: a terminal in front, and no `--no-input`."""
    return not no_input and sys.stdin is not None and sys.stdin.isatty()


def print_json(document: Any) -> None:
    """Print one JSON document; ASCII, so that nothing in it can steer a terminal."""
    import json

    click.echo(json.dumps(document, indent=2, ensure_ascii=True))
