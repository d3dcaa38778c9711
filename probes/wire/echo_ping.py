"""Echo by the system's `ping` (setuid or with a file capability), one child process per probe.

For users without any ICMP right of their own. Times are as `ping` prints them: 3 digits, so in steps of
0.1 ms from 10 ms and of 1 ms from 100 ms. The schedule stays ours: a child is started on the clock.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

from netdoc.errors import CannotMeasure
from netdoc.ports import Clock, EchoReply, EchoTarget
from probes.wire.echo_address import Addresses
from probes.wire.echo_route import Routes
from probes.wire.echo_watch import Watch

WAIT_S = 5
"""As long as the ladder listens; `ping` ends at the first answer."""
MOST_CHILDREN = 64
MOST_BYTES = 4096
ENVIRONMENT = {"LC_ALL": "C", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
_TIME = re.compile(rb"time[=<]\s*([0-9]{1,6}(?:\.[0-9]{1,3})?)\s*ms")
_FROM = re.compile(rb"^From ([0-9A-Fa-f.:]{2,45})(?:%\w+)?[: ].*$", re.MULTILINE)
_WORDS = (
    (b"port unreachable", "port"),
    (b"protocol unreachable", "protocol"),
    (b"filtered", "admin"),
    (b"prohibited", "admin"),
    (b"net unreachable", "net"),
    (b"network unreachable", "net"),
    (b"no route", "net"),
    (b"host unreachable", "host"),
    (b"address unreachable", "host"),
    (b"time to live exceeded", "ttl"),
    (b"time exceeded", "ttl"),
)
NO_RIGHT = (b"permitted", b"permission", b"denied")


@dataclass(slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    descriptor: int
    ticket: int
    printed: bytes = b""


class PingPart:
    """Implements `echo_watch.Part`."""

    def __init__(
        self,
        watch: Watch,
        tickets: Iterator[int],
        routes: Routes,
        addresses: Addresses,
        clock: Clock,
        interface: str | None,
    ) -> None:
        """Find the program and try it on this computer itself.

        Raises:
            CannotMeasure: there is no `ping`, or it has no right either.
        """
        self._watch, self._tickets, self._routes = watch, tickets, routes
        self._addresses, self._interface = addresses, interface
        self._program = usable_ping()
        self._children: dict[int, _Child] = {}

    def send(self, target: EchoTarget) -> int:
        """Start one `ping`; see `ports.EchoEngine.send`."""
        address = self._addresses.of(target.address)
        self._routes.check(address)
        if len(self._children) >= MOST_CHILDREN:
            raise OSError(errno.EAGAIN, "too many ping processes are still waiting")
        argv = [self._program, "-n", "-c", "1", "-W", str(WAIT_S)]
        argv += ["-I", self._interface] if self._interface else []
        process = subprocess.Popen(
            [*argv, str(address.sockaddr[0])],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=ENVIRONMENT,
        )
        assert process.stdout is not None
        child = _Child(process, process.stdout.fileno(), next(self._tickets))
        os.set_blocking(child.descriptor, False)
        self._children[child.descriptor] = child
        self._watch.add(child.descriptor, lambda _event: self._read(child))
        return child.ticket

    def measured_by(self, target: EchoTarget) -> tuple[str, str]:
        """Return `ping` and `user`."""
        return "ping", "user"

    def close(self) -> None:
        """End every child that still waits."""
        for child in list(self._children.values()):
            child.process.kill()
            self._bury(child)

    def _read(self, child: _Child) -> list[EchoReply]:
        try:
            data = os.read(child.descriptor, MOST_BYTES)
        except BlockingIOError:
            return []
        if data:
            child.printed = (child.printed + data)[:MOST_BYTES]
            return []
        self._bury(child)
        reply = read_ping(child.ticket, child.process.returncode, child.printed)
        return [reply] if reply else []

    def _bury(self, child: _Child) -> None:
        self._children.pop(child.descriptor, None)
        self._watch.drop(child.descriptor)
        assert child.process.stdout is not None
        child.process.stdout.close()
        try:
            child.process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()


def read_ping(ticket: int, code: int, printed: bytes) -> EchoReply | None:
    """Return what `ping -n -c 1` says; None when nothing came back.

    Exit codes of iputils: 0 a reply, 1 none (or somebody said unreachable), 2 ping itself failed: void.
    """
    timed = _TIME.search(printed)
    if code == 0 and timed:
        return EchoReply(ticket, round(float(timed[1]) * 1000))
    refusal = _FROM.search(printed)
    if refusal:
        line = refusal[0].lower()
        word = next((word for text, word in _WORDS if text in line), None)
        if word:
            return EchoReply(ticket, None, f"{refusal[1].decode('ascii')} {word}")
    return None if code == 1 else EchoReply(ticket, None)


def usable_ping() -> str:
    """Return the path of a `ping` that this user may use; tried on the loopback address.

    Raises:
        CannotMeasure: there is none, or it has no right to open its socket.
    """
    program = shutil.which("ping", path=ENVIRONMENT["PATH"])
    if program is None:
        raise CannotMeasure("this user may not ping, and there is no `ping` program", hint="run `netdoc doctor ping`")
    try:
        tried = subprocess.run(
            [program, "-n", "-c", "1", "-W", "1", "127.0.0.1"],
            stdin=subprocess.DEVNULL, capture_output=True, env=ENVIRONMENT, timeout=3, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as failed:
        raise CannotMeasure(f"`ping` does not run: {failed}", hint="run `netdoc doctor ping`") from failed
    if tried.returncode and any(word in tried.stderr.lower() for word in NO_RIGHT):
        raise CannotMeasure("`ping` itself may not open a ping socket", hint="run `netdoc doctor ping`")
    return program
