"""Speedport: the public pages by eye, states that are not showtime, titles in another order, and the JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.plugin import Score
from probes.modems import _speedport_status, speedport
from tests.probes.modems.eye import NOON, SHARED, facts_of, line, one, read_fields

FOLDER = SHARED / "speedport"
OWN = Path(__file__).parents[2] / "captures" / "speedport"
PAGE = (OWN / "emulated_w724v_in_sync" / "dsl_hidden_status.stm").read_text()
JSON = (OWN / "documented_smart_json" / "DSL.json").read_text()
needs_shared = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared captures are not beside this repository")


@needs_shared
def test_each_value_of_the_line_is_read_and_no_other() -> None:
    (told,) = facts_of(speedport.DRIVER, FOLDER / "dsl_hidden_status.stm")

    assert read_fields(told) == line(
        "115967/46719 144451/51562 13.1/10.2 12.2/12.6 -/- 0/0 0/0 0/0",
        sync=True,
        status="0x801 (showtime)",
        mode="VDSL",
        counted_at="near",
    )
    assert "12.2 dB / 12.4 dB" in one([told], DslLine).remarks[0], "the signal level may be no power"


@needs_shared
def test_the_firmware_and_the_software_of_the_dsl_chip_are_read() -> None:
    (told,) = facts_of(speedport.DRIVER, FOLDER / "w724v-module_versions.stm")

    assert isinstance(told, DeviceState)
    assert read_fields(told) == {"firmware": "010135.2.5.002.0"}
    assert told.remarks == ("software of the DSL chip: 8.C.3.2.1.7_8.C.1.C.1.2",)


@needs_shared
@pytest.mark.parametrize(
    "path",
    [each for each in sorted(SHARED.glob("*/*")) if each.is_file()],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_it_takes_its_own_captures_and_no_others(path: Path) -> None:
    taken = speedport.recognises(path.read_bytes())

    assert taken is (Score.CERTAIN if path.parent == FOLDER else Score.NO)


def line_of(text: str) -> DslLine:
    return one(list(speedport.read([Capture(text.encode(), NOON, "modem", "file")])), DslLine)


@pytest.mark.parametrize(
    ("state", "sync"),
    [
        (" 0x801 (showtime)", True),
        (" 0x200 (silent)", False),
        (" 0x300 (handshake)", False),
        (" 0x380 (full_init)", False),
        (" 0x800 (showtime_no_sync)", None),
        (" 0x801 (handshake)", None),
        (" 0x300 (showtime)", None),
        ("up", None),
    ],
)
def test_rates_and_levels_are_those_of_a_line_in_showtime_only(state: str, sync: bool | None) -> None:
    told = line_of(PAGE.replace(" 0x801 (showtime)", state))

    assert told.sync is sync
    assert (told.rate_down_kbps, told.margin_down_db) == ((51_392, 9.8) if sync else (None, None))


def test_the_titles_and_not_the_places_say_what_a_number_is() -> None:
    other = PAGE.replace("'SNR Margin', 'Signal-level', 'Line Attenuation'", "'Line Attenuation', 'x', 'SNR Margin'")

    assert (line_of(other).margin_down_db, line_of(other).attenuation_down_db) == (21.5, 9.8)


@pytest.mark.parametrize("broken", ["'Signal-level, 'Line", "'Signal-level' 'Line", "Array(Actual"])
def test_without_a_whole_list_of_titles_no_number_is_certain(broken: str) -> None:
    whole = {"'Signal-level, 'Line": "'Signal-level', 'Line", "'Signal-level' 'Line": "'Signal-level', 'Line"}
    told = line_of(PAGE.replace(whole.get(broken, "Array('Actual"), broken))

    assert told.sync is True
    assert set(read_fields(told)) == {"sync", "status", "mode"}
    assert any("titles" in each for each in told.remarks)


def test_a_counter_that_stands_at_its_limit_and_an_attenuation_of_zero_are_none() -> None:
    told = line_of(PAGE)

    assert (told.fec_up, told.fec_down, told.attenuation_up_db) == (None, 88_120, None)
    assert sum("2147483647" in each or "0.0 dB means" in each for each in told.remarks) == 2


def test_a_number_told_in_two_ways_is_none() -> None:
    told = line_of(PAGE + 'downstream_status[0] = " 51393 Kbps";\n')

    assert (told.rate_down_kbps, told.rate_up_kbps) == (None, 9_999)


@pytest.mark.parametrize(
    ("old", "new", "field", "expected"),
    [
        ('"varvalue":"Up"', '"varvalue":"NoSignal"', "rate_down_kbps", None),
        ('"varvalue":"Up"', '"varvalue":"NoSignal"', "sync", False),
        ('"varvalue":"Up"', '"varvalue":"?"', "margin_down_db", None),
        ('"varvalue":"92"', '"varvalue":"920"', "margin_down_db", None),
        ('"varvalue":"92"', '"varvalue":"9.2"', "margin_down_db", None),
        ('"varvalue":"61"', '"varvalue":"4294967295"', "crc_down", None),
        ('"varvalue":"61"', '"varvalue":61', "crc_down", 61),
    ],
)
def test_the_json_is_read_in_tenths_and_only_in_sync(old: str, new: str, field: str, expected: Any) -> None:
    assert getattr(line_of(JSON.replace(old, new)), field) == expected


def test_the_same_names_as_plain_keys_are_read() -> None:
    text = '{"State": "Up", "ActualDataDown": "109340", "ActualDataUp": "36997", "SnrMarginDown": "92"}'

    told = line_of(text)

    assert speedport.recognises(text.encode()) is Score.LIKELY
    assert (told.rate_up_kbps, told.margin_down_db) == (36_997, 9.2)


@pytest.mark.parametrize("text", ["<html>DSL</html>", JSON[: JSON.index("Up")], "var dsl_state = '';"])
def test_a_page_without_the_lines_state_is_refused(text: str) -> None:
    with pytest.raises(UnreadableCapture):
        line_of(text)


STATUS = (OWN / "plus_status_json" / "Status.json").read_text()
HYBRID = (OWN / "hybrid_dsl" / "dsl.json").read_text()


def test_rates_that_may_be_bits_per_second_are_not_read() -> None:
    told = line_of(STATUS.replace('"4987"', '"384000"'))

    assert (told.rate_down_kbps, told.rate_up_kbps) == (None, None)
    assert any("may be bit/s" in each for each in told.remarks)


def test_a_pair_that_lost_its_value_does_not_take_the_next_ones() -> None:
    lines = STATUS.splitlines(keepends=True)
    place = next(index for index, text in enumerate(lines) if '"dsl_downstream"' in text)
    told = line_of("".join(lines[: place + 1] + lines[place + 6 :]))

    assert told.rate_down_kbps is None, "4987 is the upstream's"


def test_a_status_without_its_link_is_not_certain_of_rates() -> None:
    told, _ = _speedport_status.read(STATUS.replace("dsl_link_status", "x").encode())

    assert told is None


def test_an_offline_line_has_no_rates() -> None:
    told = line_of(
        STATUS.replace('"dsl_link_status",\n    "varvalue": "online"', '"dsl_link_status",\n    "varvalue": "offline"')
    )

    assert (told.sync, told.rate_down_kbps, told.margin_down_db) == (False, None, None)


def test_the_line_of_a_hybrid_is_read_in_a_clients_quotes_too() -> None:
    plain = line_of(HYBRID)

    assert line_of(HYBRID.replace('"', "'")) == plain
    assert (plain.rate_down_kbps, plain.crc_down, plain.crc_up) == (48123, 77, 6)


@pytest.mark.parametrize(("state", "training"), [("Up", "Idle"), ("Down", "Showtime"), ("Sleeping", "Idle")])
def test_states_of_a_hybrid_that_do_not_fit_decide_nothing(state: str, training: str) -> None:
    told = line_of(HYBRID.replace('"Up"', f'"{state}"').replace('"Showtime"', f'"{training}"'))

    assert (told.sync, told.rate_down_kbps) == (None, None)
