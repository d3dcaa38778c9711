"""Huawei HG: the public capture against a table written by eye, the envelope, connections, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.plugin import Score
from probes.modems.huawei_hg import DRIVER
from tests.probes.modems.eye import NOON, SHARED, facts_of, line, one, read_fields

FILE = SHARED / "huawei-hg-json" / "hg633-dslinfo.json"
needs_shared = pytest.mark.skipif(not FILE.is_file(), reason="the shared captures are not beside this repository")
PUBLIC = line("79998/19999 98868/27052 6.8/15.2 2.6/3 14/-7", sync=True, status="Up", mode="VDSL2", showtime_s=71_509)
USUAL = {
    "Status": "Up",
    "Modulation": "ADSL2+",
    "DownCurrRate": 12_000,
    "UpCurrRate": 1_000,
    "DownMargin": 7.1,
    "UpMargin": 9,
    "ShowtimeStart": 60,
    "InterleaveDelayDs": 5,
}
ROUTED = {
    "ID": "InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANPPPConnection.1.",
    "Name": "INTERNET_R",
    "AccessType": "DSL",
    "AccessStatus": "Up",
    "ConnectionType": "PPP_Routed",
    "ConnectionStatus": "Connected",
    "ServiceList": "INTERNET",
    "IPv4Addr": "192.0.2.9",
    "Enable": True,
}


def read(body: str) -> list[Any]:
    return list(DRIVER.read([Capture(body.encode(), NOON, "modem", "file")]))


def line_of(**fields: Any) -> DslLine:
    return one(read(json.dumps({**USUAL, **fields})), DslLine)


def session_of(*connections: dict[str, Any]) -> WanSession:
    return one(read(json.dumps([{**ROUTED, **each} for each in connections])), WanSession)


@needs_shared
def test_each_value_of_the_public_capture_is_read_and_no_other() -> None:
    assert [read_fields(each) for each in facts_of(DRIVER, FILE)] == [PUBLIC]
    assert DRIVER.recognises(FILE.read_bytes()) is Score.CERTAIN


@needs_shared
@pytest.mark.parametrize("envelope", ["while(1); /*{}*/", "while(1); /*{}*/\n", " while (1);/*\n{}\n*/ ", "\ufeff{}"])
def test_the_envelope_changes_nothing(envelope: str) -> None:
    wrapped = envelope.replace("{}", FILE.read_text())

    assert [read_fields(each) for each in read(wrapped)] == [PUBLIC]
    assert DRIVER.recognises(wrapped.encode()) is Score.CERTAIN


@needs_shared
@pytest.mark.parametrize(
    "path",
    [each for each in sorted(SHARED.glob("*/*")) if each != FILE and each.is_file()],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_the_captures_of_other_families_are_refused(path: Path) -> None:
    assert DRIVER.recognises(path.read_bytes()) is Score.NO


def test_whole_numbers_decimals_and_numbers_in_quotes_are_the_same_unit() -> None:
    read = line_of(DownMargin="7.5", UpMargin=7, DownPower=-2, DownAttenuation=31)

    assert (read.margin_down_db, read.margin_up_db, read.power_down_dbm, read.attenuation_down_db) == (7.5, 7, -2, 31)


@pytest.mark.parametrize("word", ["NoSignal", "Initializing", "EstablishingLink", "Disabled"])
def test_a_line_that_is_not_up_has_no_clock_no_rate_and_no_levels(word: str) -> None:
    read = line_of(Status=word)

    assert (read.sync, read.showtime_s, read.rate_down_kbps, read.margin_up_db) == (False, None, None, None)


def test_the_upstream_attenuation_of_0_is_left_out_on_vdsl2_and_kept_on_adsl() -> None:
    assert line_of(UpAttenuation=0, Modulation="VDSL2").attenuation_up_db is None
    assert line_of(UpAttenuation=0, Modulation="ADSL2+").attenuation_up_db == 0.0


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"DownMargin": 71}, "margin_down_db"),
        ({"UpAttenuation": 80.1}, "attenuation_up_db"),
        ({"UpPower": -273}, "power_up_dbm"),
        ({"DownstreamMaxBitRate": 4294967295}, "attainable_down_kbps"),
    ],
)
def test_an_impossible_value_is_none_and_its_raw_text_is_in_a_remark(fields: dict[str, Any], name: str) -> None:
    found = line_of(**fields)

    assert getattr(found, name) is None
    assert any(str(next(iter(fields.values()))) in each for each in found.remarks)


def test_the_default_connection_is_the_session() -> None:
    voice = {"ServiceList": "VOIP", "ConnectionStatus": "Disconnected", "IsDefault": 0}

    found = session_of(voice, {"IsDefault": 1})

    assert (found.status, found.session, found.external_address) == (SessionStatus.UP, "ppp", "192.0.2.9")


def test_without_a_default_the_only_one_for_the_internet_is_the_session() -> None:
    found = session_of({"ServiceList": "TR069", "ConnectionStatus": "Connected"}, {"ConnectionStatus": "Connecting"})

    assert found.status is SessionStatus.CONNECTING


def test_several_connections_without_a_default_are_told_apart_by_nobody() -> None:
    found = session_of({}, {"ConnectionStatus": "Disconnected"})

    assert found.status is SessionStatus.UNKNOWN
    assert any("none of them as the default" in each for each in found.remarks)


def test_a_connection_that_is_switched_off_is_no_session() -> None:
    with pytest.raises(UnreadableCapture):
        session_of({"Enable": False})


def test_the_box_tells_its_clock_and_a_maker_only_by_a_known_prefix() -> None:
    about = {"DeviceName": "HG633", "ManufacturerOUI": "00E0FC", "UpTime": 4, "SoftwareVersion": "1.15t"}

    known = one(read(json.dumps(about)), DeviceState)
    other = one(read(json.dumps({**about, "ManufacturerOUI": "00005E"})), DeviceState)

    assert (known.vendor, known.model, known.firmware, known.uptime_s) == ("Huawei", "HG633", "1.15t", 4)
    assert other.vendor is None


@pytest.mark.parametrize(
    "body",
    [
        '{"Status": "Up", "DownMargin": 6}',
        '{"status": {"DownMargin": 6, "UpMargin": 5, "DownCurrRate": 5, "UpCurrRate": 5}}',
        '[{"ConnectionStatus": "Connected", "AccessType": "DSL", "ServiceList": "INTERNET"}]',
        '{"DeviceName": "x", "ManufacturerOUI": "00E0FC"}',
        "while(1); /*",
        "while(1); /*{}*/",
    ],
)
def test_other_json_is_not_claimed(body: str) -> None:
    assert DRIVER.recognises(body.encode()) is Score.NO
    with pytest.raises(UnreadableCapture):
        read(body)
