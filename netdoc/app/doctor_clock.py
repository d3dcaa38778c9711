"""Is the clock right, by whom, and will it be right after a power cut?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import cast

from netdoc.app.doctor_computer import Computer, Surroundings
from netdoc.app.doctor_look import Look
from netdoc.app.doctor_record import Checked, Level, fine, not_known
from netdoc.app.paths import place_of, stored_sites
from netdoc.errors import NetdocError
from netdoc.model.clock_polls import Poll, polls
from netdoc.model.facts.clock_offset import ClockOffset
from netdoc.model.facts.clock_reading import ClockReading
from netdoc.model.observation import Seen
from netdoc.report.clocks import TELL_S, error_words, rests_on
from netdoc.store.store import Store

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
LATELY = timedelta(hours=2)
"""Other clocks are asked every hour."""
BUSY_S = 0.5
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
    yield from _compared(look)
    yield from _hardware_clock(computer)


def _compared(look: Look) -> Iterator[Checked]:
    """Yield what other clocks said when netdoc last measured; nothing is asked now."""
    for site_id in stored_sites(look.data)[:1]:
        try:
            with Store.open(
                place_of(site_id, look.data).store, create=False, read_only=True, busy_timeout_s=BUSY_S
            ) as it:
                end = it.end()
                held = [] if end is None else list(it.stored(end - LATELY))
        except NetdocError:
            return  # told with the stores
        seen = [each for each in held if isinstance(each, Seen)]
        last = polls(
            [cast("Seen[ClockOffset]", each) for each in seen if isinstance(each.fact, ClockOffset)],
            [cast("Seen[ClockReading]", each) for each in seen if isinstance(each.fact, ClockReading)],
        )[-1:]
        if held:
            yield _last_poll(site_id, last)


def _last_poll(site_id: str, last: Sequence[Poll]) -> Checked:
    if not last:
        return Checked(
            what="other clocks",
            level=Level.REMARK,
            found=f"{site_id}: none answered when netdoc last measured",
            costs="the report states only what this computer says of its own clock",
            advice="name three or more time servers in site.toml: [clock] with servers = [...]",
        )
    (poll,) = last
    when = f"{site_id}, {poll.at:%Y-%m-%d %H:%M} UTC"
    if poll.span is None:
        return Checked(
            what="other clocks",
            level=Level.WEAKENS,
            found=f"{when}: they contradict each other ({', '.join(each.fact.server for each in poll.heard)})",
            costs=_COST,
            advice="name three or more time servers in site.toml: [clock] with servers = [...]",
        )
    told = f"{when}: {error_words(poll.span)} ({rests_on(last)})".replace("\u00a0", " ")
    if poll.span.low_s <= TELL_S and poll.span.high_s >= -TELL_S:
        return fine("other clocks", told)
    return Checked(
        what="other clocks",
        level=Level.WEAKENS,
        found=told,
        costs="every time in the report is off by as much; logins and certificates may fail on this computer",
        advice="let this computer follow a time server",
    )


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
