"""A crontab as text: our entry put in, taken out, read. Every other byte stays as it was. Pure.

An entry is found by its lines and not by its place: each line of ours says so itself, so that an entry with
a lost end or a line moved by hand never takes a line of the user's with it. A new entry goes to the top,
where no variable that the user sets further down (SHELL, PATH, CRON_TZ) reaches it.

Source: crontab(5) of Vixie cron 3.0, cronie and BusyBox. In Vixie cron and cronie an unescaped `%` ends the
command and `\\%` is a `%`; BusyBox hands the text to the shell as it is.
"""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from netdoc.app.paths import HOME_VARIABLE
from netdoc.app.timers import marks
from netdoc.app.timers.job import SLOT, Job
from netdoc.errors import BadInput

LOG = "schedule.log"
"""In the site's folder: what the last run said, which is nothing when all was well."""
LONGEST_COMMAND = 990
"""Bytes. Vixie cron cuts a longer command short without a word (MAX_COMMAND is 1000)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a crontab holds of one site."""

    site_id: str
    since: datetime | None
    active: bool
    """Whether a line of it starts something; a person may have commented it out."""
    text: str


def block(job: Job, since: datetime) -> str:
    """Return the entry of a job: three lines.

    The folder is made first, because the shell would not start netdoc without a place for its output.

    Raises:
        BadInput: the paths are so long that cron would cut the command short.
    """
    path, program = quoted(job.variables["PATH"]), quoted(str(job.program))
    folder = f'"${HOME_VARIABLE}/{job.site_id}"'
    command = (
        f"umask 077; export {HOME_VARIABLE}={quoted(str(job.root))} PATH={path}; mkdir -p {folder}; "
        f"exec {program} {job.arguments} >{folder}/{LOG} 2>&1{marks.tag(job.site_id)}"
    )
    if len(os.fsencode(command)) > LONGEST_COMMAND:
        raise BadInput(
            "the paths are so long that cron would cut the command short",
            hint="install netdoc under a shorter path, or set NETDOC_HOME to a shorter one",
        )
    when = f"*/{SLOT.seconds // 60} * * * *"
    return f"{marks.begin(job.site_id, since)}\n{when} {command}\n{marks.end(job.site_id)}\n"


def quoted(text: str) -> str:
    """Return a text as one word for the shell that survives cron: `%` escaped, no backslash beside another.

    A backslash stands alone in its quotes, because some crons read `\\\\` as one backslash.
    """
    special = {"'": "'\\''", "%": "'\\%'", "\\": "\\''"}
    return "'" + "".join(special.get(each, each) for each in text) + "'"


def entry(text: str, site_id: str) -> Entry | None:
    """Return what a crontab holds of a site, or None."""
    lines = [each for each in _lines(text) if marks.site_of(each) == site_id]
    if not lines:
        return None
    working = [each for each in lines if marks.TAG.fullmatch(each.rstrip("\n")) and not each.lstrip().startswith("#")]
    held = "".join(lines)
    return Entry(site_id, marks.since_of(held, site_id), bool(working), held)


def job_in(text: str, site_id: str) -> Job | None:
    """Return what an entry starts, or None when it was changed so that it cannot be told."""
    line = next((each for each in _lines(text) if marks.TAG.fullmatch(each.rstrip("\n"))), "")
    try:
        words = shlex.split(line.removesuffix("\n"))
    except ValueError:
        return None
    roots = [each.partition("=")[2] for each in words if each.startswith(f"{HOME_VARIABLE}=")]
    at = words.index("run") if "run" in words else 0
    return Job(site_id, Path(words[at - 1]), Path(roots[0])) if at and roots and words[at - 1].startswith("/") else None


def sites(text: str) -> tuple[str, ...]:
    """Return the sites that a crontab holds entries of, sorted."""
    return tuple(sorted({site for each in _lines(text) if (site := marks.site_of(each)) is not None}))


def put_in(text: str, site_id: str, new: str) -> str:
    """Return a crontab with this entry of a site, in place of the one it may have held."""
    lines = _lines(text)
    ours = [index for index, each in enumerate(lines) if marks.site_of(each) == site_id]
    if not ours:
        return new + text
    first = ours[0]
    return "".join(lines[:first]) + new + take_out("".join(lines[first:]), site_id)


def take_out(text: str, site_id: str) -> str:
    """Return a crontab without the entry of a site."""
    return "".join(each for each in _lines(text) if marks.site_of(each) != site_id)


def _lines(text: str) -> list[str]:
    """Return the lines with their line ends; a crontab knows no line end but LF."""
    lines = [f"{each}\n" for each in text.split("\n")]
    last = lines.pop().removesuffix("\n")
    return [*lines, last] if last else lines
