"""`netdoc next`: the checklist of tests that would settle it, the best first."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import click

from netdoc.cli._options import (
    complaint_options,
    debug_option,
    json_option,
    site_argument,
    store_option,
    window_options,
)
from netdoc.cli._session import Session, print_json, say


@click.command("next")
@site_argument
@window_options
@complaint_options
@store_option
@json_option("the checklist")
@debug_option
@click.pass_obj
def next_tests(
    session: Session,
    site: str | None,
    since: datetime | timedelta | None,
    until: datetime | timedelta | None,
    complaint: str | None,
    rate: float | None,
    store: Path | None,
    as_json: bool,
) -> None:
    """Say which test to do next at SITE. Reads the store only; measures nothing.

    Each test with what its outcomes would show, how long it takes and until when at the earliest, who must agree,
    what it disturbs, and the command that records it. The best comes first: what tells most apart for its time and
    trouble. Exit code: 0, also where nothing is left to test; 3 an error.
    """
    from netdoc.app.cases import diagnose
    from netdoc.app.paths import place_to_read
    from netdoc.cli._next_text import next_text, next_to_plain
    from netdoc.model.case import Complaint

    place = place_to_read(site, session.root, store)
    if place.chosen:
        say(place.chosen)
    verdict, _ = diagnose(
        place.store, since=since, until=until, complaint=Complaint(complaint) if complaint else None, per_day=rate
    )
    if as_json:
        print_json(next_to_plain(verdict))
    else:
        click.echo(next_text(verdict), nl=False)
