"""`netdoc modem`: ask the configured modem, read a page saved from one, list the families that are known."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netdoc.cli._options import debug_option, json_option, site_argument
from netdoc.cli._session import Session, print_json, say
from netdoc.cli._text import paragraph, table

if TYPE_CHECKING:
    from netdoc.app.modem_ask import Asked

READ, NOT_READ = 0, 1


@click.group()
@debug_option
def modem() -> None:
    """Ask the modem that the site file names, or read a page saved from one.

    `ask` shows whether address, driver and login are right. Without a login: save the modem's status page as a
    file, and `read` it.
    """


@modem.command(short_help="Ask the configured modem once: is its login right?")
@site_argument
@click.argument("device", required=False, metavar="[DEVICE]")
@json_option("what each answered")
@debug_option
@click.pass_obj
def ask(session: Session, site: str | None, device: str | None, as_json: bool) -> int:
    """Ask the devices of SITE once, each by its driver, and print what was read, or why not.

    This is how a login is tested. SITE may be left out where only one is configured; DEVICE is the `id` of a
    [[device]], left out for all that a driver reads. Nothing is changed on a device, nothing is stored, and a
    refused login is not tried twice. While a measurement of this site runs, the box may be busy with it.
    Exit code: 0 all were read, 1 one was not, 3 none is configured or an error.
    """
    import asyncio

    from netdoc import discover
    from netdoc.app.loops import make_loop
    from netdoc.app.modem_ask import ask_boxes, boxes_of
    from netdoc.app.paths import configured_place

    place = configured_place(site, session.root)
    if place.chosen:
        say(paragraph(place.chosen, indent="  ", first=""))
    ports = session.ports(session.make_clock(), place.site_id)
    devices = boxes_of(place, device)

    def unexpected(broken: Exception) -> None:
        if session.debug:
            say("".join(traceback.format_exception(broken)))

    say(f"asking {', '.join(each.id for each in devices)} ...")
    with asyncio.Runner(loop_factory=make_loop) as runner:
        asked = runner.run(ask_boxes(devices, ports, discover.drivers(), store=place.store, unexpected=unexpected))
    if as_json:
        print_json({"schema": "netdoc.modem_ask/1", "site": place.site_id, "devices": [_plain(each) for each in asked]})
    else:
        from netdoc.cli._modem_text import asked_text

        click.echo("\n\n".join(asked_text(each) for each in asked))
    return READ if all(each.answered for each in asked) else NOT_READ


@modem.command(short_help="Look where a modem hides; no login is tried.")
@site_argument
@click.option(
    "--community",
    metavar="NAME",
    help="Ask SNMP too, with the community of this entry of secrets.toml (asked for, unseen, where there is none).",
)
@json_option("what was found")
@debug_option
@click.pass_obj
def find(session: Session, site: str | None, community: str | None, as_json: bool) -> int:
    """Look for boxes that could tell of the line: the gateway, the usual addresses of modems, a UPnP search.

    Each door (web page, telnet, ssh, TR-064) is knocked at once, on private addresses only; no password and no SNMP
    community is tried. It says which driver would read a box, what is needed for it, and the lines for the site file.
    SITE is needed only where several are configured and its own boxes are to be looked at too.
    Exit code: 0 something was found, 1 nothing answered, 3 an error.
    """
    import asyncio

    from netdoc import discover
    from netdoc.app.loops import make_loop
    from netdoc.app.modem_find import find_boxes
    from netdoc.app.modem_found import document
    from netdoc.cli._modem_places import office_to_look_in, ports_with_community

    office = office_to_look_in(site, session.root)
    ports = ports_with_community(session, office.id if office is not None else site, community)
    say("looking for modems; this takes some 10 s ...")
    with asyncio.Runner(loop_factory=make_loop) as runner:
        hunt = runner.run(find_boxes(ports, discover.drivers(), discover.finders(), site=office, community=community))
    if as_json:
        print_json(document(hunt, discover.drivers(), office.id if office is not None else None, community))
    else:
        from netdoc.cli._find_text import to_text as found_text

        click.echo(found_text(hunt, discover.drivers(), community))
    return READ if hunt.boxes else NOT_READ


@modem.command(short_help="Read a page that was saved from a modem.")
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE...")
@click.option("--driver", "driver_id", metavar="ID", help="The modem's family, when it is known.")
@json_option("what was read")
@debug_option
def read(files: tuple[Path, ...], driver_id: str | None, as_json: bool) -> None:
    """Say what a modem's saved page, telnet answer or SNMP walk in FILE tells of the line.

    Several files are read together, as the answers of one look at one box; one file may hold several answers too (a
    terminal's session, SOAP answers one after the other). The family is recognised. Exit code 3 when a file is of no
    known family, or of several. A modem itself is asked by `netdoc modem ask`.
    """
    from netdoc.app.modem_read import document, read_files
    from netdoc.cli._modem_text import to_text

    reading = read_files(files, driver_id=driver_id)
    if as_json:
        print_json(document(reading))
    else:
        click.echo(to_text(reading))


@modem.command(short_help="Make a redacted capture folder, which is a test.")
@site_argument
@click.argument("device", required=False, metavar="[DEVICE]")
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="FOLDER",
    help="Make <driver>/<firmware>_<what> below this folder; tests/captures in netdoc's source.",
)
@click.option(
    "--from",
    "files",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Make it from a saved page instead of asking; may be given several times.",
)
@click.option("--driver", "driver_id", metavar="ID", help="With --from: the modem's family, when it is known.")
@click.option("--told", default="", metavar="TEXT", help="Maker, model and firmware, where the box does not say them.")
@json_option("what was written and removed")
@debug_option
@click.pass_obj
def record(
    session: Session,
    site: str | None,
    device: str | None,
    to: Path,
    files: tuple[Path, ...],
    driver_id: str | None,
    told: str,
    as_json: bool,
) -> None:
    """Ask the DEVICE of SITE once and keep its raw answers as a folder below FOLDER, without personal details.

    Passwords, account names, public addresses, MACs, serial and phone numbers and names of wireless networks are
    replaced; how many of each is printed, never what they were. Look the folder through before you pass it on: a
    detail that no pattern knows stays. Nothing is written when the driver reads other facts afterwards, and nothing
    is ever replaced on disk. Exit code: 0 written, 3 not.
    """
    from netdoc.cli._modem_record import recorded_from_box, recorded_from_files, to_plain, to_text

    if files:
        done = recorded_from_files(session, site, files, driver_id, to, told)
    else:
        done = recorded_from_box(session, site, device, to, told)
    if as_json:
        print_json(to_plain(done))
    else:
        click.echo(to_text(done))


@modem.command(name="list")
@json_option("the list")
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


def _plain(asked: Asked) -> dict[str, Any]:
    from netdoc.cli._observations import plain_observation

    return {
        "id": asked.device.id,
        "kind": asked.device.kind,
        "address": asked.device.address,
        "answered": asked.answered,
        "observations": [plain_observation(each) for each in asked.observations],
    }
