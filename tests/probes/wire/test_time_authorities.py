"""Asking a time-stamp authority: one POST with a hash, and each way in which no reply comes."""

from __future__ import annotations

import asyncio

import pytest

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.evidence.timestamps import answered, query
from probes.wire.time_authorities import SystemTimeAuthorities
from tests.emulated.time_authority import authority
from tests.probes.wire.loopback import Asked, always, in_loop, page, served

ROOT = bytes(range(32))


@in_loop
async def test_the_request_holds_a_hash_and_a_nonce_and_the_reply_comes_back_as_it_is() -> None:
    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(page(authority().reply(asked.body), "200 OK", "Content-Type: application/timestamp-reply"))

    asking = query(ROOT, 99)
    async with served(answer) as server:
        reply = await SystemTimeAuthorities().ask(server.url("/tsr"), asking, timeout_s=5)

    assert answered(reply, ROOT, 99).tsa == "Example Time rsa"
    (asked,) = server.asked
    assert asked.line == "POST /tsr HTTP/1.1"
    assert asked.headers["content-type"] == "application/timestamp-query"
    assert asked.body == asking
    assert len(asking) < 80, "a hash of 32 bytes, a nonce, and what their kinds are called"


@pytest.mark.parametrize(
    ("reply", "failure", "words"),
    [
        (page(b"", "500 Internal Server Error"), "error", "HTTP status 500"),
        (page(b"", "403 Forbidden"), "denied", "HTTP status 403"),
        (page(b"", "302 Found", "Location: http://other.example/"), "error", "sends on to http://other.example/"),
        (page(bytes(70_000)), "error", "more than a time-stamp reply"),
        (b"", "closed", "closed the connection"),
    ],
)
@in_loop
async def test_what_is_no_reply_is_told(reply: bytes, failure: str, words: str) -> None:
    async with served(always(reply)) as server:
        with pytest.raises(NotAnswered, match=words) as failed:
            await SystemTimeAuthorities().ask(server.url(), query(ROOT, 1), timeout_s=5)

    assert failed.value.failure == failure


@in_loop
async def test_a_server_that_is_not_there_silent_or_no_web_address_is_told_apart() -> None:
    async def sleep(_: Asked, __: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    asking = SystemTimeAuthorities()
    with pytest.raises(NotAnswered) as failed:
        await asking.ask("http://127.0.0.1:1/", b"", timeout_s=5)
    assert failed.value.failure == "refused"
    async with served(sleep) as server:
        with pytest.raises(NotAnswered) as failed:
            await asking.ask(server.url(), b"", timeout_s=0.3)
    assert failed.value.failure == "timeout"
    with pytest.raises(CannotMeasure, match="is not an http address"):
        await asking.ask("ftp://127.0.0.1/", b"", timeout_s=1)
