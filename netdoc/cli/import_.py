"""`netdoc import`: JSON lines, or a modem's saved page, into a store."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from netdoc.cli._options import Instant, debug_option, json_option, site_argument, store_option
from netdoc.cli._session import Session, print_json, say
from netdoc.cli._text import paragraph


@click.group(name="import")
@debug_option
def import_group() -> None:
    """Read JSON lines, or a page saved from a modem, into a store."""


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


@import_group.command(short_help="Read a page saved from a modem into the record.")
@click.argument("file", type=click.Path(path_type=Path))
@site_argument
@click.option("--at", type=Instant(), metavar="TIME", help="When the page was saved (default: the file's own time).")
@click.option("--driver", "driver_id", metavar="ID", help="The modem's family, when it is known.")
@click.option(
    "--with",
    "others",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Another answer of the same look at the same box; may be given several times.",
)
@click.option("--subject", default="modem", show_default=True, metavar="DEVICE", help="The device it was saved from.")
@store_option
@json_option("what was added")
@debug_option
@click.pass_obj
def modem(
    session: Session,
    file: Path,
    site: str | None,
    at: datetime | None,
    driver_id: str | None,
    others: tuple[Path, ...],
    subject: str,
    store: Path | None,
    as_json: bool,
) -> None:
    """Put a modem's saved page, telnet answer or SNMP walk in FILE into the record of SITE.

    The bytes are kept as a capture, without what looks like a password; the facts in it are dated TIME. The same
    page a second time adds nothing. `netdoc modem read FILE` shows what is in it and stores nothing.
    """
    from netdoc.app.modem_import import import_page
    from netdoc.app.paths import place_to_record
    from netdoc.model.codec import format_time

    place = place_to_record(site, session.root, store)
    if place.chosen:
        say(paragraph(place.chosen, indent="  ", first=""))
    secrets = session.secrets(place.site_id)
    clock = session.make_clock()
    done = import_page(place, file, clock, secrets, at=at, driver_id=driver_id, subject=subject, others=others)
    when = format_time(done.at)
    if at is None:
        told = f"taken as saved at {when}, the file's own time; if it was saved at another time, say so with --at TIME"
        say(paragraph(told, indent="  ", first=""))
    for each in (
        *done.reading.remarks,
        *(["what looked like a password, or named a Wi-Fi, was taken out"] if done.cleaned else []),
    ):
        say(paragraph(f"note: {each}", indent="      ", first=""))
    if as_json:
        counts = {"captures": done.captures, "observations": done.observations, "known": done.known}
        read = {"driver": done.reading.driver, "confidence": done.reading.confidence, "at": when}
        more = {"capture": done.capture, "remarks": list(done.reading.remarks)}
        print_json(
            {"schema": "netdoc.import/1", "site": done.site, "store": str(place.store), **counts, **read, **more}
        )
        return
    text = f"{done.observations} observations and {done.captures} captures added, {done.known} known"
    click.echo(paragraph(f"{done.site}: {done.reading.title}, {when}: {text}", indent="  ", first=""))
    say(f"now: netdoc diagnose {f'--store {store}' if store else done.site}")
