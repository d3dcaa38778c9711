"""The service and the timer that systemd reads, as text. Pure.

AccuracySec matters: by default systemd may start a slot up to a minute late. The random delay is the same
each time, so that it spreads computers and never opens a hole between two slots. The start limit is off,
because a slot that fails at once must not keep the next ones from being tried. A stop is told to netdoc only,
which ends its tools itself: a ping killed beside it would look like a tool that failed.

Source: systemd.timer(5), systemd.service(5), systemd.syntax(7).
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from netdoc.app.paths import HOME_VARIABLE
from netdoc.app.timers import marks
from netdoc.app.timers.job import LENGTH, SLOT, Job
from netdoc.errors import BadInput

STOP_S = 10
"""A slot ends within 2 s of SIGTERM; after this it is killed."""
_PROGRAM = re.compile(r'^ExecStart="((?:[^"\\\n]|\\.)*)" run ', re.MULTILINE)
_ROOT = re.compile(rf'^Environment=.*?"{HOME_VARIABLE}=((?:[^"\\\n]|\\.)*)"', re.MULTILINE)
OVERDUE_S = 120
"""A slot that runs this much too long hangs, and is stopped. Time asleep does not count."""


def names(site_id: str) -> tuple[str, str]:
    """Return the file names of a site's service and timer."""
    return f"netdoc-{site_id}.service", f"netdoc-{site_id}.timer"


def service(job: Job, since: datetime) -> str:
    """Return the service: one slot.

    Raises:
        BadInput: a path that a unit file cannot hold.
    """
    given = " ".join(_quoted(f"{name}={value}") for name, value in job.variables.items())
    return "\n".join(
        (
            marks.begin(job.site_id, since),
            "[Unit]",
            f"Description=netdoc measures {job.site_id} for one slot",
            "StartLimitIntervalSec=0",
            "",
            "[Service]",
            "Type=oneshot",
            f"Environment={given}",
            f"ExecStart={_quoted(str(job.program))} {job.arguments}",
            f"TimeoutStartSec={LENGTH.seconds + OVERDUE_S}",
            f"TimeoutStopSec={STOP_S}",
            "KillSignal=SIGTERM",
            "KillMode=mixed",
            "UMask=0077",
            "",
        )
    )


def timer(job: Job, since: datetime) -> str:
    """Return the timer: the service every five minutes, on the minute, and at once after a missed time."""
    return "\n".join(
        (
            marks.begin(job.site_id, since),
            "[Unit]",
            f"Description=netdoc measures {job.site_id} around the clock",
            "",
            "[Timer]",
            f"OnCalendar=*:0/{SLOT.seconds // 60}",
            "Persistent=true",
            "AccuracySec=1s",
            "RandomizedDelaySec=3s",
            "FixedRandomDelay=true",
            "",
            "[Install]",
            "WantedBy=timers.target",
            "",
        )
    )


def job_in(text: str, site_id: str) -> Job | None:
    """Return what a service starts, or None when it was changed so that it cannot be told."""
    program, root = _PROGRAM.search(text), _ROOT.search(text)
    if program is None or root is None:
        return None
    return Job(site_id, Path(_plain(program[1])), Path(_plain(root[1])))


def _plain(quoted: str) -> str:
    return re.sub(r"\\(.)|%(%)", lambda found: found[1] or found[2], quoted)


def _quoted(text: str) -> str:
    """Return a text as one quoted word: systemd reads `%` as a specifier, and backslash as C does.

    A dollar sign is left alone: neither the program's path nor `Environment=` replaces variables.
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise BadInput(
            f"{text!r} is not UTF-8, and systemd reads no other unit files",
            hint="use `netdoc schedule install --cron`, or a folder with a plain name",
        ) from None
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%") + '"'
