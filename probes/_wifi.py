"""What `iw` tells of a Wi-Fi interface: channel, signal, and how often frames had to be sent again.

Two sections of the bundle: `iw dev X info` and `iw dev X station dump`, as a user without rights may ask them. The
name of the network is a secret of the office and is left out before anything is kept. A station dump of an access
point lists many; only one that lists exactly one (this computer's access point) speaks of this computer's radio.
Source: `iw` 5 and 6, its files info.c and station.c.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from netdoc.errors import CannotMeasure
from netdoc.ports import Ports

INFO, STATION = "iw info", "iw station dump"
IW_S = 2.0
WIDTHS_MHZ = (20, 40, 80, 160, 320)


@dataclass(frozen=True, slots=True, kw_only=True)
class Radio:
    """Channel and width in MHz, signal in dBm, rate in Mbit/s, and frames since the access point was joined."""

    channel_mhz: int | None
    signal_dbm: float | None
    tx_rate_mbps: float | None
    tx_packets: int | None
    tx_retries: int | None
    tx_failed: int | None
    channel_width_mhz: int | None
    beacon_losses: int | None


async def ask(interface: str, ports: Ports) -> dict[str, bytes]:
    """Return what `iw` prints of an interface, without the network's name; nothing where it is not installed."""
    found = {}
    for section, words in ((INFO, ("info",)), (STATION, ("station", "dump"))):
        try:
            printed = (await ports.tool.run(("iw", "dev", interface, *words), timeout_s=IW_S)).body
        except CannotMeasure:
            continue
        found[section] = re.sub(rb"(?m)^\s*(ssid|mesh id)\b.*\n?", b"", printed)
    return found


def radio(bundle: Mapping[str, str]) -> Radio:
    """Return what the two sections tell; what they do not is None."""
    channel = re.search(
        r"^\s*channel \d+ \((\d{4}) MHz\)(?:, width: (\d{2,3}) MHz)?", bundle.get(INFO, ""), re.MULTILINE
    )
    told = bundle.get(STATION, "")
    one = told if len(re.findall(r"^Station ", told, re.MULTILINE)) == 1 else ""
    signal, rate = _number(one, "signal", r"(-\d{1,3})\b"), _number(one, "tx bitrate", r"(\d{1,5}(?:\.\d)?) MBit/s")
    return Radio(
        channel_mhz=int(channel[1]) if channel else None,
        signal_dbm=signal if signal is not None and -120 <= signal < 0 else None,
        tx_rate_mbps=rate or None,
        tx_packets=_count(one, "tx packets"),
        tx_retries=_count(one, "tx retries"),
        tx_failed=_count(one, "tx failed"),
        channel_width_mhz=int(channel[2]) if channel and channel[2] and int(channel[2]) in WIDTHS_MHZ else None,
        beacon_losses=_count(one, "beacon loss"),
    )


def _count(text: str, name: str) -> int | None:
    found = _number(text, name, r"(\d{1,15})$")
    return None if found is None else int(found)


def _number(text: str, name: str, form: str) -> float | None:
    found = re.search(rf"^\s*{name}:\s*{form}", text, re.MULTILINE)
    return float(found[1]) if found else None
