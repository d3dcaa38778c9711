"""Attempts at services: what was asked of each address in the same seconds, how often it failed, and how."""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.model.facts.connect_run import Attempt, ConnectArm, ConnectRun
from netdoc.model.observation import Seen
from netdoc.plugin import Section
from netdoc.report.document import Align, Block, Column, Heading, Paragraph, Table
from netdoc.report.texts import shorten
from netdoc.report.view import View
from netdoc.report.words import count, duration, percent, wilson

_MOST_RUNS = 12
_NAME = 40
_COLUMNS = (
    Column(title="Asked", width=2.0),
    Column(title="Address", width=2.2),
    Column(title="Attempts", width=1.0, align=Align.RIGHT),
    Column(title="Failed or repeated", width=1.2, align=Align.RIGHT),
    Column(title="95 % interval", width=1.6, align=Align.RIGHT),
    Column(title="How", width=3.0),
)
_WORDS = {
    Attempt.RETRIED: "answered after a repeated SYN",
    Attempt.REFUSED: "refused",
    Attempt.RESET: "reset",
    Attempt.TIMEOUT: "timeout",
    Attempt.UNREACHABLE: "unreachable",
    Attempt.TLS: "TLS failed",
    Attempt.STATUS: "wrong status",
}
_METHOD = (
    "All addresses were asked in turn, in an order drawn anew each round, at one pace, each attempt from a random "
    "source port, with the same name in SNI and Host. Attempts that never left the computer are not counted. "
    "Intervals after Wilson. An attempt answered after a repeated SYN is listed as bad: the person waits for it."
)


def write(view: View) -> Sequence[Block]:
    """Return a table per run, the last runs first, or nothing where no service was asked."""
    runs = view.evidence.readings(ConnectRun)
    if not runs:
        return ()
    blocks: list[Block] = [Heading(text="Attempts at services")]
    blocks += [_table(view, each) for each in reversed(runs[-_MOST_RUNS:])]
    if len(runs) > _MOST_RUNS:
        left = f"{len(runs) - _MOST_RUNS} runs before these stand in the attached record."
        blocks.append(Paragraph(text=left, small=True))
    blocks.append(Paragraph(text=_METHOD, small=True))
    return blocks


def _table(view: View, run: Seen[ConnectRun]) -> Table:
    fact = run.fact
    rate = 1000 / fact.pace_ms if fact.pace_ms else 0.0
    caption = (
        f"{shorten(fact.service, _NAME)}, {view.times.zoned(run.at)}: {fact.layer} for {duration(fact.duration_s)}, "
        f"{rate:.0f} a second at each address, time limit {fact.timeout_ms / 1000:g} s"
    )
    return Table(caption=caption, columns=_COLUMNS, rows=tuple(_row(each) for each in fact.arms))


def _row(arm: ConnectArm) -> tuple[str, ...]:
    host = f" ({shorten(arm.host, _NAME)})" if arm.host else ""
    asked = f"straight to {shorten(arm.name, _NAME)}{host}" if arm.backend else "virtual address"
    low, high = wilson(arm.bad, arm.sent) if arm.sent else (0.0, 1.0)
    kinds = [f"{count(arm.count(each))} {words}" for each, words in _WORDS.items() if arm.count(each)]
    kinds += ["nothing answered: left alone"] if arm.given_up else []
    return (
        asked,
        f"{arm.address}:{arm.port}",
        count(arm.sent),
        count(arm.bad),
        f"{percent(low)} to {percent(high)}",
        ", ".join(kinds) or "all answered",
    )


SECTION = Section(id="service_runs", place=37, write=write)
