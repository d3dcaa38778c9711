"""`netdoc step`: tests of a moment: the laptop at the modem, a cable, another device, an ear on the line."""

from __future__ import annotations

import click

from netdoc.cli._step_bench import Bench, step_options

_WORKS = ("works", "fails")
_HEARD = ("quiet", "noisy")


def _outcome(bench: Bench, outcome: str | None, question: str, choices: tuple[str, ...]) -> str | None:
    return outcome if outcome is not None else bench.ask(question, choices, needed=True)


@click.command("laptop-at-modem", short_help="This computer in place of the router, or back.")
@click.option("--outcome", type=click.Choice(_WORKS), help="Whether it works there.")
@click.option("--back", is_flag=True, help="The router has its place again.")
@step_options
def laptop_at_modem(bench: Bench, outcome: str | None, back: bool) -> int:
    """Record at SITE that this computer was plugged into the modem in place of the router, and whether it works."""
    from netdoc.app.steps_deeds import laptop_at_modem as plugged
    from netdoc.model.facts.step import Outcome

    bench.show("laptop-at-modem", back=back)
    at = bench.done("Plugged in")
    if not back:
        outcome = _outcome(bench, outcome, "Does it work there?", _WORKS)
    return bench.keep_deed(plugged(outcome=Outcome(outcome) if outcome else None, back=back), at)


@click.command(short_help="This computer on a cable instead of Wi-Fi, or back.")
@click.option("--back", is_flag=True, help="It is on Wi-Fi again.")
@step_options
def wired(bench: Bench, back: bool) -> int:
    """Record at SITE that this computer went from Wi-Fi to a cable, or back."""
    from netdoc.app.steps_deeds import wired as put

    bench.show("wired", back=back)
    return bench.keep_deed(put(back=back), bench.done("Done"))


@click.command("other-device", short_help="Another device tried the same: did it work?")
@click.option("--device", metavar="TEXT", help="Which device, and how it is connected.")
@click.option("--outcome", type=click.Choice(_WORKS), help="Whether it works there.")
@step_options
def other_device(bench: Bench, device: str | None, outcome: str | None) -> int:
    """Record at SITE whether the same works on another device."""
    from netdoc.app.steps_deeds import other_device as tried
    from netdoc.model.facts.step import Outcome

    bench.show("other-device")
    if device is None:
        device = bench.ask("Which device, and how is it connected", needed=True)
    at = bench.done("Tried")
    outcome = _outcome(bench, outcome, "Does it work there?", _WORKS)
    return bench.keep_deed(tried(device=device, outcome=Outcome(outcome) if outcome else None), at)


@click.command("quiet-line", short_help="What a telephone on the line lets you hear.")
@click.option("--outcome", type=click.Choice(_HEARD), help="Quiet, or crackle, hum, no dial tone.")
@step_options
def quiet_line(bench: Bench, outcome: str | None) -> int:
    """Record at SITE what was heard on the line with a telephone."""
    from netdoc.app.steps_deeds import quiet_line as heard
    from netdoc.model.facts.step import Outcome

    bench.show("quiet-line")
    at = bench.done("Heard")
    outcome = _outcome(bench, outcome, "What did you hear?", _HEARD)
    return bench.keep_deed(heard(outcome=Outcome(outcome) if outcome else None), at)
