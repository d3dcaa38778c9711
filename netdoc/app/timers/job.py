"""What is to be started: the installed program, for one site, one slot at a time."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from netdoc import __version__
from netdoc.app.paths import HOME_VARIABLE, place_of
from netdoc.app.timers.child import Child, bare_environment
from netdoc.errors import BadInput, NetdocError

SLOT = timedelta(minutes=5)
"""How often a slot is started."""
LENGTH = timedelta(seconds=290)
"""How long a slot measures: 10 s are left to end, to seal the last block and to start the next one."""
PROGRAM = "netdoc"
_SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_STARTS_WITHIN_S = 30.0


class ScheduleError(NetdocError):
    """The schedule could not be read or written."""


@dataclass(frozen=True, slots=True)
class Job:
    """One site's slot, as a scheduler has to start it. All paths are absolute."""

    site_id: str
    program: Path
    root: Path

    @property
    def arguments(self) -> str:
        """Return what follows the program; no word of it needs quotes."""
        return f"run {self.site_id} --for {LENGTH // timedelta(seconds=1)}s"

    @property
    def variables(self) -> Mapping[str, str]:
        """Return what the run has to find in its environment; a scheduler gives it next to nothing."""
        return {HOME_VARIABLE: str(self.root), "PATH": f"{self.program.parent}:{_SYSTEM_PATH}"}


def job_for(site_id: str, root: Path, environment: Mapping[str, str], *, started_as: str | None = None) -> Job:
    """Return the job of one site.

    Args:
        site_id: the site; its file need not exist.
        root: the folder that holds all sites.
        environment: where `PATH` may lead to the program.
        started_as: how this program was started; None for `sys.argv[0]`.

    Raises:
        BadInput: not a site id, or a path that no scheduler's file can hold.
        ScheduleError: the installed program is not found.
    """
    place_of(site_id, root)
    job = Job(site_id, _installed(environment, sys.argv[0] if started_as is None else started_as), root.absolute())
    for path in (job.program, job.root):
        if any(ord(each) < ord(" ") or ord(each) == 0x7F for each in str(path)):
            raise BadInput(
                f"the path {str(path)!r} holds a control character, which no scheduler's file can hold",
                hint="move it to a plain path, or set NETDOC_HOME to another folder",
            )
    return job


def version_of(program: Path, environment: Mapping[str, str]) -> str:
    """Return the version that a program says it has, started as bare as a scheduler starts it.

    Raises:
        ScheduleError: it is missing, or does not start.
    """
    again = "install netdoc-toolkit again, then run `netdoc schedule install`"
    if not os.access(program, os.X_OK) or program.is_dir():
        raise ScheduleError(f"the program {program} is not there", hint=again)
    told = Child(bare_environment(environment), _STARTS_WITHIN_S).run((str(program), "--version"))
    if told.code != 0 or not told.out.strip():
        raise ScheduleError(f"the program {program} does not start: {told.complaint}", hint=again)
    return told.out.split()[-1]


def is_this_version(version: str) -> bool:
    """Return whether a version is that of the program now running."""
    return version == __version__


def _installed(environment: Mapping[str, str], started_as: str) -> Path:
    beside = [Path(sys.executable).with_name(PROGRAM)]
    if Path(started_as).name == PROGRAM and "/" in started_as:
        beside.insert(0, Path(started_as).absolute())
    on_path = shutil.which(PROGRAM, path=environment.get("PATH", ""))
    if on_path is not None:
        beside.append(Path(on_path).absolute())
    for each in beside:
        if each.is_file() and os.access(each, os.X_OK):
            return each
    raise ScheduleError(
        "the installed program `netdoc` is not found, so no scheduler could start it",
        hint="install netdoc-toolkit into an environment of its own and use the `netdoc` from there",
    )
