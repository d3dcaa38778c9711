"""`netdoc check`: measure here and now, say who is at fault, write the PDF."""

from __future__ import annotations

import sys
import traceback
from datetime import timedelta
from pathlib import Path

import click

from netdoc.cli._options import (
    Duration,
    complaint_options,
    debug_option,
    json_option,
    site_argument,
    store_option,
)
from netdoc.cli._session import Session, print_json, say
from netdoc.cli._text import paragraph, safe


@click.command()
@site_argument
@store_option
@complaint_options
@click.option(
    "--profile",
    type=click.Choice(["full", "quick"]),
    default="full",
    show_default=True,
    help="quick: fewer samples in about 20 s, and the line is never loaded.",
)
@click.option("--for", "length", type=Duration(), metavar="TIME", help="How long to watch: 40s, 5min, 2h.")
@click.option(
    "--at-modem", is_flag=True, help="This computer is plugged into the modem itself: ask who answers there (PPPoE)."
)
@click.option(
    "--login", is_flag=True, help="With --at-modem: try the internet session's login once, after a warning, and end it."
)
@click.option("--yes", is_flag=True, help="Agree to --login without being asked.")
@click.option(
    "--alternate", metavar="CARD,CARD", help="Measure through two cards by turns, cable and Wi-Fi say: eth0,wlan0."
)
@click.option(
    "--second-path",
    metavar="IFACE",
    help="Ask the same destinations through this interface too: a phone's tether, another line.",
)
@json_option("the verdict")
@click.option("--no-pdf", is_flag=True, help="Write no report.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    metavar="DIR",
    help="Folder for the report (default: here).",
)
@click.option("--no-input", is_flag=True, help="Never ask anything: --login then needs --yes.")
@debug_option
@click.pass_obj
def check(
    session: Session,
    site: str | None,
    store: Path | None,
    complaint: str | None,
    rate: float | None,
    profile: str,
    length: timedelta | None,
    at_modem: bool,
    login: bool,
    yes: bool,
    alternate: str | None,
    second_path: str | None,
    as_json: bool,
    no_pdf: bool,
    out: Path,
    no_input: bool,
) -> int:
    """Measure the network this computer stands on and say who is at fault.

    SITE is the name of an office with a site file; left out, the only one there is, and without any it finds
    out for itself what it can. Nothing is changed on any device. Exit code: 0 no fault, 1 fault indicated,
    2 fault established, 3 not settled or an error, 130 stopped by Ctrl-C.
    """
    from netdoc.app.alternating import cards_of
    from netdoc.app.cases import with_complaint
    from netdoc.app.check import check as run_check
    from netdoc.app.measuring import Talk
    from netdoc.app.paths import place_to_measure
    from netdoc.app.plan import plan_for
    from netdoc.model.case import Case, Complaint
    from netdoc.model.verdict import exit_code, verdict_to_plain

    plan = plan_for(profile, length, cards=cards_of(alternate) if alternate is not None else None)
    clock = session.make_clock()
    place = place_to_measure(site, session.root, clock.now(), store)
    if place.chosen:
        say(paragraph(place.chosen, indent="  ", first=""))
    if login:
        from netdoc.cli._login import allow_login

        allow_login(session, place, yes=yes, no_input=no_input)
    ports = session.ports(clock, place.site_id)
    complained = Complaint(complaint) if complaint else None
    if not place.store.exists():  # a wrong wish must not leave an empty store behind
        with_complaint(Case(), complained, rate)

    def unexpected(broken: Exception) -> None:
        if session.debug:
            say("".join(traceback.format_exception(broken)))

    verdict, evidence = run_check(
        place,
        ports,
        plan,
        complaint=complained,
        per_day=rate,
        at_modem=at_modem,
        login=login,
        second_path=second_path,
        talk=Talk(say=lambda text: say(paragraph(text, indent="  ", first="")), unexpected=unexpected),
    )
    if as_json:
        print_json(verdict_to_plain(verdict))
    else:
        from netdoc.cli._verdict_text import verdict_text

        click.echo(verdict_text(verdict, evidence=evidence), nl=False)
    sys.stdout.flush()  # the verdict first: a report that cannot be written must not take it along
    if not no_pdf:
        from netdoc.app.cases import Question
        from netdoc.app.keyring import load_key
        from netdoc.app.paperwork import time_of_writing, write_sealed

        written = write_sealed(
            place.store,
            Question(),
            clock=clock,
            variant=None,
            out=out,
            formats=("pdf",),
            made_at=time_of_writing(clock, session.environment),
            key=load_key(session.root),
        )
        for each in written.files:
            say(f"report: {safe(each)}") if as_json else click.echo(f"Report: {safe(each)}")
    say(f"stored in {safe(place.store)}; more: netdoc report {place.site_id} --for telco")
    return exit_code(verdict)
