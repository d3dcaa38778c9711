"""OpenWrt on Lantiq chips: the public captures by eye, every older form, and live boxes on ssh."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.observation import Gap
from netdoc.plugin import Score
from probes.modems.openwrt_dsl import CLOCK, DRIVER, METRICS, STATUS
from tests.emulated.ask_live import facts, rounds
from tests.emulated.ssh_box import SshBox
from tests.probes.modems.eye import SHARED, facts_of, line, one, read_fields

FOLDER = SHARED / "openwrt-lantiq"
OWN = Path(__file__).parents[2] / "captures" / "openwrt_dsl"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXT = (OWN / "22.03_metrics" / "metrics.txt").read_text().split("\n", 1)[1].rsplit("\n", 2)[0] + "\n"
STATUS_TEXT = (OWN / "15.05_status" / "status.txt").read_text().split("\n", 1)[1]
public = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared captures are not beside this repository")

LINES: dict[str, dict[str, Any]] = {
    "dsl_control-status-vrx200.txt": {
        "sync": True,
        "status": "UP [0x801: showtime_tc_sync]",
        "mode": "G.993.5 (VDSL2 with down- and upstream vectoring)",
        "profile": "17a",
    },
    "ubus-dsl-metrics-vrx200-head.txt": {
        "sync": True,
        "status": "Showtime with TC-Layer sync",
        "showtime_s": 152,
    },
}


def read(text: str) -> DslLine:
    return one(list(DRIVER.read([Capture(text.encode(), NOON, "modem", "file")])), DslLine)


def metrics(**changed: Any) -> str:
    """Return the own capture with values changed by their key, `upstream__snr=3.0`."""
    held = json.loads(TEXT)
    for path, value in changed.items():
        *where, last = path.split("__")
        place = held
        for each in where:
            place = place[each]
        place[last] = value
    return json.dumps(held, indent="\t") + "\n"


@public
@pytest.mark.parametrize("name", LINES)
def test_each_value_of_the_public_captures_is_read_and_no_other(name: str) -> None:
    assert read_fields(one(facts_of(DRIVER, FOLDER / name), DslLine)) == LINES[name]
    assert {each.name for each in FOLDER.iterdir()} == set(LINES)


@public
def test_the_chip_is_named_by_both() -> None:
    boxes = [one(facts_of(DRIVER, FOLDER / each), DeviceState) for each in LINES]

    assert [(each.model, each.firmware) for each in boxes] == [
        ("Lantiq-VRX200", "5.9.0.12.1.7"),
        ("Lantiq-VRX200", "5.7.4.12.0.2"),
    ]


@public
def test_the_captures_of_other_families_are_refused() -> None:
    others = [each for each in FOLDER.parent.glob("*/*") if each.parent != FOLDER and each.is_file()]

    assert [each.name for each in others if DRIVER.recognises(each.read_bytes())] == []


def test_the_metrics_are_read_whole() -> None:
    found = read_fields(read(TEXT))

    assert found == line(
        "100001/31999 113204/36112 11.2/9.8 14.9/12.7 13.4/4.9 -/- -/- 0/0 812/44 31/0 95/61 2/0 1/0",
        counted_at="near",
        sync=True,
        status="Showtime with TC-Layer sync",
        mode="G.993.2 (VDSL2, Profile 17a, with down- and upstream vectoring)",
        profile="17a",
        showtime_s=187_423,
        rtx_uncorrected_down=377,
    )


def test_newer_metrics_hold_the_lines_own_crc_and_fec() -> None:
    changed = json.loads(TEXT)
    for end, values in (("near", (412, 99_000)), ("far", (7, 31))):
        changed["errors"][end] |= {"cv_c": values[0], "fec_c": values[1], "leftrs": values[0] - 5}

    found = read(json.dumps(changed))

    assert (found.crc_down, found.crc_up, found.fec_down, found.fec_up, found.leftrs_down) == (412, 7, 99_000, 31, 407)
    assert not any("CRC_P" in each for each in found.remarks)


@pytest.mark.parametrize(
    ("state", "number", "up", "sync"),
    [
        ("Showtime with TC-Layer sync", 7, True, True),
        ("Silent", 3, False, False),
        ("Handshake", 4, False, False),
        ("Showtime without TC-Layer sync", 6, False, None),
        ("Silent", 7, False, None),
        ("Showtime with TC-Layer sync", 7, False, None),
        ("A state of tomorrow", 23, False, None),
    ],
)
def test_the_state_is_in_sync_out_of_it_or_left_open(state: str, number: int, up: bool, sync: bool | None) -> None:
    found = read(metrics(state=state, state_num=number, up=up))

    assert (found.sync, found.rate_down_kbps) == (sync, 100_001 if sync else None)
    assert (found.margin_down_db is None, found.showtime_s is None) == (not sync, not sync)


def test_powers_that_may_be_exchanged_are_left_out_with_both_values() -> None:
    found = read(metrics(upstream__actatp=13.4, downstream__actatp=4.9))

    assert (found.power_down_dbm, found.power_up_dbm) == (None, None)
    assert any("4.9 / 13.4 dBm" in each for each in found.remarks)


@pytest.mark.parametrize(
    ("field", "value", "key"),
    [
        ("margin_down_db", 45.1, "downstream__snr"),
        ("margin_up_db", -20.0, "upstream__snr"),
        ("attenuation_down_db", 102.3, "downstream__latn"),
        ("attenuation_up_db", 0.0, "upstream__latn"),
        ("rate_down_kbps", 4_294_967_295, "downstream__data_rate"),
        ("es_down", 4_294_967_295, "errors__near__es"),
        ("rtx_uncorrected_down", 2_147_483_648, "errors__near__rx_uncorrected_protected"),
    ],
)
def test_an_impossible_value_is_none_and_said_so(field: str, value: float, key: str) -> None:
    found = read(metrics(**{key: value}))

    assert getattr(found, field) is None
    assert any(field in each for each in found.remarks)


def test_what_a_cut_text_holds_for_certain_is_kept() -> None:
    whole = read(TEXT)
    by_cut = {
        '"upstream"': (True, None, None),
        '"downstream"': (True, None, None),
        '"errors"': (True, whole.margin_down_db, None),
        '"erb"': (True, whole.margin_down_db, whole.es_up),
    }

    for key, expected in by_cut.items():
        found = read(TEXT[: TEXT.index(key)])
        assert (found.sync, found.margin_down_db, found.es_up) == expected, key


def test_objects_that_do_not_name_the_same_keys_in_the_same_order_are_not_trusted() -> None:
    held = json.loads(TEXT)
    held["downstream"] = dict(reversed(held["downstream"].items()))

    found = read(json.dumps(held))

    assert (found.margin_down_db, found.rate_up_kbps, found.es_down) == (None, None, 812)


def test_a_line_lost_at_one_end_costs_that_value_only() -> None:
    held = json.loads(TEXT)
    del held["errors"]["far"]["ses"], held["downstream"]["snr"]

    found = read(json.dumps(held))

    assert (found.ses_down, found.ses_up, found.es_up) == (31, None, 44)
    assert (found.margin_down_db, found.margin_up_db, found.attenuation_down_db) == (None, 9.8, 14.9)


def test_the_older_status_is_read_and_what_lost_its_sign_is_not() -> None:
    found = read(STATUS_TEXT)

    assert (found.rate_down_kbps, found.rate_up_kbps) == (46_719, 886)
    assert (found.margin_down_db, found.margin_up_db, found.power_up_dbm) == (6.1, None, -4.0)
    assert (found.showtime_s, found.es_down, found.es_up, found.fec_down) == (90_061, 1_213, 8, None)
    assert any("without their sign" in each and "0.4" in each for each in found.remarks)


def test_levels_printed_as_0_because_the_driver_gave_none_are_not_read() -> None:
    found = read(STATUS_TEXT.replace("Down: 6.1 dB / Up: 0.4 dB", "Down: 0.0 dB / Up: 0.0 dB"))

    assert (found.margin_down_db, found.margin_up_db) == (None, None)


@pytest.mark.parametrize(
    ("state", "sync"),
    [
        ("UP [0x801: showtime_tc_sync]", True),
        ("DOWN [0x200: silent]", False),
        ("DOWN [0x800: showtime_no_sync]", None),
        ("UP [0x200: silent]", None),
        ("DOWN [0xfff: not running daemon]", None),
    ],
)
def test_the_line_state_code_decides(state: str, sync: bool | None) -> None:
    found = read(STATUS_TEXT.replace("UP [0x801: showtime_tc_sync]", state))

    assert (found.sync, found.rate_up_kbps) == (sync, 886 if sync else None)


def test_luci_s_json_is_read_by_the_same_keys() -> None:
    held = {
        "line_state": "UP",
        "line_state_detail": 0x801,
        "line_state_num": 0x801,
        "line_mode_s": "G.992.5 (ADSL2+)",
        "line_uptime": 5025,
        "data_rate_down": 3_104_000,
        "data_rate_up": 704_000,
        "noise_margin_down": "7.3",
        "noise_margin_up": "12.0",
        "line_attenuation_down": "51.2",
        "line_attenuation_up": "27.9",
        "errors_es_near": 18,
        "errors_es_far": 4,
    }

    found = read(json.dumps({"result": held}, indent=1))

    assert read_fields(found) == line(
        "3104/704 -/- 7.3/12.0 51.2/27.9 -/- -/- -/- -/- 18/4",
        counted_at="near",
        sync=True,
        status="showtime_tc_sync",
        mode="G.992.5 (ADSL2+)",
        showtime_s=5_025,
    )


def test_margins_under_exchanged_labels_are_left_out_of_luci_s_page() -> None:
    page = (OWN / "19.07_luci-page" / "page.txt").read_text()
    right = page.replace("7.3 dB / 12 dB", "49.8 dB / 27.6 dB!").replace(
        "(SNR): 49.8 dB / 27.6 dB", "(SNR): 7.3 dB / 12.0 dB"
    )

    assert read(page).margin_down_db is None
    assert (read(right.replace("!", "")).margin_down_db, read(right.replace("!", "")).margin_up_db) == (7.3, 12.0)


@pytest.mark.parametrize("text", ["{}", '{"sync": true}', "Line State: UP\n", "123.45 99.01\n", "ubus: not found\n"])
def test_text_of_something_else_is_unreadable(text: str) -> None:
    assert DRIVER.recognises(text.encode()) is Score.NO
    with pytest.raises(UnreadableCapture, match="no state of a DSL line"):
        read(text)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answers", "manners", "asked"),
    [
        ({METRICS: TEXT, CLOCK: "604812.44 1.00\n"}, (), [METRICS, STATUS, CLOCK, METRICS, CLOCK]),
        ({STATUS: STATUS_TEXT, CLOCK: "604812.44 1.00\n"}, (), [METRICS, STATUS, CLOCK, STATUS, CLOCK]),
        ({METRICS: TEXT, CLOCK: "604812.44 1.00\n"}, ("no_exec",), [METRICS, STATUS, CLOCK, METRICS, CLOCK]),
    ],
    ids=["ubus", "dsl_control", "a shell only"],
)
def test_a_live_box_is_asked_in_one_session_each_round(
    answers: dict[str, str], manners: tuple[str, ...], asked: list[str]
) -> None:
    box = SshBox(answers, version="dropbear_2022.83", prompt="root@OpenWrt:~# ", manners=manners)

    first, second = rounds(box, DRIVER, times=2)

    for observations in (first, second):
        told = facts(observations)
        assert [each.KIND for each in told] == ["DslLine", "DeviceState"]
        assert one(told, DslLine).sync is True
        assert one(told, DeviceState).uptime_s == 604_812
    assert box.by_exec + box.commands == asked
    assert (box.connections, box.open_now) == (2, 0)


@pytest.mark.slow
def test_a_box_without_a_dsl_driver_is_a_gap() -> None:
    ((gap,),) = rounds(SshBox({}, version="dropbear_2022.83"), DRIVER)

    assert isinstance(gap, Gap)
    assert "no state of a DSL line" in gap.why
