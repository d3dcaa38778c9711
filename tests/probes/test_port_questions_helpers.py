"""What is asked of ports, and which bytes are an answer."""

from __future__ import annotations

import struct

import pytest

from probes._port_questions import MANNERS, is_answer
from tests.emulated import sip_server


def answer_to(asks: str, question: bytes, port: int) -> bytes:
    """Return what a server of that protocol would send back."""
    if asks == "dns":
        return question[:2] + b"\x81\x80" + question[4:]
    if asks == "ntp":
        return b"\x24" + bytes(23) + question[40:48] + bytes(16)
    if asks == "stun":
        return b"\x01\x01" + question[2:20]
    if asks == "sip":
        call = next(each for each in question.split(b"\r\n") if each.startswith(b"Call-ID"))
        return b"SIP/2.0 404 Not Found\r\n" + call + b"\r\n\r\n"
    if asks == "ike":
        offset = 4 if port == 4500 else 0
        return question[:offset] + question[offset : offset + 8] + bytes(8) + question[offset + 16 : offset + 28]
    return bytes([8 << 3]) + bytes(8) + b"\x01" + bytes(4) + question[1:9] + bytes(4)


@pytest.mark.parametrize(
    ("asks", "port"),
    [("dns", 53), ("ntp", 123), ("stun", 3478), ("sip", 5060), ("ike", 500), ("ike", 4500), ("openvpn", 1194)],
)
def test_each_protocol_s_own_answer_is_one_and_no_other_is(asks: str, port: int) -> None:
    question, other = MANNERS[asks].make(port), MANNERS[asks].make(port)

    assert is_answer(asks, question, answer_to(asks, question, port))
    assert not is_answer(asks, question, answer_to(asks, other, port)), "an answer to another question"
    assert not is_answer(asks, question, question), "an echo of the question"
    assert not any(is_answer(asks, question, each) for each in (b"", b"\0" * 60, b"\xff" * 4000))


def test_no_two_questions_are_alike() -> None:
    assert all(manner.make(500) != manner.make(500) for manner in MANNERS.values())


def test_the_question_for_a_tunnel_is_whole_and_its_lengths_agree() -> None:
    question = MANNERS["ike"].make(500)

    assert struct.unpack_from("!I", question, 24) == (len(question),)
    at, kind, seen = 28, question[16], []
    while kind:
        following, length = question[at], struct.unpack_from("!H", question, at + 2)[0]
        seen.append(kind)
        at, kind = at + length, following
    assert (seen, at) == ([33, 34, 40], len(question))
    assert MANNERS["ike"].make(4500)[:4] == bytes(4)


def test_the_question_for_calls_names_nobody_and_asks_to_be_answered_where_it_came_from() -> None:
    question = MANNERS["sip"].make(5060).decode()

    assert question.startswith("OPTIONS ") and question.endswith("\r\n\r\n")
    assert ";rport" in question and "netdoc.invalid" in question


def test_a_telephone_provider_s_server_understands_the_question_and_its_answer_is_one() -> None:
    question = MANNERS["sip"].make(5060)
    told = sip_server.answer(question)

    assert told is not None and is_answer("sip", question, told)
    assert sip_server.answer(b"INVITE sip:x SIP/2.0\r\n\r\n") is None
