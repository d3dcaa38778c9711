"""`netdoc schedule`: measure around the clock by cron or systemd, and see whether it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from netdoc.cli._options import F, debug_option, json_option, site_argument
from netdoc.cli._session import Session, print_json, say
from netdoc.cli._text import paragraph

if TYPE_CHECKING:
    from netdoc.app.timers import Change

GOOD, WRONG = 0, 1


def _print_option(what: str) -> Callable[[F], F]:
    return click.option("--print", "dry", is_flag=True, help=f"Show what would be {what}; change nothing.")


@click.group(invoke_without_command=True)
@click.option("--print", "dry", is_flag=True, help="The same as install --print.")
@debug_option
@click.pass_context
def schedule(ctx: click.Context, dry: bool) -> None:
    """Measure a site around the clock: cron or systemd starts netdoc every five minutes.

    Each run measures for 290 s and ends, so that less than 5 % of the time is unobserved and no program has
    to be kept alive. Nothing here needs root.
    """
    if ctx.invoked_subcommand is not None:
        if dry:
            raise click.UsageError(f"write --print after the command: netdoc schedule {ctx.invoked_subcommand} --print")
    elif dry:
        ctx.invoke(install, site=None, cron=False, systemd=False, dry=True)
    else:
        click.echo(ctx.get_help())


@schedule.command(short_help="Start measuring SITE every five minutes.")
@site_argument
@click.option("--cron", is_flag=True, help="Use your crontab.")
@click.option("--systemd", is_flag=True, help="Use the timers of your own systemd.")
@_print_option("written")
@debug_option
@click.pass_obj
def install(session: Session, site: str | None, cron: bool, systemd: bool, dry: bool) -> int:
    """Start measuring SITE every five minutes, from now on; nothing is asked first.

    SITE may be left out where only one is configured (or, with none, stored): that one is meant, and named.
    Without --cron and --systemd: systemd where it answers for you, else your crontab. What it wrote is
    printed. Doing it again changes nothing, or brings the entry up to date.
    Exit code: 0 installed, 1 installed but nothing starts it (no cron daemon runs), 3 not installed.
    """
    from netdoc.app.paths import configured_sites, stored_sites
    from netdoc.app.timers import Scheduler, job_for
    from netdoc.app.timers import install as put_in

    if cron and systemd:
        raise click.UsageError("--cron and --systemd are two ways to the same end: choose one")
    configured = configured_sites(session.root, strict=True)
    known, what = (configured, "configured") if configured else (stored_sites(session.root, strict=True), "stored")
    site_id = site or _only(known, what, "name it: netdoc schedule install NAME; a new name begins a new record")
    job = job_for(site_id, session.root, session.environment)
    chosen = Scheduler.CRONTAB if cron else Scheduler.SYSTEMD if systemd else None
    change = put_in(job, chosen, session.environment, session.make_clock().now(), dry=dry)
    _tell(change, dry=dry)
    if not dry and not change.changed:
        say("it stood there already, and nothing was changed")
    if site_id not in configured:
        say(paragraph(f"there is no site file for {site_id}: each run finds out for itself what it can", indent="  "))
    if not dry:
        say(f"see how it goes:    netdoc schedule status {site_id}")
        say(f"take it out again:  netdoc schedule remove {site_id}")
    return GOOD if dry or change.starts else WRONG


@schedule.command()
@site_argument
@_print_option("taken out")
@debug_option
@click.pass_obj
def remove(session: Session, site: str | None, dry: bool) -> None:
    """Stop measuring SITE by itself; what was measured is kept.

    SITE may be left out where only one is scheduled: that one is meant, and named.
    Takes out netdoc's own lines and files, and nothing else. A run under way ends by itself.
    """
    from netdoc.app.timers import remove as take_out
    from netdoc.app.timers import scheduled_sites

    site_id = site or _only(scheduled_sites(session.environment), "scheduled", "netdoc schedule status")
    change = take_out(site_id, session.environment, dry=dry)
    _tell(change, dry=dry)
    if not change.changed:
        say(f"nothing starts {site_id}: there was nothing to remove")


@schedule.command(short_help="Say whether SITE is measured as it should be.")
@site_argument
@json_option("the state")
@debug_option
@click.pass_obj
def status(session: Session, site: str | None, as_json: bool) -> int:
    """Say whether SITE is measured as it should be.

    Without SITE: every site that is scheduled. Reads the scheduler and the store only.
    Exit code: 0 all is well, 1 something is wrong.
    """
    from netdoc.app.timers import status as look
    from netdoc.cli._schedule_text import plain_schedule, schedule_text

    now = session.make_clock().now()
    found = look(session.root, session.environment, now, site)
    good = bool(found) and all(each.good for each in found)
    if as_json:
        print_json({"schema": "netdoc.schedule/1", "good": good, "sites": [plain_schedule(each) for each in found]})
    elif found:
        click.echo("\n".join(schedule_text(each) for each in found))
    else:
        click.echo("no site is scheduled: nothing is measured by itself\nfix: netdoc schedule install SITE")
    return GOOD if good else WRONG


def _only(sites: list[str], what: str, none: str) -> str:
    """Return the one site that can be meant, and say that it is.

    Raises:
        BadInput: there is none, or more than one.
    """
    from netdoc.errors import BadInput

    if len(sites) == 1:
        say(f"using the only {what} site, {sites[0]}")
        return sites[0]
    if not sites:
        raise BadInput(f"no site was named, and none is {what}", hint=none)
    raise BadInput(f"no site was named, and {len(sites)} are {what}", hint=f"name one of: {', '.join(sites[:5])}")


def _tell(change: Change, *, dry: bool) -> None:
    """Print what was written to stdout, exactly, and say to stderr where it stands."""
    for each in change.written:
        say(f"{'would be written to' if dry else 'written to'} {each.where}:")
        click.echo(each.text.encode("utf-8", "surrogateescape"), nl=False)
    for place in change.taken_out:
        say(paragraph(f"{'would be taken out' if dry else 'taken out'}: {place}", indent="  ", first=""))
    for note in change.notes:
        say(paragraph(f"note: {note}", indent="  ", first=""))
