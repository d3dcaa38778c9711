"""UPnP answers saved by hand: the public ones by eye, and what is not taken for certain."""

from __future__ import annotations

import pytest

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.wan_session import WanSession
from probes.modems import igd
from tests.emulated.modem_http import envelope
from tests.probes.modems.eye import NOON, SHARED, facts_of, one, read_fields

FOLDER = SHARED / "fritzbox-tr064"
needs_shared = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared captures are not beside this repository")


def capture(service: str, action: str, method: str = "file", **fields: object) -> Capture:
    text = envelope(service, action, {f"New{name}": value for name, value in fields.items()})
    return Capture(text.replace("dslforum-org", "schemas-upnp-org").encode(), NOON, "router", method)


@needs_shared
def test_the_totals_of_64_bits_are_read_beside_those_that_have_wrapped() -> None:
    (told,) = facts_of(igd.DRIVER, FOLDER / "igd-getaddoninfos.xml")

    assert read_fields(told) == {
        "interface": "WAN", "role": "wan", "bits": 64, "rx_bytes": 197_786_211_361, "tx_bytes": 30_680_066_212,
    }  # fmt: skip


@needs_shared
def test_the_description_tells_maker_and_model() -> None:
    (told,) = facts_of(igd.DRIVER, FOLDER / "igddesc.xml")

    assert isinstance(told, DeviceState)
    assert read_fields(told) == {"vendor": "AVM Berlin", "model": "FRITZ!Box 7590"}


def test_in_a_file_the_wrapped_totals_alone_are_not_read_for_the_others_may_be_lost() -> None:
    fields = {"TotalBytesSent": 615_295_140, "TotalBytesReceived": 217_715_745, "Layer1UpstreamMaxBitRate": 9_000_000}
    asked = capture("WANCommonInterfaceConfig:1", "GetAddonInfos", "http: SOAP", **fields)
    saved = capture("WANCommonInterfaceConfig:1", "GetAddonInfos", **fields)

    assert one(list(igd.read([asked])), InterfaceCounters).rx_bytes == 217_715_745
    assert one(list(igd.read([saved])), InterfaceCounters).rx_bytes is None


def test_a_session_that_is_down_has_no_uptime_and_says_why_it_ended() -> None:
    told = one(
        list(
            igd.read(
                [
                    capture(
                        "WANPPPConnection:1", "GetStatusInfo",
                        ConnectionStatus="Disconnected", LastConnectionError="ERROR_ISP_TIME_OUT", Uptime=77,
                    )
                ]
            )
        ),
        WanSession,
    )  # fmt: skip

    assert (told.status.value, told.uptime_s, told.last_error) == ("down", None, "ERROR_ISP_TIME_OUT")


def test_a_question_that_stayed_unanswered_is_said() -> None:
    note = Capture(
        b'{"unanswered": "urn:x#GetStatusInfo", "failure": "timeout", "detail": "silent"}', NOON, "r", "http"
    )

    with pytest.raises(UnreadableCapture, match="GetStatusInfo: silent"):
        igd.read([note])
