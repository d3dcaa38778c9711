"""`netdoc seal`: make a root over all that is stored, and let others bear witness to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netdoc.cli._options import debug_option, json_option, site_argument, store_option
from netdoc.cli._session import Session, print_json, say
from netdoc.cli._stamp_text import tell_clock
from netdoc.cli._text import paragraph, safe

if TYPE_CHECKING:
    from netdoc.app.mailing import Posted
    from netdoc.app.paths import Place
    from netdoc.app.sealing import Sealed
    from netdoc.app.site_tables import SiteFile
    from netdoc.app.stamping import Stamped
    from netdoc.errors import NetdocError
    from netdoc.ports import Clock

SEALED, WITHOUT_WITNESS = 0, 1


@click.command()
@site_argument
@click.option(
    "--timestamp",
    "wants_stamp",
    is_flag=True,
    help="Have the root stamped with a time by an authority of the site file (RFC 3161). Only a hash is sent.",
)
@click.option(
    "--tsa",
    "servers",
    multiple=True,
    metavar="URL",
    help="Ask this authority instead of those of the site file. May be repeated: the first that answers counts.",
)
@click.option(
    "--mail",
    "letter",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.eml",
    help="Write a letter with the root to those whom the site file names, as a file for your mail program.",
)
@click.option("--send", "sends", is_flag=True, help="Send that letter by the site file's mail server.")
@store_option
@json_option("the root and its words")
@debug_option
@click.pass_obj
def seal(
    session: Session,
    site: str | None,
    wants_stamp: bool,
    servers: tuple[str, ...],
    letter: Path | None,
    sends: bool,
    store: Path | None,
    as_json: bool,
) -> int:
    """Seal what is stored of SITE and print six words to be read to a vendor's agent.

    The words stand for all records up to now. In the vendor's own ticket they show later that nothing was changed,
    cut off or written anew: `netdoc verify STORE --anchor "six words"`. Sealing twice without anything new between
    gives the same words. Measuring goes on as before. Nobody is asked and nothing is sent without one of the options.
    Exit code: 0 sealed, 1 sealed, but not stamped or not sent as was wished, 3 wrong usage or an error.
    """
    from netdoc.app import sealing
    from netdoc.app.paths import place_to_read
    from netdoc.errors import NetdocError
    from netdoc.model.codec import format_time

    place = place_to_read(site, session.root, store)
    if place.chosen:
        say(place.chosen)
    clock = session.make_clock()
    made = sealing.seal(place.store, clock)
    at = None if made.at is None else format_time(made.at)
    if not as_json:
        click.echo(f"{made.site}: {made.records} records sealed{f' at {at}' if at else ''}")
        click.echo(f"root   {made.root}")
        click.echo(f"words  {' '.join(made.words)}")
    stamped: Stamped | None = None
    posted: Posted | None = None
    failed: list[NetdocError] = []
    witness = _Witness(session, place, made, clock)
    try:
        if wants_stamp or servers:
            stamped = witness.stamped(servers)
    except NetdocError as broken:
        failed.append(broken)
    try:
        if letter is not None or sends:
            posted = witness.letter(stamped, letter, sends)
    except NetdocError as broken:
        failed.append(broken)
    if as_json:
        print_json(
            {
                "schema": "netdoc.seal/1",
                "site": made.site,
                "records": made.records,
                "root": made.root,
                "words": list(made.words),
                "at": at,
                "timestamp": None if stamped is None else _stamped_to_plain(stamped),
                "mail": None if posted is None else _posted_to_plain(posted),
                "failed": [each.message for each in failed],
            }
        )
    else:
        _tell(stamped, witness.written, posted)
    for each in failed:
        say(paragraph(safe(f"netdoc: sealed, but {each.message}"), indent="  ", first=""))
        if each.hint:
            say(paragraph(safe(f"try: {each.hint}"), indent="       ", first="  "))
    if not as_json:
        say("read the six words to the agent, and ask that they be put into the ticket's notes")
    return WITHOUT_WITNESS if failed else SEALED


class _Witness:
    """What others are told of a seal, as the site file allows."""

    def __init__(self, session: Session, place: Place, made: Sealed, clock: Clock) -> None:
        self._session, self._place, self._made, self._clock = session, place, made, clock
        self.written: Path | None = None
        """The letter, once it is a file."""

    def stamped(self, servers: tuple[str, ...]) -> Stamped:
        from netdoc.app.stamping import stamp_seal

        return stamp_seal(
            self._place.store,
            self._made.records,
            bytes.fromhex(self._made.root),
            servers or self._file().evidence.timestamp_servers,
            self._session.ports(self._clock, self._place.site_id).time_authorities,
            self._clock,
            again=bool(servers),
        )

    def letter(self, stamped: Stamped | None, file: Path | None, sends: bool) -> Posted | None:
        from netdoc.app.mailing import letter, send_letter, write_letter

        table = self._file().mail
        message = letter(self._made, stamped, table, self._clock.now())
        if file is not None:
            write_letter(message, file)
            self.written = file
        if not sends:
            return None
        mail = self._session.ports(self._clock, self._place.site_id).mail
        return send_letter(self._place.store, self._made, message, table, mail, self._clock)

    def _file(self) -> SiteFile:
        from netdoc.app.beginning import site_file
        from netdoc.app.site_tables import SiteFile

        return site_file(self._place) or SiteFile()


def _tell(stamped: Stamped | None, letter: Path | None, posted: Posted | None) -> None:
    if stamped is not None:
        for each in stamped.fruitless:
            say(paragraph(safe(f"no time stamp from {each}"), indent="  ", first=""))
        tell_clock(stamped)
        before = "" if stamped.is_new else ", as before"
        click.echo(safe(f"stamped  {stamped.at:%Y-%m-%d %H:%M:%S} UTC by {stamped.tsa} ({stamped.server}){before}"))
    if letter is not None:
        click.echo(safe(f"letter {letter}"))
    if posted is not None and posted.is_new:
        click.echo(safe(f"sent   to {', '.join(posted.to)} by {posted.server}, {posted.message_id}"))
    elif posted is not None:
        when = "" if posted.at is None else f" at {posted.at:%Y-%m-%d %H:%M} UTC"
        click.echo(safe(f"sent   before{when}, to {', '.join(posted.to)}: {posted.message_id}; not sent again"))


def _stamped_to_plain(stamped: Stamped) -> dict[str, Any]:
    from netdoc.model.codec import format_time

    return {
        "at": format_time(stamped.at),
        "tsa": stamped.tsa,
        "server": stamped.server,
        "new": stamped.is_new,
        "clock_ahead_s": stamped.clock_ahead_s,
        "fruitless": list(stamped.fruitless),
    }


def _posted_to_plain(posted: Posted) -> dict[str, Any]:
    from netdoc.model.codec import format_time

    return {
        "to": list(posted.to),
        "server": posted.server,
        "message_id": posted.message_id,
        "at": None if posted.at is None else format_time(posted.at),
        "new": posted.is_new,
    }
