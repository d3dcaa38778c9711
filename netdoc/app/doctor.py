"""What this computer can measure: each lack with what it costs the verdict and the command that mends it."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from netdoc import discover
from netdoc.app.asking import ask
from netdoc.errors import NetdocError
from netdoc.model.facts.clock_reading import ClockReading
from netdoc.model.observation import Seen
from netdoc.model.site import Site
from netdoc.ports import Ports

PING_SETTING = 'sudo sysctl -w net.ipv4.ping_group_range="0 2147483647"'
PING_RANGE_FILE = "/proc/sys/net/ipv4/ping_group_range"
LEAST_FREE_BYTES = 200_000_000
FONTS = Path(__file__).resolve().parent.parent / "report" / "fonts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One thing looked at."""

    what: str
    good: bool
    found: str
    costs: str = ""
    """What the lack costs the verdict."""
    fix: str = ""
    """The command, or what to do."""


def examine(root: Path, connect: Callable[[], Ports]) -> tuple[Checked, ...]:
    """Look at everything; nothing is sent to any network.

    Args:
        root: the data folder.
        connect: makes the ports; its errors become findings.
    """
    found = [_plugins(), _folder(root), _disk(root), _report(), _zones(), _tool("ping"), _tool("speedtest-cli")]
    try:
        ports = connect()
    except NetdocError as broken:
        lack = Checked(
            what="measuring", good=False, found=broken.message, costs="nothing can be measured", fix=broken.hint
        )
        return (*found, lack)
    return (*found, _echo(ports), _clock(ports))


def _plugins() -> Checked:
    try:
        probes, drivers, rules = len(discover.probes()), len(discover.drivers()), len(discover.rules())
    except NetdocError as broken:
        return Checked(
            what="plug-ins", good=False, found=broken.message, costs="nothing can be measured", fix=broken.hint
        )
    return Checked(what="plug-ins", good=True, found=f"{probes} probes, {drivers} modem drivers, {rules} rules")


def _folder(root: Path) -> Checked:
    nearest = _existing(root)
    if os.access(nearest, os.W_OK | os.X_OK):
        return Checked(what="data folder", good=True, found=str(root))
    return Checked(
        what="data folder",
        good=False,
        found=f"{nearest} cannot be written",
        costs="nothing can be stored, so nothing can be proved",
        fix="export NETDOC_HOME=FOLDER, a folder of yours",
    )


def _disk(root: Path) -> Checked:
    free = shutil.disk_usage(_existing(root)).free
    found = f"{free / 1e6:.0f} MB free"
    if free >= LEAST_FREE_BYTES:
        return Checked(what="disk", good=True, found=found)
    return Checked(
        what="disk",
        good=False,
        found=found,
        costs="a long watch could stop half-way; what is stored stays intact",
        fix="make room, or export NETDOC_HOME=FOLDER on another disk",
    )


def _report() -> Checked:
    fonts = FONTS.is_dir() and any(each.suffix in (".ttf", ".otf") for each in FONTS.rglob("*"))
    if importlib.util.find_spec("typst") is not None and fonts:
        return Checked(what="report", good=True, found="typst and the report's font are there")
    missing = "typst" if fonts else "the report's font"
    return Checked(
        what="report",
        good=False,
        found=f"{missing} is missing",
        costs="no PDF; the verdict, HTML and JSON are not affected",
        fix="python -m pip install --force-reinstall netdoc-toolkit",
    )


def _zones() -> Checked:
    try:
        ZoneInfo("Europe/Rome")
    except (KeyError, OSError, ValueError):
        return Checked(
            what="time zones",
            good=False,
            found="this computer has no time zone data",
            costs="reports show UTC only; nothing measured changes",
            fix="sudo apt-get install tzdata, or python -m pip install tzdata",
        )
    return Checked(what="time zones", good=True, found="known")


def _tool(name: str) -> Checked:
    costs = {
        "ping": "no last resort for the ladder when this user may not send ICMP: TCP connect times only",
        "speedtest-cli": "no speed test by speedtest-cli; a download from a configured address still works",
    }[name]
    beside = Path(sys.executable).with_name(name)
    path = shutil.which(name) or (str(beside) if beside.exists() else None)
    if path is not None:
        return Checked(what=name, good=True, found=path)
    fix = {"ping": "sudo apt-get install iputils-ping", "speedtest-cli": "python -m pip install speedtest-cli"}[name]
    return Checked(what=name, good=False, found="not installed", costs=costs, fix=fix)


def _echo(ports: Ports) -> Checked:
    engines = ", ".join(ports.echo.engines())
    allowed = (ports.files.read(PING_RANGE_FILE) or b"unknown").decode("ascii", "replace").split()
    if "own" in ports.echo.engines():
        return Checked(what="ladder", good=True, found=f"engines: {engines}")
    return Checked(
        what="ladder",
        good=False,
        found=f"engines: {engines}; ping_group_range is {' '.join(allowed)}",
        costs="no kernel time stamps, and possibly no ICMP: loss and delay of the ladder count for less",
        fix=PING_SETTING,
    )


def _clock(ports: Ports) -> Checked:
    probe = discover.probes().get("clock")
    if probe is not None:
        answers = asyncio.run(ask(probe, Site(id="doctor"), ports, timeout_s=5.0))
        for each in answers.observations:
            if isinstance(each, Seen) and isinstance(each.fact, ClockReading) and each.fact.synchronised:
                bound = f", right to ±{each.fact.bound_s:.3g} s" if each.fact.bound_s is not None else ""
                return Checked(what="clock", good=True, found=f"follows a time server{bound}")
    return Checked(
        what="clock",
        good=False,
        found="the system does not say that its clock follows a time server",
        costs="times in the report cannot be lined up with the vendor's log",
        fix="sudo timedatectl set-ntp true",
    )


def _existing(path: Path) -> Path:
    """Return the path, or its nearest parent that exists."""
    for each in (path, *path.absolute().parents):
        if each.exists():
            return each
    return Path("/")
