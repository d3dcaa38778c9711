"""Ask one probe: whatever happens becomes captures and observations, and nothing is lost or made up.

It answered: `Seen`. It was asked and failed: `Missed`. We could not ask, or could not read the answer, or the
probe itself broke: `Gap`, which blames nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from netdoc.errors import NetdocError, NotAnswered, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.observation import Gap, Missed, Observation
from netdoc.model.site import Site
from netdoc.plugin import Probe
from netdoc.ports import Ports


@dataclass(frozen=True, slots=True)
class Answers:
    """What one probe brought back."""

    captures: tuple[Capture, ...] = ()
    observations: tuple[Observation, ...] = ()


def _ignore(_: Exception) -> None:
    return None


async def ask(
    probe: Probe,
    site: Site,
    ports: Ports,
    *,
    timeout_s: float,
    unexpected: Callable[[Exception], None] = _ignore,
) -> Answers:
    """Run one probe and return what it brought back; only a cancellation is raised.

    Args:
        probe: what to run.
        site: the office.
        ports: the outside world.
        timeout_s: greatest time that `collect` may take; what overruns is a gap.
        unexpected: told of an exception that no probe should raise.
    """
    begun = ports.clock.now()
    captures: Sequence[Capture] = ()
    limit = asyncio.timeout(timeout_s)
    try:
        async with limit:
            captures = tuple(await probe.collect(site, ports))
        return Answers(tuple(captures), tuple(signed(each, probe) for each in probe.read(site, captures)))
    except NotAnswered as failed:
        missed = Missed(
            probe.subject,
            ports.clock.now(),
            _kind(probe),
            failed.failure,
            failed.message,
            plane=probe.plane,
            reader=_reader(probe),
        )
        return Answers(tuple(captures), (missed,))
    except UnreadableCapture as unread:
        gap = _gap(probe, begun, ports.clock.now(), unread.message, unread.hint, captures)
    except NetdocError as unable:
        gap = _gap(probe, begun, ports.clock.now(), unable.message, unable.hint, captures)
    except Exception as broken:
        if isinstance(broken, TimeoutError) and limit.expired():
            why = f"took longer than the {timeout_s:.0f} s it was given"
            return Answers(tuple(captures), (_gap(probe, begun, ports.clock.now(), why, "", captures),))
        unexpected(broken)
        why = f"the probe broke: {type(broken).__name__}: {str(broken)[:200]}"
        gap = _gap(probe, begun, ports.clock.now(), why, "repeat with --debug and report it", captures)
    return Answers(tuple(captures), (gap,))


def _gap(probe: Probe, begun: datetime, ended: datetime, why: str, hint: str, captures: Sequence[Capture]) -> Gap:
    digest = captures[0].digest if captures else None
    return Gap(probe.subject, begun, max(begun, ended), _kind(probe), why, hint, digest, _reader(probe))


def signed(observation: Observation, probe: Probe) -> Observation:
    """Return the observation with the name and version of the probe that read it."""
    return observation if observation.reader else replace(observation, reader=_reader(probe))


def _kind(probe: Probe) -> str:
    return probe.reports[0].KIND if probe.reports else probe.id


def _reader(probe: Probe) -> str:
    return f"{probe.id}/{probe.version}"
