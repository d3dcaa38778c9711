"""The Wi-Fi of a computer of the office, as its own system tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class WifiState(Fact):
    """Read from a text that somebody saved at that computer; it need not be the one that measures.

    The measuring computer's own Wi-Fi is in its `LinkState`. The network's name is left out: it is the office's.
    """

    KIND: ClassVar[str] = "WifiState"
    VERSION: ClassVar[int] = 1

    system: Annotated[str, "what printed it: `netsh`, `airport`, `wdutil`, `system_profiler`, `nmcli` or `iw`"]
    connected: Annotated[bool | None, "joined to an access point"] = None
    signal_dbm: Annotated[float | None, "strength received"] = None
    signal_pct: Annotated[
        int | None, "strength or quality in percent, where the system tells no dBm; each has its own scale"
    ] = None
    noise_dbm: Annotated[float | None, "noise received"] = None
    channel: Annotated[int | None, "number of the channel"] = None
    channel_mhz: Annotated[int | None, "its first frequency, where told"] = None
    channel_width_mhz: Annotated[int | None, "width"] = None
    rx_rate_mbps: Annotated[float | None, "rate at which the access point sends to it"] = None
    tx_rate_mbps: Annotated[float | None, "rate at which it sends"] = None
    tx_packets: Annotated[int | None, "frames sent since it joined"] = None
    tx_retries: Annotated[int | None, "frames that had to be sent again since it joined"] = None
    tx_failed: Annotated[int | None, "frames given up since it joined"] = None
    beacon_losses: Annotated[int | None, "times that the access point's beacons stayed away since it joined"] = None
    standard: Annotated[str | None, "802.11 standard, in the system's words"] = None
    remarks: Annotated[tuple[str, ...], "what was left out and why"] = ()
