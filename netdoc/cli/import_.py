"""`netdoc import`: JSON lines into a store."""

from __future__ import annotations

from pathlib import Path

import click

from netdoc.cli._options import debug_option, json_option, site_argument, store_option
from netdoc.cli._session import Session, print_json, say
from netdoc.cli._text import paragraph


@click.group(name="import")
@debug_option
def import_group() -> None:
    """Read JSON lines into a store."""


@import_group.command(short_help="Read a file of observations into a store.")
@click.argument("file", type=click.Path(path_type=Path))
@site_argument
@store_option
@json_option("what was added")
@debug_option
@click.pass_obj
def observations(session: Session, file: Path, site: str | None, store: Path | None, as_json: bool) -> None:
    """Read the observations of FILE (plain or gzipped) into an empty or existing store.

    SITE is needed only where the file does not say of which office it is. All of the file or nothing; what is
    stored already is not stored twice. docs/facts.md in netdoc's source folder describes the form.
    """
    from netdoc.app.transfer import import_into, place_for

    place = place_for(file, site, session.root, store)
    done = import_into(place, file, session.make_clock())
    for each in done.warnings:
        say(paragraph(f"netdoc: {each}", indent="  ", first=""))
    if as_json:
        counts = {"captures": done.captures, "observations": done.observations, "known": done.known}
        print_json({"schema": "netdoc.import/1", "site": done.site, "store": str(place.store), **counts})
        return
    click.echo(
        paragraph(
            f"{done.site}: {done.observations} observations and {done.captures} captures added, {done.known} known"
        )
    )
    say(f"now: netdoc diagnose {f'--store {store}' if store else done.site}")
