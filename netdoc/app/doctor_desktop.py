"""What the desktop does to an idle computer: it decides before the login manager, by settings of its own.

Only desktops whose power manager runs are asked. GNOME, Cinnamon and MATE answer by `gsettings` (their
schemas give the defaults); KDE's settings are a file (PowerDevil: action 0 nothing, 1 sleep, 2 hibernate,
8 shut down; Plasma 6 writes down only what was changed).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from netdoc.app.doctor_computer import NAME_LENGTH, Computer, Surroundings
from netdoc.app.doctor_look import Look
from netdoc.app.doctor_power import ASLEEP_COSTS, can_sleep, has_lid, power_of
from netdoc.app.doctor_record import Checked, Level, fine, not_known
from netdoc.errors import CannotMeasure

_HARMLESS = frozenset({"nothing", "blank", "interactive", "ignore", "lock"})
_KDE_FILES = ("powerdevilrc", "powermanagementprofilesrc")
_KDE_SLEEPS: Mapping[str, str] = {"1": "suspend", "2": "hibernate", "8": "poweroff"}
_GREETERS = ("/etc/gdm3/greeter.dconf-defaults", "/etc/gdm/greeter.dconf-defaults")


@dataclass(frozen=True, slots=True)
class Desktop:
    """A desktop that answers by gsettings. `{}` in a key stands for `ac` or `battery`."""

    name: str
    daemon: str
    schema: str
    timeout: str
    action: str | None
    """Key of what is done after the timeout; None: it always suspends."""
    lid: str | None
    """Key of what closing the lid does, where this desktop decides that itself."""


DESKTOPS = (
    Desktop(
        "GNOME",
        "gsd-power",
        "org.gnome.settings-daemon.plugins.power",
        "sleep-inactive-{}-timeout",
        "sleep-inactive-{}-type",
        None,
    ),
    Desktop(
        "Cinnamon",
        "csd-power",
        "org.cinnamon.settings-daemon.plugins.power",
        "sleep-inactive-{}-timeout",
        "sleep-inactive-{}-type",
        "lid-close-{}-action",
    ),
    Desktop(
        "MATE", "mate-power-manager", "org.mate.power-manager", "sleep-computer-{}", None, "button-lid-{}"
    ),
)  # fmt: skip
_KDE_DAEMON, _XFCE_DAEMON = "org_kde_powerdevil", "xfce4-power-manager"


def desktop(look: Look) -> Iterator[Checked]:
    """Yield what the desktop's power settings do to an unattended measurement."""
    computer = look.computer
    if computer.surroundings in (Surroundings.CONTAINER, Surroundings.WSL):
        return
    found = [finding for each in DESKTOPS for finding in _by_gsettings(look, each)]
    found += _kde(computer)
    if _is_own(computer, _XFCE_DAEMON):
        found.append(not_known("desktop", "Xfce's power manager runs; its settings were not read", "see its window"))
    found += _login_screen(computer)
    yield from found or [fine("desktop", "no desktop's power manager runs")]


def _by_gsettings(look: Look, which: Desktop) -> Iterator[Checked]:
    if not _is_own(look.computer, which.daemon):
        if look.computer.running(which.daemon):
            yield not_known("desktop", f"{which.name}'s power manager runs for another user of this computer")
        return
    try:
        values = _values(look.output("gsettings", "list-recursively", which.schema), which.schema)
    except CannotMeasure as silent:
        yield not_known("desktop", f"{which.name} runs, but {silent.message}", "see its power settings")
        return
    yield _idle(look.computer, which, values)
    if which.lid is not None and has_lid(look.computer):
        yield _lid(which, which.lid, values, look.computer)


def _idle(computer: Computer, which: Desktop, values: Mapping[str, str]) -> Checked:
    asleep = {}
    for source, words in _sources(computer):
        seconds = values.get(which.timeout.format(source), "0")
        action = "suspend" if which.action is None else values.get(which.action.format(source), "nothing")
        if seconds.isdigit() and int(seconds) > 0 and action not in _HARMLESS and can_sleep(computer, action):
            asleep[source] = f"{words}: {action} after {int(seconds) // 60} min"
    if not asleep:
        return fine("desktop", f"{which.name} does not put an idle computer to sleep")
    return Checked(
        what="desktop",
        level=Level.WEAKENS,
        found=f"{which.name} puts an idle computer to sleep ({'; '.join(asleep.values())})",
        costs=ASLEEP_COSTS,
        commands=tuple(f"gsettings set {which.schema} {which.timeout.format(each)} 0" for each in asleep),
        advice="netdoc's measuring does not count as use; note the value above to restore it afterwards",
    )


def _lid(which: Desktop, key: str, values: Mapping[str, str], computer: Computer) -> Checked:
    asleep = {
        source: f"{words}: {values[key.format(source)]}"
        for source, words in _sources(computer)
        if values.get(key.format(source), "nothing") not in _HARMLESS
        and can_sleep(computer, values[key.format(source)])
    }
    if not asleep:
        return fine("lid", f"{which.name} leaves the computer awake when it is closed")
    return Checked(
        what="lid",
        level=Level.WEAKENS,
        found=f"{which.name} puts the computer to sleep when the lid is closed ({'; '.join(asleep.values())})",
        costs=ASLEEP_COSTS,
        commands=tuple(f"gsettings set {which.schema} {key.format(each)} nothing" for each in asleep),
        advice="or leave the lid open",
    )


def _kde(computer: Computer) -> Iterator[Checked]:
    if not _is_own(computer, _KDE_DAEMON):
        return
    settings: dict[str, str] = {}
    for folder in (computer.at("/etc/xdg"), computer.home / ".config"):
        for name in _KDE_FILES:
            settings |= _kde_settings(computer.read(folder / name) or "")
    told = {
        source: settings[f"{source}/AutoSuspendAction"]
        for source in ("AC",)
        if f"{source}/AutoSuspendAction" in settings
    }
    advice = "System Settings, Power Management: «When inactive: do nothing»"
    if not told:
        yield not_known("desktop", "KDE runs by its default, which on most systems suspends when idle", advice)
        return
    action = _KDE_SLEEPS.get(told["AC"])
    if action is None or not can_sleep(computer, action):
        yield fine("desktop", "KDE does not put an idle computer to sleep on mains power")
        return
    after = settings.get("AC/AutoSuspendIdleTimeoutSec", "")
    yield Checked(
        what="desktop",
        level=Level.WEAKENS,
        found=f"KDE does «{action}» when idle" + (f" for {int(after) // 60} min" if after.isdigit() else ""),
        costs=ASLEEP_COSTS,
        advice=f"{advice}, then log in again",
        commands=("kwriteconfig6 --file powerdevilrc --group AC --group SuspendAndShutdown --key AutoSuspendAction 0",),
    )


def _login_screen(computer: Computer) -> Iterator[Checked]:
    """GDM's login screen runs GNOME's power manager, with settings of its own, once nobody is logged in."""
    path = next((each for each in _GREETERS if computer.exists(each)), None)
    if path is None or computer.running("gdm3", "gdm") is None or not can_sleep(computer, "suspend"):
        return
    lines = [line.replace(" ", "") for line in (computer.read(path) or "").splitlines()]
    if any(each in lines for each in ("sleep-inactive-ac-type='nothing'", "sleep-inactive-ac-timeout=0")):
        return
    yield Checked(
        what="login screen",
        level=Level.REMARK,
        found="when nobody is logged in, the login screen may suspend the computer",
        costs=ASLEEP_COSTS,
        advice=f"stay logged in (lock the screen), or write sleep-inactive-ac-type='nothing' into {path} below "
        "[org/gnome/settings-daemon/plugins/power] and restart the computer",
    )


def _sources(computer: Computer) -> list[tuple[str, str]]:
    sources = [("ac", "on mains")]
    return sources if power_of(computer).on_battery is None else [*sources, ("battery", "on battery")]


def _values(listed: str, schema: str) -> dict[str, str]:
    """Return what `gsettings list-recursively` printed: `SCHEMA KEY VALUE` lines, values in GVariant's text form."""
    found = {}
    for line in listed.splitlines():
        words = line.split(maxsplit=2)
        if len(words) == 3 and words[0] == schema:
            found[words[1]] = re.sub(r"^u?int\d+ ", "", words[2]).strip("'\"")
    return found


def _kde_settings(text: str) -> dict[str, str]:
    """Return `AC/Key` for a key below `[AC][SuspendAndShutdown]`, and Plasma 5's names for the same."""
    found, profile, group = {}, "", ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            profile, group = (*re.findall(r"\[([^\]]*)\]", line), "", "")[:2]
        elif "=" in line:
            key, _, value = line.partition("=")
            if group == "SuspendAndShutdown":
                found[f"{profile}/{key}"] = value
            elif group == "SuspendSession" and key == "suspendType":
                found[f"{profile}/AutoSuspendAction"] = value
            elif group == "SuspendSession" and key == "idleTime" and value.isdigit():
                found[f"{profile}/AutoSuspendIdleTimeoutSec"] = str(int(value) // 1000)
    return found


def _is_own(computer: Computer, daemon: str) -> bool:
    cut = daemon[:NAME_LENGTH]
    return any(each.name == cut and each.user_id == computer.user_id for each in computer.processes)
