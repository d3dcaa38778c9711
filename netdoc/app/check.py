"""One check from end to end: look round, measure, store, judge."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from netdoc.app.alternating import see_ready, see_router
from netdoc.app.asking import Answers
from netdoc.app.assemble import assemble, first_anchor
from netdoc.app.beginning import begin, site_file
from netdoc.app.cases import gather, judge, with_complaint
from netdoc.app.discovery import Found, discover_office
from netdoc.app.locking import Broken, hold
from netdoc.app.loops import make_loop
from netdoc.app.measuring import Talk, measure
from netdoc.app.paths import Place
from netdoc.app.plan import Plan
from netdoc.errors import BadInput
from netdoc.model.case import Case, Complaint
from netdoc.model.evidence import Evidence
from netdoc.model.facts.link_state import LinkKind
from netdoc.model.facts.pppoe_session import PppoeSession
from netdoc.model.facts.step import Step
from netdoc.model.observation import Seen
from netdoc.model.site import RungKind, SecondWay, Site
from netdoc.model.verdict import Verdict
from netdoc.ports import Ports
from netdoc.store.store import Store

LOGIN_APART = timedelta(seconds=120)
"""Between two tries of a login (own)."""
STEP_HOLDS = timedelta(hours=1)
"""The office is offline while this computer is at the modem: nobody leaves it there for longer (own)."""


def check(
    place: Place,
    ports: Ports,
    plan: Plan,
    *,
    complaint: Complaint | None = None,
    per_day: float | None = None,
    talk: Talk | None = None,
    at_modem: bool = False,
    login: bool = False,
    second_path: str | None = None,
) -> tuple[Verdict, Evidence]:
    """Measure the network this computer stands on and judge it with all that is stored of the site.

    With `at_modem`, or where a step of the last hour says so, this computer is plugged into the modem itself. With
    `login` it also tries the login of the internet session there, once. `second_path` names an interface that leads to
    the internet another way, in place of the site file's.

    Raises:
        BadInput: a login elsewhere than at the modem, or too soon after another.
        ConfigError: the site file is wrong.
        CannotMeasure: the two cards of the plan cannot be measured by turns.
        AlreadyMeasuring: another netdoc measures this site (a `StoreError`).
        StoreError: the store cannot be written.
    """
    talk = talk or Talk()
    with hold(place.store, place.site_id, ports.clock, "check") as broken:
        if plan.cards is not None:
            talk.say(f"trying {' and '.join(plan.cards)} ...")
            router = asyncio.run(see_ready(plan.cards, ports))
            see_router(assemble(place.site_id, site_file(place), None), router, plan.cards)
        return _locked(place, ports, plan, complaint, per_day, talk, broken, at_modem, login, second_path)


def _locked(
    place: Place,
    ports: Ports,
    plan: Plan,
    complaint: Complaint | None,
    per_day: float | None,
    talk: Talk,
    broken: Broken | None,
    at_modem: bool,
    login: bool,
    second_path: str | None,
) -> tuple[Verdict, Evidence]:
    with Store.open(place.store, clock=ports.clock) as store:
        case = with_complaint(store.case(), complaint, per_day)
        at_modem = at_modem or _moved_to_modem(store, ports)
        if login:
            _may_log_in(store, ports, at_modem)
        begin(store, "check", ports.clock, broken)
        with asyncio.Runner(loop_factory=make_loop) as runner:
            runner.run(_look_and_measure(place, ports, store, case, plan, talk, at_modem, login, second_path))
        store.end_run()
        talk.say("weighing the evidence ...")
        evidence = gather(store)
    return judge(evidence), evidence


def _may_log_in(store: Store, ports: Ports, at_modem: bool) -> None:
    if not at_modem:
        raise BadInput(
            "a login is tried only where this computer is plugged into the modem itself",
            where="--login",
            hint="plug it in, and say --at-modem",
        )
    now = ports.clock.now()
    tried = [
        each.at
        for each in store.observations(now - LOGIN_APART, now)
        if isinstance(each, Seen) and isinstance(each.fact, PppoeSession)
    ]
    if tried:
        raise BadInput(
            f"a login was tried {(now - tried[-1]).total_seconds():.0f} s ago",
            where="--login",
            hint=f"wait {LOGIN_APART.total_seconds():.0f} s between two: providers lock accounts that fail too often",
        )


def _moved_to_modem(store: Store, ports: Ports) -> bool:
    """Return whether the last step of the hour that told of this computer's place put it at the modem."""
    now = ports.clock.now()
    facts = [each.fact for each in store.observations(now - STEP_HOLDS, now) if isinstance(each, Seen)]
    told = [each.at_modem for each in facts if isinstance(each, Step) and each.at_modem is not None]
    return bool(told) and told[-1]


async def _look_and_measure(
    place: Place,
    ports: Ports,
    store: Store,
    case: Case,
    plan: Plan,
    talk: Talk,
    at_modem: bool,
    login: bool,
    second_path: str | None,
) -> None:
    talk.say("looking at this network ...")
    site, found = await look(place, ports)
    site = replace(site, at_modem=at_modem)
    if second_path is not None:
        site = replace(site, second_path=SecondWay(interface=second_path))
    with store.transaction():
        store.put_site(site)
        store.put_case(case)
        answers = Answers(found.captures, found.observations)
        for each in answers.captures:
            store.put_capture(each)
        store.put(answers.observations)
    talk.say(found_words(site, found))
    talk.say(f"measuring for {plan.ladder_s:.0f} s: {', '.join(_asked_of(site))} ...")
    # the user name is asked with and not recorded: records go along with reports to whoever gets one
    await measure(_to_log_in(place, site) if login else site, ports, store, plan, talk)


def _to_log_in(place: Place, site: Site) -> Site:
    file = site_file(place)
    username = file.session.username if file is not None else ""
    return replace(site, logs_in=True, session=replace(site.session, username=username))


async def look(place: Place, ports: Ports) -> tuple[Site, Found]:
    """Return the site as its file and this network give it, and what was seen on the way.

    Raises:
        ConfigError: the site file is wrong, or is another site's.
    """
    file = site_file(place)
    found = await discover_office(place.site_id, ports, first_anchor(file))
    return assemble(place.site_id, file, found), found


def found_words(site: Site, found: Found) -> str:
    """Return what is about to be measured, in one sentence: a wrong gateway or resolver is seen before, not after."""
    link = found.link
    if link is None or not link.interface:
        return "found: no network interface but the loopback"
    own = {LinkKind.WIRED: "own link wired", LinkKind.WIFI: "own link Wi-Fi"}.get(link.link, "own link")
    parts = [own + (" without a carrier" if link.carrier is False else "")]
    near = {RungKind.ROUTER: "router", RungKind.MODEM: "modem", RungKind.FIRST_HOP: "provider's first hop"}
    held = {each.kind: each.address for each in site.rungs if each.kind in near}
    parts += [f"{words} {held.get(kind, 'not known')}" for kind, words in near.items()]
    servers = [f"{each.address} ({each.role})" for each in site.rungs if each.kind is RungKind.RESOLVER]
    return f"found: {'; '.join([*parts, 'name servers ' + ', '.join(servers)])}"


def _asked_of(site: Site) -> Sequence[str]:
    boxes = [each.kind for each in site.devices]
    beside = [*(["ports"] if site.ports else []), *(["a second path"] if site.second_path else [])]
    return [f"{len(site.rungs)} addresses", "names", "path", *beside, *dict.fromkeys(boxes)]
