"""Is the clock right, by whom, and will it be right after a power cut?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from netdoc.app.doctor_computer import Computer, Surroundings
from netdoc.app.doctor_look import Look
from netdoc.app.doctor_record import Checked, Level, fine, not_known
from netdoc.model.facts.clock_reading import ClockReading

SERVICES: Mapping[str, str] = {
    "chronyd": "chrony",
    "systemd-timesyncd": "systemd-timesyncd",
    "ntpd": "ntpd",
    "openntpd": "OpenNTPD",
    "VBoxService": "VirtualBox's guest service",
    "vmtoolsd": "VMware's guest service",
}
"""By the program's name: what keeps clocks right."""
_LOOK: Mapping[str, str] = {
    "chronyd": "chronyc sources",
    "systemd-timesyncd": "timedatectl timesync-status",
    "ntpd": "ntpq -p",
    "openntpd": "ntpctl -s all",
}
_COST = "the times in the report cannot be lined up with the vendor's log"


def clock(look: Look) -> Iterator[Checked]:
    """Yield the clock's state, the hardware clock's manner and its presence."""
    computer = look.computer
    runs = [each for each in SERVICES if computer.running(each)]
    reading = look.fact("clock", ClockReading)
    if isinstance(reading, str) or reading.synchronised is None:
        yield not_known("clock", reading if isinstance(reading, str) else "the system does not say")
    elif reading.synchronised:
        bound = f", right to ±{reading.bound_s:.3g} s" if reading.bound_s is not None else ""
        yield fine("clock", f"follows a time server{bound} ({_by_whom(runs, computer)})")
    else:
        yield _adrift(runs, computer)
    if len([each for each in runs if each in _LOOK]) > 1:
        yield Checked(
            what="time services",
            level=Level.REMARK,
            found=f"{' and '.join(SERVICES[each] for each in runs)} run at once",
            costs="they may pull the clock to and fro; each step is recorded as a stretch not watched",
            advice="keep one of them",
        )
    yield from _hardware_clock(computer)


def _by_whom(runs: list[str], computer: Computer) -> str:
    if runs:
        return "by " + ", ".join(SERVICES[each] for each in runs)
    if computer.surroundings is Surroundings.HARDWARE:
        return "by a service that this user cannot see"
    return "kept by the computer below"


def _adrift(runs: list[str], computer: Computer) -> Checked:
    if runs:
        name = SERVICES[runs[0]]
        command = _LOOK.get(runs[0])
        return Checked(
            what="clock",
            level=Level.WEAKENS,
            found=f"{name} runs, but follows no time server now",
            costs=_COST,
            advice="natural while the internet is away: look again when it is back",
            commands=() if command is None else (command,),
        )
    outside = computer.surroundings in (Surroundings.CONTAINER, Surroundings.WSL)
    advice, commands = "", tuple[str, ...]()
    if outside:
        advice = "the clock belongs to the computer below: let that one follow a time server"
    elif computer.has_systemd:
        commands = ("sudo timedatectl set-ntp true",)
    else:
        commands = (computer.install("chrony"),)
    return Checked(
        what="clock",
        level=Level.WEAKENS,
        found="follows no time server, and no time service runs",
        costs=_COST,
        advice=advice,
        commands=commands,
    )


def _hardware_clock(computer: Computer) -> Iterator[Checked]:
    if computer.surroundings is not Surroundings.HARDWARE:
        return
    lines = (computer.read("/etc/adjtime") or "").splitlines()
    if len(lines) > 2 and lines[2].strip() == "LOCAL":  # hwclock(8): the third line is UTC or LOCAL
        yield Checked(
            what="hardware clock",
            level=Level.REMARK,
            found="keeps local time (as for a Windows beside it)",
            costs="when summer time begins or ends, a start without internet may be an hour off",
            commands=("sudo timedatectl set-local-rtc 0",),
        )
    board = computer.word("/proc/device-tree/model").rstrip("\0")
    if board and not computer.names("/sys/class/rtc"):
        yield Checked(
            what="hardware clock",
            level=Level.WEAKENS,
            found=f"none: {board} does not know the time after a power cut",
            costs="until a time server answers, which it does not while the line is down, records carry a wrong time",
            advice="add a battery-backed clock module, or measure with a computer that has one",
        )
