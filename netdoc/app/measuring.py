"""Measure one office for a while: the ladder in its own thread, light questions beside it, a load test alone.

Everything is stored as it comes, so that a killed check loses at most the block in hand.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from netdoc import discover
from netdoc.app.asking import Answers, ask
from netdoc.app.devices import read_devices
from netdoc.app.plan import EXCLUSIVE_S, GRACE_S, Plan, asked_in
from netdoc.app.sampler import Sampler
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.observation import Gap, Observation
from netdoc.model.site import Rung, RungKind, Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports
from netdoc.store.store import Store

SETTLE_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """Whom to tell how it goes: a person, or nobody."""

    say: Callable[[str], None] = lambda _: None
    unexpected: Callable[[Exception], None] = lambda _: None


class Recorder:
    """Stores what is seen as it comes, from the event loop and from the ladder's thread.

    What breaks in the ladder's thread is kept and raised where somebody can hear it.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._loop = asyncio.get_running_loop()
        self.broken: asyncio.Future[None] = self._loop.create_future()

    def keep(self, answers: Answers) -> None:
        """Store captures and observations together."""
        with self._store.transaction():
            for each in answers.captures:
                self._store.put_capture(each)
            self._store.put(answers.observations)

    def from_ladder(self, observation: Observation) -> None:
        """Store one block or gap; called on the ladder's thread."""
        try:
            self._store.put([observation])
        except Exception as broken:
            self._loop.call_soon_threadsafe(self._fail, broken)

    def _fail(self, broken: Exception) -> None:
        if not self.broken.done():
            self.broken.set_exception(broken)
            self.broken.exception()  # heard: asyncio shall not complain when another error ends the check first


async def measure(site: Site, ports: Ports, store: Store, plan: Plan, talk: Talk) -> None:
    """Run the ladder for the plan's time and every probe beside it.

    Raises:
        StoreError: the store could not be written; what was stored before is intact.
    """
    recorder = Recorder(store)
    sampler = Sampler(ports.clock, ports.echo, ladder_rungs(site), recorder.from_ladder)
    sampler.start()
    begun_ns = ports.clock.monotonic_ns()

    async def at(offset_s: float) -> None:
        elapsed_s = (ports.clock.monotonic_ns() - begun_ns) / 1e9
        await asyncio.sleep(max(0.0, offset_s - elapsed_s))

    def left_s() -> float:
        return max(1.0, plan.ladder_s + GRACE_S - (ports.clock.monotonic_ns() - begun_ns) / 1e9)

    async def rounds(probe: Probe) -> None:
        for number, offset in enumerate(plan.instants(probe)):
            await at(offset)
            recorder.keep(
                await ask(probe, asked_in(site, probe, number), ports, timeout_s=left_s(), unexpected=talk.unexpected)
            )

    async def devices() -> None:
        for offset in plan.readings if site.devices else ():
            await at(offset)
            recorder.keep(await _read_devices(site, ports, left_s(), talk))

    light = [each for each in discover.probes().values() if each.lane is Lane.LIGHT]
    heavy = [each for each in discover.probes().values() if each.lane is Lane.EXCLUSIVE]
    try:
        await _together(recorder, [*(rounds(each) for each in light), devices(), at(plan.ladder_s)])
        if site.test_url is not None and plan.loads_the_line:
            talk.say("testing the throughput ...")
            await _together(recorder, [_load(heavy, site, ports, sampler, recorder, talk)])
        elif site.test_url is not None:
            recorder.keep(Answers((), tuple(_not_loaded(each, ports) for each in heavy)))
    finally:
        await _stop(sampler, ports, recorder, talk)
    link = discover.probes().get("link")
    if link is not None:
        recorder.keep(await ask(link, site, ports, timeout_s=5.0, unexpected=talk.unexpected))
    if recorder.broken.done():
        recorder.broken.result()


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


async def _stop(sampler: Sampler, ports: Ports, recorder: Recorder, talk: Talk) -> None:
    """Stop the ladder; its last block goes to the store. An engine that broke is a gap."""
    try:
        await asyncio.to_thread(sampler.stop)
    except Exception as broken:
        talk.unexpected(broken)
        now = ports.clock.now()
        why = f"the ladder broke: {type(broken).__name__}: {str(broken)[:200]}"
        gap = Gap("ladder", now, now, EchoBlock.KIND, why, "repeat with --debug and report it")
        recorder.keep(Answers((), (gap,)))


async def _together(recorder: Recorder, work: Sequence[Awaitable[None]]) -> None:
    """Run all to the end; the first that breaks, or a store that broke in the ladder's thread, ends them all."""
    tasks = [asyncio.ensure_future(each) for each in work]
    everything = asyncio.gather(*tasks)
    try:
        first: set[asyncio.Future[Any]] = {everything, recorder.broken}
        await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
        if recorder.broken.done():
            recorder.broken.result()
        await everything
    finally:
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, everything, return_exceptions=True)


async def _load(
    heavy: Sequence[Probe], site: Site, ports: Ports, sampler: Sampler, recorder: Recorder, talk: Talk
) -> None:
    sampler.set_loaded(True)
    try:
        for each in heavy:
            recorder.keep(await ask(each, site, ports, timeout_s=EXCLUSIVE_S, unexpected=talk.unexpected))
        await asyncio.sleep(SETTLE_S)
    finally:
        sampler.set_loaded(False)


def _not_loaded(probe: Probe, ports: Ports) -> Observation:
    now = ports.clock.now()
    what = probe.reports[0].KIND if probe.reports else probe.id
    return Gap(probe.subject, now, now, what, "the quick profile does not load the line", "netdoc check --profile full")


async def _read_devices(site: Site, ports: Ports, timeout_s: float, talk: Talk) -> Answers:
    """Return what the boxes say of themselves; a reading that breaks or overruns is a gap and ends nothing."""
    begun = ports.clock.now()
    limit = asyncio.timeout(timeout_s)
    try:
        async with limit:
            captures, observations = await read_devices(site, ports, discover.drivers())
    except Exception as broken:
        why = f"took longer than the {timeout_s:.0f} s it was given"
        if not (isinstance(broken, TimeoutError) and limit.expired()):
            talk.unexpected(broken)
            why = f"reading the devices broke: {type(broken).__name__}: {str(broken)[:200]}"
        return Answers((), (Gap("modem", begun, max(begun, ports.clock.now()), "DslLine", why, "repeat with --debug"),))
    return Answers(tuple(captures), tuple(observations))
