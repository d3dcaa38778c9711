from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netdoc.errors import BadInput
from netdoc.evidence.words import parse_words, word_list, words_of

ROOTS = st.binary(min_size=32, max_size=32)


def test_six_words_stand_for_the_first_66_bits() -> None:
    assert words_of(bytes(32)) == ("abandon",) * 6
    assert words_of(b"\xff" * 32) == ("zoo",) * 6
    assert words_of(b"\x00\x20" + bytes(30)) == ("ability", *["abandon"] * 5)
    assert words_of(bytes(8) + b"\x3f" + bytes(23)) == ("abandon",) * 6, "bits from the 67th on are not in the words"
    assert words_of(bytes(8) + b"\x40" + bytes(23)) == (*["abandon"] * 5, "ability")


@given(ROOTS, ROOTS)
def test_roots_that_differ_in_their_first_66_bits_have_other_words(one: bytes, other: bytes) -> None:
    same = int.from_bytes(one[:9], "big") >> 6 == int.from_bytes(other[:9], "big") >> 6

    assert (words_of(one) == words_of(other)) == same


@given(ROOTS)
def test_words_are_read_back_from_a_ticket_in_capitals_with_commas_or_by_their_first_letters(root: bytes) -> None:
    words = words_of(root)

    assert parse_words(", ".join(words).upper()) == words
    assert parse_words("  ".join(each[:4] for each in words)) == words


def test_the_list_is_told_apart_by_four_letters() -> None:
    assert len({each[:4] for each in word_list()}) == len(word_list()) == 2048


@pytest.mark.parametrize(
    ("text", "message"),
    [("abandon ability", "2 words instead of 6"), ("zoo zoo zoo zoo zoo abandom zoo", "7 words"), ("", "0 words")],
)
def test_too_few_or_too_many_words_are_refused(text: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        parse_words(text)


def test_a_word_that_is_not_in_the_list_is_refused_with_the_nearest() -> None:
    with pytest.raises(BadInput, match="'zeabra' is not an anchor word") as refused:
        parse_words("zoo zoo zoo zoo zoo zeabra")
    assert "zebra" in refused.value.hint
