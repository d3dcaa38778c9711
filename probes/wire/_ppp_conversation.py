"""What holds for each stage of a login: deadlines, what is sent again, what is told, and how it ends. No socket.

Every stage has a deadline, every answer a stranger may send a limit: an LCP that never ends, a concentrator that
repeats itself or one that says nothing all come to the same close. The close is always the same, too: a
Terminate-Request and a PADT for the session that was begun.

The login itself is never told. What was heard before it was sent is told with its frame; of what was heard after
it only what a person can read, with login and password taken out.
"""

from __future__ import annotations

from typing import Any

from probes.wire import _ppp_frames as ppp
from probes.wire._ppp_secret import Login
from probes.wire._raw_text import hexed, printable

Line = dict[str, Any]
LASTS_S = {"pado": 4.0, "pads": 3.0, "lcp": 4.0, "auth": 6.0, "ipcp": 3.0}
"""How long each stage is waited for; all of them together not longer than ALL_S."""
ALL_S = 15.0
AGAIN_S = {"pado": 2.0, "pads": 1.5, "lcp": 1.2, "auth": 3.5, "ipcp": 1.0}
"""When a stage's last frames are sent again. A login goes out twice at most: some providers lock an account."""
MOST_AGAIN = 2
MOST_SENT = 34
"""Frames before the close: the wire lets a job send 40."""
MOST_LINES = 60
_SILENT = {
    "pado": "no access concentrator answered",
    "pads": "the concentrator did not answer the request for a session",
    "lcp": "LCP did not come to an agreement in time",
    "auth": "the login was neither accepted nor rejected in time",
    "ipcp": "no address was given in time",
}


class Conversation:
    """With one concentrator, about one session."""

    def __init__(self, mac: bytes, login: Login, now_s: float) -> None:
        self._mac, self._login = mac, login
        self._begun_s = self._stage_s = self._sent_s = now_s
        self.stage = "pado"
        """What is being waited for: `pado`, `pads`, `lcp`, `auth`, `ipcp`; at last `address` where it came so far."""
        self.done = False
        self.why = ""
        self._told: list[Line] = []
        self._sent = self._again = self._number = 0
        self._last: list[bytes] = []
        self._to, self._session = b"", 0
        self._vlan: int | None = None
        self._secret_sent = False

    def lines(self) -> list[Line]:
        """Return what there is to tell since the last call."""
        told, self._told = self._told, []
        return told

    @property
    def next_s(self) -> float:
        """When to call `tick`."""
        ends_s = min(self._stage_s + LASTS_S[self.stage], self._begun_s + ALL_S)
        return min(ends_s, self._sent_s + AGAIN_S[self.stage]) if self._again < MOST_AGAIN else ends_s

    def tick(self, now_s: float) -> list[bytes]:
        """Return what is sent again; ends the attempt where a stage took too long."""
        if self.done:
            return []
        if now_s >= min(self._stage_s + LASTS_S[self.stage], self._begun_s + ALL_S):
            self._end(_SILENT[self.stage])
            return []
        if now_s >= self._sent_s + AGAIN_S[self.stage] and self._again < MOST_AGAIN:
            self._again += 1
            self._sent_s = now_s
            return self._out(self._again_in(now_s))
        return []

    def close(self) -> list[bytes]:
        """Return what ends the session, whatever happened before; nothing where none was begun."""
        self.done = True
        session, self._session = self._session, 0
        if not session:
            return []
        self._tell({"sent": "PADT", "session": session}, None)
        self._number += 1
        asked = ppp.in_session(self._to, self._mac, self._vlan, session, ppp.LCP, ppp.TERMINATE, self._number & 0xFF)
        return [asked, ppp.discovery(self._to, self._mac, self._vlan, ppp.PADT, session)]

    @property
    def awaits_session(self) -> bool:
        """Whether a session was asked for and may still come: then it is waited for, to be ended."""
        return self.done and self.stage == "pads" and not self._session and bool(self._to)

    def ended(self) -> Line:
        """Return the last line: the stage that was not passed, and why."""
        return {"ended": {"stage": self.stage, "why": self.why, "frames": self._sent}}

    def _again_in(self, now_s: float) -> list[bytes]:
        """Return what a stage sends again."""
        return self._last

    def _packet(self, protocol: int, code: int, number: int, body: bytes = b"") -> bytes:
        return ppp.in_session(self._to, self._mac, self._vlan, self._session, protocol, code, number & 0xFF, body)

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _into(self, stage: str, frames: list[bytes], now_s: float) -> list[bytes]:
        self.stage, self._stage_s, self._sent_s, self._again = stage, now_s, now_s, 0
        self._last = frames
        return self._out(frames)

    def _out(self, frames: list[bytes]) -> list[bytes]:
        room = MOST_SENT - self._sent
        if len(frames) > room:
            self._end("it would have taken more frames than a login needs")
            return []
        self._sent += len(frames)
        return frames

    def _end(self, why: str) -> None:
        self.done, self.why = True, self.why or why

    def _tell(self, line: Line, now_s: float | None, frame: bytes | None = None) -> None:
        if len(self._told) >= MOST_LINES:
            return
        after = {} if now_s is None else {"after_ms": round((now_s - self._begun_s) * 1000)}
        kept = {} if frame is None or self._secret_sent else {"frame": hexed(frame)}
        self._told.append({**line, **after, **kept})

    def _words(self, value: bytes) -> str:
        """Return a text of the concentrator's, for people: the login goes out before it is cut."""
        return printable(self._login.out_of(value.decode("utf-8", "replace")), 120)
