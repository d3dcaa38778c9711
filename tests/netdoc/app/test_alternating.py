"""Two cards by turns: each sample is known to have gone one way, and what would accuse a sound card is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from netdoc.app.alternating import cards_of, see_ready, see_router
from netdoc.app.check import check
from netdoc.app.paths import place_of
from netdoc.app.plan import Plan, plan_for
from netdoc.diagnosis.rules._attached import stretches
from netdoc.errors import BadInput, CannotMeasure
from netdoc.model.facts.link_state import LinkKind, LinkState
from netdoc.model.site import Rung, RungKind, Site
from netdoc.ports import EchoTarget
from tests.netdoc.app.replay import WIRED_OFFICE, ReplayEcho, ReplayEngine, World, office

CARDS = ("eth0", "wlan0")
ROUTER = "192.168.7.1"
CONF = "/proc/sys/net/ipv4/conf"
SETTINGS = {
    f"{CONF}/{card}/{name}": value
    for name, value in (("arp_ignore", b"0\n"), ("rp_filter", b"2\n"))
    for card in ("all", *CARDS)
} | {f"{CONF}/all/arp_ignore": b"1\n"}
TWO_CARDS = {
    **WIRED_OFFICE,
    **SETTINGS,
    "/proc/net/dev": WIRED_OFFICE["/proc/net/dev"]
    + b" wlan0: 70000     700    0    0    0     0          0         0    60000     600    0    0    0     0  0 0\n",
    "/proc/net/route": WIRED_OFFICE["/proc/net/route"]
    + b"wlan0\t00000000\t0107A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n"
    + b"wlan0\t0007A8C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0\n",
    "/sys/class/net/wlan0/type": b"1\n",
    "/sys/class/net/wlan0/carrier": b"1\n",
    "/sys/class/net/wlan0/ifindex": b"3\n",
    "/sys/class/net/wlan0/flags": b"0x1003\n",
    "/sys/class/net/wlan0/uevent": b"DEVTYPE=wlan\nINTERFACE=wlan0\n",
}


class TwoCards(ReplayEcho):
    """The cards of the computer; through one of them every other probe is lost, or all of them."""

    def __init__(self, world: World, every: int) -> None:
        super().__init__(world)
        self._every = every
        self.opened: list[str | None] = []

    def open(self, name: str, targets: Sequence[EchoTarget], interface: str | None = None) -> ReplayEngine:
        self.opened.append(interface)
        return LossyEngine(self._world, self._every) if interface == "wlan0" else ReplayEngine(self._world)


class LossyEngine(ReplayEngine):
    def __init__(self, world: World, every: int) -> None:
        super().__init__(world)
        self._every = every

    def send(self, target: EchoTarget) -> int:
        if self._tickets % self._every == 0:
            self._tickets += 1
            return self._tickets
        return super().send(target)


class TwoCardWorld(World):
    """An office whose computer has two cards."""

    every = 2

    def ports(self):  # type: ignore[no-untyped-def]
        from dataclasses import replace

        self.echo = TwoCards(self, self.every)
        return replace(super().ports(), echo=self.echo)


def a_world(*, every: int = 2, **files: bytes | None) -> TwoCardWorld:
    held = {path: body for path, body in (TWO_CARDS | files).items() if body is not None}
    plain = office()
    world = TwoCardWorld(files=held, echo_us=plain.echo_us, resolvers=plain.resolvers, hops=plain.hops)
    world.every = every
    return world


@pytest.mark.slow
def test_each_turn_is_looked_at_from_both_ends_and_every_loss_lies_in_the_turns_of_one_card(tmp_path: Path) -> None:
    plan, world = Plan(profile="quick", ladder_s=6.0, cards=CARDS, turn_s=1.3), a_world()

    _, evidence = check(place_of("here", tmp_path), world.ports(), plan)

    turns = stretches(evidence)
    assert [each.link for each in turns[:5]] == [LinkKind.WIRED, LinkKind.WIFI] * 2 + [LinkKind.WIRED]
    lost = {LinkKind.WIRED: 0, LinkKind.WIFI: 0}
    sent = dict(lost)
    for each in turns:
        counts = [evidence.ladder.counted(rung, each.start, each.end) for rung in evidence.ladder.rungs]
        sent[each.link] += sum(one for one, _ in counts)
        lost[each.link] += sum(one - answered for one, answered in counts)
    assert lost[LinkKind.WIRED] == 0
    assert lost[LinkKind.WIFI] >= sent[LinkKind.WIFI] // 3 > 0
    everything = [evidence.ladder.counted(rung, evidence.start, evidence.end) for rung in evidence.ladder.rungs]
    assert sum(sent.values()) == sum(one for one, _ in everything), "a sample lies in no turn"
    assert set(world.echo.opened) == set(CARDS), "a probe of the ladder went by another way"


def test_a_card_is_looked_at_by_its_own_files() -> None:
    world = a_world()

    assert asyncio.run(see_ready(CARDS, world.ports())) == ROUTER
    assert world.echo.opened == list(CARDS)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({f"{CONF}/all/arp_ignore": b"0\n"}, "arp_ignore 0"),
        ({f"{CONF}/all/arp_ignore": b"8\n"}, "arp_ignore 8"),
        ({f"{CONF}/all/rp_filter": b"1\n", f"{CONF}/wlan0/rp_filter": b"0\n"}, "rp_filter 1 for wlan0"),
        ({f"{CONF}/wlan0/rp_filter": None}, "cannot be read"),
        ({"/sys/class/net/wlan0/carrier": b"0\n"}, "wlan0 is not connected"),
        ({"/proc/net/dev": WIRED_OFFICE["/proc/net/dev"], "/sys/class/net/wlan0/carrier": None}, "no interface wlan0"),
        ({"/proc/net/route": WIRED_OFFICE["/proc/net/route"]}, "no router is known through wlan0"),
        (
            {
                "/proc/net/route": WIRED_OFFICE["/proc/net/route"]
                + b"wlan0\t00000000\t0109A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n"
            },
            "wlan0 to 192.168.9.1",
        ),
    ],
    ids=[
        "answers for the other card", "answers nobody", "drops what comes by another card", "nobody knows",
        "not connected", "not there", "no router", "another router",
    ],
)  # fmt: skip
def test_what_would_make_a_sound_card_look_bad_is_refused(files: dict[str, bytes | None], told: str) -> None:
    with pytest.raises(CannotMeasure, match=told):
        asyncio.run(see_ready(CARDS, a_world(**files).ports()))


def test_a_greater_setting_of_one_card_counts_as_the_kernel_counts_it() -> None:
    files = {f"{CONF}/all/rp_filter": b"2\n", **{f"{CONF}/{each}/rp_filter": b"1\n" for each in CARDS}}

    assert asyncio.run(see_ready(CARDS, a_world(**files).ports())) == ROUTER


@pytest.mark.slow
def test_a_card_through_which_the_router_never_answers_is_not_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("netdoc.app.alternating.TRY_S", 0.2)
    world, plan = a_world(every=1), Plan(profile="quick", ladder_s=4.0, cards=CARDS, turn_s=1.0)
    place = place_of("here", tmp_path)

    with pytest.raises(CannotMeasure, match="did not answer once in 5 tries through wlan0"):
        check(place, world.ports(), plan)

    assert not place.store.exists()


def test_the_site_file_s_router_has_to_be_the_one_both_lead_to() -> None:
    other = Site(id="here", rungs=(Rung(id="router", kind=RungKind.ROUTER, address="192.168.7.254"),))

    see_router(Site(id="here"), ROUTER, CARDS)
    with pytest.raises(CannotMeasure, match=r"192\.168\.7\.254"):
        see_router(other, ROUTER, CARDS)


@pytest.mark.parametrize(
    "text", ["eth0", "eth0,", "eth0,eth0", "eth0,wlan0,usb0", "../x,eth0", "a b,eth0", "x" * 16 + ",eth0"]
)
def test_two_different_interfaces_are_asked_for(text: str) -> None:
    with pytest.raises(BadInput, match="two interfaces"):
        cards_of(text)


def test_a_run_by_turns_is_long_enough_for_the_rule_and_never_loads_the_line() -> None:
    plan = plan_for("full", None, cards=cards_of("eth0, wlan0"))

    assert plan.cards == CARDS
    assert plan.ladder_s is not None
    assert plan.ladder_s / 2 > 330
    assert plan.turn_s * 4 <= plan.ladder_s
    assert not plan.loads_the_line


def test_a_look_through_a_card_tells_of_that_card_alone() -> None:
    from netdoc.app.asking import ask
    from netdoc.discover import probes
    from netdoc.model.observation import Seen

    found = {}
    for card in CARDS:
        answers = asyncio.run(ask(probes()["link"], Site(id="x", through=card), a_world().ports(), timeout_s=5))
        (seen,) = answers.observations
        assert isinstance(seen, Seen)
        assert isinstance(seen.fact, LinkState)
        found[card] = seen.fact

    assert [(each.interface, each.link, each.gateway) for each in found.values()] == [
        ("eth0", LinkKind.WIRED, ROUTER), ("wlan0", LinkKind.WIFI, ROUTER)
    ]  # fmt: skip
    assert [each.rx_bytes for each in found.values()] == [50000, 70000]
    assert [each.address for each in found.values()] == [None, None], "one address table for two cards in one network"
