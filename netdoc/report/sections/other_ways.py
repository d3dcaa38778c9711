"""What another line said: the same destinations over a second path, and ports that calls and tunnels need."""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.model.facts.port_answer import PortAnswer
from netdoc.model.facts.second_path import SecondPath
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.plugin import Section
from netdoc.report.document import Align, Block, Column, Heading, Paragraph, Table
from netdoc.report.variants import Variant
from netdoc.report.view import View
from netdoc.report.words import rung_words, share

_READERS = frozenset({Variant.ISP, Variant.HOSTING, Variant.JOINT, Variant.TECHNICAL})
_NOT_ASKED = "not asked"


def write(view: View) -> Sequence[Block]:
    """Return two tables, or nothing where nobody asked; the line's operator has nothing to do with either."""
    there, ports = view.evidence.readings(SecondPath), view.evidence.readings(PortAnswer)
    if view.variant not in _READERS or not (there or ports):
        return ()
    blocks: list[Block] = [Heading(text="Asked over another line as well")]
    if there:
        blocks += [_destinations(view, there), Paragraph(text=_destinations_note(there), small=True)]
    if ports:
        blocks += [_ports(ports), Paragraph(text=_PORTS_NOTE, small=True)]
    return blocks


def _destinations(view: View, there: Sequence[Seen[SecondPath]]) -> Table:
    rows = []
    for subject in dict.fromkeys(each.subject for each in there):
        own = [each.fact for each in there if each.subject == subject]
        sent, answered = sum(each.sent for each in own), sum(each.answered for each in own)
        here = view.evidence.ladder.counted(subject, view.evidence.start, view.evidence.end)
        failed = sum(each.failed for each in own)
        rows.append(
            (
                rung_words(view.site.rung(subject), subject),
                share(here[1], here[0]) if here[0] else _NOT_ASKED,
                share(answered, sent),
                f"{failed} of {len(own)}",
            )
        )
    columns = (
        Column(title="Destination", width=3.4),
        Column(title="Answered over this line", width=2.8, align=Align.RIGHT),
        Column(title="Over the other line", width=2.8, align=Align.RIGHT),
        Column(title="Rounds without an answer there", width=2.4, align=Align.RIGHT),
    )
    return Table(caption="The same destinations over both lines", columns=columns, rows=tuple(rows))


def _destinations_note(there: Sequence[Seen[SecondPath]]) -> str:
    interfaces = ", ".join(dict.fromkeys(each.fact.interface for each in there))
    return (
        f"The other line is reached through {interfaces}, past the office's router. Three probes a round; rounds in "
        "which nothing at all answered there say something of that line only and are left out."
    )


_PORTS_NOTE = (
    "Each port was asked in its own protocol, without logging in. Silence counts only of a port that answered at some "
    "time or by some way: a server may answer strangers nothing."
)


def _ports(ports: Sequence[Seen[PortAnswer]]) -> Table:
    rows = []
    for subject in dict.fromkeys(each.subject for each in ports):
        own = [each for each in ports if each.subject == subject]
        last = own[-1].fact
        here = [each.fact for each in own if each.plane is not Plane.SECOND_PATH]
        there = [each.fact for each in own if each.plane is Plane.SECOND_PATH]
        rows.append((last.target, last.what or "not stated", _looks(here), _looks(there), _refusals(here)))
    columns = (
        Column(title="Port", width=3.6),
        Column(title="Needed for", width=1.6),
        Column(title="Looks answered, this line", width=2.4, align=Align.RIGHT),
        Column(title="Other line", width=2.0, align=Align.RIGHT),
        Column(title="Turned away by", width=2.4),
    )
    return Table(caption="Ports that calls and tunnels need", columns=columns, rows=tuple(rows))


def _looks(facts: Sequence[PortAnswer]) -> str:
    return share(sum(each.answered > 0 for each in facts), len(facts)) if facts else _NOT_ASKED


def _refusals(facts: Sequence[PortAnswer]) -> str:
    said = [each.barred_by for each in facts if each.barred_by]
    refused = ["the host itself"] if any(each.refused for each in facts) else []
    return ", ".join(dict.fromkeys([*said, *refused])) or "nobody"


SECTION = Section(id="other_ways", place=38, write=write)
