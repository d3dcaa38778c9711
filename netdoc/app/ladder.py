"""Keeps the ladder going: changes its rungs without a pause, and starts it anew where an engine broke."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from netdoc.app.echo_blocks import READER
from netdoc.app.ladder_loop import LAST_WAIT_S, SUBJECT, Sink
from netdoc.app.sampler import RungView, Sampler
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.model.site import Rung, RungKind, Site
from netdoc.ports import Clock, Echo, EchoEngine, EchoTarget

POLL_S = 0.02
FIRST_WITHIN_S = 0.1
FIRST_RETRY_S, LONGEST_RETRY_S = 1.0, 60.0


class Samples(Protocol):
    """What a sampler does; `Sampler` is one."""

    engine: str | None

    @property
    def running(self) -> bool:
        """Whether it samples."""

    def start(self) -> None:
        """Begin."""

    def request_stop(self, *, wait_s: float = LAST_WAIT_S) -> None:
        """Send nothing more and wait at most so long for the last answers; returns at once."""

    def stop(self) -> None:
        """Return when the last block has gone to the sink; raises what broke it."""

    def set_loaded(self, loaded: bool) -> None:
        """Say whether netdoc itself loads the line."""

    def snapshot(self) -> tuple[RungView, ...]:
        """Return the last samples of every rung."""


MakeSampler = Callable[[Clock, Echo, Sequence[Rung], Sink], Samples]


def promptly(clock: Clock, echo: Echo, rungs: Sequence[Rung], sink: Sink) -> Samples:
    """Return a sampler whose first probe leaves almost at once: a slot is short, and its start counts too."""
    return Sampler(clock, echo, rungs, sink, first_within_s=FIRST_WITHIN_S)


class _Through:
    """The echo engines of this computer, all of them bound to one of its cards. Implements `ports.Echo`."""

    def __init__(self, echo: Echo, card: str) -> None:
        self._echo, self._card = echo, card

    def engines(self) -> Sequence[str]:
        """Return the names of the engines."""
        return self._echo.engines()

    def open(self, name: str, targets: Sequence[EchoTarget], interface: str | None = None) -> EchoEngine:
        """Return an engine bound to the card."""
        return self._echo.open(name, targets, interface or self._card)


def ladder_rungs(site: Site) -> tuple[Rung, ...]:
    """Return the rungs that the ladder samples.

    Of the name servers only the provider's: the router's is the router, a public one is as far as an anchor
    and no step on the way. The same address is asked once, as its nearest rung.
    """
    taken: set[tuple[str, str]] = set()
    chosen = []
    for rung in site.rungs:
        elsewhere = rung.kind is RungKind.RESOLVER and rung.role != "isp"
        if not elsewhere and (rung.address, rung.method) not in taken:
            taken.add((rung.address, rung.method))
            chosen.append(rung)
    return tuple(chosen)


class Ladder:
    """One sampler at a time; while it is changed, the old one only listens for its last answers."""

    def __init__(
        self,
        clock: Clock,
        echo: Echo,
        sink: Sink,
        *,
        unexpected: Callable[[Exception], None] = lambda _: None,
        make: MakeSampler = promptly,
    ) -> None:
        """Prepare; nothing is sent before `sample`."""
        self._clock, self._echo, self._sink, self._make = clock, echo, sink, make
        self._unexpected = unexpected
        self._rungs: tuple[Rung, ...] = ()
        self._card: str | None = None
        self._now: Samples | None = None
        self._ending: list[Samples] = []
        self._loaded = False
        self._reached: datetime | None = None
        """Where the ladder's last block or gap ended: what came after it is lost when the engine breaks."""
        self._retry_s, self._again_ns = FIRST_RETRY_S, 0
        self._why = ""
        """What broke the sampler; it has not been started anew yet."""
        self.troubles: list[str] = []
        """What broke, once for each reason."""

    @property
    def engine(self) -> str | None:
        """Name of the engine in use."""
        return self._now.engine if self._now is not None else None

    def sample(self, rungs: Sequence[Rung]) -> None:
        """Sample these rungs from now on; the same ones are left alone."""
        if self._now is not None and tuple(rungs) == self._rungs:
            return
        self._rungs = tuple(rungs)
        if self._now is not None:
            self._now.request_stop()
            self._ending.append(self._now)
        self._reached = self._clock.now()
        self._start()

    def pause(self) -> None:
        """Send nothing more until `through` says by which card."""
        if self._now is not None:
            self._now.request_stop()
            self._ending.append(self._now)
            self._now = None

    def through(self, card: str | None) -> None:
        """Go through this card of the computer from now on; None: the way that its routes say."""
        self.pause()
        self._card = card
        if self._rungs:
            self._reached = self._clock.now()
            self._start()

    def snapshot(self) -> tuple[RungView, ...]:
        """Return the last samples of every rung."""
        return self._now.snapshot() if self._now is not None else ()

    def set_loaded(self, loaded: bool) -> None:
        """Say whether netdoc itself loads the line: those samples are a series of their own."""
        self._loaded = loaded
        if self._now is not None:
            self._now.set_loaded(loaded)

    def mend(self) -> None:
        """Start the ladder anew if it broke; the time until then is a gap. Waits longer each time it breaks."""
        for each in [each for each in self._ending if not each.running]:
            self._ending.remove(each)
            self._tell(self._broke(each))
        if self._now is None or self._now.running:
            return
        if not self._why:
            self._why = self._broke(self._now) or "the ladder ended by itself"
            self._again_ns = self._clock.monotonic_ns() + int(self._retry_s * 1e9)
            self._retry_s = min(self._retry_s * 4, LONGEST_RETRY_S)
        if self._clock.monotonic_ns() >= self._again_ns:
            self._tell(self._why)
            self._why = ""
            self._start()

    async def end(self, *, wait_s: float = LAST_WAIT_S) -> None:
        """Stop sampling and return when the last block has gone to the sink."""
        ending, self._now, self._ending = [*self._ending, *([self._now] if self._now else [])], None, []
        for each in ending:
            each.request_stop(wait_s=wait_s)
        deadline_s = asyncio.get_running_loop().time() + wait_s + 3
        while any(each.running for each in ending) and asyncio.get_running_loop().time() < deadline_s:  # noqa: ASYNC110
            await asyncio.sleep(POLL_S)  # a thread that ends sets no event of the loop
        for each in ending:
            self._why = self._broke(each) or self._why
        self._tell(self._why)

    def _start(self) -> None:
        echo = self._echo if self._card is None else _Through(self._echo, self._card)
        self._now = self._make(self._clock, echo, self._rungs, self._took)
        self._now.set_loaded(self._loaded)
        self._now.start()

    def _took(self, observation: Observation) -> None:
        """Pass on what the sampler tells; called on its thread."""
        if isinstance(observation, Seen) and isinstance(observation.fact, EchoBlock):
            self._reached = observation.fact.start + timedelta(seconds=observation.fact.duration_s)
            self._retry_s = FIRST_RETRY_S
        elif isinstance(observation, Gap) and observation.subject == SUBJECT:
            self._reached = observation.end
        self._sink(observation)

    def _broke(self, ended: Samples) -> str:
        """Return in words what broke a sampler that has ended; nothing when it ended as it should."""
        try:
            ended.stop()
        except Exception as broken:
            self._unexpected(broken)
            why = f"the ladder broke: {type(broken).__name__}: {str(broken)[:200]}"
            if why not in self.troubles:
                self.troubles.append(why)
            return why
        return ""

    def _tell(self, why: str) -> None:
        """Say which time was lost, if any was."""
        if why:
            now = self._clock.now()
            start = min(self._reached or now, now)
            self._sink(
                Gap(SUBJECT, start, now, EchoBlock.KIND, why, "repeat with --debug and report it", reader=READER)
            )
            self._reached = now
