"""Texts come back from their columns byte for byte, whatever they hold, and damaged ones are refused."""

from __future__ import annotations

import random
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netdoc.store.columns import Text, one_of_each, weave
from netdoc.store.unweaving import unweave

WORD = st.one_of(
    st.integers(0, 10**20).map(str),
    st.sampled_from(["", "00", "007", "a0b1c2d3", "a0b1c2d4", "Deadbeef", "%d", "100%", "x" * 20, "\n", "\r\n"]),
    st.binary(max_size=12).map(bytes.hex),
)
LINE = st.lists(WORD, max_size=8).map(" ".join).map(str.encode)
TEXT = st.builds(Text, st.sampled_from([b"modem", b"names"]), LINE | st.binary(max_size=60))
PAGE = "Status: Showtime\nSNR (dB):\t {}.{}\nCRC:\t{}\nTime {}\nid {:016x}\n"


def a_page(chance: random.Random, crc: int) -> Text:
    numbers = (chance.randrange(6, 9), chance.randrange(10), crc, 1_772_323_200_000_000 + crc * 60_000_123)
    return Text(b"modem", PAGE.format(*numbers, chance.getrandbits(64)).encode())


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXT, max_size=12), st.lists(TEXT, max_size=6))
def test_any_texts_come_back_in_their_order(texts: list[Text], templates: list[Text]) -> None:
    for known in ([], templates, one_of_each([*texts, *templates])):
        assert unweave(weave(texts, known).data, known) == [each.text for each in texts]


def test_pages_that_differ_in_a_few_numbers_take_a_few_bytes_each() -> None:
    chance = random.Random(3)
    pages = [a_page(chance, crc) for crc in range(200)]
    template = [a_page(chance, 0)]

    woven = weave(pages, template)

    assert woven.news == 0
    assert len(zlib.compress(woven.data, 9)) / len(pages) < 15  # eight of them are the random id
    assert unweave(woven.data, template) == [each.text for each in pages]


def test_a_page_without_a_template_is_counted_as_new() -> None:
    pages = [a_page(random.Random(3), crc) for crc in range(3)]

    assert weave(pages).news == len(pages[0].text)
    assert weave(pages, [Text(b"router", pages[0].text)]).news == len(pages[0].text)
    assert weave(pages, pages[:1]).news == 0


def test_texts_of_one_table_give_one_template() -> None:
    chance = random.Random(3)
    pages = [a_page(chance, crc) for crc in range(5)]
    other = Text(b"modem", b"Status: Idle\n")

    assert one_of_each([*pages, other, *pages]) == [pages[0], other]


def test_a_damaged_form_is_refused_or_gives_other_texts_but_never_hangs_or_breaks() -> None:
    chance = random.Random()
    pages = [a_page(chance, crc) for crc in range(20)]
    whole = weave(pages).data
    for _ in range(400):
        spoiled = bytearray(whole)
        for _ in range(chance.randrange(1, 4)):
            spoiled[chance.randrange(min(len(spoiled), 120) if chance.random() < 0.5 else len(spoiled))] = (
                chance.randrange(256)
            )
        cut = spoiled[: chance.randrange(len(spoiled))] if chance.random() < 0.2 else spoiled
        try:
            found = unweave(bytes(cut))
        except (ValueError, LookupError, TypeError, StopIteration, OverflowError):
            continue
        assert sum(map(len, found)) < 1 << 20


@pytest.mark.parametrize("length", [2**63, 2**31])
def test_a_form_that_claims_more_than_it_has_takes_no_memory(length: int) -> None:
    claims = [1 << 20, length, 1, 0, 0, 0, 0, 0, 0, length, 0, 10, 0]
    numbers = b"".join(_varint(each) for each in [len(claims), *claims])

    with pytest.raises((ValueError, LookupError, OverflowError)):
        unweave(numbers + b"0123456789")


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
