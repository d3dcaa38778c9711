"""What can be wrong with a schedule, in words: what it is, what it costs the verdict, what mends it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from netdoc import __version__
from netdoc.app.timers import cron_daemon, unit_files, user_manager
from netdoc.app.timers.job import SLOT
from netdoc.app.timers.records import Trouble, Watched
from netdoc.errors import NetdocError

LEAST_SHARE = 0.95
"""Slots that follow each other leave less than 5 % unobserved."""
LATE = 2 * SLOT + timedelta(minutes=1)
"""A scheduler that started nothing for so long starts nothing."""
_UNSEEN = "a fault that comes while nobody measures by hand is not seen"
_NOTHING = "nothing is measured, so nothing can be proved of the time from now on"


def not_installed(site_id: str) -> Trouble:
    """Nobody starts anything."""
    return Trouble(what="no scheduler starts it", costs=_UNSEEN, fix=_again(site_id), stops=True)


def twice(site_id: str) -> Trouble:
    """Both schedulers hold an entry."""
    return Trouble(
        what="systemd and the crontab both start it",
        costs="every second slot finds the other one measuring and is skipped; no time is lost",
        fix=_again(site_id),
    )


def commented_out(site_id: str) -> Trouble:
    """The crontab's line is a comment."""
    return Trouble(what="its line in the crontab is commented out", costs=_NOTHING, fix=_again(site_id), stops=True)


def no_daemon() -> Trouble:
    """A crontab and nobody to read it."""
    fix = cron_daemon.start_command()
    return Trouble(what="no cron daemon runs on this computer", costs=_NOTHING, fix=fix, stops=True)


def complained(site_id: str, said: str) -> Trouble:
    """The last run left words."""
    return Trouble(
        what=f"the last run said: {said[:400]}",
        costs="part of that slot, or all of it, may not have been measured",
        fix=f"netdoc run {site_id} --for 20s, and look at what it says",
    )


def half_installed(site_id: str) -> Trouble:
    """One of the two unit files is gone."""
    return Trouble(what="one of its two unit files is missing", costs=_NOTHING, fix=_again(site_id), stops=True)


def no_manager() -> Trouble:
    """The user's systemd does not answer."""
    return Trouble(
        what="systemd does not answer for this user, so how its timer stands is not known",
        costs="it may be that nothing is measured",
        fix=f"log in as this user (not by su or sudo), or: {user_manager.LINGER_COMMAND}",
        stops=True,
    )


def timer_stopped(site_id: str, state: str) -> Trouble:
    """The timer is not waiting."""
    return Trouble(
        what=f"its timer is {state or 'not known to systemd'}",
        costs=_NOTHING,
        fix=f"systemctl --user enable --now {unit_files.names(site_id)[1]}",
        stops=True,
    )


def failed(site_id: str, result: str) -> Trouble:
    """The last slot ended badly."""
    return Trouble(
        what=f"the last run failed ({result})",
        costs="part of that slot, or all of it, may not have been measured",
        fix=f"journalctl --user -u {unit_files.names(site_id)[0]} -n 20",
    )


def no_lingering() -> Trouble:
    """The timers end with the session."""
    return Trouble(
        what="systemd stops your timers when you log out (no lingering)",
        costs="nothing is measured while nobody is logged in",
        fix=user_manager.LINGER_COMMAND,
    )


def edited(site_id: str) -> Trouble:
    """The entry is not as it was written."""
    return Trouble(
        what="its entry was changed by hand, so what it starts cannot be told",
        costs="it may measure nothing, or something else",
        fix=_again(site_id),
    )


def no_program(broken: NetdocError, site_id: str) -> Trouble:
    """What is to be started is not there, or does not start."""
    fix = f"install netdoc-toolkit again, then: {_again(site_id)}"
    return Trouble(what=broken.message, costs=_NOTHING, fix=fix, stops=True)


def of_version(version: str, program: Path, site_id: str) -> Iterator[Trouble]:
    """Yield that another netdoc than this one is started, when it is."""
    if version != __version__:
        yield Trouble(
            what=f"{program} is netdoc {version}, and this is {__version__}",
            costs="what it measures may lack what this version knows, or be newer than this version can read",
            fix=_again(site_id),
        )


def elsewhere(installed: Path, root: Path, site_id: str) -> Trouble:
    """The slots store into another folder than this program reads."""
    return Trouble(
        what=f"it stores into {installed}, and this program reads {root}",
        costs="what the schedule measured is not in the verdict",
        fix=f"export NETDOC_HOME={installed}, or: {_again(site_id)}",
    )


def unreadable(broken: NetdocError) -> Trouble:
    """The store cannot be read."""
    return Trouble(what=broken.message, costs="what was measured cannot be judged", fix=broken.hint)


def of_record(site_id: str, watched: Watched | None, now: datetime, since: datetime | None) -> Iterator[Trouble]:
    """Yield what the record of the last day shows to be wrong."""
    last = None if watched is None else watched.sign_of_life
    waited = now - max((each for each in (last, since) if each is not None), default=now - 2 * LATE)
    if waited > LATE:
        told = "no slot was ever started" if last is None else f"no slot was started since {last:%Y-%m-%d %H:%M} UTC"
        yield Trouble(
            what=f"{told}: one is due every {SLOT.seconds // 60} minutes",
            costs=_NOTHING,
            fix=f"netdoc doctor, and: netdoc run {site_id} --for 20s",
            stops=True,
        )
    if watched is not None and watched.share is not None and watched.share < LEAST_SHARE:
        hours = (watched.end - watched.start).total_seconds() * (1 - watched.share) / 3600
        why = "; ".join(f"{reason} ({seconds / 60:.0f} min)" for reason, seconds in list(watched.reasons.items())[:3])
        yield Trouble(
            what=f"only {watched.share:.0%} of the time was observed{': ' + why if why else ''}",
            costs=f"what failed in the other {hours:.1f} h was not seen",
            fix="keep this computer on and awake: netdoc doctor says what puts it to sleep",
        )


def _again(site_id: str) -> str:
    return f"netdoc schedule install {site_id}"
