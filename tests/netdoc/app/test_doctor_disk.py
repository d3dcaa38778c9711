"""The data folder, its disk and the stores in it: what stops the record, what wipes it, what damaged it."""

from __future__ import annotations

import os
import resource
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from netdoc.app.doctor_disk import Space, disk, mount_of, room
from netdoc.app.doctor_office import offices
from netdoc.app.doctor_record import Checked, Level
from netdoc.app.doctor_store import Opened, Record, growth, open_stores, read_store
from netdoc.errors import StoreError
from netdoc.model.site import Site
from netdoc.store.schema import MIGRATIONS
from netdoc.store.store import Store
from tests.netdoc.app.doctor_tree import Tree, a_tree, by_name
from tests.netdoc.app.replay import ReplayClock
from tests.netdoc.store.ladder_blocks import START, ladder_blocks

DAY = timedelta(days=1)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    return a_tree(tmp_path, monkeypatch)


def looked(tree: Tree) -> list[Checked]:
    return list(disk(tree.look()))


def stored(tree: Tree, site_id: str = "harbour", minutes: int = 3) -> Path:
    path = tree.data / site_id / "store.sqlite"
    with Store.open(path, clock=ReplayClock()) as store:
        store.put_site(Site(id=site_id))
        store.put(ladder_blocks(minutes, slow_rungs=5))
    return path


def a_record(days: float, size_bytes: int) -> Record:
    return Record("harbour", 10, START, START + days * DAY, size_bytes)


def test_a_folder_that_is_not_made_yet_is_good_and_is_not_made(tree: Tree) -> None:
    found = by_name(list(disk(tree.look(data=tree.root / "not" / "yet"))))

    assert found["data folder"].level is Level.OK
    assert "nothing is recorded yet" in found["store"].found
    assert not (tree.root / "not").exists()


def test_a_folder_that_cannot_be_written_stops_the_measuring(tree: Tree) -> None:
    found = by_name(list(disk(tree.look(data=Path("/proc/1/netdoc")))))["data folder"]

    assert found.level is Level.STOPS and "NETDOC_HOME" in found.commands[0]


@pytest.mark.parametrize(
    ("options", "words"), [("ro,relatime", "read-only"), ("rw", "may not be written by this user")]
)
def test_a_read_only_file_system_is_told_from_a_missing_right(tree: Tree, options: str, words: str) -> None:
    tree.write("/proc/mounts", f"proc /proc proc {options} 0 0\n")

    assert words in by_name(list(disk(tree.look(data=Path("/proc/1/netdoc")))))["data folder"].found


def test_a_limit_on_the_size_of_files_ends_the_record_there(tree: Tree) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    assert "file size" not in by_name(looked(tree))
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000_000, before[1]))
    try:
        found = by_name(looked(tree))["file size"]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert found.level is Level.WEAKENS and "100 MB" in found.found


def test_a_store_in_which_nothing_was_observed_yet_is_no_lack(tree: Tree) -> None:
    stored(tree, minutes=0)

    assert "nothing observed yet" in by_name(looked(tree))["store"].found


def test_a_folder_behind_one_that_may_not_be_entered_stops_the_measuring_and_breaks_nothing(tree: Tree) -> None:
    closed = tree.root / "closed"
    closed.mkdir(mode=0o700)
    ours = os.geteuid() == 0
    if ours:
        os.seteuid(65534)  # root may enter everything
    else:
        closed.chmod(0o000)
    try:
        found = by_name([*disk(tree.look(data=closed / "data")), *offices(tree.look(data=closed / "data"))])
    finally:
        if ours:
            os.seteuid(0)
        else:
            closed.chmod(0o700)

    assert found["data folder"].level is Level.STOPS
    assert found["secrets"].level is Level.STOPS  # a login that cannot be looked up stops a check, too


@pytest.mark.parametrize(
    ("kind", "cmdline", "level"),
    [
        ("ext4", "root=/dev/sda1", None),
        ("tmpfs", "root=/dev/sda1", Level.WEAKENS),
        ("overlay", "boot=live quiet", Level.WEAKENS),
        ("overlay", "boot=live persistence quiet", None),
        ("overlay", "root=/dev/sda1", None),
        ("nfs4", "root=/dev/sda1", Level.WEAKENS),
    ],
    ids=["disk", "memory", "live stick", "live stick with persistence", "container", "network drive"],
)
def test_evidence_that_a_restart_wipes_or_a_dead_network_blocks_is_told(
    tree: Tree, kind: str, cmdline: str, level: Level | None
) -> None:
    tree.write("/proc/mounts", f"/dev/sda1 / ext4 rw 0 0\nother {tree.data} {kind} rw,relatime 0 0\n")
    tree.write("/proc/cmdline", cmdline + "\n")

    found = by_name(looked(tree)).get("evidence")

    assert (None if found is None else found.level) is level


def test_the_innermost_mount_counts_and_of_two_on_one_place_the_later(tree: Tree) -> None:
    table = "a / ext4 rw 0 0\nb /home/my\\040data tmpfs rw 0 0\nc /home/my\\040data xfs ro 0 0\nd /home/my nfs rw 0 0\n"

    assert getattr(mount_of("/home/my data/x", table), "kind", None) == "xfs"
    assert getattr(mount_of("/home/my dataset", table), "kind", None) == "ext4"
    assert mount_of("/x", "") is None


@pytest.mark.parametrize(
    ("space", "a_day", "level", "words"),
    [
        (Space(50_000_000_000, 1000), 3e6, Level.OK, "more than a year at the measured 3 MB a day"),
        (Space(60_000_000, 1000), 3e6, Level.WEAKENS, "60 MB free: 20 days"),
        (Space(120_000_000, 1000), 3e6, Level.OK, "40 days"),
        (Space(120_000_000, 1000), None, Level.WEAKENS, "120 MB free"),
        (Space(19_000_000, 1000), 1e3, Level.STOPS, "19 MB free"),
        (Space(50_000_000_000, 0), None, Level.STOPS, "no inodes left"),
        (Space(50_000_000_000, None), None, Level.OK, "50.0 GB free"),
    ],
)
def test_room_is_told_in_days_at_the_measured_rate(space: Space, a_day: float | None, level: Level, words: str) -> None:
    found = room(space, a_day, Path("/data"))

    assert found.level is level and words in found.found


def test_the_rate_is_that_of_the_offices_still_being_watched_and_none_is_made_up() -> None:
    def opened(record: Record) -> Opened:
        return Opened("harbour", Path("x"), record)

    running, second = opened(a_record(10, 30_000_000)), opened(a_record(9.5, 19_000_000))
    ended, young = opened(a_record(1, 500_000_000)), opened(a_record(0.1, 5_000_000))

    assert growth([running, second, ended]) == pytest.approx(5e6)
    assert growth([young]) is None
    assert growth([Opened("harbour", Path("x"), StoreError("damaged"))]) is None


def test_a_sound_store_is_told_with_what_it_spans(tree: Tree) -> None:
    stored(tree)

    found = by_name(looked(tree))["store"]

    assert found.level is Level.OK
    assert "harbour: opens" in found.found and "2026-03-01 00:00 to 2026-03-01 00:03 UTC" in found.found


def test_looking_into_a_store_changes_no_byte_of_it(tree: Tree) -> None:
    path = stored(tree)
    before = path.read_bytes()

    read_store(path)

    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record SET header = replace(header, '\"kind\"', '\"kynd\"') WHERE seq = 3",
        "UPDATE record SET hash = zeroblob(32) WHERE seq = 4",
        "DELETE FROM record WHERE seq = 3",
    ],
    ids=["changed", "another hash", "a hole"],
)
def test_last_records_that_do_not_follow_on_each_other_stop_with_what_to_do(tree: Tree, statement: str) -> None:
    path = stored(tree)
    with sqlite3.connect(path) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
    connection.close()

    found = by_name(looked(tree))["store"]

    assert found.level is Level.STOPS and "work on a copy" in found.advice


def test_a_store_that_is_no_store_and_one_of_a_newer_netdoc_stop_that_office(tree: Tree) -> None:
    stored(tree, "newer")
    with sqlite3.connect(tree.data / "newer/store.sqlite") as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    tree.write("/data/junk/store.sqlite", "not a store at all, but text that is long enough to look like one " * 3)

    found = [each for each in looked(tree) if each.what == "store"]

    assert {each.level for each in found} == {Level.STOPS}
    assert any("newer netdoc" in each.found for each in found) and any(
        "not a netdoc store" in each.found for each in found
    )


@pytest.mark.parametrize("pragma", ["", "PRAGMA page_size = 4096; VACUUM"], ids=["no byte", "a database of nothing"])
def test_a_store_that_was_only_begun_is_no_lack(tree: Tree, pragma: str) -> None:
    path = tree.write("/data/harbour/store.sqlite", "")
    with sqlite3.connect(path) as connection:
        connection.executescript(pragma)
    connection.close()

    found = by_name(looked(tree))["store"]

    assert found.level is Level.OK and "harbour: empty" in found.found


def test_a_record_that_ends_in_the_future_puts_the_order_of_events_in_doubt(tree: Tree) -> None:
    path = stored(tree, minutes=1)
    with Store.open(path) as store:
        ahead = store.end()
    assert ahead is not None
    tree.world.clock = ReplayClock(ahead - timedelta(hours=1))

    found = by_name(looked(tree))["clock"]

    assert found.level is Level.WEAKENS and "order of events" in found.costs


def test_a_store_that_others_may_read_is_remarked_with_the_command(tree: Tree) -> None:
    path = stored(tree)
    path.chmod(0o644)

    found = by_name(looked(tree))["store"]

    assert (found.level, found.commands) == (Level.REMARK, (f"chmod 600 {path}",))


def test_only_the_latest_stores_are_looked_into(tree: Tree) -> None:
    for number in range(7):
        stored(tree, f"office-{number}", minutes=1)

    assert len(open_stores(tree.data)) == 5
    assert any("2 older ones" in each.found for each in looked(tree))


def test_run_by_sudo_it_says_whose_folder_it_looks_at(tree: Tree) -> None:
    tree.user_id, tree.environment = 0, {"SUDO_USER": "anna"}

    assert "not at those of anna" in by_name(looked(tree))["user"].found
