"""What every part of the doctor is handed: the computer, the data folder, and a way to ask without sending."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from netdoc import discover
from netdoc.app.asking import ask
from netdoc.app.doctor_computer import Computer
from netdoc.app.secrets import SecretStore
from netdoc.errors import CannotMeasure
from netdoc.model.facts import Fact
from netdoc.model.observation import Gap, Seen
from netdoc.model.site import Site
from netdoc.ports import Ports

F = TypeVar("F", bound=Fact)

CHILD_S = 1.2
"""A child process of the doctor is stopped after this long: it tells about settings, which are there at once."""


@dataclass(frozen=True)
class Look:
    """Where to look, and through what."""

    data: Path
    """The folder that holds all sites."""
    connect: Callable[[], Ports]
    """Makes the ports; raises PluginError where none are installed."""
    secrets: Callable[[str | None], SecretStore] = lambda _: SecretStore({}, {})
    """The secrets of this user, and of a site; raises ConfigError."""
    computer: Computer = field(default_factory=Computer)

    @cached_property
    def ports(self) -> Ports:
        """The outside world; only its files, its child processes and the list of its engines are used."""
        return self.connect()

    def fact(self, probe_id: str, kind: type[F]) -> F | str:
        """Return what a probe that reads files says of this computer, or why it says nothing."""
        probe = discover.probes().get(probe_id)
        if probe is None:
            return f"no probe {probe_id} is installed"
        answers = asyncio.run(ask(probe, Site(id="doctor"), self.ports, timeout_s=CHILD_S))
        for each in answers.observations:
            if isinstance(each, Seen) and isinstance(each.fact, kind):
                return each.fact
        return next((each.why for each in answers.observations if isinstance(each, Gap)), "the system does not say")

    def output(self, *argv: str) -> str:
        """Return what a child process printed.

        Raises:
            CannotMeasure: not installed, failed, or took too long.
        """
        return asyncio.run(self.ports.tool.run(argv, timeout_s=CHILD_S)).body.decode("utf-8", "replace")

    def output_or_none(self, *argv: str) -> str | None:
        """Return what a child process printed, or None where it told nothing."""
        try:
            return self.output(*argv)
        except CannotMeasure:
            return None
