"""The TP-Link text as its documentation shows it (no capture of a box is public), and how it is asked."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.site import Device
from netdoc.plugin import Proof, Score
from probes.modems import tp_link
from tests.probes.modems.eye import NOON, SHARED, line, one, read_fields
from tests.probes.modems.shell_of import ShellOf, ports_of

TEXT = (Path(__file__).parents[2] / "captures" / "tp_link" / "archer_vr_adsl2plus_in_sync" / "answer.txt").read_text()


def read(text: str) -> DslLine:
    return one(list(tp_link.read([Capture(text.encode(), NOON, "modem", "file")])), DslLine)


def test_each_value_is_read_and_tenths_become_db() -> None:
    assert read_fields(read(TEXT)) == line(
        "17184/1119 19232/1248 6.1/8.3 28.7/15.8 -0.3/12.4",
        sync=True,
        status="Up",
        mode="ADSL2+ Annex A",
        showtime_s=86_921,
    )


def test_the_newer_names_of_the_keys_and_the_answer_of_the_web_page_are_read() -> None:
    newer = TEXT.replace("MaxRate", "MaxBitRate").replace("X_TP_UpTime", "X_TP_DSLUpTime")
    web = "[0,0,0,0,0,0]0\n" + newer[newer.index("\tstatus") : newer.index("}")].replace("\t", "") + "[error]0\n"

    assert read_fields(read(newer)) == read_fields(read(web)) == read_fields(read(TEXT))


@pytest.mark.parametrize("state", ["Down", "NoSignal", "Initializing", "EstablishingLink"])
def test_what_is_left_over_on_a_line_that_is_down_is_not_read(state: str) -> None:
    found = read(TEXT.replace("status=Up", f"status={state}"))

    assert (found.sync, found.rate_down_kbps, found.margin_up_db, found.showtime_s) == (False, None, None, None)
    assert any("left over" in each and "17184" in each for each in found.remarks)


@pytest.mark.parametrize("state", ["", "status=Wartung\n"])
def test_without_a_known_state_nothing_is_read(state: str) -> None:
    found = read(TEXT.replace("\tstatus=Up\n", state))

    assert (found.sync, found.rate_down_kbps, found.margin_up_db, found.showtime_s) == (None, None, None, None)


def test_a_level_with_a_point_is_not_in_tenths_and_is_left_out() -> None:
    found = read(TEXT.replace("downstreamNoiseMargin=61", "downstreamNoiseMargin=6.1"))

    assert (found.margin_down_db, found.margin_up_db) == (None, 8.3)
    assert any("6.1" in each for each in found.remarks)


def test_a_vdsl2_attenuation_of_nothing_is_not_measured() -> None:
    vdsl = TEXT.replace("ADSL_2plus", "VDSL2").replace("upstreamAttenuation=158", "upstreamAttenuation=0")

    assert (read(vdsl).attenuation_up_db, read(vdsl).attenuation_down_db) == (None, 28.7)


@pytest.mark.parametrize("path", sorted(SHARED.glob("*/*")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_captures_of_other_families_are_refused(path: Path) -> None:
    assert tp_link.recognises(path.read_bytes()) is Score.NO


def test_text_of_something_else_is_unreadable() -> None:
    with pytest.raises(UnreadableCapture, match="adsl show info"):
        tp_link.read([Capture(b"{\n}\ncmd:SUCC\n", NOON, "modem", "file")])


def test_support_rests_on_documentation() -> None:
    assert tp_link.DRIVER.proof is Proof.DOCUMENTATION


def test_only_the_one_command_without_secrets_is_sent() -> None:
    shell = ShellOf({"adsl show info": TEXT})
    device = Device(id="modem", kind="modem", address="192.0.2.71")

    taken = asyncio.run(tp_link.collect(device, ports_of(shell=shell)))

    assert shell.seen == [("adsl show info",)]
    assert one(list(tp_link.read(taken)), DslLine).sync is True
