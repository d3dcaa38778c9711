"""TR-064 with its login, UPnP, Speedport and AT&T pages over HTTP, from boxes with good and bad manners."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest

from netdoc.app.devices import read_device
from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.device_log import DeviceLog, LogEvent
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.observation import Gap, Missed
from netdoc.model.site import Device
from netdoc.plugin import Driver, Score
from netdoc.ports import Credential, Ports
from probes.modems import att_broadband, igd, speedport, tr064
from probes.wire.connect import connect
from tests.emulated import modem_http
from tests.emulated.broadcom_text import BoxState
from tests.emulated.http_box import PASSWORD, USER, HttpBox
from tests.probes.wire.loopback import HeldSecrets, RealClock

CAPTURES = Path(__file__).parents[1] / "captures"
FRITZ = CAPTURES / "tr064" / "emulated_7590_vdsl2"
SERVICES = {
    "WANDSLInterfaceConfig": "wandslifconfig1",
    "WANPPPConnection": "wanpppconn1",
    "WANCommonInterfaceConfig": "wancommonifconfig1",
    "DeviceInfo": "deviceinfo",
    "Time": "time",
}
RIGHT = {"box": Credential(user=USER, password=PASSWORD)}
WRONG = {"box": Credential(user=USER, password="guessed")}
F = TypeVar("F", bound=Fact)
ZONE = "CET-1CEST-2,M3.5.0/02:00:00,M10.5.0/03:00:00"


def description(services: Sequence[str], authority: str = "dslforum-org") -> bytes:
    entries = "".join(
        f"<service><serviceType>urn:{authority}:service:{each}:1</serviceType><serviceId>id:{each}</serviceId>"
        f"<controlURL>/control/{each}</controlURL><SCPDURL>/{each}SCPD.xml</SCPDURL></service>"
        for each in services
    )
    return (
        f'<?xml version="1.0"?><root xmlns="urn:{authority}:device-1-0"><device>'
        f"<deviceType>urn:{authority}:device:InternetGatewayDevice:1</deviceType><manufacturer>AVM</manufacturer>"
        f"<modelName>FRITZ!Box 7590</modelName><serviceList>{entries}</serviceList></device></root>"
    ).encode()


def the_time(ahead_s: float) -> bytes:
    now = (datetime.now(ZoneInfo("Europe/Berlin")) + timedelta(seconds=ahead_s)).isoformat(timespec="seconds")
    told: modem_http.Fields = {"NewCurrentLocalTime": now, "NewLocalTimeZone": ZONE}
    return modem_http.envelope("Time:1", "GetInfo", told).encode()


def a_fritzbox(**more: object) -> HttpBox:
    actions = {each.stem.replace(".", "#", 1): each.read_bytes() for each in FRITZ.glob("*.xml")}
    own = b"<scpd><action><name>X_AVM-DE_GetDSLInfo</name></action></scpd>"
    pages = {"/tr64desc.xml": description(list(SERVICES)), "/WANDSLInterfaceConfigSCPD.xml": own}
    return HttpBox(**{"pages": pages, "actions": {**actions, "Time#GetInfo": the_time(0)}, **more})  # type: ignore[arg-type]


def the_ports(secrets: dict[str, Credential] = RIGHT) -> Ports:
    return connect(RealClock(), HeldSecrets(secrets))


def the_box(port: int, driver: Driver | None, credentials: str | None = "box") -> Device:
    name = None if driver is None else driver.id
    return Device(id="modem", kind="modem", address="127.0.0.1", port=port, driver=name, credentials=credentials)


def collected(
    box: HttpBox, driver: Driver, ports: Ports | None = None, credentials: str | None = "box"
) -> list[Capture]:
    with box.serving() as port:
        return list(asyncio.run(driver.collect(the_box(port, driver, credentials), ports or the_ports())))


def one(facts: Sequence[Fact], kind: type[F]) -> F:
    (found,) = (each for each in facts if isinstance(each, kind))
    return found


@pytest.fixture(autouse=True)
def _nothing_learnt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tr064, "_extras", {})
    monkeypatch.setattr(speedport, "_known", {})


def test_a_fritzbox_tells_line_session_counters_box_and_log_in_one_round() -> None:
    box = a_fritzbox()

    captures = collected(box, tr064.DRIVER)
    facts = tr064.read(captures)

    assert {type(each) for each in facts} == {DeviceState, DslLine, WanSession, InterfaceCounters, DeviceLog}
    line = one(facts, DslLine)
    assert (line.rate_down_kbps, line.margin_up_db, line.crc_down, line.profile) == (109_342, 14.1, 1_733, "17a")
    assert "X_AVM-DE_GetDSLDiagnoseInfo" not in box.asked, "the box does not list it"
    assert box.asked.count("GetDeviceLog") == 0, "GetInfo told the log already"
    assert not any(PASSWORD.encode() in each.body or PASSWORD in each.method for each in captures)


@pytest.mark.parametrize("ahead_s", [0, 5_000, -130])
def test_the_log_is_put_on_our_clock_by_the_clock_that_the_box_told(ahead_s: int) -> None:
    box = a_fritzbox()
    box.actions = {**box.actions, "Time#GetInfo": the_time(ahead_s)}

    log = one(tr064.read(collected(box, tr064.DRIVER)), DeviceLog)

    assert log.clock_offset_s == pytest.approx(ahead_s, abs=3)
    assert log.clock_bound_s == 3.0
    lost = next(each for each in log.lines if each.event is LogEvent.SYNC_LOST)
    written = datetime(2026, 3, 1, 6, 13, 35, tzinfo=UTC)  # 07:13:35 in winter at CET
    assert abs((lost.at - (written - timedelta(seconds=ahead_s))).total_seconds()) <= 3


def test_a_wrong_password_is_sent_once_and_never_again() -> None:
    box, ports = a_fritzbox(), the_ports(WRONG)

    for _ in range(3):
        with pytest.raises(NotAnswered) as refused:
            collected(box, tr064.DRIVER, ports)
        assert refused.value.failure == "denied"

    # the port differs each time, so each is another box to the client: one login each
    assert box.logins == 3
    with box.serving() as port, pytest.raises(NotAnswered):
        asyncio.run(tr064.collect(the_box(port, tr064.DRIVER), ports))
        asyncio.run(tr064.collect(the_box(port, tr064.DRIVER), ports))
    assert box.logins == 4


def test_a_login_that_is_refused_opens_no_other_door() -> None:
    box = a_fritzbox()

    with box.serving() as port:
        drivers = {each.id: each for each in (tr064.DRIVER, speedport.DRIVER)}
        for _ in range(2):
            captures, (missed,) = asyncio.run(read_device(the_box(port, None), PORTS_WRONG, drivers))

    assert isinstance(missed, Missed)
    assert (captures, missed.failure, missed.reader) == ([], "denied", "tr064/1")
    assert box.logins == 1


PORTS_WRONG = the_ports(WRONG)


def test_without_a_login_it_says_which_one_is_missing() -> None:
    box = a_fritzbox()

    with box.serving() as port:
        device = the_box(port, tr064.DRIVER, None)
        captures, (gap,) = asyncio.run(read_device(device, the_ports(), {"tr064": tr064.DRIVER}))

    assert isinstance(gap, Gap)
    assert captures == []
    assert "log in" in gap.why
    assert "credentials" in gap.hint
    assert box.logins == 0


@pytest.mark.parametrize("manner", ["503", "half", "drop", "slow"])
@pytest.mark.parametrize("action", ["GetInfo", "GetStatisticsTotal"])
def test_what_was_told_before_the_box_fell_silent_stands(
    manner: str, action: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tr064, "ANSWER_S", 0.7)
    box = a_fritzbox(manners={action: manner})

    if action == "GetInfo":
        with pytest.raises(NotAnswered) as missed:
            collected(box, tr064.DRIVER)
        assert missed.value.failure != "denied"
    else:
        line = one(tr064.read(collected(box, tr064.DRIVER)), DslLine)
        assert (line.rate_up_kbps, line.crc_down) == (36_997, None)
    assert box.asked.count(action) == 1, "asked once, not pressed"
    assert "GetCommonLinkProperties" not in box.asked


def test_an_answer_that_ends_in_the_middle_costs_only_itself() -> None:
    box = a_fritzbox(manners={"GetStatisticsTotal": "cut"})

    facts = tr064.read(collected(box, tr064.DRIVER))

    line = one(facts, DslLine)
    assert (line.sync, line.rate_down_kbps, line.crc_down, line.retrains) == (True, 109_342, None, None)
    assert one(facts, WanSession)


def test_a_box_without_dsl_is_passed_over_action_by_action() -> None:
    box = a_fritzbox()
    box.actions = {name: body for name, body in box.actions.items() if not name.startswith("WANDSL")}

    facts = tr064.read(collected(box, tr064.DRIVER))

    assert {type(each) for each in facts} == {DeviceState, WanSession, InterfaceCounters, DeviceLog}


def test_a_description_that_is_only_upnp_is_not_asked_by_tr064() -> None:
    box = a_fritzbox(pages={"/tr64desc.xml": description(["WANIPConnection"], "schemas-upnp-org")})

    captures = collected(box, tr064.DRIVER)

    assert len(captures) == 1
    assert tr064.recognises(captures[0].body) is Score.NO
    assert box.asked == ["/tr64desc.xml"]


def test_tr064_tells_the_line_of_the_state_that_telnet_tells_too(tmp_path: Path) -> None:
    state = BoxState(counters={"total": {"CRC": (71, 3), "ES": (44, 0), "INITS": (2, 0)}})
    (tmp_path / "box.json").write_text(state.to_json())
    server = modem_http.http_server("127.0.0.1", 0, tmp_path / "box.json")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        device = the_box(server.server_address[1], tr064.DRIVER)
        facts = tr064.read(asyncio.run(tr064.collect(device, the_ports())))
    finally:
        server.shutdown()
        server.server_close()

    line, box = one(facts, DslLine), one(facts, DeviceState)
    assert (line.rate_down_kbps, line.rate_up_kbps) == state.rate
    assert (line.margin_down_db, line.margin_up_db) == state.margin
    assert (line.power_down_dbm, line.power_up_dbm) == state.power
    assert (line.attenuation_down_db, line.attenuation_up_db) == (21.3, None)
    assert (line.crc_down, line.crc_up, line.es_down, line.retrains) == (71, 3, 44, 2)
    assert box.uptime_s == pytest.approx(time.time() - state.booted_at, abs=15)


def test_where_the_site_names_the_upnp_description_that_of_tr064_is_found_beside_it() -> None:
    box = a_fritzbox()
    box.pages = {**box.pages, "/igddesc.xml": description(["WANIPConnection"], "schemas-upnp-org")}

    with box.serving() as port:
        device = replace(the_box(port, tr064.DRIVER), url=f"http://127.0.0.1:{port}/igddesc.xml")
        facts = tr064.read(asyncio.run(tr064.collect(device, the_ports())))

    assert one(facts, DslLine).sync is True


def test_a_box_whose_driver_is_not_named_is_asked_for_its_line_and_not_by_upnp() -> None:
    box = a_fritzbox()
    box.pages = {**box.pages, "/igddesc.xml": description(["WANIPConnection"], "schemas-upnp-org")}
    drivers = {each.id: each for each in (att_broadband.DRIVER, igd.DRIVER, speedport.DRIVER, tr064.DRIVER)}

    with box.serving() as port:
        captures, told = asyncio.run(read_device(the_box(port, None), the_ports(), drivers))

    assert {each.reader for each in told} == {"tr064/1"}
    assert any(isinstance(getattr(each, "fact", None), DslLine) for each in told)
    assert len(captures) > 5


def test_upnp_is_asked_without_a_login_though_one_is_configured() -> None:
    folder = CAPTURES / "igd" / "emulated_avm_up"
    answers = {each.stem.replace(".", "#", 1): each.read_bytes() for each in folder.glob("WAN*.xml")}
    desc = description(["WANIPConnection", "WANCommonInterfaceConfig"], "schemas-upnp-org")
    box = HttpBox(pages={"/igddesc.xml": desc}, actions=answers, login=False)

    facts = igd.read(collected(box, igd.DRIVER))

    session, counters = one(facts, WanSession), one(facts, InterfaceCounters)
    assert (session.uptime_s, counters.rx_bytes, counters.bits) == (20_613, 197_786_200_008, 64)
    assert box.logins == 0


def test_a_box_without_upnp_is_a_gap_of_ours() -> None:
    with pytest.raises(CannotMeasure, match="UPnP"):
        collected(HttpBox(), igd.DRIVER)


def pages_of(folder: str, places: dict[str, str]) -> dict[str, bytes]:
    return {place: (CAPTURES / folder / name).read_bytes() for place, name in places.items()}


W724V = {
    "/engineer/html/dsl_hidden_status.stm": "dsl_hidden_status.stm",
    "/engineer/html/module_versions.stm": "module_versions.stm",
}
NVG = {"/cgi-bin/dslstatistics.ha": "dslstatistics.html", "/cgi-bin/sysinfo.ha": "sysinfo.html"}


def test_a_speedport_is_read_from_its_engineer_pages_and_asked_for_the_right_ones_from_then_on() -> None:
    box = HttpBox(pages=pages_of("speedport/documented_smart_json", {"/engineer/data/DSL.json": "DSL.json"}))

    with box.serving() as port:
        rounds = [
            speedport.read(asyncio.run(speedport.collect(the_box(port, speedport.DRIVER), the_ports())))
            for _ in range(2)
        ]

    lines = [one(each, DslLine) for each in rounds]
    assert [each.rate_down_kbps for each in lines] == [109_340, 109_340]
    assert [each for each in box.asked if "hidden" in each] == ["/engineer/html/dsl_hidden_status.stm"]
    assert box.logins == 0


def test_a_speedport_with_engineer_pages_tells_line_and_firmware() -> None:
    facts = speedport.read(
        collected(HttpBox(pages=pages_of("speedport/emulated_w724v_in_sync", W724V)), speedport.DRIVER)
    )

    assert [type(each) for each in facts] == [DslLine, DeviceState]


def test_an_att_gateway_is_read_from_the_pages_that_it_has() -> None:
    box = HttpBox(pages=pages_of("att_broadband/documented_nvg510_adsl2plus", NVG))

    facts = att_broadband.read(collected(box, att_broadband.DRIVER))

    assert [type(each) for each in facts] == [DslLine, WanSession, InterfaceCounters, DeviceState]
    assert box.asked == [*att_broadband.PLACES, att_broadband.BOX_PLACE]
    assert box.logins == 0


@pytest.mark.parametrize("driver", [speedport.DRIVER, att_broadband.DRIVER], ids=lambda each: each.id)
@pytest.mark.parametrize(("manner", "failure"), [("drop", "closed"), ("slow", "timeout"), ("503", "error")])
def test_a_page_that_does_not_come_is_evidence_and_not_a_wrong_number(
    driver: Driver, manner: str, failure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speedport, "ANSWER_S", 0.7)
    monkeypatch.setattr(att_broadband, "ANSWER_S", 0.7)
    pages = {
        **pages_of("speedport/emulated_w724v_in_sync", W724V),
        "/cgi-bin/broadbandstatistics.ha": b"",
    }
    first = next(iter(W724V)) if driver is speedport.DRIVER else "/cgi-bin/broadbandstatistics.ha"
    box = HttpBox(pages=pages, manners={first: manner, "/cgi-bin/dslstatistics.ha": manner})

    with pytest.raises(NotAnswered) as missed:
        collected(box, driver)

    assert missed.value.failure == failure


@pytest.mark.parametrize("driver", [speedport.DRIVER, att_broadband.DRIVER], ids=lambda each: each.id)
def test_half_a_page_yields_nothing_that_the_whole_does_not_say(driver: Driver) -> None:
    if driver is speedport.DRIVER:
        pages = pages_of("speedport/emulated_w724v_in_sync", W724V)
    else:
        pages = pages_of("att_broadband/documented_nvg510_adsl2plus", NVG)
    whole = {repr(each) for each in driver.read(collected(HttpBox(pages=pages), driver))}
    first = next(iter(pages))

    facts = driver.read(collected(HttpBox(pages=pages, manners={first: "cut"}), driver))

    line = [each for each in facts if isinstance(each, DslLine)]
    assert all(each.crc_down is None for each in line)
    assert {repr(each) for each in facts if isinstance(each, DeviceState)} <= whole
