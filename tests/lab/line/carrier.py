"""The line as a process: frames from one TAP to the other, the way `Physics` lets them pass.

    python -m tests.lab.line.carrier --folder DIR --near NS/IF --far NS/IF --state FILE --seed N < settings.json

One select() loop carries the frames; a second thread writes the state file. Near is the modem's end, far the DSLAM's.
Settings are one JSON object on stdin: `{"line": LineSettings, "conditions": {...}, "path": PathSettings}`. It says
`ready` on stdout when both ends are up, keeps the modem's state file and DIR/truth.jsonl, and listens on DIR/control.
It ends on SIGTERM and with its parent.
"""

from __future__ import annotations

import argparse
import errno
import gc
import json
import os
import select
import signal
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from tests.emulated.broadcom_text import BoxState
from tests.lab.errors import LabError
from tests.lab.line.conditions import DOWN, SIDES, UP, Conditions, changed, settings_from
from tests.lab.line.door import Door
from tests.lab.line.physics import Physics
from tests.lab.line.shaper import PathSettings, Shaper
from tests.lab.line.tap import End, Tap, be_punctual, die_with
from tests.lab.line.truth import TruthLog
from tests.lab.modem import write_whole

FRAME_BYTES = 2048
FRAMES_AT_ONCE = 64
TICK_S = 1.0
LEAD_S = 100e-6
"""Frames are written this much early: about what waking up and writing take, so that the delay is right on average."""
PATH_KEYS = {each.name for each in fields(PathSettings)}


@dataclass(frozen=True, slots=True)
class Way:
    """One direction: read from a TAP, through a shaper, into the other TAP."""

    source: Tap
    shaper: Shaper
    target: Tap


class Carrier:
    """Everything that the process holds."""

    def __init__(self, given: argparse.Namespace, told: dict[str, Any]) -> None:
        """Make both ends and begin the line's life.

        Raises:
            LabError: no such namespace, or settings that the line does not know.
        """
        if strange := set(told) - {"line", "conditions", "path"}:
            raise LabError(f"settings have the keys line, conditions and path; not {', '.join(sorted(strange))}")
        far, near = Tap(given.far), Tap(given.near)  # near last: who clears that namespace meets this process in it
        seed: int = given.seed
        self._epoch = time.time() - time.monotonic()
        self._state_file: Path = given.state
        self._box = BoxState.from_json(given.state.read_text()) if given.state.exists() else BoxState()
        conditions = changed(Conditions(), told.get("conditions", {}))
        self.physics = Physics(
            time.time(), seed=seed, settings=settings_from(told.get("line", {})), conditions=conditions
        )
        self.truth = TruthLog(given.folder / "truth.jsonl")
        self._told = 0
        path = PathSettings(**told.get("path", {}))
        ends = {DOWN: (far, near), UP: (near, far)}
        self.ways = tuple(Way(a, self._shaper(side, path, seed), b) for side, (a, b) in ends.items())
        self._stuck_until: dict[int, float] = {}
        self.punctual = be_punctual()  # before the writer starts: it must not be made to wait while it has the GIL
        self._writer = ThreadPoolExecutor(1)  # a busy disk must not delay frames
        self._written: Future[None] | None = None
        sys.setswitchinterval(1e-4)
        self._next_tick = self._latest_s = 0.0
        self.tick(time.monotonic())
        self._settle()

    def _settle(self) -> None:
        """Wait until the modem's state is on disk."""
        if self._written is not None:
            self._written.result()

    def _shaper(self, side: int, path: PathSettings, seed: int) -> Shaper:
        def lost(at: float, reason: str, frame: bytes) -> None:
            self.truth.lost(self._epoch + at, SIDES[side], reason, frame)

        return Shaper(self.physics, side, path, seed=seed, epoch=self._epoch, lost=lost)

    def run(self, door: Door, woken: int) -> None:
        """Carry frames until `woken` becomes readable."""
        by_handle = {way.source.handle: way for way in self.ways}
        while True:
            now = time.monotonic()
            next_at = min(self.ways[0].shaper.next_at, self.ways[1].shaper.next_at) - LEAD_S
            next_at = min(next_at, self._next_tick, self._change_at())
            reading = [each for each in by_handle if self._stuck_until.get(each, 0) <= now]
            readable = select.select([*reading, *door.handles, woken], [], [], max(0.0, next_at - now))[0]
            for handle in readable:
                if handle in by_handle:
                    self._take(by_handle[handle])
                elif handle == woken:
                    return
                else:
                    door.serve(handle)
            self._give()

    def _change_at(self) -> float:
        return self.physics.next_change_at() - self._epoch

    def _take(self, way: Way) -> None:
        handle, offer = way.source.handle, way.shaper.offer
        try:
            for _ in range(FRAMES_AT_ONCE):
                frame = os.read(handle, FRAME_BYTES)
                offer(time.monotonic(), frame)
        except BlockingIOError:
            return
        except OSError as failed:
            if failed.errno != errno.EIO:  # the interface is gone with its namespace
                raise
            self._stuck_until[handle] = time.monotonic() + 0.1  # it was set down

    def _give(self) -> None:
        now = time.monotonic()
        for way in self.ways:
            self._latest_s = max(self._latest_s, now - way.shaper.next_at)
            for frame in way.shaper.run(now + LEAD_S):
                try:
                    os.write(way.target.handle, frame)
                except OSError as failed:
                    if failed.errno not in (errno.EIO, errno.EAGAIN, errno.ENOBUFS):
                        raise
                    self.truth.lost(self._epoch + now, SIDES[self.ways.index(way)], "interface_down", frame)
                    way.shaper.counts.frames_out -= 1
                    way.shaper.counts.bytes_out -= len(frame)
                    way.shaper.counts.dropped["interface_down"] += 1
        if self._change_at() <= now:
            self.physics.advance(self._epoch + now)
        if now >= self._next_tick or len(self.physics.truth) > self._told:
            self.tick(now)

    def tick(self, now: float) -> None:
        """Write the truth, and the modem's state: once a second, and when more happened than a burst."""
        state = self.physics.state(self._epoch + now, self._box)
        fresh, self._told = self.physics.truth[self._told :], len(self.physics.truth)
        self.truth.write(fresh)
        if now >= self._next_tick or any(each["kind"] != "burst" for each in fresh):
            text = json.dumps(vars(state))  # in one line: ten times as fast as `to_json`
            self._written = self._writer.submit(write_whole, self._state_file, text)
            self._next_tick = now + TICK_S

    def set(self, changes: dict[str, Any]) -> dict[str, Any]:
        """Change the line, its path (`delay_ms`, `jitter_ms`, `queue_bytes`) or the box's ways (`box`)."""
        now = time.monotonic()
        path = {name: value for name, value in changes.items() if name in PATH_KEYS}
        settings = replace(self.ways[DOWN].shaper.settings, **path)
        try:
            box = replace(self._box, **changes.get("box", {}))
        except TypeError as wrong:
            raise LabError(f"the box has no such ways: {wrong}") from wrong
        rest = {name: value for name, value in changes.items() if name not in PATH_KEYS and name != "box"}
        self.physics.set(self._epoch + now, **rest)
        self._box = box
        for way in self.ways:
            way.shaper.settings = settings
        self.tick(now)
        self._settle()
        return {"at": self._epoch + now}

    def stats(self) -> dict[str, Any]:
        """Return what passed and what did not; the truth log is complete up to here.

        `latest_ms`: how late the latest frame was written since the last time this was asked.
        """
        now = time.monotonic()
        self.tick(now)
        self.truth.flush()
        at, latest_s, self._latest_s = self._epoch + now, self._latest_s, 0.0
        return {
            "at": at,
            "in_showtime": self.physics.in_showtime(at),
            "blocked": self.physics.blocked(at),
            "answers": self.physics.answers(at),
            "rate_bps": [self.physics.rate_bps(at, side) for side in (DOWN, UP)],
            "margin_db": [round(self.physics.margin_db(at, side), 2) for side in (DOWN, UP)],
            **{SIDES[side]: self.ways[side].shaper.stats() for side in (DOWN, UP)},
            "kernel_dropped": {SIDES[side]: self.ways[side].source.kernel_dropped() for side in (DOWN, UP)},
            "latest_ms": round(latest_s * 1000, 3),
            "cpu_s": time.process_time(),
            "punctual": self.punctual,
        }

    def close(self) -> None:
        """Let both ends go and finish the log."""
        self.tick(time.monotonic())
        self._writer.shutdown()
        self.truth.close()
        for way in self.ways:
            way.source.close()


def main() -> None:
    """Run the process."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab.line.carrier")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--near", type=End.parse, required=True)
    parser.add_argument("--far", type=End.parse, required=True)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--parent", type=int, required=True, help="process that this one must not outlive")
    given = parser.parse_args()
    woken, waking = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(waking)
    signal.signal(signal.SIGTERM, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the keyboard's is for the owner, who ends this one in order
    try:
        die_with(given.parent)
        carrier = Carrier(given, json.loads(sys.stdin.read() or "{}"))
    except (LabError, TypeError) as wrong:
        raise SystemExit(f"line: {wrong}") from wrong
    with Door(given.folder / "control", {"set": carrier.set, "stats": carrier.stats}) as door:
        print("ready", flush=True)
        gc.collect()
        gc.freeze()
        try:
            carrier.run(door, woken)
        finally:
            carrier.close()


if __name__ == "__main__":
    main()
