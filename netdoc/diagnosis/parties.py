"""Each party over the window: standing, minutes with bounds, and what speaks for and against it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from netdoc.model.evidence import Evidence
from netdoc.model.facts.testimony import Testimony, Witness
from netdoc.model.finding import Bearing, Finding
from netdoc.model.segment import Party, Segment
from netdoc.model.verdict import Conclusion, Judged, PartyStanding, Standing

_ORDER = (Standing.ESTABLISHED, Standing.INDICATED, Standing.CONTRADICTED, Standing.INSUFFICIENT, Standing.CLEARED)


def party_standings(evidence: Evidence, judged: Sequence[Judged], conclusion: Conclusion) -> tuple[PartyStanding, ...]:
    """Return all six parties, in a fixed order."""
    return tuple(_one(evidence, party, judged, conclusion) for party in Party)


def _one(evidence: Evidence, party: Party, judged: Sequence[Judged], conclusion: Conclusion) -> PartyStanding:
    least = most = 0.0
    standings: list[Standing] = []
    for each in judged:
        low, high = each.incident.minutes_bounds
        if each.party is party:
            least, most = least + low, most + high
            standings.append(each.standing)
        elif party in each.remaining:
            most += high
            contradicted = each.standing is Standing.CONTRADICTED
            standings.append(Standing.CONTRADICTED if contradicted else Standing.INSUFFICIENT)
        else:
            standings.append(Standing.CLEARED)
    findings = [
        finding for each in judged for finding in each.findings if party in evidence.site.parties(finding.fault.segment)
    ]
    return PartyStanding(
        party=party,
        standing=_summed(party, standings, findings, conclusion),
        minutes_min=least,
        minutes_max=most,
        speaks_for=_distinct(each for each in findings if each.bearing is Bearing.BLAMES),
        speaks_against=_distinct(each for each in findings if each.bearing is Bearing.CLEARS),
        missing=tuple(
            dict.fromkeys(
                what
                for each in judged
                if party in each.remaining
                for finding in each.findings
                if finding.bearing is Bearing.SILENT and party in evidence.site.parties(finding.fault.segment)
                for what in finding.missing
            )
        ),
        stated=_denials(evidence, party),
    )


def _denials(evidence: Evidence, party: Party) -> tuple[str, ...]:
    """Return what vendors said against a fault in a party's place, quoted.

    It clears nobody: a test of a moment says nothing of a fault that comes and goes, and each speaks for itself.
    """
    said = []
    for each in evidence.readings(Testimony):
        fact = each.fact
        segment = next((one for one in Segment if fact.denies and fact.denies.split(".")[0] == one.value), None)
        if segment is None or fact.witness is Witness.OPERATOR or party not in evidence.site.parties(segment):
            continue
        ticket = f"ticket {fact.ticket}" if fact.ticket else "no ticket"
        person = f", {fact.person}" if fact.person else ""
        said.append(
            f"«{fact.says}» ({fact.witness.value}{person}, {ticket}, {each.at:%Y-%m-%d %H:%M} UTC): quoted and not "
            "weighed, for a test of a moment says nothing of a fault that comes and goes"
        )
    return tuple(dict.fromkeys(said))


def _summed(
    party: Party, standings: Sequence[Standing], findings: Sequence[Finding], conclusion: Conclusion
) -> Standing:
    if not standings:
        return Standing.CLEARED if conclusion is Conclusion.NO_FAULT else Standing.INSUFFICIENT
    best = min(standings, key=_ORDER.index)
    if best is Standing.CLEARED and not any(each.bearing is Bearing.CLEARS for each in findings):
        return Standing.INSUFFICIENT if party in (Party.POWER, Party.FAR_END) else Standing.CLEARED
    return best


def _distinct(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings without those that say the same words of the same fault: the first of each."""
    kept: dict[tuple[str, str], Finding] = {}
    for each in findings:
        kept.setdefault((each.rule, each.sentence), each)
    return tuple(kept.values())
