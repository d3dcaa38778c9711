"""What vendors said, quoted with date, person and ticket, and what such a statement does and does not show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from netdoc.model.facts.testimony import Testimony, Witness
from netdoc.model.fault import FAULT_WORDS, Fault
from netdoc.model.observation import Seen
from netdoc.model.segment import Segment
from netdoc.report.texts import shorten
from netdoc.report.variants import Variant, accused, isp_name, telco_name
from netdoc.report.view import View
from netdoc.report.words import capital, plural

_QUOTE, _NAME = 200, 40
SEGMENT_WORDS: Mapping[Segment, str] = {
    Segment.HOST: "the measuring computer",
    Segment.LAN: "the office network",
    Segment.ROUTER: "the router",
    Segment.ROUTER_MODEM_CABLE: "the cable between router and modem",
    Segment.MODEM: "the modem",
    Segment.INHOUSE_WIRING: "the in-house wiring",
    Segment.LOOP: "the telephone line",
    Segment.ACCESS: "the account or session",
    Segment.CORE: "the provider's network",
    Segment.NAMES: "the provider's name server",
    Segment.BEYOND: "the destination",
    Segment.SERVICE: "the service",
    Segment.MAINS: "the mains supply",
}
_BOXES = frozenset({Segment.ROUTER, Segment.ROUTER_MODEM_CABLE, Segment.MODEM})
_OTHERS_FIRST = {Variant.TELCO: Witness.TELCO, Variant.ISP: Witness.ISP}
"""Whose statements come last in a copy: a vendor knows its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of a vendor."""

    witness: Witness
    speaker: str
    quoted: str
    shows: str
    shows_not: str
    agreed: str = ""

    def briefly(self) -> str:
        """Return the quotation with how far it reaches, for page 1."""
        if self.agreed:
            return f"{self.quoted}. {self.agreed}"
        return f"{self.quoted}. Not shown by it: {self.shows_not[:1].lower()}{self.shows_not[1:]}"


def quote(text: str, most: int = _QUOTE) -> str:
    """Return a text in quotation marks that nothing inside it can close."""
    inner = text.strip().translate(_INNER)
    return f"“{shorten(inner, most) or '(no words recorded)'}”"


_INNER = {ord(each): "'" for each in '"“”„«»'}


def statements(view: View, most: int = _QUOTE) -> tuple[Statement, ...]:
    """Return every vendor's statement in the order of time, the reader's own after the other's."""
    own = _OTHERS_FIRST.get(view.variant)
    said = [each for each in view.evidence.readings(Testimony) if each.fact.witness is not Witness.OPERATOR]
    return tuple(_statement(view, each, most) for each in sorted(said, key=lambda each: _place(each.fact.witness, own)))


def _place(witness: Witness, own: Witness | None) -> int:
    return 2 if witness is Witness.VENDOR else 1 if witness is own else 0


def latest(view: View, most: int = _QUOTE) -> tuple[Statement, ...]:
    """Return the last statement of each vendor, for page 1."""
    return tuple({each.witness: each for each in statements(view, most)}.values())


def _statement(view: View, seen: Seen[Testimony], most: int) -> Statement:
    fact = seen.fact
    speaker = {Witness.TELCO: telco_name(view.site), Witness.ISP: isp_name(view.site)}.get(fact.witness, "the vendor")
    person = f", {shorten(fact.person.strip(), _NAME)}" if fact.person else ""
    ticket = f", ticket {shorten(fact.ticket.strip(), _NAME)}" if fact.ticket else ", no ticket given"
    who = f"{capital(shorten(speaker, _NAME))} said on {view.times.zoned(seen.at)}{person}{ticket}"
    shows, shows_not = _reach(fact)
    agreed = _agrees(view, fact)
    after = sum(1 for each in view.verdict.incidents if each.incident.start > seen.at)
    since = f" {plural(after, 'incident')} came after it." if after and fact.denies else ""
    unweighed = "" if fact.ticket else " Without a ticket it cannot be looked up, and it is not weighed."
    return Statement(
        witness=fact.witness,
        speaker=speaker,
        quoted=f"{who}: {quote(fact.says, most)}",
        shows=capital(f"{shows}{f' {agreed}' if agreed else ''}"),
        shows_not=f"{capital(shows_not)}{'' if agreed else since}{unweighed}",
        agreed=agreed,
    )


def _agrees(view: View, fact: Testimony) -> str:
    """Return that the evidence agrees with a denial, where it names somebody else: who is right is told so."""
    party, segment = accused(view.verdict), _segment(fact.denies or "")
    if party is None or segment is None or party in view.site.parties(segment):
        return ""
    return f"In so far the evidence agrees: it does not point to {SEGMENT_WORDS[segment]}."


def _reach(fact: Testimony) -> tuple[str, str]:
    if fact.admits is not None:
        return (
            f"the speaker admits a fault: {_admitted(fact.admits)}.",
            "which of the incidents it explains, unless the speaker names times.",
        )
    if fact.denies is None:
        return "what was said, and no more: it neither admits nor denies a fault.", "anything about the incidents."
    segment = _segment(fact.denies)
    place = SEGMENT_WORDS[segment] if segment else shorten(fact.denies, _NAME)
    if segment is Segment.LOOP:
        return (
            "at that moment the speaker saw no fault on the line.",
            "how the line was at the times of the incidents: a momentary test says nothing of a fault that "
            "comes and goes.",
        )
    if segment in _BOXES:
        return (
            f"the speaker does not hold {place} at fault.",
            "whether the box works at the times of the incidents: another box at the same place shows that.",
        )
    return (
        f"the speaker denies a fault at: {place}.",
        "how things were at the times of the incidents, unless it is backed by a record of those times.",
    )


def _segment(name: str) -> Segment | None:
    first = name.split(".", 1)[0]
    return Segment(first) if first in set(Segment) else None


def _admitted(name: str) -> str:
    if name in set(Fault):
        return FAULT_WORDS[Fault(name)]
    segment = _segment(name)
    return SEGMENT_WORDS[segment] if segment else shorten(name, _NAME)
