"""Signs of a disturbed line: errors and margin before an onset, and what the line was when it came back.

Each is told with its count and none decides alone (docs/adr/0006-line-thresholds.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from operator import attrgetter
from statistics import median

from netdoc.diagnosis.instants import CLOCK_SLACK, line_started_at
from netdoc.diagnosis.rules._bins import ending, last_told
from netdoc.diagnosis.rules._modem import (
    CRC_LEAST_PER_MINUTE,
    ES_LEAST_PER_QUARTER,
    MARGIN_FALL_DB,
    SES_LEAST,
    SIGNS_REACH,
    cleared,
    counted,
    line_after,
    onset_bounds,
)
from netdoc.diagnosis.rules._rates import fallen, older_mode, previous, rate, share_lost
from netdoc.diagnosis.rules._says import hearsay
from netdoc.model.counters import growth
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_history import DslBin, DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen

Told = Seen[DslLine] | Seen[DslHistory]
Pair = tuple[Seen[DslLine], Seen[DslLine]]

SIGNAL_LEAST = 1
"""Losses of signal or of framing while in sync: each is a severely errored second at least (RFC 5650)."""
LOSS_S = 10
"""A loss of showtime itself is counted as up to ten errored seconds before it is called unavailable (RFC 5650)."""
FRAMES_PER_S = 60
"""CRC anomalies that one such second can hold: one per superframe of 17 ms."""
FEC_FASTER, FEC_PAIRS = 10.0, 3
"""Repaired blocks are normal work: told only when so many times faster than in the readings before (own)."""
BEGINNING = datetime.min.replace(tzinfo=UTC)
SAME_RATE = 0.05
"""Rates as near as this count as the same (own): the margin can be compared."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Signs of a disturbed line before an onset, in words; empty when there were none.

    Attributes:
        signs: what the readings and bins showed.
        cites: what told them.
        looked: False when there was nothing to look at: absence of signs then means nothing.
        beside: what is told beside signs only, and is none by itself.
    """

    signs: tuple[str, ...]
    cites: tuple[Told, ...]
    looked: bool
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sign:
    words: str
    cites: tuple[Told, ...]


def trouble_before(evidence: Evidence, incident: Incident) -> Trouble:
    """Return the error growth and the margin fall in the readings and bins before the onset."""
    earliest, latest = onset_bounds(incident)
    onset = latest if incident.start_uncertainty_s <= 60 else earliest
    readings = evidence.readings(DslLine, start=onset - SIGNS_REACH, end=onset + CLOCK_SLACK)
    since = _this_showtime(readings)
    told = [pair for pair in by_box(readings) if pair[1].at > since]
    # two readings with the earlier loss between them serve only where no two lie after it
    pairs = [pair for pair in told if pair[0].at > since] or told
    signs = [_Sign(words, pair) for pair in pairs if (words := growth_in(pair))]
    signs += _margin_fall([each for each in readings if each.at > since])
    signs += _bins_before(evidence, since, onset)
    # the nearest to the onset first: an earlier one may belong to an earlier loss
    signs.sort(key=lambda each: each.cites[-1].at, reverse=True)
    # what a box said itself before what a person passed on, so that this does not weaken that
    signs.sort(key=lambda each: any(hearsay(cited) for cited in each.cites))
    looked = len(readings) >= 2 or bool(ending(evidence, onset - SIGNS_REACH, onset + CLOCK_SLACK))
    return Trouble(
        tuple(dict.fromkeys(each.words for each in signs)),
        tuple(cited for each in signs for cited in each.cites),
        looked,
        _repairs(pairs) if signs else (),
    )


def _this_showtime(readings: Sequence[Seen[DslLine]]) -> datetime:
    """Return since when errors are those of the showtime that was lost: an earlier loss has its own errors."""
    began = [started for each in readings if (started := line_started_at(each)) is not None]
    return max(began) - CLOCK_SLACK if began else BEGINNING


def by_box(readings: Sequence[Seen[DslLine]]) -> list[Pair]:
    """Return each two readings that follow each other, of each box."""
    subjects = sorted({each.subject for each in readings})
    return [pair for one in subjects for pair in pairwise(each for each in readings if each.subject == one)]


_ERRORS = attrgetter(
    "ses_down", "ses_up", "es_down", "crc_down", "rtx_uncorrected_down", "leftrs_down", "hec_down", "los_down",
    "lof_down",
)  # fmt: skip
"""All that `growth_in` looks at."""


def growth_in(pair: Pair) -> str:
    """Return in words which counters grew between two readings as on a disturbed line; empty where none did."""
    earlier, later = pair
    first, last = earlier.fact, later.fact
    if _ERRORS(first) == _ERRORS(last):
        return ""  # as most pairs of a month are
    elapsed = (later.at - earlier.at).total_seconds()
    # a loss of showtime between them is counted too, and is not what came before it
    itself = 0 if held_between(earlier, later) else LOSS_S
    crc = max(10.0, CRC_LEAST_PER_MINUTE * elapsed / 60)
    es = max(2.0, ES_LEAST_PER_QUARTER * elapsed / 900)
    kinds: list[tuple[str, str, float]] = [
        ("severely errored seconds", "ses_down", SES_LEAST + itself),
        ("severely errored seconds upstream", "ses_up", SES_LEAST + itself),
        ("errored seconds", "es_down", es + itself),
        ("CRC errors", "crc_down", crc + itself * FRAMES_PER_S),
        ("transfer units beyond repair by retransmission", "rtx_uncorrected_down", crc + itself * FRAMES_PER_S),
        ("low-rate seconds", "leftrs_down", es + itself),
    ]
    if first.crc_down is None or last.crc_down is None:
        kinds.append(("header errors", "hec_down", crc + itself * FRAMES_PER_S))
    if not itself:
        kinds += [
            ("losses of signal", "los_down", SIGNAL_LEAST),
            ("losses of framing", "lof_down", SIGNAL_LEAST),
        ]
    anew = cleared(earlier, later)
    found = [
        f"{step} {name}"
        for name, counter, least in kinds
        if (step := growth(getattr(first, counter), getattr(last, counter), restarted=anew)) is not None
        and step >= least
    ]
    if not found:
        return ""
    return f"{', '.join(found)} between {earlier.at:%H:%M:%S} and {later.at:%H:%M:%S} UTC"


def held_between(earlier: Seen[DslLine], later: Seen[DslLine]) -> bool:
    """Return whether nothing shows that showtime was lost between two readings."""
    if earlier.fact.sync is False or later.fact.sync is False:
        return False
    if later.fact.showtime_s is not None:
        return later.fact.showtime_s >= (later.at - earlier.at - CLOCK_SLACK).total_seconds()
    return not counted(earlier, later, "retrains")


def _margin_fall(readings: Sequence[Seen[DslLine]]) -> list[_Sign]:
    margins = [each for each in readings if each.fact.margin_down_db is not None]
    if len(margins) < 2:
        return []
    last = margins[-1]
    best = max(margins[:-1], key=lambda each: each.fact.margin_down_db or 0.0)
    then, now = best.fact.margin_down_db or 0.0, last.fact.margin_down_db or 0.0
    if then - now < MARGIN_FALL_DB:
        return []
    return [_Sign(f"margin fell from {then:.1f} to {now:.1f} dB", (best, last))]


def _bins_before(evidence: Evidence, since: datetime, onset: datetime) -> list[_Sign]:
    return [
        _Sign(f"{words} between {each.bin.start:%H:%M} and {each.bin.end:%H:%M} UTC", (each.told,))
        for each in last_told(ending(evidence, onset - SIGNS_REACH, onset + CLOCK_SLACK))
        if each.bin.end > since and (each.bin.uas_down or 0) < LOSS_S and (words := _counted_in(each.bin))
    ]


def _counted_in(bin_: DslBin) -> str:
    ses = (bin_.ses_down or 0) + (bin_.ses_up or 0)
    es = bin_.es_down or 0
    signals = [
        f"{count} losses of {what}"
        for count, what in ((bin_.los_down or 0, "signal"), (bin_.lof_down or 0, "framing"))
        if count >= SIGNAL_LEAST and not bin_.inits
    ]
    errors = [f"{es} errored and {ses} severely errored seconds"] if ses or es else []
    return ", ".join([*errors, *signals]) if ses >= SES_LEAST or es >= ES_LEAST_PER_QUARTER or signals else ""


def _repairs(pairs: Sequence[Pair]) -> tuple[str, ...]:
    """Return how much faster repaired blocks grew in the last readings; told beside other signs, never alone."""
    rates = [
        (step, step / max(1.0, (later.at - earlier.at).total_seconds()))
        for earlier, later in pairs
        if (step := counted(earlier, later, "fec_down")) is not None
    ]
    if len(rates) <= FEC_PAIRS:
        return ()
    usual = median(each for _, each in rates[:-1])
    step, last = rates[-1]
    if usual <= 0 or last < FEC_FASTER * usual:
        return ()
    return (f"repaired blocks grew {last / usual:.0f} times faster than before ({step} in the last readings)",)


def came_back(evidence: Evidence, incident: Incident) -> Trouble:
    """Return what was worse about the line when it came back: an older mode, a lower rate, or less margin.

    The modem's own reason for the retrain is told beside, as it was printed: what its codes mean is not documented.
    """
    earliest, _ = onset_bounds(incident)
    after = line_after(evidence, incident)
    if after is None or not after.fact.sync:
        return Trouble((), (), looked=False)
    reason = after.fact.last_retrain_reason
    beside = (f"the modem gives «{reason}» as the reason of its last retrain",) if reason else ()
    before = next(
        (each for each in reversed(evidence.readings(DslLine, after.subject, end=earliest)) if each.fact.sync), None
    )
    if before is None:
        signs = fallen(after.fact, previous(after.fact))
        return Trouble(tuple(f"it came back {each}" for each in signs), (after,), looked=False, beside=beside)
    # the box's own memory of its rate stands in for a reading that told none
    remembered = [] if rate(before.fact, "down") else previous(after.fact)
    signs = [f"it came back {each}" for each in fallen(after.fact, [("before", before.fact), *remembered])]
    then, now = before.fact.margin_down_db, after.fact.margin_down_db
    if then is not None and now is not None and then - now >= MARGIN_FALL_DB and _same_rate(before.fact, after.fact):
        signs.append(f"it came back at the same rate with a margin of {now:.1f} dB where it had been {then:.1f} dB")
    return Trouble(tuple(signs), (before, after), looked=True, beside=beside)


def _same_rate(before: DslLine, after: DslLine) -> bool:
    first, last = rate(before, "down"), rate(after, "down")
    if first is None or last is None or older_mode(after, before):
        return False
    return share_lost(last, first) <= SAME_RATE and share_lost(first, last) <= SAME_RATE
