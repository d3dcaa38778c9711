"""SNMP against a real net-snmp agent on loopback that serves saved walks."""

from __future__ import annotations

import asyncio
import dataclasses
import shutil
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.model.capture import Capture
from netdoc.model.facts.dsl_history import DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.site import Device
from netdoc.ports import Credential
from probes.modems import snmp_dsl
from probes.modems._dsl_mib import dotted
from probes.wire.snmp import SystemSnmp
from tests.emulated.snmp_agent import COMMUNITY, SNMPD, agent

pytestmark = pytest.mark.skipif(shutil.which(SNMPD) is None, reason="net-snmp's snmpd is not installed")
WALKS = Path(__file__).parents[2] / "captures" / "snmp_dsl"
ADSL, VDSL2 = (WALKS / name / "walk.snmprec" for name in ("rfc2662_adsl_with_ext", "rfc5650_vdsl2_in_sync"))
ROOTS = ("1.3.6.1.2.1.10.94", "1.3.6.1.2.1.10.251", "1.3.6.1.2.1.2.2.1.7", "1.3.6.1.2.1.2.2.1.8")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Noon:
    def now(self) -> datetime:
        return NOON

    def monotonic_ns(self) -> int:
        return 0

    def boottime_ns(self) -> int:
        return 0

    def boot_id(self) -> str:
        return "test"


class Held:
    def __init__(self, community: str) -> None:
        self._community = community

    def find(self, name: str) -> Credential | None:
        return Credential(community=self._community)


def modem(port: int, credentials: str | None = "box") -> Device:
    return Device(id="modem", kind="modem", address="127.0.0.1", port=port, credentials=credentials)


class PortsOf:
    def __init__(self, snmp: SystemSnmp) -> None:
        self.snmp = snmp


def asked(
    walk: Path, body: Callable[[SystemSnmp, Device], Coroutine[Any, Any, Any]], community: str = COMMUNITY
) -> Any:
    with agent(walk, ROOTS) as port:
        return asyncio.run(body(SystemSnmp(Noon(), Held(community)), modem(port)))


def lines(capture: Capture) -> list[str]:
    return capture.body.decode().splitlines()


def test_a_scalar_that_the_agent_lacks_is_left_out() -> None:
    async def body(snmp: SystemSnmp, device: Device) -> Capture:
        return await snmp.get(device, ["1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.10.94.9.9.0"], timeout_s=5)

    capture = asked(ADSL, body)

    assert lines(capture) == ["1.3.6.1.2.1.1.1.0|4|emulated modem"]
    assert (capture.method, capture.source) == ("snmp: get", "modem")


def test_columns_come_whole_in_order_and_nothing_beyond_them() -> None:
    names = ("adslAturIntervalESs", "adslAtucCurrStatus", "adslAtucPerfESs")

    async def body(snmp: SystemSnmp, device: Device) -> Capture:
        return await snmp.columns(device, [dotted(each) for each in names], timeout_s=5)

    starts = tuple(f"{dotted(each)}." for each in names)
    assert lines(asked(ADSL, body)) == [each for each in ADSL.read_text().splitlines() if each.startswith(starts)]


@pytest.mark.parametrize("walk", [ADSL, VDSL2], ids=["ADSL", "VDSL2"])
def test_a_live_round_reads_what_the_saved_walk_reads(walk: Path) -> None:
    async def body(snmp: SystemSnmp, device: Device) -> list[Capture]:
        return list(await snmp_dsl.collect(device, PortsOf(snmp)))  # type: ignore[arg-type]

    live = snmp_dsl.read(asked(walk, body))
    saved = snmp_dsl.read([Capture(walk.read_bytes(), NOON, "modem", "file")])

    # The agent's own uptime is a second or two: seconds counters beyond it are impossible and the age differs.
    ignored = {"counter_age_s", "remarks"}
    ignored |= {f"{pair}_{what}" for pair in ("es", "ses", "uas") for what in ("down", "up", "counted_at")}
    assert fields(of(live, DslLine)[0], ignored) == fields(of(saved, DslLine)[0], ignored)
    assert [each.bin_s for each in of(live, DslHistory)] == [900, 86_400]
    for asked_live, read_saved in zip(of(live, DslHistory), of(saved, DslHistory), strict=True):
        for bin_live, bin_saved in zip(asked_live.bins, read_saved.bins, strict=True):
            known = {key: value for key, value in dataclasses.asdict(bin_live).items() if value is not None}
            assert known.items() <= dataclasses.asdict(bin_saved).items()
            assert {"es_down", "ses_down", "uas_down", "los_down", "inits", "start"} - set(known) <= {"inits"}


def of(facts: Any, kind: type[Any]) -> list[Any]:
    return [each for each in facts if isinstance(each, kind)]


def fields(fact: Any, ignored: set[str]) -> dict[str, Any]:
    return {key: value for key, value in dataclasses.asdict(fact).items() if key not in ignored}


ADSL_BINS = [f"adslAtucInterval{each}" for each in ("ESs", "Inits", "Loss", "Lofs", "ValidData")]
ADSL_BINS += [f"adslAturInterval{each}" for each in ("ESs", "Loss", "Lprs", "SesL", "UasL")]
VDSL2_BINS = [
    f"xdsl2PMLHist15M{each}" for each in ("MonitoredTime", "Fecs", "Es", "Ses", "Loss", "Uas", "ValidInterval")
]


@pytest.mark.parametrize(
    ("walk", "cells"),
    [
        (ADSL, [(name, (7,)) for name in ADSL_BINS]),
        (
            VDSL2,
            [(name, (7, unit)) for name in VDSL2_BINS for unit in (1, 2)] + [("xdsl2PMLInitHist15MFullInits", (7,))],
        ),
    ],
    ids=["ADSL", "VDSL2"],
)
def test_a_round_with_a_full_day_of_bins_takes_at_most_twelve_requests(
    walk: Path, cells: list[tuple[str, tuple[int, ...]]], tmp_path: Path
) -> None:
    rows = {each.split("|")[0]: each for each in walk.read_text().splitlines()}
    for name, index in cells:
        for number in range(1, 97):
            value = 900 if name.endswith("MonitoredTime") else 1
            rows.setdefault(dotted(name, *index, number), f"{dotted(name, *index, number)}|66|{value}")
    if (valid := dotted("adslAtucPerfValidIntervals", 7)) in rows:
        rows[valid] = f"{valid}|2|96"
    full = tmp_path / "full.snmprec"
    full.write_text("".join(f"{each}\n" for each in rows.values()))

    async def body(snmp: SystemSnmp, device: Device) -> tuple[int, list[Capture]]:
        taken = list(await snmp_dsl.collect(device, PortsOf(snmp)))  # type: ignore[arg-type]
        return snmp.requests, taken

    requests, taken = asked(full, body)

    (quarters,) = (each for each in of(snmp_dsl.read(taken), DslHistory) if each.bin_s == 900)
    assert requests <= 12
    assert len(quarters.bins) >= 96


def test_without_a_community_nothing_is_sent() -> None:
    snmp = SystemSnmp(Noon(), Held(""))

    for device in (modem(9), modem(9, credentials=None)):
        with pytest.raises(CannotMeasure, match="none is tried unasked"):
            asyncio.run(snmp.get(device, ["1.3.6.1.2.1.1.1.0"], timeout_s=5))
    assert snmp.requests == 0


@pytest.mark.parametrize("timeout_s", [0.8, 2.5])
def test_a_wrong_community_is_silence_within_the_time(timeout_s: float) -> None:
    async def body(snmp: SystemSnmp, device: Device) -> float:
        began = time.monotonic()
        with pytest.raises(NotAnswered) as silent:
            await snmp.get(device, ["1.3.6.1.2.1.1.1.0"], timeout_s=timeout_s)
        assert silent.value.failure == "timeout"
        return time.monotonic() - began

    assert asked(ADSL, body, community="not-this-one") < timeout_s + 1


def test_the_community_is_in_no_capture_and_no_message() -> None:
    async def body(snmp: SystemSnmp, device: Device) -> str:
        capture = await snmp.get(device, ["1.3.6.1.2.1.1.1.0"], timeout_s=5)
        dead = dataclasses.replace(device, port=9)
        with pytest.raises(NotAnswered) as silent:
            await snmp.get(dead, ["1.3.6.1.2.1.1.1.0"], timeout_s=0.5)
        return repr(capture) + str(silent.value) + silent.value.hint

    assert COMMUNITY not in asked(ADSL, body)
