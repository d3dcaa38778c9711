"""Facts and settings to plain JSON and back; whatever is wrong is named."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netdoc.errors import BadInput
from netdoc.model.case import Case
from netdoc.model.codec import fact_from_plain, fact_to_plain, format_time, from_plain, parse_time, to_plain
from netdoc.model.facts import Fact, fact_types
from netdoc.model.facts.dsl_history import DslBin, DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.segment import Segment
from netdoc.model.site import Contract, Rung, RungKind, Site
from tests.netdoc.store.any_observation import any_fact, any_record

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("kind", list(fact_types().values()), ids=lambda kind: kind.KIND)
def test_any_fact_comes_back_from_json_as_it_was(kind: type[Fact]) -> None:
    @settings(max_examples=40, deadline=None)
    @given(any_fact(kind))
    def there_and_back(fact: Fact) -> None:
        assert fact_from_plain(json.loads(json.dumps(fact_to_plain(fact)))) == fact

    there_and_back()


@settings(deadline=None)
@given(any_record(Site), any_record(Case))
def test_any_site_and_case_come_back_from_json_as_they_were(site: Site, case: Case) -> None:
    assert from_plain(Site, json.loads(json.dumps(to_plain(site)))) == site
    assert from_plain(Case, json.loads(json.dumps(to_plain(case)))) == case


@given(st.datetimes(timezones=st.just(UTC)))
def test_any_time_comes_back_from_text_to_the_microsecond(moment: datetime) -> None:
    assert parse_time(format_time(moment)) == moment


def test_times_are_written_in_utc_with_fractions_only_where_there_are_any() -> None:
    rome = timezone(timedelta(hours=1))

    assert format_time(datetime(2026, 3, 1, 10, 0, tzinfo=rome)) == "2026-03-01T09:00:00Z"
    assert format_time(AT + timedelta(microseconds=50)) == "2026-03-01T09:00:00.000050Z"
    assert parse_time("2026-03-01T10:00:00+01:00") == AT


def test_a_time_without_a_zone_is_refused_both_ways() -> None:
    with pytest.raises(BadInput, match="without a zone"):
        format_time(datetime(2026, 3, 1))
    with pytest.raises(BadInput, match=r"x\.at: '2026-03-01T09:00:00' has no time zone"):
        parse_time("2026-03-01T09:00:00", "x.at")


def test_what_was_not_read_is_left_out_and_comes_back_as_none_never_zero() -> None:
    plain = fact_to_plain(DslLine(sync=None, crc_down=0))

    assert plain == {"kind": "DslLine", "v": 2, "sync": None, "crc_down": 0}
    line = fact_from_plain(plain)
    assert isinstance(line, DslLine)
    assert line.sync is None
    assert line.crc_down == 0
    assert line.crc_up is None


def test_a_whole_number_is_taken_where_a_fraction_is_meant_but_not_the_reverse() -> None:
    line = fact_from_plain({"kind": "DslLine", "sync": True, "margin_down_db": 6})

    assert isinstance(line, DslLine)
    assert isinstance(line.margin_down_db, float)
    with pytest.raises(BadInput, match=r"fact\.crc_down: expected a whole number, got a fraction"):
        fact_from_plain({"kind": "DslLine", "sync": True, "crc_down": 6.0})


def test_owners_are_written_by_segment() -> None:
    site = Site(id="x", owners={Segment.MODEM: "isp"}, contract=Contract(isp="Acme"))

    plain = to_plain(site)

    assert plain["owners"] == {"modem": "isp"}
    assert plain["contract"] == {"isp": "Acme"}
    assert from_plain(Site, plain) == site


@pytest.mark.parametrize(
    ("plain", "message"),
    [
        ([], "fact: expected an object with a kind, got a list"),
        ({}, "fact: unknown kind of fact 'None'"),
        ({"kind": ["DslLine"]}, "unknown kind of fact"),
        ({"kind": "DslLine", "v": 3, "sync": True}, "DslLine is written in form 3; this netdoc reads up to 2"),
        ({"kind": "DslLine", "v": 0}, "v must be a whole number from 1"),
        ({"kind": "DslLine", "v": True}, "v must be a whole number from 1"),
        ({"kind": "DslLine"}, "fact: DslLine needs sync"),
        ({"kind": "DslLine", "sync": "yes"}, "fact.sync: expected true or false, got a text"),
        ({"kind": "DslLine", "sync": True, "crc_down": True}, "fact.crc_down: expected a whole number, got true"),
        ({"kind": "DslLine", "sync": True, "Sync": 1}, "fact: DslLine has no field 'Sync'"),
        ({"kind": "DslLine", "sync": True, "margin_up_db": float("inf")}, "margin_up_db: not a finite number"),
        ({"kind": "DslLine", "sync": True, "remarks": "x"}, "fact.remarks: expected a list, got a text"),
        ({"kind": "DslLine", "sync": True, "remarks": ["x", 1]}, r"fact.remarks\[1\]: expected a text"),
        ({"kind": "DslHistory", "bin_s": 900, "bins": [{"start": 5}]}, r"fact.bins\[0\].start: expected a time"),
        ({"kind": "DslHistory", "bin_s": 900, "bins": [7]}, r"fact.bins\[0\]: expected an object"),
        ({"kind": "WanSession", "status": "happy"}, "fact.status: 'happy' is not one of: up, connecting"),
        ({"kind": "WanSession", "status": ["up"]}, "fact.status: .* is not one of"),
        ({"kind": "EchoBlock", "start": "2026-03-01T09:00:00Z", "series": [{"rung": "a", "target": "b",
          "first_offset_us": 0, "rtt_us": [1], "late_us": [[1, 2, 3]]}]}, r"late_us\[0\]: expected 2 values, got 3"),
    ],
)  # fmt: skip
def test_a_wrong_fact_is_refused_with_the_name_of_the_field(plain: object, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        fact_from_plain(plain)


def test_a_wrong_setting_is_refused_with_the_name_of_the_field() -> None:
    with pytest.raises(BadInput, match=r"site\.rungs\[0\]\.kind: 'moon' is not one of"):
        from_plain(Site, {"id": "x", "rungs": [{"id": "a", "kind": "moon", "address": "b"}]}, "site")
    with pytest.raises(BadInput, match=r"site\.owners: 'moon' is not one of"):
        from_plain(Site, {"id": "x", "owners": {"moon": "isp"}}, "site")


def test_values_of_nested_records_come_back_with_their_types() -> None:
    history = DslHistory(bin_s=900, bins=(DslBin(start=AT, duration_s=900, uas_down=42),))
    site = Site(id="x", rungs=(Rung(id="a", kind=RungKind.ANCHOR, address="192.0.2.1", period_s=5.0),))

    assert fact_from_plain(fact_to_plain(history)) == history
    assert from_plain(Site, to_plain(site)).rungs[0].kind is RungKind.ANCHOR
    block = fact_from_plain({"kind": "EchoBlock", "start": "2026-03-01T09:00:00Z"})
    assert block == EchoBlock(start=AT)


def test_a_line_written_in_form_1_tells_its_end_for_each_pair_it_holds() -> None:
    older = {"kind": "DslLine", "v": 1, "sync": True, "crc_down": 7, "es_up": 1, "counted_at": "near"}

    assert fact_from_plain(older) == DslLine(
        sync=True, crc_down=7, es_up=1, crc_counted_at="near", es_counted_at="near"
    )
