"""`netdoc probe`: list the probes, or run one and show what it saw; nothing is stored."""

from __future__ import annotations

import click

from netdoc.cli._options import debug_option, json_option
from netdoc.cli._session import Session, print_json, say
from netdoc.cli._text import paragraph, table


@click.group()
@debug_option
def probe() -> None:
    """List the probes, or run one."""


@probe.command(name="list")
@json_option
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
@click.option("--site", "site_id", metavar="ID", help="Use this site's file.")
@json_option
@debug_option
@click.pass_obj
def run(session: Session, name: str, site_id: str | None, as_json: bool) -> None:
    """Run the probe NAME once and show what it saw. Nothing is stored."""
    import asyncio

    from netdoc import discover
    from netdoc.app.asking import ask
    from netdoc.app.check import look
    from netdoc.app.paths import place_to_measure
    from netdoc.errors import BadInput
    from netdoc.model.codec import to_plain
    from netdoc.model.observation import Missed, Seen

    chosen = discover.probes().get(name)
    if chosen is None:
        raise BadInput(f"there is no probe {name[:60]!r}", hint=f"there are: {', '.join(discover.probes())}")
    clock = session.make_clock()
    place = place_to_measure(site_id, session.root, clock.now())
    ports = session.ports(clock, place.site_id)
    if place.chosen:
        say(place.chosen)
    site, _ = asyncio.run(look(place, ports))
    answers = asyncio.run(ask(chosen, site, ports, timeout_s=120.0))
    shown = []
    for each in answers.observations:
        word = "seen" if isinstance(each, Seen) else "missed" if isinstance(each, Missed) else "gap"
        plain = to_plain(each)
        if isinstance(each, Seen):
            plain["kind"] = each.fact.KIND
        shown.append((word, each.subject, plain))
    if as_json:
        print_json(
            {
                "schema": "netdoc.probe_run/1",
                "probe": chosen.id,
                "observations": [{"result": word, **plain} for word, _, plain in shown],
            }
        )
        return
    for word, subject, plain in shown:
        facts = plain.get("fact") or {key: plain[key] for key in ("what", "failure", "why", "detail") if plain.get(key)}
        click.echo(paragraph(f"{word} {subject} {plain.get('kind', '')}", first=""))
        for key, value in facts.items():
            click.echo(paragraph(f"{key} = {value}", indent="      ", first="  "))
