"""Page 1 of the office's own copy: what is wrong, whose part it is, who does what, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.model.facts.step import Socket, Step
from netdoc.model.segment import Party
from netdoc.model.verdict import Conclusion, PartyStanding, Standing
from netdoc.plugin import Section
from netdoc.report.document import (
    Blanks,
    Block,
    Box,
    BoxKind,
    Bullets,
    Column,
    Heading,
    KeyValues,
    OnePage,
    PageBreak,
    Paragraph,
    Table,
)
from netdoc.report.headline import watched
from netdoc.report.identity import matter, office
from netdoc.report.options import options
from netdoc.report.texts import shorten
from netdoc.report.variants import Variant, accused, isp_name, telco_name, title
from netdoc.report.view import View
from netdoc.report.words import PARTY_NOUN, capital, duration, joined, minutes_range, plural

_NAME, _TEST, _OPTIONS = 40, 220, 330
_OWN = frozenset({Party.PREMISES, Party.POWER})
_COLUMNS = (
    Column(title="Whose part", width=3.6),
    Column(title="In a word", width=1.8),
    Column(title="That means", width=5.6),
)
_WHAT = {
    Party.PREMISES: "Your own: network, computers, own router, wiring in the house",
    Party.POWER: "Power: mains and UPS",
    Party.EQUIPMENT: "The box that the provider supplied",
    Party.LINE: "The telephone line to your house",
    Party.PROVIDER: "The provider: account and network",
    Party.FAR_END: "The other end: the site or service you call",
}
_WORDS = {
    "fault": ("Fault here", "Strong evidence; all that had to agree does."),
    "likely": ("Likely here", "The evidence points here; not everything that would prove it was looked at."),
    "open": ("Open", "It may be this; the data cannot tell yet."),
    "mixed": ("Contradictory", "Some of the evidence says yes and some says no."),
    "well": ("In order", "It was tested and was in order."),
    "quiet": ("No sign", "Nothing points here. It was not tested on its own."),
    "unknown": ("Not known", "There is not enough evidence about it."),
}
"""Traffic lights, as words: a colour is lost on paper and to some eyes."""


def write(view: View) -> Sequence[Block]:
    """Return the page, for the office's copy."""
    if view.variant is not Variant.PLAIN:
        return ()
    blocks: list[Block] = [
        Paragraph(text=title(view.variant, view.site), strong=True),
        KeyValues(pairs=(*office(view), *matter(view))),
        Box(kind=BoxKind.HEADLINE, title="Finding, in plain words", text=_your_part(view)),
    ]
    rows = tuple((_WHAT[each.party], *_WORDS[_light(view, each)]) for each in view.verdict.parties)
    if rows:
        blocks.append(Table(caption="Part by part", columns=_COLUMNS, rows=rows))
    blocks += [
        Heading(text="What happens next", level=2),
        Bullets(items=_next(view)),
        Blanks(
            title="Agreed with you",
            labels=("Who does it", "By when", "Who calls you", "On which number"),
            lines=_seal(view),
        ),
        Heading(text="What you can do today", level=2),
        Bullets(items=_today(view)),
        Heading(text="What waiting costs", level=2),
        Paragraph(text=_cost(view)),
        Heading(text="What was changed in your office", level=2),
        Bullets(items=_changed(view)),
    ]
    return (OnePage(blocks=tuple(blocks)), PageBreak())


def _seal(view: View) -> tuple[str, ...]:
    """Return the words that the office keeps, or passes on, so that nobody can change the records unnoticed."""
    if view.custody is None:
        return ()
    return (f"Please keep these words, the seal of the records: {' '.join(view.custody.words)}",)


def _light(view: View, held: PartyStanding) -> str:
    verdict = view.verdict
    if held.party is accused(verdict):
        return "fault" if verdict.standing is Standing.ESTABLISHED else "likely"
    if held.standing is Standing.CONTRADICTED:
        return "mixed"
    if held.party in verdict.remaining:
        return "open"
    if held.standing is Standing.CLEARED:
        return "well" if held.speaks_against else "quiet"
    return "open" if held.speaks_for else "unknown"


def _your_part(view: View) -> str:
    verdict, party = view.verdict, accused(view.verdict)
    if party in _OWN:
        return (
            "The evidence points to your own side. That is no reproach: cables and batteries wear out. You can "
            "have it put right without waiting for anybody."
        )
    if party is not None:
        sure = "is" if verdict.standing is Standing.ESTABLISHED else "is, as far as the evidence goes,"
        return f"This {sure} not your part: the evidence points to {PARTY_NOUN[party]}. Others have to act."
    if verdict.remaining:
        names = joined([PARTY_NOUN[each] for each in verdict.remaining])
        own = " Your own side is one of them." if _OWN & set(verdict.remaining) else ""
        return f"It is not known yet whose part it is: {names}.{own}"
    if verdict.conclusion is Conclusion.NO_FAULT:
        seen = f"No fault was found in the {watched(view)} that were watched."
        return f"{seen} One that comes and goes can still be missed."
    return "It is not known yet whose part it is: there is not enough evidence to name anybody."


def _next(view: View) -> tuple[str, ...]:
    verdict, party = view.verdict, accused(view.verdict)
    items = []
    if party is Party.LINE:
        telco = capital(shorten(telco_name(view.site), _NAME))
        items.append(f"{telco} is asked to look at the line. A copy for it can be printed.")
    elif party in (Party.EQUIPMENT, Party.PROVIDER):
        items.append(f"{capital(shorten(isp_name(view.site), _NAME))} is asked to act. A copy for it can be printed.")
    elif party is Party.FAR_END:
        items.append("Whoever runs the site or service has to look at it. Your connection is not at fault.")
    elif party in _OWN:
        items.append("You decide which of the choices below is made, and who makes it.")
    for test in verdict.next_tests[:1]:
        agreed = f" {capital(test.who_agrees)} must agree." if test.who_agrees else ""
        disturbs = f" It disturbs {test.disturbs}." if test.disturbs else ""
        takes = f" It takes {duration(test.duration_s)}." if test.duration_s > 0 else ""
        items.append(f"Next test: {shorten(test.what.rstrip('. '), _TEST)}.{takes}{agreed}{disturbs}")
    return tuple(items) or ("Nothing is planned.",)


def _today(view: View) -> tuple[str, ...]:
    items = [options(view)] if options(view) else []
    if view.verdict.incidents or view.verdict.conclusion is not Conclusion.NO_FAULT:
        items += [
            "When it fails, write down the time and what did not work; a photo of the modem's lamps helps.",
            "Please do not restart the modem to cure it, if you can wait: a restart wipes what it has counted. If you "
            "must, write down when.",
            "For work that cannot wait, a phone's hotspot or a mobile router can stand in; whether its signal is good "
            "enough in your office was not measured, and it costs extra.",
        ]
    return tuple(shorten(each, _OPTIONS) for each in items) or ("Nothing needs to be done.",)


def _cost(view: View) -> str:
    incidents = view.verdict.incidents
    if not incidents:
        if view.verdict.coverage <= 0:
            return "Not known: no time was watched."
        return f"No trouble was seen in the {watched(view)} that were watched."
    bounds = [each.incident.minutes_bounds for each in incidents]
    total = minutes_range(sum(low for low, _ in bounds), sum(high for _, high in bounds))
    days = (view.verdict.window_end - view.verdict.window_start).total_seconds() / 86400 * view.verdict.coverage
    longest = minutes_range(*max(bounds, key=lambda each: each[1]))
    words = f"{plural(len(incidents), 'incident')}, {total} of trouble in all, the longest {longest}."
    own = all(each.incident.start >= view.verdict.window_start for each in incidents)
    if days >= 1 and own and view.incident is None:
        words += (
            f" That is {len(incidents) / days:.1f} a day while it was watched. If it goes on like this, so will that."
        )
    return words


def _changed(view: View) -> tuple[str, ...]:
    """Return how the arrangement stands now, by the last step that touched each part of it."""
    held: dict[str, str] = {}
    for each in view.evidence.readings(Step):
        step, since = each.fact, f", since {view.times.minute(each.at)}"
        if step.socket is not None:
            place = {Socket.TEST: "the test socket", Socket.DESK: "its socket at the desk"}[step.socket]
            held["socket"] = f"The modem is at {place}{since}."
        if step.modem is not None:
            held["modem"] = f"Modem in use: {shorten(step.modem, _NAME)}{since}."
        if step.adapter is not None:
            held["adapter"] = f"Power adapter in use: {shorten(step.adapter, _NAME)}{since}."
        if step.filters_off is not None:
            state = "off the line" if step.filters_off else "on the line"
            held["filters"] = f"Filters, phones and other devices are {state}{since}."
        if step.behind_ups is not None:
            held["ups"] = f"The modem is fed {'through the UPS' if step.behind_ups else 'from the wall'}{since}."
        if step.at_modem is not None:
            where = "to the modem itself" if step.at_modem else "behind the router"
            held["laptop"] = f"The measuring computer is connected {where}{since}."
        if step.changed is not None:
            held[f"changed {step.changed}"] = f"Setting changed: {shorten(step.changed, _NAME * 2)}{since}."
    items = list(held.values())
    if not items:
        return ("No change is on record. netdoc itself changes no setting of any device.",)
    more = [f"{plural(len(items) - _MOST_CHANGES, 'more change')} under «Steps on site and statements»."]
    return (*items[:_MOST_CHANGES], *(more if len(items) > _MOST_CHANGES else []))


_MOST_CHANGES = 7

SECTION = Section(id="client_page", place=5, write=write)
