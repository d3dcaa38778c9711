"""A refused login stays refused over runs: each run has adapters of its own, the box is a real server."""

from __future__ import annotations

import asyncio
import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from netdoc import discover
from netdoc.app.devices import read_device
from netdoc.app.modem_ask import ask_boxes
from netdoc.app.refused_logins import FILE, RefusedLogins
from netdoc.errors import NotAnswered
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.model.site import Device
from netdoc.ports import Credential, Ports
from probes.wire.shell import SystemShell
from tests.emulated.broadcom_telnet import Box
from tests.emulated.broadcom_text import BoxState
from tests.netdoc.app.replay import START, World
from tests.netdoc.app.test_devices import a_driver
from tests.probes.wire.loopback import HeldSecrets, RealClock

WRONG, RIGHT = "n0t-the-0ne", BoxState().password


class Home:
    """A folder of an office; every run begins anew with what lies in it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.file = folder / FILE
        self.device = Device(
            id="modem", kind="modem", address="127.0.0.1", port=port, driver="broadcom", credentials="modem"
        )

    def ports(self, password: str) -> Ports:
        secrets = HeldSecrets({"modem": Credential("admin", password)})
        shell = SystemShell(RealClock(), secrets)
        return replace(World().ports(), shell=shell, logins=RefusedLogins(self.file, secrets))

    async def slot(self, password: str = WRONG, device: Device | None = None) -> Observation:
        """Do what a scheduled run does with the box."""
        _, observations = await read_device(device or self.device, self.ports(password), discover.drivers())
        return observations[0]

    async def by_hand(self, password: str) -> Observation:
        """Do what `netdoc modem ask` does."""
        (asked,) = await ask_boxes(
            [self.device], self.ports(password), discover.drivers(), store=self.file.with_name("none")
        )
        return asked.observations[0]


def test_a_wrong_login_is_sent_once_over_many_runs_until_the_secret_is_corrected(tmp_path: Path) -> None:
    async def story() -> tuple[list[Observation], list[int]]:
        box = Box()
        home = Home(tmp_path, await box.start())
        told = [await home.slot() for _ in range(4)]
        tried = [box.logins]
        told.append(await home.slot(RIGHT))
        await box.stop()
        return told, [*tried, box.logins]

    told, logins = asyncio.run(story())

    assert logins == [1, 2]
    assert isinstance(told[0], Missed) and told[0].failure == "denied"
    assert all(isinstance(each, Gap) and "is not tried again" in each.why for each in told[1:4])
    assert isinstance(told[1], Gap) and "netdoc modem ask" in told[1].hint
    assert isinstance(told[4], Seen)
    assert not (tmp_path / FILE).exists()


def test_a_person_who_asks_tries_once_more_and_a_refusal_stops_the_slots_again(tmp_path: Path) -> None:
    async def story() -> tuple[Observation, Observation, int]:
        box = Box()
        home = Home(tmp_path, await box.start())
        await home.slot()
        by_hand, after = await home.by_hand(WRONG), await home.slot()
        await box.stop()
        return by_hand, after, box.logins

    by_hand, after, logins = asyncio.run(story())

    assert isinstance(by_hand, Missed) and by_hand.failure == "denied"
    assert isinstance(after, Gap)
    assert logins == 2


def test_a_box_that_ends_the_session_behind_the_password_is_left_alone_after_the_second_time(tmp_path: Path) -> None:
    async def story() -> tuple[list[Observation], int]:
        box = Box(replace(BoxState(), manners=("drop_after_password",)))
        home = Home(tmp_path, await box.start())
        told = [await home.slot() for _ in range(4)]
        await box.stop()
        return told, box.logins

    told, logins = asyncio.run(story())

    assert logins == 2
    assert [type(each) for each in told] == [Missed, Missed, Gap, Gap]


def test_the_file_is_the_owners_alone_and_holds_no_login(tmp_path: Path) -> None:
    logins = RefusedLogins(tmp_path / FILE, HeldSecrets({"modem": Credential("technician", WRONG)}))
    device = Device(id="modem", kind="modem", address="192.168.1.1", credentials="modem")

    logins.refused(device, "broadcom", NotAnswered("no", failure="denied"), START)

    text = (tmp_path / FILE).read_text()
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert WRONG not in text and "technician" not in text
    assert json.loads(text)["devices"]["modem"]["driver"] == "broadcom"


@pytest.mark.parametrize(
    ("changed", "stopped"),
    [
        ({}, True),
        ({"address": "192.168.1.2"}, False),
        ({"port": 2323}, False),
        ({"credentials": "other"}, False),
        ({"driver": "another"}, False),
        ({"driver": None}, True),
        ({"kind": "combined"}, True),
    ],
    ids=["the same", "address", "port", "login", "driver", "no driver named", "kind"],
)
def test_a_box_that_was_changed_in_the_site_file_is_asked_again(
    changed: dict[str, object], stopped: bool, tmp_path: Path
) -> None:
    secrets = HeldSecrets({"modem": Credential("admin", WRONG), "other": Credential("admin", WRONG)})
    device = Device(id="modem", kind="modem", address="192.168.1.1", driver="broadcom", credentials="modem")
    RefusedLogins(tmp_path / FILE, secrets).refused(device, "broadcom", NotAnswered("no", failure="denied"), START)
    now = replace(device, **changed)  # type: ignore[arg-type]

    found = RefusedLogins(tmp_path / FILE, secrets).stopped(now, now.driver or "any")

    assert (found is not None) is stopped


@pytest.mark.parametrize(
    ("credentials", "failed"),
    [
        (None, NotAnswered("401", failure="denied")),
        ("community", NotAnswered("401", failure="denied")),
        ("missing", NotAnswered("401", failure="denied")),
        ("modem", NotAnswered("busy", failure="busy")),
        ("modem", NotAnswered("gone", failure="closed")),
    ],
)
def test_what_was_no_refused_login_is_not_remembered(
    credentials: str | None, failed: NotAnswered, tmp_path: Path
) -> None:
    secrets = HeldSecrets({"modem": Credential("admin", WRONG), "community": Credential(community="office")})
    device = Device(id="modem", kind="modem", address="192.168.1.1", credentials=credentials)

    RefusedLogins(tmp_path / FILE, secrets).refused(device, "broadcom", failed, START)

    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"schema": "netdoc.refused_logins/1"}',
        '{"schema": "netdoc.refused_logins/1", "devices": {"modem": {"box": [], "salt": "zz"}}}',
        '{"schema": "netdoc.refused_logins/1", "devices": []}',
        '{"schema": "netdoc.refused_logins/9", "devices": {}}',
    ],
)
def test_a_damaged_file_holds_nothing_and_is_replaced(text: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(text)
    secrets = HeldSecrets({"modem": Credential("admin", WRONG)})
    device = Device(id="modem", kind="modem", address="192.168.1.1", credentials="modem")
    logins = RefusedLogins(tmp_path / FILE, secrets)

    assert logins.stopped(device, "broadcom") is None
    logins.refused(device, "broadcom", NotAnswered("no", failure="denied"), START)
    assert RefusedLogins(tmp_path / FILE, secrets).stopped(device, "broadcom") is not None


def test_snmp_is_asked_though_the_telnet_login_was_refused(tmp_path: Path) -> None:
    secrets = HeldSecrets({"modem": Credential("admin", WRONG, "office")})
    device = Device(id="modem", kind="modem", address="192.168.1.1", credentials="modem")
    logins = RefusedLogins(tmp_path / FILE, secrets)
    logins.refused(device, "telly", NotAnswered("no", failure="denied"), START)
    ports, asked = replace(World().ports(), logins=logins), list[str]()
    drivers = {
        "walk": a_driver("walk", NotAnswered("silent"), transport="snmp", asked=asked),
        "telly": a_driver("telly", [b"line"], asked=asked),
        "webby": a_driver("webby", [b"line"], transport="http", asked=asked),
    }

    asyncio.run(read_device(device, ports, drivers))

    assert asked == ["walk"]


def test_where_nothing_can_be_written_the_run_itself_still_remembers(tmp_path: Path) -> None:
    secrets = HeldSecrets({"modem": Credential("admin", WRONG)})
    device = Device(id="modem", kind="modem", address="192.168.1.1", credentials="modem")
    logins = RefusedLogins(tmp_path / "no such folder" / FILE, secrets)

    logins.refused(device, "broadcom", NotAnswered("no", failure="denied"), START)

    assert logins.stopped(device, "broadcom") is not None


def test_a_run_that_goes_on_hears_that_a_person_wants_it_tried_once_more(tmp_path: Path) -> None:
    secrets = HeldSecrets({"modem": Credential("admin", WRONG)})
    device = Device(id="modem", kind="modem", address="192.168.1.1", credentials="modem")
    watching, person = (RefusedLogins(tmp_path / FILE, secrets) for _ in range(2))
    watching.refused(device, "broadcom", NotAnswered("no", failure="denied"), START)

    person.forget(device)

    assert watching.stopped(device, "broadcom") is None
