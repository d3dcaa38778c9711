"""`netdoc watch`: sample in the foreground and show what is seen while it happens."""

from __future__ import annotations

import traceback
from datetime import timedelta
from pathlib import Path

import click

from netdoc.cli._options import Duration, debug_option, site_argument, store_option
from netdoc.cli._session import Session, say
from netdoc.cli._text import paragraph


@click.command()
@site_argument
@click.option(
    "--for", "length", type=Duration(), metavar="TIME", help="How long to watch: 20min, 24h; default: until stopped."
)
@click.option("--beep", is_flag=True, help="Ring the terminal's bell when an outage begins.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document a minute, each on a line.")
@store_option
@debug_option
@click.pass_obj
def watch(
    session: Session, site: str | None, length: timedelta | None, beep: bool, as_json: bool, store: Path | None
) -> int:
    """Watch the network this computer stands on: every step of the way, each second, until `q` or Ctrl-C.

    On a terminal it shows the last minute, the clocks of modem, line and session, incidents as they grow, and
    the verdict so far; `n` takes a note and keeps it with its time. Off a terminal it prints one line a minute.
    Everything is stored; a watch that is killed loses at most the minute in hand. Exit code: 0 watched (also
    when stopped before its time), whatever the network was like; 3 not watched, or not all of it: what has to be
    mended on this computer (rights, disk, site file) is said.
    """
    from netdoc.app import loops
    from netdoc.app.paths import place_to_measure
    from netdoc.cli._live_minutes import minute_document
    from netdoc.cli._live_run import Wishes, attend
    from netdoc.cli._live_screen import usable
    from netdoc.cli._live_summary import summary

    clock = session.make_clock()
    place = place_to_measure(site, session.root, clock.now(), store)
    if place.chosen:
        say(paragraph(place.chosen, indent="  ", first=""))
    ports = session.ports(clock, place.site_id)
    live = not as_json and usable(session.environment)

    def unexpected(broken: Exception) -> None:
        if session.debug and not live:
            say("".join(traceback.format_exception(broken)))

    wishes = Wishes(live=live, as_json=as_json, beep=beep, environment=session.environment, unexpected=unexpected)
    watching, outcome = loops.run(lambda stop: attend(place, ports, length, wishes, stop))
    picture = watching.picture()
    if as_json:
        click.echo(minute_document(picture, "end"))
    else:
        click.echo(summary(picture, place.store, outcome.troubles), nl=False, err=not live)
    return 3 if outcome.troubles else 0
