"""`netdoc service`: count attempts at a service, and compare two counts."""

from __future__ import annotations

import traceback

import click

from netdoc.cli._options import debug_option, json_option, site_argument
from netdoc.cli._session import Session, print_json, say
from netdoc.cli._text import paragraph, safe

SHOWN, NOT_SHOWN = 0, 1


@click.group()
@debug_option
def service() -> None:
    """Count attempts at a service that the site file lists, and compare two counts.

    `probe` answers «all our servers are up»; `compare` answers «we have restarted it».
    """


@service.command()
@site_argument
@click.option("--service", "name", metavar="NAME", help="The [[service]]; left out where there is only one.")
@click.option("--attempts", type=click.IntRange(20, 5000), metavar="N", help="Attempts per address.")
@click.option(
    "--target-difference",
    "percent",
    type=click.FloatRange(0, 100, min_open=True),
    metavar="PERCENT",
    help="Smallest share of failures to be shown beside clean servers; decides the number of attempts.",
)
@click.option(
    "--per-second", type=click.FloatRange(0, 20, min_open=True), metavar="N", help="Attempts per second at an address."
)
@click.option("--plan", "only_plan", is_flag=True, help="Print what it would cost and show; ask nobody.")
@json_option("run, comparison and verdict")
@debug_option
@click.pass_obj
def probe(
    session: Session,
    site: str | None,
    name: str | None,
    attempts: int | None,
    percent: float | None,
    per_second: float | None,
    only_plan: bool,
    as_json: bool,
) -> int:
    """Ask a service many times, through its virtual address and straight to each backend, and say which fails.

    The attempts are interleaved and paced, and go to other people's servers: what they will cost is printed first.
    An attempt answered only after a repeated SYN is a class of its own. An earlier run of the same service is
    compared. Exit code: as `netdoc check`, 0 with --plan.
    """
    from netdoc.app.assemble import service_of
    from netdoc.app.measuring import Talk
    from netdoc.app.paths import configured_place
    from netdoc.app.service_probe import Wish, chosen, load_of, probe_service, wanted
    from netdoc.cli._service_text import change_text, change_to_plain, plan_text, run_text, run_to_plain
    from netdoc.diagnosis.service_change import changes
    from netdoc.model.verdict import exit_code, verdict_to_plain

    if attempts is not None and percent is not None:
        raise click.UsageError("give --attempts or --target-difference, not both")
    place = configured_place(site, session.root)
    if place.chosen:
        say(paragraph(place.chosen, indent="  ", first=""))
    share = None if percent is None else percent / 100
    asked = wanted(service_of(chosen(place, name)), Wish(attempts=attempts, share=share, per_second=per_second))
    told = plan_text(asked, load_of(asked))
    if only_plan:
        click.echo(told)
        return 0
    say(told)

    def unexpected(broken: Exception) -> None:
        if session.debug:
            say("".join(traceback.format_exception(broken)))

    ports = session.ports(session.make_clock(), place.site_id)
    talk = Talk(say=lambda text: say(paragraph(text, indent="  ", first="")), unexpected=unexpected)
    verdict, evidence, run = probe_service(place, ports, asked, talk)
    compared = changes(evidence, asked.name)
    last = compared[-1] if compared and compared[-1].after_at == run.at else None
    if as_json:
        plain = {"schema": "netdoc.service_run/1", "run": run_to_plain(run), "verdict": verdict_to_plain(verdict)}
        print_json({**plain, "compared": change_to_plain(last) if last else None})
        return exit_code(verdict)
    from netdoc.cli._verdict_text import verdict_text

    click.echo(run_text(run.fact))
    if last is not None:
        click.echo(change_text(last))
    click.echo(verdict_text(verdict, evidence=evidence), nl=False)
    say(f"stored in {safe(place.store)}; for the hosting vendor: netdoc report {place.site_id} --for hosting")
    return exit_code(verdict)


@service.command()
@site_argument
@click.option("--service", "name", metavar="NAME", help="The [[service]]; left out where there is only one.")
@json_option("the comparisons")
@debug_option
@click.pass_obj
def compare(session: Session, site: str | None, name: str | None, as_json: bool) -> int:
    """Hold each run of a service against the one before it: did what was done in between change anything?

    Reads the store only. Exit code: 0 the last change is beyond chance, 1 it is not, 3 there are not two runs that
    asked the same, or an error.
    """
    from netdoc.app.cases import gather
    from netdoc.app.paths import configured_place
    from netdoc.app.service_probe import chosen
    from netdoc.cli._service_text import change_text, change_to_plain
    from netdoc.diagnosis.service_change import changes
    from netdoc.errors import BadInput
    from netdoc.store.store import Store

    place = configured_place(site, session.root)
    asked = chosen(place, name)
    with Store.open(place.store, create=False, read_only=True) as store:
        found = changes(gather(store), asked.name)
    if not found:
        raise BadInput(
            f"there are no two runs of {asked.name} that asked the same",
            hint=f"netdoc service probe {place.site_id} --service {asked.name}, before and after",
        )
    if as_json:
        print_json({"schema": "netdoc.service_changes/1", "changes": [change_to_plain(each) for each in found]})
    else:
        for each in found:
            click.echo(change_text(each))
    return SHOWN if found[-1].shown else NOT_SHOWN
