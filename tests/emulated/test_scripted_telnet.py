"""Drivers of the shell families over a real telnet session, each against a box with its own prompt and manners."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from netdoc import discover
from netdoc.errors import NotAnswered
from netdoc.model.capture import Capture
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.site import Device
from probes.wire.shell import SystemShell
from tests.emulated.ask_live import Held, Now
from tests.emulated.scripted_telnet import Script, ScriptedBox
from tests.probes.modems.shell_of import ports_of

pytestmark = pytest.mark.slow

CAPTURES = Path(__file__).parents[1] / "captures"


def text(*path: str) -> str:
    return CAPTURES.joinpath(*path).read_text()


def session_of(transcript: str, prompt: str) -> Mapping[str, str]:
    """Return the answers in a transcript by their command."""
    parts = transcript.split(f"{prompt} ")[1:]
    return {command.strip(): answer for command, _, answer in (each.partition("\n") for each in parts)}


VIGOR = "draytek", "vigor130_vdsl2_in_sync"
RTL = "realtek", "rtl867x_adsl2plus_in_sync"
TC = session_of(text("trendchip", "tc3085_adsl2plus_in_sync", "session.txt"), "tc>")
TP_LINK = text("tp_link", "archer_vr_adsl2plus_in_sync", "answer.txt").partition("\n")[2]
BOXES = {
    "draytek": Script(
        answers={
            "vdsl status": text(*VIGOR, "1_vdsl_status.txt"),
            "vdsl status more": text(*VIGOR, "2_vdsl_status_more.txt"),
            "show status": text(*VIGOR, "3_show_status.txt"),
        },
        login_prompt="Account:",
        prompt="DrayTek> ",
        unknown="%% Invalid command\n",
        page_lines=12,
        manners=("negotiate", "dribble"),
    ),
    "trendchip": Script(answers=TC, login_prompt="", prompt="tc> ", banner="", manners=("password_only", "ansi")),
    "realtek": Script(
        answers={"show status": text(*RTL, "1_show_status.txt")},
        in_shell={"show adsl": text(*RTL, "2_show_adsl.txt")},
        shell_prompt="DSL_2500E#",
        login_prompt="Username: ",
        prompt="$",
        manners=("double_echo",),
    ),
    "tp_link": Script(
        answers={"adsl show info": TP_LINK},
        login_prompt="",
        password_prompt="password:",
        prompt="TP-Link(conf)#",
        banner="-" * 70 + "\x1b[2J\x1b[H",
        manners=("password_only", "negotiate", "double_prompt"),
        delay_s=0.7,
    ),
}
RATES = {"draytek": (51_392, 10_048), "trendchip": (9_216, 768), "realtek": (14_336, 1_021), "tp_link": (17_184, 1_119)}


async def meet(script: Script, driver: str, often: int) -> tuple[list[Sequence[Capture]], ScriptedBox]:
    """Collect several times from one box."""
    box = ScriptedBox(script)
    port = await box.start()
    device = Device(id="modem", kind="modem", address="127.0.0.1", port=port, credentials="box")
    try:
        ports = ports_of(shell=SystemShell(Now(), Held()))
        taken = [await discover.drivers()[driver].collect(device, ports) for _ in range(often)]
        await asyncio.sleep(0.1)
        return taken, box
    finally:
        await box.stop()


def rounds(script: Script, driver: str, often: int) -> tuple[list[Sequence[Capture]], ScriptedBox]:
    """Collect several times from one box."""
    return asyncio.run(meet(script, driver, often))


@pytest.fixture(scope="module")
def met() -> Mapping[str, tuple[list[Sequence[Capture]], ScriptedBox]]:
    """Two rounds with each box, all at the same time."""

    async def all_of_them() -> list[tuple[list[Sequence[Capture]], ScriptedBox]]:
        return await asyncio.gather(*(meet(script, driver, 2) for driver, script in BOXES.items()))

    return dict(zip(BOXES, asyncio.run(all_of_them()), strict=True))


def line_of(driver: str, taken: Sequence[Capture]) -> Any:
    return next(each for each in discover.drivers()[driver].read(taken) if isinstance(each, DslLine))


@pytest.mark.parametrize("driver", BOXES)
def test_a_box_is_read_in_one_session_a_round_each_left_politely(
    driver: str, met: Mapping[str, tuple[list[Sequence[Capture]], ScriptedBox]]
) -> None:
    taken, box = met[driver]

    lines = [line_of(driver, each) for each in taken]
    assert lines[0] == lines[1]
    assert (lines[0].sync, lines[0].rate_down_kbps, lines[0].rate_up_kbps) == (True, *RATES[driver])
    assert (box.sessions, box.logins, box.left_politely, box.most_at_once) == (2, 2, 2, 1)


def test_what_was_answered_before_a_session_broke_off_is_read_and_the_box_is_asked_in_full_again() -> None:
    taken, box = rounds(replace(BOXES["draytek"], breaks_off="vdsl status more"), "draytek", 2)

    lines = [line_of("draytek", each) for each in taken]
    assert [(each.sync, each.rate_down_kbps, each.ses_down) for each in lines] == [(True, 51_392, None)] * 2
    assert box.commands == ["show status", "vdsl status", "vdsl status more"] * 2


def test_an_only_answer_that_breaks_off_is_no_answer() -> None:
    with pytest.raises(NotAnswered) as caught:
        rounds(replace(BOXES["tp_link"], breaks_off="adsl show info"), "tp_link", 1)

    assert caught.value.failure == "closed"


@pytest.mark.parametrize("driver", ["trendchip", "tp_link"])
def test_a_password_that_is_refused_is_not_tried_again(driver: str) -> None:
    with pytest.raises(NotAnswered) as caught:
        rounds(replace(BOXES[driver], password="another"), driver, 2)

    assert caught.value.failure == "denied"
