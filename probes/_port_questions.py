"""What is asked of a port, in the protocol spoken there, and whether what came back is its answer.

Each question is one that anybody may ask: none logs in, calls, or opens a tunnel.

- `sip`: OPTIONS (RFC 3261 section 11); any status is an answer.
- `ike`: IKE_SA_INIT (RFC 7296 section 1.2) with a proposal, a key and a nonce; a refusal of the proposal is an answer.
  Port 4500 wants four zero octets before it (RFC 3948).
- `openvpn`: hard reset of a client, version 2 (OpenVPN protocol, `ssl_pkt.h`). A server with `tls-auth` or `tls-crypt`
  answers strangers nothing.
- `stun`: binding request (RFC 8489). `dns`: the root's name servers (RFC 1035). `ntp`: version 4 (RFC 5905).

WireGuard answers nobody whose key it does not know: it cannot be asked.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_STUN_COOKIE = 0x2112A442
_NAT_TRAVERSAL = 4500
_NON_ESP = bytes(4)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a port is asked. `make` is given the port; `answers` the question and what came back."""

    make: Callable[[int], bytes]
    answers: Callable[[bytes, bytes], bool]


def _dns(_: int) -> bytes:
    return secrets.token_bytes(2) + struct.pack("!HHHHH", 0x0100, 1, 0, 0, 0) + b"\0" + struct.pack("!HH", 2, 1)


def _dns_answers(question: bytes, answer: bytes) -> bool:
    return len(answer) >= 12 and answer[:2] == question[:2] and bool(answer[2] & 0x80)


def _ntp(_: int) -> bytes:
    return bytes([0x23]) + bytes(39) + secrets.token_bytes(8)


def _ntp_answers(question: bytes, answer: bytes) -> bool:
    return len(answer) >= 48 and answer[0] & 7 == 4 and answer[24:32] == question[40:48]


def _stun(_: int) -> bytes:
    return struct.pack("!HHI", 0x0001, 0, _STUN_COOKIE) + secrets.token_bytes(12)


def _stun_answers(question: bytes, answer: bytes) -> bool:
    return len(answer) >= 20 and answer[:2] in (b"\x01\x01", b"\x01\x11") and answer[4:20] == question[4:20]


def _sip(_: int) -> bytes:
    call, tag, branch = (secrets.token_hex(8) for _ in range(3))
    lines = (
        "OPTIONS sip:netdoc.invalid SIP/2.0",
        f"Via: SIP/2.0/UDP netdoc.invalid;branch=z9hG4bK{branch};rport",
        "Max-Forwards: 70",
        "To: <sip:netdoc.invalid>",
        f"From: <sip:netdoc@netdoc.invalid>;tag={tag}",
        f"Call-ID: {call}@netdoc.invalid",
        "CSeq: 1 OPTIONS",
        "Contact: <sip:netdoc@netdoc.invalid>",
        "Accept: application/sdp",
        "Content-Length: 0",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _sip_answers(question: bytes, answer: bytes) -> bool:
    call = next((each[8:].strip() for each in question.split(b"\r\n") if each.startswith(b"Call-ID:")), b"")
    return answer.startswith(b"SIP/2.0 ") and bool(call) and call in answer


def _ike(port: int) -> bytes:
    transforms = ((1, 12, b"\x80\x0e\x01\x00"), (2, 5, b""), (3, 12, b""), (4, 14, b""))
    """AES-CBC 256, PRF HMAC-SHA2-256, integrity HMAC-SHA2-256-128, MODP 2048 (RFC 7296 section 3.3.2)."""
    body = b"".join(
        struct.pack("!BBHBBH", 3 if index < len(transforms) else 0, 0, 8 + len(attributes), kind, 0, number)
        + attributes
        for index, (kind, number, attributes) in enumerate(transforms, 1)
    )
    proposal = struct.pack("!BBHBBBB", 0, 0, 8 + len(body), 1, 1, 0, len(transforms)) + body
    key = struct.pack("!HH", 14, 0) + b"\x7f" + secrets.token_bytes(255)
    nonce = secrets.token_bytes(32)
    payloads = b"".join(
        struct.pack("!BBH", following, 0, 4 + len(held)) + held
        for following, held in ((34, proposal), (40, key), (0, nonce))
    )
    header = secrets.token_bytes(8) + bytes(8) + struct.pack("!BBBBII", 33, 0x20, 34, 0x08, 0, 28 + len(payloads))
    return (_NON_ESP if port == _NAT_TRAVERSAL else b"") + header + payloads


def _ike_answers(question: bytes, answer: bytes) -> bool:
    if question.startswith(_NON_ESP):
        question, answer = question[4:], answer.removeprefix(_NON_ESP)
    return len(answer) >= 28 and answer[:8] == question[:8] and answer != question


def _openvpn(_: int) -> bytes:
    return bytes([7 << 3]) + secrets.token_bytes(8) + bytes(5)


def _openvpn_answers(question: bytes, answer: bytes) -> bool:
    return len(answer) >= 14 and answer[0] >> 3 == 8 and question[1:9] in answer[9:]


MANNERS: Mapping[str, Manner] = {
    "sip": Manner(_sip, _sip_answers),
    "ike": Manner(_ike, _ike_answers),
    "openvpn": Manner(_openvpn, _openvpn_answers),
    "stun": Manner(_stun, _stun_answers),
    "dns": Manner(_dns, _dns_answers),
    "ntp": Manner(_ntp, _ntp_answers),
}
"""By the name that the site file gives; `tcp` needs no question."""


def is_answer(asks: str, question: bytes, answer: bytes) -> bool:
    """Return whether what came back answers the question in its own protocol."""
    return MANNERS[asks].answers(question, answer)
