"""Can this user measure at all: plug-ins, the right to ping, tools, the report's parts, and what we stand in."""

from __future__ import annotations

import importlib.util
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from netdoc import discover
from netdoc.app.doctor_computer import Computer, Surroundings
from netdoc.app.doctor_look import Look
from netdoc.app.doctor_record import Checked, Level, fine
from netdoc.errors import CannotMeasure, NetdocError
from netdoc.ports import Echo

PING_SETTING = 'sudo sysctl -w net.ipv4.ping_group_range="0 2147483647"'
PING_KEPT = "echo 'net.ipv4.ping_group_range = 0 2147483647' | sudo tee /etc/sysctl.d/60-netdoc-ping.conf"
PING_RANGE_FILE = "/proc/sys/net/ipv4/ping_group_range"
"""Groups whose members may open ICMP sockets without a privilege; `1 0` is nobody (icmp(7))."""
FONTS = Path(__file__).resolve().parent.parent / "report" / "fonts"
_PIP = f"{shlex.quote(sys.executable)} -m pip install"


def measuring(look: Look) -> Iterator[Checked]:
    """Yield what can be measured by this user."""
    try:
        yield _plugins()
        echo = look.ports.echo
    except NetdocError as broken:
        yield Checked(
            what="plug-ins",
            level=Level.STOPS,
            found=broken.message,
            costs="nothing can be measured",
            advice=broken.hint,
        )
        return
    yield _ladder(echo, look.computer)
    yield _ping(look.computer)
    yield _speedtest()
    yield _stands_in(look.computer)


def reporting(look: Look) -> Iterator[Checked]:
    """Yield whether a report can be made."""
    fonts = FONTS.is_dir() and any(each.suffix in (".ttf", ".otf") for each in FONTS.rglob("*"))
    if importlib.util.find_spec("typst") is not None and fonts:
        yield fine("report", "typst and the report's font are there")
    else:
        yield Checked(
            what="report",
            level=Level.WEAKENS,
            found=f"{'typst' if fonts else 'the font of the report'} is missing",
            costs="no PDF for the vendor; the verdict, HTML and JSON are not affected",
            commands=(f"{_PIP} --force-reinstall netdoc-toolkit",),
        )
    try:
        ZoneInfo("Europe/Rome")
    except (KeyError, OSError, ValueError):
        yield Checked(
            what="time zones",
            level=Level.REMARK,
            found="this computer has no time zone data",
            costs="reports show UTC only; nothing measured changes",
            commands=(look.computer.install("tzdata"),),
        )
    else:
        yield fine("time zones", "known")


def _plugins() -> Checked:
    probes, drivers, rules = len(discover.probes()), len(discover.drivers()), len(discover.rules())
    return fine("plug-ins", f"{probes} probes, {drivers} modem drivers, {rules} rules")


def _ladder(echo: Echo, computer: Computer) -> Checked:
    engines = tuple(echo.engines())
    if "own" in engines:
        return _stamps(echo, engines, computer)
    allowed = computer.word(PING_RANGE_FILE).split()
    setting = f"; ping_group_range is {' '.join(allowed)}" if allowed else ""
    by_child = "ping" in engines
    found = "this user may open no ICMP socket" + ("; the program `ping` may" if by_child else ", nor may `ping`")
    costs = (
        "delays are those that `ping` prints: no kernel stamps, one child process an address"
        if by_child
        else "only TCP connect times: a router, a modem or a hop that accepts no connection is not seen at all, so "
        "loss cannot be laid to a segment"
    )
    advice = "in a container the host has to allow it" if computer.surroundings is Surroundings.CONTAINER else ""
    return Checked(
        what="ladder",
        level=Level.WEAKENS,
        found=f"{found} (engines: {', '.join(engines)}{setting})",
        costs=costs,
        advice=advice,
        commands=(PING_SETTING, PING_KEPT),
    )


def _stamps(echo: Echo, engines: tuple[str, ...], computer: Computer) -> Checked:
    try:
        echo.open("own", ()).close()
    except CannotMeasure as without:
        return Checked(
            what="ladder",
            level=Level.WEAKENS,
            found=f"ICMP, but {without.message} (engines: {', '.join(engines)})",
            costs="on a busy computer delays are wrong by milliseconds",
            advice="use a computer with a current Linux kernel for the measurement",
        )
    if computer.user_id == 0 and computer.word(PING_RANGE_FILE).split() == ["1", "0"]:
        return Checked(
            what="ladder",
            level=Level.REMARK,
            found="ICMP with kernel time stamps, but only because this is root",
            costs="another user of this computer, or cron as one, would measure by less exact means",
            commands=(PING_SETTING, PING_KEPT),
        )
    return fine("ladder", f"ICMP with kernel time stamps (engines: {', '.join(engines)})")


def _ping(computer: Computer) -> Checked:
    path = shutil.which("ping")
    if path is not None:
        return fine("ping", path)
    return Checked(
        what="ping",
        level=Level.REMARK,
        found="not installed",
        costs="no second way to measure by ICMP where this user may open no socket for it",
        commands=(computer.install("ping"),),
    )


def _speedtest() -> Checked:
    beside = Path(sys.executable).with_name("speedtest-cli")
    path = shutil.which("speedtest-cli") or (str(beside) if beside.exists() else None)
    if path is not None:
        return fine("speedtest-cli", path)
    return Checked(
        what="speedtest-cli",
        level=Level.REMARK,
        found="not installed",
        costs="no speed test by speedtest-cli; a download from a configured address still works",
        commands=(f"{_PIP} speedtest-cli",),
    )


def _stands_in(computer: Computer) -> Checked:
    inside = computer.surroundings
    if inside is Surroundings.HARDWARE:
        return fine("computer", "no sign of a container or a virtual machine")
    own_network = inside in (Surroundings.CONTAINER, Surroundings.WSL)
    return Checked(
        what="computer",
        level=Level.WEAKENS if own_network else Level.REMARK,
        found=f"this is a {inside.value}",
        costs="the link that is measured is a virtual one: the cable, the Wi-Fi and the sleep of the computer below "
        "are not seen, and what fails there looks like the office's network",
        advice="measure from a computer that runs Linux itself, or give this one the real network card (bridged, or "
        "the host's network)",
    )
