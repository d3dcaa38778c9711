"""`netdoc step`: what a person saw, read out or was told, and the list of all that was recorded."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from netdoc.cli._options import debug_option, json_option, site_argument, store_option
from netdoc.cli._session import Session, print_json, say
from netdoc.cli._step_bench import Bench, step_options
from netdoc.cli._text import paragraph

_LIGHTS = ("steady", "blinking", "off", "red")
_LAMPS = {"power": "Power", "dsl": "DSL (Link, Sync)", "internet": "Internet (Online)", "ethernet": "Ethernet (LAN)"}
_COUNTS = ("crc", "crc-up", "es", "es-up", "ses", "ses-up", "fec", "fec-up", "los", "los-up", "uas", "uas-up")


@click.command(short_help="What the lamps of the modem do.")
@click.option("--power", type=click.Choice(_LIGHTS), help="The power lamp.")
@click.option("--dsl", type=click.Choice(_LIGHTS), help="The DSL lamp: steady in sync, blinking or off without.")
@click.option("--internet", type=click.Choice(_LIGHTS), help="The internet lamp; one that flickers is steady.")
@click.option("--ethernet", type=click.Choice(_LIGHTS), help="The lamp of the port to the router.")
@step_options
def led(bench: Bench, **given: str | None) -> int:
    """Record at SITE what the lamps of the modem do, before anybody touches it."""
    from netdoc.app.steps_said import lamps
    from netdoc.model.facts.testimony import Light

    at = bench.now
    if not any(given.values()):
        bench.show("led")
        at = bench.done("Looking at them")
        given = {name: bench.ask(question, _LIGHTS) for name, question in _LAMPS.items()}
    lights = {name: Light(light) if light else None for name, light in given.items()}
    return bench.keep(lamps(lights, at, **bench.people))


def _value_options(command: Any) -> Any:
    """Add an option for each value that a page shows."""
    for name in reversed(_COUNTS):
        command = click.option(f"--{name}", type=click.IntRange(0, 4_294_967_294), metavar="N")(command)
    for name in ("attainable-up", "attainable-down", "rate-up", "rate-down"):
        command = click.option(f"--{name}", metavar="KBPS", help=_HELP.get(name))(command)
    for name in ("attenuation-up", "attenuation-down", "margin-up", "margin-down"):
        command = click.option(f"--{name}", type=float, metavar="DB", help=_HELP.get(name))(command)
    return command


_HELP = {
    "rate-down": "Sync rate in kbit/s, or in Mbit/s with an M: 39.9M.",
    "margin-down": "Noise margin in dB.",
    "attenuation-down": "Line attenuation in dB.",
}


@click.command(short_help="Values of the modem's page, read out by phone.")
@click.option("--sync", type=click.Choice(["yes", "no"]), help="Whether the line is in sync.")
@_value_options
@click.option("--showtime", metavar="TIME", help="How long the line has been in sync: 3h12m, 17:52:10.")
@click.option("--uptime", metavar="TIME", help="How long the modem has been running: 12d, 5d10h52m.")
@click.option("--retrains", type=click.IntRange(0, 1_000_000), metavar="N", help="Initialisations that it counted.")
@click.option("--model", metavar="NAME", help="Type of the modem.")
@click.option("--firmware", metavar="NAME", help="Its software version.")
@step_options
def values(bench: Bench, sync: str | None, showtime: str | None, uptime: str | None, **given: Any) -> int:
    """Record at SITE what somebody reads off the modem's page: as the operator's word, without the page's bytes.

    The page itself, saved as a file, is worth more: `netdoc import modem FILE`. Counters are of the downstream
    direction unless they end in -up.
    """
    from netdoc.app.steps_values import parse_length, parse_rate
    from netdoc.app.steps_values import values as read_out

    nothing = sync is None and showtime is None and uptime is None and not any(v is not None for v in given.values())
    if nothing and bench.asking:
        bench.show("values")
        sync = bench.ask("Is the line in sync?", ("yes", "no"))
        given["model"] = bench.ask("Type of the modem")
        if sync != "no":
            for name, question in (("rate_down", "Rate down (kbit/s; 39.9M is Mbit/s)"), ("rate_up", "Rate up")):
                given[name] = bench.ask_until(question, lambda text: str(parse_rate(text, "rate")))
        for name, question in (("margin_down", "Noise margin down, dB"), ("margin_up", "Noise margin up, dB")):
            given[name] = bench.ask_until(question, _decibels)
        if sync != "no":
            showtime = bench.ask_until("In sync since how long (3h12m)", lambda text: _kept(text, parse_length))
        uptime = bench.ask_until("Running since how long (5d10h52m)", lambda text: _kept(text, parse_length))
    fields: dict[str, object] = {"sync": None if sync is None else sync == "yes"}
    for name, value in given.items():
        if value is not None and name.startswith(("rate", "attainable")):
            fields[f"{name}_kbps"] = parse_rate(value, f"--{name.replace('_', '-')}")
        elif name.startswith(("margin", "attenuation")):
            fields[f"{name}_db"] = value
        else:
            fields[f"{name}_down" if name in _COUNTS else name] = value
    in_sync = None if showtime is None else parse_length(showtime, "--showtime")
    running = None if uptime is None else parse_length(uptime, "--uptime")
    coarse = any(each is not None and each.exact_s > 60 for each in (in_sync, running))
    found, warnings = read_out(
        fields,
        bench.now,
        showtime=in_sync,
        uptime=running,
        evidence=bench.past.evidence if coarse else None,
        who=bench.people["who"],
        present=bench.people["present"],
        note=bench.people["note"],
    )
    bench.warn(warnings)
    return bench.keep(found, warnings=warnings)


def _kept(text: str, read: Any) -> str:
    read(text, "time")
    return text


def _decibels(text: str) -> float:
    from netdoc.errors import BadInput

    try:
        return float(text.replace(",", ".").lower().removesuffix("db"))
    except ValueError:
        raise BadInput(f"{text[:60]!r} is not a number", hint="write 6.1") from None


@click.command(short_help="What you saw, in words; or what you changed yourself.")
@click.argument("text", required=False)
@click.option("--power-cycled", type=click.Choice(["modem", "router"]), help="You restarted this box.")
@click.option("--changed", metavar="TEXT", help="You changed this setting: `router: MTU 1492`.")
@step_options
def note(bench: Bench, text: str | None, power_cycled: str | None, changed: str | None) -> int:
    """Record TEXT at SITE with its time. A restart or a changed setting of our own is recorded as a step."""
    from netdoc.app.steps_said import noted

    at = bench.now
    if text is None:
        bench.show("note")
        text = bench.ask("What did you see", needed=True)
    return bench.keep(noted(text, at, power_cycled=power_cycled, changed=changed, **bench.people))


@click.command(short_help="What a vendor said, with its ticket.")
@click.argument("text", required=False)
@click.option("--by", type=click.Choice(["telco", "isp", "vendor"]), help="Who said it.")
@click.option("--ticket", metavar="NUMBER", help="Ticket number; without one it counts as hearsay.")
@click.option("--person", metavar="NAME", help="Who was spoken to.")
@click.option("--denies", metavar="SEGMENT|FAULT", help="What the statement denies: `loop`, `modem.reboots`.")
@click.option("--admits", metavar="FAULT", help="The fault it admits: `loop.noise`.")
@step_options
def said(
    bench: Bench,
    text: str | None,
    by: str | None,
    ticket: str | None,
    person: str | None,
    denies: str | None,
    admits: str | None,
) -> int:
    """Record TEXT as what a vendor said about SITE, quoted.

    --denies and --admits say what the sentence means, in netdoc's words (docs/rules.md lists the faults).
    """
    from netdoc.app.steps_said import said as quoted
    from netdoc.model.facts.testimony import Witness

    at = bench.now
    if bench.asking and (text is None or by is None):
        bench.show("said")
        by = by or bench.ask("Who said it?", ("telco", "isp", "vendor"), needed=True)
        text = text or bench.ask("The sentence, as it was said", needed=True)
        ticket = ticket or bench.ask("Ticket number")
        person = person or bench.ask("Who was spoken to")
    found, warnings = quoted(
        text, at, by=Witness(by) if by else None, ticket=ticket, person=person, denies=denies, admits=admits,
        **bench.people,
    )  # fmt: skip
    bench.warn(warnings)
    return bench.keep(found, warnings=warnings)


@click.command("list", short_help="What was recorded, in time order.")
@site_argument
@store_option
@json_option("what was recorded")
@debug_option
@click.pass_obj
def list_steps(session: Session, site: str | None, store: Path | None, as_json: bool) -> None:
    """List what people did and said at SITE, and the silence tests set, in time order. Reads the store only."""
    from netdoc.app.exchange_form import observation_to_plain
    from netdoc.app.paths import place_to_read
    from netdoc.app.steps_list import recorded, words_of

    place = place_to_read(site, session.root, store)
    if place.chosen:
        say(place.chosen)
    found = recorded(place.store)
    if as_json:
        plain = [observation_to_plain(each) for each in found]
        print_json({"schema": "netdoc.steps/1", "site": place.site_id, "recorded": plain})
        return
    if not found:
        say("nobody has recorded anything yet: netdoc step --help")
    for each in found:
        kind, words = words_of(each)
        click.echo(paragraph(words, indent=" " * 30, first=f"{_moment(each.at)}  {kind:<5} "))


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
