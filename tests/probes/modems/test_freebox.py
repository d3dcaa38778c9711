"""Freebox: the maker's own example, whole dB and tenths, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.plugin import Proof, Score
from probes.modems.freebox import DRIVER
from tests.probes.modems.eye import NOON, SHARED, line, one, read_fields

UP = {"rate": 1022, "maxrate": 1022, "snr": 15, "attn": 23, "fec": 0, "crc": 2, "hec": 0, "es": 1, "ses": 0}
DOWN = {"rate": 28_031, "maxrate": 30_636, "snr": 7, "attn": 0, "fec": 5, "crc": 4, "hec": 0, "es": 43, "ses": 9}
STATUS = {"status": "showtime", "protocol": "adsl2plus_a", "modulation": "adsl", "uptime": 5017}


def read(body: Any) -> list[Any]:
    text = body if isinstance(body, str) else json.dumps(body)
    return list(DRIVER.read([Capture(text.encode(), NOON, "modem", "file")]))


def told(**parts: Any) -> dict[str, Any]:
    return {"success": True, "result": {"status": STATUS, "down": DOWN, "up": UP, **parts}}


def line_of(**parts: Any) -> DslLine:
    return one(read(told(**parts)), DslLine)


def test_the_form_of_the_documentation_is_read_and_a_zero_attenuation_is_none() -> None:
    expected = line(
        "28031/1022 30636/1022 7/15 -/23 -/- 4/2 5/0 0/0 43/1 9/0",
        sync=True,
        status="showtime",
        mode="ADSL2+ Annex A",
        showtime_s=5017,
        counted_at="near",
    )

    assert read_fields(line_of()) == expected
    assert any("down_db" in each and "attn 0" in each for each in line_of().remarks)


def test_the_value_alone_reads_as_the_whole_answer() -> None:
    assert read(told()["result"]) == read(told())
    assert DRIVER.recognises(json.dumps(told()["result"]).encode()) is Score.CERTAIN


def test_tenths_are_read_where_the_box_gives_any_and_never_mixed_with_whole_numbers() -> None:
    read = line_of(down={**DOWN, "snr_10": 68, "attn_10": 301})

    assert (read.margin_down_db, read.attenuation_down_db) == (6.8, 30.1)
    assert (read.margin_up_db, read.attenuation_up_db) == (None, None)


@pytest.mark.parametrize("word", ["down", "training", "started", "chan_analysis", "msg_exchange", "disabled"])
def test_a_line_that_is_not_in_showtime_has_no_clock_no_rate_and_no_levels(word: str) -> None:
    read = line_of(status={**STATUS, "status": word})

    assert (read.sync, read.showtime_s, read.rate_down_kbps, read.margin_up_db) == (False, None, None, None)
    assert read.es_down == 43


@pytest.mark.parametrize("lost", ["status", "down", "up"])
def test_an_answer_without_one_of_its_parts_is_not_read(lost: str) -> None:
    with pytest.raises(UnreadableCapture):
        line_of(**{lost: {}})


def test_a_cut_answer_is_not_read() -> None:
    text = json.dumps(told())

    with pytest.raises(UnreadableCapture):
        read(text[:-1])


def test_retransmission_is_read_only_where_it_is_on() -> None:
    assert line_of(down={**DOWN, "ginp": True, "rtx_uc": 8}).rtx_uncorrected_down == 8
    assert line_of(down={**DOWN, "ginp": False, "rtx_uc": 8}).rtx_uncorrected_down is None


@pytest.mark.parametrize(
    ("state", "status"),
    [("up", SessionStatus.UP), ("going_up", SessionStatus.CONNECTING), ("down", SessionStatus.DOWN)],
)
def test_the_connection_is_the_session_and_its_octets(state: str, status: SessionStatus) -> None:
    told = {"state": state, "type": "pppoatm", "media": "xdsl", "bytes_down": 5, "bytes_up": 4, "bandwidth_up": 1000}

    facts = read({"success": True, "result": told})

    assert (one(facts, WanSession).status, one(facts, WanSession).session) == (status, "ppp")
    octets = one(facts, InterfaceCounters)
    assert (octets.rx_bytes, octets.tx_bytes, octets.bits) == (5, 4, 64)


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
    "body", ['{"success": true}', '{"maxrate": 5}', '{"result": {"status": {"status": "up"}, "down": {"maxrate": 1}}}']
)
def test_other_json_is_not_claimed(body: str) -> None:
    assert DRIVER.recognises(body.encode()) is Score.NO
