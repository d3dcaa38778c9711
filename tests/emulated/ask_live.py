"""Ask an emulated box through the real shell, as measuring does: the way from the wire to the facts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from netdoc.app.devices import read_device
from netdoc.model.facts import Fact
from netdoc.model.observation import Observation, Seen
from netdoc.model.site import Device
from netdoc.plugin import Driver
from netdoc.ports import Credential, EveryLogin
from probes.wire.shell import SystemShell
from tests.emulated.ssh_box import SshBox
from tests.emulated.telnet_box import TelnetBox

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Noon:
    """A clock that stands at noon."""

    def now(self) -> datetime:
        return NOON

    def monotonic_ns(self) -> int:
        return 0

    def boottime_ns(self) -> int:
        return 0

    def boot_id(self) -> str:
        return "test"


class Now(Noon):
    """The computer's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class Held:
    """The login of the emulated boxes."""

    def find(self, name: str) -> Credential | None:
        return Credential(user="admin", password="secret-of-the-box")


class _Ports:
    def __init__(self) -> None:
        self.clock = Noon()
        self.shell = SystemShell(self.clock, Held())
        self.logins = EveryLogin()


def rounds(box: SshBox | TelnetBox, driver: Driver, times: int = 1) -> list[list[Observation]]:
    """Return what some rounds of asking one box gave, with one shell."""

    async def whole() -> list[list[Observation]]:
        port = await box.start()
        scheme = "ssh" if isinstance(box, SshBox) else "telnet"
        device = Device(
            id="modem",
            kind="modem",
            address="127.0.0.1",
            credentials="box",
            driver=driver.id,
            url=f"{scheme}://127.0.0.1:{port}",
            port=port,  # each box has its own, so that what was learned of one is not taken for another
        )
        ports: Any = _Ports()
        try:
            found = [(await read_device(device, ports, {driver.id: driver}))[1] for _ in range(times)]
            await asyncio.sleep(0.1)
            return found
        finally:
            await box.stop()

    quick = {"NEW_PROMPT_QUIET_S": 0.15, "QUIET_S": 0.05, "NO_ECHO_QUIET_S": 0.5, "GOODBYE_S": 0.1}
    with patch.multiple("probes.wire.shell", **quick):  # the emulated boxes answer at once
        return asyncio.run(whole())


def facts(observations: Sequence[Observation]) -> list[Fact]:
    """Return the facts among observations; fails on anything that was not seen."""
    assert all(isinstance(each, Seen) for each in observations), observations
    return [each.fact for each in observations if isinstance(each, Seen)]
