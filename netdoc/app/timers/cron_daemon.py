"""Whether a cron daemon runs on this computer, and the command that starts the one that is installed."""

from __future__ import annotations

import os
from pathlib import Path

SYSTEM = Path("/")
"""Where the system's own folders lie."""
_PROCESSES = frozenset({"cron", "crond", "fcron", "bcron-start"})
_SERVICES = ("cron", "crond", "cronie", "dcron")
"""What the service is called: Debian, Red Hat and BusyBox, Arch, Alpine's other one."""
_UNIT_FOLDERS = ("etc/systemd/system", "usr/lib/systemd/system", "lib/systemd/system")
_PROGRAM_FOLDERS = ("usr/sbin", "sbin", "usr/bin", "bin")


def daemon_runs(system: Path | None = None) -> bool | None:
    """Return whether a cron daemon runs on this computer; None where the processes cannot be seen."""
    try:
        processes = [each for each in ((system or SYSTEM) / "proc").iterdir() if each.name.isdecimal()]
    except OSError:
        return None
    names = set()
    for each in processes:
        try:
            names.add((each / "comm").read_text(encoding="utf-8", errors="replace").strip())
        except OSError:
            continue
    if not names:
        return None
    return bool(names & _PROCESSES)


def start_command(system: Path | None = None, user_id: int | None = None) -> str:
    """Return what starts cron here, now and at each start where one command does both.

    The service has another name on each family of systems, and only a computer that systemd started has a
    `systemctl` that works: the files that are there tell which it is.
    """
    root = system or SYSTEM
    sudo = "" if (os.getuid() if user_id is None else user_id) == 0 else "sudo "
    script = next((each for each in _SERVICES if (root / "etc/init.d" / each).is_file()), None)
    if (root / "run/systemd/system").is_dir():
        units = [each for each in _SERVICES if any((root / at / f"{each}.service").is_file() for at in _UNIT_FOLDERS)]
        if units or script:
            return f"{sudo}systemctl enable --now {units[0] if units else script}"
    elif (root / "run/openrc").is_dir() and script:
        return f"{sudo}rc-update add {script} && {sudo}rc-service {script} start"
    elif script:
        return f"{sudo}service {script} start"
    programs = [f"/{at}/{name}" for name in ("cron", "crond") for at in _PROGRAM_FOLDERS]
    program = next((each for each in programs if os.access(root / each[1:], os.X_OK)), None)
    return f"{sudo}{program}" if program else "install a cron daemon (Debian and Ubuntu: the package cron)"
