"""The line carries real frames between two namespaces, and its log says exactly what happened to them."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.emulated.broadcom_text import BoxState
from tests.lab.errors import LabError
from tests.lab.line.control import Line
from tests.lab.line.stretch import PAYLOAD_SHARE, Stretch
from tests.lab.line.tap import End
from tests.lab.line.truth import lost_frames, outages, read_log
from tests.lab.namespaces import ip_batch, run_in
from tests.lab.servers import ROOT

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("lab_machine")]

DELAY_MS = 4.0
CALM: dict[str, Any] = {
    "loss": 0,
    "gilbert": None,
    "impulses_per_min": 0,
    "cut": False,
    "jitter_ms": 0,
    "delay_ms": DELAY_MS,
    "queue_bytes": 256_000,
    "rate_kbps": [100_000, 40_000],
}


@pytest.fixture(scope="module")
def stretch(lab_machine: None) -> Iterator[Stretch]:
    settings = {"line": {"profile_kbps": [100_000, 40_000], "retrain_s": [1.5, 2.5]}, "path": {"delay_ms": DELAY_MS}}
    with Stretch(seed=random.SystemRandom().randrange(1 << 30), settings=settings) as built:
        yield built


@pytest.fixture
def calm(stretch: Stretch) -> Stretch:
    stretch.line.set(**CALM)
    return stretch


def within(seconds: float, true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    "trouble",
    [
        {"loss": 0.03},
        {"gilbert": [0.01, 0.2, 0.8]},
        {"impulses_per_min": 200, "impulse_ms": 60},
    ],
    ids=["random", "bursts by frames", "impulse noise"],
)
def test_what_ping_loses_is_what_the_log_says(calm: Stretch, trouble: dict[str, Any]) -> None:
    before = lost_frames(calm.line.truth(), "icmp")
    calm.line.set(**trouble)
    echoes = calm.ping(300, 0.004)
    lost = lost_frames(calm.line.truth(), "icmp") - before

    assert echoes.lost == lost > 0


def test_the_log_and_the_counts_agree_to_the_frame(calm: Stretch) -> None:
    calm.line.set(loss=0.05, queue_bytes=40_000, rate_kbps=[10_000, 5_000])
    calm.flood(1, 15_000_000)
    calm.ping(1, 0.1)  # sees the queue empty itself
    told = calm.line.stats()
    logged: Counter[tuple[str, str]] = Counter()
    for each in calm.line.truth():
        if each["kind"] == "drops":
            logged[each["side"], each["reason"]] += each["count"]

    counted = {(side, reason): n for side in ("down", "up") for reason, n in told[side]["dropped"].items()}
    assert counted == logged
    assert logged["down", "queue"] > 100
    for side in ("down", "up"):
        ways = told[side]
        assert ways["frames_in"] == ways["frames_out"] + sum(ways["dropped"].values()) + ways["waiting"]
    assert told["kernel_dropped"] == {"down": 0, "up": 0}


@pytest.mark.slow
def test_a_retrain_is_a_gap_as_long_as_the_log_says(calm: Stretch) -> None:
    before = len(outages(calm.line.truth()))
    threading.Timer(0.5, lambda: calm.line.set(retrain=True)).start()
    echoes = calm.ping(200, 0.02)
    [(began, ended, cause)] = outages(calm.line.truth())[before:]

    at, again = max(pairwise(at for at, _, _ in echoes.answers), key=lambda pair: pair[1] - pair[0])
    assert ended is not None
    assert cause == "noise"
    assert 1.5 <= ended - began <= 2.5
    assert again - at == pytest.approx(ended - began, abs=0.08)
    assert at == pytest.approx(began, abs=0.06)


def test_the_modem_tells_of_an_outage_at_once(calm: Stretch) -> None:
    def told() -> BoxState:
        return BoxState.from_json(calm.state_file.read_text())

    before = told()
    calm.line.set(cut=True)
    cut = told()
    calm.line.set(cut=False)

    assert (before.sync, cut.sync, cut.status) == (True, False, "Idle")
    assert within(5, lambda: told().sync)
    after = told()
    assert after.showtime_at == outages(calm.line.truth())[-1][1]
    assert after.booted_at == before.booted_at
    assert after.counters["total"]["LOS"][0] == before.counters["total"]["LOS"][0] + 1


@pytest.mark.slow
def test_a_queue_under_overload_delays_by_its_bytes(calm: Stretch) -> None:
    calm.line.set(rate_kbps=[20_000, 5_000], queue_bytes=100_000)
    flood = threading.Thread(target=lambda: calm.flood(2.5, 24_000_000))
    flood.start()
    time.sleep(0.6)
    echoes = calm.ping(60, 0.02)
    flood.join()

    full_ms = 100_000 * 8 / 20_000
    assert statistics.median(ms for _, _, ms in echoes.answers) == pytest.approx(2 * DELAY_MS + full_ms, abs=2)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("down_kbps", "up_kbps", "queue_bytes"),
    [(20_000, 1_000, 60_000), (100_000, 40_000, 256_000)],
    ids=["20/1", "100/40"],
)
def test_the_rate_is_carried(calm: Stretch, down_kbps: int, up_kbps: int, queue_bytes: int) -> None:
    calm.line.set(rate_kbps=[down_kbps, up_kbps], queue_bytes=queue_bytes)
    with calm.receiver():
        for bps, is_down in ((down_kbps * 1000, True), (up_kbps * 1000, False)):
            # The line is a process among others: a machine that is busy elsewhere carries less for a while, never more.
            carried = attempts(8, lambda side=is_down: calm.carry(1.5, down=side), bps * PAYLOAD_SHARE * 0.94)

            assert max(carried) == pytest.approx(bps * PAYLOAD_SHARE, rel=0.06)


def attempts(most: int, measure: Callable[[], float], enough: float) -> list[float]:
    """Measure until one figure is enough, at most so often."""
    figures: list[float] = []
    while len(figures) < most and (not figures or figures[-1] < enough):
        figures.append(measure())
    return figures


def test_jitter_spreads_and_never_reorders(calm: Stretch) -> None:
    calm.line.set(jitter_ms=10)
    echoes = calm.ping(200, 0.003)
    numbers = [number for _, number, _ in echoes.answers]

    assert numbers == sorted(numbers)
    assert len(numbers) == 200
    assert statistics.pstdev(ms for _, _, ms in echoes.answers) > 1


def test_the_box_can_change_its_manners(calm: Stretch) -> None:
    calm.line.set(box={"manners": ["busy"]})
    busy = BoxState.from_json(calm.state_file.read_text()).manners
    calm.line.set(box={"manners": []})

    assert list(busy) == ["busy"]
    assert list(BoxState.from_json(calm.state_file.read_text()).manners) == []


@pytest.mark.parametrize("wrong", [{"speed": 3}, {"loss": 7}, {"queue_bytes": 0}, {"box": {"colour": "red"}}])
def test_a_wrong_change_is_refused_and_the_line_goes_on(calm: Stretch, wrong: dict[str, Any]) -> None:
    with pytest.raises(LabError):
        calm.line.set(**wrong)
    assert calm.ping(5, 0.01).lost == 0


@pytest.mark.parametrize(
    "noise",
    [b"hello\n", b"{}\n", b"[1]\n", b'{"do": "stop"}\n', b'{"do": "set", "with": 5}\n', b"\xff\xfe\n", b"x" * 99_999],
)
def test_nonsense_on_the_control_socket_is_answered_or_hung_up(calm: Stretch, noise: bytes) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        asking.settimeout(3)
        asking.connect(str(calm.group.folder / "control"))
        try:
            asking.sendall(noise)
            said = asking.recv(1000)
        except (BrokenPipeError, ConnectionResetError):
            said = b""

    assert not said or b"error" in said
    assert calm.line.stats()["in_showtime"]


def test_the_line_needs_a_namespace_and_says_which(tmp_path: Path) -> None:
    end = End("ndl-nowhere", "dsl0")
    line = Line(tmp_path, near=end, far=end, state_file=tmp_path / "modem.json", seed=1)

    with pytest.raises(LabError, match="ndl-nowhere"):
        line.start()
    assert line.pid is None


def test_the_line_refuses_settings_that_it_does_not_know(calm: Stretch) -> None:
    folder = calm.group.folder / "strange"
    folder.mkdir()
    ends = [End(calm.group.name(role), "strange0") for role in ("near", "far")]
    strange: list[dict[str, dict[str, int]]] = [{"lines": {}}, {"line": {"colour": 1}}, {"path": {"delay": 3}}]
    for settings in (*strange, {"conditions": {"loss": 2}}):
        line = Line(folder, near=ends[0], far=ends[1], state_file=folder / "m.json", seed=1, settings=settings)
        with pytest.raises(LabError, match="did not start: line:"):
            line.start()


def test_an_end_that_is_set_down_and_up_carries_again(calm: Stretch) -> None:
    name = calm.group.name("far")
    ip_batch(["link set dslam0 down"], namespace=name)
    down = calm.ping(5, 0.05)
    told = calm.line.stats()["up"]["dropped"]
    ip_batch(["link set dslam0 up"], namespace=name)

    assert down.lost == 5
    assert told["interface_down"] == 5
    assert within(3, lambda: calm.ping(1, 0.01).lost == 0)


def test_a_stopped_line_leaves_no_interface_and_a_whole_log() -> None:
    with Stretch(seed=3, settings={}) as stretch:
        pid = stretch.line.pid
        stretch.line.set(loss=1)
        stretch.ping(3, 0.01)
        stretch.line.stop()

        assert not Path(f"/proc/{pid}").exists()
        assert "dsl0" not in run_in(stretch.group.name("near"), ["ip", "link"]).stdout
        assert "dslam0" not in run_in(stretch.group.name("far"), ["ip", "link"]).stdout
        assert not (stretch.group.folder / "control").exists()
        assert lost_frames(read_log(stretch.line.truth_file), "icmp") == 3


OWNER = """
import sys, time
from pathlib import Path
from tests.lab.line.control import Line
from tests.lab.line.tap import End
folder, near, far = Path(sys.argv[1]), *map(End.parse, sys.argv[2:])
with Line(folder, near=near, far=far, state_file=folder / "modem.json", seed=1) as line:
    print(line.pid, flush=True)
    time.sleep(60)
"""


def test_the_line_does_not_outlive_its_owner(calm: Stretch, tmp_path: Path) -> None:
    ends = [f"{calm.group.name(role)}/other0" for role in ("near", "far")]
    folder = calm.group.folder / "other"
    folder.mkdir()
    argv = [sys.executable, "-c", OWNER, str(folder), *ends]
    with subprocess.Popen(argv, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        alive = Path(f"/proc/{pid}").exists()
        owner.send_signal(signal.SIGKILL)

    assert alive
    assert within(3, lambda: not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text())
    assert "other0" not in run_in(calm.group.name("near"), ["ip", "link"]).stdout


def test_a_box_known_before_keeps_its_login(calm: Stretch) -> None:
    folder = calm.group.folder / "known"
    folder.mkdir()
    state = folder / "modem.json"
    state.write_text(BoxState(user="support", password="willow42").to_json())
    ends = [End(calm.group.name(role), "known0") for role in ("near", "far")]
    with Line(
        folder,
        near=ends[0],
        far=ends[1],
        state_file=state,
        seed=1,
        settings={"line": {"booted_ago_s": 7, "showtime_ago_s": 7}},
    ):
        told = json.loads(state.read_text())

    assert (told["user"], told["password"]) == ("support", "willow42")
    assert time.time() - told["booted_at"] == pytest.approx(7, abs=3)
