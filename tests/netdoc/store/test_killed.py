"""`kill -9` at any moment: what was acknowledged is there, and the file opens cleanly."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from netdoc.model.observation import Seen
from netdoc.store.store import Store

ROOT = Path(__file__).parents[3]
WRITER = """
import sys
from netdoc.model.capture import Capture
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.observation import Seen
from netdoc.model.site import Site
from netdoc.store.store import Store
from tests.netdoc.store.ladder_blocks import FixedClock, ladder_blocks

import pytest

pytestmark = pytest.mark.slow
turn = int(sys.argv[2])
print("ready", flush=True)
with Store.open(sys.argv[1], clock=FixedClock()) as store:
    store.begin_run("netdoc watch")
    store.put_site(Site(id="office", name=str(turn)))
    for number, block in enumerate(ladder_blocks(10_000, slow_rungs=5)):
        page = Capture(f"{turn} {number} {'x' * 3000}".encode(), block.at, "modem", "telnet")
        with store.transaction():
            digest = store.put_capture(page)
            store.put([block, Seen("modem", block.at, DeviceState(uptime_s=turn * 100_000 + number), digest)])
        print(number, flush=True)
"""
TURNS = 20


def test_a_killed_writer_loses_at_most_the_block_in_hand(tmp_path: Path) -> None:
    path = tmp_path / "office.netdoc"
    chance = random.Random()
    acknowledged: list[int] = []
    for turn in range(TURNS):
        # The first turns die while the file is being made, the others in the midst of writing.
        lines = kill_after(path, turn, chance.uniform(0, 0.02) if turn < 8 else chance.uniform(0, 0.25))
        kept = [turn * 100_000 + number for number in map(int, lines)]
        acknowledged += kept

        with Store.open(path) as store:
            assert store.verify_chain() is None
            found = store.observations()
        ours = [each.fact.uptime_s for each in found if isinstance(each, Seen) and each.subject == "modem"]
        of_this_turn = [each for each in ours if each // 100_000 == turn]
        assert set(acknowledged) <= set(ours)
        assert of_this_turn[: len(kept)] == kept
        assert len(of_this_turn) <= len(kept) + 1  # the block in hand may have got there unacknowledged
        assert len(found) == 2 * len(ours)  # never half of a transaction
    assert len(acknowledged) > TURNS  # the writer did get to write


def kill_after(path: Path, turn: int, delay_s: float) -> list[str]:
    """Start a writer, kill it so long after it is ready, and return the numbers it acknowledged."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(turn)], stdout=subprocess.PIPE, env=environment, cwd=ROOT
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == b"ready\n"
    time.sleep(delay_s)
    writer.send_signal(signal.SIGKILL)
    rest = writer.stdout.read().decode()
    assert writer.wait() == -signal.SIGKILL
    return [line for line in rest.splitlines(keepends=False) if line] if rest.endswith("\n") else rest.splitlines()[:-1]
