"""Give every right away for good: what reads strangers' packets afterwards can do nothing but that.

Source: capabilities(7), prctl(2), capset(2); <linux/capability.h>, <linux/prctl.h>.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from pathlib import Path

NOBODY = 65534
PR_SET_PDEATHSIG, PR_CAPBSET_READ, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 1, 23, 24, 38, 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
CAPABILITY_VERSION_3 = 0x20080522
MOST_CAPABILITIES = 64
STATUS = Path("/proc/self/status")
NONE_HELD = ("CapInh", "CapPrm", "CapEff", "CapAmb")


class RightsKept(Exception):
    """A right could not be given away: nothing may be sent or read then."""


def die_with_parent(by: signal.Signals = signal.SIGKILL) -> None:
    """Let the kernel end this process when its parent ends."""
    _libc().prctl(PR_SET_PDEATHSIG, int(by), 0, 0, 0)


def drop_everything(user: int | None, *, dies_by: signal.Signals = signal.SIGKILL) -> None:
    """Give away all capabilities, the user's and the groups' rights, and the way back to any of them.

    Args:
        user: id to become where this process is root; None or 0: nobody.
        dies_by: signal that comes when the parent ends.

    Raises:
        RightsKept: afterwards the kernel still shows a right.
    """
    libc = _libc()
    root = os.geteuid() == 0
    try:
        if root:
            for number in range(MOST_CAPABILITIES):
                if libc.prctl(PR_CAPBSET_READ, number, 0, 0, 0) == 1:
                    libc.prctl(PR_CAPBSET_DROP, number, 0, 0, 0)
        libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        if root:
            becoming = user or NOBODY
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(becoming, becoming, becoming)
        _hold_nothing(libc)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    except OSError as refused:
        raise RightsKept(f"the rights could not be given away: {refused}") from refused
    die_with_parent(dies_by)  # a change of user makes the kernel forget it
    if kept := rights_kept(STATUS.read_bytes().decode(), was_root=root):
        raise RightsKept(f"rights were left: {kept}")


def rights_kept(status: str, *, was_root: bool) -> str:
    """Return what /proc/PID/status shows of rights that are left, in its own words; nothing when there are none."""
    fields = {key: value.split() for key, _, value in (line.partition(":") for line in status.splitlines())}
    left = [name for name in (*NONE_HELD, *(("CapBnd",) if was_root else ())) if int(fields[name][0], 16)]
    left += [name for name in ("Uid", "Gid") if "0" in fields[name]]
    left += [name for name in ("Groups",) if was_root and fields[name]]
    left += ["NoNewPrivs"] if fields["NoNewPrivs"] != ["1"] else []
    return " ".join(f"{name}={','.join(fields[name])}" for name in left)


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Data(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def _hold_nothing(libc: ctypes.CDLL) -> None:
    header, nothing = _Header(CAPABILITY_VERSION_3, 0), (_Data * 2)()
    if libc.capset(ctypes.byref(header), ctypes.byref(nothing)) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
