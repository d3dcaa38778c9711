"""`netdoc doctor`: what this computer can measure, and what each lack costs."""

from __future__ import annotations

import click

from netdoc.cli._options import debug_option, json_option
from netdoc.cli._session import Session, print_json, say
from netdoc.cli._text import paragraph

GOOD, LACKING = 0, 1


@click.group(invoke_without_command=True)
@json_option
@debug_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> int | None:
    """Say what this computer can measure, what a lack costs, and the command that mends it.

    Sends nothing. Exit code 1 when something is lacking.
    """
    if ctx.invoked_subcommand is not None:
        return None
    from dataclasses import asdict

    from netdoc.app.doctor import examine

    session: Session = ctx.obj
    checks = examine(session.root, lambda: session.ports(session.make_clock()))
    if as_json:
        print_json({"schema": "netdoc.doctor/1", "checks": [asdict(each) for each in checks]})
    else:
        for each in checks:
            click.echo(
                paragraph(each.found, indent=" " * 22, first=f"{'ok' if each.good else 'LACKS':<6} {each.what:<15}")
            )
            if not each.good:
                click.echo(paragraph(f"costs: {each.costs}", indent=" " * 14, first=" " * 7))
                click.echo(paragraph(f"fix:   {each.fix}", indent=" " * 14, first=" " * 7))
    return GOOD if all(each.good for each in checks) else LACKING


@doctor.command()
@debug_option
def ping() -> None:
    """Print the one setting that lets every user measure by ICMP."""
    from netdoc.app.doctor import PING_SETTING

    click.echo(PING_SETTING)
    say("it holds until the next start; to keep it, put the part in quotes into /etc/sysctl.d/60-ping.conf")
