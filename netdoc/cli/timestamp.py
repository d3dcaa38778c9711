"""`netdoc timestamp`: put a document time stamp behind a signed report."""

from __future__ import annotations

from pathlib import Path

import click

from netdoc.cli._options import debug_option, json_option, site_argument
from netdoc.cli._session import Session, print_json, say
from netdoc.cli._stamp_text import tell_clock
from netdoc.cli._text import paragraph, safe
from netdoc.errors import BadInput, NetdocError


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@site_argument
@click.option(
    "--tsa",
    "servers",
    multiple=True,
    metavar="URL",
    help="Ask this time-stamp authority instead of those of SITE's file. May be repeated: the first that answers "
    "counts.",
)
@json_option("who stamped it, and when")
@debug_option
@click.pass_obj
def timestamp(session: Session, file: Path, site: str | None, servers: tuple[str, ...], as_json: bool) -> None:
    """Have a time-stamp authority (RFC 3161) date the signed report FILE, when there is a network again.

    The stamp is put behind the report in the same file; the signed report in it stays as it is, byte for byte, and
    its signature holds as before. Only a hash is sent, and only to an authority that you name or SITE's file names.
    """
    from netdoc.app.stamping import stamp_report
    from netdoc.model.codec import format_time

    clock = session.make_clock()
    site_id: str | None = None
    if not servers:
        from netdoc.app.beginning import site_file
        from netdoc.app.paths import configured_place

        try:
            place = configured_place(site, session.root)
        except NetdocError as none:
            raise BadInput(
                f"no time-stamp authority is named ({none.message})",
                hint="name one with --tsa URL, or in the site file: [evidence] with timestamp_servers = [...]",
            ) from none
        held = site_file(place)
        servers = () if held is None else held.evidence.timestamp_servers
        site_id = place.site_id
    made = stamp_report(file, servers, session.ports(clock, site_id).time_authorities, clock)
    if as_json:
        print_json(
            {
                "schema": "netdoc.document_timestamp/1",
                "file": str(file),
                "at": format_time(made.at),
                "tsa": made.tsa,
                "server": made.server,
                "clock_ahead_s": made.clock_ahead_s,
                "fruitless": list(made.fruitless),
            }
        )
        return
    for each in made.fruitless:
        say(paragraph(safe(f"no time stamp from {each}"), indent="  ", first=""))
    tell_clock(made)
    click.echo(safe(f"{file}: stamped {made.at:%Y-%m-%d %H:%M:%S} UTC by {made.tsa} ({made.server})"))
