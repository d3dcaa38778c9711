"""Offices that nobody sits in: slots as cron starts them, through the installed program, in a bare environment."""

from __future__ import annotations

import json
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from netdoc.model.observation import Observation
from netdoc.store.store import Store
from tests.lab.expectation import Expected
from tests.lab.line.truth import outages
from tests.lab.live import write_site
from tests.lab.office import Office
from tests.lab.run import Done, Running, bare_environment, data_below, start_netdoc
from tests.lab.scenarios import BEYOND_THE_MODEM, Scenario

NIGHT = Scenario(
    name="unattended-night",
    summary="the signal of the line goes while nobody is there, without an error before: a pulled plug looks like that",
    expected=Expected(conclusion="insufficient", remaining=BEYOND_THE_MODEM, exit_code=3),
)
SIGNAL_COUNTED = replace(
    NIGHT.expected, conclusion="fault", fault="loop.signal_lost", standing="indicated", exit_code=1
)
"""The other honest answer, where a reading on either side tells that the signal itself was gone."""
RETRAIN_S = (1.0, 1.5)
SLOT_S = 30
LOST_S, BACK_S = 24.0, 8.0
"""The line goes so long after the first slot began, and trains so long after the second did."""
KILLED_S, AWAY_S = 22.0, 12.0
"""A slot is killed at this age, and the next begins so much later: longer than a pause between two slots."""


@dataclass(frozen=True, slots=True)
class Outage:
    """Nothing passed the line in this time, by its own log."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What came of a night: how each slot ended, what is stored, what is judged, and what was true."""

    slots: Sequence[Done]
    skipped: Done
    killed_at: datetime
    after_kill: Done
    observations: Sequence[Observation]
    verdict: dict[str, Any]
    judged: Done
    truth: Sequence[Outage]
    story: str


class Desk:
    """An office's laptop with nobody in front of it."""

    def __init__(self, office: Office, home: Path) -> None:
        self.office, self.home = office, home
        self.data = data_below(home)
        self.data.mkdir(parents=True)
        self.site = write_site(self.data, NIGHT, office)

    def start(self, *args: str, measures: bool = True) -> Running:
        """Start netdoc as cron does."""
        namespace = self.office.namespace("laptop") if measures else None
        return start_netdoc(args, namespace, home=self.home, environment=bare_environment(self.home))

    def slot(self, seconds: int) -> Running:
        """Start one slot."""
        return self.start("run", self.site, "--for", f"{seconds}s")

    def stored(self) -> list[Observation]:
        """Return everything that is stored."""
        with Store.open(self.data / self.site / "store.sqlite", create=False, read_only=True) as store:
            assert store.verify_chain() is None
            return store.observations()


@contextmanager
def desk() -> Iterator[Desk]:
    """Yield the laptop of an office of its own."""
    home = Path(tempfile.mkdtemp(prefix="netdoc-cron-"))
    try:
        with Office(line={"retrain_s": RETRAIN_S}) as office:
            yield Desk(office, home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def outages_of(office: Office) -> list[Outage]:
    """Return the outages of an office's line that are over."""
    told = outages(office.line.truth())
    return [
        Outage(datetime.fromtimestamp(began, UTC), datetime.fromtimestamp(ended, UTC))
        for began, ended, _ in told
        if ended is not None
    ]


def play_night() -> Night:
    """Play two slots with an outage from the first into the second, one too many beside it, and one that is killed."""
    with desk() as at:
        first = at.slot(SLOT_S)
        time.sleep(LOST_S)
        at.office.line.set(cut=True)
        slots = [first.wait(SLOT_S)]
        second = at.slot(SLOT_S)
        time.sleep(BACK_S / 2)
        skipped = at.slot(SLOT_S).wait(15)
        time.sleep(BACK_S / 2)
        at.office.line.set(cut=False)
        slots.append(second.wait(SLOT_S + 15))
        killed = at.slot(2 * SLOT_S)
        time.sleep(KILLED_S)
        killed.kill()
        killed_at = datetime.now(UTC)
        time.sleep(AWAY_S)
        after_kill = at.slot(6).wait(30)
        judged = at.start("diagnose", at.site, "--json", measures=False).wait(30)
        return Night(
            slots=slots,
            skipped=skipped,
            killed_at=killed_at,
            after_kill=after_kill,
            observations=at.stored(),
            verdict=json.loads(judged.out),
            judged=judged,
            truth=outages_of(at.office),
            story=at.office.story(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What one long slot stored around an outage."""

    done: Done
    observations: Sequence[Observation]
    outage: Outage
    watch: Done
    """`netdoc watch` of another record beside it, off a terminal, ended by SIGTERM."""
    watch_ended_s: float
    """From the signal to its end."""
    story: str


LONG_SLOT_S, LONG_LOST_S, LONG_BACK_S = 138, 57.0, 117.0
"""The line goes, and trains, a moment before each box may be asked again: no least interval hides an event set."""
WATCHED_S = 70.0


def play_long_slot() -> Watched:
    """Play one slot with an outage that begins and ends in it; somebody else watches for a little over a minute."""
    with desk() as at:
        slot, watch = at.slot(LONG_SLOT_S), at.start("watch", "watched")
        time.sleep(LONG_LOST_S)
        at.office.line.set(cut=True)
        time.sleep(WATCHED_S - LONG_LOST_S)
        watch.process.send_signal(signal.SIGTERM)  # ip and setpriv have become netdoc
        signalled = time.monotonic()
        watched = watch.wait(20)
        ended_s = time.monotonic() - signalled
        time.sleep(LONG_BACK_S - WATCHED_S - ended_s)
        at.office.line.set(cut=False)
        done = slot.wait(LONG_SLOT_S)
        (outage,) = outages_of(at.office)
        return Watched(
            done=done,
            observations=at.stored(),
            outage=outage,
            watch=watched,
            watch_ended_s=ended_s,
            story=at.office.story(),
        )


STORIES: Mapping[str, Callable[[], Night | Watched]] = {"night": play_night, "long_slot": play_long_slot}
"""By the name of the fixture that gives them."""
