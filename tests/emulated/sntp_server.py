"""A time server on loopback, right or wrong by any amount, with good manners or bad ones."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

TO_1970 = 2_208_988_800


@dataclass(frozen=True)
class Answer:
    """What a server says of itself and of the time; `ahead_s` is how far its clock is before the machine's."""

    ahead_s: float = 0.0
    leap: int = 0
    version: int = 4
    mode: int = 4
    stratum: int = 2
    precision: int = -20
    root_delay_s: float = 0.010
    root_dispersion_s: float = 0.005
    reference: bytes = b"\xc0\x00\x02\x01"
    held_s: float = 0.0
    """Time between its receipt and its sending, by its own clock and by ours alike."""
    origin: bytes | None = None
    """In place of the question's own number."""

    def packet(self, question: bytes, received_s: float, sent_s: float) -> bytes:
        return (
            bytes([self.leap << 6 | self.version << 3 | self.mode, self.stratum, 6, self.precision & 0xFF])
            + struct.pack("!II", round(self.root_delay_s * 65536), round(self.root_dispersion_s * 65536))
            + self.reference
            + stamp(received_s + self.ahead_s - 7)
            + (question[40:48] if self.origin is None else self.origin)
            + stamp(received_s + self.ahead_s)
            + stamp(sent_s + self.ahead_s)
        )


def stamp(seconds: float) -> bytes:
    """Return a time since 1970 as an NTP timestamp; one after 2036 begins again at nought."""
    whole = int(seconds // 1)
    return struct.pack("!II", (whole + TO_1970) % 2**32, int((seconds - whole) * 2**32))


Manner = Callable[[bytes], Sequence[bytes]]


def well_mannered(answer: Answer = Answer()) -> Manner:
    def reply(question: bytes) -> Sequence[bytes]:
        received_s = time.time()
        if answer.held_s:
            time.sleep(answer.held_s)
        return [answer.packet(question, received_s, time.time())]

    return reply


def kissing(code: bytes) -> Manner:
    """Return the manner of one that asks to be left alone."""
    return well_mannered(Answer(leap=3, stratum=0, reference=code))


def after(first: Sequence[bytes] | Manner, then: Manner) -> Manner:
    """Return the manner of a network in which somebody else's packets come first."""

    def reply(question: bytes) -> Sequence[bytes]:
        others = first(question) if callable(first) else first
        return [*others, *then(question)]

    return reply


def wrong_origin(answer: Answer = Answer()) -> Manner:
    """Return the manner of somebody who did not see the question."""
    return well_mannered(replace(answer, origin=b"\x00" * 8))


def echoing(question: bytes) -> Sequence[bytes]:
    return [question]


def silent(_: bytes) -> Sequence[bytes]:
    return []


@dataclass
class Server:
    """One that runs. `questions` holds what it was asked."""

    port: int
    questions: list[bytes] = field(default_factory=list)


@contextmanager
def sntp_server(manner: Manner, host: str = "127.0.0.1", port: int = 0) -> Iterator[Server]:
    """Serve until the end of the block."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((host, port))
        sock.settimeout(0.05)
        server = Server(sock.getsockname()[1])
        stop = threading.Event()

        def serve() -> None:
            while not stop.is_set():
                try:
                    question, whom = sock.recvfrom(2048)
                except TimeoutError:
                    continue
                server.questions.append(question)
                for each in manner(question):
                    sock.sendto(each, whom)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            stop.set()
            thread.join(5)
