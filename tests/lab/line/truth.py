"""The truth log of a line: JSON lines of what happened, and of every frame lost, second by second."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.lab.line.course import Event
from tests.lab.line.frames import kind_of


class TruthLog:
    """Writes the log. A batch of losses is `{"at": second, "kind": "drops", "side", "reason", "count", "frames"}`."""

    def __init__(self, path: Path) -> None:
        """Begin a new log."""
        self._file = path.open("w", buffering=1)
        self._second = 0
        self._lost: dict[tuple[str, str], Counter[str]] = {}

    def write(self, events: Iterable[Event]) -> None:
        """Add events."""
        for each in events:
            self._file.write(json.dumps(each) + "\n")

    def lost(self, at: float, side: str, reason: str, frame: bytes) -> None:
        """Add a lost frame to its second's batch."""
        if math.floor(at) != self._second:
            self.flush()
            self._second = math.floor(at)
        self._lost.setdefault((side, reason), Counter())[kind_of(frame)] += 1

    def flush(self) -> None:
        """Write the batch in hand; a second may have several."""
        for (side, reason), kinds in self._lost.items():
            count = kinds.total()
            self.write(
                [{"at": self._second, "kind": "drops", "side": side, "reason": reason, "count": count, "frames": kinds}]
            )
        self._lost.clear()

    def close(self) -> None:
        """Write what is left."""
        self.flush()
        self._file.close()


def read_log(path: Path) -> list[Event]:
    """Return the events of a log so far; a line that is being written is left out."""
    text = path.read_text()
    return [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]


def lost_frames(events: Sequence[Event], *kinds: str) -> int:
    """Return how many frames were lost, of these kinds (`icmp`, ...) or of all."""
    batches = [each["frames"] for each in events if each["kind"] == "drops"]
    return sum(count for batch in batches for kind, count in batch.items() if not kinds or kind in kinds)


def outages(events: Sequence[Event]) -> list[tuple[float, float | None, str]]:
    """Return (began, ended, cause) of every outage that the log tells of since `start`; open ones end at None."""
    found: list[tuple[float, float | None, str]] = []
    started = False
    for each in events:
        started |= each["kind"] == "start"
        if each["kind"] == "outage_begin":
            found.append((each["at"], None, each["cause"]))
        elif each["kind"] == "outage_end" and found:
            found[-1] = (found[-1][0], each["at"], found[-1][2])
        if not started:
            found = [open_one for open_one in found if open_one[1] is None]
    return found
