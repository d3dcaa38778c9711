"""`netdoc modem`: read a page saved from a modem; list the families that are known."""

from __future__ import annotations

from pathlib import Path

import click

from netdoc.cli._options import debug_option, json_option
from netdoc.cli._session import print_json
from netdoc.cli._text import table


@click.group()
@debug_option
def modem() -> None:
    """Read a modem, or a page saved from one."""


@modem.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--driver", "driver_id", metavar="ID", help="The modem's family, when it is known.")
@json_option
@debug_option
def read(file: Path, driver_id: str | None, as_json: bool) -> None:
    """Say what a modem's saved page, telnet answer or SNMP walk in FILE tells of the line.

    The family is recognised. Exit code 3 when the file is of no known family, or of several.
    """
    from netdoc.app.modem_read import document, read_file
    from netdoc.cli._modem_text import to_text

    reading = read_file(file, driver_id=driver_id)
    if as_json:
        print_json(document(reading))
    else:
        click.echo(to_text(reading))


@modem.command(name="list")
@json_option
@debug_option
def list_drivers(as_json: bool) -> None:
    """List the modem families that are known."""
    from netdoc import discover

    found = discover.drivers().values()
    if as_json:
        rows = [
            {"id": each.id, "title": each.title, "transport": each.transport, "proof": each.proof} for each in found
        ]
        print_json({"schema": "netdoc.drivers/1", "drivers": rows})
    else:
        click.echo(table([(each.id, each.transport, each.title) for each in found], indent=""))
