"""LANCOM's own tree: the state decides, levels are texts, and what is known from documentation is marked so."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.site import Device
from netdoc.plugin import Proof, Score
from probes.modems import snmp_dsl, snmp_lancom, snmp_router
from tests.probes.modems.eye import NOON, one, read_fields
from tests.probes.modems.saved_agent import Agent, PortsOf

OWN = Path(__file__).parents[2] / "captures" / "snmp_lancom"
WALK = (OWN / "lcos-10.50_vdsl2-in-showtime" / "walk.snmprec").read_text()
VDSL, ADSL = "1.3.6.1.4.1.2356.11.1.75", "1.3.6.1.4.1.2356.11.1.41"


def capture(text: str) -> Capture:
    return Capture(text.encode(), NOON, "modem", "file")


def facts_of(text: str) -> list[Any]:
    return list(snmp_lancom.read([capture(text)]))


def line_of(text: str) -> DslLine:
    return one(facts_of(text), DslLine)


def test_the_line_in_showtime_is_read_from_the_point_where_it_stands() -> None:
    assert read_fields(line_of(WALK)) == {
        "sync": True,
        "status": "showtime",
        "mode": "VDSL2",
        "profile": "17a",
        "rate_down_kbps": 51_390,
        "rate_up_kbps": 10_240,
        "attainable_down_kbps": 60_210,
        "attainable_up_kbps": 14_100,
        "margin_down_db": 9.4,
        "margin_up_db": 8.1,
        "attenuation_down_db": 18.6,
        "attenuation_up_db": 17.2,
        "showtime_s": 86_012,
        "crc_down": 17,
        "crc_up": 3,
        "crc_counted_at": "near",
        "fec_down": 40_021,
        "fec_up": 911,
        "fec_counted_at": "near",
    }


@pytest.mark.parametrize(
    ("state", "sync", "status"),
    [(1, False, "down"), (4, False, "down, training"), (7, False, "down, error"), (0, None, "down, state 0")],
)
def test_without_showtime_only_the_state_is_told(state: int, sync: bool | None, status: str) -> None:
    text = WALK.replace(f"{VDSL}.1.0|2|5", f"{VDSL}.1.0|2|{state}")
    read = one(list(snmp_lancom.read([capture(text), capture("")])), DslLine)

    assert read.sync is sync
    assert set(read_fields(read)) <= {"sync", "status"}
    assert set((read.status or "").split(", ")) == set(status.split(", "))
    assert line_of(text).sync is None, "a line may be missing from a saved walk"


@pytest.mark.parametrize("raw", ["94", "9.45", "9,4", "", "099.4"])
def test_a_level_that_is_not_a_text_with_one_decimal_is_not_read(raw: str) -> None:
    assert line_of(WALK.replace(f"{VDSL}.6.0|4|9.4", f"{VDSL}.6.0|4|{raw}")).margin_down_db is None


def test_two_lines_in_showtime_are_not_mixed() -> None:
    with pytest.raises(UnreadableCapture, match="2 lines"):
        facts_of(WALK.replace(f"{ADSL}.1.0|2|1", f"{ADSL}.1.0|2|5"))


def test_it_is_marked_as_documentation_and_taken_by_no_other_snmp_driver() -> None:
    body = WALK.encode()

    assert snmp_lancom.DRIVER.proof is Proof.DOCUMENTATION
    assert snmp_lancom.recognises(body) is Score.CERTAIN
    assert snmp_router.recognises(body) is snmp_dsl.recognises(body) is Score.NO


def test_a_live_round_reads_what_the_saved_walk_reads() -> None:
    device = Device(id="modem", kind="combined", address="192.0.2.1")
    taken = asyncio.run(snmp_lancom.collect(device, PortsOf(Agent(WALK))))  # type: ignore[arg-type]

    assert list(snmp_lancom.read(taken)) == facts_of(WALK)
