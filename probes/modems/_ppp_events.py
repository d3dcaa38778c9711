"""What the lines of a router's log mean, each ending of a session and each fall of the port told once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from netdoc.model.facts.device_log import LogEvent
from netdoc.model.facts.wan_session import SessionStatus
from probes.modems import _ppp_lines as say
from probes.modems._ppp_lines import Line

_WAN_DEVICE = re.compile(r"wan(?:[0-9]?|\.[0-9]{1,4})", re.IGNORECASE)
_SILENT = re.compile(r"(?:sent|rcvd|Send|Recv) .*|dst .*|\[.*")
"""What pppd prints with `debug`: names of users stand in it."""


@dataclass(slots=True)
class Told:
    """What a log tells."""

    events: list[LogEvent | None] = field(default_factory=list)
    """By line; None: not of the session or the port."""
    status: SessionStatus = SessionStatus.UNKNOWN
    """At the end of the log, where that is proven."""
    why: str | None = None
    """Why the session last ended, or could not begin, in the router's words."""
    address: str | None = None
    """Address of the session that is up at the end."""
    minutes: str | None = None
    """How long the last session that ended had lasted."""
    ppp: bool = False
    """pppd wrote in it."""


def tell(lines: Sequence[Line]) -> Told:
    """Return what the lines mean, oldest first."""
    reader = _Reader(lines)
    for line in lines:
        reader.told.events.append(reader.meaning(line))
    return reader.finished()


class _Reader:
    """Follows sessions by the process that holds them, and the port."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.told = Told(ppp=any(each.of_ppp and each.tagged for each in lines) or not any(e.tagged for e in lines))
        self._ports = _wan_devices(lines)
        self._port_up: bool | None = None
        self._sessions: dict[str, bool] = {}
        """By process: up, or ended."""
        self._addresses: dict[str, str] = {}
        self._begun: set[str] = set()
        self._reason: str | None = None

    def meaning(self, line: Line) -> LogEvent | None:
        """Return what one line means, and remember it."""
        teller = line.program in ("netifd", "kernel") or line.of_asus
        if teller and (port := say.PORT.fullmatch(line.text)) is not None:
            return self._port(line, port)
        if line.program == "kernel":
            return LogEvent.BOOT if line.kernel_s is not None and say.LINUX.fullmatch(line.text) else None
        if line.of_ppp:
            return None if _SILENT.fullmatch(line.text) else self._ppp(line)
        if line.program == "netifd" and (found := say.INTERFACE.fullmatch(line.text)) is not None:
            return self._other_session(line, up=found["now"] == "up")
        if line.of_asus:
            return self._asus(line)
        return None

    def finished(self) -> Told:
        """Return what was told, with the state at the end where the last sign of each process agrees."""
        states = set(self._sessions.values())
        if states == {False}:
            self.told.status = SessionStatus.DOWN
        elif states and self._last_up() and not self._reason:
            self.told.status = SessionStatus.UP
            self.told.address = self._addresses.get(self._last())
        if self._begun - set(self._sessions):
            self.told.status = SessionStatus.UNKNOWN  # a new try had begun, and its outcome is not told
        if self.told.status is not SessionStatus.UP and self._reason is not None:
            self.told.why = self._reason
        return self.told

    def _ppp(self, line: Line) -> LogEvent:
        text, pid = line.text, line.pid
        if text.startswith("pppoe: "):
            return LogEvent.OTHER  # pppd 2.5 says the same again without this word
        if (found := say.LOCAL_ADDRESS.fullmatch(text)) is not None:
            self._addresses[pid] = found[1]
            self._begins(pid)
            return LogEvent.SESSION_UP
        if say.NO_ECHO.fullmatch(text.rstrip(".")):
            self._sessions.setdefault(pid, True)  # echoes are asked for in a session only
            self._reason = text
            return LogEvent.NO_ANSWER
        if say.NO_ANSWER.fullmatch(text):
            self._fails(text, pid)
            return LogEvent.NO_ANSWER
        if say.REJECTED.fullmatch(text):
            self._fails(text, pid)
            return LogEvent.AUTH_REJECTED
        if (lasted := say.CONNECT_TIME.fullmatch(text)) is not None:
            self.told.minutes = lasted[1]
            return self._ends(line, certain=True)
        if text.rstrip(".") == say.SERIAL_LOST:
            return self._ends(line, certain=True)
        if say.ENDED.fullmatch(text):
            return self._ends(line, certain=False)
        if say.STARTED.fullmatch(text):
            self._sessions.pop(pid, None)
            self._begun.add(pid)
        return LogEvent.OTHER

    def _asus(self, line: Line) -> LogEvent:
        if say.NO_ANSWER.fullmatch(line.text):
            self._fails(line.text, "")
            return LogEvent.NO_ANSWER
        if say.REJECTED.fullmatch(line.text):
            self._fails(line.text, "")
            return LogEvent.AUTH_REJECTED
        if (found := say.ASUS_SESSION.fullmatch(line.text)) is not None:
            return self._other_session(line, up=found["up"] is not None)
        return LogEvent.OTHER

    def _other_session(self, line: Line, *, up: bool) -> LogEvent:
        """Take the word of another program than pppd, which counts where pppd says nothing."""
        if self.told.ppp:
            return LogEvent.OTHER
        before = self._sessions.get(line.pid)
        if up:
            self._begins(line.pid)
            return LogEvent.OTHER if before is True else LogEvent.SESSION_UP
        self._reason = self._reason or line.text
        self._sessions[line.pid] = False
        return LogEvent.OTHER if before is False else LogEvent.SESSION_DOWN

    def _port(self, line: Line, found: re.Match[str]) -> LogEvent | None:
        device = found["device"] or found["kernel"]
        if device is not None and device not in self._ports and not _WAN_DEVICE.fullmatch(device):
            return LogEvent.OTHER if device.startswith("ppp") else None
        if found["interface"] not in (None, "wan"):
            return LogEvent.OTHER
        state = found["state"] or found["kernel_state"] or found["asus_state"]
        up = state.lower() == "up" if state is not None else found["loss"] is None and found["unplugged"] is None
        if up is self._port_up:
            return LogEvent.OTHER
        self._port_up = up
        if not up:
            self._reason = self._reason or line.text
        return LogEvent.PORT_UP if up else LogEvent.PORT_DOWN

    def _begins(self, pid: str) -> None:
        self._sessions.pop(pid, None)
        self._sessions[pid] = True
        self._begun.discard(pid)
        self._reason = None

    def _fails(self, text: str, pid: str) -> None:
        self._reason = text
        self._begun.discard(pid)
        self._sessions[pid] = False

    def _ends(self, line: Line, *, certain: bool) -> LogEvent:
        """Take a sign that a session ended; the first of several tells it."""
        before = self._sessions.get(line.pid)
        if self._reason is None and not say.CONNECT_TIME.fullmatch(line.text):
            self._reason = line.text
        if not certain and before is None:
            return LogEvent.OTHER
        self._begun.discard(line.pid)
        self._sessions[line.pid] = False
        return LogEvent.SESSION_DOWN if before is not False else LogEvent.OTHER

    def _last(self) -> str:
        return list(self._sessions)[-1]

    def _last_up(self) -> bool:
        return self._sessions[self._last()]


def _wan_devices(lines: Sequence[Line]) -> frozenset[str]:
    """Return the Ethernet devices that sessions ran over, by pppd's own word, without VLANs too."""
    found: set[str] = set()
    for line in lines:
        if line.of_ppp and (told := say.STARTED.fullmatch(line.text)) is not None:
            device = told["port"] or told["via"]
            if not device.startswith("/"):
                found |= {device, device.split(".")[0]}
    return frozenset(found)
