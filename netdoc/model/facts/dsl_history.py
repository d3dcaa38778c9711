"""The line's own memory: bins of 15 minutes or a day, dated by the reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class DslBin:
    """What the line counted between two instants."""

    start: Annotated[datetime, "when the bin began, by our clock"]
    duration_s: Annotated[int, "seconds covered; less than the full length for the current bin"]
    crc_down: Annotated[int | None, "CRC anomalies"] = None
    crc_up: Annotated[int | None, "CRC anomalies"] = None
    fec_down: Annotated[int | None, "repaired blocks"] = None
    fec_up: Annotated[int | None, "repaired blocks"] = None
    es_down: Annotated[int | None, "errored seconds"] = None
    es_up: Annotated[int | None, "errored seconds"] = None
    ses_down: Annotated[int | None, "severely errored seconds"] = None
    ses_up: Annotated[int | None, "severely errored seconds"] = None
    uas_down: Annotated[int | None, "unavailable seconds: time out of sync"] = None
    uas_up: Annotated[int | None, "unavailable seconds"] = None
    los_down: Annotated[int | None, "losses of signal"] = None
    los_up: Annotated[int | None, "losses of signal"] = None
    lof_down: Annotated[int | None, "losses of framing"] = None
    lof_up: Annotated[int | None, "losses of framing"] = None
    lpr_up: Annotated[int | None, "losses of power announced by the modem"] = None
    inits: Annotated[int | None, "initialisations (retrains) in the bin"] = None

    @property
    def end(self) -> datetime:
        """When the bin ended, or the reading was taken."""
        return self.start + timedelta(seconds=self.duration_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class DslHistory(Fact):
    """Up to 24 hours of evidence in the first minute of a first visit."""

    KIND: ClassVar[str] = "DslHistory"
    VERSION: ClassVar[int] = 1

    bin_s: Annotated[int, "nominal length of a bin: 900 or 86400"]
    bins: Annotated[tuple[DslBin, ...], "oldest first"]
    remarks: Annotated[tuple[str, ...], "what was left out and why"] = ()
