"""A simulated office: addresses, names, manners and distances from one seed, and the site as netdoc is told of it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import Any

from netdoc.model.segment import CLIENT, ISP, Segment
from netdoc.model.site import Contract, Device, Rung, RungKind, Site
from tests.lab.plan import ANCHORS, Plan, draw

OWNED = {Segment.ROUTER: CLIENT, Segment.MODEM: ISP}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How the boxes of this office behave when nothing is wrong with them."""

    router_deaf: bool = False
    """It never answers a ping to itself."""
    router_speaks: bool
    """Without a session it says «net unreachable»; otherwise it drops in silence."""
    modem_readable: bool = True
    session_survives_s: float
    """How long the session stands a line without a packet."""
    dial_s: tuple[float, float] = (3.0, 9.0)
    counts_octets: bool = True
    retrain_s: tuple[float, float] = (30.0, 60.0)
    """How long the line trains."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimOffice:
    """Everything about an office that does not change while it is watched."""

    seed: int
    plan: Plan
    manners: Manners
    base_us: dict[str, int]
    """Round trip to each address when nothing queues."""
    rate_kbps: tuple[int, int]
    """Sync rate, down and up."""
    owners: dict[Segment, str] = field(default_factory=lambda: dict(OWNED))

    @property
    def router(self) -> str:
        """The router's address in the office."""
        return str(self.plan.router_lan)

    @property
    def modem(self) -> str:
        """The modem's address behind the router."""
        return str(self.plan.modem)

    @property
    def first_hop(self) -> str:
        """The provider's first router."""
        return str(self.plan.first_hop)

    @property
    def resolver(self) -> str:
        """The provider's name server."""
        return str(self.plan.isp_resolver.far)

    @property
    def hops(self) -> tuple[str, ...]:
        """The routers between laptop and anchors."""
        return self.plan.hops

    @property
    def igd_url(self) -> str:
        """Where the router describes itself."""
        return f"http://{self.router}:{self.plan.igd_port}/desc.xml"

    def site(self) -> Site:
        """Return the office as its site file gives it."""
        near = (
            Rung(id="router", kind=RungKind.ROUTER, address=self.router),
            Rung(id="modem", kind=RungKind.MODEM, address=self.modem),
            Rung(id="first_hop", kind=RungKind.FIRST_HOP, address=self.first_hop),
            Rung(id="resolver_router", kind=RungKind.RESOLVER, address=self.router, role="router", period_s=5.0),
            Rung(id="resolver", kind=RungKind.RESOLVER, address=self.resolver, role="isp"),
            Rung(id="resolver_public", kind=RungKind.RESOLVER, address=ANCHORS[2], role="public", period_s=5.0),
        )
        anchors = (
            Rung(id=f"anchor_{number}", kind=RungKind.ANCHOR, address=address, period_s=5.0)
            for number, address in enumerate(ANCHORS, start=1)
        )
        modem = Device(id="modem", kind="modem", address=self.modem, driver="broadcom", credentials="modem")
        router = Device(id="router", kind="router", address=self.router, url=self.igd_url)
        return Site(
            id=self.plan.site_id,
            name=self.plan.site_id.replace("-", " ").title(),
            rungs=(*near, *anchors),
            devices=(modem, router),
            owners=self.owners,
            contract=Contract(rate_down_kbps=round(self.rate_kbps[0] * 1.05), rate_up_kbps=self.rate_kbps[1]),
        )


def some_office(seed: int, *, owners: dict[Segment, str] | None = None, **manners: Any) -> SimOffice:
    """Return the office of a seed; keywords set its manners."""
    dice = random.Random(seed ^ 0x51D)
    plan = draw(seed)
    access_us = dice.randrange(5_000, 18_000)
    base_us = {
        str(plan.router_lan): dice.randrange(250, 900),
        str(plan.modem): dice.randrange(500, 1_500),
        str(plan.first_hop): access_us,
        str(plan.isp_resolver.far): access_us + dice.randrange(500, 3_000),
        **{hop: access_us + 400 * place for place, hop in enumerate(plan.hops[2:], start=1)},
        **{address: access_us + dice.randrange(2_000, 15_000) for address in ANCHORS},
    }
    down = dice.choice([16_000, 27_500, 50_000, 99_000])
    usual = Manners(router_speaks=dice.random() < 0.5, session_survives_s=dice.uniform(50, 130))
    return SimOffice(
        seed=seed,
        plan=plan,
        manners=replace(usual, **manners),
        base_us=base_us,
        rate_kbps=(down + dice.randrange(900), dice.choice([1_024, 5_300, 9_800]) + dice.randrange(90)),
        owners=owners if owners is not None else dict(OWNED),
    )
