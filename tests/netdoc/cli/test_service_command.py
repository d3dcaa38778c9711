"""`netdoc service`: what it will cost is said first, the arms are counted, two runs are compared."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from netdoc.cli._session import Session
from netdoc.cli.main import run
from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture
from netdoc.model.site import Service
from netdoc.store.store import Store
from tests.netdoc.app.replay import World, office
from tests.netdoc.cli.commands import Ran
from tests.stories.attempts import every

SITE = """
[[service]]
name = "shop"
address = "192.0.2.10"
port = 443
layer = "http"
tls = true
attempts = 200

[[service.backend]]
name = "web-1"
address = "192.0.2.11"
"""


class Attempts:
    """Answers each question with the next run that it was given, the virtual address first."""

    def __init__(self, world: World, *runs: tuple[str, str]) -> None:
        self.world, self.runs = world, list(runs)
        self.asked: list[Service] = []

    async def attempts(self, service: Service) -> Capture:
        self.asked.append(service)
        if not self.runs:
            raise CannotMeasure("nobody answers here", hint="try again")
        arms = zip((("virtual", service.address), ("web-1", "192.0.2.11")), self.runs.pop(0), strict=True)
        told = {
            "service": service.name, "layer": service.layer, "duration_s": 1.0, "timeout_ms": 3500, "pace_ms": 56,
            "identity": "none", "proxy": "", "syn_known_by": "tcp_info",
            "arms": [
                {"name": name, "address": address, "port": 443, "backend": name != "virtual", "host": "",
                 "given_up": False, "members": [],
                 "attempts": [[5 * index, letter, 1, 40_000, -1] for index, letter in enumerate(letters)]}
                for (name, address), letters in arms
            ],
        }  # fmt: skip
        return Capture(json.dumps(told).encode(), self.world.clock.now(), "service:shop", "attempts")


class Desk:
    """A technician's computer with one office whose site file lists a service."""

    def __init__(
        self, root: Path, capture: pytest.CaptureFixture[str], *runs: tuple[str, str], text: str = SITE
    ) -> None:
        self.root, self._capture, self.world = root, capture, office()
        self.connects = Attempts(self.world, *runs)
        (root / "harbour").mkdir()
        (root / "harbour" / "site.toml").write_text(text)

    def service(self, *words: str) -> Ran:
        session = Session(
            environment={"NETDOC_HOME": str(self.root)},
            make_clock=lambda: self.world.clock,
            make_ports=lambda _clock, _secrets: replace(self.world.ports(), connects=self.connects),
        )
        self._capture.readouterr()
        code = run(["service", *words], session)
        return Ran(code, *self._capture.readouterr())


BAD, CLEAN = (every(200, 4), "o" * 200), ("o" * 200, "o" * 200)


def test_the_plan_says_what_it_costs_and_shows_and_asks_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(tmp_path, capsys)

    ran = desk.service("probe", "--plan", "--target-difference", "5")

    told = " ".join(ran.out.split())
    assert ran.code == 0
    assert "405 attempts (http) at each of 2 addresses, 18 a second at each: about 26 s and 810 connections" in told
    assert "a share of failures of 5 % or more" in told
    assert "No `identity` is given" in told
    assert desk.connects.asked == []


@pytest.mark.slow
def test_a_probe_counts_judges_stores_and_is_compared_with_the_one_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(tmp_path, capsys, BAD, CLEAN)

    first = desk.service("probe")
    second = desk.service("probe", "--json")
    compared = desk.service("compare")

    told = " ".join(first.out.split())
    assert first.code == 2, first.out + first.err
    assert first.err.index("connections in all") < first.err.index("measuring for")
    assert "50 of 200 (20-31 %)" in told
    assert "one member of 1" not in told
    assert "Established, far end: the way through the service's balancer" in told
    plain = json.loads(second.out)
    assert (plain["schema"], plain["compared"]["shown"]) == ("netdoc.service_run/1", True)
    assert [each["bad"] for each in plain["run"]["arms"]] == [0, 0]
    assert plain["verdict"]["fault"] == "service.balancer"
    assert compared.code == 0
    assert "better by" in compared.out
    with Store.open(tmp_path / "harbour" / "store.sqlite", create=False, read_only=True) as store:
        assert len(store.observations()) > 4


@pytest.mark.slow
def test_attempts_that_could_not_be_made_are_a_gap_and_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = Desk(tmp_path, capsys).service("probe")

    assert ran.code == 3
    assert "nobody answers here" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("probe", "--service", "mail", "--plan"), "there is no service"),
        (("probe", "--attempts", "50", "--target-difference", "5", "--plan"), "not both"),
        (("probe", "--target-difference", "0.01", "--plan"), "5000 is the most"),
        (("probe", "--per-second", "200", "--plan"), "20"),
    ],
)
def test_a_wish_that_cannot_be_met_is_told(
    words: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = Desk(tmp_path, capsys).service(*words)

    assert ran.code == 3
    assert said in " ".join(ran.err.split())


def test_without_a_backend_the_plan_says_what_that_costs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = SITE.partition("[[service.backend]]")[0]

    ran = Desk(tmp_path, capsys, text=text).service("probe", "--plan")

    assert "indicated at most" in " ".join(ran.out.split())
