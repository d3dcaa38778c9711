"""How unattended measuring stands: who starts it, whether it runs, what it observed; each trouble with its fix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from netdoc.app.paths import STORE_FILE, place_of
from netdoc.app.timers import cron_daemon, crontab, crontab_text, marks, past, troubles, unit_files, user_manager
from netdoc.app.timers.child import Child
from netdoc.app.timers.job import Job, ScheduleError, version_of
from netdoc.app.timers.records import Scheduler, SiteSchedule, Trouble, Watched
from netdoc.errors import StoreError

_LONGEST_LOG = 4000


def status(
    root: Path, environment: Mapping[str, str], now: datetime, site_id: str | None = None
) -> tuple[SiteSchedule, ...]:
    """Return how the schedule of each site stands; nothing is changed and nothing is sent.

    Args:
        root: the folder that holds all sites.
        environment: the user's.
        now: the time.
        site_id: one site, scheduled or not; None for every site that is scheduled.

    Raises:
        BadInput: not a site id.
        ScheduleError: the crontab cannot be read, and no user manager holds a timer of ours.
    """
    if site_id is not None:
        place_of(site_id, root)
    table = _crontab(environment)
    wanted = [site_id] if site_id is not None else _scheduled(environment, table)
    return tuple(_one(each, root, environment, now, table) for each in wanted)


def scheduled_sites(environment: Mapping[str, str]) -> list[str]:
    """Return the sites that somebody starts, sorted; raises as `status` does."""
    return _scheduled(environment, _crontab(environment))


def _scheduled(environment: Mapping[str, str], table: str) -> list[str]:
    return sorted({*user_manager.sites(environment), *crontab_text.sites(table)})


def _crontab(environment: Mapping[str, str]) -> str:
    """Return the crontab; where systemd has the slots, or there is no cron, one that cannot be read is as none."""
    if not Child(environment).has("crontab"):
        return ""
    try:
        return crontab.read(environment)
    except ScheduleError:
        if user_manager.sites(environment):
            return ""
        raise


def _one(site_id: str, root: Path, environment: Mapping[str, str], now: datetime, table: str) -> SiteSchedule:
    entry, units = crontab_text.entry(table, site_id), user_manager.texts(site_id, environment)
    schedulers = tuple(
        each for each, there in ((Scheduler.SYSTEMD, units), (Scheduler.CRONTAB, entry is not None)) if there
    )
    if not schedulers:
        return SiteSchedule(site_id=site_id, schedulers=(), troubles=(troubles.not_installed(site_id),))
    texts = ("" if entry is None else entry.text, *units.values())
    since = min((told for each in texts if (told := marks.since_of(each, site_id)) is not None), default=None)
    watched, unreadable = _watched(root / site_id / STORE_FILE, now, since)
    started = [crontab_text.job_in(entry.text, site_id)] if entry is not None else []
    started += [unit_files.job_in(text, site_id) for text in units.values() if "[Service]" in text]
    found = [troubles.twice(site_id)] if len(schedulers) > 1 else []
    found += _of_cron(entry, root / site_id) if entry is not None else ()
    found += _of_systemd(site_id, units, environment) if units else ()
    found += [each for job in started for each in _of_job(job, site_id, root, environment)]
    found += unreadable if watched is None else ()
    found += troubles.of_record(site_id, watched, now, since) if not unreadable else ()
    return SiteSchedule(
        site_id=site_id,
        schedulers=schedulers,
        since=since,
        program=next((str(each.program) for each in started if each is not None), ""),
        watched=watched,
        next_start=None if any(each.stops for each in found) else past.next_start(now),
        troubles=tuple(dict.fromkeys(found)),
    )


def _watched(store: Path, now: datetime, since: datetime | None) -> tuple[Watched | None, list[Trouble]]:
    if not store.exists():
        return None, []
    try:
        return past.look(store, now, since), []
    except StoreError as broken:
        return None, [troubles.unreadable(broken)]


def _of_cron(entry: crontab_text.Entry, folder: Path) -> Iterator[Trouble]:
    if not entry.active:
        yield troubles.commented_out(entry.site_id)
    if cron_daemon.daemon_runs() is False:
        yield troubles.no_daemon()
    if said := _last_words(folder / crontab_text.LOG):
        yield troubles.complained(entry.site_id, said)


def _of_systemd(site_id: str, units: Mapping[Path, str], environment: Mapping[str, str]) -> Iterator[Trouble]:
    if len(units) < len(unit_files.names(site_id)):
        yield troubles.half_installed(site_id)
    elif not user_manager.answers(environment):
        yield troubles.no_manager()
    else:
        if (state := user_manager.timer_state(site_id, environment)) != "active":
            yield troubles.timer_stopped(site_id, state)
        if (result := user_manager.last_result(site_id, environment)) not in ("success", ""):
            yield troubles.failed(site_id, result)
    if user_manager.lingers(environment) is not True:
        yield troubles.no_lingering()


def _of_job(job: Job | None, site_id: str, root: Path, environment: Mapping[str, str]) -> Iterator[Trouble]:
    if job is None:
        yield troubles.edited(site_id)
        return
    try:
        version = version_of(job.program, environment)
    except ScheduleError as broken:
        yield troubles.no_program(broken, site_id)
    else:
        yield from troubles.of_version(version, job.program, site_id)
    if job.root != root.absolute():
        yield troubles.elsewhere(job.root, root, site_id)


def _last_words(log: Path) -> str:
    """Return what the last run said: a run that overran may have left zero bytes at the front."""
    try:
        with log.open("rb") as file:
            told = file.read(_LONGEST_LOG)
    except OSError:
        return ""
    return " / ".join(each.strip() for each in told.decode("utf-8", "replace").strip("\0").splitlines() if each.strip())
