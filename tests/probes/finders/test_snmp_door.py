"""sysDescr and sysObjectID, asked of a real agent with the community that was given."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture
from netdoc.model.site import Device
from netdoc.ports import Credential, Door
from probes.finders.snmp_door import FINDER
from probes.wire.snmp import SystemSnmp
from tests.netdoc.app.replay import World
from tests.probes.wire.loopback import HeldSecrets, RealClock


def door(text: str) -> Door:
    return Door(Capture(text.encode(), datetime(2026, 3, 1, tzinfo=UTC), "box", "snmp: get"))


def test_both_objects_become_words_and_the_enterprise_is_told_by_number() -> None:
    sign = FINDER.read(door("1.3.6.1.2.1.1.1.0|4|Vigor165\n1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.7367.1\n"))

    assert sign.says == ("sysDescr: Vigor165", "sysObjectID: 1.3.6.1.4.1.7367.1 (enterprise 7367)")


@pytest.mark.parametrize("text", ["", "|", "1.3.6.1.2.1.1.1.0|4x|zz\n", "1.3.6.1.2.1.1.1.0|4|\n"])
def test_an_answer_that_holds_neither_says_nothing(text: str) -> None:
    assert FINDER.read(door(text)).says == ()


def test_a_description_in_octets_is_text_that_steers_nothing() -> None:
    (says,) = FINDER.read(door("1.3.6.1.2.1.1.1.0|4x|1b5b324a426f78\n")).says

    assert says.isprintable() and says.endswith("Box")


def test_without_a_community_no_packet_leaves() -> None:
    snmp = SystemSnmp(RealClock(), HeldSecrets({"empty": Credential("admin", "x")}))
    ports = replace(World().ports(), snmp=snmp)

    for name in (None, "empty", "missing"):
        with pytest.raises(CannotMeasure):
            asyncio.run(FINDER.look(Device(id="box", kind="", address="127.0.0.1", credentials=name), ports))
    assert snmp.requests == 0
