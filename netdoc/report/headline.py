"""Page 1's finding in words: never stronger than the standing, and a remaining set where there is one."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from netdoc.model.fault import FAULT_WORDS, Fault
from netdoc.model.finding import OUR_OWN, Bearing, Finding
from netdoc.model.incident import Zone
from netdoc.model.plane import Plane
from netdoc.model.segment import Party, Segment
from netdoc.model.verdict import Conclusion, Judged, Standing
from netdoc.report.variants import accused
from netdoc.report.view import View
from netdoc.report.words import (
    COMPLAINT_WORDS,
    PARTY_NOUN,
    PLANE_WORDS,
    STANDING_MEANING,
    STANDING_WORDS,
    capital,
    duration,
    joined,
)

_INSUFFICIENT = "Insufficient evidence: "
"""How the diagnosis begins a headline that names nobody; what follows says what was lacking."""
_WIRING = "wiring"
_AT_HOME = {Segment.LOOP: _WIRING, Segment.ROUTER: "own router"}
"""What of the premises may hold a fault of a segment, seen from beyond the office network."""
_BEYOND = frozenset({Zone.MIDDLE, Zone.FAR})


def headline(view: View) -> str:
    """Return the finding as one sentence or two."""
    verdict = view.verdict
    party = accused(verdict)
    if party is not None:
        strength = "Strong support for a fault at" if _established(view) else "The evidence points to"
        says_more = verdict.fault not in (None, Fault.INHOUSE_WIRING_FAULT)  # the place of that one says all there is
        what = f": {FAULT_WORDS[verdict.fault]}" if verdict.fault and says_more else ""
        ours = " We did it: our own change is recorded just before it." if _ours(view, {party}) else ""
        return f"{strength} {_noun(view, party)}{what}.{ours}"
    if verdict.conclusion is Conclusion.NO_FAULT:
        return f"No fault was found in the {watched(view)} watched."
    if verdict.remaining:
        names = joined(remaining_words(view))
        lead = f"{_outwards(view)}: {names}" if beyond_office(view) else f"Not separated yet: {capital(names)}"
        ours = " Our own change is recorded just before it: we take it back first." if _ours(view, set(Party)) else ""
        return f"{lead}. The data cannot tell these apart yet.{ours}"
    if verdict.standing is Standing.CONTRADICTED:
        return "The evidence contradicts itself: no party can be named."
    if not view.evidence.observations:
        return "Nothing was measured: no party can be named."
    told = verdict.headline.removeprefix(_INSUFFICIENT)
    if verdict.conclusion is Conclusion.INSUFFICIENT and told != verdict.headline:
        return f"Not enough evidence to name a party: {told}."
    return "Not enough evidence to name a party."


def _ours(view: View, parties: Collection[Party]) -> bool:
    """Return whether what speaks for one of the parties is a change that we ourselves made and recorded."""
    speaking = [each for held in view.verdict.parties if held.party in parties for each in held.speaks_for]
    return any(each.sentence.startswith(OUR_OWN) for each in speaking)


def standing_line(view: View) -> str:
    """Return the standing in words, with k of n and the witnesses that agree."""
    verdict = view.verdict
    unnamed = "No party is named. " if verdict.remaining and accused(verdict) is None else ""
    words = f"{unnamed}Standing: {STANDING_WORDS[verdict.standing]}"
    if verdict.conclusion is Conclusion.NO_FAULT:
        return f"Conclusion: no fault. {capital(complaint_words(view))}"
    meaning = f" ({STANDING_MEANING[verdict.standing]})"
    alike = [each for each in verdict.incidents if _alike(view, each)]
    counted = f" {len(alike)} of {len(verdict.incidents)} incidents were judged so." if verdict.incidents else ""
    if len(verdict.incidents) == 1 and alike:
        counted = " The one incident was judged so."
    agreeing = witnesses(view, alike)
    heard = f" Witnesses that agree: {joined(agreeing, 'and')}." if agreeing else ""
    return f"{words}{meaning}.{counted}{heard}"


def witnesses(view: View, alike: Sequence[Judged]) -> list[str]:
    """Return the planes behind the findings that speak for what the headline says."""
    parties = {view.verdict.party} if view.verdict.party else set(view.verdict.remaining)
    found: list[Finding] = [each for held in view.verdict.parties if held.party in parties for each in held.speaks_for]
    found += [each for judged in alike for each in judged.findings if _speaks_for(view, each, judged)]
    planes = {plane for each in found for plane in each.planes}
    return [PLANE_WORDS[each] for each in Plane if each in planes]


def remaining_words(view: View) -> list[str]:
    """Return the candidates left, the one with most speaking for it first."""
    remaining = view.verdict.remaining
    beyond = beyond_office(view)
    at_router = view.verdict.fault is not None and view.verdict.fault.segment is Segment.ROUTER
    words = {
        **{party: noun.removeprefix("the ") for party, noun in PARTY_NOUN.items()},
        Party.EQUIPMENT: "supplied router" if at_router else "modem" if beyond else "supplied modem or router",
        Party.PREMISES: f"premises ({_at_home(view) if beyond else 'own network, router, wiring'})",
        Party.PROVIDER: "provider (network, account)",
    }
    return [words[each] for each in remaining]


def _outwards(view: View) -> str:
    """Return where the candidates begin: one's own router is no part of what lies beyond the office network."""
    own_router = Party.PREMISES in view.verdict.remaining and _at_home(view) != _WIRING
    return "From the router outwards" if own_router else "Beyond the office network"


def _at_home(view: View) -> str:
    fault = view.verdict.fault
    if fault is not None and fault.segment in _AT_HOME:
        return _AT_HOME[fault.segment]
    return "wiring, own router"


def beyond_office(view: View) -> bool:
    """Return whether the office network and the way to the router worked in every incident."""
    incidents = view.verdict.incidents
    return bool(incidents) and all(
        each.incident.zone in _BEYOND or each.incident.nearest_good is not None for each in incidents
    )


def watched(view: View) -> str:
    """Return how long was really watched, gaps taken out."""
    length_s = (view.verdict.window_end - view.verdict.window_start).total_seconds()
    return duration(length_s * min(1.0, max(0.0, view.verdict.coverage)))


def complaint_words(view: View) -> str:
    """Return what was complained of, and what that means for a clean minute."""
    if view.verdict.complaint is None:
        return "no complaint was recorded; this is a routine check."
    return f"the complaint was: {COMPLAINT_WORDS.get(view.verdict.complaint, view.verdict.complaint)}."


_PREMISES = {
    Segment.HOST: "the measuring computer's own connection",
    Segment.LAN: "the office network",
    Segment.ROUTER: "the office's own router",
    Segment.ROUTER_MODEM_CABLE: "the cable between router and modem",
    Segment.MODEM: "the office's own modem",
    Segment.INHOUSE_WIRING: "the wiring inside the premises, between the test socket and the modem",
}
"""The place, where naming the premises would say less than is known."""


def _noun(view: View, party: Party) -> str:
    if party is Party.PREMISES and view.verdict.fault is not None:
        return _PREMISES.get(view.verdict.fault.segment, PARTY_NOUN[party])
    if party is Party.EQUIPMENT and view.verdict.fault is not None:
        box = "modem" if view.verdict.fault.segment.value == "modem" else "router"
        return f"the supplied {box}"
    if party is Party.PROVIDER and view.verdict.fault is not None:
        return "the provider"
    return PARTY_NOUN[party]


def _established(view: View) -> bool:
    return view.verdict.standing is Standing.ESTABLISHED


def _alike(view: View, judged: Judged) -> bool:
    party = accused(view.verdict)
    if party is not None:
        return judged.party is party
    if view.verdict.remaining:
        return judged.party is None and set(judged.remaining) == set(view.verdict.remaining)
    return judged.standing is view.verdict.standing


def _speaks_for(view: View, finding: Finding, judged: Judged) -> bool:
    if finding.bearing is not Bearing.BLAMES:
        return False
    return view.verdict.fault is None or finding.fault is view.verdict.fault or finding.fault is judged.fault
