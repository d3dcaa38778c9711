"""Two runs of attempts at one service, before and after something was done: is it better, and beyond chance?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from netdoc.diagnosis.services import difference
from netdoc.diagnosis.statistics import attempts_needed, exact_p, share_in_words
from netdoc.model.evidence import Evidence
from netdoc.model.facts.connect_run import ConnectRun
from netdoc.model.observation import Seen

SHOWN_P = 0.01
"""Greatest one-sided chance at which a change is called shown."""


@dataclass(frozen=True, slots=True)
class Change:
    """The virtual address in two runs. `p` is one-sided, in the direction of the change."""

    before_at: datetime
    after_at: datetime
    before: tuple[int, int]
    after: tuple[int, int]
    """(failed or repeated, attempts)."""
    p: float
    points: tuple[float, float]
    """95 % interval of before minus after, as shares."""

    @property
    def shown(self) -> bool:
        """Whether the change is beyond chance."""
        return self.p <= SHOWN_P

    @property
    def words(self) -> str:
        """The change as one sentence."""
        told = f"before {share_in_words(*self.before)}, after {share_in_words(*self.after)}"
        better = self.before[0] * self.after[1] > self.after[0] * self.before[1]
        low, high = (each * 100 for each in self.points)
        by = f"{min(abs(low), abs(high)):.0f} to {max(abs(low), abs(high)):.0f} points"
        if self.shown:
            return f"{told}: {'better' if better else 'worse'} by {by} (exact test, p = {self.p:.2g})"
        if self.before[0] == 0:
            return f"{told}: no failures before, so nothing to mend is shown"
        needed = attempts_needed(self.before[0] / self.before[1], p=SHOWN_P)
        return f"{told}: no change is shown (p = {self.p:.2g}); {needed} clean attempts would show a cure"


def changes(evidence: Evidence, service: str) -> list[Change]:
    """Return each run against the one before it; only runs of the same address, layer and time limit are compared."""
    runs = evidence.readings(ConnectRun, f"service_{service}")
    return [each for one, other in pairwise(runs) if (each := change(one, other)) is not None]


def change(before: Seen[ConnectRun], after: Seen[ConnectRun]) -> Change | None:
    """Return two runs compared, or None where they asked another question."""
    one, other = before.fact.virtual, after.fact.virtual
    if one is None or other is None or not one.sent or not other.sent:
        return None
    asked = [
        (run.layer, run.timeout_ms, arm.address, arm.port) for run, arm in ((before.fact, one), (after.fact, other))
    ]
    if asked[0] != asked[1]:
        return None
    forth, back = exact_p(one.bad, one.sent, other.bad, other.sent), exact_p(other.bad, other.sent, one.bad, one.sent)
    return Change(
        before.at,
        after.at,
        (one.bad, one.sent),
        (other.bad, other.sent),
        min(forth, back),
        difference(one.bad, one.sent, other.bad, other.sent),
    )
