"""`netdoc baseline`: name what was watched before a change."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import click

from netdoc.cli._options import debug_option, json_option, site_argument, store_option, window_options
from netdoc.cli._session import Session, print_json, say


@click.command()
@site_argument
@click.option("--name", metavar="NAME", help="Name the stretch so; without it the baselines are listed.")
@click.option("--why", metavar="TEXT", help="The change it will be held against: `upgrade to fibre, 12 March`.")
@click.option("--who", metavar="NAME", help="Who names it.")
@window_options
@store_option
@json_option("the baseline and its values, or the list,")
@debug_option
@click.pass_obj
def baseline(
    session: Session,
    site: str | None,
    name: str | None,
    why: str | None,
    who: str | None,
    since: datetime | timedelta | None,
    until: datetime | timedelta | None,
    store: Path | None,
    as_json: bool,
) -> None:
    """Name what was watched at SITE before a change, so that `netdoc compare` can hold what follows against it.

    Do it before the change: a stretch picked afterwards convinces nobody. Measures nothing; two weeks watched by
    `netdoc schedule` make a good one (--since 14d).
    """
    from netdoc.app import baselines
    from netdoc.app.paths import place_to_read, place_to_record
    from netdoc.cli._compare_text import row_to_plain, rows_text
    from netdoc.model.codec import to_plain

    if name is None:
        place = place_to_read(site, session.root, store)
        known = baselines.baselines(place.store)
        if as_json:
            print_json({"schema": "netdoc.baselines/1", "baselines": [to_plain(each) for each in known]})
            return
        for each in known:
            click.echo(f"{_moment(each.start)} to {_moment(each.end)}  {_safe(each.name)}")
        if not known:
            say(f"no baseline of {place.site_id} is recorded; name one with --name")
        return
    place = place_to_record(site, session.root, store)
    if place.chosen:
        say(place.chosen)
    fact, rows = baselines.take(
        place.store, session.make_clock(), name, since=since, until=until, why=why, who=who
    )  # fmt: skip
    if as_json:
        values = [row_to_plain(each) for each in rows]
        print_json({"schema": "netdoc.baseline/1", "baseline": to_plain(fact), "values": values})
        return
    click.echo(f"«{_safe(fact.name)}»: {_moment(fact.start)} to {_moment(fact.end)}")
    click.echo(rows_text(rows), nl=False)
    say("after the change: `netdoc compare`; to fix this in a vendor's ticket now: `netdoc seal`")


def _safe(text: str) -> str:
    from netdoc.cli._text import safe

    return safe(text)


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
