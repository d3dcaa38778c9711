"""The line's values as rows: latest, range over the period, reference, flag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from netdoc.model.facts.dsl_line import COUNTED_PAIRS, DslLine
from netdoc.model.observation import Seen
from netdoc.report import references
from netdoc.report.references import NO_FLAG, Reference
from netdoc.report.words import NBSP, count, duration, quantity

Reading = Seen[DslLine]
_COUNTED_AT = {"near": "both directions by the modem", "far": "both directions by the DSLAM"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """A value that goes up and down."""

    name: str
    field: str
    unit: str
    digits: int = 0
    reference: Reference = references.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A value that only grows until it is cleared."""

    name: str
    field: str
    reference: Reference = references.NONE
    per_s: float | None = None
    """Length over which the reference counts; None when there is no number to compare."""


GAUGES = (
    Gauge(name="Sync rate down", field="rate_down_kbps", unit="kbit/s"),
    Gauge(name="Sync rate up", field="rate_up_kbps", unit="kbit/s"),
    Gauge(name="Attainable rate down", field="attainable_down_kbps", unit="kbit/s"),
    Gauge(name="Attainable rate up", field="attainable_up_kbps", unit="kbit/s"),
    Gauge(name="Noise margin down", field="margin_down_db", unit="dB", digits=1, reference=references.MARGIN),
    Gauge(name="Noise margin up", field="margin_up_db", unit="dB", digits=1, reference=references.MARGIN),
    Gauge(name="Attenuation down", field="attenuation_down_db", unit="dB", digits=1, reference=references.ATTENUATION),
    Gauge(name="Attenuation up", field="attenuation_up_db", unit="dB", digits=1),
)
COUNTERS = (
    Counter(name="Errored seconds down", field="es_down", reference=references.ES),
    Counter(name="Errored seconds up", field="es_up", reference=references.ES),
    Counter(name="Severely errored seconds down", field="ses_down", reference=references.SES),
    Counter(name="Severely errored seconds up", field="ses_up", reference=references.SES),
    Counter(name="Unavailable seconds down", field="uas_down", reference=references.UAS),
    Counter(name="CRC anomalies down", field="crc_down", reference=references.CRC_DOWN, per_s=60),
    Counter(name="CRC anomalies up", field="crc_up"),
    Counter(name="Repaired blocks (FEC) down", field="fec_down"),
    Counter(name="Repaired blocks (FEC) up", field="fec_up"),
    Counter(name="Losses of signal down", field="los_down"),
    Counter(name="Losses of framing down", field="lof_down"),
    Counter(name="Losses of power announced", field="lpr_up"),
    Counter(name="Retrains", field="retrains", reference=references.RETRAINS, per_s=86400),
)


def gauge_rows(readings: Sequence[Reading]) -> list[tuple[str, ...]]:
    """Return a row for each gauge that was read at least once."""
    rows: list[tuple[str, ...]] = []
    for gauge in GAUGES:
        values = _read(readings, gauge.field)
        if not values:
            continue
        latest = _value(readings[-1], gauge.field)
        rows.append(
            (
                gauge.name,
                quantity(latest, gauge.unit, gauge.digits),
                _range(values, gauge),
                gauge.reference.words,
                gauge.reference.flag(min(values) if gauge.reference.least is not None else max(values)),
            )
        )
    return rows


def counter_rows(readings: Sequence[Reading]) -> list[tuple[str, ...]]:
    """Return a row for each counter in the latest reading, with the time over which it was counted."""
    latest = readings[-1]
    age_s = latest.fact.counter_age_s
    rows: list[tuple[str, ...]] = []
    for counter in COUNTERS:
        value = _value(latest, counter.field)
        if value is None:
            continue
        rate = value / age_s * counter.per_s if age_s and counter.per_s else None
        # a rate over less than the reference's own length would be an extrapolation
        told = rate if age_s and counter.per_s and age_s >= counter.per_s else None
        rows.append(
            (
                counter.name,
                count(int(value)),
                _rate(value, age_s, counter.per_s),
                counter.reference.words,
                counter.reference.flag(told) if counter.per_s else NO_FLAG,
            )
        )
    return rows


def age_words(readings: Sequence[Reading]) -> str:
    """Return over what time the counters were counted, and at which end."""
    latest = readings[-1].fact
    if latest.counter_age_s is None:
        age = "The modem does not say over what time it counted"
    else:
        age = f"Counted over {duration(latest.counter_age_s)}"
    ends = {end for pair in COUNTED_PAIRS if (end := getattr(latest, f"{pair}_counted_at")) is not None}
    end = _COUNTED_AT.get(ends.pop() if len(ends) == 1 else "", "the end that counted is not stated for all")
    return f"{age}; {end}. Up errors are counted at the cabinet's end and stand still while the line is down."


def sources(rows: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return where the references of these rows come from, each once."""
    names = {row[0] for row in rows}
    held = [each for each in (*GAUGES, *COUNTERS) if each.name in names and each.reference.source]
    told: dict[str, list[str]] = {}
    for each in held:
        base = each.name.removesuffix(" down").removesuffix(" up")
        subjects = told.setdefault(each.reference.source, [])
        if base not in subjects:
            subjects.append(base)
    return tuple(f"{', '.join(subjects)}: {source}." for source, subjects in told.items())


def _read(readings: Sequence[Reading], field: str) -> list[float]:
    return [value for each in readings if (value := _value(each, field)) is not None]


def _value(reading: Reading, field: str) -> float | None:
    value: float | None = getattr(reading.fact, field)
    return value


def _range(values: Sequence[float], gauge: Gauge) -> str:
    low, high = (quantity(value, gauge.unit, gauge.digits) for value in (min(values), max(values)))
    if len(values) == 1:
        return "one reading"
    return "always the same" if low == high else f"{low} to {high}"


def _rate(value: float, age_s: int | None, per_s: float | None) -> str:
    if not age_s:
        return "age not stated"
    if value == 0:
        return "none"
    if age_s < 3600:
        return f"in {duration(age_s)}"
    lengths = {60: "a minute", 3600: "an hour", 86400: "a day"}
    length_s = round(per_s or (3600 if value / age_s * 3600 >= 1 else 86400))
    rate = value / age_s * length_s
    words = f"{rate:.1f}" if rate >= 0.05 else f"<{NBSP}0.1"  # something happened: never «0.0 a day»
    return f"{words}{NBSP}{lengths[length_s]}"
