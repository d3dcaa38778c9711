"""`netdoc import`: JSON lines into a store."""

from __future__ import annotations

from pathlib import Path

import click

from netdoc.cli._options import debug_option, json_option, store_option
from netdoc.cli._session import Session, print_json, say
from netdoc.cli._text import paragraph


@click.group(name="import")
@debug_option
def import_group() -> None:
    """Read JSON lines into a store."""


@import_group.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--site", "site_id", metavar="ID", help="The office it is of, when the file does not say.")
@store_option
@json_option
@debug_option
@click.pass_obj
def observations(session: Session, file: Path, site_id: str | None, store: Path | None, as_json: bool) -> None:
    """Read the observations of FILE (plain or gzipped) into an empty or existing store.

    All of the file or nothing; what is stored already is not stored twice. docs/facts.md describes the form.
    """
    from netdoc.app.transfer import import_into, place_for

    place = place_for(file, site_id, session.root, store)
    done = import_into(place, file)
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
