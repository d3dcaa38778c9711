"""The verdict on one incident alone, for a vendor who asks about one date: nothing is judged anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from netdoc.errors import BadInput
from netdoc.model.finding import Finding
from netdoc.model.verdict import Conclusion, Judged, PartyStanding, Standing, Verdict


def scoped(verdict: Verdict, incident: str) -> Verdict:
    """Return the verdict with one incident: its party, fault and standing, and the findings that concern it.

    The period, its gaps and its coverage stay, so that nobody can take the one incident for all there was.

    Args:
        verdict: the verdict on the whole period.
        incident: the id of one of its incidents (`I-003`).

    Raises:
        BadInput: there is no incident of that id.
    """
    judged = next((each for each in verdict.incidents if each.incident.id == incident), None)
    if judged is None:
        known = [each.incident.id for each in verdict.incidents]
        told = f"{known[0]} to {known[-1]}" if len(known) > 1 else "".join(known)
        raise BadInput(
            f"there is no incident {incident[:40]!r} in this period",
            where="--incident",
            hint=f"incidents of this period: {told}" if told else "no incident was found in this period; widen it",
        )
    settled = judged.party is not None or bool(judged.remaining)
    return replace(
        verdict,
        conclusion=Conclusion.FAULT if settled else Conclusion.INSUFFICIENT,
        party=judged.party,
        fault=judged.fault,
        standing=judged.standing,
        remaining=judged.remaining,
        headline=f"incident {incident} alone",
        reason=f"This report is about incident {incident} alone.",
        parties=tuple(_party(each, judged) for each in verdict.parties),
        incidents=(judged,),
        window_findings=tuple(each for each in verdict.window_findings if each.incident is None),
        next_tests=tuple(each for each in verdict.next_tests if _concerns(judged, each.separates)),
    )


def _party(held: PartyStanding, judged: Judged) -> PartyStanding:
    speaks_for = _of(held.speaks_for, judged.incident.id)
    speaks_against = _of(held.speaks_against, judged.incident.id)
    possible = held.party is judged.party or held.party in judged.remaining
    least, most = judged.incident.minutes_bounds
    return replace(
        held,
        standing=_standing(held, judged, speaks_for, speaks_against),
        minutes_min=least if held.party is judged.party else 0.0,
        minutes_max=most if possible else 0.0,
        speaks_for=speaks_for,
        speaks_against=speaks_against,
    )


def _of(findings: Sequence[Finding], incident: str) -> tuple[Finding, ...]:
    return tuple(each for each in findings if each.incident in (None, incident))


def _standing(
    held: PartyStanding, judged: Judged, speaks_for: Sequence[Finding], speaks_against: Sequence[Finding]
) -> Standing:
    """Return the incident's own standing of its party; of the others, no more than was found of this incident."""
    if held.party is judged.party:
        return judged.standing
    if held.party in judged.remaining:
        return Standing.CONTRADICTED if judged.standing is Standing.CONTRADICTED else Standing.INSUFFICIENT
    if held.standing is Standing.CLEARED or (speaks_against and not speaks_for and judged.party is not None):
        return Standing.CLEARED
    return Standing.INSUFFICIENT


def _concerns(judged: Judged, separates: Sequence[object]) -> bool:
    return not separates or bool({judged.party, *judged.remaining} & set(separates))
