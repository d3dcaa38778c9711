"""Child processes of the schedule: crontab, systemctl, loginctl, netdoc itself; no shell, a hard time limit."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

NOT_FOUND, TOO_LATE = 127, 124
_CRON_PATH = "/usr/bin:/bin"


@dataclass(frozen=True, slots=True)
class Told:
    """What a child process said. Bytes that are not UTF-8 are kept as surrogates."""

    code: int
    out: str = ""
    err: str = ""

    @property
    def complaint(self) -> str:
        """Return its own words for a failure, on one line."""
        lines = [each.strip() for each in (self.err + "\n" + self.out).splitlines() if each.strip()]
        words = " / ".join(lines[:3])[:300] or f"exit code {self.code}"
        return words.encode("utf-8", "backslashreplace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class Child:
    """Runs programs found on the PATH of an environment; without a PATH nothing is found."""

    environment: Mapping[str, str]
    timeout_s: float = 10.0

    def has(self, program: str) -> bool:
        """Return whether a program is there."""
        return self._path(program) is not None

    def run(self, argv: Sequence[str], *, given: str | None = None) -> Told:
        """Run a program to its end; one that is missing or hangs is told by its code, not raised."""
        path = self._path(argv[0])
        if path is None:
            return Told(NOT_FOUND, err=f"{argv[0]} is not installed")
        try:
            done = subprocess.run(
                [path, *argv[1:]],
                input=b"" if given is None else given.encode("utf-8", "surrogateescape"),
                capture_output=True,
                env={**self.environment, "LC_ALL": "C"},
                timeout=self.timeout_s,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Told(TOO_LATE, err=f"{argv[0]} did not end within {self.timeout_s:g} s")
        except OSError as broken:
            return Told(NOT_FOUND, err=f"{argv[0]} cannot be started: {broken.strerror}")
        return Told(done.returncode, _text(done.stdout), _text(done.stderr))

    def _path(self, program: str) -> str | None:
        return shutil.which(program, path=self.environment.get("PATH", ""))


def bare_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what cron leaves of an environment."""
    kept = {key: environment[key] for key in ("HOME", "LOGNAME") if key in environment}
    return {**kept, "PATH": _CRON_PATH, "SHELL": "/bin/sh"}


def user_name() -> str:
    """Return the name of the user whose schedule this is, or the number where there is no name."""
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def _text(told: bytes) -> str:
    return told.decode("utf-8", "surrogateescape")
