"""Can the evidence be written, for how long, and will it still be there tomorrow?"""

from __future__ import annotations

import contextlib
import os
import resource
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from netdoc.app.doctor_computer import Computer
from netdoc.app.doctor_look import Look
from netdoc.app.doctor_record import Checked, Level, fine
from netdoc.app.doctor_store import growth, open_stores, stores
from netdoc.app.paths import HOME_VARIABLE

LEAST_BYTES = 20_000_000
"""With less, a run may end within the hour: SQLite's log and a report need as much."""
LEAST_DAYS = 30
"""A complaint takes weeks; the record has to outlast it."""
UNMEASURED_BYTES = 200_000_000
"""Asked for where no store has told its rate yet."""
_ELSEWHERE = f"export {HOME_VARIABLE}=FOLDER"
_FOLDER = "FOLDER: a folder of yours on a disk of this computer"
_IN_MEMORY = frozenset({"tmpfs", "ramfs"})
_OVER_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p", "afs", "ceph"})
_LIVE = ("boot=live", "boot=casper", "rd.live.image", "archisobasedir=")
_KEPT = ("persistence", "persistent", "rd.live.overlay=", "cow_label=", "cow_device=")


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of /proc/mounts."""

    point: str
    kind: str
    options: frozenset[str]


def disk(look: Look) -> Iterator[Checked]:
    """Yield the data folder's state, how long its disk lasts, and the state of the stores in it."""
    folder = _existing(look.data)
    mount = mount_of(str(folder.resolve()), look.computer.read("/proc/mounts") or "")
    yield from _folder(look.data, folder, mount, look.computer)
    yield from _lasts(mount, look.computer)
    yield from _limits()
    opened = open_stores(look.data)
    yield room(space_of(folder), growth(opened), folder)
    yield from stores(look, opened)


def mount_of(path: str, table: str) -> Mount | None:
    """Return the mount that a path lies on, by the text of /proc/mounts; the last one hides those before it."""
    found: Mount | None = None
    for line in table.splitlines():
        words = line.split()
        if len(words) < 4:
            continue
        point = words[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        inside = point in ("/", path) or path.startswith(point.rstrip("/") + "/")
        if inside and (found is None or len(point) >= len(found.point)):
            found = Mount(point, words[2], frozenset(words[3].split(",")))
    return found


def _folder(data: Path, folder: Path, mount: Mount | None, computer: Computer) -> Iterator[Checked]:
    if not os.access(folder, os.W_OK | os.X_OK, effective_ids=True):
        read_only = (mount is not None and "ro" in mount.options) or os.statvfs(folder).f_flag & os.ST_RDONLY
        yield Checked(
            what="data folder",
            level=Level.STOPS,
            found=f"{folder} "
            + ("lies on a read-only file system" if read_only else "may not be written by this user"),
            costs="nothing can be stored, so nothing can be proved",
            commands=(_ELSEWHERE,),
            advice=_FOLDER,
        )
        return
    yield fine("data folder", str(data))
    other = computer.environment.get("SUDO_USER")
    if other and computer.user_id == 0 and HOME_VARIABLE not in computer.environment:
        yield Checked(
            what="user",
            level=Level.REMARK,
            found=f"this looks at root's folder and rights, not at those of {other}",
            costs="what cron or the desk user can do is not told by it",
            commands=("netdoc doctor",),
            advice="without sudo, as the user that measures",
        )


def _lasts(mount: Mount | None, computer: Computer) -> Iterator[Checked]:
    if mount is None:
        return
    words = computer.word("/proc/cmdline").split()
    live = any(word.startswith(_LIVE) for word in words) and not any(word.startswith(_KEPT) for word in words)
    if mount.kind in _IN_MEMORY or (live and mount.kind in ("overlay", "aufs")):
        yield Checked(
            what="evidence",
            level=Level.WEAKENS,
            found=f"the data folder lies in memory ({mount.kind} at {mount.point})",
            costs="a restart or a power cut, which may be the very fault, wipes everything recorded",
            commands=(_ELSEWHERE,),
            advice="FOLDER: on a disk or a stick that stays",
        )
    elif mount.kind in _OVER_NETWORK:
        yield Checked(
            what="evidence",
            level=Level.WEAKENS,
            found=f"the data folder lies on a network drive ({mount.kind} at {mount.point})",
            costs="when the network fails nothing can be written, and a store may be damaged (SQLite's log needs a "
            "local disk)",
            commands=(_ELSEWHERE,),
            advice=_FOLDER,
        )


@dataclass(frozen=True, slots=True)
class Space:
    """What a file system has left for this user."""

    free_bytes: int
    files_left: int | None
    """None where the file system does not count files."""


def space_of(folder: Path) -> Space:
    """Return what the file system of a folder has left for this user."""
    held = os.statvfs(folder)
    return Space(held.f_bavail * held.f_frsize, held.f_favail if held.f_files > 0 else None)


def room(space: Space, bytes_a_day: float | None, folder: Path) -> Checked:
    """Return whether the record has room, and for how long at the rate it was measured to grow."""
    size = f"{space.free_bytes / 1e9:.1f} GB" if space.free_bytes >= 10**9 else f"{space.free_bytes / 1e6:.0f} MB"
    found = f"{size} free"
    days = None
    if bytes_a_day:
        days = space.free_bytes / bytes_a_day
        found += f": {_span(days)} at the measured {bytes_a_day / 1e6:.2g} MB a day"
    level = Level.OK
    if space.files_left == 0:
        level, found = Level.STOPS, "no file can be made any more (no inodes left)"
    elif space.free_bytes < LEAST_BYTES:
        level = Level.STOPS
    elif space.free_bytes < UNMEASURED_BYTES if days is None else days < LEAST_DAYS:
        level = Level.WEAKENS
    if level is Level.OK:
        return fine("disk", found)
    return Checked(
        what="disk",
        level=level,
        found=found,
        costs="recording ends when the disk is full: later faults are gaps; what is stored stays intact",
        advice=f"make room, or keep the data on another disk ({_FOLDER})",
        commands=(f"du -xh --max-depth=1 {shlex.quote(str(folder))} | sort -h", _ELSEWHERE),
    )


def _span(days: float) -> str:
    return "more than a year" if days > 366 else f"{days:.0f} days" if days >= 2 else f"{days * 24:.0f} hours"


def _limits() -> Iterator[Checked]:
    soft, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    if soft != resource.RLIM_INFINITY and soft < UNMEASURED_BYTES:
        yield Checked(
            what="file size",
            level=Level.WEAKENS,
            found=f"this user's files may not grow beyond {soft / 1e6:.0f} MB (ulimit -f)",
            costs="the store stops growing there: later faults are gaps",
            commands=("ulimit -f unlimited",),
        )


def _existing(path: Path) -> Path:
    """Return the path, or its nearest parent that exists and that this user may look at."""
    for each in (path, *path.absolute().parents):
        with contextlib.suppress(OSError):  # a parent that may not be entered
            if each.exists():
                return each
    return Path("/")
