"""`netdoc compare`: hold what was watched since against a baseline."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import click

from netdoc.cli._options import debug_option, json_option, site_argument, store_option, window_options
from netdoc.cli._session import Session, print_json, say


@click.command()
@site_argument
@click.option("--baseline", "name", metavar="NAME", help="Which baseline; the one named last where left out.")
@window_options
@store_option
@json_option("the comparison")
@debug_option
@click.pass_obj
def compare(
    session: Session,
    site: str | None,
    name: str | None,
    since: datetime | timedelta | None,
    until: datetime | timedelta | None,
    store: Path | None,
    as_json: bool,
) -> None:
    """Hold what was watched at SITE since a change against the baseline. Reads the store only; measures nothing.

    How far the session comes, the line's mode, profile and rates, outages, loss, names and throughput: each with what
    it stands on, and whether it differs beyond chance, or until when to wait. Exit code: 0, whatever it shows; 3 an
    error.
    """
    from netdoc.app.baselines import against
    from netdoc.app.paths import place_to_read
    from netdoc.cli._compare_text import compare_text, compare_to_plain

    place = place_to_read(site, session.root, store)
    if place.chosen:
        say(place.chosen)
    compared = against(place.store, name, since=since, until=until)
    if as_json:
        print_json(compare_to_plain(compared))
    else:
        click.echo(compare_text(compared), nl=False)
