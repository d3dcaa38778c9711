"""The user's crontab, read and written by the `crontab` program only."""

from __future__ import annotations

import re
from collections.abc import Mapping

from netdoc.app.timers.child import Child, user_name
from netdoc.app.timers.job import ScheduleError

_NONE_YET = re.compile(r"no crontab for |can't open '[^'/]*': No such file")
"""Vixie cron, cronie and dcron; BusyBox. Anything else is a failure, never an empty crontab."""
_NO_PROGRAM = "install cron (Debian, Ubuntu: `sudo apt-get install cron`), or use `netdoc schedule install --systemd`"


def where() -> str:
    """Return what the crontab is called in a message."""
    return f"the crontab of {user_name()}"


def read(environment: Mapping[str, str]) -> str:
    """Return the user's crontab; empty when there is none. Bytes that are not UTF-8 are kept as surrogates.

    Raises:
        ScheduleError: there is no `crontab`, or this user may not use it.
    """
    child = Child(environment)
    if not child.has("crontab"):
        raise ScheduleError("the program `crontab` is not installed", hint=_NO_PROGRAM)
    told = child.run(("crontab", "-l"))
    if told.code == 0:
        return told.out
    if not told.out and _NONE_YET.search(told.err):
        return ""
    raise ScheduleError(
        f"{where()} cannot be read: {told.complaint}",
        hint="ask the administrator to allow you cron (/etc/cron.allow), or use `netdoc schedule install --systemd`",
    )


def write(text: str, environment: Mapping[str, str]) -> None:
    """Put a text in place of the user's crontab, and see that it stands there; an empty one is removed.

    Raises:
        ScheduleError: it was refused, or what stands there afterwards is something else.
    """
    child = Child(environment)
    told = child.run(("crontab", "-"), given=text) if text else child.run(("crontab", "-r"))
    if told.code != 0:
        raise ScheduleError(
            f"{where()} was not written: {told.complaint}",
            hint="it stands as it was; `crontab -l` shows it, `crontab -e` tells what is wrong with it",
        )
    if read(environment) != text:
        raise ScheduleError(
            f"{where()} does not hold what was written into it",
            hint="look at it with `crontab -l`: another program may have changed it at the same time",
        )
