"""`netdoc seal`: make a root over all that is stored, and say what to do with it."""

from __future__ import annotations

from pathlib import Path

import click

from netdoc.cli._options import debug_option, json_option, site_argument, store_option
from netdoc.cli._session import Session, print_json, say


@click.command()
@site_argument
@store_option
@json_option("the root and its words")
@debug_option
@click.pass_obj
def seal(session: Session, site: str | None, store: Path | None, as_json: bool) -> None:
    """Seal what is stored of SITE and print six words to be read to a vendor's agent.

    The words stand for all records up to now. In the vendor's own ticket they show later that nothing was changed,
    cut off or written anew: `netdoc verify STORE --anchor "six words"`. Sealing twice without anything new between
    gives the same words. Measuring goes on as before.
    """
    from netdoc.app import sealing
    from netdoc.app.paths import place_to_read
    from netdoc.model.codec import format_time

    place = place_to_read(site, session.root, store)
    if place.chosen:
        say(place.chosen)
    made = sealing.seal(place.store, session.make_clock())
    at = None if made.at is None else format_time(made.at)
    if as_json:
        print_json(
            {
                "schema": "netdoc.seal/1",
                "site": made.site,
                "records": made.records,
                "root": made.root,
                "words": list(made.words),
                "at": at,
            }
        )
        return
    click.echo(f"{made.site}: {made.records} records sealed{f' at {at}' if at else ''}")
    click.echo(f"root   {made.root}")
    click.echo(f"words  {' '.join(made.words)}")
    say("read the six words to the agent, and ask that they be put into the ticket's notes")
