"""Seals and anchors: what they show of a store, and what only they can show."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from netdoc.app.sealing import seal
from netdoc.app.verifying import verify_store
from netdoc.errors import StoreError
from netdoc.evidence.checks import Check, Outcome, worst
from netdoc.model.facts.clock_reading import ClockReading
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.observation import Seen
from netdoc.model.site import Site
from netdoc.store.store import Store
from tests.netdoc.store.ladder_blocks import FixedClock, ladder_blocks

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def write(path: Path, *, crc: int = 0, blocks: int = 3) -> None:
    with Store.open(path, clock=FixedClock()) as store:
        store.begin_run("netdoc run")
        store.put_site(Site(id="office"))
        store.put(ladder_blocks(blocks, slow_rungs=5))
        store.put([Seen("modem", AT + timedelta(minutes=crc), DslLine(sync=True, crc_down=crc))])
        store.end_run()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "office.netdoc"
    write(path)
    return path


def outcome_of(checks: list[Check], name: str) -> Outcome:
    (found,) = (each.outcome for each in checks if each.name == name)
    return found


def remarked(checks: list[Check]) -> list[str]:
    """Return what did not hold, by name."""
    return [each.name for each in checks if each.outcome is not Outcome.HOLDS]


@pytest.mark.parametrize("right", [True, False])
def test_how_right_the_clock_was_is_told_by_the_records(path: Path, right: bool) -> None:
    said = ClockReading(synchronised=right, bound_s=0.02 if right else None)
    with Store.open(path, clock=FixedClock()) as store:
        store.put([Seen("host", each, said) for each in (datetime(2026, 2, 28, tzinfo=UTC), store.end() or AT)])

    (told,) = [each for each in verify_store(path) if each.name == "clock"]

    assert told.outcome is (Outcome.HOLDS if right else Outcome.REMARK)
    assert ("right to ±0.02 s" in told.text) is right


def test_a_seal_covers_everything_before_it_and_its_words_verify(path: Path) -> None:
    made = seal(path, FixedClock())
    write(path, crc=1)  # measuring goes on

    for anchor in (bytes.fromhex(made.root), made.words):
        checks = verify_store(path, [anchor])
        assert remarked(checks) == ["clock"], "no clock was compared in this store"
        assert f"the first {made.records} records" in checks[-1].text


def test_what_is_sealed_already_is_not_sealed_again_and_what_is_new_gets_other_words(path: Path) -> None:
    first, again = seal(path, FixedClock()), seal(path, FixedClock())
    write(path, crc=1)
    later = seal(path, FixedClock())

    assert first == again
    assert first.words != later.words
    assert later.records > first.records
    assert remarked(verify_store(path, [first.words, later.words])) == ["clock"]


def test_without_an_anchor_it_says_what_is_not_shown(path: Path) -> None:
    checks = verify_store(path)

    assert worst(checks) is Outcome.REMARK
    assert {each.name: each.outcome for each in checks} == {
        "chain": Outcome.HOLDS,
        "seals": Outcome.REMARK,
        "anchor": Outcome.REMARK,
        "clock": Outcome.REMARK,
    }


def without_triggers(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    for name in ("record_appends", "record_is_never_updated", "record_is_never_deleted"):
        connection.execute(f"DROP TRIGGER {name}")
    return connection


@pytest.mark.parametrize("count", [1, 2, 5])
def test_records_cut_off_at_the_end_are_found_by_the_anchor_alone(path: Path, count: int) -> None:
    words = seal(path, FixedClock()).words
    with without_triggers(path) as connection:
        connection.execute("DELETE FROM record WHERE seq > (SELECT max(seq) FROM record) - ?", (count + 1,))

    assert outcome_of(verify_store(path), "chain") is Outcome.HOLDS, "a chain does not show where it ended"
    assert outcome_of(verify_store(path, [words]), "anchor") is Outcome.BROKEN


def test_the_seal_alone_cut_off_loses_nothing_the_anchor_still_fits(path: Path) -> None:
    words = seal(path, FixedClock()).words
    with without_triggers(path) as connection:
        connection.execute("DELETE FROM record WHERE seq = (SELECT max(seq) FROM record)")

    assert worst(verify_store(path, [words])) is Outcome.REMARK
    assert outcome_of(verify_store(path, [words]), "anchor") is Outcome.HOLDS


def test_a_store_written_anew_as_a_whole_is_found_by_the_anchor_alone(path: Path, tmp_path: Path) -> None:
    words = seal(path, FixedClock()).words
    forged = tmp_path / "forged.netdoc"
    write(forged, crc=9999)
    seal(forged, FixedClock())

    assert worst(verify_store(forged)) is Outcome.REMARK
    assert outcome_of(verify_store(forged, [words]), "anchor") is Outcome.BROKEN


def test_a_seal_that_does_not_fit_is_named(path: Path) -> None:
    """Somebody rewrites the end of a store and keeps the seal."""
    seal(path, FixedClock())
    with Store.open(path, clock=FixedClock()) as store:
        *_, kept = store.seals()
        with store.transaction():
            store.seal(lambda hashes: bytes(32) if list(hashes) else b"")  # nothing new: the old one stays
        assert [each.root for each in store.seals()] == [kept.root]
    write(path, crc=1)
    with Store.open(path, clock=FixedClock()) as store:
        store.seal(lambda hashes: bytes(len(list(hashes)) * 0 + 32))
        wrong = list(store.seals())[-1]

    (bad,) = (each for each in verify_store(path) if each.outcome is Outcome.BROKEN)
    assert bad.name == "seals"
    assert f"record {wrong.seq} does not fit" in bad.text


@pytest.mark.parametrize("seed", range(25))
def test_a_flipped_byte_in_any_record_is_found_and_the_first_bad_one_is_named(path: Path, seed: int) -> None:
    seal(path, FixedClock())
    chance = Random(seed)
    with without_triggers(path) as connection:
        rows = connection.execute("SELECT seq, CAST(header AS BLOB), body, hash FROM record ORDER BY seq").fetchall()
        seq, *parts = chance.choice(rows)
        place = chance.choice([index for index, part in enumerate(parts) if part])
        changed = bytearray(parts[place])
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(7)
        column = ("header", "body", "hash")[place]
        value = "CAST(CAST(? AS BLOB) AS TEXT)" if column == "header" else "?"
        connection.execute(f"UPDATE record SET {column} = {value} WHERE seq = ?", (bytes(changed), seq))

    (bad,) = (each for each in verify_store(path) if each.outcome is Outcome.BROKEN)
    assert bad.name == "chain"
    assert f"record {seq} " in bad.text


def test_nothing_stored_is_nothing_to_seal(tmp_path: Path) -> None:
    empty = tmp_path / "empty.netdoc"
    Store.open(empty).close()

    with pytest.raises(StoreError, match="holds no record yet"):
        seal(empty, FixedClock())
    assert worst(verify_store(empty)) is Outcome.BROKEN
    with pytest.raises(StoreError, match="there is no store"):
        seal(tmp_path / "missing.netdoc", FixedClock())
