"""The spoken anchor: the first 66 bits of a root as six words, to be read to a vendor's agent and put into the ticket.

The vendor's own system then dates our evidence. What it is worth: to forge a store later that gives the same six words
takes about 2^66 attempts; who prepares two stores beforehand needs about 2^33. Each word stands for eleven bits of the
English list of BIP 39, whose words differ in their first four letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache

from netdoc.errors import BadInput

WORDS = 6
BITS = 11
_PREFIX = 4


@cache
def word_list() -> Sequence[str]:
    """Return the 2,048 words in their order."""
    from mnemonic import Mnemonic

    words: Sequence[str] = tuple(Mnemonic("english").wordlist)
    assert len(words) == 1 << BITS, len(words)
    return words


def words_of(root: bytes) -> tuple[str, ...]:
    """Return the six words of a root."""
    value = int.from_bytes(root[:9], "big") >> 9 * 8 - WORDS * BITS
    return tuple(word_list()[value >> (WORDS - 1 - place) * BITS & (1 << BITS) - 1] for place in range(WORDS))


def parse_words(text: str) -> tuple[str, ...]:
    """Return six words as somebody typed them from a ticket; the first four letters of each are enough.

    Raises:
        BadInput: not six, or one that is not in the list; the hint names the nearest.
    """
    given = re.findall(r"[a-z]+", text.lower())
    if len(given) != WORDS:
        raise BadInput(
            f"{len(given)} words instead of {WORDS}",
            where="anchor",
            hint="type the six words as they stand in the ticket",
        )
    found = []
    for each in given:
        same = [
            word for word in word_list() if word == each or (len(each) >= _PREFIX and word[:_PREFIX] == each[:_PREFIX])
        ]
        if len(same) != 1:
            near = ", ".join(get_close_matches(each, word_list(), n=3)) or "none comes near"
            raise BadInput(f"{each!r} is not an anchor word", where="anchor", hint=f"nearest: {near}")
        found.append(same[0])
    return tuple(found)
