"""The telnet banner: listened to, never answered."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from netdoc.model.site import Device
from probes.finders.telnet_door import FINDER
from probes.wire.knock import SystemDoors
from tests.emulated.broadcom_telnet import Box
from tests.emulated.broadcom_text import BoxState
from tests.netdoc.app.replay import World
from tests.probes.finders.doorway import Doorway, told
from tests.probes.wire.loopback import RealClock


def test_the_banner_is_read_without_its_negotiation_and_nothing_is_typed() -> None:
    door = Doorway(b"\xff\xfd\x01\xff\xfb\x03BCM963168 Broadband Router\r\nLogin: ")

    sign = told(FINDER, door)

    assert (sign.says, sign.wants) == (("BCM963168 Broadband Router", "Login:"), "login")
    assert door.heard == b""


def test_a_silent_box_is_an_open_door_that_says_nothing() -> None:
    sign = told(FINDER, Doorway(b"\xff\xfd\x1f"))

    assert (sign.says, sign.wants) == ((), "")


def test_an_emulated_modem_counts_one_visit_and_no_login() -> None:
    async def visit() -> tuple[str, int, int]:
        box = Box(replace(BoxState(), manners=("negotiate",)))
        port = await box.start()
        ports = replace(World().ports(), doors=SystemDoors(RealClock()))
        sign = FINDER.read(await FINDER.look(Device(id="box", kind="", address="127.0.0.1", port=port), ports))
        await box.stop()
        return sign.wants, box.sessions, box.logins

    assert asyncio.run(visit()) == ("login", 1, 0)
