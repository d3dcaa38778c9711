"""`netdoc report`: write the report for a vendor from what is stored."""

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
from netdoc.cli._text import safe

READERS = ("telco", "isp", "joint", "hosting", "it", "client", "technical")


@click.command()
@site_argument
@click.option(
    "--for",
    "reader",
    type=click.Choice(READERS),
    help="Who reads it; joint: telco and isp together; hosting: whoever runs a service; it: whoever "
    "installed the office's network. Default: whoever must act by "
    "the verdict, else the client.",
)
@click.option("--pdf", "formats", flag_value="pdf", multiple=True, help="Write the PDF (the default).")
@click.option("--html", "formats", flag_value="html", multiple=True, help="Write one self-contained HTML file.")
@click.option(
    "--json-file", "formats", flag_value="json", multiple=True, help="Write the report's content as a JSON file."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    metavar="DIR",
    help="Folder for the files (default: here).",
)
@click.option("--incident", metavar="ID", help="Report on one incident alone, by its number (I-003).")
@click.option("--replaces", metavar="NUMBER", help="This report replaces the one of that number; needs --reason.")
@click.option("--reason", metavar="TEXT", help="Why the other report is replaced; printed on page 1.")
@window_options
@complaint_options
@store_option
@json_option("the names of the files written")
@debug_option
@click.pass_obj
def report(
    session: Session,
    site: str | None,
    reader: str | None,
    formats: tuple[str, ...],
    out: Path,
    incident: str | None,
    replaces: str | None,
    reason: str | None,
    since: datetime | timedelta | None,
    until: datetime | timedelta | None,
    complaint: str | None,
    rate: float | None,
    store: Path | None,
    as_json: bool,
) -> None:
    """Seal the record of SITE, write the report on it and print the names of the files.

    Copies for telco, isp, joint and hosting hold nothing of the office's own network; the client's and the technical
    one hold it, and the technical one leaves nothing out. The IT vendor's holds the office's network and nothing of the
    provider's account. The records go into the PDF, or into a file beside it when
    there are more than an e-mail takes: `netdoc verify` judges them again.
    """
    from netdoc.app.cases import Question
    from netdoc.app.keyring import load_key
    from netdoc.app.paperwork import amendment, time_of_writing, write_sealed
    from netdoc.app.paths import place_to_read
    from netdoc.model.case import Complaint

    amends = amendment(replaces, reason)
    place = place_to_read(site, session.root, store)
    if place.chosen:
        say(place.chosen)
    clock = session.make_clock()
    written = write_sealed(
        place.store,
        Question(since=since, until=until, complaint=Complaint(complaint) if complaint else None, per_day=rate),
        clock=clock,
        variant=reader,
        out=out,
        formats=tuple(dict.fromkeys(formats)) or ("pdf",),
        made_at=time_of_writing(clock, session.environment),
        key=load_key(session.root),
        incident=incident,
        amends=amends,
    )
    if written.lacking:
        missing = ", ".join(written.lacking)
        say(f"the site file does not give: {missing}. A vendor will ask for it; page 1 has a line to fill in")
    if as_json:
        files = [str(each) for each in written.files]
        print_json({"schema": "netdoc.report_files/1", "site": written.verdict.site, "files": files})
        return
    for each in written.files:
        click.echo(safe(each))
