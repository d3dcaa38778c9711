"""Put a site's slots into a scheduler, and take them out again; each change can be shown without being made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from netdoc.app.paths import place_of
from netdoc.app.timers import cron_daemon, crontab, crontab_text, marks, unit_files, user_manager
from netdoc.app.timers.child import Child
from netdoc.app.timers.job import Job, ScheduleError, version_of
from netdoc.app.timers.records import Change, Scheduler, Written

LINGER_NOTE = (
    "systemd stops your timers when you log out. So that it measures while nobody is logged in, run: "
    f"{user_manager.LINGER_COMMAND}"
)
_SECRETS = "NETDOC_SECRET_"


def install(
    job: Job, scheduler: Scheduler | None, environment: Mapping[str, str], now: datetime, *, dry: bool = False
) -> Change:
    """Let a scheduler start the site's slots, and take out the other one's entry; doing it again changes nothing.

    Args:
        job: what to start.
        scheduler: None for systemd where a manager of this user answers, else the crontab.
        environment: the user's.
        now: told as the time since when; an entry already there keeps its own.
        dry: only say what would be written.

    Raises:
        ScheduleError: the program does not start, or the scheduler refused; what stood there is kept.
        BadInput: a path that the scheduler's file cannot hold.
    """
    version_of(job.program, environment)
    chosen = scheduler or (Scheduler.SYSTEMD if user_manager.answers(environment) else Scheduler.CRONTAB)
    make = _into_systemd if chosen is Scheduler.SYSTEMD else _into_crontab
    if not dry:
        _make_folder(job.root / job.site_id)
    change = make(job, environment, now, dry)
    other = _out_of_crontab if chosen is Scheduler.SYSTEMD else _out_of_systemd
    taken: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    try:
        taken = other(job.site_id, environment, dry)
    except ScheduleError as kept:
        left = (f"another entry of this site may be left: {kept.message}",)
    return Change(
        scheduler=chosen,
        written=change.written,
        taken_out=taken,
        changed=change.changed or bool(taken),
        starts=change.starts,
        notes=(*change.notes, *left, *_secret_notes(environment)),
    )


def remove(site_id: str, environment: Mapping[str, str], *, dry: bool = False) -> Change:
    """Take a site's slots out of every scheduler; what was measured stays.

    Raises:
        BadInput: not a site id.
        ScheduleError: a scheduler's entry cannot be read or taken out.
    """
    place_of(site_id, Path())
    taken = _out_of_systemd(site_id, environment, dry)
    try:
        taken += _out_of_crontab(site_id, environment, dry)
    except ScheduleError as kept:
        if not taken:
            raise
        return Change(scheduler=None, taken_out=taken, notes=(f"another entry may be left: {kept.message}",))
    return Change(scheduler=None, taken_out=taken, changed=bool(taken))


def _into_crontab(job: Job, environment: Mapping[str, str], now: datetime, dry: bool) -> Change:
    before = crontab.read(environment)
    block = crontab_text.block(job, marks.since_of(before, job.site_id) or now)
    after = crontab_text.put_in(before, job.site_id, block)
    if not dry and after != before:
        crontab.write(after, environment)
    starts = cron_daemon.daemon_runs() is not False
    return Change(
        scheduler=Scheduler.CRONTAB,
        written=(Written(crontab.where(), block),),
        changed=after != before,
        starts=starts,
        notes=() if starts else (_no_daemon_note(),),
    )


def _into_systemd(job: Job, environment: Mapping[str, str], now: datetime, dry: bool) -> Change:
    if not Child(environment).has("systemctl"):
        raise ScheduleError("there is no systemd on this computer", hint="use `netdoc schedule install --cron`")
    held = user_manager.texts(job.site_id, environment)
    since = next((told for each in held.values() if (told := marks.since_of(each, job.site_id)) is not None), now)
    folder = user_manager.folder(environment)
    service, timer = unit_files.names(job.site_id)
    files = {folder / service: unit_files.service(job, since), folder / timer: unit_files.timer(job, since)}
    if against := user_manager.objections({path.name: text for path, text in files.items()}, environment):
        raise ScheduleError(
            f"systemd does not accept the unit files: {against}", hint="use `netdoc schedule install --cron`"
        )
    running = user_manager.timer_state(job.site_id, environment) == "active"
    if not dry and not (held == files and running):
        if not user_manager.answers(environment):
            raise ScheduleError(
                "no service manager of this user answers",
                hint="log in as this user (not by su or sudo) and try again, or use `netdoc schedule install --cron`",
            )
        user_manager.put_in(files, job.site_id, environment)
    return Change(
        scheduler=Scheduler.SYSTEMD,
        written=tuple(Written(str(path), text) for path, text in files.items()),
        changed=not (held == files and running),
        notes=() if user_manager.lingers(environment) else (LINGER_NOTE,),
    )


def _out_of_crontab(site_id: str, environment: Mapping[str, str], dry: bool) -> tuple[str, ...]:
    if not Child(environment).has("crontab"):
        return ()
    before = crontab.read(environment)
    after = crontab_text.take_out(before, site_id)
    if after == before:
        return ()
    if not dry:
        crontab.write(after, environment)
    return (f"the entry in {crontab.where()}",)


def _out_of_systemd(site_id: str, environment: Mapping[str, str], dry: bool) -> tuple[str, ...]:
    if site_id not in user_manager.sites(environment):
        return ()
    held = tuple(user_manager.texts(site_id, environment))
    return tuple(map(str, held if dry else user_manager.take_out(site_id, environment)))


def _no_daemon_note() -> str:
    start = cron_daemon.start_command()
    return f"no cron daemon runs on this computer: NOTHING IS MEASURED until one does: {start}"


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as broken:
        raise ScheduleError(
            f"{folder} cannot be made: {broken.strerror}, so nothing that is measured could be stored",
            hint="set NETDOC_HOME to a folder of yours",
        ) from None


def _secret_notes(environment: Mapping[str, str]) -> tuple[str, ...]:
    names = sorted(each for each in environment if each.startswith(_SECRETS))
    if not names:
        return ()
    return (
        f"{', '.join(names)}: a scheduled run does not see what you exported; put it into secrets.toml (mode 0600)",
    )
