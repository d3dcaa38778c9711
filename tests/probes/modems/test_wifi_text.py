"""Wi-Fi as Windows, macOS and Linux print it: what is read, what is refused, and that no network's name is kept."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.wifi_state import WifiState
from netdoc.model.site import Device
from netdoc.plugin import Score
from probes.modems import wifi_text
from tests.probes.modems.eye import NOON

CAPTURES = Path(__file__).parents[2] / "captures" / "wifi_text"
WINDOWS = (CAPTURES / "netsh_windows-11_english" / "wifi.txt").read_text()
GERMAN = (CAPTURES / "netsh_windows-10_german" / "wlan.txt").read_text()
AIRPORT = (CAPTURES / "airport_macos-13" / "airport.txt").read_text()
PROFILER = (CAPTURES / "system-profiler_macos-14" / "profiler.txt").read_text()
WDUTIL = (CAPTURES / "wdutil_macos-14" / "wdutil.txt").read_text()
NMCLI = (CAPTURES / "nmcli_1.42" / "nmcli.txt").read_text()
NAME, OTHER, MAC = "Praxis Dr. Anna", "Neighbour 5G", "b0:7f:b9:12:34:56"
OTHERS = f"""          Other Local Wi-Fi Networks:
            {OTHER}:
              PHY Mode: 802.11ax
              Channel: 1 (2GHz, 20MHz)
              Signal / Noise: -30 dBm / -90 dBm
"""


def read(*texts: str | bytes) -> WifiState:
    bodies = [each if isinstance(each, bytes) else each.encode() for each in texts]
    (fact,) = wifi_text.read([Capture(each, NOON, "reception-pc", "file") for each in bodies])
    assert isinstance(fact, WifiState)
    return fact


@pytest.mark.parametrize("text", [WINDOWS, GERMAN, AIRPORT, PROFILER, WDUTIL, NMCLI])
def test_names_and_addresses_of_networks_are_not_kept_and_the_values_stay(text: str) -> None:
    raw = text.replace("[removed] Infra", f"{MAC}  {NAME}  Infra").replace("[removed]", NAME)
    if text is PROFILER:
        raw += OTHERS
    if text is NMCLI:
        raw += f"        {MAC}  {OTHER}  Infra  1     2412 MHz  130 Mbit/s  20 MHz     88      ▂▄▆█  WPA2     \n"
    if text is WDUTIL:
        raw = f"————\nNETWORK\n————\n    SSID : {OTHER}\n————\n{raw}————\nBLUETOOTH\n————\n    RSSI : -1 dBm ({MAC})\n"

    cleaned = wifi_text.clean(raw.encode()).decode()

    assert not [each for each in (NAME, OTHER, MAC, MAC[9:]) if each in cleaned]
    assert read(cleaned) == read(raw) == read(text)


def test_a_text_of_another_form_is_left_as_it_is() -> None:
    body = b"SSID : Villa\nDSL Status: Showtime\n"

    assert wifi_text.clean(body) is body


@pytest.mark.parametrize("encoding", ["utf-8", "cp850", "latin-1"])
def test_german_windows_is_read_in_the_letters_of_its_console(encoding: str) -> None:
    assert read(GERMAN.encode(encoding)).tx_rate_mbps == 866.7


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ("Signal                 : 34% ", "Signal                 : 134%", "signal_pct"),
        ("Rssi                   : -83", "Rssi                   : -3", "signal_dbm"),
        ("Channel                : 11", "Channel                : 0", "channel"),
        ("Transmit rate (Mbps)   : 13", "Transmit rate (Mbps)   : 0", "tx_rate_mbps"),
    ],
)
def test_an_impossible_value_is_left_out_and_told(before: str, after: str, field: str) -> None:
    assert before in WINDOWS

    fact = read(WINDOWS.replace(before, after))

    assert getattr(fact, field) is None
    assert any(each.startswith(f"{field}: not a possible value") for each in fact.remarks)


def test_two_cards_in_one_text_tell_nothing_of_either_where_they_differ() -> None:
    fact = read(WINDOWS + WINDOWS.replace(": 34% ", ": 90% "))

    assert fact.signal_pct is None
    assert (fact.channel, fact.signal_dbm) == (11, -83.0)
    assert any("two cards" in each for each in fact.remarks)


def test_a_card_that_is_not_joined_tells_that_alone() -> None:
    assert read(WINDOWS.replace(": connected", ": disconnected")) == WifiState(system="netsh", connected=False)


def test_the_neighbours_of_a_network_are_never_read_for_it() -> None:
    alone = PROFILER.replace("Signal / Noise: -58 dBm / -96 dBm", "") + OTHERS

    assert read(alone).signal_dbm is None


def test_nmcli_s_rate_is_the_access_points_best_and_is_not_read() -> None:
    fact = read(NMCLI)

    assert (fact.tx_rate_mbps, fact.rx_rate_mbps, fact.signal_pct) == (None, None, 47)


@pytest.mark.parametrize("texts", [(WINDOWS, AIRPORT), ("State : connected\n",), ("",)], ids=["two", "bare", "empty"])
def test_what_is_no_text_of_one_system_is_refused(texts: tuple[str, ...]) -> None:
    with pytest.raises(UnreadableCapture):
        read(*texts)


def test_a_page_of_a_modem_is_not_taken() -> None:
    assert wifi_text.recognises(b"SSID: x\nSNR Margin: 6.1\nChannel: fast\n") is Score.NO
    assert wifi_text.recognises(WINDOWS.encode()) is Score.CERTAIN


def test_another_computer_is_never_asked() -> None:
    nothing: Any = None

    with pytest.raises(CannotMeasure, match="another computer"):
        asyncio.run(wifi_text.collect(Device(id="pc", kind="computer", address="192.0.2.5"), nothing))
