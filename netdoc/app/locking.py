"""One netdoc at a time for each site: a lock, and a note beside it that says who holds it since when.

The kernel drops the lock when its holder dies. The note stays then, and tells the next run that this one was
cut short. Where the lock itself stays (file systems whose locks are mere files, or a server that never heard of
the death), it is broken once the note's process is gone or was of another start of the computer.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from netdoc.errors import BadInput, StoreError
from netdoc.model.capture import Capture
from netdoc.model.codec import format_time, parse_time
from netdoc.model.facts.run_note import RunEvent, RunNote
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.ports import Clock
from netdoc.store.store import Store

READER = "lock/1"
_GREATEST_NOTE = 10_000


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock, as the note beside it says. `note` is the note as it lies on the disk."""

    pid: int
    boot_id: str
    since: datetime
    command: str
    started: str = ""
    """When the process began, as the kernel counts: tells it from a later one of the same number."""
    computer: str = ""
    namespace: str = ""
    """In which process numbers mean something: not the same inside a container and outside."""
    note: bytes = b""

    @property
    def words(self) -> str:
        """Return who it is and since when, for people."""
        return f"`netdoc {self.command}` (process {self.pid}) since {self.since:%Y-%m-%d %H:%M:%S} UTC"


@dataclass(frozen=True, slots=True)
class Broken:
    """A holder that left its lock or its note behind, and how that was found out."""

    holder: Holder
    why: str


class AlreadyMeasuring(StoreError):
    """Another netdoc is measuring this site."""

    def __init__(self, site_id: str, holder: Holder | None) -> None:
        who = f": {holder.words}" if holder is not None else ""
        super().__init__(
            f"another netdoc is measuring {site_id}{who}",
            hint="wait until it has ended, or measure as another site",
        )
        self.holder = holder


@contextmanager
def hold(store: Path, site_id: str, clock: Clock, command: str) -> Iterator[Broken | None]:
    """Hold a site's lock; yield what a run before left behind, if it did.

    Raises:
        AlreadyMeasuring: somebody alive holds it.
        StoreError: the folder cannot be made or written.
    """
    path = Path(f"{store}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock, broken = _acquired(path, site_id, clock, command)
    except Timeout:
        raise AlreadyMeasuring(site_id, holder_of(store)) from None
    except OSError as refused:
        raise StoreError(
            f"the folder {path.parent} cannot be made or written: {refused.strerror}",
            hint="check who owns it, or export NETDOC_HOME=FOLDER, a folder of yours; `netdoc doctor` looks at it",
        ) from None
    try:
        yield broken
    finally:
        with contextlib.suppress(OSError):
            _note_of(path).unlink()
        lock.release()


def holder_of(store: Path) -> Holder | None:
    """Return whom the note beside a store's lock names; None without a note that can be read."""
    return _read(_note_of(Path(f"{store}.lock")))


def record(store: Store, clock: Clock, event: RunEvent, holder: Holder | None, why: str) -> None:
    """Store what befell this run; the other run's note is the capture."""
    now = clock.now()
    fact = RunNote(event=event, why=why)
    digest = None
    with store.transaction():
        if holder is not None:
            fact = RunNote(event=event, command=holder.command, since=holder.since, pid=holder.pid, why=why)
            digest = store.put_capture(Capture(holder.note, now, "host", "lock note"))
        store.put([Seen("host", now, fact, digest, Plane.HOST, READER)])


def _acquired(path: Path, site_id: str, clock: Clock, command: str) -> tuple[FileLock, Broken | None]:
    """Return the lock, held, with our note beside it."""
    lock = FileLock(path)
    # Whoever reads or replaces the note does so alone: two runs shall not break the same lock after each other.
    with FileLock(f"{path}.note").acquire(timeout=5):
        left = _read(_note_of(path))
        try:
            lock.acquire(timeout=0)
            broken = (
                None if left is None else Broken(left, _gone(left, clock) or "it ended without giving its lock back")
            )
        except Timeout:
            why = _gone(left, clock) if left is not None else ""
            if left is None or not why:
                raise AlreadyMeasuring(site_id, left) from None
            path.unlink(missing_ok=True)  # the dead one's lock goes with the file; ours is on a new one
            lock = FileLock(path)
            lock.acquire(timeout=1)
            broken = Broken(left, why)
        _write(_note_of(path), clock, command)
    return lock, broken


def _gone(holder: Holder, clock: Clock) -> str:
    """Return in words why a holder cannot be alive; nothing when it may be."""
    if holder.computer != os.uname().nodename:
        return ""  # a shared folder: what lives over there is not known here
    if holder.boot_id and clock.boot_id() and holder.boot_id != clock.boot_id():
        return "the computer was started anew since"
    if holder.namespace != _namespace():
        return ""
    started = _started(holder.pid)
    if started is None:
        return f"its process {holder.pid} is gone"
    if holder.started and started != holder.started:
        return f"its process {holder.pid} is gone; another one has the number now"
    return ""


def _started(pid: int) -> str | None:
    """Return when a process began, in ticks since the computer's start; None when there is no such process."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    return None if fields[:1] == ["Z"] else fields[19] if len(fields) > 19 else ""


def _namespace() -> str:
    try:
        return str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return ""


def _note_of(lock: Path) -> Path:
    return lock.with_name(lock.name + ".json")


def _write(path: Path, clock: Clock, command: str) -> None:
    pid = os.getpid()
    held = {
        "pid": pid,
        "boot_id": clock.boot_id(),
        "since": format_time(clock.now()),
        "command": command,
        "started": _started(pid) or "",
        "computer": os.uname().nodename,
        "namespace": _namespace(),
    }
    fresh = path.with_name(f"{path.name}.{pid}")
    fresh.write_text(json.dumps(held, sort_keys=True), encoding="utf-8")
    fresh.replace(path)


def _read(path: Path) -> Holder | None:
    try:
        raw = path.read_bytes()[:_GREATEST_NOTE]
        held = json.loads(raw)
        texts = {
            key: str(held.get(key, ""))[:200] for key in ("boot_id", "command", "started", "computer", "namespace")
        }
        return Holder(pid=int(held["pid"]), since=parse_time(held["since"]), note=raw, **texts)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError, BadInput):
        return None
