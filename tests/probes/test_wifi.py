"""What `iw` tells of a radio, read from text of its form; a network's name is never kept."""

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture
from probes._wifi import INFO, STATION, ask, radio

INFO_TEXT = """Interface wlp2s0
\tifindex 3
\twdev 0x1
\taddr 08:11:96:00:00:00
\tssid Villa channel 1 (2412 MHz)
\ttype managed
\tchannel 36 (5180 MHz), width: 80 MHz, center1: 5210 MHz
\ttxpower 22.00 dBm
"""
STATION_TEXT = """Station b0:7f:b9:00:00:00 (on wlp2s0)
\tinactive time:\t16 ms
\trx packets:\t98640
\ttx packets:\t6333
\ttx retries:\t812
\ttx failed:\t3
\tbeacon loss:\t4
\tsignal:  \t-58 [-60, -61] dBm
\tsignal avg:\t-57 [-59, -60] dBm
\ttx bitrate:\t526.5 MBit/s VHT-MCS 6 80MHz VHT-NSS 2
"""


class Iw:
    """A computer with `iw`, which knows what it is asked."""

    def __init__(self, **printed: str) -> None:
        self.printed = printed

    async def run(self, argv: tuple[str, ...], *, timeout_s: float) -> Capture:
        assert argv[:3] == ("iw", "dev", "wlp2s0")
        if argv[3] not in self.printed:
            raise CannotMeasure("the program iw is not installed", hint="install iw")
        return Capture(self.printed[argv[3]].encode(), datetime(2026, 3, 1, tzinfo=UTC), "host", "tool: iw")


def asked(tool: Iw) -> dict[str, str]:
    outside: Any = SimpleNamespace(tool=tool)
    return {name: body.decode() for name, body in asyncio.run(ask("wlp2s0", outside)).items()}


def test_channel_signal_rate_and_frames_are_read_and_the_name_is_gone() -> None:
    kept = asked(Iw(info=INFO_TEXT, station=STATION_TEXT))
    heard = radio(kept)

    assert "Villa" not in "".join(kept.values())
    assert (heard.channel_mhz, heard.signal_dbm, heard.tx_rate_mbps) == (5180, -58.0, 526.5)
    assert (heard.channel_width_mhz, heard.beacon_losses) == (80, 4)
    assert (heard.tx_packets, heard.tx_retries, heard.tx_failed) == (6333, 812, 3)


def test_without_iw_nothing_is_told() -> None:
    kept = asked(Iw())
    heard = radio(kept)

    assert kept == {}
    assert {getattr(heard, each) for each in heard.__slots__} == {None}


def test_one_section_alone_is_read() -> None:
    assert radio(asked(Iw(info=INFO_TEXT))).channel_mhz == 5180
    assert radio(asked(Iw(station=STATION_TEXT))).tx_retries == 812


def test_an_access_point_with_many_stations_does_not_speak_of_this_computer() -> None:
    assert radio({STATION: STATION_TEXT * 2}).tx_retries is None


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("-58 [", "-158 [", "signal_dbm"),
        ("-58 [", "58 [", "signal_dbm"),
        ("526.5 MBit/s", "(unknown)", "tx_bitrate"),
        ("\t812", "\t-812", "tx_retries"),
        ("\t812", "\t812k", "tx_retries"),
    ],
)
def test_what_cannot_be_is_not_read(old: str, new: str, field: str) -> None:
    heard = radio({STATION: STATION_TEXT.replace(old, new)})

    assert getattr(heard, {"tx_bitrate": "tx_rate_mbps"}.get(field, field)) is None
    assert heard.tx_failed == 3


@given(st.text())
def test_any_text_is_survived(text: str) -> None:
    radio({INFO: text, STATION: "Station x\n" + text})
