"""Plays one login (`_ppp_attempt`) on the wire. The session is ended whatever happens: also on a signal or an error."""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
import signal
import time
from collections.abc import Iterator, Sequence
from types import FrameType
from typing import Any

from probes.wire._ppp_attempt import Attempt
from probes.wire._ppp_conversation import ALL_S, Line
from probes.wire._ppp_secret import Login
from probes.wire._raw_sockets import Wire

LATE_S = 1.0
"""How long a session that was asked for is still awaited, to be ended."""
MOST_BYTES = 255
"""RFC 1334: the length of each is one byte."""


class Stopped(Exception):
    """A signal ended the login."""


def rehearse(mac: bytes) -> None:
    """Load what is loaded at first use only; nothing is sent."""
    hashlib.md5(mac).hexdigest()  # noqa: S324
    Attempt(mac, Login(b"a", b"b"), (None,), unique=mac, magic=1, now_s=0.0).begin()
    json.dumps({"é": 1.5})


def login_of(orders: Line) -> Login:
    """Return the login that the orders hold; a wrong one is told without its words.

    Raises:
        ValueError: it is missing, or longer than PPP can carry.
    """
    try:
        user, password = (
            str(orders.get(each) or "").encode("utf-8", "surrogateescape") for each in ("user", "password")
        )
    except UnicodeEncodeError:  # its message quotes what could not be written
        user = password = b""
    if not user or not password or max(len(user), len(password)) > MOST_BYTES:
        raise ValueError(f"a login has a user name and a password of 1 to {MOST_BYTES} bytes each")
    return Login(user, password)


def log_in(wire: Wire, vlans: Sequence[int | None], login: Login) -> Iterator[Line]:
    """Try one login, end the session, and tell each stage."""
    attempt = Attempt(
        wire.mac, login, vlans, unique=secrets.token_bytes(8), magic=secrets.randbelow(2**32 - 1) + 1,
        now_s=time.monotonic(),
    )  # fmt: skip
    told: list[Line] = []
    begun_s = time.monotonic()
    with _stoppable():
        try:
            _send(wire, attempt.begin())
            while not attempt.done and time.monotonic() < begun_s + ALL_S + 1.0:
                _hear(wire, attempt)
                _send(wire, attempt.tick(time.monotonic()))
        except Stopped:
            attempt.why = attempt.why or "it was stopped"
        finally:
            _deaf()
            told += attempt.lines()
            for each in attempt.close():
                with contextlib.suppress(OSError, ValueError):
                    wire.send(each)
    if attempt.awaits_session:
        for heard in wire.hear(time.monotonic() + LATE_S):
            for each in attempt.hear(heard.frame, heard.vlan, heard.at_s):
                with contextlib.suppress(OSError, ValueError):
                    wire.send(each)
    yield from told
    yield from attempt.lines()
    yield attempt.ended()


def _hear(wire: Wire, attempt: Attempt) -> None:
    """Take one frame: what it changes may bring the next deadline nearer."""
    heard = next(wire.hear(attempt.next_s), None)
    if heard is not None:
        _send(wire, attempt.hear(heard.frame, heard.vlan, heard.at_s))


def _send(wire: Wire, frames: Sequence[bytes]) -> None:
    for each in frames:
        wire.send(each)


_ENDING = (signal.SIGALRM, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    before: dict[signal.Signals, Any] = {each: signal.signal(each, _stop) for each in _ENDING}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _deaf() -> None:
    """From here on the end of the session is not interrupted any more: two frames, forty milliseconds."""
    for each in _ENDING:
        signal.signal(each, signal.SIG_IGN)


def _stop(_: int, __: FrameType | None) -> None:
    _deaf()  # a second signal must not interrupt what the first one asks for
    raise Stopped
