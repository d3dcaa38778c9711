"""The DSL line as the modem tells it. Down is towards the customer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from netdoc.model.facts import Fact

COUNTED_PAIRS = ("crc", "fec", "hec", "es", "ses", "uas", "los", "lof")
"""The counters that stand in pairs, down and up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DslLine(Fact):
    """Counters are totals over `counter_age_s`; only differences between readings prove anything."""

    KIND: ClassVar[str] = "DslLine"
    VERSION: ClassVar[int] = 2

    sync: Annotated[bool | None, "in showtime; absent when the box does not say"]
    status: Annotated[str | None, "the box's own word for the state (`Showtime`, `G.994 Training`)"] = None
    mode: Annotated[str | None, "transmission mode (`VDSL2`, `ADSL2+ Annex J`)"] = None
    profile: Annotated[str | None, "VDSL2 profile (`17a`)"] = None
    rate_down_kbps: Annotated[int | None, "sync rate"] = None
    rate_up_kbps: Annotated[int | None, "sync rate"] = None
    previous_rate_down_kbps: Annotated[int | None, "sync rate before the last change"] = None
    previous_rate_up_kbps: Annotated[int | None, "sync rate before the last change"] = None
    attainable_down_kbps: Annotated[int | None, "rate the line could carry"] = None
    attainable_up_kbps: Annotated[int | None, "rate the line could carry"] = None
    margin_down_db: Annotated[float | None, "noise margin"] = None
    margin_up_db: Annotated[float | None, "noise margin"] = None
    attenuation_down_db: Annotated[float | None, "line attenuation"] = None
    attenuation_up_db: Annotated[float | None, "line attenuation; a VDSL2 0.0 means not measured and is left out"] = (
        None
    )
    power_down_dbm: Annotated[float | None, "transmit power of the DSLAM"] = None
    power_up_dbm: Annotated[float | None, "transmit power of the modem"] = None
    showtime_s: Annotated[int | None, "how long the line has been in sync: the line's clock"] = None
    crc_down: Annotated[int | None, "CRC anomalies (coding violations)"] = None
    crc_up: Annotated[int | None, "CRC anomalies"] = None
    fec_down: Annotated[int | None, "repaired blocks: normal work"] = None
    fec_up: Annotated[int | None, "repaired blocks"] = None
    hec_down: Annotated[int | None, "header errors"] = None
    hec_up: Annotated[int | None, "header errors"] = None
    es_down: Annotated[int | None, "errored seconds"] = None
    es_up: Annotated[int | None, "errored seconds"] = None
    ses_down: Annotated[int | None, "severely errored seconds"] = None
    ses_up: Annotated[int | None, "severely errored seconds"] = None
    uas_down: Annotated[int | None, "unavailable seconds"] = None
    uas_up: Annotated[int | None, "unavailable seconds"] = None
    los_down: Annotated[int | None, "losses of signal (events, or seconds where the MIB counts seconds)"] = None
    los_up: Annotated[int | None, "losses of signal"] = None
    lof_down: Annotated[int | None, "losses of framing"] = None
    lof_up: Annotated[int | None, "losses of framing"] = None
    lpr_up: Annotated[int | None, "losses of power announced by the modem (dying gasp)"] = None
    rtx_uncorrected_down: Annotated[int | None, "G.INP: transfer units that retransmission could not repair"] = None
    leftrs_down: Annotated[int | None, "G.INP: low-rate seconds"] = None
    retrains: Annotated[int | None, "initialisations counted by the box"] = None
    last_retrain_reason: Annotated[str | None, "the box's own code or word, as printed"] = None
    counter_age_s: Annotated[int | None, "seconds over which the counters above were counted"] = None
    crc_counted_at: Annotated[str | None, "which end told both: `near` the modem, `far` the DSLAM"] = None
    fec_counted_at: Annotated[str | None, "which end told both"] = None
    hec_counted_at: Annotated[str | None, "which end told both"] = None
    es_counted_at: Annotated[str | None, "which end told both"] = None
    ses_counted_at: Annotated[str | None, "which end told both"] = None
    uas_counted_at: Annotated[str | None, "which end told both"] = None
    los_counted_at: Annotated[str | None, "which end told both"] = None
    lof_counted_at: Annotated[str | None, "which end told both"] = None
    remarks: Annotated[tuple[str, ...], "what was left out and why, with the raw text"] = ()

    @classmethod
    def raised(cls, plain: dict[str, Any], version: int) -> dict[str, Any]:
        """Form 1 knew one end for all pairs."""
        held = dict(plain)
        end = held.pop("counted_at", None)
        told = [pair for pair in COUNTED_PAIRS if not {f"{pair}_down", f"{pair}_up"}.isdisjoint(held)]
        return held | ({f"{pair}_counted_at": end for pair in told} if end is not None else {})
