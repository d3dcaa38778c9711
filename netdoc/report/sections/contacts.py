"""Calls and promises: who of which vendor said what and when, and what came after it."""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.model.facts.testimony import Testimony, Witness
from netdoc.model.observation import Seen
from netdoc.plugin import Section
from netdoc.report.document import Align, Blanks, Block, Column, Heading, Paragraph, Table
from netdoc.report.statements import quote
from netdoc.report.texts import shorten
from netdoc.report.variants import isp_name, telco_name
from netdoc.report.view import View
from netdoc.report.words import capital, count, plural

_COLUMNS = (
    Column(title="When, local", width=1.9),
    Column(title="With", width=2.4),
    Column(title="Ticket", width=1.5),
    Column(title="What was said", width=4.6),
    Column(title="Incidents since", width=1.3, align=Align.RIGHT),
)
_NAME, _SAID, _MOST = 60, 300, 100
_PROMISE = ("Promised by (vendor, name)", "On (date, time)", "What", "By when", "Kept: yes, no, when", "Ticket")


def write(view: View) -> Sequence[Block]:
    """Return the log of vendors' statements, and lines for promises, which no tool can hear."""
    said = [each for each in view.evidence.readings(Testimony) if each.fact.witness is not Witness.OPERATOR]
    blocks: list[Block] = [Heading(text="Calls and promises")]
    if not said:
        blocks.append(Paragraph(text="No statement of a vendor is on record."))
    else:
        shown = said[-view.most(_MOST) :]
        rows = tuple(_row(view, each) for each in shown)
        blocks.append(Table(caption="Statements of vendors, in the order of time", columns=_COLUMNS, rows=rows))
        left = len(said) - len(shown)
        earlier = f" {plural(left, 'earlier statement')} left out." if left else ""
        text = f"The words are quoted as they were noted at the time; how long a call took was not measured.{earlier}"
        blocks.append(Paragraph(text=text, small=True))
    if not view.variant.redacted:
        blocks.append(Blanks(title="Promises, to be filled in", labels=_PROMISE))
    return blocks


def _row(view: View, seen: Seen[Testimony]) -> tuple[str, ...]:
    fact = seen.fact
    names = {Witness.TELCO: telco_name(view.site), Witness.ISP: isp_name(view.site)}
    vendor = capital(shorten(names.get(fact.witness, "the vendor"), _NAME))
    person = f", {shorten(fact.person, _NAME)}" if fact.person else ", no name noted"
    after = sum(1 for each in view.verdict.incidents if each.incident.start > seen.at)
    ticket = shorten(fact.ticket, _NAME) if fact.ticket else "none given"
    return (view.times.minute(seen.at), f"{vendor}{person}", ticket, quote(fact.says, _SAID), count(after))


SECTION = Section(id="contacts", place=55, write=write)
