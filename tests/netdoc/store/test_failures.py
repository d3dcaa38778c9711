"""A store that cannot be opened, read or written says so once and clearly, and loses nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from netdoc.errors import StoreError, StoreFull, StoreIsNewer
from netdoc.model.capture import Capture
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.observation import Seen
from netdoc.model.site import Site
from netdoc.store.journal import Journal
from netdoc.store.schema import MIGRATIONS, connect
from netdoc.store.store import Store
from tests.netdoc.store.ladder_blocks import ladder_blocks

pytestmark = pytest.mark.slow

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "office.netdoc"
    with Store.open(path) as store:
        store.put_site(Site(id="office"))
        store.put(ladder_blocks(5, slow_rungs=5))
    return path


def python(code: str, *arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run code in a child that prints what it was told, and return the outcome."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True, text=True, timeout=60, env=environment, **options,
    )  # fmt: skip


def test_a_store_from_a_newer_netdoc_is_left_untouched(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    before = hashlib.sha256(path.read_bytes()).digest()

    for read_only in (False, True):
        with pytest.raises(StoreIsNewer, match="newer netdoc") as error:
            Store.open(path, read_only=read_only)
        assert "install" in error.value.hint
    assert hashlib.sha256(path.read_bytes()).digest() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_migration_is_made_once_and_keeps_the_records(path: Path) -> None:
    newer = [*MIGRATIONS, ("CREATE TABLE added (site_id TEXT NOT NULL) STRICT",)]

    for _ in range(2):
        connection = connect(path, migrations=newer)
        assert connection.execute("PRAGMA user_version").fetchone() == (len(newer),)
        assert connection.execute("SELECT count(*) FROM added").fetchone() == (0,)
        connection.close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    connection.close()
    with Store.open(path) as store:
        assert len(store.observations()) == 5


def test_a_migration_that_fails_changes_nothing(path: Path) -> None:
    broken = [*MIGRATIONS, ("CREATE TABLE added (site_id TEXT) STRICT", "CREATE TABLE added (site_id TEXT) STRICT")]

    with pytest.raises(StoreError):
        connect(path, migrations=broken)

    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'added'").fetchone() == (0,)


@pytest.mark.parametrize("content", [b"hello\n", b"SQLite format 3\0", bytes(4096), os.urandom(5000)])
def test_a_file_that_is_no_store_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.netdoc"
    path.write_bytes(content)

    with pytest.raises(StoreError, match="not a netdoc store"):
        Store.open(path)

    assert path.read_bytes() == content


@pytest.mark.parametrize("application", [0, 1234])
def test_another_programs_database_is_left_as_it_is(tmp_path: Path, application: int) -> None:
    path = tmp_path / "books.sqlite"
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA application_id = {application}")
    connection.execute("CREATE TABLE book (title TEXT)")
    connection.commit()
    connection.close()
    before = path.read_bytes()

    with pytest.raises(StoreError, match="not a netdoc store"):
        Store.open(path)

    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_store_but_not_when_only_reading(tmp_path: Path) -> None:
    path = tmp_path / "empty.netdoc"
    path.touch()

    with pytest.raises(StoreError, match="no store at"):
        Store.open(path, read_only=True)
    with Store.open(path) as store:
        assert store.put(ladder_blocks(1, slow_rungs=5)) == 1


def test_a_missing_store_is_made_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "new" / "office.netdoc"
    for options in ({"create": False}, {"read_only": True}):
        with pytest.raises(StoreError, match="no store at"):
            Store.open(path, **options)
    assert not path.parent.exists()

    Store.open(path).close()

    assert path.exists()


def test_a_folder_is_not_a_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        Store.open(tmp_path)


def test_a_path_through_a_file_is_one_clear_error(path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened or written"):
        Store.open(path / "below")


def test_every_spoiled_page_is_one_clear_error(path: Path) -> None:
    whole = path.read_bytes()
    page_size = 8192
    refused = 0
    for page in range(len(whole) // page_size):
        path.write_bytes(whole[: page * page_size] + os.urandom(page_size) + whole[(page + 1) * page_size :])
        try:
            with Store.open(path) as store:
                store.site()
                store.observations()
                list(store.captures())
                store.put(ladder_blocks(1, slow_rungs=5))
        except StoreError as error:
            refused += 1
            assert error.hint
    assert refused >= 3


def test_a_file_cut_off_is_one_clear_error(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(StoreError), Store.open(path) as store:
        store.observations()


@pytest.mark.parametrize(("body", "kind"), [(b"Showtime " * 9000, "capture"), (b"Showtime " * 20, "bundle")])
def test_a_capture_that_was_changed_is_not_handed_out(path: Path, body: bytes, kind: str) -> None:
    page = Capture(body, AT, "modem", "telnet")
    with Store.open(path) as store:
        store.put_capture(page)
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER record_is_never_updated")
        changed = connection.execute(
            "UPDATE record SET body = CAST(substr(body, 1, 12) || x'78da0300' AS BLOB) WHERE kind = ?", (kind,)
        )
        assert changed.rowcount == 1
    connection.close()

    with Store.open(path) as store:
        with pytest.raises(StoreError, match=r"is damaged"):
            store.capture(page.digest)
        with pytest.raises(StoreError, match=r"is damaged"):
            list(store.captures())


@pytest.mark.parametrize("sealed", [False, True], ids=["waiting", "in a bundle"])
@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ('"kind":"DslLine"', '"kind":"Telepathy"', StoreIsNewer),
        ('"v":2', '"v":3', StoreIsNewer),
        ('"plane":"path"', '"plane":"dream"', StoreError),
        ('"subject":"modem"', '"object":"modem"', StoreError),
        ('"at_us":1772', '"at_us":"x","old":1772', StoreError),
    ],
)
def test_a_fact_that_this_netdoc_does_not_know_is_one_clear_error(
    path: Path, old: str, new: str, kind: type[StoreError], sealed: bool
) -> None:
    with Store.open(path) as store:
        store.put([Seen("modem", AT, DslLine(sync=True))])
        with sqlite3.connect(path) as connection:
            changed = connection.execute("UPDATE pending SET header = replace(header, ?, ?)", (old, new))
            assert changed.rowcount == 1
        connection.close()
        if sealed:
            store.end_run()
        with pytest.raises(kind):
            store.observations()


def test_a_store_that_another_writer_holds_is_an_error_after_the_time_out_and_works_later(path: Path) -> None:
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with Store.open(path, busy_timeout_s=0.2) as store:
        with pytest.raises(StoreError, match="being written by another program"):
            store.put(ladder_blocks(1, slow_rungs=5))
        assert len(store.observations()) == 5  # reading does not wait

        holder.execute("ROLLBACK")
        holder.close()

        assert store.put(ladder_blocks(1, slow_rungs=5)) == 1


def test_a_store_opened_for_reading_takes_nothing_and_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    with Store.open(path, read_only=True) as store:
        with pytest.raises(StoreError, match="reading only"):
            store.put(ladder_blocks(1, slow_rungs=5))
        with pytest.raises(StoreError, match="reading only"):
            store.put_site(Site(id="office", name="changed"))
        assert len(store.observations()) == 5
    assert path.read_bytes() == before


def test_a_closed_store_says_so(path: Path) -> None:
    store = Store.open(path)
    store.close()

    with pytest.raises(StoreError, match="closed"):
        store.observations()
    with pytest.raises(StoreError, match="closed"):
        store.put(ladder_blocks(1, slow_rungs=5))


@pytest.fixture
def write_protected(path: Path) -> Iterator[Path]:
    """A store that a user without any right over it may only read."""
    folder = Path(tempfile.mkdtemp(prefix="netdoc-store-"))
    copy = folder / "office.netdoc"
    shutil.copy(path, copy)
    copy.chmod(0o444)
    folder.chmod(0o555)
    yield copy
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_write_protected_store_is_read_and_refuses_to_be_written(write_protected: Path) -> None:
    code = """
import os, sys
from netdoc.errors import StoreError
from netdoc.store.store import Store
import netdoc.model.facts
netdoc.model.facts.fact_types()
if os.geteuid() == 0:  # root may write anything: become somebody who may not
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
with Store.open(sys.argv[1], read_only=True) as store:
    print(len(store.observations()), store.verify_chain())
for path in (sys.argv[1], sys.argv[1] + "-other"):
    try:
        Store.open(path).begin_run("netdoc run")
    except StoreError as error:
        print("StoreError:", error.message, "|", error.hint)
"""
    done = python(code, write_protected)

    assert done.stderr == ""
    read, *refused = done.stdout.splitlines()
    assert read == "5 None"
    assert len(refused) == 2
    assert all("cannot be opened or written" in each and "write-protected" in each for each in refused)


def test_a_store_left_open_on_a_write_protected_medium_says_what_to_copy_and_is_whole_then(path: Path) -> None:
    child = os.fork()
    if child == 0:
        store = Store.open(path)
        store.put(ladder_blocks(3, slow_rungs=5, seed=8))
        os._exit(0)  # killed: the log is left behind
    os.waitpid(child, 0)
    folder = Path(tempfile.mkdtemp(prefix="netdoc-store-"))
    for each in (path, path.with_name(path.name + "-wal")):
        shutil.copy(each, folder)
        (folder / each.name).chmod(0o444)
    folder.chmod(0o555)
    code = """
import os, sys
from netdoc.errors import StoreError
from netdoc.store.store import Store
import netdoc.model.facts
netdoc.model.facts.fact_types()
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    print(len(Store.open(sys.argv[1], read_only=True).observations()))
except StoreError as error:
    print(error.hint)
"""
    done = python(code, folder / path.name)
    folder.chmod(0o755)

    with Store.open(folder / path.name, read_only=True) as store:
        assert len(store.observations()) == 8
    shutil.rmtree(folder)
    assert done.stderr == ""
    assert f"copy it together with {path.name}-wal" in done.stdout


FILL = """
import sys
from netdoc.errors import StoreError
from netdoc.store.store import Store
from tests.netdoc.store.ladder_blocks import ladder_blocks
store = Store.open(sys.argv[1])
stored = 0
try:
    for block in ladder_blocks(20_000, slow_rungs=0):
        store.put([block])
        stored += 1
except StoreError as error:
    print(type(error).__name__, "|", error.message, "|", error.hint)
try:
    store.put([block])
    print("stored after all")
except StoreError as error:
    print(type(error).__name__)
print(stored, len(store.observations()), store.verify_chain())
store.close()
with Store.open(sys.argv[1], read_only=True) as again:
    print(len(again.observations()), again.verify_chain())
"""


def test_on_a_full_disk_nothing_stored_before_is_lost(tmp_path: Path) -> None:
    mount = f'mount -t tmpfs -o size=3m netdoc-full "{tmp_path}" && exec "$@"'
    unshare = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    code = FILL + "import os; os.unlink(sys.argv[2])\nwith Store.open(sys.argv[1]) as s: print(s.put([block]))\n"
    ballast = f"dd if=/dev/zero of={tmp_path}/ballast bs=64k count=4 status=none && "
    done = subprocess.run(
        [*unshare, "sh", "-c", mount.replace("exec", ballast + "exec"), "sh", sys.executable, "-c", code,
         str(tmp_path / "office.netdoc"), str(tmp_path / "ballast")],
        capture_output=True, text=True, timeout=60, env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=ROOT,
    )  # fmt: skip
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip(f"no mount namespace here: {done.stderr.strip()}")

    assert done.stderr == ""
    first, second, counts, again, after = done.stdout.splitlines()
    stored = int(counts.split()[0])
    assert first.startswith("StoreFull | ")
    assert "disk is full" in first
    assert "free some space" in first
    assert second == "StoreFull"
    assert stored > 100
    assert counts == f"{stored} {stored} None"
    assert again == f"{stored} None"
    assert after == "1"


def test_at_the_greatest_file_size_allowed_nothing_stored_before_is_lost(tmp_path: Path) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))\n"

    done = python(limit + FILL, tmp_path / "office.netdoc", cwd=ROOT)

    assert done.stderr == ""
    first, second, counts, again = done.stdout.splitlines()
    stored = int(counts.split()[0])
    assert first.startswith("StoreFull | ")
    assert "greatest file size" in first
    assert second == "StoreFull"
    assert stored > 100
    assert counts == f"{stored} {stored} None"
    assert again == f"{stored} None"


def test_a_database_that_may_not_grow_says_full_and_keeps_what_it_has(path: Path) -> None:
    connection = connect(path)
    connection.execute("PRAGMA max_page_count = 10")
    store = Store(Journal(connection, path, clock=None, read_only=False), None)
    stored = 5
    with pytest.raises(StoreFull):
        for block in ladder_blocks(1000, slow_rungs=0):
            store.put([block])
            stored += 1

    connection.execute("PRAGMA max_page_count = 1000")
    assert len(store.observations()) == stored
    assert store.put(ladder_blocks(1, slow_rungs=0)) == 1
    assert store.verify_chain() is None
    store.close()
