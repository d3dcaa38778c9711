"""Count attempts at a service while the ladder runs beside it: what the far end loses, and what the way there does."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from netdoc import discover
from netdoc.app import loops
from netdoc.app.asking import Answers, ask
from netdoc.app.beginning import begin, site_file
from netdoc.app.cases import gather, judge
from netdoc.app.check import look
from netdoc.app.locking import Broken, hold
from netdoc.app.measuring import Talk, measure
from netdoc.app.paths import Place
from netdoc.app.plan import WATCH, plan_for
from netdoc.app.site_tables import ServiceTable, SiteFile
from netdoc.diagnosis.statistics import attempts_needed, smallest_share
from netdoc.errors import BadInput, CannotMeasure
from netdoc.model.evidence import Evidence
from netdoc.model.facts.connect_run import ConnectRun
from netdoc.model.observation import Observation, Seen
from netdoc.model.site import Service, Site
from netdoc.model.verdict import Verdict
from netdoc.ports import Ports
from netdoc.store.store import Store

PROBE = "services"
LEAD_S = 2.0
"""The ladder runs so long before the first attempt, and after the last."""
SLACK_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was given on the command line instead of what the site file says."""

    attempts: int | None = None
    share: float | None = None
    """Smallest share of failures to be shown; decides the number of attempts."""
    per_second: float | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """What a probe costs, worked out before it begins.

    Attributes:
        attempts: per address.
        addresses: virtual address and backends.
        seconds: how long it takes.
        share: smallest share of failures that it shows beside clean servers, with a chance of 80 %.
    """

    attempts: int
    addresses: int
    seconds: float
    share: float

    @property
    def connections(self) -> int:
        """All of them."""
        return self.attempts * self.addresses


def load_of(service: Service) -> Load:
    """Return what a probe of the service costs."""
    seconds = service.attempts / service.per_second + service.timeout_s
    return Load(service.attempts, 1 + len(service.backends), seconds, smallest_share(service.attempts))


def wanted(service: Service, wish: Wish) -> Service:
    """Return the service as it shall be asked.

    Raises:
        BadInput: more attempts would be needed than is polite.
    """
    attempts = wish.attempts or service.attempts
    if wish.share is not None:
        attempts = attempts_needed(wish.share)
        most = 5000
        if attempts > most:
            raise BadInput(
                f"a share of {wish.share * 100:g} % needs {attempts} attempts per address; {most} is the most",
                hint=f"the smallest share that {most} attempts show is {smallest_share(most) * 100:.2g} %",
            )
    return replace(service, attempts=attempts, per_second=wish.per_second or service.per_second)


def chosen(place: Place, name: str | None) -> ServiceTable:
    """Return the service of the site file that is meant.

    Raises:
        BadInput: no such service, or several and none named.
    """
    file = site_file(place) or SiteFile()
    names = [each.name for each in file.service]
    if name is None and len(names) == 1:
        name = names[0]
    found = next((each for each in file.service if each.name == name), None)
    if found is None:
        known = f"name one of: {', '.join(names)}" if names else "add a [[service]] to site.toml"
        raise BadInput(f"there is no service {name!r}" if name else "no service was named", hint=known)
    return found


def probe_service(
    place: Place, ports: Ports, service: Service, talk: Talk
) -> tuple[Verdict, Evidence, Seen[ConnectRun]]:
    """Make the attempts, store them with the ladder's samples of the same seconds, and judge.

    Raises:
        CannotMeasure: the attempts could not be made; why is stored as a gap.
        AlreadyMeasuring: another netdoc measures this site (a `StoreError`).
        StoreError: the store cannot be written.
    """
    with hold(place.store, place.site_id, ports.clock, "service probe") as broken:
        return loops.run(lambda stop: _locked(place, ports, service, talk, broken, stop))


async def _locked(
    place: Place, ports: Ports, service: Service, talk: Talk, broken: Broken | None, stop: asyncio.Event
) -> tuple[Verdict, Evidence, Seen[ConnectRun]]:
    with Store.open(place.store, clock=ports.clock) as store:
        begin(store, "service probe", ports.clock, broken)
        talk.say("looking at this network ...")
        site, found = await look(place, ports)
        with store.transaction():
            store.put_site(site)
            _keep(store, Answers(found.captures, found.observations))
        talk.say(f"measuring for {load_of(service).seconds:.0f} s: {service.name} ...")
        answers = await _beside_the_ladder(site, service, ports, store, talk, stop)
        with store.transaction():
            _keep(store, answers)
        store.end_run()
        evidence = gather(store)
    return judge(evidence), evidence, _run_of(answers.observations)


async def _beside_the_ladder(
    site: Site, service: Service, ports: Ports, store: Store, talk: Talk, stop: asyncio.Event
) -> Answers:
    ended = asyncio.Event()
    ladder = asyncio.ensure_future(measure(site, ports, store, plan_for(WATCH, None), talk, stop=ended))
    stopping = asyncio.ensure_future(stop.wait())
    asking = asyncio.ensure_future(_ask(replace(site, services=(service,)), service, ports, talk))
    try:
        await asyncio.wait({asking, stopping, ladder}, return_when=asyncio.FIRST_COMPLETED)
        if stopping.done() and not asking.done():
            asking.cancel()
            raise CannotMeasure("stopped before all attempts were made", hint="nothing of the attempts is stored")
        answers = await asking
        await asyncio.wait({stopping, ladder}, timeout=LEAD_S, return_when=asyncio.FIRST_COMPLETED)
        return answers
    finally:
        ended.set()
        stopping.cancel()
        asking.cancel()
        await ladder


async def _ask(site: Site, service: Service, ports: Ports, talk: Talk) -> Answers:
    await asyncio.sleep(LEAD_S)
    limit_s = load_of(service).seconds + SLACK_S
    return await ask(discover.probes()[PROBE], site, ports, timeout_s=limit_s, unexpected=talk.unexpected)


def _keep(store: Store, answers: Answers) -> None:
    for each in answers.captures:
        store.put_capture(each)
    store.put(answers.observations)


def _run_of(observations: Sequence[Observation]) -> Seen[ConnectRun]:
    for each in observations:
        if isinstance(each, Seen) and isinstance(each.fact, ConnectRun):
            return Seen(each.subject, each.at, each.fact, each.capture, each.plane, each.reader)
    why = next((each for each in observations if not isinstance(each, Seen)), None)
    told = getattr(why, "why", "") or getattr(why, "detail", "")
    raise CannotMeasure(f"the attempts could not be made: {told}", hint=getattr(why, "hint", ""))
