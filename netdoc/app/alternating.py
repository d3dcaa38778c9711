"""Measure through two cards of this computer by turns, cable and Wi-Fi say, within one run.

The ladder goes through one card for a while, then through the other, and so on; the computer's own link is looked at,
through the card whose turn it is, when a turn begins and when it ends. So every sample is known to have gone one way,
and both ways were measured in the same minutes: the hour of the day cannot explain what differs. The rules read it as
they read somebody's changing from Wi-Fi to a cable and back.

Nothing is changed on this computer. What would make a sound card look bad is looked for first, and refused: a kernel
that answers address resolution for one card through the other (`arp_ignore`), one that drops answers which come in by
another card than its routes say (`rp_filter` 1), a card without a carrier or in another network than the router's, and
one through which the router does not answer at all. Source: the kernel's Documentation/networking/ip-sysctl.rst.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from netdoc import discover
from netdoc.app.asking import Answers, ask
from netdoc.app.ladder import Ladder
from netdoc.app.plan import Plan
from netdoc.errors import BadInput, CannotMeasure
from netdoc.model.facts.link_state import LinkKind, LinkState
from netdoc.model.observation import Seen
from netdoc.model.site import RungKind, Site
from netdoc.ports import EchoTarget, Files, Ports

LOOK_S = 5.0
TRIES, TRY_S = 5, 1.0
"""The router is asked so often through each card before the run; one answer shows that the way works."""
CONF = "/proc/sys/net/ipv4/conf"
OWN_ADDRESS_ONLY = (1, 2)
"""Values of `arp_ignore` with which a card answers for its own addresses only."""
STRICT = 1
"""Value of `rp_filter` with which an answer has to come in by the card that the routes say."""


def cards_of(text: str) -> tuple[str, str]:
    """Return the two interfaces of `eth0,wlan0`.

    Raises:
        BadInput: not two different names.
    """
    names = [each.strip() for each in text.split(",")]
    good = len(names) == 2 and all(each and len(each) <= 15 and not set(each) & set("/ \t\0") for each in names)
    if not good or names[0] == names[1]:
        raise BadInput(
            f"{text[:60]!r} does not name two interfaces", where="--alternate",
            hint="name the cable and the Wi-Fi: --alternate eth0,wlan0 (list them: `ip -br link`)",
        )  # fmt: skip
    return names[0], names[1]


async def see_ready(cards: tuple[str, str], ports: Ports) -> str:
    """Return the address of the router that both cards reach.

    Raises:
        CannotMeasure: a card is not there or not connected, they lead to different routers, or this computer's own
            settings would make one of them look bad.
    """
    probe = discover.probes()["link"]
    routers = []
    for card in cards:
        answers = await ask(probe, Site(id="here", through=card), ports, timeout_s=LOOK_S)
        routers.append(_router_through(card, answers))
    if routers[0] != routers[1]:
        raise CannotMeasure(
            f"{cards[0]} leads to the router {routers[0]} and {cards[1]} to {routers[1]}: not the same way twice",
            hint="join the office's own Wi-Fi, not the guests', and take out a tether",
        )
    for card in cards:
        _see_settings(card, ports.files)
    for card in cards:
        await asyncio.to_thread(_see_answer, card, routers[0], ports)
    return routers[0]


def _router_through(card: str, answers: Answers) -> str:
    looks = [each.fact for each in answers.observations if isinstance(each, Seen) and isinstance(each.fact, LinkState)]
    link = looks[0] if looks else None
    if link is None or link.link is LinkKind.NONE or (link.carrier is None and link.rx_bytes is None):
        raise CannotMeasure(f"there is no interface {card}", hint="list them: `ip -br link`")
    if link.carrier is False:
        raise CannotMeasure(
            f"{card} is not connected", hint="plug the cable in, or join the office's Wi-Fi, and try again"
        )
    if link.gateway is None or link.gateway == "0.0.0.0":  # noqa: S104 - how the link probe tells «needs no gateway»
        raise CannotMeasure(
            f"no router is known through {card}", hint="see whether it has an address: `ip -br address`"
        )
    return link.gateway


def _see_settings(card: str, files: Files) -> None:
    """Refuse settings of this computer with which the answers to one card may be lost through the other."""
    answers_for, filters = _setting(files, card, "arp_ignore"), _setting(files, card, "rp_filter")
    if answers_for is None or filters is None:
        raise CannotMeasure(
            f"whether this computer keeps {card} apart from its other cards cannot be read ({CONF})",
            hint="measure by one card and then by the other: `netdoc step wired`",
        )
    if answers_for not in OWN_ADDRESS_ONLY or filters == STRICT:
        raise CannotMeasure(
            f"this computer mixes its cards up (arp_ignore {answers_for}, rp_filter {filters} for {card}): answers to "
            "one would be lost through the other, and a sound one would look bad",
            hint="until the next restart: sudo sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.rp_filter=2",
        )


def _setting(files: Files, card: str, name: str) -> int | None:
    """Return a setting as the kernel applies it: the greater of the one for all cards and the card's own."""
    told = [files.read(f"{CONF}/{where}/{name}") for where in ("all", card)]
    numbers = [int(each) for each in told if each is not None and each.strip().isdigit()]
    return max(numbers) if len(numbers) == 2 else None


def _see_answer(card: str, router: str, ports: Ports) -> None:
    target = EchoTarget("router", router)
    engine = ports.echo.open(ports.echo.engines()[0], [target], card)
    try:
        for _ in range(TRIES):
            try:
                engine.send(target)
            except OSError as refused:
                why = refused.strerror or str(refused)
                raise CannotMeasure(
                    f"nothing can be sent through {card}: {why}", hint="look at its cable or Wi-Fi"
                ) from None
            until_ns = ports.clock.monotonic_ns() + int(TRY_S * 1e9)
            while (left_ns := until_ns - ports.clock.monotonic_ns()) > 0:
                if any(each.rtt_us is not None for each in engine.receive(left_ns / 1e9)):
                    return
    finally:
        engine.close()
    raise CannotMeasure(
        f"the router {router} did not answer once in {TRIES} tries through {card}: by turns it would only look dead",
        hint="measure by that card alone: pull the other one out and run `netdoc check`",
    )


@dataclass
class Turns:
    """Whose turn it is, and the looks at both ends of each turn.

    Attributes:
        site: the office, as it is known by now.
        ladder: what goes through the cards.
        keep: takes what the looks brought.
    """

    plan: Plan
    site: Site
    ports: Ports
    ladder: Ladder
    keep: Callable[[Answers], None]
    _begun_s: float = 0.0
    _card: str = ""
    _done: int = 0

    async def begin(self) -> None:
        """Look through the first card, and let the ladder go through it."""
        self._begun_s = self._now_s()
        await self._take(self.cards[0])

    @property
    def cards(self) -> tuple[str, str]:
        """The two interfaces, in the order of their turns."""
        assert self.plan.cards is not None
        return self.plan.cards

    @property
    def next_s(self) -> float:
        """When the next turn begins."""
        return self._begun_s + (self._done + 1) * self.plan.turn_s

    async def go_on(self) -> None:
        """Change the card where its turn is over; nothing is sent while the two looks are taken."""
        if self._now_s() < self.next_s:
            return
        while self._now_s() >= self.next_s:  # the computer may have slept
            self._done += 1
        self.ladder.pause()
        await self._look(self._card)
        await self._take(self.cards[self._done % 2])

    async def end(self) -> None:
        """Look through the card of the last turn, once nothing is sent any more."""
        await self._look(self._card)

    async def _take(self, card: str) -> None:
        await self._look(card)
        self._card = card
        self.ladder.through(card)

    async def _look(self, card: str) -> None:
        site = replace(self.site, through=card)
        self.keep(await ask(discover.probes()["link"], site, self.ports, timeout_s=LOOK_S))

    def _now_s(self) -> float:
        return self.ports.clock.boottime_ns() / 1e9


def see_router(site: Site, router: str, cards: Sequence[str]) -> None:
    """See that the router of the site file, where it names one, is the one that both cards lead to.

    Raises:
        CannotMeasure: it is another one.
    """
    rung = next((each for each in site.rungs if each.kind is RungKind.ROUTER), None)
    if rung is not None and rung.address != router:
        raise CannotMeasure(
            f"{' and '.join(cards)} lead to the router {router}, and the site file's router is {rung.address}",
            hint="mend [ladder] router in the site file, or join the office's network",
        )
