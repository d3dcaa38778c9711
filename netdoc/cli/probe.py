"""`netdoc probe`: list the probes, or run one and show what it saw; nothing is stored."""

from __future__ import annotations

import click

from netdoc.cli._options import debug_option, json_option, site_argument
from netdoc.cli._session import Session, print_json, say
from netdoc.cli._text import paragraph, table


@click.group()
@debug_option
def probe() -> None:
    """List the probes, or run one."""


@probe.command(name="list")
@json_option("the list")
@debug_option
def list_probes(as_json: bool) -> None:
    """List every probe that is installed."""
    from netdoc import discover

    found = discover.probes().values()
    if as_json:
        rows = [
            {
                "id": each.id,
                "title": each.title,
                "lane": each.lane.value,
                "reports": [kind.KIND for kind in each.reports],
                "version": each.version,
                "min_interval_s": each.min_interval_s,
            }
            for each in found
        ]
        print_json({"schema": "netdoc.probes/1", "probes": rows})
        return
    click.echo(table([(each.id, each.lane.value, each.title) for each in found], indent=""))


@probe.command()
@click.argument("name")
@site_argument
@json_option("what was seen")
@debug_option
@click.pass_obj
def run(session: Session, name: str, site: str | None, as_json: bool) -> None:
    """Run the probe NAME once and show what it saw. Nothing is stored.

    SITE is the office whose site file is used; left out, the only one there is. `netdoc probe list` names the
    probes. A modem is asked by `netdoc modem ask`.
    """
    import asyncio

    from netdoc import discover
    from netdoc.app.asking import ask
    from netdoc.app.check import look
    from netdoc.app.paths import place_to_measure
    from netdoc.cli._observations import plain_observation
    from netdoc.errors import BadInput

    chosen = discover.probes().get(name)
    if chosen is None:
        raise BadInput(f"there is no probe {name[:60]!r}", hint=f"name one of: {', '.join(discover.probes())}")
    clock = session.make_clock()
    place = place_to_measure(site, session.root, clock.now())
    ports = session.ports(clock, place.site_id)
    if place.chosen:
        say(place.chosen)
    office, _ = asyncio.run(look(place, ports))
    answers = asyncio.run(ask(chosen, office, ports, timeout_s=120.0))
    shown = [plain_observation(each) for each in answers.observations]
    if as_json:
        print_json({"schema": "netdoc.probe_run/1", "probe": chosen.id, "observations": shown})
        return
    for plain in shown:
        told = ("what", "failure", "why", "hint", "detail")
        facts = plain.get("fact") or {key: plain[key] for key in told if plain.get(key)}
        click.echo(paragraph(f"{plain['result']} {plain['subject']} {plain.get('kind', '')}", first=""))
        for key, value in facts.items():
            click.echo(paragraph(f"{key} = {value}", indent="      ", first="  "))
