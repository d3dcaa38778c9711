"""The scenarios of a service behind a balancer: what is wrong with the pool, and what `service probe` has to conclude.

Expectations live in this table only. The first ones are played live; all are recorded and replayed.
"""

from __future__ import annotations

from functools import partial

from tests.lab import episodes
from tests.lab.expectation import Expected
from tests.lab.pool import Ill, ill_pool, site_text
from tests.lab.scenarios import NOBODY_TO_BLAME, Scenario

BALANCER = Expected(
    conclusion="fault", party="far_end", fault="service.balancer", standing="established", exit_code=2,
    never=frozenset({"service.backend"}),
)  # fmt: skip
BALANCER_INDICATED = Expected(
    conclusion="fault", party="far_end", fault="service.balancer", standing="indicated", exit_code=1
)
SERVER = Expected(
    conclusion="fault", party="far_end", fault="service.backend", standing="indicated", exit_code=1,
    never=frozenset({"service.balancer"}),
)  # fmt: skip
DIRECT, HIDDEN = partial(site_text, backends=True), partial(site_text, backends=False)

SERVICES = (
    Scenario(
        name="service-stale-member",
        summary="the balancer sends one in four to a dead port; every server is well when asked straight",
        before=(episodes.clean, ill_pool(Ill.STALE_MEMBER)),
        services=DIRECT,
        attempts=200,
        expected=BALANCER,
    ),
    Scenario(
        name="service-dead-server",
        summary="one server of four is gone and nobody checks: its host's matter first",
        before=(episodes.clean, ill_pool(Ill.DEAD_SERVER)),
        services=DIRECT,
        attempts=200,
        expected=SERVER,
    ),
    Scenario(
        name="service-syn-drops",
        summary="30 of 100 SYNs to the virtual address vanish, whichever server answers",
        before=(episodes.clean, ill_pool(Ill.SYN_DROPS)),
        services=DIRECT,
        attempts=200,
        expected=BALANCER,
    ),
    Scenario(
        name="service-flapping",
        summary="a member that fails is taken out and in again",
        before=(episodes.clean, ill_pool(Ill.FLAPPING)),
        services=DIRECT,
        attempts=350,
        expected=BALANCER,
    ),
    Scenario(
        name="service-sticky",
        summary="nothing is wrong, but this address always meets the same server",
        before=(episodes.clean, ill_pool(Ill.STICKY)),
        services=DIRECT,
        attempts=150,
        expected=NOBODY_TO_BLAME,
    ),
    Scenario(
        name="service-healthy",
        summary="nothing is wrong with the pool",
        before=(episodes.clean, ill_pool(Ill.HEALTHY)),
        services=DIRECT,
        attempts=150,
        expected=NOBODY_TO_BLAME,
    ),
    Scenario(
        name="service-behind-closed-doors",
        summary="one in four fails, and no server may be asked straight: the balancer or what is behind it",
        before=(episodes.clean, ill_pool(Ill.STALE_MEMBER)),
        services=HIDDEN,
        attempts=600,
        expected=BALANCER_INDICATED,
    ),
    Scenario(
        name="service-own-network-loses",
        summary="the office's own switch loses one frame in twenty: the pool is well, and so is its balancer",
        before=(episodes.clean, ill_pool(Ill.HEALTHY), episodes.switch_loses),
        services=DIRECT,
        attempts=200,
        expected=Expected(
            conclusion="insufficient",
            exit_code=3,
            remaining_at_least=frozenset({"premises"}),
            never=frozenset({"service.balancer", "service.backend"}),
        ),
    ),
)  # fmt: skip
"""By what is wrong."""
