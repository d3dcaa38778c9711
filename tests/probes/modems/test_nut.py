"""UPS by NUT: values by eye, the words of `ups.status`, and what is no sensor."""

from __future__ import annotations

from typing import Any

import pytest

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.power_state import PowerState
from netdoc.plugin import Score
from probes.modems.nut import DRIVER
from tests.probes.modems.eye import NOON, SHARED, facts_of, one, read_fields

ON_MAINS = {"on_battery": False, "overloaded": False, "output_on": True, "status": "OL"}
APC = "American Power Conversion"
BY_EYE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "APC__Back-UPS_CS_650__usbhid-ups__2.7.2__01.dev": (
        {**ON_MAINS, "charge_pct": 100, "runtime_s": 1312, "load_pct": 27.0, "input_v": 228.0},
        {"vendor": APC, "model": "Back-UPS CS 650", "firmware": "817.v2.I"},
    ),
    "APC__Back-UPS_ES_700__usbhid-ups__2.6.5__01.dev": (
        {
            **ON_MAINS, "status": "OL OFF", "output_on": False,
            "charge_pct": 100, "runtime_s": 2565, "load_pct": 0, "input_v": 220.0,
        },
        {"vendor": "APC", "model": "Back-UPS ES 700", "firmware": "829.D2 .I"},
    ),
    "APC__Back-UPS_XS_1000M__usbhid-ups__2.7.4.1__01.dev": (
        {**ON_MAINS, "charge_pct": 100, "runtime_s": 13032, "load_pct": 2, "input_v": 120.0},
        {"vendor": APC, "model": "Back-UPS XS 1000M", "firmware": "945.d9 .D"},
    ),
    "APC__Smart-UPS_1000__snmp-ups__2.7.4__01.dev": (
        {
            "on_battery": True, "overloaded": False, "output_on": True, "battery_bad": False, "status": "OB",
            "charge_pct": 93.0, "runtime_s": 70680, "load_pct": 16.9, "input_v": 0.0,
            "last_transfer": "rateOfVoltageChange",
        },
        {"vendor": "APC", "model": "Smart-UPS 1000", "firmware": "652.18.I"},
    ),
}  # fmt: skip


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared captures are not beside this repository")
@pytest.mark.parametrize("name", sorted(BY_EYE))
def test_every_shared_capture_reads_as_the_eye_does(name: str) -> None:
    path = SHARED / "nut-upsc" / name
    facts = facts_of(DRIVER, path)

    assert DRIVER.recognises(path.read_bytes()) is Score.CERTAIN
    assert read_fields(one(facts, PowerState)) == BY_EYE[name][0]
    assert read_fields(one(facts, DeviceState)) == BY_EYE[name][1]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared captures are not beside this repository")
def test_no_shared_capture_of_nut_is_left_out_of_the_table() -> None:
    assert {each.name for each in (SHARED / "nut-upsc").iterdir()} == set(BY_EYE)


def power(*lines: str, end: str = "\n") -> PowerState:
    body = "\n".join(lines) + end
    return one(list(DRIVER.read([Capture(body.encode(), NOON, "ups", "file")])), PowerState)


@pytest.mark.parametrize(
    ("status", "on_battery", "output_on", "overloaded", "battery_bad"),
    [
        ("OL", False, True, False, None),
        ("OL CHRG", False, True, False, None),
        ("OB DISCHRG LB", True, True, False, None),
        ("OL TRIM", False, True, False, None),
        ("OL BOOST OVER", False, True, True, None),
        ("ALARM OL RB", False, True, False, True),
        ("OL OFF", False, False, False, None),
        ("FSD OB LB", True, True, False, None),
        ("OL CAL DISCHRG", None, True, False, None),
        ("OL DISCHRG", None, True, False, None),
        ("OB CHRG", None, True, False, None),
        ("ol", None, None, None, None),
        ("OB CAL", None, True, False, None),
        ("BYPASS", None, True, False, None),
        ("OL OB", None, True, False, None),
        ("WAIT", None, None, None, None),
        ("OL NOCOMM", None, None, None, None),
        ("OL PURRING", False, None, None, None),
        ("OL ?FF", False, None, None, None),
        ("", None, None, None, None),
    ],
)
def test_the_words_of_the_status_say_no_more_than_they_say(
    status: str, on_battery: bool | None, output_on: bool | None, overloaded: bool | None, battery_bad: bool | None
) -> None:
    told = power("ups.load: 5", f"ups.status: {status}")

    assert (told.on_battery, told.output_on) == (on_battery, output_on)
    assert (told.overloaded, told.battery_bad) == (overloaded, battery_bad)


def test_a_self_test_on_the_battery_tells_nothing_of_the_mains() -> None:
    assert power("ups.status: OB DISCHRG", "ups.test.result: In progress").on_battery is None
    assert power("ups.status: OB DISCHRG", "ups.test.result: Done and passed").on_battery is True


@pytest.mark.parametrize(
    ("result", "bad"),
    [
        ("Done and passed", False),
        ("Ok", False),
        ("No test initiated", None),
        ("Failed", True),
        ("Done and error", True),
        ("Bad battery pack: replace", True),
        ("In progress", None),
        ("Aborted", None),
    ],
)
def test_a_battery_is_bad_when_its_own_test_says_so(result: str, bad: bool | None) -> None:
    assert power("ups.status: OL", f"ups.test.result: {result}").battery_bad is bad


@pytest.mark.parametrize(
    ("line", "status", "field", "value"),
    [
        ("input.voltage: 0.0", "OL", "input_v", None),
        ("input.voltage: 0.0", "", "input_v", None),
        ("input.voltage: 0.0", "OB", "input_v", 0.0),
        ("input.voltage: 2300.0", "OL", "input_v", None),
        ("input.voltage: -1", "OB", "input_v", None),
        ("input.voltage: 0231.4", "OL", "input_v", 231.4),
        ("battery.runtime: 0", "OL", "runtime_s", None),
        ("battery.runtime: 0", "OB LB", "runtime_s", 0),
        ("battery.runtime: 65535", "OL", "runtime_s", None),
        ("battery.runtime: 4294967295", "OL", "runtime_s", None),
        ("battery.runtime: -1", "OL", "runtime_s", None),
        ("battery.charge: 255", "OL", "charge_pct", None),
        ("battery.charge: -1.00", "OL", "charge_pct", None),
        ("battery.charge: 0", "OL RB", "charge_pct", 0),
        ("ups.load: 6553.5", "OL", "load_pct", None),
        ("ups.load: 104.0", "OL OVER", "load_pct", 104.0),
    ],
)
def test_impossible_values_are_left_out_with_their_text(line: str, status: str, field: str, value: object) -> None:
    told = power(line, f"ups.status: {status}", "ups.mfr: Example")

    assert getattr(told, field) == value
    raw = line.split(": ")[1]
    assert any(f"«{raw}»" in each for each in told.remarks) is (value is None)


@pytest.mark.parametrize("line", ["ups.load: 12x", "ups.load: ", "ups.load: 1e2", "ups.load: 12 34", "ups.load 12"])
def test_what_is_not_wholly_a_number_is_not_read(line: str) -> None:
    assert power("ups.status: OL", "ups.mfr: Example", line).load_pct is None


def test_a_value_told_twice_and_differently_is_not_read() -> None:
    assert power("ups.status: OL", "ups.load: 12", "ups.load: 13").load_pct is None


def test_the_last_line_may_be_cut_and_is_not_read_without_its_end() -> None:
    told = power("ups.load: 12", "ups.status: OL O", end="")

    assert (told.load_pct, told.on_battery, told.output_on) == (12, None, None)


def test_lines_of_the_protocol_read_the_same() -> None:
    told = power("BEGIN LIST VAR ups", 'VAR ups ups.status "OB"', 'VAR ups battery.charge "61"', "END LIST VAR ups")

    assert (told.on_battery, told.charge_pct) == (True, 61)


def test_two_upses_in_one_answer_are_refused() -> None:
    with pytest.raises(UnreadableCapture, match="2 UPSes: desk, rack"):
        power('VAR desk ups.status "OB"', 'VAR rack ups.status "OL"')


@pytest.mark.parametrize("body", [b"Error: Data stale\n", b"Error: Connection failure: Connection refused\n", b""])
def test_an_answer_without_a_ups_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableCapture):
        DRIVER.read([Capture(body, NOON, "ups", "file")])


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("battery.charge: 1\nups.load: 2\nups.status: OL\n", Score.CERTAIN),
        ("battery.charge: 1\nups.load: 2\nups.mfr: A\nups.model: B\n", Score.LIKELY),
        ("battery.charge: 1\nups.load: 2\n", Score.MAYBE),
        ("ups.status: OL\n", Score.NO),
        ("device.model: x\ninput.a: 1\noutput.b: 2\ndevice.c: 3\n", Score.NO),
    ],
)
def test_it_is_recognised_by_several_of_its_lines(text: str, score: Score) -> None:
    assert DRIVER.recognises(text.encode()) is score
