"""Network namespaces under one random prefix: made together, found and removed together, also after a crash.

Each group holds an exclusive lock on `/run/netdoc-lab/PREFIX.lock` while its owner lives. The kernel drops
the lock when the owner dies, however it dies, so that the next group finds what was left and removes it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tests.lab.errors import LabError

RUN_DIR = Path("/run/netdoc-lab")
MOUNTED = Path("/run/netns")
ETC = Path("/etc/netns")
PREFIX = re.compile(r"^(ndl[0-9a-f]{6})-")
"""Every namespace of this lab, and nothing else, is named like this."""


def new_prefix() -> str:
    """Return a prefix that no other office on this machine has."""
    return f"ndl{secrets.token_hex(3)}"


class Group:
    """Namespaces `PREFIX-ROLE`. Use as a context manager: on leaving, everything in them is gone."""

    def __init__(self, roles: Sequence[str]) -> None:
        self.prefix = new_prefix()
        self.roles = tuple(roles)
        self._lock = -1

    def __enter__(self) -> Group:
        remove_stale()
        RUN_DIR.mkdir(parents=True, exist_ok=True)
        self._lock = _held_lock(self.prefix)
        try:
            self.folder.mkdir(mode=0o755)
            ip_batch([f"netns add {self.name(each)}" for each in self.roles])
            for role in self.roles:
                ip_batch(["link set lo up"], namespace=self.name(role))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        remove(self.prefix)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    @property
    def folder(self) -> Path:
        """A folder for logs and configurations; it goes with the namespaces."""
        return folder_of(self.prefix)

    def name(self, role: str) -> str:
        """Return the namespace's name as `ip netns` knows it."""
        return f"{self.prefix}-{role}"

    def etc(self, role: str, files: Mapping[str, str]) -> None:
        """Give a namespace its own files of /etc: `ip netns exec` binds them over the machine's."""
        folder = ETC / self.name(role)
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text)


def enter(namespace: str, argv: Sequence[str]) -> list[str]:
    """Return the command that runs `argv` in a namespace; it dies with the thread that starts it."""
    return ["ip", "netns", "exec", namespace, "setpriv", "--pdeathsig", "KILL", *argv]


def run_in(
    namespace: str, argv: Sequence[str], *, timeout_s: float = 10, check: bool = True, text: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a short command in a namespace and return what it printed.

    Raises:
        LabError: it failed, with `check`, or overran its time.
    """
    try:
        done = subprocess.run(
            enter(namespace, argv), capture_output=True, text=True, timeout=timeout_s, input=text or "", check=False
        )
    except subprocess.TimeoutExpired as late:
        raise LabError(f"{namespace}: {' '.join(argv)}: not done after {timeout_s} s") from late
    if check and done.returncode != 0:
        raise LabError(f"{namespace}: {' '.join(argv)}: exit {done.returncode}: {done.stderr.strip()}")
    return done


def ip_batch(commands: Iterable[str], *, namespace: str | None = None) -> None:
    """Run `ip` commands in one process, in order; the first failure stops.

    Raises:
        LabError: with ip's own words and the line number.
    """
    lines = "\n".join(commands) + "\n"
    where = ["-n", namespace] if namespace else []
    done = subprocess.run(
        ["ip", *where, "-batch", "-"], input=lines, capture_output=True, text=True, timeout=20, check=False
    )
    if done.returncode != 0:
        raise LabError(f"ip -batch in {namespace or 'the machine'}: {done.stderr.strip()}\n{lines}")


def existing(prefix: str = "") -> list[str]:
    """Return the lab's namespaces on this machine, of one prefix or of all."""
    if not MOUNTED.is_dir():
        return []
    return sorted(each.name for each in MOUNTED.iterdir() if PREFIX.match(each.name) and each.name.startswith(prefix))


def processes(names: Iterable[str]) -> list[int]:
    """Return the processes that live in these namespaces."""
    inodes = set()
    for name in names:
        try:
            inodes.add((MOUNTED / name).stat().st_ino)
        except OSError:
            continue
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if (folder / "ns/net").stat().st_ino in inodes:
                    found.append(int(folder.name))
            except OSError:  # it ended meanwhile
                continue
    return found


def remove(prefix: str) -> None:
    """Kill what lives in the namespaces of a prefix and delete them, their /etc files and their lock."""
    names = existing(prefix)
    deadline = time.monotonic() + 3
    while (living := processes(names)) and time.monotonic() < deadline:
        for pid in living:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.01)
    if names:
        ip_batch(f"netns del {each}" for each in names)
    for folder in ETC.glob(f"{prefix}-*"):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(folder_of(prefix), ignore_errors=True)
    _lock_file(prefix).unlink(missing_ok=True)


def remove_stale() -> list[str]:
    """Remove the offices whose owner is dead and return their prefixes; those of living owners stay."""
    found = [PREFIX.match(each) for each in existing()]
    prefixes = {each.group(1) for each in found if each} | {each.stem for each in RUN_DIR.glob("*.lock")}
    return [each for each in sorted(prefixes) if _remove_if_stale(each)]


def _remove_if_stale(prefix: str) -> bool:
    RUN_DIR.mkdir(parents=True, exist_ok=True)
    handle = os.open(_lock_file(prefix), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        remove(prefix)
        return True
    finally:
        os.close(handle)


def _held_lock(prefix: str) -> int:
    """Return a lock on the file of that name.

    Whoever looks for offices of dead owners may find the file before it is locked, and takes it away: a lock on a file
    without a name holds nobody off, and the next one who looks would kill a living office.
    """
    for _ in range(100):
        handle = os.open(_lock_file(prefix), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        with contextlib.suppress(FileNotFoundError):
            if os.fstat(handle).st_ino == _lock_file(prefix).stat().st_ino:
                return handle
        os.close(handle)
    raise LabError(f"{_lock_file(prefix)} is taken away again and again")


def _lock_file(prefix: str) -> Path:
    return RUN_DIR / f"{prefix}.lock"


def folder_of(prefix: str) -> Path:
    """Return the folder of an office: logs, configurations, the modem's state."""
    return Path(tempfile.gettempdir()) / f"netdoc-lab-{prefix}"
