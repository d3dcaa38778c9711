"""Readings made of columns are those that their JSON would give, to the last field and the last error."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from netdoc.errors import StoreError, StoreIsNewer
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dns_lookup import DnsLookup, DnsOutcome, Question, ResolverRole
from netdoc.model.facts.dsl_history import DslBin, DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.store import batches
from netdoc.store.batches import observations_of
from netdoc.store.bundles import Bundle, pack, texts_of
from netdoc.store.cited import Citations
from netdoc.store.columns import Text
from netdoc.store.dictionary import Dictionary
from netdoc.store.readings import Form, Window
from netdoc.store.records import Entry, held_capture, observation_entry
from netdoc.store.store import Store
from tests.bench.office_month import write_month

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
EVERYTHING = Window()


def facts(chance: random.Random, minute: int) -> Iterator[tuple[str, Fact]]:
    """Yield what some boxes and resolvers say in a minute: floats, words, escapes, enums, lists, absent fields."""
    margin = chance.choice([8.0, 8.1, -1.5, 10.25])
    yield (
        "modem",
        DslLine(
            sync=chance.random() < 0.9,
            margin_down_db=margin,
            crc_down=minute,
            status=chance.choice(["Showtime", "Idle"]),
        ),
    )
    yield "modem", DeviceState(uptime_s=60 * minute, model='A "quoted" \\ name', load_pct=chance.choice([5.0, 50.0]))
    yield (
        "resolver",
        DnsLookup(
            resolver="192.0.2.1", role=ResolverRole.ISP, question=chance.choice(list(Question)),
            name=f"{chance.getrandbits(40):x}.example.com", outcome=chance.choice(list(DnsOutcome)),
            duration_us=chance.choice([None, 900, 901]),
        ),
    )  # fmt: skip
    bins = tuple(DslBin(start=AT + timedelta(minutes=minute - k), duration_s=60, crc_down=minute) for k in (2, 1))
    yield "modem", DslHistory(bin_s=900, bins=bins, remarks=(f"read in minute {minute}, 100 % of it",))


def minutes(first: int, count: int) -> tuple[list[Entry], list[Observation]]:
    """Return some minutes as entries, and the observations among them."""
    chance = random.Random(first)
    entries: list[Entry] = []
    observations: list[Observation] = []
    for minute in range(first, first + count):
        at = AT + timedelta(minutes=minute, microseconds=chance.randrange(1000))
        for subject, fact in facts(chance, minute):
            page = Capture(f"{subject}: minute {minute}\n{fact}".encode(), at, subject, "telnet")
            plane = chance.choice([Plane.MODEM_BOX, Plane.PATH]) if minute % 7 == 0 else Plane.MODEM_BOX
            seen: Observation = Seen(subject, at, fact, page.digest if minute % 5 else None, plane, "x/1")
            entries += [held_capture(page), observation_entry(seen)]
            observations.append(seen)
        missed = Missed("modem", at, "DslLine", "timeout", f"after {minute} s")
        gap = Gap("ladder", at, at + timedelta(seconds=90), "EchoBlock", "asleep")
        entries += [observation_entry(missed), observation_entry(gap)]
        observations += [missed, gap]
    return entries, observations


def bundle_of(entries: Sequence[Entry], dictionary: Dictionary) -> Bundle:
    return Bundle.unpacked(pack(entries, texts_of(entries), dictionary).body, dictionary)


@pytest.fixture(scope="module")
def read() -> tuple[list[Bundle], list[list[Observation]]]:
    before, _ = minutes(400, 20)
    dictionary = Dictionary.of(texts_of(before), Dictionary())
    parts = [minutes(first, 5) for first in range(0, 40, 5)]
    return [bundle_of(entries, dictionary) for entries, _ in parts], [observations for _, observations in parts]


def told(bundles: Sequence[Bundle], window: Window = EVERYTHING) -> list[list[Observation]]:
    citations = Citations()
    sources = [(each, citations.of_bundle(each.digests.__getitem__, each.captures_held)) for each in bundles]
    return observations_of(sources, window)


def test_bundles_read_together_hold_what_was_put_into_each(read: tuple[list[Bundle], list[list[Observation]]]) -> None:
    bundles, put = read

    assert told(bundles) == put
    assert [found for each in bundles for found in told([each])] == put
    assert list(map(repr, told(bundles))) == list(map(repr, put))


def test_nearly_all_readings_like_the_ones_before_are_made_of_columns(
    read: tuple[list[Bundle], list[list[Observation]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    bundles, put = read
    by_json: list[int] = []
    inner = batches._by_json
    monkeypatch.setattr(batches, "_by_json", lambda table, *given: by_json.append(table.rows) or inner(table, *given))

    told(bundles)

    seen = sum(isinstance(each, Seen) for part in put for each in part)
    others = sum(not isinstance(each, Seen) for part in put for each in part)
    assert others <= sum(by_json) < others + 0.4 * seen


@pytest.mark.parametrize(("since", "until"), [(6, 17), (None, 17), (6, None), (50, None), (None, -3)])
def test_a_window_takes_from_bundles_what_reaches_into_it(
    read: tuple[list[Bundle], list[list[Observation]]], since: int | None, until: int | None
) -> None:
    bundles, put = read
    start = AT + timedelta(minutes=since if since is not None else -9999)
    end = AT + timedelta(minutes=until if until is not None else 9999)
    us = [None if each is None else 60_000_000 * each + int(AT.timestamp()) * 1_000_000 for each in (since, until)]

    expected = [
        [each for each in part if each.at <= end and (each.end if isinstance(each, Gap) else each.at) >= start]
        for part in put
    ]

    assert told(bundles, Window(*us)) == expected


def test_readings_made_of_columns_are_those_made_by_json(
    read: tuple[list[Bundle], list[list[Observation]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = told(read[0])
    monkeypatch.setattr(Form, "made", lambda *_: None)

    assert list(map(repr, told(read[0]))) == list(map(repr, quick))


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ((b'"role":"isp"', b'"role":"ixp"'), StoreIsNewer),
        ((b'"uptime_s":', b'"uptime_z":'), StoreIsNewer),
        ((b'"reader":"x/1"', b'"reader":"x/1'), StoreError),
        ((b'"cites":', b'"cites":9'), StoreError),
    ],
    ids=["a word", "a field", "no JSON", "a capture that is not there"],
)
def test_what_cannot_be_read_is_told_as_it_was_without_columns(
    changed: tuple[bytes, bytes], error: type[StoreError]
) -> None:
    before, _ = minutes(400, 20)
    entries, _ = minutes(1, 4)
    dictionary = Dictionary.of(texts_of(before), Dictionary())
    texts = [replace(each, text=each.text.replace(*changed)) for each in texts_of(entries)]
    spoiled = Dictionary.of(
        [replace(each, text=each.text.replace(*changed)) for each in dictionary.templates], Dictionary()
    )

    for known in (dictionary, spoiled):
        with pytest.raises(error) as raised:
            told([Bundle.unpacked(pack(entries, texts, known).body, known)])
        assert type(raised.value) is error


def test_a_number_that_became_a_word_is_refused_and_not_taken_for_a_number() -> None:
    before, _ = minutes(400, 20)
    entries, _ = minutes(1, 4)
    dictionary = Dictionary.of(texts_of(before), Dictionary())
    texts = [Text(each.name, each.text.replace(b'"crc_down":3,', b'"crc_down":true,')) for each in texts_of(entries)]

    with pytest.raises(StoreIsNewer, match="crc_down: expected a whole number, got true"):
        told([Bundle.unpacked(pack(entries, texts, dictionary).body, dictionary)])


def test_the_office_of_the_bench_comes_back_the_same_by_columns_and_by_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "office.netdoc"
    write_month(path, 0.15)
    with Store.open(path, read_only=True) as store:
        quick = list(map(repr, store.observations()))
        monkeypatch.setattr(batches, "form_of", lambda _: None)
        assert list(map(repr, store.observations())) == quick
        assert list(map(repr, store.stored())) != []
