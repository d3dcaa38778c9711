"""The order in which parties are printed: the one named, those that remain, then the others by standing."""

from __future__ import annotations

from netdoc.model.segment import Party
from netdoc.model.verdict import PartyStanding, Standing
from netdoc.report.variants import accused
from netdoc.report.view import View


def ordered_parties(view: View) -> list[PartyStanding]:
    """Return every judged party, the one that matters most first."""
    named, remaining, standings = accused(view.verdict), list(view.verdict.remaining), list(Standing)

    def place(held: PartyStanding) -> tuple[int, int, int, int]:
        first = 0 if held.party is named else 1 if held.party in remaining else 2
        rank = remaining.index(held.party) if held.party in remaining else 0
        silent = not (held.speaks_for or held.speaks_against)
        return first, rank, silent, standings.index(held.standing)

    return sorted(view.verdict.parties, key=place)


def says_something(view: View, held: PartyStanding) -> bool:
    """Return whether page 1 has to show this party."""
    parties: set[Party | None] = {accused(view.verdict), *view.verdict.remaining}
    return bool(held.speaks_for or held.speaks_against or held.party in parties)
