"""The description that a UPnP search named."""

from __future__ import annotations

import asyncio

import pytest

from netdoc.errors import CannotMeasure
from netdoc.model.site import Device
from probes.finders.upnp_door import FINDER
from tests.emulated.modem_http import description
from tests.netdoc.app.replay import World
from tests.probes.finders.doorway import Doorway, told
from tests.probes.wire.loopback import page


def test_port_and_path_are_those_of_the_search() -> None:
    door = Doorway(answer=page(description().encode()))

    sign = told(FINDER, door, url="/root.xml")

    assert (sign.vendor, sign.model, sign.wants) == ("lab", "emulated", "")
    assert door.heard.startswith(b"GET /root.xml ")


def test_a_box_that_did_not_answer_the_search_is_not_asked() -> None:
    with pytest.raises(CannotMeasure):
        asyncio.run(FINDER.look(Device(id="box", kind="", address="127.0.0.1"), World().ports()))  # type: ignore[arg-type]
