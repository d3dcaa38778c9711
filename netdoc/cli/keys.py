"""`netdoc keys`: the technician's own signing key."""

from __future__ import annotations

import click

from netdoc.cli._options import debug_option, json_option
from netdoc.cli._session import Session, print_json, say
from netdoc.cli._text import safe


@click.group()
@debug_option
def keys() -> None:
    """Make and show the key that reports are signed with.

    Once there is one, every PDF that `netdoc report` or `netdoc check` writes is signed with it, offline. Give its
    fingerprint to the client at the first visit: it is what ties a signature to you.
    """


@keys.command()
@click.option("--name", required=True, metavar="NAME", help="Who signs, as it is shown in PDF readers.")
@json_option("the key's fingerprint")
@debug_option
@click.pass_obj
def init(session: Session, name: str, as_json: bool) -> None:
    """Make a signing key (RSA-3072) on this computer; one that is there is never replaced."""
    from netdoc.app.keyring import init_key
    from netdoc.evidence.keys import fingerprint

    made, file = init_key(session.root, name, session.make_clock())
    if as_json:
        print_json({"schema": "netdoc.key/1", "fingerprint": fingerprint(made.certificate_der), "file": str(file)})
        return
    click.echo(fingerprint(made.certificate_der))
    say(safe(f"kept in {file}, which only you can read; keep a copy in a safe place"))
    say("give the fingerprint to the client now: later it shows that a report is yours")


@keys.command()
@json_option("the key's fingerprint")
@debug_option
@click.pass_obj
def show(session: Session, as_json: bool) -> None:
    """Print the fingerprint of the signing key."""
    from netdoc.app.keyring import key_file, load_key
    from netdoc.errors import BadInput
    from netdoc.evidence.keys import fingerprint

    held = load_key(session.root)
    if held is None:
        raise BadInput(
            "there is no signing key",
            where=str(key_file(session.root)),
            hint='make one: netdoc keys init --name "Jane Doe"',
        )
    if as_json:
        print_json({"schema": "netdoc.key/1", "fingerprint": fingerprint(held.certificate_der)})
        return
    click.echo(fingerprint(held.certificate_der))
