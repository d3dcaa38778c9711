"""The one place from which tests start the installed `netdoc` as a program.

What measures runs only inside a namespace; what reads may run anywhere. `tests/test_lab_guard.py` sees to
it that no test starts it another way.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tests.lab.errors import LabError
from tests.lab.namespaces import PREFIX, enter

READS_ONLY = frozenset({"diagnose", "report", "demo", "export", "import"})
"""Commands that open no socket to the network."""

HELP = frozenset({"--help", "-h", "--version"})
READS_ONLY_IF = {"site": {"check", "show"}, "modem": {"read"}, "probe": {"list"}}
"""Groups of which only these commands read only."""

NOBODY = 65534


@dataclass(frozen=True, slots=True)
class Done:
    """What a run of netdoc left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def verdict(self) -> dict[str, Any]:
        """Return stdout as the JSON document it has to be."""
        try:
            document = json.loads(self.out)
        except ValueError as broken:
            raise AssertionError(f"stdout is not one JSON document ({broken}):\n{self.out}\n{self.err}") from broken
        assert isinstance(document, dict)
        return document


def netdoc_program() -> Path:
    """Return the installed program of the Python that runs the tests."""
    return Path(sysconfig.get_path("scripts")) / "netdoc"


class Running:
    """A netdoc that was started. It ends with the thread that started it, at the latest."""

    def __init__(
        self, args: Sequence[str], process: subprocess.Popen[str], heard: Callable[[str], None] = lambda _: None
    ) -> None:
        self.args, self.process = args, process
        self._said: dict[str, str] = {}
        self._readers = [
            threading.Thread(target=_read, args=(process.stdout, "out", self._said, lambda _: None), daemon=True),
            threading.Thread(target=_read, args=(process.stderr, "err", self._said, heard), daemon=True),
        ]
        for each in self._readers:
            each.start()

    def wait(self, timeout_s: float) -> Done:
        """Return what it left.

        Raises:
            LabError: it overran its time; it is dead then.
        """
        try:
            self.process.wait(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            self.kill()
            raise LabError(f"netdoc {' '.join(self.args)}: not done after {timeout_s} s: {self._said}") from None
        finally:
            for each in self._readers:
                each.join(timeout=5)
        return Done(self.process.returncode, self._said.get("out", ""), self._said.get("err", ""))

    def kill(self) -> None:
        """End it as `kill -9` does."""
        self.process.kill()
        self.process.wait(timeout=5)


def run_netdoc(
    args: Sequence[str],
    namespace: str | None,
    *,
    home: Path,
    timeout_s: float = 100,
    powerless: bool = False,
    environment: Mapping[str, str] | None = None,
    heard: Callable[[str], None] = lambda _: None,
) -> Done:
    """Run netdoc with a data root of its own and return what it left; the arguments are those of `start_netdoc`.

    Raises:
        LabError: a measuring command without a namespace of the lab, or it overran its time.
    """
    clean = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "HOME": str(home), "TZ": "UTC"}
    clean |= {"NETDOC_HOME": str(home), **(environment or {})}
    # another clone than the one that was installed says so by this, and its own code is what its tests are about
    clean |= {key: os.environ[key] for key in ("PYTHONPATH",) if key in os.environ}
    return start_netdoc(args, namespace, home=home, environment=clean, powerless=powerless, heard=heard).wait(timeout_s)


def start_netdoc(
    args: Sequence[str],
    namespace: str | None,
    *,
    home: Path,
    environment: Mapping[str, str],
    powerless: bool = False,
    heard: Callable[[str], None] = lambda _: None,
) -> Running:
    """Start netdoc.

    Args:
        args: the command line without the program.
        namespace: a namespace of the lab; None for commands that only read.
        home: the working directory.
        environment: all that it gets.
        powerless: run as `nobody`, without any right.
        heard: told each line of stderr as it comes, on another thread.

    Raises:
        LabError: a measuring command without a namespace of the lab.
    """
    command = [str(netdoc_program()), *args]
    if powerless:
        command = [*_without_rights(home), *command]
    if namespace is None:
        if not _only_reads(args):
            raise LabError(f"netdoc {' '.join(args)} measures: give it a namespace of the lab")
    elif not PREFIX.match(namespace):
        raise LabError(f"{namespace} is not a namespace of the lab")
    else:
        command = enter(namespace, command)
    process = subprocess.Popen(
        command,
        cwd=home,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    return Running(args, process, heard)


def bare_environment(home: Path) -> dict[str, str]:
    """Return what cron gives a command, and nothing else; netdoc's data lies in `data_below(home)` then."""
    return {"HOME": str(home), "LOGNAME": "root", "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"}


def data_below(home: Path) -> Path:
    """Return netdoc's data root where its environment holds only a home folder."""
    return home / ".local/share/netdoc"


def _read(stream: IO[str] | None, name: str, said: dict[str, str], heard: Callable[[str], None]) -> None:
    assert stream is not None
    with stream:
        for line in stream:
            said[name] = said.get(name, "") + line
            heard(line)


def _only_reads(args: Sequence[str]) -> bool:
    if HELP & set(args):
        return True
    words = [each for each in args if not each.startswith("-")]
    if not words:
        return False
    within = READS_ONLY_IF.get(words[0])
    return words[0] in READS_ONLY if within is None else len(words) > 1 and words[1] in within


def _without_rights(home: Path) -> list[str]:
    """Return the words before a command that take every right from it but reading files.

    Reading is kept only where `nobody` could not reach the Python that runs the tests (a clone in a closed
    home folder): it gives no right on the network.
    """
    for each in [home, *home.rglob("*")]:
        os.chown(each, NOBODY, NOBODY)
    plain = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    for more in ([], ["--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search"]):
        trial = [*plain, *more, sys.executable, "-c", f"import netdoc, os; os.listdir({str(home)!r})"]
        if subprocess.run(trial, capture_output=True, cwd="/", timeout=20).returncode == 0:
            return [*plain, *more]
    raise LabError(f"nobody can run {sys.executable} in {home}")
