"""Stores what is seen as it comes; when the disk is full, keeps what fits in memory and goes on trying.

Writing happens on the event loop only. The ladder's thread puts its blocks into a queue and is never held up
by a disk. What could not be kept is a gap, told once there is space again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from queue import Empty, SimpleQueue

from netdoc.app.asking import Answers
from netdoc.errors import StoreError
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.store.store import Store

MOST_HELD = 500
"""Answers kept in memory while they cannot be stored: some five minutes of everything, a few megabytes."""
RETRY_S = 10.0
READER = "recorder/1"


class Recorder:
    """Between what measures and the store."""

    def __init__(
        self,
        store: Store,
        *,
        trouble: Callable[[str], None] = lambda _: None,
        seen: Callable[[Sequence[Observation]], None] = lambda _: None,
    ) -> None:
        """Write to `store`; tell `seen` what was stored and `trouble` once when nothing can be."""
        self._store, self._trouble, self._seen = store, trouble, seen
        self._from_ladder: SimpleQueue[Observation] = SimpleQueue()
        self._held: deque[Callable[[], None]] = deque()
        self._answers: dict[Callable[[], None], Answers] = {}
        self._lost: tuple[datetime, datetime] | None = None
        self._given_up, self._blocks_lost = 0, False
        self._retry_s = -float("inf")
        self.failure: StoreError | None = None
        """Why what is held is not stored; None while all is."""

    def from_ladder(self, observation: Observation) -> None:
        """Take one block or gap; called on the ladder's thread."""
        self._from_ladder.put(observation)

    def keep(self, answers: Answers) -> None:
        """Store captures and observations together, or hold them until that works."""
        work = partial(self._store_all, answers)
        if not self._written(work):
            self._hold(work, answers)

    def write(self, work: Callable[[], None]) -> None:
        """Do something that writes to the store, or do it once that works."""
        if not self._written(work):
            self._held.append(work)

    def drain(self, now_s: float) -> None:
        """Store what the ladder brought, and what is held if it is time to try again."""
        while True:
            try:
                self.keep(Answers((), (self._from_ladder.get_nowait(),)))
            except Empty:
                break
        if self._held and now_s >= self._retry_s:
            self._retry_s = now_s + RETRY_S
            self._retry()

    def close(self) -> None:
        """Store all that is left.

        Raises:
            StoreError: that could not be done; what was stored before is intact.
        """
        self.drain(float("inf"))
        if self.failure is not None:
            raise self.failure

    def _written(self, work: Callable[[], None]) -> bool:
        """Do it now, unless something waits before it."""
        if self._held:
            return False
        try:
            work()
        except StoreError as failed:
            self._fail(failed)
            return False
        return True

    def _store_all(self, answers: Answers) -> None:
        with self._store.transaction():
            for each in answers.captures:
                self._store.put_capture(each)
            self._store.put(answers.observations)
        if answers.observations:
            self._seen(answers.observations)

    def _retry(self) -> None:
        try:
            while self._held:
                self._held[0]()
                self._answers.pop(self._held.popleft(), None)
            if self._lost is not None:
                self._store_all(Answers((), (self._gap(self._lost),)))
                self._lost, self._given_up, self._blocks_lost = None, 0, False
            self.failure = None
        except StoreError as failed:
            self._fail(failed)

    def _fail(self, failed: StoreError) -> None:
        if self.failure is None:
            self._trouble(f"{failed.message}: measuring goes on, and what fits in memory is stored once that works")
        self.failure = failed

    def _hold(self, work: Callable[[], None], answers: Answers) -> None:
        self._held.append(work)
        self._answers[work] = answers
        if len(self._answers) > MOST_HELD:
            oldest = next(iter(self._answers))
            self._held.remove(oldest)
            self._give_up(self._answers.pop(oldest))

    def _give_up(self, answers: Answers) -> None:
        self._given_up += 1
        for each in answers.observations:
            start, end = each.at, each.end if isinstance(each, Gap) else each.at
            if isinstance(each, Seen) and isinstance(each.fact, EchoBlock):
                end += timedelta(seconds=each.fact.duration_s)
                self._blocks_lost = True
            known = self._lost or (start, end)
            self._lost = (min(known[0], start), max(known[1], end))

    def _gap(self, span: tuple[datetime, datetime]) -> Gap:
        subject = "ladder" if self._blocks_lost else "host"
        reason = self.failure.message if self.failure is not None else "the store could not be written"
        why = f"{self._given_up} answers could not be stored: {reason}"
        return Gap(subject, span[0], span[1], EchoBlock.KIND, why, "keep some space free on the disk", reader=READER)
