"""`netdoc step`: record what is done on site. Here: the steps that change the arrangement, and the group."""

from __future__ import annotations

import click

from netdoc.cli._options import debug_option
from netdoc.cli._step_bench import Bench, step_options
from netdoc.cli._step_looks import laptop_at_modem, other_device, quiet_line, wired
from netdoc.cli._step_told import led, list_steps, note, said, values


@click.group()
@debug_option
def step() -> None:
    """Record what you do and see on site, and what a vendor says.

    On a terminal each step says what to do, asks for what is missing, and takes its time when you press Enter;
    q or Ctrl-C records nothing. Entered afterwards: --at TIME. In a script: --no-input. What is recorded stays.
    Exit code: 0 recorded, 1 nothing recorded because you typed q, 3 nothing recorded: an error.
    """


@step.command("swap-modem", short_help="Another modem (or adapter), or the first one again.")
@click.option("--modem", metavar="NAME", help="Name or serial of the modem that goes in.")
@click.option("--was", metavar="NAME", help="Name or serial of the one that comes out, if it was never recorded.")
@click.option("--proven/--not-proven", default=None, help="It has just held another line.")
@click.option(
    "--adapter", metavar="NAME", help="Power adapter that goes in with it; alone: only the adapter is swapped."
)
@click.option("--same-adapter", is_flag=True, help="The adapter stays.")
@click.option("--socket", type=click.Choice(["desk", "test"]), help="Where it is done.")
@click.option("--back", is_flag=True, help="The modem and adapter of before go in again.")
@step_options
def swap_modem(
    bench: Bench,
    modem: str | None,
    was: str | None,
    proven: bool | None,
    adapter: str | None,
    same_adapter: bool,
    socket: str | None,
    back: bool,
) -> int:
    """Record at SITE that the modem was swapped for another one, or back.

    Before it begins, how long the silence must last to count is computed, printed and recorded.
    """
    from netdoc.app.steps_deeds import swap_modem as swapped
    from netdoc.model.facts.step import Socket

    past = bench.past.setups
    bench.show("swap-modem", back=back)
    if not back:
        if modem is None and adapter is None:
            modem = bench.ask("Serial of the modem that goes in", needed=True)
        if was is None and past[-1].modem is None:
            was = bench.ask("Serial of the modem that comes out")
        if modem is not None and proven is None and (answer := bench.ask("Has it just held another line?", _YES_NO)):
            proven = answer == "yes"
        if adapter is None and not same_adapter:
            adapter = bench.ask("Power adapter that goes in with it (Enter: the same adapter stays)")
            same_adapter = bench.asking and adapter is None
    deed = swapped(
        past, modem=modem, was=was, proven=proven, adapter=adapter, same_adapter=same_adapter, back=back,
        socket=Socket(socket) if socket else None,
    )  # fmt: skip
    test = bench.plan(deed)
    return bench.keep_deed(deed, bench.done("Plugged in"), test)


@step.command("test-socket", short_help="The same modem at the telco's test socket, or back.")
@click.option("--back", is_flag=True, help="Back to the socket it came from.")
@click.option("--socket-label", metavar="TEXT", help="Which socket, in words: `hall, behind the cupboard`.")
@click.option("--alone/--not-alone", default=None, help="Nothing else hangs on the line there.")
@step_options
def test_socket(bench: Bench, back: bool, socket_label: str | None, alone: bool | None) -> int:
    """Record at SITE that the same modem moved to the telco's test socket, or back.

    Before it begins, how long the silence must last to count is computed, printed and recorded.
    """
    from netdoc.app.steps_deeds import test_socket as moved

    bench.show("test-socket", back=back)
    if not back and socket_label is None:
        socket_label = bench.ask("Which socket it is, in words (Enter: leave out)")
    if not back and alone is None and (answer := bench.ask("Is everything else off the line?", _YES_NO)):
        alone = answer == "yes"
    deed = moved(bench.past.setups, back=back, label=socket_label, alone=alone)
    test = bench.plan(deed)
    return bench.keep_deed(deed, bench.done("Plugged in"), test)


@step.command("filter-out", short_help="Filters and telephones off the line, or on again.")
@click.option("--back", is_flag=True, help="They are on the line again.")
@step_options
def filter_out(bench: Bench, back: bool) -> int:
    """Record at SITE that everything but the modem came off the line, or on again.

    Before it begins, how long the silence must last to count is computed, printed and recorded.
    """
    from netdoc.app.steps_deeds import filter_out as taken

    deed = taken(bench.past.setups, back=back)
    bench.show("filter-out", back=back)
    test = bench.plan(deed)
    return bench.keep_deed(deed, bench.done("Done"), test)


@step.command("ups-bypass", short_help="The modem fed from the wall, or through the UPS again.")
@click.option("--back", is_flag=True, help="It is fed through the UPS again.")
@step_options
def ups_bypass(bench: Bench, back: bool) -> int:
    """Record at SITE that the modem is fed from the wall instead of the UPS, or through it again.

    Before it begins, how long the silence must last to count is computed, printed and recorded.
    """
    from netdoc.app.steps_deeds import ups_bypass as fed

    deed = fed(bench.past.setups, back=back)
    bench.show("ups-bypass", back=back)
    test = bench.plan(deed)
    return bench.keep_deed(deed, bench.done("Plugged in"), test)


_YES_NO = ("yes", "no")

for _command in (laptop_at_modem, wired, other_device, quiet_line, led, values, note, said, list_steps):
    step.add_command(_command)
