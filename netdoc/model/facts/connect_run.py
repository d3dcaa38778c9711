"""Attempts to reach one service: through its virtual address and straight to its backends, interleaved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


class Attempt(StrEnum):
    """How one attempt ended, as the letter it is written with."""

    ANSWERED = "o"
    RETRIED = "s"
    """It answered, after the kernel had to send the SYN again: felt as a second or three of waiting."""
    REFUSED = "r"
    RESET = "x"
    """Connected, then reset or closed without an answer."""
    TIMEOUT = "t"
    UNREACHABLE = "u"
    """A router on the way answered «unreachable»."""
    TLS = "l"
    STATUS = "e"
    """An HTTP status other than the expected one."""
    VOID = "v"
    """It never left this computer: about us, and counted nowhere."""


SILENT = frozenset({Attempt.TIMEOUT, Attempt.UNREACHABLE, Attempt.RETRIED})
"""Ends that packets lost on the way explain as well as the other side does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectArm:
    """One address of the service. The series run in the order in which the attempts began, one entry each."""

    name: Annotated[str, "`virtual`, or the backend's name in the site file"]
    address: Annotated[str, "IPv4 address asked"]
    port: Annotated[int, "TCP port asked"]
    backend: Annotated[bool, "a backend asked directly; else the virtual address"]
    host: Annotated[str, "whose machine the backend is, as the site file says; empty: not said"] = ""
    outcomes: Annotated[
        str,
        "one letter per attempt: `o` answered, `s` answered after a repeated SYN, `r` refused, `x` reset or closed, "
        "`t` timeout, `u` unreachable, `l` TLS failed, `e` unexpected status, `v` void",
    ]
    at_ms: Annotated[tuple[int, ...], "when each began, ms from the start of the run"]
    took_ms: Annotated[tuple[int, ...], "how long each took, ms; empty: not recorded"] = ()
    ports: Annotated[tuple[int, ...], "source port of each, 0: none; empty: not recorded"] = ()
    members: Annotated[tuple[str, ...], "identities seen in answers, each hashed"] = ()
    member: Annotated[tuple[int, ...], "which of `members` answered each, -1: not told; empty: none was told"] = ()
    given_up: Annotated[bool, "nothing at all answered the first tries, so it was left alone"] = False

    def ends(self) -> Iterator[tuple[int, Attempt, int]]:
        """Yield (ms from the start, how it ended, member or -1) of each attempt that left this computer."""
        for index, letter in enumerate(self.outcomes):
            if letter != Attempt.VOID.value:
                yield self.at_ms[index], Attempt(letter), self.member[index] if self.member else -1

    def count(self, *ends: Attempt) -> int:
        """Return how many attempts ended in one of these ways."""
        return sum(self.outcomes.count(each.value) for each in ends)

    @property
    def sent(self) -> int:
        """Attempts that left this computer."""
        return len(self.outcomes) - self.count(Attempt.VOID)

    @property
    def bad(self) -> int:
        """Attempts that failed, or answered only after a repeated SYN."""
        return self.sent - self.count(Attempt.ANSWERED)

    @property
    def answered(self) -> int:
        """Attempts that were answered as expected, at once or after a repeated SYN."""
        return self.count(Attempt.ANSWERED, Attempt.RETRIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectRun(Fact):
    """Attempts at one service in the same seconds, from one vantage point; `at` is the start of the run.

    Source: measurement notes, «Balancer» and «SYN loss is not failure»; TCP_INFO of the Linux kernel.
    """

    KIND: ClassVar[str] = "ConnectRun"
    VERSION: ClassVar[int] = 1

    service: Annotated[str, "name of the service in the site file"]
    layer: Annotated[str, "how far each attempt went: `tcp`, `tls` or `http`"]
    duration_s: Annotated[float, "from the first attempt to the end of the last"]
    timeout_ms: Annotated[int, "after which an attempt counts as a timeout"]
    pace_ms: Annotated[int, "time between two attempts at one address"]
    arms: Annotated[tuple[ConnectArm, ...], "the virtual address first"]
    identity: Annotated[str, "what told the members apart: `header:NAME`, `cookie:NAME`, `certificate`, `none`"] = (
        "none"
    )
    proxy: Annotated[str, "proxy that this computer's programs are told to use; the attempts went straight"] = ""
    syn_known_by: Annotated[str, "how repeated SYNs were known: `tcp_info` or `time`"] = "tcp_info"

    @property
    def virtual(self) -> ConnectArm | None:
        """The arm of the virtual address."""
        return next((each for each in self.arms if not each.backend), None)

    @property
    def backends(self) -> tuple[ConnectArm, ...]:
        """The arms of the backends."""
        return tuple(each for each in self.arms if each.backend)
