"""What is put into a store comes out of it, and stays."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import stat
import tempfile
import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netdoc.errors import BadInput, StoreError
from netdoc.model.capture import Capture
from netdoc.model.case import Case, Complaint
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.segment import Segment
from netdoc.model.site import Rung, RungKind, Site
from netdoc.store.store import Store
from tests.netdoc.store.any_observation import ANY_OBSERVATION
from tests.netdoc.store.ladder_blocks import FixedClock, ladder_blocks

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SITE = Site(
    id="via-roma",
    name="Ufficio «Via Roma»",
    rungs=(Rung(id="router", kind=RungKind.ROUTER, address="192.0.2.1"),),
    owners={Segment.MODEM: "isp"},
)
PAGE = Capture(b"Status: Showtime\r\n\x00\xff", AT, "modem", "telnet: xdslctl info")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "office.netdoc"


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as connection:
        return connection.execute(query).fetchall()


@settings(max_examples=150, deadline=None)
@given(st.lists(ANY_OBSERVATION, max_size=6))
def test_any_observation_comes_back_as_it_was(observations: list[Observation]) -> None:
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "x.netdoc") as store:
        store.put(observations)

        for _ in ("waiting for its bundle", "sealed"):
            assert blocks_last(store.stored()) == blocks_last(observations)
            assert store.observations() == sorted(store.stored(), key=lambda each: each.at)
            assert store.verify_chain() is None
            store.end_run()


def blocks_last(observations: Iterable[Observation]) -> list[Observation]:
    """Return the same in the order stored: blocks and all else keep their own order, not one between them."""
    return sorted(observations, key=lambda each: isinstance(each, Seen) and isinstance(each.fact, EchoBlock))


def test_what_was_put_is_there_after_closing_and_opening_again(path: Path) -> None:
    line = Seen("modem", AT, DslLine(sync=True, margin_down_db=6.5), PAGE.digest, Plane.MODEM_BOX, "broadcom/1")
    missed = Missed("modem", AT + timedelta(minutes=1), "DslLine", "timeout", plane=Plane.MODEM_BOX)
    with Store.open(path, clock=FixedClock()) as store:
        store.begin_run("netdoc check")
        store.put_site(SITE)
        store.put_case(Case(complaint=Complaint.DROPS, per_day=3.0))
        store.put_capture(PAGE)
        store.put([missed, line])
        store.end_run()

    with Store.open(path, read_only=True) as store:
        assert store.site() == SITE
        assert store.site_id == "via-roma"
        assert store.case() == Case(complaint=Complaint.DROPS, per_day=3.0)
        assert store.capture(PAGE.digest) == PAGE
        assert list(store.captures()) == [PAGE]
        assert store.observations() == [line, missed]
        assert store.verify_chain() is None


def test_an_empty_store_has_no_site_an_empty_case_and_nothing_observed(path: Path) -> None:
    with Store.open(path) as store:
        assert store.site() is None
        assert store.case() == Case()
        assert store.observations() == []
        assert store.capture("0" * 64) is None
        assert store.capture("no digest") is None
        assert store.verify_chain() is None


def test_the_latest_site_counts_and_an_unchanged_one_is_not_recorded_again(path: Path) -> None:
    moved = Site(id="via-roma", name="Via Milano")
    with Store.open(path) as store:
        for site in (SITE, SITE, moved, moved):
            store.put_site(site)

        assert store.site() == moved
        assert list(store.sites()) == [moved, SITE]


def test_the_same_capture_is_kept_once(path: Path) -> None:
    later = Capture(PAGE.body, AT + timedelta(hours=1), "modem", "telnet: xdslctl info")
    with Store.open(path) as store:
        assert store.put_capture(PAGE) == store.put_capture(later) == PAGE.digest

        assert list(store.captures()) == [PAGE]


def test_an_observation_that_cites_a_capture_not_kept_is_refused_with_all_beside_it(path: Path) -> None:
    good = Seen("modem", AT, DslLine(sync=True))
    with Store.open(path) as store:
        with pytest.raises(StoreError, match="cites capture"):
            store.put([good, Seen("modem", AT, DslLine(sync=True), "ab" * 32)])

        assert store.observations() == []
        assert store.put([good]) == 1
        assert store.verify_chain() is None


def test_a_number_that_is_not_finite_is_refused(path: Path) -> None:
    with Store.open(path) as store, pytest.raises(BadInput, match="cannot be stored"):
        store.put([Seen("modem", AT, DslLine(sync=True, margin_down_db=float("nan")))])


def test_half_a_surrogate_pair_from_a_device_is_kept(path: Path) -> None:
    seen = Seen("modem", AT, DeviceState(model="VX\ud83d\x00\x1b[31m"))
    with Store.open(path) as store:
        store.put([seen])

        assert store.observations() == [seen]
        assert store.verify_chain() is None


def test_a_window_takes_what_reaches_into_it(path: Path) -> None:
    blocks = list(ladder_blocks(3, slow_rungs=5))
    first, second, third = (each.at for each in blocks)
    gap = Gap("ladder", first - timedelta(hours=2), first - timedelta(seconds=1), "EchoBlock", "asleep")
    line = Seen("modem", second, DslLine(sync=True))
    with Store.open(path) as store:
        store.put([gap, *blocks, line])

        assert store.observations(since=first + timedelta(seconds=61)) == [blocks[1], blocks[2]]
        assert store.observations(since=first + timedelta(seconds=60)) == [blocks[0], blocks[1], line, blocks[2]]
        assert store.observations(until=second) == [gap, blocks[0], blocks[1], line]
        assert store.observations(until=second - timedelta(microseconds=1)) == [gap, blocks[0]]
        assert store.observations(until=first - timedelta(hours=1)) == [gap]
        assert store.observations(since=third, until=third)[-1] == blocks[2]


def test_the_end_is_the_last_instant_that_a_block_a_gap_or_a_reading_reaches_to(path: Path) -> None:
    block = next(ladder_blocks(1, slow_rungs=5))
    with Store.open(path) as store:
        assert store.end() is None
        for latest, end in [
            (Seen("modem", block.at, DslLine(sync=True)), block.at),
            (block, block.at + timedelta(seconds=60)),
            (Gap("ladder", block.at, AT, "EchoBlock", "asleep"), AT),
            (Missed("modem", AT - timedelta(hours=1), "DslLine", "timeout"), AT),
        ]:
            store.put([latest])
            assert store.end() == end
            assert Evidence(SITE, Case(), store.observations()).end == end


def test_what_blocks_have_in_common_is_stored_once(path: Path) -> None:
    with Store.open(path) as store:
        store.put(ladder_blocks(20, slow_rungs=5))

    with Store.open(path) as store:
        store.put(ladder_blocks(20, slow_rungs=5, seed=8))
    assert rows(path, "SELECT count(*) FROM record WHERE kind = 'layout'") == [(1,)]


def test_a_layout_of_a_rolled_back_transaction_is_written_again(path: Path) -> None:
    block = next(ladder_blocks(1, slow_rungs=5))
    with Store.open(path) as store:
        store.put_site(SITE)
        with pytest.raises(StoreError), store.transaction():
            store.put([block])
            store.put([Seen("modem", AT, DslLine(sync=True), "ab" * 32)])
        assert list(store.stored()) == []

        store.put([block])

        assert store.observations() == [block]
        assert store.verify_chain() is None


def test_records_carry_run_and_times_and_share_what_the_run_has_in_common(path: Path) -> None:
    clock = FixedClock()
    with Store.open(path, clock=clock) as store:
        run_id = store.begin_run("netdoc run")
        store.put_site(SITE)
        store.put(ladder_blocks(1, slow_rungs=5))
        store.end_run()

    stamped = rows(path, "SELECT seq, run_id, wall_utc_us, mono_ns, boot_id, kind FROM records ORDER BY seq")
    common = (run_id, 1772323261123456, clock.monotonic_ns(), clock.boot_id())
    kinds = ["run", "site", "layout", "echo", "run_end"]
    assert stamped == [(seq, *common, kind) for seq, kind in enumerate(kinds, start=1)]


def test_a_store_without_a_clock_leaves_the_time_of_writing_out(path: Path) -> None:
    with Store.open(path) as store:
        store.begin_run("netdoc import")
        store.put_site(SITE)

    assert rows(path, "SELECT kind, wall_utc_us FROM records") == [("run", None), ("site", None)]


def test_a_run_that_records_nothing_leaves_no_trace(path: Path) -> None:
    with Store.open(path) as store:
        store.begin_run("netdoc run")
        store.end_run()

    assert rows(path, "SELECT count(*) FROM record") == [(0,)]


def test_every_key_names_the_site_and_the_header_is_canonical(path: Path) -> None:
    with Store.open(path, clock=FixedClock()) as store:
        store.put_site(SITE)
        store.put([Seen("modem", AT, DslLine(sync=True, status="Показ"))])

    for site_id, header in rows(path, "SELECT site_id, header FROM record"):
        assert site_id == "via-roma"
        plain = json.loads(str(header))
        assert header == json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def test_the_hash_is_chained_over_header_and_body_as_stored(path: Path) -> None:
    with Store.open(path) as store:
        store.put_site(SITE)
        store.put(ladder_blocks(2, slow_rungs=5))

    previous = bytes(32)
    found = rows(path, "SELECT CAST(header AS BLOB), coalesce(body, x''), hash FROM record ORDER BY seq")
    for header, body, digest in found:
        previous = hashlib.sha256(previous + header + body).digest()
        assert digest == previous
    assert len(found) == 4


def test_a_store_belongs_to_one_office(path: Path) -> None:
    with Store.open(path) as store:
        store.put_site(SITE)
        with pytest.raises(StoreError, match="'via-roma', not of 'elsewhere'"):
            store.put_site(Site(id="elsewhere"))


def test_a_store_whose_site_was_never_given_is_named_after_its_file(tmp_path: Path) -> None:
    with Store.open(tmp_path / "Büro Nr. 5.netdoc") as store:
        store.put([Seen("modem", AT, DslLine(sync=True))])

        assert store.site_id == "b-ro-nr-5"


def test_nobody_else_on_the_computer_can_read_the_file(path: Path) -> None:
    with Store.open(path) as store:
        store.put_site(SITE)
        for each in path.parent.iterdir():
            assert stat.S_IMODE(each.stat().st_mode) == 0o600


def test_two_writers_take_turns(path: Path) -> None:
    with Store.open(path) as one, Store.open(path) as other:
        blocks = list(ladder_blocks(4, slow_rungs=5))
        for index, block in enumerate(blocks):
            (one, other)[index % 2].put([block])

        assert one.observations() == other.observations() == blocks
        assert one.verify_chain() is None


def test_two_threads_of_one_program_take_turns(path: Path) -> None:
    blocks = list(ladder_blocks(40, slow_rungs=5))
    with Store.open(path) as store:
        threads = [threading.Thread(target=lambda part=part: [store.put([each]) for each in part])
                   for part in (blocks[:20], blocks[20:])]  # fmt: skip
        for each in threads:
            each.start()
        for each in threads:
            each.join(timeout=30)

        assert store.observations() == blocks
        assert store.verify_chain() is None


def test_samples_of_half_a_day_take_at_most_three_bytes_each_on_the_disk(path: Path) -> None:
    empty = path.with_name("empty.netdoc")
    Store.open(empty).close()
    for slow_rungs in (5, 0):
        day = path.with_name(f"{slow_rungs}.netdoc")
        samples = 0
        with Store.open(day, clock=FixedClock()) as store:
            store.begin_run("netdoc watch")
            store.put_site(SITE)
            with store.transaction():
                for seen in ladder_blocks(1440 // 2, slow_rungs=slow_rungs):
                    store.put([seen])
                    samples += sum(len(each.rtt_us) for each in seen.fact.series)
            store.end_run()

        assert (day.stat().st_size - empty.stat().st_size) / samples <= 3.0


def test_the_block_is_read_back_from_the_file_alone(path: Path) -> None:
    blocks = list(ladder_blocks(30, slow_rungs=0))
    with Store.open(path) as store:
        store.put(blocks)

    with Store.open(path, read_only=True) as store:
        found = store.observations()
    assert found == blocks
    assert all(isinstance(each, Seen) and isinstance(each.fact, EchoBlock) for each in found)
