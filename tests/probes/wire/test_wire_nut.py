"""The NUT protocol: against NUT's own upsd with dummy-ups, and against servers with bad manners."""

from __future__ import annotations

import asyncio
import time

import pytest

from netdoc import discover
from netdoc.app.devices import ask_device
from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.model.capture import Capture
from netdoc.model.facts.power_state import PowerState
from netdoc.model.observation import Missed, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Device
from probes import connect
from probes.modems import nut
from probes.wire.nut import SystemNut
from tests.emulated.nut_manners import CLOSE, HANG, ONE_UPS, listed, upsd
from tests.emulated.nut_server import installed
from tests.emulated.nut_server import upsd as real_upsd
from tests.probes.wire.loopback import HeldSecrets, RealClock, in_loop

DUMP = b"""battery.charge: 87
battery.runtime: 1240
device.mfr: Example
device.model: Standby 700
input.voltage: 0.0
ups.load: 31
ups.status: OB DISCHRG
"""
OFFICE = {"LIST UPS": ONE_UPS, "LIST VAR ups": listed("ups", ("ups.status", "OL CHRG"), ("battery.charge", "96"))}


def box(port: int, name: str = "ups") -> Device:
    return Device(id=name, kind="ups", address="127.0.0.1", port=port, driver="nut")


async def ask(port: int, *, name: str = "ups", timeout_s: float = 5) -> Capture:
    return await SystemNut(RealClock()).variables(box(port, name), timeout_s=timeout_s)


@pytest.mark.skipif(not installed(), reason="Debian's nut-server (upsd, dummy-ups) is not installed")
def test_nuts_own_upsd_is_read() -> None:
    with real_upsd({"cupboard": DUMP}) as port:
        capture = asyncio.run(ask(port))

    assert capture.method == "nut: LIST VAR cupboard"
    power = nut.read([capture])[0]
    assert isinstance(power, PowerState)
    assert (power.on_battery, power.charge_pct, power.runtime_s, power.load_pct) == (True, 87, 1240, 31)
    assert (power.input_v, power.status) == (0, "OB DISCHRG")


@pytest.mark.skipif(not installed(), reason="Debian's nut-server (upsd, dummy-ups) is not installed")
def test_of_several_upses_the_one_called_as_the_device_is_read() -> None:
    with real_upsd({"rack": DUMP, "desk": DUMP.replace(b"87", b"55")}) as port:
        capture = asyncio.run(ask(port, name="Desk"))
        with pytest.raises(CannotMeasure, match=r"several UPSes \(\w+, \w+\), and none is called ups"):
            asyncio.run(ask(port))

    assert b"battery.charge: 55\n" in capture.body


@in_loop
async def test_it_asks_two_questions_and_takes_its_leave() -> None:
    async with upsd(OFFICE) as server:
        capture = await ask(server.port)

    assert capture.body == b"ups.status: OL CHRG\nbattery.charge: 96\n"
    assert server.asked == ["LIST UPS", "LIST VAR ups", "LOGOUT"]
    assert (server.sessions, server.ended) == (1, 1)


@in_loop
async def test_quotes_are_undone_and_secrets_of_the_driver_left_out() -> None:
    told = [
        ("ups.model", r"3\" \\ rack"),
        ("driver.parameter.community", "hidden-1"),
        ("driver.parameter.authPassword", "hidden-2"),
    ]
    async with upsd({**OFFICE, "LIST VAR ups": listed("ups", *told)}) as server:
        capture = await ask(server.port)

    assert b'ups.model: 3" \\ rack\n' in capture.body
    assert b"hidden" not in capture.body


@pytest.mark.parametrize(
    ("answers", "failure", "words"),
    [
        ({"LIST UPS": b"ERR ACCESS-DENIED\n"}, "denied", "refuses the question"),
        ({**OFFICE, "LIST VAR ups": b"ERR DATA-STALE\n"}, "error", "lost its UPS"),
        ({**OFFICE, "LIST VAR ups": b"ERR DRIVER-NOT-CONNECTED\n"}, "error", "lost its UPS"),
        ({**OFFICE, "LIST VAR ups": listed("ups", ("ups.load", "3"))[:-17] + b"ERR DATA-STALE\n"}, "error", "lost its"),
        ({"LIST UPS": b"BEGIN LIST UPS\nEND LIST UPS\n"}, "error", "serves no UPS"),
        ({**OFFICE, "LIST VAR ups": b"BEGIN LIST VAR ups\nEND LIST VAR ups\n"}, "error", "no variable"),
        ({**OFFICE, "LIST VAR ups": b'BEGIN LIST VAR ups\nVAR ups ups.load "3\n'}, "error", "breaks off"),
        ({**OFFICE, "LIST VAR ups": b'BEGIN LIST VAR ups\nVAR b ups.load "3"\nEND LIST VAR ups\n'}, "error", "another"),
        ({**OFFICE, "LIST VAR ups": b'BEGIN LIST VAR ups\nVAR ups ups.load "3"\n' + CLOSE}, "closed", "in the middle"),
        ({**OFFICE, "LIST VAR ups": b"BEGIN LIST VAR ups\n" + b"V" * 9_000}, "error", "does not end"),
        ({**OFFICE, "LIST VAR ups": b"BEGIN LIST VAR ups\n" + b'VAR ups a.b "1"\n' * 6_000}, "error", "breaks off"),
        ({"LIST UPS": b"SSH-2.0-dropbear\r\n"}, "error", "no upsd"),
        ({"LIST UPS": b"\xff\x00\x1b[2J\n"}, "error", r"«\?\?\?\[2J»|«.\?\?\[2J»"),
        ({"LIST UPS": CLOSE}, "closed", "closed the session"),
    ],
    ids=[
        "not allowed here", "stale", "no driver", "stale in the middle", "no UPS", "no variable", "a broken line",
        "another UPS", "closed half way", "an endless line", "an endless list", "another service", "garbage",
        "closed at once",
    ],
)  # fmt: skip
def test_bad_manners_are_told_apart(answers: dict[str, bytes], failure: str, words: str) -> None:
    @in_loop
    async def body() -> None:
        async with upsd(answers) as server:
            with pytest.raises(NotAnswered, match=words) as failed:
                await ask(server.port)
        assert failed.value.failure == failure
        assert server.sessions == 1

    body()


@in_loop
async def test_a_server_that_hangs_is_left_in_time() -> None:
    async with upsd({**OFFICE, "LIST VAR ups": b'BEGIN LIST VAR ups\nVAR ups ups.load "3"\n' + HANG}) as server:
        begun = time.monotonic()
        with pytest.raises(NotAnswered, match=r"within 0\.3 s") as failed:
            await ask(server.port, timeout_s=0.3)

    assert failed.value.failure == "timeout"
    assert time.monotonic() - begun < 1.3


@in_loop
async def test_nobody_there_is_refused() -> None:
    async with upsd(OFFICE) as server:
        port = server.port

    with pytest.raises(NotAnswered, match="refuses port") as failed:
        await ask(port)

    assert failed.value.failure == "refused"


@in_loop
async def test_one_session_at_a_time() -> None:
    async with upsd({**OFFICE, "LIST UPS": ONE_UPS + HANG}) as server:
        adapter = SystemNut(RealClock())
        first = asyncio.create_task(adapter.variables(box(server.port), timeout_s=0.4))
        await asyncio.sleep(0.1)
        with pytest.raises(CannotMeasure, match="still under way"):
            await adapter.variables(box(server.port), timeout_s=0.4)
        with pytest.raises(NotAnswered):
            await first

    assert server.sessions == 1


@in_loop
async def test_a_ups_of_the_site_is_read_the_whole_way() -> None:
    async with upsd(OFFICE) as server:
        answers = await ask_device(
            box(server.port), connect(RealClock(), HeldSecrets()), discover.drivers(), timeout_s=10
        )

    (seen,) = (each for each in answers.observations if isinstance(each, Seen) and isinstance(each.fact, PowerState))
    assert (seen.subject, seen.plane, seen.reader) == ("ups", Plane.POWER, "nut/1")
    assert seen.capture == answers.captures[0].digest


@in_loop
async def test_a_ups_that_upsd_has_lost_is_missed_with_the_word_for_it() -> None:
    async with upsd({**OFFICE, "LIST VAR ups": b"ERR DATA-STALE\n"}) as server:
        answers = await ask_device(
            box(server.port), connect(RealClock(), HeldSecrets()), discover.drivers(), timeout_s=10
        )

    (missed,) = answers.observations
    assert isinstance(missed, Missed)
    assert (missed.plane, missed.what, missed.failure) == (Plane.POWER, "PowerState", "error")
    assert "lost its UPS (DATA-STALE)" in missed.detail
