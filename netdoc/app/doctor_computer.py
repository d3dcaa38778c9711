"""The computer under a root folder: its files and running programs. Tests lay a whole computer out in a folder."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path

MOST_BYTES = 256 * 1024
MOST_PROCESSES = 4096
NAME_LENGTH = 15
"""The kernel cuts the names of processes here (TASK_COMM_LEN - 1)."""

_MANAGERS: Mapping[str, str] = {
    "apt-get": "apt-get install",
    "dnf": "dnf install",
    "zypper": "zypper install",
    "pacman": "pacman -S",
    "apk": "apk add",
}
_PACKAGES: Mapping[str, Mapping[str, str]] = {
    "ping": {"apt-get": "iputils-ping", "": "iputils"},
    "tzdata": {"zypper": "timezone", "": "tzdata"},
    "cron": {"apt-get": "cron", "zypper": "cron", "apk": "busybox-openrc", "": "cronie"},
}
"""By what is wanted: the package's name by package manager, and by all others."""


class Surroundings(StrEnum):
    """What the computer stands in, as far as it can tell."""

    HARDWARE = "hardware"
    VIRTUAL = "virtual machine"
    CONTAINER = "container"
    WSL = "Windows subsystem for Linux"


@dataclass(frozen=True, slots=True)
class Process:
    """A running program: its owner, and its name as the kernel cuts it."""

    user_id: int
    name: str


@dataclass(frozen=True)
class Computer:
    """Files below `root`, and who asks. All reading is bounded; what is missing or refused reads as None."""

    root: Path = Path("/")
    home: Path = field(default_factory=Path.home)
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    user_id: int = field(default_factory=os.geteuid)

    def at(self, path: str) -> Path:
        """Return where an absolute path of that computer lies."""
        return self.root / path.lstrip("/")

    def read(self, path: str | Path) -> str | None:
        """Return a file's first 256 KiB as text, or None where it does not exist or cannot be read."""
        place = self.at(path) if isinstance(path, str) else path
        try:
            with place.open("rb", buffering=0) as file:
                return file.read(MOST_BYTES).decode("utf-8", "replace")
        except (OSError, ValueError):
            return None

    def word(self, path: str) -> str:
        """Return a one-line file's content without its line end; empty where there is none."""
        return (self.read(path) or "").strip()

    def number(self, path: str) -> int | None:
        """Return a one-line file's whole number."""
        try:
            return int(self.word(path))
        except ValueError:
            return None

    def names(self, folder: str) -> Sequence[str]:
        """Return the names in a folder, sorted; empty where there is none."""
        try:
            return sorted(each.name for each in self.at(folder).iterdir())
        except (OSError, ValueError):
            return ()

    def exists(self, path: str) -> bool:
        """Return whether there is something at a path."""
        try:
            return self.at(path).exists()
        except (OSError, ValueError):
            return False

    def link(self, path: str) -> str | None:
        """Return where a symbolic link points, or None where it is none."""
        try:
            return str(self.at(path).readlink())
        except (OSError, ValueError):
            return None

    @cached_property
    def processes(self) -> tuple[Process, ...]:
        """The running programs that this user may see."""
        found = []
        for name in [each for each in self.names("/proc") if each.isdigit()][:MOST_PROCESSES]:
            command = self.word(f"/proc/{name}/comm")
            try:
                owner = self.at(f"/proc/{name}").stat().st_uid
            except OSError:
                continue  # it has ended meanwhile
            if command:
                found.append(Process(owner, command))
        return tuple(found)

    def running(self, *names: str) -> str | None:
        """Return the first of these programs that runs, or None."""
        seen = {each.name for each in self.processes}
        return next((name for name in names if name[:NAME_LENGTH] in seen), None)

    def has_program(self, name: str) -> bool:
        """Return whether a program lies in one of the usual folders."""
        return any(self.exists(f"{folder}/{name}") for folder in ("/usr/bin", "/bin", "/usr/sbin", "/sbin"))

    def install(self, wanted: str) -> str:
        """Return the command that installs what is wanted, by this system's package manager."""
        manager = next((each for each in _MANAGERS if self.has_program(each)), "apt-get")
        names = _PACKAGES.get(wanted, {})
        return f"sudo {_MANAGERS[manager]} {names.get(manager, names.get('', wanted))}"

    @property
    def has_systemd(self) -> bool:
        """Whether the computer was started by systemd (sd_booted(3))."""
        return self.exists("/run/systemd/system")

    @property
    def surroundings(self) -> Surroundings:
        """What the computer stands in."""
        if "microsoft" in self.word("/proc/sys/kernel/osrelease").lower():
            return Surroundings.WSL
        if any(self.exists(each) for each in ("/run/systemd/container", "/.dockerenv", "/run/.containerenv")):
            return Surroundings.CONTAINER
        maker = f"{self.word('/sys/class/dmi/id/sys_vendor')} {self.word('/sys/class/dmi/id/product_name')}".lower()
        virtual = ("qemu", "kvm", "vmware", "virtualbox", "innotek", "virtual machine", "xen", "parallels", "bochs")
        return Surroundings.VIRTUAL if any(each in maker for each in virtual) else Surroundings.HARDWARE
