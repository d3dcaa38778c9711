"""The Realtek text as its documentation shows it (no capture of a box is public), and how it is asked."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.site import Device
from netdoc.plugin import Proof, Score
from probes.modems import realtek
from tests.probes.modems.eye import NOON, SHARED, line, one, read_fields
from tests.probes.modems.shell_of import ShellOf, ports_of

OWN = Path(__file__).parents[2] / "captures" / "realtek" / "rtl867x_adsl2plus_in_sync"
ADSL = (OWN / "2_show_adsl.txt").read_text()
STATUS = (OWN / "1_show_status.txt").read_text()
DOWN = """\
DSL_2500E#show adsl
Adsl Line Status         ACTIVATING.
Adsl Mode                   \t  --
Up Stream                 \t\t  --
Down Stream              \t\t  --
Attenuation Down Stream          --
SNR Margin Down Stream           --
CRC upstream                     --
1 day ES Counter                  0
ES                               --
"""


def facts(*texts: str) -> list[Any]:
    return list(realtek.read([Capture(each.encode(), NOON, "modem", "file") for each in texts]))


def test_each_value_of_the_line_is_read() -> None:
    assert read_fields(one(facts(ADSL), DslLine)) == line(
        "14336/1021 -/- 9.5/12.0 33/17 -/- 88/4 -/- -/- 52/- 3/-",
        sync=True,
        status="SHOWTIME",
        mode="ADSL2+",
        counted_at="near",
    )


def test_a_line_that_is_not_up_says_so_and_nothing_else() -> None:
    assert read_fields(one(facts(DOWN), DslLine)) == {"sync": False, "status": "ACTIVATING"}


def test_the_status_tells_the_box_and_its_session() -> None:
    found = facts(STATUS)

    assert one(found, DeviceState).uptime_s == 3 * 86_400 + 4 * 3_600 + 7 * 60 + 12
    assert one(found, WanSession) == WanSession(status=SessionStatus.UP, session="ppp", external_address="192.0.2.77")
    assert one(found, DslLine).rate_down_kbps == 14_336


def test_a_session_that_is_down_has_no_address_and_two_sessions_decide_nothing() -> None:
    down = STATUS.replace("192.0.2.77  192.0.2.1  up", "0.0.0.0  0.0.0.0  down")
    two = STATUS + "pppoe2  0/36    LLC   On     PPPoE  0.0.0.0  0.0.0.0  down\n"

    assert one(facts(down), WanSession).external_address is None
    assert not any(isinstance(each, WanSession) for each in facts(two))


def test_two_texts_that_disagree_decide_nothing() -> None:
    found = one(facts(STATUS.replace("14336", "12288"), ADSL), DslLine)

    assert (found.rate_down_kbps, found.rate_up_kbps) == (None, 1021)


@pytest.mark.parametrize("clock", ["3 24:7:12", "3 4:60:12", "4:7", "3 days"])
def test_a_time_of_another_form_is_none(clock: str) -> None:
    assert one(facts(STATUS.replace("3 4:7:12", clock)), DeviceState).uptime_s is None


@pytest.mark.parametrize("path", sorted(SHARED.glob("*/*")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_captures_of_other_families_are_refused(path: Path) -> None:
    assert realtek.recognises(path.read_bytes()) is Score.NO


def test_text_of_something_else_is_unreadable() -> None:
    with pytest.raises(UnreadableCapture, match="show adsl"):
        facts("hello\n")


def test_support_rests_on_documentation() -> None:
    assert realtek.DRIVER.proof is Proof.DOCUMENTATION


def test_the_line_is_found_behind_the_shell_and_the_way_is_remembered() -> None:
    shell = ShellOf({"show status": STATUS}, in_shell={"show adsl": ADSL})
    device = Device(id="modem", kind="modem", address="192.0.2.61")

    async def twice() -> Any:
        await realtek.collect(device, ports_of(shell=shell))
        return await realtek.collect(device, ports_of(shell=shell))

    found = realtek.read(asyncio.run(twice()))

    assert shell.seen == [
        ("show status", "show adsl", "sh", "show adsl"),
        ("show status", "sh", "show adsl"),
    ]
    assert one(list(found), DslLine).crc_down == 88
