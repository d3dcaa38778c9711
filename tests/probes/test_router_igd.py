from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from netdoc.errors import CannotMeasure, NotAnswered, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.codec import fact_to_plain
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.observation import Missed, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Device, Rung, RungKind, Site
from netdoc.ports import Ports
from probes import router_igd
from probes.router_igd import collect, read
from tests.probes.wire.loopback import RealClock, in_loop

CAPTURES = Path(__file__).parents[1] / "captures" / "router_igd"
FOLDERS = sorted(each for each in CAPTURES.iterdir() if each.is_dir())
AT = datetime(2026, 3, 1, 8, 15, tzinfo=UTC)
ROUTER = "192.168.77.1"
URL = f"http://{ROUTER}:5000/rootDesc.xml"
SITE = Site(id="s", devices=(Device(id="router", kind="router", address=ROUTER, url=URL),))
SITE_BY_RUNG = Site(id="s", rungs=(Rung(id="router", kind=RungKind.ROUTER, address=ROUTER),))


def a_capture(body: bytes) -> Capture:
    return Capture(body, AT, "router", "http: test")


def a_reply(action: str, service: str = "WANIPConnection:1", **fields: str) -> Capture:
    held = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    return a_capture(
        f'<s:Envelope xmlns:s="x"><s:Body><u:{action}Response xmlns:u="urn:schemas-upnp-org:service:{service}">'
        f"{held}</u:{action}Response></s:Body></s:Envelope>".encode()
    )


def only(kind: type[Any], observations: Sequence[object]) -> Any:
    (fact,) = [each.fact for each in observations if isinstance(each, Seen) and isinstance(each.fact, kind)]
    return fact


def session(**fields: str) -> WanSession:
    return cast(WanSession, only(WanSession, read(SITE, [a_reply("GetStatusInfo", **fields)])))


@dataclass
class Replay:
    """Answers HTTP from a folder of captures and fails on any question it does not know."""

    pages: Mapping[str, bytes | Exception] = field(default_factory=dict)
    answers: Mapping[str, bytes | Exception] = field(default_factory=dict)
    locations: Sequence[str] = ()
    asked: list[str] = field(default_factory=list)
    logins: int = 0

    async def get(self, url: str, *, timeout_s: float, device: Device | None = None) -> Capture:
        self.asked.append(url)
        self.logins += device is not None
        return self._told(self.pages.get(url, NotAnswered("refused", failure="refused")))

    async def soap(
        self, url: str, service: str, action: str, *, timeout_s: float, device: Device | None = None
    ) -> Capture:
        self.logins += device is not None
        self.asked.append(f"{service.split(':')[-2]}.{action}")
        return self._told(self.answers[self.asked[-1]])

    async def ssdp(self, search_target: str, *, timeout_s: float) -> Sequence[str]:
        return self.locations

    def ports(self) -> Ports:
        none = cast(Any, None)
        return Ports(RealClock(), none, none, none, none, cast(Any, self), none, none, none, none)

    @staticmethod
    def _told(held: bytes | Exception) -> Capture:
        if isinstance(held, Exception):
            raise held
        if b"<errorCode>" in held:
            raise NotAnswered("UPnPError 401 Invalid Action", failure="error")
        return a_capture(held)


def a_replay(folder: str = "miniupnpd-2.3.1_up", **changes: Any) -> Replay:
    files = {each.stem: each.read_bytes() for each in (CAPTURES / folder).glob("*.xml")}
    return Replay(pages={URL: files.pop("description")}, answers={**files, **changes.pop("answers", {})}, **changes)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda each: each.name)
@in_loop
async def test_every_recorded_router_is_asked_and_read_as_expected(folder: Path) -> None:
    observations = read(SITE, await collect(SITE, a_replay(folder.name).ports()))

    facts = [fact_to_plain(each.fact) for each in observations if isinstance(each, Seen)]
    assert facts == json.loads((folder / "expected.json").read_text())
    assert {(each.subject, each.plane, each.at) for each in observations if isinstance(each, Seen)} == {
        ("router", Plane.ROUTER_BOX, AT)
    }


def test_an_avm_description_gives_maker_and_model(shared_captures: Path) -> None:
    body = (shared_captures / "fritzbox-tr064" / "igddesc.xml").read_bytes()
    status = a_reply("GetStatusInfo", NewConnectionStatus="Connected", NewUptime="60")

    state = only(DeviceState, read(SITE, [a_capture(body), status]))

    assert (state.vendor, state.model, state.firmware) == ("AVM Berlin", "FRITZ!Box 7590", None)


def test_a_tr064_description_gives_the_firmware_too(shared_captures: Path) -> None:
    body = (shared_captures / "fritzbox-tr064" / "tr64desc.xml").read_bytes()
    status = a_reply("GetInfo", NewConnectionStatus="Connected")

    state = only(DeviceState, read(SITE, [a_capture(body), status]))

    assert (state.vendor, state.model, state.firmware) == ("AVM", "FRITZ!Box 7590", "154.07.10")


def test_a_real_ppp_session_is_read_with_its_clock(shared_captures: Path) -> None:
    body = (shared_captures / "fritzbox-tr064" / "wanppp-getinfo.xml").read_bytes()

    fact = only(WanSession, read(SITE, [a_capture(body)]))

    assert fact == WanSession(status=SessionStatus.UP, session="ppp", uptime_s=755581)


def test_real_counters_take_the_64_bit_totals_and_the_link_rates(shared_captures: Path) -> None:
    folder = shared_captures / "fritzbox-tr064"
    captures = [
        a_capture((folder / name).read_bytes())
        for name in ("igddesc.xml", "wancommon-getcommonlinkproperties.xml", "igd-getaddoninfos.xml")
    ]

    counters = only(InterfaceCounters, read(SITE, captures))

    assert counters == InterfaceCounters(
        interface="WANCommonIFC1",
        role="wan",
        rx_bytes=197786211361,
        tx_bytes=30680066212,
        bits=64,
        up=True,
        rate_down_kbps=240893,
        rate_up_kbps=49741,
    )


def test_totals_without_the_64_bit_texts_are_known_to_be_32_bits_wide() -> None:
    captures = [
        a_reply("GetTotalBytesReceived", "WANCommonInterfaceConfig:1", NewTotalBytesReceived="217715745"),
        a_reply("GetTotalBytesSent", "WANCommonInterfaceConfig:1", NewTotalBytesSent="615295140"),
    ]

    counters = only(InterfaceCounters, read(SITE, captures))

    assert (counters.rx_bytes, counters.tx_bytes, counters.bits) == (217715745, 615295140, 32)


@pytest.mark.parametrize("stuck", ["4294967295", "2147483647", "-1", "", "many", "9" * 40])
def test_a_total_that_is_stuck_or_no_number_is_not_read(stuck: str) -> None:
    captures = [
        a_reply("GetTotalBytesReceived", "WANCommonInterfaceConfig:1", NewTotalBytesReceived=stuck),
        a_reply("GetTotalBytesSent", "WANCommonInterfaceConfig:1", NewTotalBytesSent="5"),
    ]

    counters = only(InterfaceCounters, read(SITE, captures))

    assert (counters.rx_bytes, counters.tx_bytes) == (None, 5)


def test_totals_that_are_both_zero_are_left_out_with_a_remark() -> None:
    captures = [
        a_reply("GetCommonLinkProperties", "WANCommonInterfaceConfig:1", NewPhysicalLinkStatus="Up"),
        a_reply("GetTotalBytesReceived", "WANCommonInterfaceConfig:1", NewTotalBytesReceived="0"),
        a_reply("GetTotalBytesSent", "WANCommonInterfaceConfig:1", NewTotalBytesSent="0"),
    ]

    counters = only(InterfaceCounters, read(SITE, captures))

    assert (counters.rx_bytes, counters.tx_bytes, counters.up) == (None, None, True)
    assert "zero" in counters.remarks[0]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Connected", SessionStatus.UP),
        ("PendingDisconnect", SessionStatus.UP),
        ("Connecting", SessionStatus.CONNECTING),
        ("Authenticating", SessionStatus.CONNECTING),
        ("Disconnecting", SessionStatus.DOWN),
        ("Disconnected", SessionStatus.DOWN),
        ("Unconfigured", SessionStatus.UNKNOWN),
        ("Getrennt", SessionStatus.UNKNOWN),
    ],
)
def test_the_boxs_word_for_the_session_is_understood_or_called_unknown(word: str, status: SessionStatus) -> None:
    fact = session(NewConnectionStatus=word)

    assert fact.status is status
    assert bool(fact.remarks) == (word not in ("Connected", "Connecting", "Disconnected"))


def test_an_absent_uptime_is_not_zero() -> None:
    assert session(NewConnectionStatus="Connected").uptime_s is None


def test_an_uptime_of_zero_while_connected_is_a_box_that_does_not_count() -> None:
    assert session(NewConnectionStatus="Connected", NewUptime="0").uptime_s is None
    assert session(NewConnectionStatus="Connected", NewUptime="1").uptime_s == 1


def test_a_session_that_is_down_has_no_clock() -> None:
    assert session(NewConnectionStatus="Disconnected", NewUptime="35").uptime_s is None


def test_the_last_error_is_kept_in_the_boxs_word() -> None:
    fact = session(NewConnectionStatus="Disconnected", NewLastConnectionError="ERROR_AUTHENTICATION_FAILURE")

    assert fact.last_error == "ERROR_AUTHENTICATION_FAILURE"


def test_the_external_address_belongs_to_the_session_before_it() -> None:
    captures = [
        a_reply("GetStatusInfo", NewConnectionStatus="Connected"),
        a_reply("GetExternalIPAddress", NewExternalIPAddress="198.51.100.7"),
    ]

    assert only(WanSession, read(SITE, captures)).external_address == "198.51.100.7"
    assert only(WanSession, read(SITE, captures[:1])).external_address is None


def test_an_unused_session_beside_the_real_one_is_passed_over() -> None:
    captures = [
        a_reply("GetStatusInfo", "WANIPConnection:1", NewConnectionStatus="Unconfigured"),
        a_reply("GetStatusInfo", "WANPPPConnection:1", NewConnectionStatus="Disconnected"),
    ]

    fact = only(WanSession, read(SITE, captures))

    assert (fact.status, fact.session) == (SessionStatus.DOWN, "ppp")


def test_sessions_that_disagree_are_unknown_and_accuse_nobody() -> None:
    captures = [
        a_reply("GetStatusInfo", "WANPPPConnection:1", NewConnectionStatus="Disconnected"),
        a_reply("GetStatusInfo", "WANIPConnection:1", NewConnectionStatus="Connected"),
    ]

    fact = only(WanSession, read(SITE, captures))

    assert fact.status is SessionStatus.UNKNOWN
    assert "disagree" in fact.remarks[-1]


HOSTILE = "#panic()[*x*] <script>alert(1)</script> $(reboot) \u009b31m\u202e"


def test_hostile_names_stay_text_on_one_line() -> None:
    escaped = HOSTILE.replace("<", "&lt;")
    body = (
        f"<root><device><deviceType>urn:x:device:InternetGatewayDevice:1</deviceType><manufacturer>{escaped}\n"
        f"</manufacturer><modelName>{'A' * 100_000}</modelName></device></root>"
    ).encode()
    status = a_reply("GetStatusInfo", NewConnectionStatus="Connected", NewLastConnectionError=escaped)

    observations = read(SITE, [a_capture(body), status])

    state = only(DeviceState, observations)
    assert state.vendor == HOSTILE.replace("\u009b", "\ufffd").replace("\u202e", "\ufffd")
    assert len(state.model) == 200
    assert only(WanSession, observations).last_error == state.vendor


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(20)
)
BAD = {
    "billion laughs": LAUGHS + b"]><x>&u;</x>",
    "external entity": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    "web page": b"<!DOCTYPE html><html><body>Login</body></html>",
    "truncated": (CAPTURES / "miniupnpd-2.3.1_up" / "description.xml").read_bytes()[:900],
    "truncated answer": (CAPTURES / "miniupnpd-2.3.1_up" / "WANIPConnection.GetStatusInfo.xml").read_bytes()[:-60],
    "ten megabytes": b"<x>" + b"y" * 10_000_000 + b"</x>",
    "deeply nested": b"<x>" * 100_000,
    "too many elements": b"<x>" + b"<y/>" * 50_000 + b"</x>",
    "nothing": b"",
    "garbage": bytes(range(256)) * 10,
    "unknown encoding": b'<?xml version="1.0" encoding="klingon"?><x/>',
    "other XML": b"<svg/>",
    "no gateway": b"<root><device><deviceType>urn:x:InternetGatewayDevice:1</deviceType></device></root>",
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD.keys())
def test_bytes_that_are_no_answer_are_unreadable_and_quickly_so(body: bytes) -> None:
    started = time.monotonic()
    with pytest.raises(UnreadableCapture) as gap:
        read(SITE, [a_capture(body)])

    assert gap.value.hint
    assert time.monotonic() - started < 2


@in_loop
async def test_a_description_that_cannot_be_read_is_kept_for_a_better_reader() -> None:
    replay = Replay(pages={URL: BAD["truncated"]})

    (kept,) = await collect(SITE, replay.ports())

    assert kept.body == BAD["truncated"]


@in_loop
async def test_no_question_goes_to_another_host_than_the_routers() -> None:
    description = (
        f"<root><URLBase>http://203.0.113.9/</URLBase><device>{_service('http://203.0.113.9/ctl', 'IP')}"
        f"{_service('//203.0.113.9/ctl', 'PPP')}</device><x>InternetGatewayDevice:1</x></root>"
    )
    replay = Replay(pages={URL: description.encode()})

    captures = await collect(SITE, replay.ports())

    assert replay.asked == [URL]
    with pytest.raises(UnreadableCapture, match="no internet gateway"):
        read(SITE, captures)


@in_loop
async def test_the_url_of_a_session_is_not_asked_as_a_web_address() -> None:
    by_ssh = Site(id="s", devices=(Device(id="router", kind="router", address=ROUTER, url=f"ssh://{ROUTER}"),))
    replay = a_replay(locations=[URL])

    await collect(by_ssh, replay.ports())

    assert replay.asked[0] == URL
    assert replay.logins == 0


@in_loop
async def test_a_router_that_stops_answering_is_asked_no_further_and_is_missed() -> None:
    silent = NotAnswered("192.168.77.1:5000 did not answer within 5 s", failure="timeout")
    replay = a_replay(answers={"WANIPConnection.GetStatusInfo": silent})

    observations = read(SITE, await collect(SITE, replay.ports()))

    assert replay.asked == [URL, "WANIPConnection.GetStatusInfo"]
    missed = next(each for each in observations if isinstance(each, Missed))
    assert (missed.subject, missed.what, missed.failure) == ("router", "WanSession", "timeout")
    assert "did not answer within 5 s" in missed.detail


@in_loop
async def test_counters_are_read_even_when_the_session_is_not_told() -> None:
    broken = NotAnswered("UPnPError 501 Action Failed", failure="error")
    replay = a_replay(answers={"WANIPConnection.GetStatusInfo": broken})

    observations = read(SITE, await collect(SITE, replay.ports()))

    assert [type(each.fact).__name__ if isinstance(each, Seen) else each.failure for each in observations] == [
        "DeviceState",
        "error",
        "InterfaceCounters",
    ]


@in_loop
async def test_wide_totals_make_the_narrow_question_needless() -> None:
    wide = a_reply(
        "GetAddonInfos",
        "WANCommonInterfaceConfig:1",
        NewX_AVM_DE_TotalBytesSent64="1",
        NewX_AVM_DE_TotalBytesReceived64="2",
    )
    replay = a_replay(answers={"WANCommonInterfaceConfig.GetAddonInfos": wide.body})

    counters = only(InterfaceCounters, read(SITE, await collect(SITE, replay.ports())))

    assert (counters.rx_bytes, counters.tx_bytes, counters.bits) == (2, 1, 64)
    assert not any("GetTotalBytes" in each for each in replay.asked)


def _service(path: str, kind: str) -> str:
    return (
        f"<service><serviceType>urn:schemas-upnp-org:service:WAN{kind}Connection:1</serviceType>"
        f"<serviceId>urn:upnp-org:serviceId:WAN{kind}Conn1</serviceId><controlURL>{path}</controlURL></service>"
    )


@in_loop
async def test_of_two_sessions_the_boxs_default_one_is_asked() -> None:
    forwarding = (
        "<service><serviceType>urn:x:service:Layer3Forwarding:1</serviceType><controlURL>/f</controlURL></service>"
    )
    description = (
        f"<root><device>{forwarding}{_service('/i', 'IP')}{_service('/p', 'PPP')}</device>"
        "<x>InternetGatewayDevice:1</x></root>"
    )
    default = "uuid:1:WANConnectionDevice:1,urn:upnp-org:serviceId:WANPPPConn1"
    replay = Replay(
        pages={URL: description.encode()},
        answers={
            "Layer3Forwarding.GetDefaultConnectionService": a_reply(
                "GetDefaultConnectionService", "Layer3Forwarding:1", NewDefaultConnectionService=default
            ).body,
            "WANPPPConnection.GetStatusInfo": a_reply(
                "GetStatusInfo", "WANPPPConnection:1", NewConnectionStatus="Disconnected"
            ).body,
            "WANPPPConnection.GetExternalIPAddress": NotAnswered("UPnPError 501", failure="error"),
        },
    )

    fact = only(WanSession, read(SITE, await collect(SITE, replay.ports())))

    assert (fact.status, fact.session) == (SessionStatus.DOWN, "ppp")
    assert not any(each.startswith("WANIPConnection") for each in replay.asked)


@in_loop
async def test_without_a_url_the_router_is_found_by_its_answer_to_a_search() -> None:
    replay = a_replay(locations=["http://192.168.77.50:80/printer.xml", URL])

    observations = read(SITE_BY_RUNG, await collect(SITE_BY_RUNG, replay.ports()))

    assert only(DeviceState, observations).model == "Debian router"
    assert replay.asked[0] == URL


@in_loop
async def test_the_routers_login_goes_to_a_configured_address_only() -> None:
    site = Site(id="s", devices=(Device(id="router", kind="router", address=ROUTER, credentials="box"),))
    found, guessed, configured = a_replay(locations=[URL]), a_replay(), a_replay()

    for replay, where in ((found, site), (guessed, site), (configured, SITE)):
        await collect(where, replay.ports())

    assert (found.logins, guessed.logins, configured.logins) == (0, 0, len(configured.asked))


@in_loop
async def test_without_an_answer_the_usual_places_on_the_router_are_tried() -> None:
    replay = a_replay()

    observations = read(SITE_BY_RUNG, await collect(SITE_BY_RUNG, replay.ports()))

    assert only(WanSession, observations).status is SessionStatus.UP
    assert all(each.startswith(f"http://{ROUTER}:") for each in replay.asked[: len(router_igd.USUAL_PLACES)])


@in_loop
async def test_another_boxs_gateway_service_is_not_taken_for_the_routers() -> None:
    other = "http://192.168.77.9:5000/rootDesc.xml"
    replay = replace(a_replay(), locations=[other], pages={other: b"InternetGatewayDevice:1 <root/>"})

    with pytest.raises(CannotMeasure, match=r"another box answered: 192\.168\.77\.9") as gap:
        await collect(SITE_BY_RUNG, replay.ports())

    assert other not in replay.asked
    assert "UPnP" in gap.value.hint


@in_loop
async def test_a_router_without_upnp_is_a_gap_with_a_hint() -> None:
    with pytest.raises(CannotMeasure, match="offers no UPnP IGD"):
        await collect(SITE_BY_RUNG, Replay().ports())
    with pytest.raises(CannotMeasure, match="address is not known"):
        await collect(Site(id="s"), Replay().ports())


@in_loop
async def test_a_configured_address_that_is_silent_is_evidence() -> None:
    silent = NotAnswered("did not answer within 5 s", failure="timeout")
    with pytest.raises(NotAnswered):
        await collect(SITE, Replay(pages={URL: silent}).ports())


IN_NAMESPACE = """
import asyncio, json, sys
from netdoc.model.codec import fact_to_plain
from netdoc.model.observation import Seen
from netdoc.model.site import Rung, RungKind, Site
from probes import connect
from probes.router_igd import collect, read
from tests.probes.wire.loopback import HeldSecrets, RealClock
site = Site(id="s", rungs=(Rung(id="router", kind=RungKind.ROUTER, address=sys.argv[1]),))
ports = connect(RealClock(), HeldSecrets())
async def main():
    found = [url for _ in range(2) if (url := await ports.http.ssdp("upnp:rootdevice", timeout_s=1.5))]
    return found, read(site, await collect(site, ports))
found, seen = asyncio.run(main())
print(json.dumps([found, [fact_to_plain(each.fact) for each in seen if isinstance(each, Seen)]]))
"""


@pytest.mark.lab
def test_a_real_miniupnpd_is_found_and_read_over_the_network(lab_machine: None, tmp_path: Path) -> None:
    from tests.lab.namespaces import Group, enter, ip_batch, run_in

    with Group(["pc", "router"]) as office:
        pc, router = office.name("pc"), office.name("router")
        ip_batch([f"link add lan0 netns {router} type veth peer name eth0 netns {pc}"])
        ip_batch(
            [
                "link add wan0 type veth peer name far0",
                "addr add 192.168.88.1/24 dev lan0",
                "addr add 11.5.6.7/24 dev wan0",
                *(f"link set {each} up" for each in ("lan0", "wan0", "far0")),
            ],
            namespace=router,
        )
        ip_batch(["addr add 192.168.88.9/24 dev eth0", "link set eth0 up"], namespace=pc)
        ip_batch(["route add 239.0.0.0/8 dev lan0"], namespace=router)
        config = tmp_path / "miniupnpd.conf"
        lines = ["ext_ifname=wan0", "listening_ip=lan0", "http_port=5000", "enable_upnp=yes", "secure_mode=yes"]
        lines += ["ext_ip=11.5.6.7", "bitrate_up=1024000", "bitrate_down=16000000", f"lease_file={tmp_path}/leases"]
        config.write_text("\n".join([*lines, "uuid=5f6d2c1a-0000-4000-8000-000000000001", ""]))
        argv = ["miniupnpd", "-d", "-f", str(config), "-P", str(tmp_path / "pid")]
        with subprocess.Popen(enter(router, argv), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as daemon:
            try:
                time.sleep(1.5)
                root = str(Path(__file__).parents[2])
                code = f"import sys; sys.path.insert(0, {root!r})\n{IN_NAMESPACE}"
                up = json.loads(run_in(pc, [sys.executable, "-c", code, "192.168.88.1"], timeout_s=40).stdout)
                ip_batch(["link set wan0 down"], namespace=router)
                down = json.loads(run_in(pc, [sys.executable, "-c", code, "192.168.88.1"], timeout_s=40).stdout)
            finally:
                daemon.kill()

    found, (state, connected, counters) = up
    assert found == [["http://192.168.88.1:5000/rootDesc.xml"]] * 2
    assert (state["kind"], state["vendor"]) == ("DeviceState", "Debian")
    assert (connected["status"], connected["external_address"]) == ("up", "11.5.6.7")
    assert (counters["rate_down_kbps"], counters["rate_up_kbps"], counters["bits"]) == (16000, 1024, 32)
    assert counters["rx_bytes"] > 0
    assert down[1][1]["status"] == "down"
    assert down[1][2]["up"] is False
