"""`netdoc demo`: a recorded office, offline."""

from __future__ import annotations

from pathlib import Path

import click

from netdoc.cli._options import debug_option, json_option
from netdoc.cli._session import Session, print_json, say


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    metavar="DIR",
    help="Folder for the report (default: here).",
)
@json_option("the verdict")
@debug_option
@click.pass_obj
def demo(session: Session, out: Path, as_json: bool) -> None:
    """Replay a recorded office, offline: import, judge, write the PDF. Nothing is sent, nothing is kept."""
    from netdoc.app.demo import replay
    from netdoc.app.paperwork import time_of_writing
    from netdoc.cli._verdict_text import verdict_text
    from netdoc.model.verdict import verdict_to_plain

    say("replaying a recorded office; nothing is sent ...")
    clock = session.make_clock()
    written = replay(out, time_of_writing(clock, session.environment), clock)
    if as_json:
        print_json(verdict_to_plain(written.verdict))
        for each in written.files:
            say(f"report: {each}")
        return
    click.echo(verdict_text(written.verdict, written.files), nl=False)
