"""Measuring while nobody is there: cron or systemd starts `netdoc run` every five minutes."""

from netdoc.app.timers.changes import install, remove
from netdoc.app.timers.job import Job, job_for
from netdoc.app.timers.records import Change, Scheduler, SiteSchedule, Trouble, Watched
from netdoc.app.timers.state import scheduled_sites, status

__all__ = [
    "Change",
    "Job",
    "Scheduler",
    "SiteSchedule",
    "Trouble",
    "Watched",
    "install",
    "job_for",
    "remove",
    "scheduled_sites",
    "status",
]
