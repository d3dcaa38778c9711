"""One modem, four doors: telnet, SNMP, TR-064 and the web page tell the same line from the same state file."""

from __future__ import annotations

import asyncio
import dataclasses
import random
import re
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from netdoc.errors import NotAnswered
from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_history import DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.site import Device
from netdoc.plugin import Driver
from netdoc.ports import Credential
from probes.modems import broadcom, snmp_dsl
from probes.wire.connect import connect
from probes.wire.http import SystemHttp
from tests.emulated import dsl_mib, modem_http
from tests.emulated.broadcom_telnet import Box
from tests.emulated.broadcom_text import DAY_S, QUARTER_S, SECTIONS, BoxState
from tests.emulated.snmp_agent import COMMUNITY, SNMPD, running

pytestmark = pytest.mark.skipif(not Path(SNMPD).exists(), reason="net-snmp's agent is not installed")
USER, PASSWORD = "admin", "secret-of-the-box"
SAME: tuple[str, ...] = ("sync", "rate_down_kbps", "rate_up_kbps", "attainable_down_kbps", "attainable_up_kbps")
SAME += ("margin_down_db", "margin_up_db", "attenuation_down_db", "power_down_dbm", "power_up_dbm", "profile")
COUNTED = ("crc", "fec", "es", "ses", "uas")


class Now:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic_ns(self) -> int:
        return time.monotonic_ns()

    def boottime_ns(self) -> int:
        return 0

    def boot_id(self) -> str:
        return "test"


class Held:
    def __init__(self, password: str = PASSWORD) -> None:
        self.password = password

    def find(self, name: str) -> Credential | None:
        return Credential(user=USER, password=self.password, community=COMMUNITY)


def a_modem(seed: int, *, sync: bool = True) -> BoxState:
    """Return a modem whose first day is not over, so that every door counts over the same time."""
    dice, now = random.Random(seed), time.time()
    up_s = dice.randrange(3, 80) * QUARTER_S + 300
    counted = {key: (dice.randrange(1, 90), dice.randrange(1, 90)) for key in ("CRC", "FEC", "ES", "LOS", "INITS")}
    counted |= {"SES": (dice.randrange(1, 9), 1), "UAS": (60, 60)}
    none = dict.fromkeys(counted, (0, 0))
    return BoxState(
        booted_at=now - up_s,
        showtime_at=now - 200 if sync else None,
        sync=sync,
        status="" if sync else dice.choice(["Idle", "G.994 Training"]),
        rate=(dice.randrange(20_000, 100_000), dice.randrange(1_000, 20_000)),
        attainable=(dice.randrange(100_000, 120_000), dice.randrange(20_000, 30_000)),
        margin=(round(dice.uniform(3, 12), 1), round(dice.uniform(3, 12), 1)),
        attenuation=(round(dice.uniform(3, 40), 1), 7.5),
        counters={name: none if name.startswith("previous") or name == "since_link" else counted for name in SECTIONS},
        user=USER,
        password=PASSWORD,
    )


def read(state: BoxState, folder: Path, driver: Driver) -> list[Fact]:
    """Return what a driver makes of the modem, by the driver's own door."""
    file = folder / "box.json"
    file.write_text(state.to_json())

    async def told(port: int) -> list[Fact]:
        ports = connect(Now(), Held())
        device = Device(id="modem", kind="modem", address="127.0.0.1", port=port, credentials="box")
        return list(driver.read(await driver.collect(device, ports)))

    async def by_telnet() -> list[Fact]:
        box = Box(file=file)
        try:
            return await told(await box.start())
        finally:
            await box.stop()

    if driver.transport == "telnet":
        return asyncio.run(by_telnet())
    helper = f"{sys.executable} -m tests.emulated.dsl_mib --state {file}"
    with running(helper, [".".join(map(str, each)) for each in dsl_mib.ROOTS]) as port:
        return asyncio.run(told(port))


def line_of(facts: list[Fact]) -> DslLine:
    return next(each for each in facts if isinstance(each, DslLine))


@pytest.mark.parametrize("seed", [1, 2])
def test_telnet_and_snmp_tell_the_same_line_the_same_box_and_the_same_counters(seed: int, tmp_path: Path) -> None:
    state = a_modem(seed)

    by_telnet, by_snmp = read(state, tmp_path, broadcom.DRIVER), read(state, tmp_path, snmp_dsl.DRIVER)

    one, other = line_of(by_telnet), line_of(by_snmp)
    names = [*SAME, *(f"{key}_{side}" for key in COUNTED for side in ("down", "up"))]
    assert {name: getattr(one, name) for name in names} == {name: getattr(other, name) for name in names}
    assert (one.rate_down_kbps, one.crc_down) == (state.rate[0], state.counters["total"]["CRC"][0])
    assert other.retrains == state.counters["total"]["INITS"][0]


def test_telnet_and_snmp_tell_the_same_uptime_of_the_box(tmp_path: Path) -> None:
    state = a_modem(10)

    told = [*read(state, tmp_path, broadcom.DRIVER), *read(state, tmp_path, snmp_dsl.DRIVER)]

    up_s = time.time() - state.booted_at
    boxes = [each.uptime_s or 0 for each in told if isinstance(each, DeviceState)]
    assert [abs(up_s - each) < 15 for each in boxes] == [True, True], f"{boxes} of {up_s:.0f} s"


def test_telnet_and_snmp_tell_the_same_bins(tmp_path: Path) -> None:
    state = a_modem(3)

    found: list[Mapping[float, tuple[int | None, ...]]] = []
    for driver in (broadcom.DRIVER, snmp_dsl.DRIVER):
        histories = [each for each in read(state, tmp_path, driver) if isinstance(each, DslHistory)]
        bins = [each for history in histories if history.bin_s == QUARTER_S for each in history.bins]
        found.append({round(each.start.timestamp(), -1): (each.es_down, each.es_up, each.ses_down) for each in bins})

    assert len(found[0]) == len(found[1]) == 2
    for (one, values), (other, same) in zip(sorted(found[0].items()), sorted(found[1].items()), strict=True):
        assert abs(one - other) <= 10
        assert values == same


@pytest.mark.parametrize("status", ["Idle", "G.994 Training"])
def test_every_door_tells_that_the_line_is_not_in_sync(status: str, tmp_path: Path) -> None:
    state = a_modem(4, sync=False)
    state.status = status

    assert line_of(read(state, tmp_path, broadcom.DRIVER)).sync is False
    assert line_of(read(state, tmp_path, snmp_dsl.DRIVER)).sync is False
    with doors(state, tmp_path) as port:
        told = tr064(port, "wandslifconfig1", "WANDSLInterfaceConfig:1", "GetInfo")
        assert told["NewStatus"] == {"Idle": "NoSignal"}.get(status, "Initializing")
        assert f"<td>{status}</td>" in web(port)


def test_tr064_and_the_page_tell_the_numbers_of_the_state(tmp_path: Path) -> None:
    state = a_modem(5)
    total = state.counters["total"]

    with doors(state, tmp_path) as port:
        info = tr064(port, "wandslifconfig1", "WANDSLInterfaceConfig:1", "GetInfo")
        counted = tr064(port, "wandslifconfig1", "WANDSLInterfaceConfig:1", "GetStatisticsTotal")
        box = tr064(port, "deviceinfo", "DeviceInfo:1", "GetInfo")
        page = web(port)

    assert (int(info["NewDownstreamCurrRate"]), int(info["NewUpstreamCurrRate"])) == state.rate
    assert int(info["NewDownstreamNoiseMargin"]) / 10 == state.margin[0]
    assert (int(counted["NewCRCErrors"]), int(counted["NewATUCCRCErrors"])) == total["CRC"]
    assert int(counted["NewErroredSecs"]) == total["ES"][0]
    assert int(counted["NewLinkRetrain"]) == total["INITS"][0]
    assert abs(time.time() - state.booted_at - int(box["NewUpTime"])) < 5
    assert f"<td>Total: CRC</td><td>{total['CRC'][0]}</td><td>{total['CRC'][1]}</td>" in page
    assert f"<td>Rate (kbit/s)</td><td>{state.rate[0]}</td><td>{state.rate[1]}</td>" in page


def test_the_session_that_tr064_tells_is_that_of_the_session_file(tmp_path: Path) -> None:
    session = tmp_path / "session.json"
    session.write_text(f'{{"status": "Connected", "up_since": {time.time() - 500}, "last_error": "ERROR_NONE"}}')

    with doors(a_modem(6), tmp_path, session) as port:
        told = tr064(port, "wanpppconn1", "WANPPPConnection:1", "GetInfo")
    with doors(a_modem(6), tmp_path) as port:
        bridged = tr064(port, "wanpppconn1", "WANPPPConnection:1", "GetInfo")

    assert told["NewConnectionStatus"] == "Connected"
    assert 500 <= int(told["NewUptime"]) < 510
    assert bridged["NewConnectionStatus"] == "Unconfigured"


def test_a_wrong_password_opens_no_door_of_tr064(tmp_path: Path) -> None:
    with doors(a_modem(7), tmp_path) as port, pytest.raises(NotAnswered) as refused:
        tr064(port, "deviceinfo", "DeviceInfo:1", "GetInfo", password="wrong")

    assert refused.value.failure == "denied"


def test_an_action_that_the_box_does_not_have_is_a_upnp_fault(tmp_path: Path) -> None:
    with doors(a_modem(8), tmp_path) as port, pytest.raises(NotAnswered) as failed:
        tr064(port, "deviceinfo", "DeviceInfo:1", "Reboot")

    assert failed.value.failure == "error"


def test_a_box_that_hangs_lets_everybody_wait_at_its_page_and_its_agent(tmp_path: Path) -> None:
    state = a_modem(11)
    state.manners = ("silent",)
    helper = f"{sys.executable} -m tests.emulated.dsl_mib --state {tmp_path / 'box.json'}"
    root = ".".join(map(str, dsl_mib.BOX_UPTIME))

    with doors(state, tmp_path) as port, pytest.raises(NotAnswered) as by_http:
        asyncio.run(SystemHttp(Now(), Held()).get(f"http://127.0.0.1:{port}/", timeout_s=0.5))
    (tmp_path / "box.json").write_text(state.to_json())
    with running(helper, [root]) as port, pytest.raises(NotAnswered) as by_snmp:
        device = Device(id="modem", kind="modem", address="127.0.0.1", port=port, credentials="box")
        asyncio.run(connect(Now(), Held()).snmp.get(device, [f"{root}.0"], timeout_s=0.8))

    assert [each.value.failure for each in (by_http, by_snmp)] == ["timeout"] * 2


def test_a_box_that_has_been_up_for_a_day_serves_the_closed_bins() -> None:
    state = a_modem(9)
    state.booted_at = time.time() - DAY_S - 100
    young = a_modem(9)
    young.booted_at = time.time() - 100

    def closed(state: BoxState) -> set[int]:
        found = {oid for oid, _, _ in dsl_mib.rows(state, time.time())}
        place = len(dsl_mib.VDSL2) + 3
        return {oid[place] for oid in found if oid[:place] == (*dsl_mib.VDSL2, 1, 4, 1) and oid[place] in (3, 4)}

    assert (closed(state), closed(young)) == ({3, 4}, set())


@contextmanager
def doors(state: BoxState, folder: Path, session: Path | None = None) -> Iterator[int]:
    """Run the modem's HTTP server and give its port."""
    file = folder / "box.json"
    file.write_text(state.to_json())
    server = modem_http.http_server("127.0.0.1", 0, file, session)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        file.write_text(dataclasses.replace(state, manners=()).to_json())
        server.shutdown()
        server.server_close()


def tr064(port: int, door: str, service: str, action: str, password: str = PASSWORD) -> dict[str, str]:
    """Return an answer of the box as netdoc's own client gets it, digest login and all."""
    device = Device(id="modem", kind="modem", address="127.0.0.1", credentials="box")
    http = SystemHttp(Now(), Held(password))
    url = f"http://127.0.0.1:{port}/upnp/control/{door}"
    capture = asyncio.run(http.soap(url, f"urn:dslforum-org:service:{service}", action, timeout_s=5, device=device))
    found = {each.tag: each.text or "" for each in ElementTree.fromstring(capture.body).iter()}
    return {name: text for name, text in found.items() if re.match("New", name)}


def web(port: int) -> str:
    return asyncio.run(SystemHttp(Now(), Held()).get(f"http://127.0.0.1:{port}/status.html", timeout_s=5)).body.decode()
