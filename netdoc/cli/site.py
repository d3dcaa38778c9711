"""`netdoc site`: write, check and show the site file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from netdoc.cli._options import debug_option, json_option
from netdoc.cli._session import Session, may_ask, print_json, say
from netdoc.cli._text import paragraph, safe, table
from netdoc.errors import BadInput, ConfigError

if TYPE_CHECKING:
    from netdoc.app.discovery import Found
    from netdoc.app.site_writer import Answers
    from netdoc.model.site import Site

OWNER_WORDS = "client, consultant, isp, telco, unknown or a vendor's name"


@click.group()
@debug_option
def site() -> None:
    """Write, check and show the site file."""


@site.command(short_help="Write a commented site file.")
@click.argument("site_id", metavar="[SITE]", required=False)
@click.option("--no-input", is_flag=True, help="Ask nothing: write what discovery found.")
@click.option("--force", is_flag=True, help="Replace a site file that is already there.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write to this file.")
@debug_option
@click.pass_obj
def init(session: Session, site_id: str | None, no_input: bool, force: bool, out: Path | None) -> None:
    """Write a commented site file by looking at this network, and by asking.

    Nothing is logged in to. A site file that is there is never replaced without --force.
    """
    import asyncio

    from netdoc.app.assemble import DEFAULT_ANCHORS
    from netdoc.app.config import parse_site_file
    from netdoc.app.discovery import discover_office
    from netdoc.app.paths import is_there, place_of
    from netdoc.app.site_writer import Answers, site_file_text

    asking = may_ask(no_input)
    if site_id is None:
        site_id = click.prompt("Short name of the office (a-z, 0-9, -)", default="office", err=True) if asking else None
    place = place_of(site_id or "office", session.root)
    target = out or place.site_file
    if is_there(target) and not force:
        raise BadInput(f"{target} is already there", hint="--force replaces it; `netdoc site check` looks at it")
    say("looking at this network ...")
    ports = session.ports(session.make_clock(), place.site_id)
    found = asyncio.run(discover_office(place.site_id, ports, DEFAULT_ANCHORS[0]))
    answers = _ask(found) if asking else Answers()
    text = site_file_text(place.site_id, found, answers)
    parse_site_file(text, str(target))
    _write(target, text)
    click.echo(str(target))
    say(f"now look it over, then: netdoc site check {place.site_id if out is None else target}")


def _ask(found: Found) -> Answers:
    from netdoc.app.site_writer import Answers

    name = click.prompt("Name of the office", default="", show_default=False, err=True)
    combined = click.confirm("Is one box both router and modem?", default=False, err=True)
    owners: dict[str, str] = {}
    for box in ("combined",) if combined else ("router", "modem"):
        owners[box] = click.prompt(f"Who owns the {box} ({OWNER_WORDS})", default="unknown", err=True)
    contract: dict[str, str | int] = {}
    for key, question in (
        ("isp", "Internet provider"),
        ("telco", "Owner of the telephone line"),
        ("account", "Account number"),
        ("circuit", "Circuit or line number"),
    ):
        answer = click.prompt(question, default="", show_default=False, err=True).strip()
        if answer:
            contract[key] = answer
    modem: dict[str, str | int] = {}
    address = click.prompt(
        "Address of the modem, if it has a login",
        default=(found.router or "") if combined else "",
        show_default=combined,
        err=True,
    ).strip()
    if address:
        modem = {"address": address, "credentials": "modem"}
    return Answers(name=name.strip(), owners=owners, contract=contract, modem=modem)


def _write(target: Path, text: str) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    except OSError as broken:
        raise ConfigError(
            f"cannot be written: {broken.strerror}", where=str(target), hint="--out FILE writes it elsewhere"
        ) from None


@site.command(short_help="Check a site file and its secrets.")
@click.argument("site_id", metavar="[SITE|FILE]", required=False)
@json_option("the result")
@debug_option
@click.pass_obj
def check(session: Session, site_id: str | None, as_json: bool) -> None:
    """Check a site file and the secrets it names: the first error by file, line and key, or what is not known.

    No device is asked: `netdoc modem ask` tries the logins.
    """
    file, checked, lacks = _checked(session, site_id)
    lacks += _without_secret(session, file, checked)
    if as_json:
        print_json({"schema": "netdoc.site_check/1", "file": str(file), "site": checked.id, "limitations": list(lacks)})
        return
    click.echo(f"{file}: good")
    for each in lacks:
        click.echo(paragraph(each, indent="    ", first="  - "))


@site.command()
@click.argument("site_id", metavar="[SITE|FILE]", required=False)
@json_option("the site")
@debug_option
@click.pass_obj
def show(session: Session, site_id: str | None, as_json: bool) -> None:
    """Show a site as netdoc understands its file, defaults filled in."""
    from netdoc.model.codec import to_plain
    from netdoc.model.segment import Segment

    file, checked, _ = _checked(session, site_id)
    if as_json:
        print_json({"schema": "netdoc.site/1", "file": str(file), "site": to_plain(checked)})
        return
    click.echo(paragraph(f"{checked.id}  {checked.name}"))
    click.echo("ladder:")
    click.echo(table([(each.id, each.method, each.address, each.role or each.label) for each in checked.rungs]))
    if checked.devices:
        click.echo("devices:")
        click.echo(table([(each.id, each.kind, each.driver or "recognised", each.address) for each in checked.devices]))
    click.echo("owners:")
    click.echo(table([(each.value, safe(checked.owner(each))) for each in Segment]))


def _checked(session: Session, site_id: str | None) -> tuple[Path, Site, tuple[str, ...]]:
    from netdoc.app.assemble import assemble
    from netdoc.app.config import load_site_file

    file = _file_of(session, site_id)
    loaded = load_site_file(file)
    name = loaded.id or (file.parent.name if site_id is None or "/" not in site_id else "office")
    checked = assemble(name, loaded, None)
    return file, checked, checked.limitations


def _without_secret(session: Session, file: Path, checked: Site) -> tuple[str, ...]:
    """Return the devices whose login is named and not there; refuses a secrets file that others may read."""
    from netdoc.app.config import load_site_file

    held = session.secrets(checked.id)
    mail = load_site_file(file).mail
    server = () if mail is None or mail.credentials is None or held.holds(mail.credentials) else (mail.credentials,)
    return tuple(f"no secret [{each}] is there: no mail can be sent" for each in server) + tuple(
        f"no secret [{each.credentials}] is there: the device {each.id} will be asked without a login"
        for each in checked.devices
        if each.credentials is not None and not held.holds(each.credentials)
    )


def _file_of(session: Session, site_id: str | None) -> Path:
    from netdoc.app.paths import configured_place

    if site_id is not None and ("/" in site_id or site_id.endswith(".toml")):
        return Path(site_id)
    return configured_place(site_id, session.root).site_file
