"""Small programs that behave as crontab, systemctl and loginctl do, in a folder of their own."""

from __future__ import annotations

from pathlib import Path

_CRONTAB = """#!/bin/sh
# As Vixie cron's crontab: a spool of one file.
spool='{spool}'
case "$1" in
  -l) if [ -e "$spool" ]; then /bin/cat "$spool"; else echo 'no crontab for tech' >&2; exit 1; fi ;;
  -r) /bin/rm "$spool" ;;
  -) /bin/cat >"$spool.new"; {check}; /bin/mv "$spool.new" "$spool" ;;
esac
"""
_SYSTEMCTL = """#!/bin/sh
# As systemctl --user with a manager that answers: keeps which timers wait.
state='{state}'
shift
case "$1" in
  show) case "$2" in
    --property=ActiveState) if [ -e "$state/$4" ]; then echo active; else echo inactive; fi ;;
    --property=Result) echo {result} ;;
    *) echo Version=252 ;;
  esac ;;
  enable|restart) : >"$state/$2" ;;
  disable) /bin/rm -f "$state/$3" ;;
esac
"""


def crontab(folder: Path, *, check: str = ":") -> Path:
    """Put a crontab program into a folder and return its spool file; `check` is run before a text is taken."""
    spool = folder.parent / "spool"
    program(folder / "crontab", _CRONTAB.format(spool=spool, check=check))
    return spool


def refusing_crontab(folder: Path, words: str) -> None:
    """Put a crontab program into a folder that only says these words and fails."""
    program(folder / "crontab", f'#!/bin/sh\necho "{words}" >&2\nexit 1\n')


def user_manager(folder: Path, *, lingers: bool = True, result: str = "success") -> None:
    """Put a systemctl that answers, and a loginctl, into a folder."""
    state = folder.parent / "timers"
    state.mkdir(exist_ok=True)
    program(folder / "systemctl", _SYSTEMCTL.format(state=state, result=result))
    program(folder / "loginctl", f"#!/bin/sh\necho {'yes' if lingers else 'no'}\n")


def netdoc(folder: Path, version: str) -> Path:
    """Put a program that says it is netdoc of a version into a folder and return its path."""
    path = folder / "netdoc"
    program(path, f'#!/bin/sh\n[ "$1" = --version ] && echo "netdoc, version {version}"\n')
    return path


def processes(folder: Path, *names: str) -> Path:
    """Put a /proc with processes of these names into a folder and return the folder."""
    for number, name in enumerate(names, start=1):
        (folder / "proc" / str(number)).mkdir(parents=True)
        (folder / "proc" / str(number) / "comm").write_text(f"{name}\n")
    return folder


def program(path: Path, text: str) -> None:
    """Put an executable text at a path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
