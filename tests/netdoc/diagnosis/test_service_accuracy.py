"""Services whose attempts fail by chance: nobody is accused without a cause, and a cause is found as often as told."""

from __future__ import annotations

import random
from functools import partial

from netdoc.diagnosis.rules import service_backend, service_balancer
from netdoc.diagnosis.services import find_service_failures
from netdoc.diagnosis.statistics import attempts_needed, power
from netdoc.model.facts.connect_run import ConnectRun
from netdoc.model.finding import Bearing
from tests.stories.attempts import a_run, mixed, tells
from tests.stories.office import Office

BACKENDS, SERVICES = 4, 500
HEALTHY = partial(Office, minutes=3)


def blamed(run: ConnectRun, office: Office | None = None) -> set[str]:
    """Return the rules that blame something in a run."""
    evidence = tells(office or HEALTHY(), 30, run).evidence()
    return {
        rule.id
        for incident in find_service_failures(evidence, [])
        for rule in (service_balancer.RULE, service_backend.RULE)
        if rule.judge(evidence, incident).bearing is Bearing.BLAMES
    }


def a_service(dice: random.Random, attempts: int, virtual: float, servers: float, letter: str) -> ConnectRun:
    backends = {f"web-{number}": mixed(dice, attempts, servers, letter) for number in range(BACKENDS)}
    return a_run(mixed(dice, attempts, virtual, letter), backends)


def test_of_five_hundred_services_whose_way_fails_alike_none_is_accused() -> None:
    dice = random.Random(20)
    accused = 0
    for _ in range(SERVICES):
        share = dice.choice([0.0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.3])
        accused += bool(blamed(a_service(dice, dice.choice([50, 200, 400]), share, share, dice.choice("rste"))))

    assert accused == 0


def test_a_balancer_that_fails_is_found_as_often_as_the_power_says() -> None:
    dice = random.Random(21)
    for share in (0.3, 0.1):
        attempts = attempts_needed(share)
        found = sum("SERVICE02" in blamed(a_service(dice, attempts, share, 0.0, "e")) for _ in range(150))
        expected = power(share, attempts)

        assert abs(found / 150 - expected) < 4 * (expected * (1 - expected) / 150) ** 0.5


def test_a_balancer_that_fails_thirty_of_a_hundred_is_always_found_in_a_thousand() -> None:
    dice = random.Random(22)

    assert all(blamed(a_service(dice, 1000, 0.3, 0.0, "e")) == {"SERVICE02"} for _ in range(15))
