"""Sagemcom: each form of its data model, exchanged attenuations, sections of counters, and what is refused."""

from __future__ import annotations

import copy
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_history import DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.plugin import Proof, Score
from probes.modems.sagemcom import DRIVER
from tests.probes.modems.eye import NOON, SHARED, one, read_fields

OWN = Path(__file__).parents[2] / "captures" / "sagemcom"
REPLY = json.loads((OWN / "xmo_broadcom_vdsl2" / "dsl.json").read_text())
VALUE = REPLY["reply"]["actions"][0]["callbacks"][0]["parameters"]["value"]
LANTIQ = json.loads((OWN / "xmo_lantiq_attenuations_exchanged" / "device.json").read_text())
LOG = (OWN / "log_record_with_notes" / "metrics.txt").read_text()


def read(body: Any) -> list[Any]:
    text = body if isinstance(body, str) else json.dumps(body)
    return list(DRIVER.read([Capture(text.encode(), NOON, "modem", "file")]))


def line_of(body: Any) -> DslLine:
    return one(read(body), DslLine)


def changed(tree: dict[str, Any], **line: Any) -> dict[str, Any]:
    """Return a tree whose line has other values; None takes one away."""
    held = copy.deepcopy(tree)
    fields = (held.get("Device") or held)["DSL"]["Lines"][0]
    for key, value in line.items():
        fields.pop(key, None)
        if value is not None:
            fields[key] = value
    return held


def of_stats(**sections: Any) -> dict[str, Any]:
    """Return the tree with other sections of the line's counters; None takes one away."""
    held = copy.deepcopy(VALUE)
    stats = held["DSL"]["Lines"][0]["Stats"]
    for key, value in sections.items():
        stats.pop(key, None)
        if value is not None:
            stats[key] = value
    return held


@pytest.mark.parametrize(
    "body",
    [
        VALUE,
        {"Device": VALUE},
        {"Lines": VALUE["DSL"]["Lines"], "Channels": VALUE["DSL"]["Channels"]},
        json.dumps(REPLY, indent=2),
    ],
    ids=["value", "from the root", "below DSL", "indented reply"],
)
def test_a_tree_saved_at_any_height_reads_as_the_boxs_reply(body: Any) -> None:
    assert read(body) == read(REPLY)
    text = body if isinstance(body, str) else json.dumps(body)
    assert DRIVER.recognises(text.encode()) is Score.CERTAIN


def test_values_beside_their_xpath_are_read_one_by_one() -> None:
    where = "Device/DSL/Lines/Line[@uid='1']/"
    line = VALUE["DSL"]["Lines"][0]
    names = ("LinkStatus", "DownstreamNoiseMargin", "UpstreamNoiseMargin", "DownstreamMaxBitRate", "StandardUsed")
    flat = {where + name: line[name] for name in names}
    flat["Device/DSL/Channels/Channel[@uid='1']/DownstreamCurrRate"] = 79_987
    actions = [
        {"error": {"description": "XMO_NO_ERR"}, "callbacks": [{"xpath": path, "parameters": {"value": value}}]}
        for path, value in flat.items()
    ]
    expected = {
        "sync": True,
        "status": "UP",
        "mode": "VDSL2 Annex B",
        "margin_down_db": 7.1,
        "margin_up_db": 9.6,
        "attainable_down_kbps": 88_120,
        "rate_down_kbps": 79_987,
    }

    assert read_fields(line_of(flat)) == expected
    assert read_fields(line_of({"reply": {"actions": actions}})) == expected


def test_a_lantiq_box_is_read_by_its_test_parameters() -> None:
    read = line_of(LANTIQ)

    assert (read.attenuation_down_db, read.attenuation_up_db) == (18.1, 11.2)
    assert any("DownstreamAttenuation 98" in each for each in read.remarks)


@pytest.mark.parametrize(
    "line",
    [
        {"TestParams": None},
        {"TestParams": {"LATNds": "160,340,-", "LATNus": "112"}},
        {"ModemChip": None},
        {"ModemChip": None, "TestParams": None},
    ],
    ids=["no test parameters", "parameters by band", "no chip named", "neither"],
)
def test_where_the_exchange_is_not_certain_no_attenuation_is_read(line: dict[str, Any]) -> None:
    read = line_of(changed(LANTIQ, **line))

    assert (read.attenuation_down_db, read.attenuation_up_db) == (None, None)
    assert any("exchange" in each and "152" in each for each in read.remarks)


def test_a_total_without_its_start_has_no_age() -> None:
    assert line_of(of_stats(TotalStart=None)).counter_age_s is None
    assert line_of(of_stats(TotalStart=None)).es_down == 412


def test_a_box_without_totals_is_read_by_this_showtime() -> None:
    held = of_stats(Total=None, TotalStart=None)
    del held["DSL"]["Channels"][0]["Stats"]["Total"]

    read = line_of(held)

    assert (read.es_down, read.crc_down, read.counter_age_s, read.retrains) == (90, 811, 52_006, None)


@pytest.mark.parametrize("lost", ["Showtime", "LastShowtime", "CurrentDay", "QuarterHour"])
def test_no_counter_is_read_where_a_section_is_missing(lost: str) -> None:
    read = line_of(of_stats(**{lost: None}))

    assert (read.es_down, read.crc_down, read.counter_age_s) == (None, None, None)
    assert any("section" in each for each in read.remarks)
    assert read.margin_down_db == 7.1


def test_a_total_below_its_own_part_is_none() -> None:
    read = line_of(of_stats(Total={"ErroredSecs": 80, "SeverelyErroredSecs": 9}))

    assert (read.es_down, read.ses_down) == (None, 9)
    assert any("less than its own part" in each for each in read.remarks)


def test_more_seconds_than_were_counted_are_none() -> None:
    assert line_of(of_stats(TotalStart=300)).es_down is None


def test_the_running_periods_are_bins_dated_back_from_the_reading() -> None:
    quarter, day = (each for each in read(REPLY) if isinstance(each, DslHistory))

    assert [(each.bin_s, each.bins[0].duration_s) for each in (quarter, day)] == [(900, 610), (86_400, 43_110)]
    assert quarter.bins[0].start == NOON - timedelta(seconds=610)
    (found,) = day.bins
    assert (found.es_down, found.es_up, found.ses_down, found.crc_down, found.crc_up) == (77, 11, 3, 640, 58)
    assert (found.uas_down, found.inits, found.los_down) == (0, 0, None)


@pytest.mark.parametrize(
    "sections", [{"QuarterHourStart": 901}, {"QuarterHourStart": 0}, {"QuarterHourStart": None}, {"Showtime": None}]
)
def test_a_period_of_no_known_length_is_no_bin(sections: dict[str, Any]) -> None:
    lengths = [each.bin_s for each in read(of_stats(**sections)) if isinstance(each, DslHistory)]

    assert 900 not in lengths


def test_more_errored_seconds_than_the_period_has_are_none() -> None:
    (quarter, _) = (each for each in read(of_stats(QuarterHourStart=1)) if isinstance(each, DslHistory))

    assert (quarter.bins[0].es_down, quarter.bins[0].ses_down) == (2, 0)
    held = of_stats(QuarterHour={"ErroredSecs": 700})
    (quarter, _) = (each for each in read(held) if isinstance(each, DslHistory))
    assert quarter.bins[0].es_down is None


def test_a_cut_reply_holds_no_counters_and_no_attenuation() -> None:
    text = json.dumps(REPLY)

    read = line_of(text[: text.index('"LastShowtime": {')])

    assert (read.margin_down_db, read.attainable_down_kbps, read.showtime_s) == (7.1, 88_120, 52_006)
    assert (read.es_down, read.attenuation_down_db, read.rate_down_kbps) == (None, None, None)


@pytest.mark.parametrize("word", ["DOWN", "NO_SIGNAL", "INITIALIZING", "ESTABLISHING_LINK", "DISABLED"])
def test_a_line_that_is_not_up_has_no_clock_no_rate_and_no_levels(word: str) -> None:
    read = line_of(changed(VALUE, LinkStatus=word))

    assert (read.sync, read.showtime_s, read.rate_down_kbps, read.margin_up_db) == (False, None, None, None)


@pytest.mark.parametrize(
    ("used", "mode"),
    [("G_992_5_ANNEX_A", "ADSL2+ Annex A"), ("G.993.2_Annex_B", "VDSL2 Annex B"), ("ETSI_101_388", "ETSI_101_388")],
)
def test_the_standard_in_use_is_the_mode(used: str, mode: str) -> None:
    assert line_of(changed(VALUE, StandardUsed=used)).mode == mode


def test_of_two_lines_the_one_in_sync_is_meant_with_its_channel() -> None:
    held = copy.deepcopy(VALUE)
    held["DSL"]["Lines"].insert(0, {**held["DSL"]["Lines"][0], "LinkStatus": "NO_SIGNAL", "DownstreamNoiseMargin": 0})
    held["DSL"]["Channels"].insert(0, {"DownstreamCurrRate": 1})

    assert (line_of(held).rate_down_kbps, line_of(held).margin_down_db) == (79_987, 7.1)
    held["DSL"]["Lines"][0]["LinkStatus"] = "UP"
    with pytest.raises(UnreadableCapture, match="2 in sync"):
        read(held)


def session_of(*interfaces: dict[str, Any]) -> WanSession:
    return one(read({"Device": {**VALUE, "PPP": {"Interfaces": list(interfaces)}}}), WanSession)


def test_the_clock_of_the_session_is_read_only_while_it_is_connected() -> None:
    up = {"Enable": True, "ConnectionStatus": "CONNECTED", "LastChange": 400, "LastConnectionError": "ERROR_NONE"}

    assert (session_of(up).status, session_of(up).uptime_s) == (SessionStatus.UP, 400)
    down = session_of({**up, "ConnectionStatus": "DISCONNECTED"})
    assert (down.status, down.uptime_s) == (SessionStatus.DOWN, None)


def test_sessions_that_cannot_be_told_apart_are_unknown() -> None:
    up = {"ConnectionStatus": "CONNECTED"}

    assert session_of(up, {"ConnectionStatus": "DISCONNECTED"}).status is SessionStatus.UP
    assert session_of(up, up).status is SessionStatus.UNKNOWN


def test_the_latest_of_several_records_of_a_log_is_read() -> None:
    record = json.loads(LOG.replace("// dB", "").replace("// seconds of uptime", ""))
    older = {**record, "timestamp": record["timestamp"] - 1_800_000, "downstreamNoiseMargin": 4.4, "systemUptime": 9}

    for body in ("\n".join(map(json.dumps, (record, older))), json.dumps([older, record])):
        facts = read(body)

        assert (one(facts, DslLine).margin_down_db, one(facts, DeviceState).uptime_s) == (6.2, 70_911)
        assert any("latest of 2 records" in each for each in one(facts, DslLine).remarks)


def test_notes_behind_the_values_of_a_record_change_nothing() -> None:
    bare = LOG.replace(" // dB", "").replace(" // seconds of uptime", "")
    unmarked = LOG.replace("// dB", "dB").replace("// seconds of uptime", "seconds of uptime")

    assert bare != LOG
    assert read(bare) == read(LOG) == read(unmarked)


def test_a_connection_older_than_the_box_is_no_clock() -> None:
    assert line_of(LOG.replace('"connectionTime": 66120', '"connectionTime": 70912')).showtime_s is None


def test_the_driver_rests_on_documentation_only() -> None:
    assert DRIVER.proof is Proof.DOCUMENTATION


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared captures are not beside this repository")
@pytest.mark.parametrize(
    "path",
    [each for each in sorted(SHARED.glob("*/*")) if each.is_file()],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_the_captures_of_other_families_are_refused(path: Path) -> None:
    assert DRIVER.recognises(path.read_bytes()) is Score.NO


@pytest.mark.parametrize(
    "body",
    [
        '{"status": "UP", "linkStatus": "UP"}',
        '{"Device/Model": "XMO_"}',
        '{"reply": {"error": {"description": "XMO_INVALID_SESSION_ERR"}, "actions": []}}',
        '{"DSL": {"Lines": [{"LinkStatus": "UP", "DownstreamNoiseMargin": 5}]}}',
        '{"Lines": [{"id": 1}], "NoiseMargin": 3}',
    ],
)
def test_other_json_is_not_claimed(body: str) -> None:
    assert DRIVER.recognises(body.encode()) is Score.NO
