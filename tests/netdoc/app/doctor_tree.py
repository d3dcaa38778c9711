"""A computer laid out in a folder: real files, real links, real little programs; and the doctor's look at it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from netdoc.app.doctor_computer import NAME_LENGTH, Computer
from netdoc.app.doctor_look import Look
from netdoc.app.doctor_record import Checked
from netdoc.app.secrets import load_secrets
from netdoc.ports import Ports
from probes.wire.files import ADJTIMEX
from probes.wire.tool import SystemTool
from tests.netdoc.app.replay import WIRED_OFFICE, World

FOLLOWS_A_SERVER = "state=0 status=0x2001 maxerror_us=143500 esterror_us=0 offset=-1843 tai_s=37"
FOLLOWS_NOBODY = "state=5 status=0x40 maxerror_us=16000000 esterror_us=0 offset=0 tai_s=0"
EVERYBODY_MAY_PING = "0\t2147483647\n"
LID = 'I: Bus=0019 Vendor=0000\nN: Name="Lid Switch"\nP: Phys=PNP0C0D/button/input0\n'


class TreeFiles:
    """`ports.Files` of that computer."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, path: str) -> bytes | None:
        try:
            return (self._root / path.lstrip("/")).read_bytes()
        except OSError:
            return None

    def names(self, folder: str) -> Sequence[str]:
        try:
            return sorted(each.name for each in (self._root / folder.lstrip("/")).iterdir())
        except OSError:
            return ()


@dataclass
class Tree:
    """A wired desktop computer with systemd, whose clock follows a server; tests change what they are about."""

    root: Path
    user_id: int = field(default_factory=os.getuid)
    environment: dict[str, str] = field(default_factory=dict)
    world: World = field(default_factory=World)

    def __post_init__(self) -> None:
        for path, content in WIRED_OFFICE.items():
            self.write(path, content.decode())
        self.write(ADJTIMEX, FOLLOWS_A_SERVER)
        self.write("/proc/sys/net/ipv4/ping_group_range", EVERYBODY_MAY_PING)
        self.write("/proc/cmdline", "BOOT_IMAGE=/vmlinuz root=/dev/sda1\n")
        self.write("/sys/power/state", "freeze mem disk\n")
        self.folder("/sys/class/rtc/rtc0")
        self.folder("/run/systemd/system")
        self.process("systemd-timesyncd")
        self.data.mkdir()

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def programs(self) -> Path:
        return self.root / "programs"

    @property
    def home(self) -> Path:
        return self.root / "home"

    def write(self, path: str, text: str) -> Path:
        place = self.root / path.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
        return place

    def folder(self, path: str) -> None:
        (self.root / path.lstrip("/")).mkdir(parents=True, exist_ok=True)

    def link(self, path: str, target: str) -> None:
        place = self.root / path.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(target)

    def remove(self, path: str) -> None:
        place = self.root / path.lstrip("/")
        if place.is_dir():
            place.rmdir()
        else:
            place.unlink()

    def process(self, name: str) -> None:
        number = 100 + len(list((self.root / "proc").glob("[0-9]*")))
        self.write(f"/proc/{number}/comm", name[:NAME_LENGTH] + "\n")

    def no_processes(self) -> None:
        for each in (self.root / "proc").glob("[0-9]*/comm"):
            each.unlink()

    def program(self, name: str, script: str) -> None:
        """Put a real little program where the doctor's children are looked for."""
        place = self.write(f"/programs/{name}", f"#!/bin/sh\n{script}\n")
        place.chmod(0o755)

    def laptop(self, *, on_battery: bool = False) -> None:
        self.write("/proc/bus/input/devices", LID)
        base = "/sys/class/power_supply"
        self.write(f"{base}/AC/type", "Mains\n")
        self.write(f"{base}/AC/online", "0\n" if on_battery else "1\n")
        for name, value in {
            "type": "Battery",
            "status": "Discharging" if on_battery else "Full",
            "capacity": "83",
            "energy_now": "30000000",
            "power_now": "10000000" if on_battery else "0",
        }.items():
            self.write(f"{base}/BAT0/{name}", f"{value}\n")

    def masked(self, *targets: str) -> None:
        for each in targets:
            self.link(f"/etc/systemd/system/{each}.target", "/dev/null")

    def secrets(self, site_id: str | None) -> object:
        files = [self.data / "secrets.toml"]
        if site_id is not None:
            files.append(self.data / site_id / "secrets.toml")
        return load_secrets(files, self.environment)

    def ports(self) -> Ports:
        return replace(self.world.ports(), files=TreeFiles(self.root), tool=SystemTool(self.world.clock))

    def look(self, **changes: object) -> Look:
        computer = Computer(root=self.root, home=self.home, environment=self.environment, user_id=self.user_id)
        held: Mapping[str, object] = {
            "data": self.data,
            "connect": self.ports,
            "secrets": self.secrets,
            "computer": computer,
            **changes,
        }
        return Look(**held)  # type: ignore[arg-type]


def a_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """Return a computer whose children are looked for in the tree only."""
    tree = Tree(tmp_path / "computer")
    tree.programs.mkdir()
    monkeypatch.setenv("PATH", str(tree.programs))
    return tree


def by_name(found: Sequence[Checked]) -> dict[str, Checked]:
    """Return findings by what they are about; the worst of several of one name counts."""
    order = ["stops", "weakens", "remark", "unknown", "ok"]
    return {each.what: each for each in sorted(found, key=lambda each: -order.index(each.level.value))}
