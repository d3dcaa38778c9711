"""A technician's computer on which only stand-ins of the schedulers are found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from netdoc import __version__
from netdoc.app.timers import Job
from tests.netdoc.app.timers import stand_ins

NOW = datetime(2026, 3, 2, 9, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Computer:
    """Folders of one computer, and its programs."""

    folder: Path

    @property
    def programs(self) -> Path:
        return self.folder / "bin"

    @property
    def spool(self) -> Path:
        return self.folder / "spool"

    @property
    def units(self) -> Path:
        return self.folder / "config" / "systemd" / "user"

    @property
    def root(self) -> Path:
        return self.folder / "data"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": str(self.programs),
            "HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "NETDOC_HOME": str(self.root),
        }

    def job(self, site_id: str = "harbour") -> Job:
        """Return a job whose program says it is of this version."""
        program = stand_ins.netdoc(self.folder / "venv" / "bin", __version__)
        return Job(site_id, program, self.root)


@dataclass
class SteppedClock:
    """A clock that stands where it was put."""

    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment

    def monotonic_ns(self) -> int:
        return int((self.moment - NOW) / timedelta(microseconds=1)) * 1000 + 10**15

    def boottime_ns(self) -> int:
        return self.monotonic_ns()

    def boot_id(self) -> str:
        return "9d3f2b1a-7c55-4c9e-8f10-2b6a4f0d7e11"
