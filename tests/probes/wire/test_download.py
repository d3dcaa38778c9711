from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.model.site import Site
from probes import throughput
from probes.wire.download import download
from tests.probes.wire.loopback import CERTIFICATE, RealClock

pytestmark = pytest.mark.slow

Manner = Callable[[socket.socket, str], bool]
"""Answers one request on a connection; returns whether to wait for another."""


@contextmanager
def served(manner: Manner, context: ssl.SSLContext | None = None) -> Iterator[tuple[str, list[str]]]:
    """Serve on loopback, one thread per connection; yields the URL and the request lines seen."""
    lines: list[str] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def talk(connection: socket.socket) -> None:
        try:
            spoken = context.wrap_socket(connection, server_side=True) if context else connection
            held = b""
            while True:
                while b"\r\n\r\n" not in held:
                    chunk = spoken.recv(4096)
                    if not chunk:
                        return
                    held += chunk
                head, _, held = held.partition(b"\r\n\r\n")
                lines.append(head.decode().split("\r\n")[0])
                if not manner(spoken, head.decode()):
                    return
        except OSError:
            return
        finally:
            connection.close()

    def accept() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"{'https' if context else 'http'}://localhost:{listening.getsockname()[1]}/file", lines
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def a_file(size: int, *, per_s: float | None = None) -> Manner:
    def manner(connection: socket.socket, _: str) -> bool:
        connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n".encode())
        left = size
        while left > 0:
            step = min(left, 65536 if per_s is None else max(1, int(per_s / 50)))
            connection.sendall(b"x" * step)
            left -= step
            if per_s is not None:
                time.sleep(1 / 50)
        return True

    return manner


def replying(reply: bytes) -> Manner:
    def manner(connection: socket.socket, _: str) -> bool:
        connection.sendall(reply)
        return False

    return manner


def told(url: str, seconds: float = 1.0, flows: int = 2, ramp_s: float = 0.2) -> dict[str, Any]:
    held = json.loads(download(RealClock(), url, seconds=seconds, flows=flows, ramp_s=ramp_s).body)
    assert isinstance(held, dict)
    return held


def test_every_payload_byte_is_counted_once_over_bodies_that_end() -> None:
    with served(a_file(200_000, per_s=1_000_000)) as (url, lines):
        record = told(url, seconds=1.0)

    assert sum(record["flow_bytes"]) == record["bytes"] == sum(record["bins"])
    assert record["requests"] == len(lines) > 2
    assert record["flows"] == 2
    assert len(record["bins"]) == 10


def test_a_slow_line_is_measured_as_finely_as_a_fast_one() -> None:
    rate = 50_000  # bytes a second and flow: far below the low-water mark of a fast line
    with served(a_file(10_000_000, per_s=rate)) as (url, _):
        record = told(url, seconds=2.0)

    steady = record["bins"][4:]
    assert 0.8 < sum(steady) / len(steady) * 10 / (2 * rate) < 1.1
    assert all(steady)


def test_a_known_rate_comes_out_of_download_and_reader_together() -> None:
    with served(a_file(50_000_000, per_s=2_000_000)) as (url, _):
        capture = download(RealClock(), url, seconds=2.0, flows=2, ramp_s=0.5)

    (seen,) = throughput.read(Site(id="s"), [capture])
    assert seen.fact.rate_kbps == pytest.approx(2 * 2_000_000 * 8 / 1000, rel=0.15)  # type: ignore[union-attr]
    assert seen.fact.duration_s == 1.5  # type: ignore[union-attr]


def test_a_fast_server_costs_few_reads_and_ends_on_time() -> None:
    with served(a_file(1_000_000_000)) as (url, _):
        started = time.monotonic()
        record = told(url, seconds=0.7)

    assert record["bytes"] > 10_000_000
    assert time.monotonic() - started < 2.5


def test_a_server_that_closes_each_connection_is_asked_again_on_a_new_one() -> None:
    def manner(connection: socket.socket, head: str) -> bool:
        a_file(300_000, per_s=3_000_000)(connection, head)
        return False

    with served(manner) as (url, lines):
        record = told(url, seconds=0.8, flows=1)

    assert record["bytes"] > 400_000
    assert len(lines) > 1


def test_a_reset_amid_the_body_keeps_what_came_before() -> None:
    once = threading.Event()

    def manner(connection: socket.socket, head: str) -> bool:
        if once.is_set():
            return a_file(5_000_000, per_s=1_000_000)(connection, head)
        once.set()
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n" + b"x" * 150_000)
        time.sleep(0.1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False

    with served(manner) as (url, lines):
        record = told(url, seconds=0.8, flows=1)

    assert record["bytes"] > 200_000
    assert len(lines) == 2


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n", "status 429"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "status 404"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://portal.example/login\r\n\r\n", "redirects to http://portal.example"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n" + b"x" * 200, "too small"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "how long"),
        (b"HTTP/1.1 200 OK\r\n\r\n<html>", "how long"),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "does not speak HTTP"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000, "headers without end"),
    ],
)
def test_an_answer_that_is_no_file_says_nothing_about_the_line(reply: bytes, words: str) -> None:
    with served(replying(reply)) as (url, lines), pytest.raises(CannotMeasure, match=words):
        told(url, flows=1)

    assert len(lines) <= 2


def test_a_refused_connection_is_an_answer_about_the_network() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(NotAnswered) as missed:
            told(f"http://127.0.0.1:{taken.getsockname()[1]}/file")

    assert missed.value.failure == "refused"


def test_a_server_that_takes_the_connection_and_sends_nothing_is_a_timeout() -> None:
    def silent(_: socket.socket, __: str) -> bool:
        time.sleep(8)
        return False

    with served(silent) as (url, _):
        started = time.monotonic()
        with pytest.raises(NotAnswered) as missed:
            told(url, seconds=0.5, flows=1)

    assert missed.value.failure == "timeout"
    assert time.monotonic() - started < 7


@pytest.mark.parametrize("url", ["ftp://h/f", "http://", "http://u:p@127.0.0.1/f", "http://h/a b", "speedtest"])
def test_an_unusable_address_is_about_us(url: str) -> None:
    with pytest.raises(CannotMeasure, match="cannot be used"):
        told(url)


def a_context() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    return context


def test_a_certificate_nobody_vouches_for_fails_as_the_servers_fault() -> None:
    with served(a_file(5_000_000), a_context()) as (url, _), pytest.raises(CannotMeasure, match="TLS"):
        told(url)


def test_https_with_a_good_certificate_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with served(a_file(400_000, per_s=2_000_000), a_context()) as (url, lines):
        record = told(url, seconds=1.0)

    assert record["scheme"] == "https"
    assert 2_000_000 < record["bytes"] < 5_000_000
    assert record["requests"] == len(lines) > 2
