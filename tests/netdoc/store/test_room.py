"""A full disk: a reserve for the last words, refusal until there is room again, and the time between told."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from netdoc.model.site import Site
from netdoc.store.reserve import RESERVE_BYTES, Reserve
from netdoc.store.store import Store
from tests.netdoc.store.ladder_blocks import ladder_blocks

ROOT = Path(__file__).parents[3]
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Ticking:
    """A clock that is a minute further each time somebody looks."""

    def __init__(self) -> None:
        self._minutes = 0

    def now(self) -> datetime:
        """Return the next minute."""
        self._minutes += 1
        return NOON + timedelta(minutes=self._minutes)

    def monotonic_ns(self) -> int:
        """Return nothing of interest."""
        return 0

    def boottime_ns(self) -> int:
        """Return nothing of interest."""
        return 0

    def boot_id(self) -> str:
        """Return the fixed id."""
        return "9d3f2b1a-7c55-4c9e-8f10-2b6a4f0d7e11"


def on_a_small_disk(folder: Path, code: str) -> list[str]:
    """Run code in a child on a file system of 8 MB of its own, half of it taken, and return what it printed."""
    unshare = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    script = (
        f'mount -t tmpfs -o size=8m netdoc-full "{folder}" && '
        f'dd if=/dev/zero of="{folder}/ballast" bs=64k count=64 status=none && exec "$@"'
    )
    done = subprocess.run(
        [*unshare, "sh", "-c", script, "sh", sys.executable, "-c", code, str(folder)],
        capture_output=True, text=True, timeout=60, env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=ROOT,
    )  # fmt: skip
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip(f"no mount namespace here: {done.stderr.strip()}")
    assert done.stderr == ""
    return done.stdout.splitlines()


FILL = """
import os, sys
from pathlib import Path
from netdoc.errors import StoreError, StoreFull
from netdoc.model.site import Site
from netdoc.store.store import Store
from tests.netdoc.store.ladder_blocks import ladder_blocks
from tests.netdoc.store.test_room import Ticking

folder = Path(sys.argv[1])
path = folder / "office.netdoc"
reserve = folder / "office.netdoc.reserve"

def kinds(store):
    return [kind for (kind,) in store._journal.rows("SELECT kind FROM record ORDER BY seq", {})]

def fill(store):
    stored = 0
    for block in ladder_blocks(20_000, slow_rungs=0):
        try:
            store.put([block])
        except StoreFull as full:
            print(full.message)
            return stored
        stored += 1

store = Store.open(path, clock=Ticking())
store.begin_run("netdoc watch")
store.put_site(Site(id="office"))
print(reserve.stat().st_size)
stored = fill(store)
block = next(ladder_blocks(1, slow_rungs=0))
"""


@pytest.mark.slow
def test_the_last_word_and_the_end_of_the_run_find_room_and_nothing_else_does(tmp_path: Path) -> None:
    size, first, again, gone, last, counts, reopened, *rest = on_a_small_disk(
        tmp_path,
        FILL
        + """
try:
    store.put([block])
except StoreFull as full:
    print(full.message)
print(reserve.exists())
store.end_run()
print(kinds(store)[-2:])
print(len(store.observations()) == stored > 1000, store.verify_chain())
store.close()
with Store.open(path, clock=Ticking()) as store:
    print(store.full_since)
    try:
        store.begin_run("netdoc run")
    except StoreFull as full:
        print(full.message)
with Store.open(path, read_only=True) as store:
    print(store.full_since, len(store.observations()) == stored)
""",
    )

    assert int(size) == RESERVE_BYTES
    since = first.partition(", since ")[2].removesuffix(" UTC")
    assert "the disk is full, since 2026-03-0" in first
    assert again == first
    assert gone == "False"
    assert last == "['full', 'run_end']"
    assert counts == "True None"
    assert reopened == f"{since}+00:00"
    assert rest == [first, f"{since}+00:00 True"]


@pytest.mark.slow
def test_when_there_is_room_again_it_goes_on_and_the_time_between_is_told(tmp_path: Path) -> None:
    _, first, *rest = on_a_small_disk(
        tmp_path,
        FILL
        + """
since = store.full_since
(folder / "ballast").unlink()
print(store.put([block]), store.full_since, reserve.stat().st_size)
print(kinds(store)[-3:])
rows = store._journal.rows("SELECT json_extract(header, '$.since_us') FROM record WHERE kind = 'room'", {})
print([us for (us,) in rows] == [round(since.timestamp() * 1_000_000)])
print(fill(store) > 1000)
store.end_run()
print(kinds(store).count("full"), kinds(store)[-1], store.verify_chain())
store.close()
""",
    )

    assert "the disk is full" in first
    assert rest[0] == f"1 None {RESERVE_BYTES}"
    assert rest[1] == "['full', 'room', 'echo']"
    assert rest[2] == "True"
    assert "the disk is full" in rest[3]
    assert rest[4:] == ["True", "2 run_end None"]


@pytest.mark.slow
def test_a_little_room_is_not_taken_for_room(tmp_path: Path) -> None:
    _, first, *rest = on_a_small_disk(
        tmp_path,
        FILL
        + """
os.truncate(folder / "ballast", (folder / "ballast").stat().st_size - 200_000)
count = len(kinds(store))
for _ in range(20):
    try:
        store.put([block])
        print("stored")
    except StoreFull:
        pass
print(len(kinds(store)) - count)
""",
    )

    assert "the disk is full" in first
    assert rest == ["0"]


def test_only_a_run_takes_a_reserve_and_it_is_taken_once(tmp_path: Path) -> None:
    path = tmp_path / "office.netdoc"
    with Store.open(path) as store:
        store.put_site(Site(id="office"))
        store.put(ladder_blocks(1, slow_rungs=5))
        assert not Reserve(path).path.exists()
        store.begin_run("netdoc run")
    before = Reserve(path).path.stat()
    with Store.open(path) as store:
        store.begin_run("netdoc run")
    after = Reserve(path).path.stat()

    assert before.st_size == RESERVE_BYTES
    assert before.st_blocks * 512 >= RESERVE_BYTES
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_folder_in_which_no_reserve_can_be_made_is_no_reason_not_to_store(tmp_path: Path) -> None:
    path = tmp_path / "office.netdoc"
    Reserve(path).path.mkdir()
    with Store.open(path) as store:
        store.begin_run("netdoc run")
        store.put_site(Site(id="office"))

        assert store.put(ladder_blocks(1, slow_rungs=5)) == 1
        assert store.full_since is None
