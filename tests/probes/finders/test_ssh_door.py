"""The ssh server's line."""

from __future__ import annotations

from probes.finders.ssh_door import FINDER
from tests.probes.finders.doorway import Doorway, told


def test_the_servers_line_is_read_and_no_key_exchange_begun() -> None:
    door = Doorway(b"SSH-2.0-dropbear_2012.55\r\n\x00\x00\x01\x5c\x0a\x14binary kex")

    sign = told(FINDER, door)

    assert (sign.says, sign.wants) == (("SSH-2.0-dropbear_2012.55",), "login")
    assert door.heard == b""


def test_what_is_no_ssh_server_says_nothing_here() -> None:
    assert told(FINDER, Doorway(b"220 ftp ready\r\n")).says == ()
