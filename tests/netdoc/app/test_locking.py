"""One netdoc per site: who holds the lock since when, and what is done with what a dead one left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from netdoc.app.locking import AlreadyMeasuring, Broken, hold, holder_of, record
from netdoc.app.system import RealClock
from netdoc.errors import StoreError
from netdoc.model.facts.run_note import RunEvent, RunNote
from netdoc.model.observation import Seen
from netdoc.store.store import Store
from tests.netdoc.app.replay import ReplayClock

CLOCK = ReplayClock()


def note(store: Path, **changes: object) -> None:
    """Leave a note beside a store as another netdoc would have."""
    held = {"pid": os.getpid(), "boot_id": CLOCK.boot_id(), "since": "2026-03-02T08:55:00Z", "command": "run"}
    held |= {"started": "", "computer": os.uname().nodename, "namespace": str(Path("/proc/self/ns/pid").readlink())}
    held |= changes
    Path(f"{store}.lock.json").write_text(json.dumps(held), encoding="utf-8")


def dead_process() -> int:
    """Return the number of a process that has just ended."""
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    child.wait()
    return child.pid


def taken(store: Path) -> Broken | None:
    with hold(store, "here", CLOCK, "run") as broken:
        return broken


def test_the_second_run_is_told_who_measures_since_when(tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    with hold(store, "here", CLOCK, "watch"), pytest.raises(AlreadyMeasuring) as refused:
        taken(store)

    assert f"`netdoc watch` (process {os.getpid()}) since 2026-03-02 09:" in refused.value.message
    assert refused.value.holder is not None


def test_a_run_that_ends_in_order_leaves_nothing_behind(tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"

    assert taken(store) is None
    assert holder_of(store) is None
    assert taken(store) is None


def test_the_note_of_a_killed_run_tells_that_it_was_cut_short(tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    pid = dead_process()
    note(store, pid=pid)

    broken = taken(store)

    assert broken is not None
    assert (broken.holder.pid, broken.holder.command) == (pid, "run")
    assert broken.why == f"its process {pid} is gone"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"boot_id": "11111111-0000-4000-8000-000000000001"}, "the computer was started anew since"),
        ({"started": "1"}, "another one has the number now"),
    ],
    ids=["another start of the computer", "the process number was given out again"],
)
def test_a_lock_that_stays_after_its_holder_is_broken(tmp_path: Path, changes: dict[str, object], why: str) -> None:
    store = tmp_path / "store.sqlite"
    note(store, **changes)

    with FileLock(f"{store}.lock"):  # a file system that did not hear of the death
        broken = taken(store)

    assert broken is not None
    assert why in broken.why


def test_a_lock_whose_holder_may_live_is_never_broken(tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    for leave in (
        lambda: note(store),
        lambda: note(store, pid=dead_process(), namespace="pid:[another]"),
        lambda: note(store, boot_id="another", computer="another-desk"),
        lambda: Path(f"{store}.lock.json").write_text("{half a no", encoding="utf-8"),
    ):
        leave()
        with FileLock(f"{store}.lock"), pytest.raises(AlreadyMeasuring):
            taken(store)


def test_the_lock_of_a_killed_process_is_free_at_once(tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    program = (
        "import sys, time, pathlib; from netdoc.app.locking import hold; from netdoc.app.system import RealClock\n"
        "with hold(pathlib.Path(sys.argv[1]), 'here', RealClock(), 'run'):\n print('held', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", program, str(store)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    with pytest.raises(AlreadyMeasuring, match=f"process {child.pid}"), hold(store, "here", RealClock(), "run"):
        pass

    child.kill()
    child.wait()

    with hold(store, "here", RealClock(), "run") as broken:
        assert broken is not None
    assert broken.holder.pid == child.pid


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")

    with pytest.raises(StoreError, match="cannot be made or written"):
        taken(tmp_path / "file" / "here" / "store.sqlite")


def test_what_befell_a_run_is_stored_with_the_other_ones_note(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    note(path, pid=dead_process())
    holder = holder_of(path)
    with Store.open(path, clock=CLOCK) as store:
        record(store, CLOCK, RunEvent.SKIPPED, holder, "it measures")

        (seen,) = store.observations()

        assert isinstance(seen, Seen)
        assert isinstance(seen.fact, RunNote)
        assert (seen.fact.event, seen.fact.command, seen.fact.why) == (RunEvent.SKIPPED, "run", "it measures")
        assert holder is not None
        assert seen.fact.since == holder.since
        assert seen.capture is not None
        capture = store.capture(seen.capture)
        assert capture is not None
        assert json.loads(capture.body)["pid"] == holder.pid
