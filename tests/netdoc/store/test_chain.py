"""The chain finds whatever was changed behind netdoc's back; the database refuses what comes by the front."""

from __future__ import annotations

import random
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from netdoc.model.capture import Capture
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.observation import Seen
from netdoc.model.site import Site
from netdoc.store.store import Store
from tests.netdoc.store.ladder_blocks import FixedClock, ladder_blocks

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of nine records: run, site, a large capture, layout, three blocks, a bundle, the run's end."""
    page = Capture(b"Showtime\n" * 9000, AT, "modem", "telnet")
    path = tmp_path / "office.netdoc"
    with Store.open(path, clock=FixedClock()) as store:
        store.begin_run("netdoc check")
        store.put_site(Site(id="office"))
        store.put_capture(page)
        store.put(ladder_blocks(3, slow_rungs=5))
        store.put([Seen("modem", AT, DslLine(sync=True, crc_down=4711), page.digest)])
        store.end_run()
        assert store.verify_chain() is None
    return path


def tamper(path: Path, *statements: str) -> None:
    """Change the file as somebody would who knows SQLite: first the triggers go."""
    with sqlite3.connect(path) as connection:
        for name in ("record_appends", "record_is_never_updated", "record_is_never_deleted"):
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize(
    ("statement", "first_bad"),
    [
        ("UPDATE record SET header = replace(header, 'end_us', 'End_us') WHERE seq = 8", 8),
        ("UPDATE record SET body = CAST(substr(body, 1, 99) || x'ff00' || substr(body, 102) AS BLOB) WHERE seq = 8", 8),
        ("UPDATE record SET body = CAST(substr(body, 1, 99) || x'ff00' || substr(body, 102) AS BLOB) WHERE seq = 6", 6),
        ("UPDATE record SET body = NULL WHERE seq = 6", 6),
        ("UPDATE record SET hash = zeroblob(32) WHERE seq = 3", 3),
        ("UPDATE record SET at_us = at_us + 1 WHERE seq = 8", 8),
        ("UPDATE record SET kind = 'gap' WHERE seq = 8", 8),
        ("UPDATE record SET digest = zeroblob(32) WHERE seq = 3", 3),
        ("UPDATE record SET header = 'no json' WHERE seq = 4", 4),
        ("UPDATE record SET header = '[]' WHERE seq = 4", 4),
        ("UPDATE record SET header = CAST(x'ff' AS TEXT) WHERE seq = 4", 4),
        ("DELETE FROM record WHERE seq = 1", 1),
        ("DELETE FROM record WHERE seq = 5", 5),
        ("UPDATE record SET seq = seq + 1 WHERE seq = 9", 9),
    ],
)
def test_the_first_record_that_is_not_what_was_written_is_named(path: Path, statement: str, first_bad: int) -> None:
    tamper(path, statement)

    with Store.open(path) as store:
        assert store.verify_chain() == first_bad


def test_two_records_changed_places_are_found(path: Path) -> None:
    tamper(
        path,
        "UPDATE record SET seq = 99 WHERE seq = 5",
        "UPDATE record SET seq = 5 WHERE seq = 6",
        "UPDATE record SET seq = 6 WHERE seq = 99",
    )

    with Store.open(path) as store:
        assert store.verify_chain() == 5


def test_a_record_put_in_later_is_found_where_the_chain_continues(path: Path) -> None:
    tamper(
        path,
        "INSERT INTO record SELECT site_id, 10, kind, at_us, span_us, NULL, replace(header, '\"seq\":8', '\"seq\":10'),"
        " body, hash FROM record WHERE seq = 8",
    )

    with Store.open(path) as store:
        assert store.verify_chain() == 10


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record SET header = '{}' WHERE seq = 2",
        "UPDATE record SET at_us = 0",
        "DELETE FROM record WHERE seq = 9",
        "DELETE FROM record",
        "INSERT OR REPLACE INTO record SELECT * FROM record WHERE seq = 9",
        "REPLACE INTO record SELECT site_id, 10, kind, at_us, span_us, digest, header, body, hash"
        " FROM record WHERE seq = 3",
        "INSERT OR REPLACE INTO record (rowid, site_id, seq, kind, at_us, span_us, header, hash)"
        " SELECT 9, site_id, 10, kind, at_us, span_us, header, hash FROM record WHERE seq = 8",
        "INSERT INTO record SELECT site_id, 11, kind, at_us, span_us, NULL, header, body, hash FROM record"
        " WHERE seq = 8",
        "INSERT INTO record (site_id, seq, kind, at_us, span_us, header, hash)"
        " VALUES ('office', 10, 'seen', 'text', 0, '{}', zeroblob(32))",
    ],
    ids=[
        "update", "update all", "delete", "delete all", "replace", "replace by digest", "replace by rowid",
        "number left out", "wrong type",
    ],
)  # fmt: skip
def test_the_database_itself_refuses_to_change_or_delete(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)

    with Store.open(path) as store:
        assert store.verify_chain() is None
        assert len(store.observations()) == 4


def test_any_byte_flipped_in_a_record_is_found_or_the_file_is_refused(path: Path, tmp_path: Path) -> None:
    whole = path.read_bytes()
    chance = random.Random(5)
    with sqlite3.connect(path) as connection:
        pieces = [row[0] for row in connection.execute("SELECT body FROM record WHERE kind IN ('echo', 'bundle')")]
        pieces += [row[0] for row in connection.execute("SELECT CAST(header AS BLOB) FROM record")]
    for piece in pieces:
        place = whole.index(piece) + chance.randrange(len(piece))
        spoiled = bytearray(whole)
        spoiled[place] ^= 1 << chance.randrange(8)
        copy = tmp_path / "copy.netdoc"
        copy.write_bytes(spoiled)
        with Store.open(copy) as store:
            assert store.verify_chain() is not None
        shutil.rmtree(copy, ignore_errors=True)
