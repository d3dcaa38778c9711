"""Power and the lid: what systemd-logind does when it is closed or nobody is there, and the battery.

Settings as logind.conf(5) has them: one main file, then drop-ins sorted by name, the last one counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from netdoc.app.doctor_computer import Computer, Surroundings
from netdoc.app.doctor_look import Look
from netdoc.app.doctor_record import Checked, Level, fine, not_known

FOLDERS = ("/etc", "/run", "/usr/local/lib", "/usr/lib")
"""Where systemd looks for its files, the first one before the others."""
ASLEEP_COSTS = "nothing is measured while it sleeps: the fault at 03:12 becomes a gap"
_HARMLESS = frozenset({"ignore", "lock"})
_TARGET: Mapping[str, str] = {
    "suspend": "suspend.target",
    "hibernate": "hibernate.target",
    "hybrid-sleep": "hybrid-sleep.target",
    "suspend-then-hibernate": "suspend-then-hibernate.target",
    "sleep": "sleep.target",
}
_DECIDE_ON_THE_LID = ("org_kde_powerdevil", "csd-power", "mate-power-manager", "xfce4-power-manager")
_ALLOWS: Mapping[str, str] = {
    "suspend": "AllowSuspend",
    "hibernate": "AllowHibernation",
    "hybrid-sleep": "AllowHybridSleep",
    "suspend-then-hibernate": "AllowSuspendThenHibernate",
}


@dataclass(frozen=True, slots=True)
class Power:
    """Where the current comes from. None: this computer has no battery, or does not say."""

    on_battery: bool | None
    percent: int | None
    hours_left: float | None


def power(look: Look) -> Iterator[Checked]:
    """Yield what would put this computer to sleep while it measures, desktops aside."""
    computer = look.computer
    if computer.surroundings in (Surroundings.CONTAINER, Surroundings.WSL):
        yield not_known("sleep", f"this is a {computer.surroundings.value}: it sleeps when the computer below does")
        return
    yield from _battery(power_of(computer))
    if computer.exists("/sys/power/state") and not computer.word("/sys/power/state"):
        yield fine("sleep", "this computer cannot sleep (its kernel has no sleep state)")
        return
    manager = _login_manager(computer)
    if manager is None:
        if has_lid(computer):
            yield not_known("lid", "no systemd-logind or elogind runs here", "leave the lid open")
        else:
            yield not_known("sleep", "no systemd-logind or elogind runs here; no lid was found")
        return
    settings = settings_of(computer, "systemd/logind.conf" if manager == "systemd" else "elogind/logind.conf", "Login")
    yield _idle(computer, settings, manager)
    yield _lid(computer, settings, manager)


def power_of(computer: Computer) -> Power:
    """Return where the current comes from, by /sys/class/power_supply."""
    base, mains, batteries = "/sys/class/power_supply", False, []
    for name in computer.names(base):
        kind = computer.word(f"{base}/{name}/type")
        if kind == "Battery" and computer.word(f"{base}/{name}/scope") != "Device":  # not that of a mouse
            batteries.append(f"{base}/{name}")
        elif kind in ("Mains", "USB", "Wireless"):
            mains = mains or computer.number(f"{base}/{name}/online") == 1
    if not batteries:
        return Power(None, None, None)
    discharging = any(computer.word(f"{each}/status") == "Discharging" for each in batteries)
    percent = computer.number(f"{batteries[0]}/capacity")
    return Power(discharging and not mains, percent, _hours_left(computer, batteries[0]))


def has_lid(computer: Computer) -> bool:
    """Return whether this computer has a lid to close."""
    lids = computer.names("/proc/acpi/button/lid")
    return bool(lids) or 'Name="Lid Switch"' in (computer.read("/proc/bus/input/devices") or "")


def settings_of(computer: Computer, file: str, section: str) -> Mapping[str, str]:
    """Return the settings in force of a systemd file such as `systemd/logind.conf`, drop-ins included."""
    main = next((f"{each}/{file}" for each in FOLDERS if computer.exists(f"{each}/{file}")), None)
    drop_ins: dict[str, str] = {}
    for folder in FOLDERS:
        for name in computer.names(f"{folder}/{file}.d"):
            if name.endswith(".conf"):
                drop_ins.setdefault(name, f"{folder}/{file}.d/{name}")
    settings: dict[str, str] = {}
    for path in (*(() if main is None else (main,)), *(drop_ins[name] for name in sorted(drop_ins))):
        settings |= _section(computer.read(path) or "", section)
    return {key: value for key, value in settings.items() if value}  # an empty value restores the default


def can_sleep(computer: Computer, action: str) -> bool:
    """Return whether an action that sleeps would be carried out: its target is not masked, and it is allowed."""
    masked = any(_is_masked(computer, target) for target in ("sleep.target", _TARGET.get(action, "sleep.target")))
    allowed = settings_of(computer, "systemd/sleep.conf", "Sleep").get(_ALLOWS.get(action, ""), "yes")
    return not masked and allowed.lower() not in ("no", "false", "off", "0")


def _section(text: str, section: str) -> dict[str, str]:
    found, inside = {}, False
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            inside = line == f"[{section}]"
        elif inside and "=" in line and line[0] not in "#;":
            key, _, value = line.partition("=")
            found[key.strip()] = value.strip()
    return found


def _is_masked(computer: Computer, target: str) -> bool:
    return any(computer.link(f"{each}/systemd/system/{target}") == "/dev/null" for each in ("/etc", "/run"))


def _login_manager(computer: Computer) -> str | None:
    if computer.has_systemd:
        return "systemd"
    return "elogind" if computer.running("elogind-daemon", "elogind") else None


def _hours_left(computer: Computer, battery: str) -> float | None:
    for held, drain in (("energy_now", "power_now"), ("charge_now", "current_now")):
        rest, rate = computer.number(f"{battery}/{held}"), computer.number(f"{battery}/{drain}")
        if rest is not None and rate:
            return rest / abs(rate)
    return None


def _battery(power_now: Power) -> Iterator[Checked]:
    if power_now.on_battery is None:
        return
    if not power_now.on_battery:
        yield fine("power", "runs on mains power, with a battery behind it")
        return
    charge = "" if power_now.percent is None else f", {power_now.percent} % left"
    hours = "" if power_now.hours_left is None else f", about {power_now.hours_left:.1f} h"
    yield Checked(
        what="power",
        level=Level.WEAKENS,
        found=f"runs on its battery{charge}{hours}",
        costs="measuring ends when it is empty; on battery the computer also sleeps earlier",
        advice="plug in its power supply",
    )


def _idle(computer: Computer, settings: Mapping[str, str], manager: str) -> Checked:
    action = settings.get("IdleAction", "ignore")
    if action in _HARMLESS or (action in _TARGET and not can_sleep(computer, action)):
        return fine("idle", "the login manager does not put an idle computer to sleep")
    after = settings.get("IdleActionSec", "30min")
    return Checked(
        what="idle",
        level=Level.WEAKENS,
        found=f"the login manager does «{action}» after {after} without use (IdleAction={action})",
        costs=ASLEEP_COSTS,
        commands=_drop_in(manager, "idle", "IdleAction=ignore"),
        advice=_undo(manager, "idle"),
    )


def _lid(computer: Computer, settings: Mapping[str, str], manager: str) -> Checked:
    if not has_lid(computer):
        return fine("lid", "this computer has none")
    on_battery = settings.get("HandleLidSwitch", "suspend")
    on_mains = settings.get("HandleLidSwitchExternalPower", on_battery)
    asleep = {
        when: action
        for when, action in (("on mains", on_mains), ("on battery", on_battery))
        if action not in _HARMLESS and (action not in _TARGET or can_sleep(computer, action))
    }
    if not asleep:
        return fine("lid", "closing it does not put the computer to sleep")
    words = " and ".join(f"{when}: {action}" for when, action in asleep.items())
    return Checked(
        what="lid",
        level=Level.WEAKENS,
        found=f"closing the lid puts this computer to sleep ({words})",
        costs=ASLEEP_COSTS,
        commands=_drop_in(manager, "lid", "HandleLidSwitch=ignore", "HandleLidSwitchExternalPower=ignore"),
        advice=f"or leave the lid open; {_undo(manager, 'lid')}{_overruled(computer)}",
    )


def _overruled(computer: Computer) -> str:
    """Return a warning where a desktop takes the lid away from the login manager (a `handle-lid-switch` lock)."""
    if computer.running(*_DECIDE_ON_THE_LID) is None:
        return ""
    return "; while somebody is logged in, the desktop's own power settings decide: set them too"


def _drop_in(manager: str, name: str, *lines: str) -> tuple[str, ...]:
    folder = f"/etc/{manager}/logind.conf.d"
    again = "sudo systemctl kill -s HUP systemd-logind" if manager == "systemd" else "sudo pkill -HUP elogind"
    return (
        f"sudo mkdir -p {folder}",
        rf"printf '%s\n' '[Login]' {' '.join(lines)} | sudo tee {folder}/60-netdoc-{name}.conf",
        again,
    )


def _undo(manager: str, name: str) -> str:
    return f"to undo: sudo rm /etc/{manager}/logind.conf.d/60-netdoc-{name}.conf, then the last command again"
