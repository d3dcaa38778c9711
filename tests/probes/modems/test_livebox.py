"""Livebox: the public captures against a table written by eye, units told apart by size, and what is refused."""

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
from netdoc.plugin import Proof, Score
from probes.modems.livebox import DRIVER
from tests.probes.modems.eye import NOON, SHARED, facts_of, line, one, read_fields

FOLDER = SHARED / "livebox-sysbus"
needs_shared = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared captures are not beside this repository")
LINES: dict[str, dict[str, Any]] = {
    "lb4-getmibs-dsl-adsl.json": line(
        "6484/1013 6653/1013 6.5/6.5 56.2/27.7 19.1/12.1", sync=True, status="Up", mode="ADSL", showtime_s=192_856
    ),
    "lb4-getdslstats.json": line(
        "-/- -/- -/- -/- -/- 194/7 5582285/7828 0/0 59/- 10/- -/- -/- 0/-", counted_at="near", retrains=2
    ),
}


def told(**fields: Any) -> str:
    """Return a line's answer with some of its values."""
    usual = {"LinkStatus": "Up", "DownstreamCurrRate": 9000, "UpstreamCurrRate": 900, "DownstreamNoiseMargin": 61}
    return json.dumps({"status": {"dsl": {"dsl0": {**usual, **fields}}}})


def read(*bodies: str) -> list[Any]:
    return list(DRIVER.read([Capture(each.encode(), NOON, "modem", "file") for each in bodies]))


def line_of(body: str) -> DslLine:
    return one(read(body), DslLine)


@needs_shared
@pytest.mark.parametrize("name", LINES)
def test_each_value_of_a_public_line_is_read_and_no_other(name: str) -> None:
    assert [read_fields(each) for each in facts_of(DRIVER, FOLDER / name)] == [LINES[name]]


@needs_shared
def test_the_public_session_is_read() -> None:
    (session,) = facts_of(DRIVER, FOLDER / "lb4-getwanstatus.json")

    assert session == WanSession(status=SessionStatus.UP, session="ip", last_error="None", external_address="2.0.0.0")


@needs_shared
def test_answers_saved_together_are_one_line_and_one_session() -> None:
    facts = facts_of(DRIVER, *sorted(FOLDER.iterdir()))

    assert read_fields(one(facts, DslLine)) == {**LINES["lb4-getdslstats.json"], **LINES["lb4-getmibs-dsl-adsl.json"]}
    assert [type(each) for each in facts] == [DslLine, WanSession]


@needs_shared
def test_answers_in_one_file_read_as_answers_in_several() -> None:
    bodies = [each.read_text() for each in sorted(FOLDER.iterdir())]

    assert read("\n".join(bodies)) == read(*bodies)


@needs_shared
def test_which_attenuation_was_read_is_said() -> None:
    found = one(facts_of(DRIVER, FOLDER / "lb4-getmibs-dsl-adsl.json"), DslLine)

    assert any("DownstreamAttenuation 562" in each and "LineAttenuation 485" in each for each in found.remarks)


@needs_shared
@pytest.mark.parametrize("name", sorted(each.name for each in FOLDER.glob("*")))
def test_every_public_answer_is_recognised(name: str) -> None:
    assert DRIVER.recognises((FOLDER / name).read_bytes()) is Score.CERTAIN


@needs_shared
@pytest.mark.parametrize(
    "path",
    [each for each in sorted(SHARED.glob("*/*")) if each.parent != FOLDER and each.is_file()],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_the_captures_of_other_families_are_refused(path: Path) -> None:
    assert DRIVER.recognises(path.read_bytes()) is Score.NO


@pytest.mark.parametrize(
    ("most", "kbps"),
    [
        (9_400, 9_400),
        (9_000, 9_000),
        (8_100, 8_100),  # below the rate: a line that trained when the noise was less
        (9_400_000, 9_400),
        (179_999, 179_999),
        (180_000, None),
        (4_499, None),
        (4_499_000, None),
        (0, None),
    ],
)
def test_the_unit_of_the_greatest_rate_is_told_by_its_size(most: int, kbps: int | None) -> None:
    assert line_of(told(DownstreamMaxRate=most)).attainable_down_kbps == kbps


def test_without_the_current_rate_the_greatest_has_no_unit() -> None:
    assert line_of(told(DownstreamMaxRate=9_400, DownstreamCurrRate=0)).attainable_down_kbps is None


@pytest.mark.parametrize("word", ["NoSignal", "Initializing", "EstablishingLink", "Disabled", "Down"])
def test_a_line_that_is_not_up_has_no_clock_no_rate_and_no_levels(word: str) -> None:
    read = line_of(told(LinkStatus=word, LastChange=120))

    assert (read.sync, read.status) == (False, word)
    assert (read.showtime_s, read.rate_down_kbps, read.margin_down_db) == (None, None, None)
    assert any("DownstreamCurrRate 9000" in each for each in read.remarks)


@pytest.mark.parametrize("word", ["Error", "Hoch", "up2"])
def test_a_state_of_no_known_meaning_decides_nothing(word: str) -> None:
    read = line_of(told(LinkStatus=word, LastChange=120))

    assert (read.sync, read.showtime_s) == (None, None)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"DownstreamNoiseMargin": 650}, "margin_down_db"),
        ({"DownstreamAttenuation": 8010}, "attenuation_down_db"),
        ({"UpstreamPower": 5000}, "power_up_dbm"),
        ({"UpstreamAttenuation": 0, "ModulationType": "VDSL"}, "attenuation_up_db"),
    ],
)
def test_an_impossible_level_is_none_and_its_raw_text_is_in_a_remark(fields: dict[str, Any], name: str) -> None:
    read = line_of(told(**fields))

    assert getattr(read, name) is None
    assert any(str(next(iter(fields.values()))) in each for each in read.remarks)


def test_two_answers_that_disagree_on_a_value_tell_neither() -> None:
    read = one(_read_two(told(LastChange=5), told(LastChange=5, DownstreamCurrRate=9001)), DslLine)

    assert (read.rate_down_kbps, read.rate_up_kbps, read.showtime_s) == (None, 900, 5)


def _read_two(first: str, second: str) -> list[Any]:
    return read(f"{first}\n{second}")


def test_of_two_lines_the_one_in_sync_is_meant_and_otherwise_none() -> None:
    up = {"LinkStatus": "Up", "DownstreamCurrRate": 5000, "DownstreamNoiseMargin": 60, "DownstreamMaxRate": 6000}
    down = {"LinkStatus": "NoSignal", "DownstreamCurrRate": 0, "DownstreamNoiseMargin": 0, "DownstreamMaxRate": 0}

    def both(second: dict[str, Any]) -> str:
        return json.dumps({"status": {"dsl": {"dsl0": up, "dsl1": second}}})

    assert line_of(both(down)).rate_down_kbps == 5000
    with pytest.raises(UnreadableCapture, match="2 of them in sync"):
        read(both(up))


@pytest.mark.parametrize(
    ("wan", "connection", "status"),
    [
        ("up", "Bound", SessionStatus.UP),
        ("up", "Connected", SessionStatus.UP),
        ("down", "Connected", SessionStatus.UNKNOWN),
        ("down", "Disconnected", SessionStatus.DOWN),
        ("up", "Disconnected", SessionStatus.UNKNOWN),
        ("down", "Connecting", SessionStatus.CONNECTING),
        ("down", "", SessionStatus.UNKNOWN),
    ],
)
def test_the_session_is_up_only_where_both_words_say_so(wan: str, connection: str, status: SessionStatus) -> None:
    told = {"WanState": wan, "LinkType": "dsl", "ConnectionState": connection, "Protocol": "ppp"}

    found = one(read(json.dumps({"status": True, "data": told})), WanSession)

    assert (found.status, found.session) == (status, "ppp")


def test_the_box_tells_its_clock_and_its_software() -> None:
    about = {"Manufacturer": "Arcadyan", "ModelName": "X", "ProductClass": "Livebox 5", "SoftwareVersion": "1.2"}

    found = one(read(json.dumps({"status": {**about, "UpTime": 77, "RescueVersion": "1"}})), DeviceState)

    assert (found.vendor, found.model, found.firmware, found.uptime_s) == ("Arcadyan", "Livebox 5", "1.2", 77)


@pytest.mark.parametrize(
    "body",
    [
        '{"status": true}',
        '{"status": {"UpTime": 5, "SoftwareVersion": "1"}}',
        '{"status": {"gpon": {"veip0": {"DownstreamMaxRate": 2488000, "DownstreamCurrRate": 2488000}}}}',
        '{"data": {"WanState": "up"}}',
        '{"status": null, "errors": [{"error": 13, "description": "Permission denied", "info": "NMC"}]}',
        '{"status": "Up", "DownMargin": 6.8, "UpMargin": 5, "DownCurrRate": 5, "UpCurrRate": 5}',
    ],
)
def test_other_json_with_a_status_is_not_claimed(body: str) -> None:
    assert DRIVER.recognises(body.encode()) is Score.NO
    with pytest.raises(UnreadableCapture):
        read(body)


def test_the_driver_rests_on_a_real_device() -> None:
    assert DRIVER.proof is Proof.DEVICE
