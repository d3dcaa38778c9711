"""`netdoc run`: one scheduled slot, for cron and timers. Quiet, unless a person has to mend something."""

from __future__ import annotations

import traceback
from datetime import timedelta
from pathlib import Path

import click

from netdoc.cli._options import Duration, debug_option, site_argument, store_option
from netdoc.cli._session import Session, say
from netdoc.cli._text import safe

TROUBLE = 3


@click.command()
@site_argument
@click.option(
    "--for",
    "length",
    type=Duration(),
    default="290s",
    show_default=True,
    metavar="TIME",
    help="How long: a little less than the time between two runs.",
)
@click.option(
    "--throughput",
    is_flag=True,
    help="Test the speed too, about every 6 hours: for some 10 s it slows the office, and it uses data.",
)
@store_option
@debug_option
@click.pass_obj
def run(session: Session, site: str | None, length: timedelta, throughput: bool, store: Path | None) -> int:
    """Measure one scheduled slot of SITE and store what was seen.

    SITE may be left out where there is only one. A new name begins a new record, and what is not in a site
    file is found out. While another netdoc measures this site the run is skipped, and a record says so.
    Exit code: 0 measured or skipped, whatever the network was like; 3 not measured, or not all of it.
    """
    from netdoc.app.measuring import Talk
    from netdoc.app.slot import place_to_run, run_slot

    clock = session.make_clock()
    place = place_to_run(site, session.root, store)

    def unexpected(broken: Exception) -> None:
        if session.debug:
            say("".join(traceback.format_exception(broken)))

    talk = Talk(trouble=lambda text: say(f"netdoc run {place.site_id}: {safe(text)}"), unexpected=unexpected)
    outcome = run_slot(place, session.ports(clock, place.site_id), length, talk, load_the_line=throughput)
    return TROUBLE if outcome.troubles else 0
