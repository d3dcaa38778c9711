"""What waits is on the disk and seen at once; sealed into bundles it takes little, and comes back as it was."""

from __future__ import annotations

import os
import random
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from netdoc.errors import StoreError
from netdoc.model.capture import Capture
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.observation import Observation, Seen
from netdoc.model.site import Site
from netdoc.store.schema import MIGRATIONS
from netdoc.store.store import Store
from tests.netdoc.store.ladder_blocks import FixedClock
from tests.netdoc.store.office_day import Answers, office_day
from tests.netdoc.store.older_store import write_older_store

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SITE = Site(id="office")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "office.netdoc"


def keep(store: Store, answers: Answers) -> None:
    with store.transaction():
        for capture in answers.captures:
            store.put_capture(capture)
        store.put(answers.observations)


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def change(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    for name in ("record_is_never_updated", "record_is_never_deleted"):
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
    assert connection.execute(statement).rowcount == 1
    connection.commit()
    connection.close()


def reading(minute: int, *, body: bytes | None = None) -> Answers:
    at = AT + timedelta(minutes=minute)
    page = Capture(body if body is not None else b"Showtime\nCRC: %d\n" % minute, at, "modem", "telnet")
    return Answers((page,), (Seen("modem", at, DslLine(sync=True, crc_down=minute), page.digest),))


@pytest.mark.slow
def test_hours_of_an_office_come_back_as_they_were(path: Path) -> None:
    answers = list(office_day(0.4))
    captures = {capture.digest: capture for each in reversed(answers) for capture in reversed(each.captures)}
    observations = [observation for each in answers for observation in each.observations]
    with Store.open(path, clock=FixedClock()) as store:
        store.begin_run("netdoc watch")
        store.put_site(SITE)
        for each in answers:
            keep(store, each)
        assert store.observations() == sorted(observations, key=lambda each: each.at)
        store.end_run()

    with Store.open(path, read_only=True) as store:
        assert store.verify_chain() is None
        assert store.observations() == sorted(observations, key=lambda each: each.at)
        assert {each.digest: each for each in store.captures()} == captures
        assert len(list(store.captures())) == len(captures)
        for digest in random.Random().sample(sorted(captures), 50):
            assert store.has_capture(digest)
            assert store.capture(digest) == captures[digest]
        assert not store.has_capture("ab" * 32)
        assert store.capture("ab" * 32) is None
        since, until = AT.replace(hour=0, minute=5), AT.replace(hour=0, minute=11, second=3)
        within = [each for each in observations if _reaches(each, since, until)]
        assert store.observations(since, until) == sorted(within, key=lambda each: each.at)
    assert rows(path, "SELECT count(*) FROM pending") == [(0,)]
    assert rows(path, "SELECT count(*) FROM record WHERE kind = 'dictionary'") == [(2,)]


def _reaches(observation: Observation, since: datetime, until: datetime) -> bool:
    span = timedelta(seconds=getattr(getattr(observation, "fact", None), "duration_s", 0.0))
    return observation.at <= until and observation.at + span >= since


def test_what_waits_is_seen_by_other_readers_at_once_and_is_not_seen_twice_when_sealed(path: Path) -> None:
    with Store.open(path) as store, Store.open(path, read_only=True) as other:
        for minute in range(12):
            keep(store, reading(minute))
            assert other.observations() == store.observations()
            assert len(other.observations()) == minute + 1
            assert other.end() == AT + timedelta(minutes=minute)
    assert rows(path, "SELECT count(*) FROM record WHERE kind = 'bundle'") == [(4,)]  # two pairs


def test_what_a_killed_run_left_waiting_is_sealed_by_the_next_as_the_killed_runs(path: Path) -> None:
    child = os.fork()
    if child == 0:
        store = Store.open(path)
        store.begin_run("netdoc run")
        keep(store, reading(0))
        os._exit(0)  # neither closed nor ended
    os.waitpid(child, 0)

    with Store.open(path) as store:
        store.begin_run("netdoc run")
        keep(store, reading(1))
        store.end_run()

        assert len(store.observations()) == 2
    runs = rows(path, "SELECT seq, json_extract(header, '$.run') FROM record WHERE kind = 'bundle'")
    begun = rows(path, "SELECT seq FROM record WHERE kind = 'run' ORDER BY seq")
    assert [run for _, run in runs] == [seq for (seq,) in begun for _ in ("shown", "private")]


def test_a_capture_kept_before_may_be_cited_in_a_later_bundle(path: Path) -> None:
    first = reading(0)
    (page,) = first.captures
    again = Seen("modem", AT + timedelta(hours=1), DeviceState(model="VX"), page.digest, reader="better/2")
    with Store.open(path) as store:
        keep(store, first)
    with Store.open(path) as store:
        store.put([again])

    with Store.open(path, read_only=True) as store:
        assert store.observations() == [*first.observations, again]
        assert list(store.captures()) == [page]


def test_the_same_page_each_minute_is_listed_once_and_takes_next_to_nothing(path: Path) -> None:
    page = os.urandom(1500).hex().encode()
    with Store.open(path) as store:
        keep(store, reading(0, body=page))
    size = path.stat().st_size
    with Store.open(path) as store:
        for minute in range(1, 300):
            keep(store, reading(minute, body=page))

        assert len(list(store.captures())) == 1
        assert len(store.observations()) == 300
    assert path.stat().st_size - size < 60_000


def test_two_writers_at_a_time_lose_nothing_and_each_reading_is_of_its_run(path: Path) -> None:
    with Store.open(path) as one, Store.open(path) as other:
        ids = {one: one.begin_run("netdoc watch"), other: other.begin_run("netdoc note")}
        for minute in range(20):
            keep((one, other)[minute % 2], reading(minute))
        one.end_run()
        other.end_run()

        assert len(one.observations()) == len(other.observations()) == 20
        assert one.verify_chain() is None
    assert set(ids.values()) == {run_id for (run_id,) in rows(path, "SELECT run_id FROM records WHERE kind = 'bundle'")}


def test_a_transaction_that_fails_takes_back_what_was_sealed_in_it(path: Path) -> None:
    with Store.open(path) as store:
        store.put_site(SITE)
        keep(store, reading(0))
        with pytest.raises(ZeroDivisionError), store.transaction():
            for minute in range(1, 1200):
                keep(store, reading(minute))
            assert store.has_capture(reading(700).captures[0].digest)
            raise ZeroDivisionError

        assert not store.has_capture(reading(700).captures[0].digest)
        assert len(store.observations()) == 1
        keep(store, reading(1))
        assert len(store.observations()) == 2
        assert store.verify_chain() is None


def test_a_clock_set_back_and_forth_loses_nothing_and_windows_hold_what_was_stamped_within(path: Path) -> None:
    minutes = [0, 1, 2, -60, -59, 3, 60 * 24 * 400, 4, 5]
    with Store.open(path, clock=FixedClock()) as store:
        store.begin_run("netdoc watch")
        for minute in minutes:
            keep(store, reading(minute))
        for _ in ("waiting", "sealed"):
            assert [each.at for each in store.observations()] == [
                AT + timedelta(minutes=each) for each in sorted(minutes)
            ]
            window = store.observations(AT + timedelta(minutes=-60), AT + timedelta(minutes=1))
            assert [each.at for each in window] == [AT + timedelta(minutes=each) for each in (-60, -59, 0, 1)]
            assert store.end() == AT + timedelta(days=400)
            store.end_run()
        assert store.verify_chain() is None


@pytest.fixture
def two_dictionaries(path: Path) -> Path:
    """A store in which a modem's new firmware made a second dictionary pay."""
    with Store.open(path) as store:
        store.put_site(SITE)
        for firmware in (1, 2):
            lines = [f"line {firmware} {number}: {{0}} {os.urandom(9).hex()}" for number in range(80)]
            for minute in range(40):
                page = "\n".join(lines).format(minute).encode()
                keep(store, reading(100 * firmware + minute, body=page))
    assert rows(path, "SELECT count(*) FROM record WHERE kind = 'dictionary'") == [(2,)]
    return path


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        (
            "UPDATE record SET body = x'00' WHERE seq = (SELECT max(seq) FROM record WHERE kind = 'dictionary')",
            "damaged",
        ),
        ("DELETE FROM record WHERE seq = (SELECT max(seq) FROM record WHERE kind = 'dictionary')", "missing"),
    ],
)
def test_without_its_dictionary_a_capture_is_one_clear_error_and_the_others_are_there(
    two_dictionaries: Path, statement: str, word: str
) -> None:
    with Store.open(two_dictionaries, read_only=True) as store:
        pages = list(store.captures())
    change(two_dictionaries, statement)

    with Store.open(two_dictionaries) as store:
        assert store.verify_chain() is not None
        assert store.capture(pages[0].digest) == pages[0]
        with pytest.raises(StoreError, match=f"dictionary in record .* is {word}") as error:
            store.capture(pages[-1].digest)
        assert "everything else in it can still be read" in error.value.hint
        late = reading(1000)
        keep(store, late)
        store.end_run()
        assert store.capture(late.captures[0].digest) == late.captures[0]


def test_a_device_that_never_answers_alike_does_not_make_dictionaries_grow(path: Path) -> None:
    chance = random.Random(5)
    with Store.open(path) as store:
        for minute in range(120):
            words = [chance.choice(("a", "b.c", "d-e", "f:g:h", "i j")) for _ in range(400)]
            keep(store, reading(minute, body=" ".join(words).encode()))
    ((dictionaries, bundles),) = rows(
        path,
        "SELECT coalesce(sum(length(body)) FILTER (WHERE kind = 'dictionary'), 0),"
        " sum(length(body)) FILTER (WHERE kind = 'bundle') FROM record",
    )
    assert int(str(dictionaries)) < int(str(bundles)) / 2


def test_an_older_store_is_read_as_it_is_and_brought_up_to_date_when_written(path: Path) -> None:
    answers = [reading(minute) for minute in range(5)]
    captures = [capture for each in answers for capture in each.captures]
    observations = [observation for each in answers for observation in each.observations]
    write_older_store(path, SITE, captures, observations)
    before = path.read_bytes()

    def check(store: Store) -> None:
        assert store.site() == SITE
        assert store.observations()[:5] == observations
        assert list(store.captures())[:5] == captures
        assert store.capture(captures[3].digest) == captures[3]
        assert store.has_capture(captures[3].digest)
        assert store.verify_chain() is None

    with Store.open(path, read_only=True) as store:
        check(store)
        assert store.end() == observations[-1].at
        assert store.observations(observations[3].at) == observations[3:]
    assert path.read_bytes() == before

    with Store.open(path) as store:
        check(store)
        assert store.put_capture(captures[2]) == captures[2].digest
        keep(store, reading(7))
        store.end_run()
        check(store)
        assert len(list(store.captures())) == 6
    assert rows(path, "PRAGMA user_version") == [(len(MIGRATIONS),)]
