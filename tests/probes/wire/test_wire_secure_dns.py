"""Questions inside TLS, to real servers on loopback."""

from __future__ import annotations

import asyncio
import socket
import ssl
from pathlib import Path

import dns.message
import pytest

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.ports import DnsAnswer
from probes.wire.secure_dns import SystemSecureDns
from tests.probes.wire.loopback import RealClock
from tests.probes.wire.resolver import well_mannered
from tests.probes.wire.secure_server import certificate, over_https, over_tls, trusting

NAME = "resolver.example.net"
ASKED = "www.example.com"


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("right"), NAME)


def ask_tls(port: int, context: ssl.SSLContext, *, name: str = NAME, timeout_s: float = 3.0) -> DnsAnswer:
    asking = SystemSecureDns(RealClock(), context)
    return asyncio.run(asking.over_tls("127.0.0.1", name, ASKED, "A", timeout_s=timeout_s, port=port))


def ask_https(
    port: int, context: ssl.SSLContext, *, name: str = NAME, path: str = "/dns-query", timeout_s: float = 3.0
) -> DnsAnswer:
    asking = SystemSecureDns(RealClock(), context)
    return asyncio.run(asking.over_https("127.0.0.1", name, path, ASKED, "A", timeout_s=timeout_s, port=port))


ASK = pytest.mark.parametrize(("serve", "ask"), [(over_tls, ask_tls), (over_https, ask_https)], ids=["tls", "https"])


@ASK
def test_an_answer_inside_tls_comes_back_with_its_time(serve, ask, right):
    with serve(right, well_mannered) as port:
        answer = ask(port, trusting(right))

    assert dns.message.from_wire(answer.capture.body).answer[0].name.to_text() == "www.example.com."
    assert 0 < answer.duration_us < 3_000_000


@ASK
def test_a_certificate_of_another_name_is_told_as_such(serve, ask, right):
    with serve(right, well_mannered) as port, pytest.raises(NotAnswered) as failed:
        ask(port, trusting(right), name="another.example.net")

    assert failed.value.failure == "wrong_name"


@ASK
def test_a_certificate_that_nobody_vouches_for_is_told_as_such(serve, ask, right, tmp_path):
    with serve(right, well_mannered) as port, pytest.raises(NotAnswered) as failed:
        ask(port, trusting(certificate(tmp_path, "someone.example.net")))

    assert failed.value.failure == "wrong_name"


@ASK
@pytest.mark.parametrize("days", [(5, 30), (-30, -5)], ids=["not yet", "no more"])
def test_a_certificate_that_is_not_valid_now_speaks_of_the_clock(serve, ask, days, tmp_path):
    file = certificate(tmp_path, NAME, days_from=days[0], days_to=days[1])
    with serve(file, well_mannered) as port, pytest.raises(NotAnswered) as failed:
        ask(port, trusting(file))

    assert failed.value.failure == "wrong_time"


@pytest.mark.parametrize("ask", [ask_tls, ask_https])
def test_a_closed_port_refuses(ask, right):
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    with pytest.raises(NotAnswered) as failed:
        ask(port, trusting(right))

    assert failed.value.failure == "refused"


@pytest.mark.parametrize("ask", [ask_tls, ask_https])
def test_a_port_that_takes_the_connection_and_says_nothing_is_a_timeout(ask, right):
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(NotAnswered) as failed:
        ask(silent.getsockname()[1], trusting(right), timeout_s=0.3)

    assert failed.value.failure == "timeout"


@ASK
def test_a_server_that_closes_without_an_answer_gave_none(serve, ask, right):
    with serve(right, lambda query: []) as port, pytest.raises(NotAnswered) as failed:
        ask(port, trusting(right))

    assert failed.value.failure == "no_answer"


def test_another_service_at_the_port_gives_no_answer(right):
    with over_https(right, well_mannered, status=503) as port, pytest.raises(NotAnswered) as failed:
        ask_https(port, trusting(right))

    assert failed.value.failure == "no_answer"


def test_an_answer_to_another_question_is_none(right):
    other = dns.message.make_response(dns.message.make_query("elsewhere.example.com", "A")).to_wire()
    with over_tls(right, lambda query: [other]) as port, pytest.raises(NotAnswered) as failed:
        ask_tls(port, trusting(right))

    assert failed.value.failure == "no_answer"


@pytest.mark.parametrize("name", ["", "a" * 70 + ".example.com"])
def test_a_name_that_cannot_be_asked_for_is_our_own_lack(name, right):
    asking = SystemSecureDns(RealClock(), trusting(right))

    with pytest.raises(CannotMeasure):
        asyncio.run(asking.over_tls("resolver.example.net", NAME, name, "A", timeout_s=1))


def test_a_server_is_given_by_its_address_never_by_its_name(right):
    asking = SystemSecureDns(RealClock(), trusting(right))

    with pytest.raises(CannotMeasure, match="not an IP address"):
        asyncio.run(asking.over_tls("resolver.example.net", NAME, ASKED, "A", timeout_s=1))
