"""Reading the site's boxes: who is the witness, and what silence, refusal and unknown bytes become."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from netdoc import discover
from netdoc.app.devices import ask_device, read_device, readable
from netdoc.errors import CannotMeasure, NetdocError, NotAnswered, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Device, Site
from netdoc.plugin import Driver, Proof, Score
from netdoc.ports import Credential, EveryLogin
from probes.wire.shell import SystemShell
from tests.emulated.broadcom_telnet import Box
from tests.emulated.broadcom_text import BoxState

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 3, 1, 12, 0, 9, tzinfo=UTC)


class Clock:
    def now(self) -> datetime:
        return LATER


class PortsOf:
    """Ports with a clock; drivers here bring their own answers."""

    def __init__(self, **adapters: Any) -> None:
        self.clock = Clock()
        self.logins: Any = EveryLogin()
        for name, adapter in adapters.items():
            setattr(self, name, adapter)


def a_driver(
    identity: str,
    answer: Sequence[bytes] | NetdocError,
    *,
    knows: bytes = b"line",
    transport: str = "telnet",
    proof: Proof = Proof.DEVICE,
    asked: list[str] | None = None,
) -> Driver:
    async def collect(device: Device, ports: Any) -> Sequence[Capture]:
        if asked is not None:
            asked.append(identity)
        if isinstance(answer, NetdocError):
            raise answer
        return [Capture(body, NOON, device.id, transport) for body in answer]

    def read(captures: Sequence[Capture]) -> Sequence[Fact]:
        if not any(knows in each.body for each in captures):
            raise UnreadableCapture(f"{identity}: not my page", hint="record it")
        facts: list[Fact] = [DslLine(sync=True, rate_down_kbps=16_000)]
        return [*facts, *(DeviceState(uptime_s=7) for each in captures if b"up" in each.body)]

    return Driver(
        id=identity,
        title=identity,
        recognises=lambda body: Score.CERTAIN if knows in body else Score.NO,
        collect=collect,
        read=read,
        transport=transport,
        proof=proof,
    )


def read(*drivers: Driver, kind: str = "modem", driver: str | None = "acme") -> tuple[list[Capture], list[Observation]]:
    device = Device(id="box", kind=kind, address="192.0.2.1", driver=driver)
    return read_site(Site(id="office", devices=(device,)), *drivers)


def read_site(site: Site, *drivers: Driver) -> tuple[list[Capture], list[Observation]]:
    ports: Any = PortsOf()
    known = {each.id: each for each in drivers}

    async def whole() -> tuple[list[Capture], list[Observation]]:
        answers = [await read_device(each, ports, known) for each in readable(site)]
        return [one for each in answers for one in each[0]], [one for each in answers for one in each[1]]

    return asyncio.run(whole())


@pytest.mark.parametrize(
    ("kind", "plane"),
    [
        ("modem", Plane.MODEM_BOX),
        ("combined", Plane.MODEM_BOX),
        ("router", Plane.ROUTER_BOX),
        ("ups", Plane.POWER),
    ],
)
def test_the_kind_of_box_decides_which_witness_speaks(kind: str, plane: Plane) -> None:
    captures, (seen,) = read(a_driver("acme", [b"line"]), kind=kind)

    assert isinstance(seen, Seen)
    assert (seen.subject, seen.at, seen.plane, seen.reader) == ("box", NOON, plane, "acme/1")
    assert seen.capture == captures[0].digest


def test_each_fact_cites_the_answer_that_it_was_read_from() -> None:
    captures, seen = read(a_driver("acme", [b"line", b"line up"]))

    assert [each.capture for each in seen if isinstance(each, Seen)] == [captures[0].digest, captures[1].digest]


@pytest.mark.parametrize("failure", ["timeout", "refused", "closed", "denied", "busy"])
def test_a_box_that_was_asked_and_did_not_answer_is_missed(failure: str) -> None:
    captures, (missed,) = read(a_driver("acme", NotAnswered("silence", failure=failure)))

    assert captures == []
    assert isinstance(missed, Missed)
    assert (missed.what, missed.failure, missed.plane, missed.at) == ("DslLine", failure, Plane.MODEM_BOX, LATER)


def test_what_we_could_not_ask_is_a_gap_with_what_to_do() -> None:
    _, (gap,) = read(a_driver("acme", CannotMeasure("no login known", hint="ask the client")))

    assert isinstance(gap, Gap)
    assert (gap.what, gap.why, gap.hint) == ("DslLine", "no login known", "ask the client")


def test_bytes_that_cannot_be_read_are_kept_for_a_better_driver() -> None:
    captures, (gap,) = read(a_driver("acme", [b"something else"]))

    assert isinstance(gap, Gap)
    assert [each.body for each in captures] == [b"something else"]
    assert gap.capture == captures[0].digest


def test_a_driver_that_is_not_installed_is_a_gap_that_names_those_that_are() -> None:
    _, (gap,) = read(a_driver("acme", [b"line"]), driver="nobody")

    assert isinstance(gap, Gap)
    assert "acme" in gap.hint


def test_without_a_named_driver_the_box_is_recognised_by_its_answer() -> None:
    asked: list[str] = []
    drivers = [
        a_driver("acme", [b"line"], transport="telnet", asked=asked),
        a_driver("quiet", CannotMeasure("no community"), transport="snmp", asked=asked),
        a_driver("other", [b"line"], knows=b"other", transport="http", asked=asked),
    ]

    _, (seen,) = read(*drivers, driver=None)

    assert isinstance(seen, Seen)
    assert (seen.reader, asked) == ("acme/1", ["quiet", "other", "acme"])


def test_a_box_that_refused_one_login_is_not_tried_at_another_door() -> None:
    asked: list[str] = []
    drivers = [
        a_driver("first", NotAnswered("no", failure="denied"), transport="http", asked=asked),
        a_driver("second", [b"line"], transport="telnet", asked=asked),
    ]

    _, (missed,) = read(*drivers, driver=None)

    assert isinstance(missed, Missed)
    assert asked == ["first"]


def test_a_router_or_ups_without_a_driver_is_left_to_the_probes() -> None:
    devices = tuple(Device(id=kind, kind=kind, address="192.0.2.1") for kind in ("router", "ups"))

    assert read_site(Site(id="office", devices=devices), a_driver("acme", [b"line"])) == ([], [])


def test_a_driver_known_from_documentation_only_says_so_in_its_facts() -> None:
    _, (seen,) = read(a_driver("acme", [b"line"], proof=Proof.DOCUMENTATION))

    assert isinstance(seen, Seen)
    assert isinstance(seen.fact, DslLine)
    assert any("documentation only" in each for each in seen.fact.remarks)


class Held:
    def find(self, name: str) -> Credential | None:
        return Credential(user="admin", password="secret-of-the-box")


def over_telnet(state: BoxState, check: Callable[[list[Observation]], None]) -> None:
    async def whole() -> list[Observation]:
        box = Box(state)
        port = await box.start()
        device = Device(id="modem", kind="modem", address="127.0.0.1", port=port, credentials="x", driver="broadcom")
        ports: Any = PortsOf(shell=SystemShell(Clock(), Held()))  # type: ignore[arg-type]
        try:
            _, observations = await read_device(device, ports, discover.drivers())
        finally:
            await box.stop()
        return observations

    check(asyncio.run(whole()))


def test_an_emulated_modem_is_read_through_the_whole_way() -> None:
    def check(observations: list[Observation]) -> None:
        facts = [each.fact for each in observations if isinstance(each, Seen)]
        assert [each.KIND for each in facts] == ["DslLine", "DslHistory", "DslHistory", "DeviceState"]
        line, box = facts[0], facts[-1]
        assert isinstance(line, DslLine)
        assert isinstance(box, DeviceState)
        assert (line.sync, line.rate_down_kbps, line.crc_down) == (True, 39_999, 12)
        assert abs((line.showtime_s or 0) - 300_000) < 10
        assert abs((box.uptime_s or 0) - 400_000) < 10

    over_telnet(BoxState(counters={"since_link": {"CRC": (12, 1)}}), check)


def test_an_emulated_modem_with_another_password_is_missed_as_denied() -> None:
    def check(observations: list[Observation]) -> None:
        (missed,) = observations
        assert isinstance(missed, Missed)
        assert missed.failure == "denied"

    over_telnet(BoxState(password="another"), check)


def test_a_box_that_hangs_costs_its_time_limit_and_is_a_gap() -> None:
    async def hang(device: Device, ports: Any) -> Sequence[Capture]:
        await asyncio.sleep(60)
        return []

    driver = Driver(
        id="acme", title="acme", recognises=lambda _: Score.NO, collect=hang, read=lambda _: [], transport="telnet"
    )
    device, ports = Device(id="box", kind="modem", address="192.0.2.1", driver="acme"), PortsOf()

    answers = asyncio.run(ask_device(device, ports, {"acme": driver}, timeout_s=0.05))  # type: ignore[arg-type]

    (gap,) = answers.observations
    assert isinstance(gap, Gap)
    assert (gap.subject, gap.what, gap.reader) == ("box", "DslLine", "acme/1")
    assert "took longer" in gap.why


def test_a_modem_whose_snmp_tells_of_its_ports_only_is_asked_for_its_line_by_the_next_door() -> None:
    ports_only = replace(a_driver("ports", [b"line"], transport="snmp"), read=lambda _: [DeviceState(uptime_s=7)])

    _, seen = read(ports_only, a_driver("shell", [b"line"]), driver=None)
    _, alone = read(ports_only, a_driver("shell", NotAnswered("closed", failure="refused")), driver=None)

    assert [each.fact.KIND for each in seen if isinstance(each, Seen)] == ["DslLine"]
    assert [each.fact.KIND for each in alone if isinstance(each, Seen)] == ["DeviceState"]
