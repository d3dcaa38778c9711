"""Run the command line inside the test's process, with a replayed world."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from netdoc.cli._session import Session
from netdoc.cli.main import run
from tests.netdoc.app.replay import World, office


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


class Desk:
    """A technician's computer: a data folder and a network that is replayed."""

    def __init__(self, root: Path, capture: pytest.CaptureFixture[str], world: World | None = None) -> None:
        self.root, self._capture = root, capture
        self.world = world or office()

    def run(self, *arguments: str, environment: dict[str, str] | None = None) -> Ran:
        session = Session(
            environment={"NETDOC_HOME": str(self.root), **(environment or {})},
            make_clock=lambda: self.world.clock,
            make_ports=lambda _clock, _secrets: self.world.ports(),
        )
        self._capture.readouterr()
        code = run(arguments, session)
        out, err = self._capture.readouterr()
        return Ran(code, out, err)
