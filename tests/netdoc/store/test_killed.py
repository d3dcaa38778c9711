"""`kill -9` at any moment: what was acknowledged is there, and the file opens cleanly.

`NETDOC_KILLS=1000` for a long night; CI takes 100.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from netdoc.model.capture import Capture
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.observation import Observation, Seen
from netdoc.model.site import Site
from netdoc.store.store import Store
from tests.netdoc.store.ladder_blocks import START, FixedClock, ladder_blocks

KILLS = int(os.environ.get("NETDOC_KILLS", "100"))
TURNS_A_FILE = 10
_STRIDE = 100_000
BLOCKS = list(ladder_blocks(40, slow_rungs=5))

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60 + KILLS)]


def test_a_killed_writer_loses_at_most_what_it_had_in_hand(tmp_path: Path) -> None:
    chance = random.Random()
    acknowledged_in_all, kinds = 0, set()
    for number in range(0, KILLS, TURNS_A_FILE):
        path = tmp_path / f"office_{number}.netdoc"
        acknowledged: list[int] = []
        for turn in range(min(TURNS_A_FILE, KILLS - number)):
            # The first turns die while the file is being made, the others in the midst of writing.
            acknowledged += kill_after(path, turn, chance.uniform(0, 0.02) if turn < 3 else chance.uniform(0, 0.2))
            kinds |= check(path, acknowledged, turn)
        acknowledged_in_all += len(acknowledged)
        path.unlink()
    assert acknowledged_in_all > KILLS  # the writer did get to write
    assert kinds >= {"echo", "layout", "bundle", "dictionary", "capture"}


def check(path: Path, acknowledged: list[int], turn: int) -> set[str]:
    """Assert that the store is whole and holds what was acknowledged; return the kinds of its records."""
    with Store.open(path) as store:
        assert store.verify_chain() is None
        found = store.observations()
        numbers = [each.fact.uptime_s for each in found if isinstance(each, Seen) and each.subject == "modem"]
        assert len(set(numbers)) == len(numbers)
        assert set(acknowledged) <= set(numbers)
        assert len([each for each in numbers if each // _STRIDE == turn]) <= 1 + len(
            [each for each in acknowledged if each // _STRIDE == turn]
        )  # what it had in hand may have got there unacknowledged
        blocks = [each for each in found if isinstance(each, Seen) and isinstance(each.fact, EchoBlock)]
        assert len(blocks) == len(numbers)  # never half of a transaction
        assert [each.fact for each in blocks] == [answer(each)[1][0].fact for each in sorted(numbers)]
        captures = {each.digest: each.body for each in store.captures()}
        assert {each.capture for each in found if each.subject == "modem"} <= set(captures)
        store.begin_run("netdoc run")  # seals what the killed one left
        assert store.observations() == found
        assert store.verify_chain() is None
        rows = store._journal.rows("SELECT DISTINCT kind FROM record", {})
        return {kind for (kind,) in rows}


def answer(number: int) -> tuple[Capture, list[Observation]]:
    """Return what the writer puts under a number: a block, and a reading with its page.

    Each thirteenth block is of other rungs, each eleventh page is large, each seventh of another form.
    """
    at = START + timedelta(minutes=number)
    block = BLOCKS[number % len(BLOCKS)].fact
    renamed = tuple(replace(each, rung=f"{each.rung}_{number // 13}") for each in block.series)
    seen = Seen("ladder", at, replace(block, start=at, series=renamed), None, reader="ladder/1")
    form = random.Random(number // 7).randbytes(1500).hex(" ", 5)
    page = f"{form}\nCRC: {number}\n" * (30 if number % 11 == 0 else 1)
    capture = Capture(page.encode(), at, "modem", "telnet")
    return capture, [seen, Seen("modem", at, DeviceState(uptime_s=number), capture.digest)]


def write(path: Path, turn: int) -> Iterator[int]:
    """Write until killed; yields each number when it is on the disk."""
    with Store.open(path, clock=FixedClock()) as store:
        store.begin_run("netdoc watch")
        store.put_site(Site(id="office", name=str(turn)))
        for number in range(turn * _STRIDE, (turn + 1) * _STRIDE):
            capture, observations = answer(number)
            with store.transaction():
                store.put_capture(capture)
                store.put(observations)
            yield number


def kill_after(path: Path, turn: int, delay_s: float) -> list[int]:
    """Fork a writer, kill it so long after it has begun, and return the numbers it acknowledged."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writes, b"ready\n")
            for number in write(path, turn):
                os.write(writes, b"%d\n" % number)
        finally:
            os._exit(1)
    os.close(writes)
    with os.fdopen(reads, "rb") as lines:
        assert lines.readline() == b"ready\n"
        time.sleep(delay_s)
        os.kill(child, signal.SIGKILL)
        rest = lines.read().decode()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    whole = rest.splitlines() if rest.endswith("\n") else rest.splitlines()[:-1]
    return [int(each) for each in whole]
