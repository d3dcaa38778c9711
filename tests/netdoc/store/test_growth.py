"""A store that is written for weeks takes as much more each day as the day before, and no more memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from netdoc.model.site import Site
from netdoc.store.store import Store
from tests.netdoc.store.ladder_blocks import FixedClock
from tests.netdoc.store.office_day import office_day
from tests.netdoc.store.unattended import minutes

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[3]
WRITE = """
import json, sys
from pathlib import Path
from tests.netdoc.store.test_growth import write_days
from tests.netdoc.store.unattended import memory_mb
print(json.dumps([memory_mb() for _ in write_days(Path(sys.argv[1]), 7, 120)]))
"""


def write_days(path: Path, days: int, minutes_a_day: int) -> Iterator[int]:
    """Write short days in one run; yields the size of the file after each."""
    with Store.open(path, clock=FixedClock()) as store:
        store.begin_run("netdoc watch")
        store.put_site(Site(id="office"))
        for day in range(days):
            for captures, observations in minutes(day * minutes_a_day, minutes_a_day):
                with store.transaction():
                    for capture in captures:
                        store.put_capture(capture)
                    store.put(observations)
            yield path.stat().st_size


def test_a_week_of_writing_takes_no_more_memory_than_its_first_days(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WRITE, str(tmp_path / "office.netdoc")],
        capture_output=True, text=True, timeout=100, cwd=ROOT, check=True,
    )  # fmt: skip
    _, *used_mb = json.loads(done.stdout)  # the first day fills the caches

    assert max(used_mb) <= used_mb[0] + 1.5


def test_the_file_grows_by_the_same_each_day(tmp_path: Path) -> None:
    sizes = list(write_days(tmp_path / "office.netdoc", 6, 120))
    growth = [after - before for before, after in pairwise(sizes[1:])]

    assert max(growth) <= 1.25 * min(growth)


def test_an_office_with_all_its_probes_takes_less_than_three_megabytes_a_day(tmp_path: Path) -> None:
    path = tmp_path / "office.netdoc"
    sizes = []
    for part in range(2):
        with Store.open(path, clock=FixedClock()) as store:
            store.begin_run("netdoc watch")
            store.put_site(Site(id="office"))
            for answers in office_day(1.0, start_hour=part):
                with store.transaction():
                    for capture in answers.captures:
                        store.put_capture(capture)
                    store.put(answers.observations)
            store.end_run()
        sizes.append(path.stat().st_size)

    assert 24 * (sizes[1] - sizes[0]) <= 3_000_000
