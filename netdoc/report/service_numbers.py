"""What a hosting vendor's desk reads first: how often its address failed beside its servers, and what was done."""

from __future__ import annotations

from netdoc.model.facts.connect_run import ConnectRun
from netdoc.model.observation import Seen
from netdoc.report.document import Number, Tick
from netdoc.report.view import View
from netdoc.report.words import count, percent, plural, wilson


def leading_run(view: View) -> Seen[ConnectRun] | None:
    """Return the last run in which the virtual address failed, else the last one."""
    runs = [each for each in view.evidence.readings(ConnectRun) if each.fact.virtual is not None]
    failing = [each for each in runs if each.fact.virtual is not None and each.fact.virtual.bad]
    held = failing or runs
    return held[-1] if held else None


def service_numbers(view: View) -> tuple[Number, ...]:
    """Return three numbers, or none where no service was asked."""
    seen = leading_run(view)
    if seen is None or seen.fact.virtual is None or not seen.fact.virtual.sent:
        return ()
    virtual = seen.fact.virtual
    servers = [each for each in seen.fact.backends if not each.given_up]
    bad, sent = sum(each.bad for each in servers), sum(each.sent for each in servers)
    low, high = wilson(virtual.bad, virtual.sent)
    straight = Number(value=f"{count(bad)} of {count(sent)}", label="failed straight to its servers, same seconds")
    return (
        Number(
            value=f"{count(virtual.bad)} of {count(virtual.sent)}", label="attempts failed through the virtual address"
        ),
        Number(value=f"{percent(low)} to {percent(high)}", label="the share that fails, 95 % interval"),
        straight if sent else Number(value="none", label="of its servers could be asked straight"),
    )


def service_ticks(view: View) -> tuple[Tick, ...]:
    """Return what was done to ask this service, in place of what is done at a modem."""
    seen = leading_run(view)
    if seen is None:
        return ()
    run, when = seen.fact, view.times.minute(seen.at)
    reached = [each for each in run.backends if not each.given_up]
    runs = len(view.evidence.readings(ConnectRun, seen.subject))
    return (
        Tick(text=f"Attempts through the virtual address, {when}", done=True),
        Tick(
            text=f"Attempts straight to {plural(len(reached), 'server')} in the same seconds, with the same name"
            if reached
            else "Attempts straight to the servers: none could be asked",
            done=bool(reached),
        ),
        Tick(text="Order drawn anew each round, random source ports, one pace for all", done=True),
        Tick(text=f"Repeated: {plural(runs, 'run')} on record", done=runs > 1),
        Tick(text="From a second place: no record", done=False),
    )
