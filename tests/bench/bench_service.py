"""Attempts at a service: whom the exact test accuses over simulated pools, and how long four arms of 1000 take.

Run as `python tests/bench/bench_service.py [--quick]`. The first part draws attempts that fail by chance (binomial):
500 pools whose way fails alike, with and without servers to ask, and pools whose balancer fails. The second asks four
real servers on loopback, 1000 times each. Prints a table and ends with 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from netdoc.diagnosis.rules import service_backend, service_balancer  # noqa: E402
from netdoc.diagnosis.services import find_service_failures  # noqa: E402
from netdoc.diagnosis.statistics import attempts_needed, power, share_in_words  # noqa: E402
from netdoc.model.facts.connect_run import ConnectRun  # noqa: E402
from netdoc.model.finding import Bearing  # noqa: E402
from netdoc.model.site import Backend, Service  # noqa: E402
from probes.wire.attempts import SystemConnects  # noqa: E402
from tests.probes.wire.loopback import RealClock  # noqa: E402
from tests.stories.attempts import a_run, mixed, tells  # noqa: E402
from tests.stories.office import ANCHORS, Office  # noqa: E402

WAY = ("first_hop", "resolver", *ANCHORS)
LONGEST_S = 60.0


def accused(run: ConnectRun, office: Office) -> bool:
    """Return whether a rule blames balancer or server."""
    evidence = tells(office, 30, run).evidence()
    rules = (service_balancer.RULE, service_backend.RULE)
    return any(
        rule.judge(evidence, each).bearing is Bearing.BLAMES
        for each in find_service_failures(evidence, [])
        for rule in rules
    )


def false_accusations(pools: int, *, servers: bool, dice: random.Random) -> int:
    """Return how many of so many pools are accused though the way fails all arms alike."""
    wrong = 0
    for number in range(pools):
        share, attempts = dice.choice([0.0, 0.01, 0.05, 0.1, 0.2, 0.3]), dice.choice([200, 500, 1000])
        arms = {f"web-{each}": mixed(dice, attempts, share, "s") for each in range(4)} if servers else None
        office = Office(minutes=3, seed=number)
        if not servers:
            office = office.loses(share, *WAY)
        wrong += accused(a_run(mixed(dice, attempts, share, "s"), arms), office)
    return wrong


def found(share: float, attempts: int, pools: int, dice: random.Random) -> int:
    """Return how many of so many failing balancers are accused."""
    arms = {f"web-{each}": "o" * attempts for each in range(3)}
    return sum(accused(a_run(mixed(dice, attempts, share, "e"), arms), Office(minutes=3)) for _ in range(pools))


async def four_arms(attempts: int) -> float:
    """Return how long the attempts at four addresses take, all of which must be answered."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        await writer.drain()
        writer.close()

    servers = [await asyncio.start_server(serve, "127.0.0.1", 0) for _ in range(4)]
    ports = [each.sockets[0].getsockname()[1] for each in servers]
    backends = tuple(Backend(name=f"web-{port}", address="127.0.0.1", port=port) for port in ports[1:])
    service = Service(
        name="bench", address="127.0.0.1", port=ports[0], layer="http", attempts=attempts, backends=backends
    )
    begun_s = time.monotonic()
    capture = await SystemConnects(RealClock()).attempts(service)
    took_s = time.monotonic() - begun_s
    assert capture.body.count(b'"o"') == 4 * attempts, "an attempt at a healthy server failed"
    for each in servers:
        each.close()
    return took_s


def main() -> int:
    """Run all parts and return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    dice, missed = random.Random(7), 0
    pools = 100 if quick else 500
    for servers in (True, False):
        wrong = false_accusations(pools, servers=servers, dice=dice)
        missed += wrong > 0
        print(f"false accusations, servers {'asked' if servers else 'closed'}: {share_in_words(wrong, pools)}")
    for share in (0.3, 0.1, 0.05):
        attempts, tries = attempts_needed(share), 60 if quick else 300
        hits, expected = found(share, attempts, tries, dice), power(share, attempts_needed(share))
        off = abs(hits / tries - expected) > 4 * (expected * (1 - expected) / tries) ** 0.5
        missed += off
        print(f"{share:.0%} failing, {attempts} attempts: found {share_in_words(hits, tries)}, computed {expected:.0%}")
    attempts = 100 if quick else 1000
    took_s = asyncio.run(four_arms(attempts))
    missed += took_s * 1000 / attempts > LONGEST_S
    print(f"4 arms of {attempts}: {took_s:.1f} s (target: 1000 in {LONGEST_S:.0f} s)")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
