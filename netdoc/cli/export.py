"""`netdoc export`: everything stored as JSON lines."""

from __future__ import annotations

import json
from pathlib import Path

import click

from netdoc.cli._options import debug_option, site_argument, store_option
from netdoc.cli._session import Session, say


@click.command()
@site_argument
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write to this file, gzipped when its name ends in .gz (default: standard output).",
)
@store_option
@debug_option
@click.pass_obj
def export(session: Session, site: str | None, out: Path | None, store: Path | None) -> None:
    """Write every capture and observation of SITE as JSON lines.

    docs/facts.md in netdoc's source folder describes them. The lines hold everything, addresses of the
    office included: for vendors use `netdoc report`.
    """
    from netdoc.app.paths import place_to_read
    from netdoc.app.transfer import export_file, exported

    place = place_to_read(site, session.root, store)
    if place.chosen:
        say(place.chosen)
    if out is not None:
        count = export_file(place.store, out)
        say(f"{count} lines written to {out}")
        return
    for line in exported(place.store):
        click.echo(line if line.isprintable() else _escaped(line))


def _escaped(line: str) -> str:
    """Return the same JSON with every character that a terminal could obey written as an escape."""
    return "".join(each if each.isprintable() else json.dumps(each)[1:-1] for each in line)
