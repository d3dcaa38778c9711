"""Which of a name's addresses is watched."""

from __future__ import annotations

import socket
import time

import pytest

from netdoc.errors import CannotMeasure
from probes.wire.echo_address import Addresses
from tests.probes.wire.loopback import RealClock

SIX = (socket.AF_INET6, 2, 17, "", ("2001:db8::7", 0, 0, 0))
FOUR = (socket.AF_INET, 2, 17, "", ("198.51.100.7", 0))


@pytest.mark.parametrize(
    ("told", "watched"),
    [([SIX, FOUR], "198.51.100.7"), ([FOUR, SIX], "198.51.100.7"), ([SIX], "2001:db8::7")],
    ids=["IPv6 comes first", "IPv4 comes first", "IPv6 only"],
)
def test_a_name_with_both_families_is_watched_over_ipv4(
    monkeypatch: pytest.MonkeyPatch, told: list[object], watched: str
) -> None:
    def answer(name: str, *_: object, flags: int = 0, **__: object) -> list[object]:
        if flags & socket.AI_NUMERICHOST:
            raise socket.gaierror
        return told

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    addresses = Addresses(RealClock())
    with pytest.raises(CannotMeasure):
        addresses.of("app.example.net")
    deadline = time.monotonic() + 2
    while not addresses._known and time.monotonic() < deadline:
        time.sleep(0.01)

    assert addresses.of("app.example.net").text == watched
