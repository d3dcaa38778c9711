"""Blocks of samples packed and unpacked."""

from __future__ import annotations

from array import array
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given

from netdoc.errors import BadInput, StoreError
from netdoc.model.facts.echo_block import EchoBlock, EchoSeries
from netdoc.store.packing import Layout, common_of, pack, unpack, usual_of
from tests.netdoc.store.any_observation import ANY_BLOCK

START = datetime(2026, 3, 1, tzinfo=UTC)


def layout_for(block: EchoBlock) -> Layout:
    return Layout.from_plain(common_of(block), usual_of(block))


def a_block(*rtt_us: int, **fields: object) -> EchoBlock:
    return EchoBlock(
        start=START,
        series=(EchoSeries(rung="router", target="192.0.2.1", rtt_us=array("i", rtt_us), **fields),),  # type: ignore[arg-type]
    )


@given(ANY_BLOCK)
def test_any_block_comes_back_as_it_was(block: EchoBlock) -> None:
    layout = layout_for(block)

    body, texts = pack(block, layout)

    assert unpack(layout, block.start, block.duration_s, body, texts) == block


def test_a_block_that_is_shorter_than_usual_comes_back_as_it_was() -> None:
    usual, short = a_block(*range(60), first_offset_us=999), a_block(5, -1, -2, -3, first_offset_us=123_456)
    layout = layout_for(usual)

    body, texts = pack(short, layout)

    assert unpack(layout, START, 60.0, body, texts) == short


def test_samples_come_back_as_arrays_of_whole_numbers() -> None:
    block = a_block(350, -1, 2**31 - 1)
    layout = layout_for(block)

    series = unpack(layout, START, 60.0, *pack(block, layout)).series[0]

    assert series.rtt_us == array("i", [350, -1, 2**31 - 1])
    assert series.rtt_us.typecode == "i"


def test_an_hour_of_nothing_but_losses_takes_hardly_more_than_a_byte_a_sample() -> None:
    block = a_block(*[-1] * 3600)

    body, _ = pack(block, layout_for(block))

    assert len(body) < 3600 * 1.05


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: b"",
        lambda body: body[:5],
        lambda body: body[:-3],
        lambda body: body + b"more",
        lambda body: b"\x02" + body[1:],
        lambda body: body[:1] + b"\xff\xff\xff\xff" + body[5:],
        lambda body: body[:5] + b"\xff\xff\xff\xff" + body[9:],
        lambda body: body[:-20] + bytes(20),
    ],
    ids=["empty", "head cut", "tail cut", "tail added", "unknown form", "many samples", "many numbers", "overwritten"],
)
def test_a_damaged_body_is_one_clear_error(spoil) -> None:  # type: ignore[no-untyped-def]
    block = a_block(*range(0, 600_000, 10_007), late_us=((3, 800), (9, 12)), unreachable_by=((4, "192.0.2.1 host"),))
    layout = layout_for(block)
    body, texts = pack(block, layout)

    with pytest.raises(StoreError, match="cannot be unpacked"):
        unpack(layout, START, 60.0, spoil(body), texts)


def test_a_layout_with_more_rungs_than_the_block_is_one_clear_error() -> None:
    block = a_block(1, 2, 3)
    body, texts = pack(block, layout_for(block))
    two = layout_for(replace(block, series=block.series * 2))

    with pytest.raises(StoreError, match="counts do not add up"):
        unpack(two, START, 60.0, body, texts)


def test_an_offset_beyond_64_bits_is_refused() -> None:
    with pytest.raises(BadInput, match="64 bits"):
        pack(a_block(1, first_offset_us=2**70), layout_for(a_block(1)))
