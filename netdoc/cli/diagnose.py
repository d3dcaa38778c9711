"""`netdoc diagnose`: say who is at fault from what is stored."""

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


@click.command()
@site_argument
@window_options
@complaint_options
@store_option
@click.option(
    "--explain",
    "ids",
    multiple=True,
    metavar="INCIDENT|RULE",
    help="Say why: what was looked at, which faults are open, and what would flip it; or a rule's specification and "
    "its findings. By id, I-003 or LOOP01; may be given several times.",
)
@json_option("the verdict, or with --explain the explanation,")
@debug_option
@click.pass_obj
def diagnose(
    session: Session,
    site: str | None,
    since: datetime | timedelta | None,
    until: datetime | timedelta | None,
    complaint: str | None,
    rate: float | None,
    store: Path | None,
    ids: tuple[str, ...],
    as_json: bool,
) -> int:
    """Say who is at fault at SITE, and on what evidence. Reads the store only; measures nothing.

    SITE may be left out for the only site, or the one measured last. Exit code: 0 no fault, 1 fault
    indicated, 2 fault established, 3 not settled or an error.
    """
    from netdoc.app.cases import diagnose as judge
    from netdoc.app.paths import place_to_read
    from netdoc.model.case import Complaint
    from netdoc.model.verdict import exit_code, verdict_to_plain

    place = place_to_read(site, session.root, store)
    if place.chosen:
        say(place.chosen)
    verdict, evidence = judge(
        place.store, since=since, until=until, complaint=Complaint(complaint) if complaint else None, per_day=rate
    )
    if ids:
        from netdoc.app.explain import explain, explained_to_plain
        from netdoc.cli._explain_text import explain_text

        explained = explain(verdict, evidence, ids)
        if as_json:
            print_json(explained_to_plain(explained))
        else:
            click.echo(explain_text(explained), nl=False)
    elif as_json:
        print_json(verdict_to_plain(verdict))
    else:
        from netdoc.cli._verdict_text import verdict_text

        click.echo(verdict_text(verdict, evidence=evidence), nl=False)
    return exit_code(verdict)
