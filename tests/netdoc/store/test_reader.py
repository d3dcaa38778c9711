"""Numbers read off the front of a woven form, one by one or by their bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netdoc.store.reader import Reader


def written(values: list[int]) -> bytes:
    out = bytearray()
    for each in values:
        value = each
        while value > 0x7F:
            out.append(value & 0x7F | 0x80)
            value >>= 7
        out.append(value)
    return bytes(out)


@given(
    st.lists(st.integers(0, 127)) | st.lists(st.integers(0, 2**40)),
    st.lists(st.integers(0, 2**40), max_size=5),
    st.binary(max_size=20),
)
def test_numbers_end_where_their_bytes_end(first: list[int], second: list[int], rest: bytes) -> None:
    data = written(first) + written(second) + rest
    one_by_one, by_sight = Reader(data), Reader(data)

    assert one_by_one.numbers(len(first)) == first
    assert by_sight.raw_numbers(len(first)) == written(first)
    for reader in (one_by_one, by_sight):
        assert reader.numbers(len(second)) == second
        assert reader.take(len(rest)) == rest
        assert reader.at_end


@given(st.lists(st.integers(0, 2**40), min_size=1), st.integers(1, 1 << 40))
def test_numbers_that_are_cut_off_are_refused(values: list[int], more: int) -> None:
    cut = written(values)[:-1]

    for read in (Reader.numbers, Reader.raw_numbers):
        with pytest.raises(ValueError, match="cut off"):
            read(Reader(cut), len(values))
    with pytest.raises(ValueError, match="cut off"):
        Reader(cut).raw_numbers(len(values) + more)
    with pytest.raises(ValueError, match="cut off"):
        Reader(cut).take(len(cut) + more)
