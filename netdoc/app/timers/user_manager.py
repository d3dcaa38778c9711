"""The user's own service manager: our unit files in its folder, and what it is told and asked."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from netdoc.app.timers import marks, unit_files
from netdoc.app.timers.child import Child, user_name
from netdoc.app.timers.job import ScheduleError

LINGER_COMMAND = "loginctl enable-linger"


def folder(environment: Mapping[str, str]) -> Path:
    """Return the folder of the user's own units.

    Raises:
        ScheduleError: the environment names no home.
    """
    config = environment.get("XDG_CONFIG_HOME", "")
    if config.startswith("/"):  # a relative one is to be ignored (XDG base directory specification)
        return Path(config) / "systemd" / "user"
    if not environment.get("HOME"):
        raise ScheduleError("HOME is not set, so the folder of your units is not known", hint="export HOME first")
    return Path(environment["HOME"]) / ".config" / "systemd" / "user"


def answers(environment: Mapping[str, str]) -> bool:
    """Return whether a service manager of this user is there."""
    return Child(environment).run(("systemctl", "--user", "show", "--property=Version")).code == 0


def texts(site_id: str, environment: Mapping[str, str]) -> dict[Path, str]:
    """Return the unit files of a site that are there and ours, by their paths."""
    held = {}
    for name in unit_files.names(site_id):
        path = folder(environment) / name
        try:
            text = path.read_bytes().decode("utf-8", "surrogateescape")
        except OSError:
            continue
        if marks.site_of(text.partition("\n")[0]) == site_id:
            held[path] = text
    return held


def sites(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the sites whose unit files are there, sorted."""
    try:
        names = [each.name for each in folder(environment).iterdir()]
    except (OSError, ScheduleError):
        return ()
    candidates = {name.removeprefix("netdoc-").rpartition(".")[0] for name in names if name.startswith("netdoc-")}
    return tuple(sorted(each for each in candidates if texts(each, environment)))


def put_in(files: Mapping[Path, str], site_id: str, environment: Mapping[str, str]) -> None:
    """Write the unit files, let the manager read them, and start the timer now and at each start of the manager.

    Raises:
        ScheduleError: a file of that name is not ours, cannot be written, or the manager refused.
    """
    for path in files:
        if path.exists() and path not in texts(site_id, environment):
            raise ScheduleError(f"{path} is not a file of netdoc's", hint="move it away, then try again")
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path, text)
    except OSError as broken:
        raise ScheduleError(
            f"the unit files cannot be written: {broken.strerror}: {broken.filename}",
            hint="make that folder writable for you, or use `netdoc schedule install --cron`",
        ) from None
    timer = unit_files.names(site_id)[1]
    for words in (("daemon-reload",), ("enable", timer), ("restart", timer)):
        told = Child(environment).run(("systemctl", "--user", *words))
        if told.code != 0:
            raise ScheduleError(
                f"the user's systemd refused `{' '.join(words)}`: {told.complaint}",
                hint="look at `systemctl --user status`, or use `netdoc schedule install --cron`",
            )


def take_out(site_id: str, environment: Mapping[str, str]) -> tuple[Path, ...]:
    """Stop the timer and remove our unit files; return those removed. A slot under way runs to its end.

    Raises:
        ScheduleError: a file cannot be removed.
    """
    held = tuple(texts(site_id, environment))
    if not held:
        return ()
    child = Child(environment)
    # No answer is no obstacle: without its files there is nothing left to start when the manager comes back.
    child.run(("systemctl", "--user", "disable", "--now", unit_files.names(site_id)[1]))
    wanted = folder(environment) / "timers.target.wants" / unit_files.names(site_id)[1]
    try:
        for path in (*held, wanted):
            path.unlink(missing_ok=True)
    except OSError as broken:
        raise ScheduleError(
            f"{broken.filename} cannot be removed: {broken.strerror}", hint="remove it by hand"
        ) from None
    child.run(("systemctl", "--user", "daemon-reload"))
    return held


def timer_state(site_id: str, environment: Mapping[str, str]) -> str:
    """Return how the manager says the timer stands: `active`, `inactive`, `failed`; empty when it does not answer."""
    told = Child(environment).run(
        ("systemctl", "--user", "show", "--property=ActiveState", "--value", unit_files.names(site_id)[1])
    )
    return told.out.strip() if told.code == 0 else ""


def last_result(site_id: str, environment: Mapping[str, str]) -> str:
    """Return what the manager says of the last slot: `success`, `exit-code`, `timeout`; empty when it does not."""
    told = Child(environment).run(
        ("systemctl", "--user", "show", "--property=Result", "--value", unit_files.names(site_id)[0])
    )
    return told.out.strip() if told.code == 0 else ""


def lingers(environment: Mapping[str, str]) -> bool | None:
    """Return whether the user's services go on after logging out; None where nobody says."""
    told = Child(environment).run(("loginctl", "show-user", user_name(), "--property=Linger", "--value"))
    word = told.out.strip()
    if told.code == 0 and word in ("yes", "no"):
        return word == "yes"
    return None


def objections(files: Mapping[str, str], environment: Mapping[str, str]) -> str:
    """Return what systemd's own checker has against unit files, by name; empty when nothing, or it is not there.

    The files are checked in a folder of their own; only complaints about them count.
    """
    child = Child(environment, timeout_s=30)
    if not child.has("systemd-analyze"):
        return ""
    with tempfile.TemporaryDirectory(prefix="netdoc-units-") as made:
        paths = [Path(made) / name for name in files]
        for path in paths:
            path.write_text(files[path.name], encoding="utf-8")
        told = child.run(("systemd-analyze", "--user", "verify", "--no-pager", *map(str, paths)))
    lines = [each for each in told.err.splitlines() if any(name in each for name in files)]
    return " / ".join(each.replace(f"{made}/", "") for each in lines)


def _replace(path: Path, text: str) -> None:
    """Put a file in place of another, never half of it."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
