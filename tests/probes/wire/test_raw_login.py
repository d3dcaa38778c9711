"""What a login may send, that its session is ended whatever breaks, and that a wrong one is refused."""

from __future__ import annotations

import signal
import struct
import time
from collections.abc import Iterator

import pytest

from probes.wire import _ppp_frames, _raw_login, raw_worker
from probes.wire._raw_allowed import why_not
from probes.wire._raw_sockets import Heard
from tests.lab.pppoe_peer import Peer

MAC = bytes.fromhex("020000000011")
OTHER = bytes.fromhex("020000000022")
ARP_PROBE = b"\xff" * 6 + MAC + b"\x08\x06\0\1\x08\0\6\4\0\1" + MAC + bytes(4) + bytes(6) + b"\xc0\0\2\1"


def patched(frame: bytes, at: int, new: bytes) -> bytes:
    return frame[:at] + new + frame[at + len(new) :]


def discovery(code: int, tag: int | None = None) -> bytes:
    tagged = struct.pack("!HH", 0x8100, tag) if tag is not None else b""
    return b"\xff" * 6 + MAC + tagged + struct.pack("!HBBHH", 0x8863, 0x11, code, 0, 4) + b"\x01\x01\0\0"


BRAS = bytes.fromhex("020000000033")


def to_one(code: int, session: int, tag: int | None = None) -> bytes:
    return _ppp_frames.discovery(BRAS, MAC, tag, code, session, [(0x0101, b"")])


def packet(protocol: int, code: int, session: int = 7, tag: int | None = None) -> bytes:
    return _ppp_frames.in_session(BRAS, MAC, tag, session, protocol, code, 1, b"body")


@pytest.mark.parametrize(
    "frame",
    [
        discovery(0x09, 7), to_one(0x19, 0), to_one(0x19, 0, 7), to_one(0xA7, 7), packet(0xC021, 1), packet(0xC021, 5),
        packet(0xC023, 1), packet(0xC223, 2), packet(0x8021, 1, tag=132),
    ],
    ids=["PADI", "PADR", "PADR with a tag", "PADT", "LCP", "its end", "PAP", "CHAP", "IPCP with a tag"],
)  # fmt: skip
def test_a_login_may_send_what_it_takes_and_no_other_job_may(frame: bytes) -> None:
    assert why_not("login", frame, MAC) == ""
    if frame[:6] != b"\xff" * 6:
        assert why_not("pppoe", frame, MAC)
        assert why_not("arp", frame, MAC)


@pytest.mark.parametrize(
    "frame",
    [
        packet(0x0021, 1), packet(0x0057, 1), packet(0x8057, 1), packet(0xC021, 9), packet(0xC023, 2),
        packet(0xC223, 1),
        packet(0xC021, 1, session=0), patched(packet(0xC021, 1), 0, b"\xff" * 6), patched(packet(0xC021, 1), 6, OTHER),
        patched(packet(0xC021, 1), 18, b"\0\x60"), patched(packet(0xC021, 1), 14, b"\x21"), to_one(0xA7, 0),
        to_one(0x19, 7), to_one(0x07, 0), to_one(0x65, 7), patched(to_one(0x19, 0), 0, b"\x01"), ARP_PROBE,
        patched(packet(0xC021, 1), 12, b"\x08\x00"), packet(0xC021, 1)[:25],
    ],
    ids=[
        "IPv4", "IPv6", "IPv6CP", "LCP echo", "PAP answer", "CHAP challenge", "no session", "to everybody",
        "in another's name", "another length", "another version", "PADT for none", "PADR for one", "PADO", "PADS",
        "PADR to a group", "ARP", "not PPPoE", "cut",
    ],
)  # fmt: skip
def test_a_login_may_send_nothing_else(frame: bytes) -> None:
    assert why_not("login", frame, MAC)


@pytest.mark.parametrize(
    "orders",
    [
        {}, {"user": "u"}, {"password": "p"}, {"user": "", "password": "p"}, {"user": "u" * 256, "password": "p"},
        {"user": "u", "password": "\ud800"},
    ],
)  # fmt: skip
def test_a_login_that_cannot_be_sent_is_refused_without_its_words(orders: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="1 to 255 bytes") as refused:
        _raw_login.login_of(orders)

    assert not refused.value.__cause__
    assert "ud800" not in str(refused.value)


@pytest.mark.parametrize("vlans", [[], [0], [4095], ["x"], list(range(1, 10))])
def test_tags_that_are_none_are_refused(vlans: list[object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        list(raw_worker.work("login", [None], {"vlans": vlans, "user": "u", "password": "p"}))  # type: ignore[list-item]


class FakeWire:
    """A wire on which nobody answers, and that breaks when told to."""

    mac = MAC

    def __init__(self, breaks: Exception | None = None, answers: Peer | None = None) -> None:
        self.sent: list[bytes] = []
        self._breaks, self._answers, self._heard = breaks, answers, []  # type: ignore[var-annotated]

    def send(self, frame: bytes) -> float:
        self.sent.append(frame)
        for each in self._answers.answer(frame, None) if self._answers is not None else ():
            self._heard.append(each)
        return 0.0

    def hear(self, until_s: float) -> Iterator[Heard]:
        if self._heard:
            yield Heard(self._heard.pop(0), time.monotonic())
            return
        if self._breaks is not None:
            raise self._breaks
        time.sleep(max(0.0, until_s - time.monotonic()))


@pytest.mark.parametrize("breaks", [_raw_login.Stopped(), RuntimeError("a bug")], ids=["a signal", "a bug"])
def test_a_session_that_was_begun_is_ended_whatever_breaks(breaks: Exception) -> None:
    wire = FakeWire(breaks, Peer(silent="auth"))
    playing = _raw_login.log_in(wire, [None], _raw_login.login_of({"user": "u", "password": "p"}))  # type: ignore[arg-type]
    if isinstance(breaks, RuntimeError):
        with pytest.raises(RuntimeError):
            list(playing)
    else:
        assert list(playing)[-1]["ended"]["why"] == "it was stopped"

    assert [each[15] for each in wire.sent if each[12:14] == b"\x88\x63"][-1] == 0xA7
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL, "the handlers are put back"
