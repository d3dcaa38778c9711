from __future__ import annotations

import asyncio
import hashlib
import re
import socket
import ssl
import struct
import time

import pytest

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.model.site import Device
from netdoc.ports import Credential
from probes.wire.http import SystemHttp
from probes.wire.scrub import scrub
from probes.wire.ssdp import location
from tests.probes.wire.loopback import CERTIFICATE, Asked, HeldSecrets, RealClock, always, in_loop, page, served

PASSWORD = "correct horse/battery"
SECRETS = HeldSecrets({"box": Credential(user="tech", password=PASSWORD)})
ROUTER = Device(id="router", kind="router", address="127.0.0.1", credentials="box")
FAULT = (
    b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Client'
    b"</faultcode><faultstring>UPnPError</faultstring><detail><UPnPError><errorCode>401</errorCode>"
    b"<errorDescription>Invalid Action</errorDescription></UPnPError></detail></s:Fault></s:Body></s:Envelope>"
)
SERVICE = "urn:schemas-upnp-org:service:WANIPConnection:1"


def an_http() -> SystemHttp:
    return SystemHttp(RealClock(), SECRETS)


@in_loop
async def test_a_page_comes_back_as_it_was_sent_with_who_and_how() -> None:
    async with served(always(page(b"\x00Margin 6.2\xff"))) as server:
        capture = await an_http().get(server.url("/status.txt?x=1"), timeout_s=3)

    assert (capture.body, capture.source) == (b"\x00Margin 6.2\xff", "127.0.0.1")
    assert capture.method == "http: GET /status.txt?x=1"


@in_loop
async def test_a_soap_call_names_the_action_in_header_and_body() -> None:
    async with served(always(page(b"<ok/>"))) as server:
        capture = await an_http().soap(server.url("/ctl"), SERVICE, "GetStatusInfo", timeout_s=3)

    asked = server.asked[0]
    assert asked.line == "POST /ctl HTTP/1.1"
    assert asked.headers["soapaction"] == f'"{SERVICE}#GetStatusInfo"'
    assert f'<u:GetStatusInfo xmlns:u="{SERVICE}"></u:GetStatusInfo>'.encode() in asked.body
    assert capture.method == f"http: SOAP {SERVICE}#GetStatusInfo /ctl"


@pytest.mark.parametrize("status", ["500 Internal Server Error", "200 OK"])
@in_loop
async def test_a_upnp_fault_is_an_error_with_its_number_and_words(status: str) -> None:
    async with served(always(page(FAULT, status))) as server:
        with pytest.raises(NotAnswered, match="UPnPError 401 Invalid Action") as missed:
            await an_http().soap(server.url(), SERVICE, "GetAddonInfos", timeout_s=3)

    assert missed.value.failure == "error"


@in_loop
async def test_an_action_with_markup_in_its_name_is_never_sent() -> None:
    async with served(always(page(b""))) as server:
        with pytest.raises(CannotMeasure):
            await an_http().soap(server.url(), SERVICE, "Get><x/>", timeout_s=3)

    assert server.asked == []


@pytest.mark.parametrize(
    ("status", "failure"),
    [("401 Unauthorized", "denied"), ("403 Forbidden", "denied"), ("404 Not Found", "error"), ("503 Busy", "error")],
)
@in_loop
async def test_a_bad_status_is_asked_once_and_named(status: str, failure: str) -> None:
    async with served(always(page(b"no", status))) as server:
        with pytest.raises(NotAnswered) as missed:
            await an_http().get(server.url(), timeout_s=3)

    assert missed.value.failure == failure
    assert len(server.asked) == 1


@in_loop
async def test_digest_authentication_proves_the_password_without_sending_it() -> None:
    proofs = []

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        given = asked.headers.get("authorization", "")
        if not given.startswith("Digest "):
            challenge = 'WWW-Authenticate: Digest realm="HTTPS Access", nonce="F00D", algorithm=MD5, qop="auth"'
            writer.write(page(b"", "401 Unauthorized", challenge))
            return
        told = dict(re.findall(r'(\w+)="?([^",]+)"?', given))
        ha1 = hashlib.md5(f"tech:HTTPS Access:{PASSWORD}".encode()).hexdigest()
        ha2 = hashlib.md5(f"GET:{told['uri']}".encode()).hexdigest()
        wanted = hashlib.md5(f"{ha1}:F00D:{told['nc']}:{told['cnonce']}:auth:{ha2}".encode()).hexdigest()
        proofs.append(told["response"] == wanted)
        writer.write(page(f"in; your password is {PASSWORD}".encode()))

    async with served(answer) as server:
        capture = await an_http().get(server.url("/a"), timeout_s=3, device=ROUTER)

    assert proofs == [True]
    assert capture.body == b"in; your password is [removed]"
    assert PASSWORD not in str([each.headers for each in server.asked])


@in_loop
async def test_basic_authentication_is_used_only_where_the_box_asks_for_it() -> None:
    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if "authorization" in asked.headers:
            writer.write(page(f"echo {asked.headers['authorization']}".encode()))
        else:
            writer.write(page(b"", "401 Unauthorized", 'WWW-Authenticate: Basic realm="modem"'))

    async with served(answer) as server:
        capture = await an_http().get(server.url(), timeout_s=3, device=ROUTER)

    assert capture.body == b"echo Basic [removed]"
    assert "authorization" not in server.asked[0].headers


@pytest.mark.parametrize("challenge", ['Digest realm="r", nonce="1", qop="auth"', 'Basic realm="r"'])
@in_loop
async def test_a_refused_login_is_sent_once_and_never_again(challenge: str) -> None:
    http = an_http()
    async with served(always(page(b"", "401 Unauthorized", f"WWW-Authenticate: {challenge}"))) as server:
        for _ in range(3):
            with pytest.raises(NotAnswered) as missed:
                await http.get(server.url(), timeout_s=3, device=ROUTER)
            assert missed.value.failure == "denied"

    assert sum("authorization" in each.headers for each in server.asked) == 1


@in_loop
async def test_a_login_that_is_not_in_the_secrets_file_is_about_us() -> None:
    stranger = Device(id="modem", kind="modem", address="127.0.0.1", credentials="nobody")
    with pytest.raises(CannotMeasure, match="no entry nobody"):
        await an_http().get("http://127.0.0.1:1/", timeout_s=1, device=stranger)


@in_loop
async def test_an_snmp_community_is_never_offered_as_a_login() -> None:
    http = SystemHttp(RealClock(), HeldSecrets({"box": Credential(community="public")}))
    async with served(always(page(b"", "401 Unauthorized", 'WWW-Authenticate: Basic realm="r"'))) as server:
        with pytest.raises(NotAnswered, match="denied"):
            await http.get(server.url(), timeout_s=3, device=ROUTER)

    assert [each.headers.get("authorization") for each in server.asked] == [None]


@in_loop
async def test_a_redirect_is_followed_on_the_same_host() -> None:
    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        moved = page(b"", "302 Found", "Location: /new")
        writer.write(moved if "/old" in asked.line else page(b"here"))

    async with served(answer) as server:
        capture = await an_http().get(server.url("/old"), timeout_s=3)

    assert capture.body == b"here"


@in_loop
async def test_a_redirect_to_another_host_or_in_a_circle_is_refused() -> None:
    async with served(always(page(b"stolen"))) as other:
        elsewhere = f"Location: http://localhost:{other.port}/"
        async with served(always(page(b"", "302 Found", elsewhere))) as server:
            with pytest.raises(NotAnswered, match="another host"):
                await an_http().get(server.url(), timeout_s=3)
        assert other.asked == []

    async with served(always(page(b"", "302 Found", "Location: /"))) as server:
        with pytest.raises(NotAnswered, match="302"):
            await an_http().get(server.url(), timeout_s=3)
        assert len(server.asked) == 4


@in_loop
async def test_ten_megabytes_are_cut_and_refused() -> None:
    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _ in range(100):
            writer.write(b"x" * 100_000)
            await writer.drain()

    async with served(answer) as server:
        with pytest.raises(NotAnswered, match="larger than 2 MB") as missed:
            await an_http().get(server.url(), timeout_s=5)

    assert missed.value.failure == "error"


@in_loop
async def test_a_device_that_dribbles_is_a_timeout_on_time() -> None:
    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(100):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.2)

    async with served(answer) as server:
        started = time.monotonic()
        with pytest.raises(NotAnswered, match="within 1 s") as missed:
            await an_http().get(server.url(), timeout_s=1)

    assert missed.value.failure == "timeout"
    assert time.monotonic() - started < 1.9


@in_loop
async def test_a_truncated_body_is_an_error_and_no_page() -> None:
    async with served(always(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")) as server:
        with pytest.raises(NotAnswered) as missed:
            await an_http().get(server.url(), timeout_s=3)

    assert missed.value.failure in ("error", "closed")


@in_loop
async def test_a_packed_body_is_refused_rather_than_unpacked() -> None:
    async with served(always(page(b"\x1f\x8b", "200 OK", "Content-Encoding: gzip"))) as server:
        with pytest.raises(NotAnswered, match="gzip"):
            await an_http().get(server.url(), timeout_s=3)


@in_loop
async def test_a_reset_and_an_empty_answer_are_closed_and_garbage_is_an_error() -> None:
    async def reset(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    failures = []
    for answer in (reset, always(b""), always(b"\x00\x01\x02 modem says no\r\n\r\n")):
        async with served(answer) as server:
            with pytest.raises(NotAnswered) as missed:
                await an_http().get(server.url(), timeout_s=3)
        failures.append(missed.value.failure)

    assert failures == ["closed", "closed", "error"]


@in_loop
async def test_a_closed_port_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(NotAnswered) as missed:
            await an_http().get(f"http://127.0.0.1:{taken.getsockname()[1]}/", timeout_s=3)

    assert missed.value.failure == "refused"


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "http://", "http://a b/", "http://x:99999/", "http://u:p@h/", ""])
@in_loop
async def test_an_unusable_address_is_about_us(url: str) -> None:
    with pytest.raises(CannotMeasure):
        await an_http().get(url, timeout_s=1)


@in_loop
async def test_the_environments_proxy_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    async with served(always(page(b"direct"))) as server:
        capture = await an_http().get(server.url(), timeout_s=3)

    assert capture.body == b"direct"


@in_loop
async def test_a_self_signed_certificate_is_taken_and_noted() -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(page(b"secret line"))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context)
    async with server:
        port = server.sockets[0].getsockname()[1]
        capture = await an_http().get(f"https://127.0.0.1:{port}/", timeout_s=5)

    assert capture.body == b"secret line"
    assert capture.method == "https: GET / (certificate not checked)"


def test_a_short_password_does_not_eat_into_numbers() -> None:
    login = Credential(user="admin", password="1234")

    assert scrub(b"crc=91234567 pass=1234;", login) == b"crc=91234567 pass=[removed];"


def test_a_long_password_goes_in_every_spelling() -> None:
    login = Credential(user="admin", password="a&b c/long")

    assert scrub(b"xa&b c/longx a%26b%20c%2Flong a&amp;b c/long", login) == b"x[removed]x [removed] [removed]"


OWN = b"HTTP/1.1 200 OK\r\nST: x\r\nLOCATION: http://192.168.1.1:5000/rootDesc.xml\r\n\r\n"


def test_an_ssdp_answer_counts_when_it_names_its_own_sender() -> None:
    assert location(OWN, "192.168.1.1") == "http://192.168.1.1:5000/rootDesc.xml"


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("http://192.168.1.9:5000/d.xml", "192.168.1.1"),
        ("http://8.8.8.8/d.xml", "8.8.8.8"),
        ("http://router.example/d.xml", "192.168.1.1"),
        ("https://192.168.1.1/d.xml", "192.168.1.1"),
        ("http://u:p@192.168.1.1/d.xml", "192.168.1.1"),
        ("file:///etc/passwd", "192.168.1.1"),
        ("http://192.168.1.1:0/d.xml", "192.168.1.1"),
        ("http://192.168.1.1/\x1b[2J", "192.168.1.1"),
        ("http://[::1/", "192.168.1.1"),
        ("", "192.168.1.1"),
    ],
)
def test_an_ssdp_answer_that_points_elsewhere_is_dropped(url: str, sender: str) -> None:
    assert location(f"HTTP/1.1 200 OK\r\nLOCATION: {url}\r\n\r\n".encode("latin-1"), sender) is None


@pytest.mark.parametrize("datagram", [b"", b"\xff" * 2000, b"NOTIFY * HTTP/1.1\r\nLOCATION: http://192.168.1.1/\r\n"])
def test_a_datagram_that_is_no_answer_is_dropped(datagram: bytes) -> None:
    assert location(datagram, "192.168.1.1") is None
